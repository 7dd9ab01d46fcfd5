"""Borrowers over a run: bullet loans and their maturity, cards, dwellings, opening debts, who counts as in debt."""

import numpy as np
import pytest

from sim.agents.household.cash.borrowing import most_wanted
from sim.agents.household.cash.demand import arbitrage, outside_return, price_response
from sim.agents.household.refinancing import refinancing_hazard
from sim.agents.household.turnover import settle_estate
from sim.agents.lender import displayed_rate, lowest_quote, quoted_rate
from sim.agents.lines import ALL_NEW
from sim.agents.quotes import quote_loans
from sim.agents.traits import INCLINED, OTHER_LINE, THIN, USER_LINE
from sim.agents.world import turn_page
from sim.books.flows import Credit, Group
from sim.books.tallies import clear, ledger_error, new_book
from sim.build import new_tile
from sim.month import begin_month, households
from sim.policy.vocabulary import FLAG_BULLET, Product, Tenure
from sim.population.synthesis import column
from sim.running import run

LOAN, CARD = Product.CONSUMER_LOAN, Product.CARD
MONTHS = range(21)


def every_month(lived):
    people = [lived.people(month) for month in MONTHS]
    return {name: np.stack([one[name] for one in people]) for name in people[0]}


@pytest.fixture(scope="module")
def months(small):
    """Every column after every month: [month, household(, place)]."""
    return every_month(small)


@pytest.fixture(scope="module")
def stayed(months):
    """[month, household]: the same people as a month before, not newcomers in their dwelling."""
    return months["base_income"][1:] == months["base_income"][:-1]


def owes_bullet(months):
    owed = months["balance"][..., LOAN] > 0
    return owed & (months["marks"][..., LOAN] & FLAG_BULLET > 0)


@pytest.fixture(scope="module")
def bullet(months):
    """[month, household]: owes a bullet loan."""
    return owes_bullet(months)


def test_interest_alone_is_due_on_a_bullet_loan_and_its_balance_stays(months, bullet, stayed):
    assert bullet.any(axis=1).all()
    quiet = (
        stayed & bullet[:-1] & bullet[1:] & (months["bucket"][:-1, :, LOAN] == 0) & (months["bucket"][1:, :, LOAN] == 0)
    )
    quiet &= ~np.logical_or.accumulate(months["bucket"][..., LOAN] > 0)[1:]
    quiet &= months["vintage"][1:, :, LOAN] == months["vintage"][:-1, :, LOAN]
    quiet &= months["months_left"][1:, :, LOAN] == months["months_left"][:-1, :, LOAN] - 1
    balance = months["balance"][..., LOAN].astype(float)
    kept = balance[1:][quiet] == balance[:-1][quiet]
    assert kept.mean() > 0.9, "a few repay early"
    interest = balance * months["apr"][..., LOAN] / 12
    unchanged = months["payment"][..., LOAN][1:][quiet][kept]
    assert np.abs(unchanged - interest[1:][quiet][kept]).max() <= 2


def test_other_products_know_no_bullet_loans(months):
    marks = np.delete(months["marks"], LOAN, axis=2)
    assert not (marks & FLAG_BULLET).any()


def test_a_bullet_loan_at_maturity_is_repaid_renewed_or_turned_into_instalments(scenario, make, by_month):
    months = every_month(by_month(make(scenario, 6_000), keep=True))
    bullet = owes_bullet(months)
    due = bullet[:-1] & (months["months_left"][:-1, :, LOAN] == 1) & (months["bucket"][:-1, :, LOAN] == 0)
    left = months["months_left"][1:, :, LOAN][due]
    owed = months["balance"][1:, :, LOAN][due] > 0
    assert due.sum() >= 3
    assert ((left > 1) | ~owed).mean() > 0.5, "few fall into arrears at maturity"
    ended = (bullet[:-1] & ~bullet[1:]).sum()
    assert ended > 0, "some were repaid or turned into instalments in this run"
    renewed = bullet[:-1] & bullet[1:] & (months["months_left"][1:, :, LOAN] > months["months_left"][:-1, :, LOAN])
    assert renewed.any(), "some were renewed or topped up"


def test_some_get_a_card_and_never_while_a_default_is_on_record(months, stayed):
    got = stayed & (months["card_limit"][:-1] == 0) & (months["card_limit"][1:] > 0)
    assert got.any()
    assert not (months["exclusion"][:-1][got] > 1).any()


def test_lines_grow_once_a_year_in_good_standing_and_are_never_cut_without_default(months, stayed):
    held = stayed & (months["card_limit"][:-1] > 0) & (months["card_limit"][1:] > 0)
    change = months["card_limit"][1:].astype(float) / np.maximum(months["card_limit"][:-1], 1)
    assert (change[held] >= 1).all()
    grown = held & (change > 1)
    assert 0.03 < grown.sum() / held.sum() < 0.2
    assert np.unique(months["household"][1:][grown] % 12).size > 6


