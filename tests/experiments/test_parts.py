"""Parts of an effect add up to it, pair by pair, and say what hand-made cases say."""

import numpy as np
import pytest

from experiments import compare
from experiments.comparison.parts.credit import Lending, longer_terms, outstanding
from experiments.comparison.parts.money import money_parts
from experiments.comparison.parts.support import supported
from experiments.comparison.spans import span_of
from experiments.comparison.terms_alone import maturity_alone
from experiments.comparison.timeline import paid_back
from sim import load_scenario, simulate
from sim.policy.vocabulary import PRODUCTS


@pytest.fixture(scope="module")
def effects():
    base = load_scenario("shanghai/no_policy").with_months("2023-06")
    aided = base.with_levers(
        appliance_subsidy={"sectors": ["appliances"], "rate": 0.2, "from": "2024-03", "to": "2025-06"}
    )
    cheap = base.with_levers(rate_trial={"products": ["consumer_loan"], "points": 1.0, "from": "2024-03"})
    settings = {"households": 3000, "seeds": 3, "last": "2026-06", "at": "2025-06", "burn_in": 4}
    return compare(base, {"aided": aided, "cheap": cheap}, **settings)


def of(effects, scenario, names):
    return effects["value"].isel(response=0).sel(scenario=scenario, measure=names)


def difference(effects, scenario, names):
    return of(effects, scenario, names) - effects["value"].isel(response=0, scenario=0).sel(measure=names)


def parts_of(effects, stem):
    return [name for name in map(str, effects["measure"].to_numpy()) if name.startswith(f"{stem}/")]


@pytest.mark.parametrize("scenario", ["aided", "cheap"])
@pytest.mark.parametrize(("stem", "whole"), [("credit/flow", "credit"), ("gap/flow", "growth_gap")])
def test_flows_add_up_to_the_effect_pair_by_pair(effects, scenario, stem, whole):
    added = difference(effects, scenario, parts_of(effects, stem)).sum("measure")
    expected = difference(effects, scenario, whole)
    assert np.abs(expected).max() > 0
    np.testing.assert_allclose(added, expected, rtol=1e-6, atol=1e-9 * float(of(effects, "aided", "credit").mean()))


def test_flows_of_the_gap_add_up_to_its_level(effects):
    levels = of(effects, "aided", parts_of(effects, "gap/flow")).sum("measure")
    np.testing.assert_allclose(levels, of(effects, "aided", "growth_gap"), rtol=1e-9)


def test_sectors_with_aid_and_others_add_up_to_the_effect_on_sales(effects):
    inside, outside, whole = (
        difference(effects, "aided", f"retail_{part}") for part in ("supported", "elsewhere", "total")
    )
    np.testing.assert_allclose(inside + outside, whole, rtol=1e-9)
    assert (inside > 0).all()
    assert str(effects["supported"].sel(scenario="aided").item()) == "appliances"


def test_what_is_pulled_forward_is_what_is_gone_by_the_end(effects):
    forward = difference(effects, "aided", "retail_pulled_forward")
    so_far, end = (difference(effects, "aided", f"retail_{span}") for span in ("to_date", "total"))
    np.testing.assert_allclose(forward, so_far - end)
    assert float(forward.mean()) > 0


def test_aid_is_never_given_to_more_sales_than_there_are(effects):
    assert (of(effects, "aided", "aided_to_date") <= of(effects, "aided", "tickets_to_date")).all()
    share = effects["cost_per"].isel(response=0).sel(scenario="aided", gain="deadweight")
    assert 0.3 < float(share) < 1.0, "F12 to F14: most of what is aided would have been bought anyhow"


def test_aid_brings_purchases_to_the_city_and_nothing_else_does(effects):
    moved = difference(effects, "aided", "moved_here_total")
    aided = difference(effects, "aided", "aided_total")
    np.testing.assert_allclose(moved / aided, 0.06, rtol=0.05)
    assert (difference(effects, "cheap", "moved_here_total") == 0).all()


def test_a_scenario_without_aided_sectors_has_no_inside_and_outside(effects):
    assert str(effects["supported"].sel(scenario="cheap").item()) == ""
    assert np.isnan(difference(effects, "cheap", "retail_supported")).all()


def test_sources_of_spending_add_up_to_what_was_spent(effects):
    added = difference(effects, "aided", parts_of(effects, "spending/source")).sum("measure")
    bought = difference(effects, "aided", "retail_total") + difference(effects, "aided", "service_total")
    assert (np.sign(added) == np.sign(bought)).all()
    aid = difference(effects, "aided", "spending/source/public_aid")
    cost = difference(effects, "aided", "fiscal_cost")
    np.testing.assert_allclose(aid, cost, rtol=0.02)


def test_the_timeline_ends_at_the_effect(effects):
    last = effects["timeline"].isel(response=0, month=-1).sel(series="retail")
    np.testing.assert_allclose(last, effects["effect"].isel(response=0).sel(measure="retail_total"), rtol=1e-9)
    assert (effects["timeline"].isel(response=0, scenario=0) == 0).all()
    cost = effects["timeline"].isel(response=0, month=-1).sel(series="fiscal_cost", scenario="aided")
    np.testing.assert_allclose(
        cost, effects["effect"].isel(response=0).sel(measure="fiscal_cost_total", scenario="aided")
    )


