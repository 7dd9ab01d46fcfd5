"""The long-horizon gate lets calm cities through and stops those that leave the bands."""

from calibration.facts.settings import given
from calibration.gate import BANDS, behind, gate, leaving

INSIDE = {
    name: [max(bound.low, 0.05 * bound.high) + 0.3 * (bound.high - bound.low)] * 10 for name, bound in BANDS.items()
}


def test_the_centre_passes_and_a_city_where_everybody_forgets_to_pay_does_not():
    forgetful = {"miss_bank": 0.04, "miss_platform": 0.06, "inattentive_share": 0.85, "roll_1": 0.3, "roll_able": 0.9}
    forgetful |= {"cure_90": 0.01, "disposal_hazard": 0.08}
    calm, late = gate(given([{}, forgetful]), 2_000)
    assert calm.leaves == ()
    assert len(calm.years["unemployment"]) == 10
    assert late.years["balance 91+ days past due"][-1] > 1.5 * calm.years["balance 91+ days past due"][-1]


def test_a_year_outside_a_band_is_named():
    years = {**INSIDE, "unemployment": [0.05] * 9 + [0.2]}
    assert "unemployment 0.200 in year 10" in leaving(years)[0]
    assert leaving(INSIDE) == []


def test_a_slow_drift_inside_the_band_is_named():
    years = {**INSIDE, "debt service over income": [0.10 + 0.01 * k for k in range(10)]}
    assert leaving(years) == [f"debt service over income drifts by {0.18 / 0.11 - 1:.0%}, more than 25%"]


def test_the_parameter_behind_a_measure_is_found_among_sets():
    sets = [{"miss_bank": 0.015 + 0.025 * k / 11} for k in range(12)]
    found = gate(given(sets), 6_000)
    ranked = behind(found, "balance 1-60 days past due")
    assert [name for name, _ in ranked] == ["miss_bank"]
    assert ranked[0][1] > 0.8
    assert behind(found, "unemployment") == []
