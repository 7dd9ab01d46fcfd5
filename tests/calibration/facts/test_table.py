"""The table of facts and its intervals; every fact has an experiment, a reason, or is a forecast."""

import numpy as np
import pytest

from calibration.facts.registry import EXPERIMENTS, NOT_SIMULATED
from calibration.facts.table import Bound, chosen_facts, intervals, read_facts
from calibration.facts.trial import bounds_of
from sim.errors import DataError, UsageError

FACTS = read_facts()


def test_no_fact_is_forgotten_and_none_has_two_answers():
    forecasts = {name for name, fact in FACTS.items() if fact.tag == "forecast"}
    groups = [set(EXPERIMENTS), set(NOT_SIMULATED), forecasts]
    assert set.union(*groups) == set(FACTS)
    assert sum(map(len, groups)) == len(FACTS)


def test_every_experiment_has_a_range_for_each_of_its_parts():
    for name, experiment in EXPERIMENTS.items():
        assert list(bounds_of(FACTS[name])) == list(experiment.names)
        assert len(experiment.names) > 0


def test_fourteen_facts_are_independent():
    assert sum(fact.tag == "independent" for fact in FACTS.values()) == 14


def test_intervals_are_read_and_words_are_not():
    assert intervals("cars [0.05, 0.30]; > 0.1") == (Bound(0.05, 0.3), Bound(0.1, np.inf))
    assert intervals("M1->M2 [-0.1,0.30] > gain; >5y [1,2]") == (Bound(-0.1, 0.3), Bound(1.0, 2.0))
    assert intervals("pass <= 1.05 at h>=2") == ()


def test_a_bound_holds_its_ends_and_no_figure_that_could_not_be_measured():
    bound = Bound(0.0, 1.0)
    assert bound.holds(0.0)
    assert bound.holds(1.0)
    assert not bound.holds(1.01)
    assert not bound.holds(float("nan"))


def test_a_fact_that_is_none_is_refused_with_the_nearest_one():
    with pytest.raises(UsageError, match="there is no fact 'F99'"):
        chosen_facts(("F99",))
    assert list(chosen_facts(("f12",))) == ["F12"]


@pytest.mark.parametrize(
    "wrong", ["F01 twice,s,[0;1],x,SEEN,fitted", "no id,s,[0;1],x,SEEN,fitted", "F02 a,s,r,x,SEEN,felt"]
)
def test_a_damaged_row_is_named(tmp_path, wrong):
    file = tmp_path / "facts.csv"
    head = "fact,statistic,target_range,source,seen_or_memory,tag\nF01 one,s,[0;1],x,SEEN,fitted\n"
    file.write_text(head + wrong + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"facts\.csv row 3"):
        read_facts(file)