def test_the_gap_before_charge_offs_is_the_gap_without_what_left_the_books(effects):
    gone = of(effects, "aided", ["gap/flow/charge_off", "gap/flow/sold"]).sum("measure")
    gross, gap = (of(effects, "aided", name) for name in ("growth_gap_gross", "growth_gap"))
    np.testing.assert_allclose(gross - gap, -gone, rtol=1e-9)
    assert (gone < 0).all()


def loans(lent, term):
    table = lambda value: np.full((24, 1), value)  # noqa: E731
    return Lending(table(lent), table(term), table(0.0))


def test_a_loan_of_twelve_months_without_interest_is_half_repaid_after_six():
    lent = np.zeros((24, 1))
    lent[0] = 1200.0
    rate, term = np.zeros((24, 1)), np.full((24, 1), 12.0)
    assert outstanding(lent, term, rate, 6) == pytest.approx(600.0, rel=1e-4)
    assert outstanding(lent, term, rate, 12) == 0.0


def test_longer_terms_are_nothing_where_terms_are_the_same_and_more_where_they_are_longer():
    assert longer_terms(loans(100.0, 12.0), loans(50.0, 12.0), 23) == 0.0
    # in the long run balances are flow x (term + 1) / 2: here 100 x (18.5 / 1 - 12.5) / 2 with equal flows
    by_hand = 100.0 * (sum(1 - age / 18 for age in range(18)) - sum(1 - age / 12 for age in range(12)))
    assert longer_terms(loans(100.0, 18.0), loans(100.0, 12.0), 23) == pytest.approx(by_hand, rel=1e-4)
    assert longer_terms(loans(100.0, 6.0), loans(100.0, 12.0), 23) < 0


def test_payback_is_the_month_from_which_nothing_is_missing_any_more():
    assert paid_back(np.array([0.0, 4.0, 8.0, 6.0, 5.1, 5.0, 5.0]), 2) == 4
    assert paid_back(np.array([0.0, 4.0, 8.0, 9.0]), 2) == -1
    assert paid_back(np.array([0.0, 4.0, 8.0]), 2) == -1


def test_a_gap_that_closes_by_longer_terms_alone_is_flagged(effects_of):
    made = effects_of([-1.0], pairs=6).isel(response=0).sel(scenario="mix 1")
    assert maturity_alone(made)
    effect = made["effect"].copy()
    effect.loc[{"measure": "gap/flow/longer_terms"}] = -0.1
    assert not maturity_alone(made.assign(effect=effect))


def test_sectors_named_by_changed_levers_alone_count_as_aided():
    base = load_scenario("shanghai/actual")
    same = base.with_levers(rate_trial={"products": [PRODUCTS[2]], "points": -1.0, "from": "2025-01"})
    assert supported(base, same) == ()
    discount = base.with_levers(manufacturer_discount={"cars": ["nev"], "rate": 0.03, "from": "2025-01"})
    assert supported(base, discount) == ("nev",)


def test_income_and_rest_holds_income_and_nothing_else():
    """Rent, mortgages and income of two runs differ by what the rest of the sources says, but for estates settled."""
    base = load_scenario("shanghai/no_policy").with_months("2024-01", "2024-12")
    aided = base.with_levers(appliance_subsidy={"sectors": ["appliances"], "rate": 0.2, "from": "2024-03"})
    one, other = (simulate(scenario, households=2000, seed=2, burn_in=4) for scenario in (base, aided))
    loss, fee = ("product", np.full(len(PRODUCTS), 0.5)), 0.04
    rows = [
        {
            row.name: row.value
            for row in money_parts(run.assign(loss_given_default=loss, instalment_fee=fee), span_of(run, "2024-12"))
        }
        for run in (one, other)
    ]
    rest = rows[1]["spending/source/income_and_rest"] - rows[0]["spending/source/income_and_rest"]
    names = ["wages", "unemployment", "endowment", "rent", "mortgage", "estate"]
    flows = [float(run.household_cash.sel(cash_flow=names).sum()) for run in (one, other)]
    settled = abs(float(other.settled.sum() - one.settled.sum()))
    bought = abs(rows[1]["spending/source/public_aid"] - rows[0]["spending/source/public_aid"])
    assert rest == pytest.approx(flows[1] - flows[0], abs=settled + 0.01 * bought)
    assert settled < 0.2 * bought


@pytest.mark.parametrize(
    ("gain", "above", "below"),
    [("retail", "fiscal_cost_total", "retail_total"), ("default", "default_cost_total", "retail_total"),
     ("tax", "tax_total", "fiscal_cost_total")],
)  # fmt: skip
def test_a_price_is_one_effect_over_another(effects, gain, above, below):
    one = effects.isel(response=0).sel(scenario="aided")
    expected = float(one["effect"].sel(measure=above) / one["effect"].sel(measure=below))
    assert float(one["cost_per"].sel(gain=gain)) == pytest.approx(expected)
