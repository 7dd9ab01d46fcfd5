"""The rule of PASS, AT RISK and FAIL."""

import pytest

from calibration.facts.table import Bound
from calibration.facts.verdicts import AT_RISK, FAIL, PASS, headline, judged, worst

INSIDE, OUTSIDE = 0.5, 9.0


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([INSIDE] * 10, PASS),
        ([INSIDE] * 8 + [OUTSIDE] * 2, PASS),
        ([INSIDE] * 7 + [OUTSIDE] * 3, AT_RISK),
        ([INSIDE] * 3 + [OUTSIDE] * 7, AT_RISK),
        ([OUTSIDE] * 10, FAIL),
        ([INSIDE], PASS),
        ([OUTSIDE], FAIL),
        ([float("nan")] * 3, FAIL),
        ([INSIDE] * 2 + [float("nan")], AT_RISK),
    ],
)
def test_a_part_is_judged_by_its_median_and_by_how_many_settings_lie_inside(values, verdict):
    assert judged(values, Bound(0.0, 1.0)).verdict == verdict


def test_a_fact_has_the_worst_verdict_of_its_parts():
    assert worst([PASS, AT_RISK, PASS]) == AT_RISK
    assert worst([AT_RISK, FAIL]) == FAIL
    assert worst([PASS]) == PASS


def test_facts_that_are_not_simulated_count_among_all():
    assert headline([PASS, FAIL, "not simulated"]) == "1 of 3 pass; 0 at risk, 1 fail, 1 not simulated"
