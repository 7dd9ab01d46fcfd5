import numpy as np
import pytest

from experiments.comparison.parts.money import _borne, _sources
from sim.agents.household.tickets.financing import rate_after_gift
from sim.books.flows import Credit
from sim.policy.terms import Adjustment
from sim.policy.vocabulary import Product, Sector
from sim.running import run

F4 = np.float32


def test_it_is_a_part_of_the_loan_by_kind_of_car(made):
    lever = made("bank_gift", {"cars": ["nev", "used_car"], "share_of_loan": 0.03})
    assert list(lever.adjustments(36)) == [Adjustment("loan_gift", 0.03, name) for name in ("nev", "used_car")]


def test_goods_that_are_no_cars_are_refused(made):
    with pytest.raises(ValueError, match="kind of car"):
        made("bank_gift", {"cars": ["plate"], "share_of_loan": 0.03})


def test_a_gift_is_worth_more_of_the_rate_the_shorter_the_loan():
    after = lambda gift, months: float(rate_after_gift(F4(0.05), F4(gift), F4(months)))  # noqa: E731
    assert after(0, 36) == pytest.approx(0.05)
    assert after(0.03, 36) == pytest.approx(0.03)
    assert after(0.03, 24) == pytest.approx(0.02)
    assert after(0.2, 12) == pytest.approx(0.001), "nobody counts on being paid for borrowing"


def test_more_finance_the_car_and_lenders_pay_for_it(added):
    pair = added("bank_gift", {"share_of_loan": 0.05})
    assert 1.02 < pair.factor("approvals", product="auto_loan") < 1.3
    assert 1.0 < pair.factor("cars_sold") < 1.06
    given = float(pair.run["lender_gifts"].sum())
    lent = float(pair.run["originations"].sel(product="auto_loan").sum())
    assert 0.8 * 0.05 * lent < given < 0.05 * lent, "used cars come without a gift"
    lost = [float(one["lender_profit"].sum()) for one in pair]
    assert 0.5 * given < lost[0] - lost[1] < 1.1 * given


def test_those_with_cash_take_the_loan_for_the_gift_and_repay_early(added):
    """The side effect: more loans than cars, and more of them repaid early."""
    pair = added("bank_gift", {"share_of_loan": 0.1})
    assert pair.factor("approvals", product="auto_loan") > pair.factor("cars_sold") + 0.03
    assert pair.factor("prepayments", product="auto_loan") > 1.005


def test_the_kind_of_car_with_the_gift_gains(added):
    pair = added("bank_gift", {"cars": ["nev"], "share_of_loan": 0.1})
    assert pair.factor("tickets_sold", sector="nev") > 1.02
    assert pair.factor("tickets_sold", sector="ice") < 1.0


def test_what_lenders_give_households_gain(added):
    without, run = added("bank_gift", {"share_of_loan": 0.05})
    borne = [_borne(one.assign(instalment_fee=0.0), slice(0, 24)) for one in (without, run)]
    gained = {name: borne[1][name] - borne[0][name] for name in borne[0]}
    assert gained["households"] > 0 > gained["lenders"]
    given = float(run["lender_gifts"].sum())
    gift = float(_sources(run, slice(0, 24))["gifts"])
    assert gift == pytest.approx(given)


def test_a_lender_gives_its_part_of_each_loan_and_nothing_on_other_loans(without_policy, make):
    entries = {"from": "2024-06", "to": "2026-12", "cars": ["nev", "ice", "used_car"], "share_of_loan": 0.05}
    books, _, _ = run(make(without_policy.with_levers(bank_gift=entries), 4_000))
    given, lent = books["credit"][:, Credit.GIFT], books["credit"][:, Credit.ORIGINATION]
    np.testing.assert_allclose(given[:, Product.AUTO_LOAN], 0.05 * lent[:, Product.AUTO_LOAN], rtol=1e-4)
    assert given.sum() == given[:, Product.AUTO_LOAN].sum() > 0


def test_a_gift_is_part_of_what_a_kind_of_car_costs_when_it_is_chosen(chosen):
    usual, given = chosen(), chosen(loan_gift={Sector.NEV: 0.2})
    moved = usual != given
    assert moved.sum() >= 2
    assert (usual[moved] == Sector.ICE).all()
    assert (given[moved] == Sector.NEV).all()