def test_a_card_that_is_issued_is_news_and_growth_with_incomes_is_none(months, stayed):
    line, news = months["card_limit"], months["line_news"]
    got = stayed & (line[:-1] == 0) & (line[1:] > 0)
    assert got.any()
    assert (news[1:][got] == ALL_NEW).all()
    grown = stayed & (line[:-1] > 0) & (line[1:] > line[:-1]) & (news[:-1] == 0)
    assert grown.any()
    assert not news[1:][grown].any()


def test_news_of_an_issued_card_becomes_usual_and_a_lost_card_leaves_none(months, stayed):
    line, news = months["card_limit"], months["line_news"]
    later = stayed & (news[:-1] == ALL_NEW) & (line[1:] > line[:-1])
    assert later.any()
    assert (news[1:][later] < ALL_NEW).all()
    assert not news[line == 0].any()


def test_what_a_lender_adds_is_news_and_what_it_cuts_too(without_policy, make, by_month):
    managed = without_policy.with_levers(dynamic_limits={"from": "2025-01", "to": "2025-06", "rise": 0.5, "cut": 0.3})
    found = by_month(make(managed, 3_000)).people()
    usual = by_month(make(without_policy, 3_000)).people()
    for raised, sign in (
        (found["card_limit"] > usual["card_limit"], 1),
        (found["card_limit"] < usual["card_limit"], -1),
    ):
        same = raised & (found["base_income"] == usual["base_income"]) & (usual["line_news"] == 0)
        assert same.sum() > 5
        assert (np.sign(found["line_news"][same]) == sign).mean() > 0.95


def test_a_new_line_is_spent_from_by_those_who_have_it_unused(without_policy, make):
    """Plans of one month, all lines new by half or none."""
    plans = []
    for news in (0, 64):
        economy = make(without_policy, 1_500).economy
        economy.homes["line_news"] = news
        before = {name: column(economy.homes, name).copy() for name in ("card_limit", "balance")}
        begin_month(economy.world, economy.plan, economy.book, 0)
        clear(economy.book)
        households(economy.homes, 0, len(economy.homes), new_tile(economy)[0], economy.book, economy.world, 0)
        plans.append(column(economy.homes, "habit").copy())
    used = before["balance"][:, [CARD, Product.CARD_INSTALMENT]].sum(axis=1)
    free = before["card_limit"] > 2 * used + 100_000
    assert (plans[1][free] >= plans[0][free]).all()
    assert plans[1][free].mean() > 1.005 * plans[0][free].mean()
    np.testing.assert_array_equal(plans[1][before["card_limit"] == 0], plans[0][before["card_limit"] == 0])


def test_who_moves_in_takes_over_the_dwelling(small, months):
    assert small.books["credit"][:, Credit.TAKEN].sum() > 0, "somebody left in this run"
    for name in ("tenure", "size"):
        assert (months[name] == months[name][0]).all()


def test_the_dead_leave_debts_unpaid_and_others_take_them_along(small):
    home = small.homes[-1].copy()
    book, before = new_book(18, 48), new_book(18, 48)
    block = next(b for b in range(len(home)) if (home[b]["balance"][LOAN] > home[b]["deposits"]).any())
    i = int(np.argmax(home[block]["balance"][LOAN] > home[block]["deposits"]))
    owed, held = home[block]["balance"][:, i].sum(), home[block]["deposits"][i]
    for dead in (True, False):
        one = home[block].copy()
        clear(book)
        settle_estate(one, book, i, dead)
        flow = book.credit.sum(axis=(1, 2))
        assert flow[Credit.SETTLED] == (min(owed, held) if dead else 0)
        assert flow[Credit.FORGIVEN] == (owed - min(owed, held) if dead else 0)
        assert flow[Credit.TAKEN] == (0 if dead else owed)
        assert not one["balance"][:, i].any()
        assert one["deposits"][i] == 0
    assert ledger_error(before, before) == 0


def test_opening_debts_fit_into_incomes(small):
    parameters = small.built.parameters
    income = column(small.opening, "income")
    service = column(small.opening, "payment").sum(axis=1) / 100
    mortgage = column(small.opening, "mortgage_payment")
    room = np.maximum(parameters.debt_service_rule - mortgage / income, 0.05)
    assert (service <= room * income + 1).all()
    renter = column(small.opening, "tenure") == Tenure.RENTER
    most = parameters.commitment_limit - parameters.rent_share
    assert (service[renter] <= most * income[renter] + 1).all()


def test_accounts_are_counted_by_product_and_lender(small, months):
    balance, lender = months["balance"][-1], months["lender"][-1]
    for product in (CARD, LOAN, Product.AUTO_LOAN):
        counted = np.bincount(lender[balance[:, product] > 0, product], minlength=18)
        np.testing.assert_array_equal(small.books["accounts"][-1, product], counted)


