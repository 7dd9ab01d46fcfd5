"""At the till: what a purchase costs after discount, aid and tax, how it is paid, every leg of it in the books."""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import apply_on_terms, level_payment, open_loan, rows_with
from sim.agents.household.tickets.batteries import rent_battery
from sim.agents.household.tickets.dates import EARLY, UPGRADE, age_durables, plan_next
from sim.agents.household.tickets.financing import (
    AUTO_LOAN,
    BANK_LOAN,
    CARD,
    CASH,
    FREE_INSTALMENT,
    INSTALMENT,
    NOT_NOW,
    choose_financing,
    most_appealing,
)
from sim.agents.household.tickets.items import draw_items, list_tickets
from sim.agents.merchant import merchant_met, offers_free_instalment
from sim.agents.plate_loans import pay_out_plate_loan, plate_loan
from sim.books.flows import Cash, Count, Credit, Group
from sim.books.ledger import give, lend, pay, receive
from sim.books.tallies import Till, count_approval
from sim.engine.draws import Decision, uniform
from sim.engine.kernel import formula, kernel
from sim.policy.claims import settle_aid
from sim.policy.vocabulary import Car, Durable, Product, Sector
from sim.units import cny, fen

_f4, _f8, _i8, _u1 = np.float32, np.float64, np.int64, np.uint8
_ZERO, _ONE = _f4(0), _f4(1)


@kernel
def pay_ticket(home, tile, book, world, i, sector, merchant, invoice, tax, aid, fronted, financed, month):
    """All legs of a purchase, money in fen: aid and loan came in, invoice and tax go out; tallies of the merchant."""
    if aid > 0:
        receive(book, Cash.SUBSIDY, home, i, aid)
    pay(book, Cash.PLATES if sector == Sector.PLATE else Cash.TICKETS, sector, home, i, invoice)
    if tax > 0:
        pay(book, Cash.TAX, sector, home, i, tax)
    book.units[0, sector] += 1
    book.units[2, sector] += 1 if aid > 0 else 0
    if merchant >= 0:
        book.merchants[Till.SALES, merchant] += invoice
        book.merchants[Till.FINANCED, merchant] += financed
        book.merchants[Till.AID, merchant] += aid
        book.merchants[Till.FRONTED, merchant] += fronted
        book.merchants[Till.AIDED, merchant] += invoice if aid > 0 else _i8(0)
        book.merchants[Till.LOCAL, merchant] += invoice if fronted > 0 else _i8(0)
    if world.goods.in_retail[sector] > _ZERO:
        here = local_share(world.goods.in_retail[sector], world.p.leakage, fronted > 0)
        tile.ticket_fen[i] += _i8(here * _f8(invoice))


@formula
def local_share(in_retail, leakage, fronted):
    """Part of an invoice that is retail sales of the city: what has aid taken off at the till is bought in the city,
    because its tills alone do so; the rest partly elsewhere. in_retail : the usual part, less leakage, fractions."""
    usual = _f8(in_retail)
    return usual / (_f8(1) - _f8(leakage)) if fronted else usual


@formula
def take_car(home, world, i, sector):
    """The new car replaces the old one; a fuel car keeps its plate."""
    home.car[i] = _u1(Car.NEV if sector == Sector.NEV else (Car.ICE if sector == Sector.ICE else Car.USED))
    home.car_age[i] = _u1(0 if sector != Sector.USED_CAR else world.p.used_car_age)
    home.bidding[i] = _u1(0)


@formula
def product_of(choice):
    """The account that a way to pay uses."""
    if choice == FREE_INSTALMENT or choice == INSTALMENT:
        return _i8(Product.CARD_INSTALMENT)
    if choice == AUTO_LOAN:
        return _i8(Product.AUTO_LOAN)
    return _i8(Product.CONSUMER_LOAN) if choice == BANK_LOAN else _i8(Product.PLATFORM_LOAN)


@kernel
def interest_aided(world, group, product, lender, sector, loan):
    """Does a rate programme cover a loan of this size, by this lender, for a ticket of this sector? loan : CNY."""
    kind = world.lenders.kind[lender]
    for j in range(world.open.rate_count):
        row = world.programmes[world.open.of_rates[j]]
        reached = row.products[product] != 0 and row.groups[group] != 0 and row.lenders[kind] != 0
        if reached and row.sectors[sector] != 0 and row.threshold <= loan <= row.ceiling:
            return True
    return False


