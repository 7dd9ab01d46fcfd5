"""A household's month on one screen: the order of its decisions, one call a line."""

from __future__ import annotations

from sim.agents.household.cards import charge_cards, issue_cards, pay_later
from sim.agents.household.cash.borrowing import borrow_cash, study_on_credit
from sim.agents.household.consumption import choose_spending, meet_expense_shocks, plan_spending, save, spend
from sim.agents.household.housing import pay_for_housing
from sim.agents.household.income import earn
from sim.agents.household.lines import change_lines
from sim.agents.household.record import pay_interest_aid, record
from sim.agents.household.refinancing import refinance_and_prepay
from sim.agents.household.repayment import repay_debts
from sim.agents.household.running_costs import pay_running_aid
from sim.agents.household.scenes import buy_scenes
from sim.agents.household.tickets.till import bid_for_plates, buy_tickets
from sim.agents.household.transfers import receive_transfers
from sim.agents.household.turnover import turn_over
from sim.agents.household.vouchers import buy_listed_goods, use_vouchers
from sim.engine.kernel import kernel


@kernel
def household_month(home, tile, book, world, month):
    """One month of all households of a block. home : block of columns.  tile : scratch.  book : this thread's tallies.
    world : terms, programmes, lenders, merchants, paths and parameters, fixed for the month.  month : of the run."""
    bid_for_plates(home, tile, book, world, month)
    turn_over(home, tile, book, world, month)
    earn(home, tile, book, world, month)
    receive_transfers(home, tile, book, world, month)
    pay_running_aid(home, tile, book, world, month)
    plan_spending(home, tile, book, world, month)
    pay_for_housing(home, tile, book, world, month)
    meet_expense_shocks(home, tile, book, world, month)
    repay_debts(home, tile, book, world, month)
    pay_interest_aid(home, tile, book, world, month)
    refinance_and_prepay(home, tile, book, world, month)
    choose_spending(home, tile, book, world, month)
    change_lines(home, tile, book, world, month)
    issue_cards(home, tile, book, world, month)
    charge_cards(home, tile, book, world, month)
    pay_later(home, tile, book, world, month)
    buy_scenes(home, tile, book, world, month)
    use_vouchers(home, tile, book, world, month)
    buy_listed_goods(home, tile, book, world, month)
    spend(home, tile, book, world, month)
    buy_tickets(home, tile, book, world, month)
    borrow_cash(home, tile, book, world, month)
    study_on_credit(home, tile, book, world, month)
    save(home, tile, book, world, month)
    record(home, tile, book, world, month)