def test_card_bills_and_pay_later_are_means_of_payment_no_debt(small, months):
    payment = months["balance"][-1, :, CARD] - months["revolving"][-1] + months["balance"][-1, :, Product.BNPL]
    debt = (months["balance"][-1].sum(axis=1) > payment) | (months["mortgage"][-1] > 0)
    assert small.books["groups"][-1, Group.WITH_DEBT].sum() == debt.sum()


def test_nobody_wishes_for_a_loan_more_than_at_the_lowest_quote(without_policy, make):
    """What lets a month pass over those whom no offer could move."""
    economy = make(without_policy, 300).economy
    world = economy.world
    turn_page(world, economy.plan, 0)
    quote_loans(world)
    p, outside = world.p, max(world.now.outside_return, world.now.mortgage_rate)
    lenders = range(len(world.lenders.kind))
    for product in (LOAN, Product.PLATFORM_LOAN, Product.CARD_INSTALMENT):
        most, invests = most_wanted(world, 0, product)
        lowest = lowest_quote(world, 0, product)
        usual = world.products.rate_reference[product]
        quotes = [quoted_rate(world, 0, product, k) for k in lenders if world.lenders.share[product, k] > 0]
        assert lowest == min(quotes)
        for rate in quotes:
            assert arbitrage(p, outside, rate) <= invests
            assert refinancing_hazard(p, np.float32(0.2), rate) <= refinancing_hazard(p, np.float32(0.2), lowest)
            for remembered in (0.0, 0.05, 0.3):
                assert price_response(p, rate, np.float32(remembered), usual) <= most
        assert most <= 1.01 * price_response(p, lowest, lowest, usual), "and no bound that binds nobody"


def test_cards_issued_later_have_the_lines_of_cards_at_the_start(without_policy, make):
    """Households not inclined to borrow have 0.7 / 1.3 of the line over income that the others have, then and now."""
    built = make(without_policy.with_parameters({"card_issue_monthly": 0.015}), 20_000)
    homes = built.economy.homes
    held, base = column(homes, "card_limit").copy() > 0, column(homes, "base_income").copy()
    run(built)
    lines, income = column(homes, "card_limit") / 100, column(homes, "income")
    issued = ~held & (lines > 0) & (column(homes, "base_income") == base)
    inclined = column(homes, "traits") & INCLINED > 0
    assert min((issued & inclined).sum(), (issued & ~inclined).sum()) > 20
    for cards in (issued, held & (lines > 0)):
        others, users = ((lines / income)[cards & kind].mean() for kind in (~inclined, inclined))
        assert others / users == pytest.approx(OTHER_LINE / USER_LINE, rel=0.2)


def test_a_file_turns_thin_only_where_nothing_is_on_record_and_thick_with_a_card_or_a_loan(months, stayed):
    thin = months["traits"] & THIN != 0
    reported = np.delete(months["balance"], [Product.CARD, Product.BNPL], axis=2) > 0
    known = reported.any(axis=2) | (months["card_limit"] > 0) | (months["mortgage"] > 0)
    turned = stayed & ~thin[:-1] & thin[1:]
    assert turned.sum() >= 3
    assert not (known[:-1] & known[1:])[turned].any()
    card = stayed & (months["card_limit"][:-1] == 0) & (months["card_limit"][1:] > 0)
    assert card.sum() >= 3
    assert not thin[1:][card].any()


def test_what_is_charged_off_is_collected_for_some_years_only(months, stayed, small):
    claim = months["claim"]
    lapsed = stayed & (claim[:-1] > 0) & (claim[1:] == 0)
    open_claims = (stayed & (claim[:-1] > 0)).sum()
    hazard = 1 / float(small.built.parameters["claim_months"])
    assert lapsed.sum() / open_claims == pytest.approx(hazard, abs=4 * (hazard / open_claims) ** 0.5 + 0.002)


def test_the_remembered_rate_comes_back_to_the_rate_on_display(months, stayed, small):
    world = small.built.economy.world
    shown = float(displayed_rate(world, 0))
    quotes = [quoted_rate(world, 0, LOAN, lender) for lender in range(len(world.lenders.kind))]
    assert min(quotes) < shown < max(quotes)
    rate = months["reference_rate"].astype(float)
    same = [(months[name][-1] == months[name][-2]).all(axis=1) for name in ("vintage", "apr", "lender")]
    quiet = stayed[-1] & np.logical_and.reduce(same)
    gap = np.abs(rate[-2:] - shown)[:, quiet]
    far = gap[0] > 0.01
    assert far.sum() >= 3
    assert (gap[1] < gap[0])[far].all()


def test_a_household_with_a_mortgage_reckons_with_its_rate_and_others_with_what_savings_bring(without_policy, make):
    economy = make(without_policy, 300).economy
    turn_page(economy.world, economy.plan, 0)
    world, home = economy.world, economy.homes[0]
    assert world.now.mortgage_rate > world.now.outside_return > 0
    for owed, brings in ((0, world.now.outside_return), (1_000_000, world.now.mortgage_rate)):
        home["mortgage"][0] = owed
        assert outside_return(world, home, 0) == brings