@kernel
def finance(home, tile, book, world, i, j, merchant, needed, bounds, month):
    """Choose how to pay and obtain the credit. Returns (goes ahead, financed CNY). A refused borrower pays cash if
    it holds enough, else buys later."""
    choice, lender, loan, rate, months = choose_financing(home, tile, world, i, j, merchant, needed, bounds, month)
    if choice == NOT_NOW:
        return False, _ZERO
    if choice == CASH:
        return True, _ZERO
    if choice == CARD:
        lend(book, Credit.CHARGE, home, Product.CARD, i, home.lender[Product.CARD, i], fen(needed))
        return True, _ZERO
    product = product_of(choice)
    flags = _u1(1) if interest_aided(world, home.group, product, lender, tile.sector[j], loan) else _u1(0)
    if choice == FREE_INSTALMENT or choice == INSTALMENT:
        book.counts[Count.APPLICATIONS, product, lender] += 1
        count_approval(book, home.group, product, lender)
        merchant_pays = choice == FREE_INSTALMENT and offers_free_instalment(world, merchant)
        book.merchants[Till.CO_FUNDED, merchant] += fen(loan) if merchant_pays else _i8(0)
        open_loan(home, tile, book, world, i, product, lender, loan, rate, months, flags, month)
        return True, loan
    terms, sector = world.terms[home.group], tile.sector[j]
    easing = terms.ticket_limit[sector] if choice == BANK_LOAN else _ONE
    discount = terms.ticket_discount[sector] if choice == BANK_LOAN else _ZERO
    granted, contract = apply_on_terms(
        home, tile, book, world, i, product, lender, loan, months, easing, discount, month
    )  # fmt: skip
    gift = granted * terms.loan_gift[sector] if choice == AUTO_LOAN else _ZERO
    spendable = cny(home.deposits[i]) - world.p.reserve_months * _f4(0.5) * tile.planned[i]
    if needed - granted - gift > spendable:
        return False, _ZERO
    if granted > _ZERO:
        open_loan(home, tile, book, world, i, product, lender, granted, contract, months, flags, month)
    if gift > _ZERO:
        give(book, home, product, i, lender, fen(gift))
    return True, granted


@kernel
def buy(home, tile, book, world, i, j, bounds, month):
    """Row i tries to buy the item of ticket j. bounds : of the appeal of credit. Returns True when the purchase
    happened."""
    sector, price = tile.sector[j], tile.price[j]
    merchant = merchant_met(world, sector, tile.merchant_luck[j])
    discount = min(world.terms[home.group].price_cut[sector], _f4(0.9))
    asked = price * world.merchants.price[merchant]
    whole = asked * (_ONE - discount)
    battery, lessor, rate, months = rent_battery(home, tile, book, world, i, sector, whole, month)
    rent = level_payment(battery, rate, months)
    invoice = whole - battery
    tax = invoice * world.p.purchase_tax if sector == Sector.NEV or sector == Sector.ICE else _ZERO
    day, item, queue = tile.claim_day[j], tile.claim_item[j], tile.claim_queue[j]
    aid, fronted = settle_aid(book, world, home, i, sector, invoice, tax, day, item, queue, False)
    needed = cny(fen(invoice) + fen(tax) - aid)
    tile.obligations[i] += rent
    goes_ahead, financed = finance(home, tile, book, world, i, j, merchant, needed, bounds, month)
    tile.obligations[i] -= rent
    if not goes_ahead:
        return False
    if aid > 0:
        settle_aid(book, world, home, i, sector, invoice, tax, day, item, queue, True)
    pay_ticket(home, tile, book, world, i, sector, merchant, fen(invoice), fen(tax), aid, fronted, fen(financed), month)
    book.merchants[Till.DISCOUNT, merchant] += fen(asked) - fen(whole)
    book.merchants[Till.MARKUP, merchant] += fen(asked) - fen(price)
    if battery > _ZERO:
        open_loan(home, tile, book, world, i, Product.AUTO_LOAN, lessor, battery, rate, months, _u1(0), month)
        pay(book, Cash.BATTERIES, sector, home, i, fen(battery))
    book.units[1, sector] += 1 if tile.why[tile.durable[j], i] == EARLY else 0
    return True


@kernel
def bid_for_plates(home, tile, book, world, month):
    """The monthly plate auction with its fixed quota: winners (keyed uniform below the threshold set from all bidders)
    pay the price, some with a loan that they were promised; the rest wait. It comes first in the month, so that those
    are served who were counted. Easier credit changes bidders, price and who wins, never the number of plates."""
    price = fen(world.market.plate_bid)
    threshold = world.market.plate_threshold
    for j in range(rows_with(tile.pick, home.bidding, home.rows)):
        i = tile.pick[j]
        luck = uniform(world.seed, home.household[i], month, Decision.PLATE)
        if luck < threshold and home.deposits[i] + plate_loan(home, i) >= price > 0:
            if plate_loan(home, i) > 0:
                pay_out_plate_loan(home, tile, book, world, i, month)
            pay_ticket(home, tile, book, world, i, Sector.PLATE, -1, price, _i8(0), _i8(0), _i8(0), _i8(0), month)
            home.plate[i] = _u1(1)
            home.bidding[i] = _u1(0)
        else:
            home.bidding[i] = _u1(1)


@kernel
def buy_tickets(home, tile, book, world, month):
    """All durables in turn: who buys this month, at what price, paid how; then the next planned date."""
    age_durables(home, tile, world, month)
    if world.now.new_year != 0:
        for i in range(home.rows):
            home.aid_received[i] = 0
    tickets = list_tickets(home, tile, world, month)
    draw_items(home, tile, world, month, tickets)
    bounds = most_appealing(world, home.group)
    for j in range(tickets):
        i, durable = tile.buyer[j], tile.durable[j]
        if buy(home, tile, book, world, i, j, bounds, month):
            first = durable == Durable.CAR and home.car[i] == Car.NONE
            if durable == Durable.CAR:
                take_car(home, world, i, tile.sector[j])
            if tile.why[durable, i] != UPGRADE or first:
                plan_next(home, i, durable, tile.next_due[j])
    retail = _i8(0)
    for i in range(home.rows):
        retail += tile.ticket_fen[i]
    book.groups[Group.RETAIL, home.group] += retail
