"""Merchants: a price that follows what they pay and what aid they keep, and returns; aid that they front."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents.government import at_the_till, expected_rate_aid, funded_share, set_prices
from sim.agents.household.tickets.till import interest_aided
from sim.agents.merchant import SIZES, aid_kept, costs_for_others, front_aid, set_price, still_due, wished_price
from sim.books.tallies import Till
from sim.policy.claims import net_aid
from sim.policy.programmes import Pays
from sim.policy.vocabulary import LENDER_TYPES, SECTORS, Product, Sector

F4 = np.float32


def test_a_merchant_keeps_what_is_not_passed_through_of_the_aid_its_buyers_get():
    assert aid_kept(F4(0.2), F4(0.85)) == pytest.approx(0.03)
    assert aid_kept(F4(0.2), F4(1)) == 0
    assert aid_kept(F4(0), F4(0.65)) == 0


def test_at_the_wished_price_a_merchant_earns_what_it_did_and_the_aid_it_keeps():
    for kept, cost in ((0.0, 0.0), (0.03, 0.0), (0.0, 0.02), (0.03, 0.02)):
        price = wished_price(F4(kept), F4(cost))
        assert price * (1 - cost) == pytest.approx(1 + kept, rel=1e-6)
    assert wished_price(F4(0), F4(0)) == 1


def test_a_merchant_pays_the_fee_of_free_instalments_and_a_month_of_interest_on_fronted_aid():
    assert costs_for_others(F4(0.05), np.int64(1_000), F4(0.12), np.int64(300)) == pytest.approx(50 + 3)
    assert costs_for_others(F4(0.05), np.int64(0), F4(0.12), np.int64(0)) == 0


def test_a_share_of_what_is_owed_arrives_each_month_so_that_merchants_wait_the_stated_time():
    waits, due = 0.0, np.int64(10**12)
    for month in range(1, 200):
        left = still_due(due, F4(4))
        waits += month * float(due - left)
        due = left
    assert waits / 1e12 == pytest.approx(4, rel=1e-3)
    assert still_due(np.int64(77), F4(1)) == 0


def test_a_buyer_gains_the_aid_less_what_is_kept_of_it_and_never_less_than_nothing():
    assert net_aid(F4(20_000), F4(200_000), F4(0.015)) == pytest.approx(0.085)
    assert net_aid(F4(0), F4(200_000), F4(0.015)) == 0


def shop(receivable=0):
    """A world of one merchant that has sold for 10,000 CNY a month."""
    merchants = SimpleNamespace(
        share=np.ones(1, F4), turnover=np.full(1, 1e6, F4), aid=np.zeros(1, F4), costs=np.zeros(1, F4),
        kept=np.zeros(1, F4), price=np.ones(1, F4), receivable=np.array([receivable]),
    )  # fmt: skip
    p = SimpleNamespace(
        instalment_fee=F4(0.045), merchant_funding_rate=F4(0.06), subsidy_pass_through=F4(0.8),
        price_adjustment=F4(0.25), aid_settlement_months=F4(2),
    )  # fmt: skip
    return SimpleNamespace(merchants=merchants, p=p)


def book(sales=1_000_000, **tills):
    counted = np.zeros((len(Till), 1), np.int64)
    counted[Till.SALES] = sales
    for name, amount in tills.items():
        counted[Till[name.upper()]] = amount
    return SimpleNamespace(merchants=counted)


def path(world, *books):
    """Prices after each month of such books."""
    prices = []
    for month in books:
        set_price.py_func(world, month, 0)
        prices.append(float(world.merchants.price[0]))
    return prices


def test_without_aid_and_promotion_a_price_stays_exactly_1():
    assert path(shop(), *[book()] * 12) == [1.0] * 12


def test_aid_raises_the_price_slowly_to_the_part_that_is_not_passed_through():
    prices = path(shop(), *[book(aid=100_000)] * 40)
    assert prices[0] == pytest.approx(1 + 0.25 * 0.2 * 0.1, rel=1e-5)
    assert (np.diff(prices[:20]) > 0).all()
    assert prices[-1] == pytest.approx(1.02, rel=1e-4)


def test_the_price_moves_back_when_aid_ends():
    world = shop()
    path(world, *[book(aid=100_000)] * 40)
    back = path(world, *[book()] * 40)
    assert back[0] == pytest.approx(1 + 0.75 * 0.02, rel=1e-4)
    assert (np.diff(back[:20]) < 0).all()
    assert back[-1] == pytest.approx(1, abs=1e-5)
    assert world.merchants.kept[0] == pytest.approx(0, abs=1e-5)


def test_free_instalments_raise_the_price_by_their_fee_as_long_as_they_are_paid_for():
    world = shop()
    dearer = path(world, *[book(co_funded=400_000)] * 40)[-1]
    assert dearer == pytest.approx(1 / (1 - 0.4 * 0.045), rel=1e-4)
    assert world.merchants.kept[0] == 0, "a fee is no aid that is kept"
    assert path(world, *[book()] * 60)[-1] == pytest.approx(1, abs=1e-5)


def test_aid_that_waits_to_be_paid_raises_the_price_by_its_cost_of_funds():
    assert path(shop(receivable=500_000), *[book()] * 40)[-1] == pytest.approx(1 / (1 - 0.005 * 0.5), rel=1e-4)


def test_a_month_without_sales_tells_a_merchant_nothing():
    world = shop()
    path(world, book(aid=100_000))
    before = world.merchants.price[0]
    assert path(world, book(sales=0)) == [pytest.approx(before, rel=1e-6)]


def test_uneven_sales_count_by_their_size():
    """Nine small aided months and one large unaided one: the mean of monthly ratios would be near 0.1."""
    small, large = book(sales=100_000, aid=10_000), book(sales=20_000_000)
    prices = np.array(path(shop(), *[small] * 9, *([large] + [small] * 9) * 20))[-10:]
    assert prices.mean() - 1 < 0.25 * 0.2 * 0.1


def test_households_find_the_mean_of_their_sectors_prices_weighted_by_shares():
    sectors = len(SECTORS)
    zeros = lambda: np.zeros(sectors, F4)  # noqa: E731
    price = np.ones(sectors * SIZES, F4)
    price[Sector.NEV * SIZES : (Sector.NEV + 1) * SIZES] = 1.0, 1.01, 1.04
    merchants = SimpleNamespace(share=np.tile(F4([0.5, 0.3, 0.2]), sectors), price=price, kept=price - F4(1))
    market = SimpleNamespace(price=zeros(), tax=zeros(), asked=zeros(), kept=zeros())
    goods, now = SimpleNamespace(price=zeros() + F4(100)), SimpleNamespace(wage_index=F4(1), car_price=F4(1))
    now.plate_price = F4(90_000)
    p = SimpleNamespace(purchase_tax=F4(0.09))
    set_prices.py_func(SimpleNamespace(goods=goods, market=market, now=now, p=p, merchants=merchants))
    assert market.asked[Sector.NEV] == pytest.approx(1.011)
    assert market.kept[Sector.NEV] == pytest.approx(0.011)
    assert (np.delete(market.asked, Sector.NEV) == 1).all()
    assert (np.delete(market.kept, Sector.NEV) == 0).all()
    assert market.price[Sector.NEV] == 100, "the list price"


def test_merchants_are_owed_what_they_fronted_as_far_as_budgets_reach():
    world = shop(receivable=1_001)
    front_aid.py_func(world, book(fronted=500), 0.5)
    assert world.merchants.receivable[0] == (1_001 - 500) + 250


def claimed(*rows):
    programmes = [SimpleNamespace(pays=pays, claimed=asked, paid=paid) for pays, asked, paid in rows]
    return SimpleNamespace(programmes=programmes, programme_count=len(programmes))


def test_only_aid_at_the_till_is_fronted():
    assert [kind for kind in Pays if at_the_till(kind)] == [Pays.PRICE_SHARE, Pays.FIXED_AMOUNT]
    assert funded_share.py_func(claimed()) == 1
    rows = [(Pays.FIXED_AMOUNT, 400, 300), (Pays.PRICE_SHARE, 100, 100), (Pays.TAX_RELIEF, 900, 0)]
    assert funded_share.py_func(claimed(*rows)) == pytest.approx(0.8)


EVERY_SECTOR, EVERY_LENDER = range(len(SECTORS)), range(len(LENDER_TYPES))


def rate_programme(sectors=EVERY_SECTOR, lenders=EVERY_LENDER, threshold=0.0, ceiling=np.inf):
    flags = lambda count, chosen: np.isin(np.arange(count), list(chosen)).astype(np.uint8)  # noqa: E731
    return SimpleNamespace(
        pays=Pays.RATE_POINTS, amount=F4(0.01), share_of_rate=F4(0.5), window=F4(1), admit=F4(1), months_ahead=F4(24),
        threshold=F4(threshold), ceiling=F4(ceiling), groups=[1], products=flags(7, [Product.CONSUMER_LOAN]),
        lenders=flags(len(LENDER_TYPES), lenders), sectors=flags(len(SECTORS), sectors),
    )  # fmt: skip


def lending(*rows):
    return SimpleNamespace(
        programmes=rows, programme_count=len(rows), lenders=SimpleNamespace(kind=np.arange(len(LENDER_TYPES))),
        products=SimpleNamespace(term=np.full(7, 24, F4), rate_reference=np.full(7, 0.04, F4)),
        p=SimpleNamespace(statutory_pass_through=F4(1)),
        open=SimpleNamespace(rate_count=len(rows), of_rates=np.arange(len(rows))),
    )  # fmt: skip


BANK, PLATFORM = LENDER_TYPES.index("state_bank"), LENDER_TYPES.index("platform")


def test_an_interest_subsidy_is_expected_only_from_lenders_on_its_list():
    world = lending(rate_programme(lenders=[BANK]))
    assert expected_rate_aid.py_func(world, 0, Product.CONSUMER_LOAN, BANK) == pytest.approx(0.01)
    assert expected_rate_aid.py_func(world, 0, Product.CONSUMER_LOAN, PLATFORM) == 0
    assert expected_rate_aid.py_func(world, 0, Product.CARD, BANK) == 0


def test_a_ticket_is_subsidised_by_a_listed_lender_and_above_the_threshold_in_a_listed_sector_only():
    small, large = rate_programme(ceiling=50_000), rate_programme([Sector.NEV], [BANK], threshold=50_000)
    world = lending(small, large)

    def aided(sector, loan, lender=BANK):
        return interest_aided.py_func(world, 0, Product.CONSUMER_LOAN, lender, sector, F4(loan))

    assert aided(Sector.NEV, 80_000)
    assert not aided(Sector.NEV, 80_000, PLATFORM)
    assert not aided(Sector.RENOVATION, 80_000)
    assert aided(Sector.RENOVATION, 20_000, PLATFORM)
    assert not interest_aided.py_func(world, 0, Product.CARD, BANK, Sector.NEV, F4(80_000))
