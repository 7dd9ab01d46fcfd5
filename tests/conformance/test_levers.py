"""House rules of levers, for all present and future ones."""

import re
from dataclasses import replace
from datetime import date, timedelta
from inspect import getdoc, getmodule

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.calendar import month_index
from sim.levers import LEVERS, Horizon, Lever
from sim.levers.fields import BASES
from sim.policy.groups import group_table
from sim.policy.terms import TERMS
from sim.scenarios import Scenario, compile_policy, load_scenario

GROUPS = group_table()
FIRST, MONTHS = month_index("2023-01"), 60
EVERY = pytest.mark.parametrize("key", sorted(LEVERS))


def example(key: str, **changes: object) -> Lever:
    entries = {name: value for name, value in LEVERS[key].example.items() if name != "lever"}
    return LEVERS[key].model_validate({**entries, **changes})


def scenario(*levers: Lever) -> Scenario:
    last = FIRST + MONTHS - 1
    return Scenario(name="test", title="Test", first_month=FIRST, last_month=last, levers=levers)


def compiled(*levers: Lever):
    return compile_policy(scenario(*levers), GROUPS, FIRST, MONTHS)


def assert_same_rows(one, other):
    assert len(one) == len(other)
    for row, twin in zip(one, other, strict=True):
        for name in row._fields:
            np.testing.assert_array_equal(getattr(row, name), getattr(twin, name), err_msg=name)


def neutral_months(terms) -> np.ndarray:
    """Months in which every term is neutral."""
    calm = np.ones(MONTHS, bool)
    for name, term in TERMS.items():
        array = getattr(terms, name)
        calm &= (array == np.float32(term.neutral)).reshape(MONTHS, -1).all(axis=1)
    return calm


# ------------------------------------------------------------------ what a lever does


@EVERY
def test_a_lever_at_its_neutral_numbers_is_exactly_no_lever(key):
    terms, rows = compiled(example(key).null())
    for name in TERMS:
        assert getattr(terms, name).tobytes() == getattr(compiled()[0], name).tobytes()
    assert rows == []


@EVERY
def test_a_levers_example_does_something(key):
    terms, rows = compiled(example(key))
    assert rows or not neutral_months(terms).all()


@given(order=st.permutations(sorted(LEVERS)))
@settings(max_examples=25, deadline=None)
def test_the_order_of_levers_never_matters_to_the_bit(order):
    terms, rows = compiled(*(example(key) for key in sorted(LEVERS)))
    shuffled, shuffled_rows = compiled(*(example(key) for key in order))
    for name in TERMS:
        assert getattr(terms, name).tobytes() == getattr(shuffled, name).tobytes()
    assert_same_rows(rows, shuffled_rows)


@given(seed=st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None)
def test_the_order_of_the_shipped_levers_never_matters_to_the_bit(seed):
    shipped = load_scenario("shanghai/actual")
    levers = list(shipped.levers)
    seed.shuffle(levers)
    terms, rows = compile_policy(shipped, GROUPS, 0, 60)
    shuffled, shuffled_rows = compile_policy(replace(shipped, levers=tuple(levers)), GROUPS, 0, 60)
    for name in TERMS:
        assert getattr(terms, name).tobytes() == getattr(shuffled, name).tobytes()
    assert_same_rows(rows, shuffled_rows)


@EVERY
@given(start=st.dates(date(2023, 2, 1), date(2026, 1, 1)), days=st.integers(0, 600))
@settings(max_examples=15, deadline=None)
def test_a_lever_does_nothing_outside_its_window(key, start, days):
    end = start + timedelta(days=days)
    lever = example(key, **{"from": start.isoformat(), "to": end.isoformat()})
    terms, rows = compiled(lever)
    inside = np.array([lever.share(FIRST + k) > 0 for k in range(MONTHS)])
    assert neutral_months(terms)[~inside].all()
    for row in rows:
        assert (row.window[~inside] == 0).all()
        if row.quota is not None:
            assert (row.quota[~inside] == 0).all()
        days_of = [np.datetime64("2023-01", "M") + k for k in range(MONTHS + 1)]
        lengths = np.diff(np.array(days_of).astype("datetime64[D]")).astype(float)
        assert (row.window * lengths).sum() == pytest.approx(days + 1, rel=1e-5)


@EVERY
@given(amount=st.floats(1, 1e10), start=st.dates(date(2023, 1, 1), date(2025, 1, 1)), days=st.integers(0, 900))
@settings(max_examples=15, deadline=None)
def test_no_more_than_the_budget_is_ever_released(key, amount, start, days):
    end = (start + timedelta(days=days)).isoformat()
    _, rows = compiled(example(key, **{"from": start.isoformat(), "to": end, "budget": amount}))
    released = sum(row.budget.sum() for row in rows)
    assert released == pytest.approx(amount if rows else 0, rel=1e-9)


@EVERY
def test_a_lever_reaches_the_groups_it_names_and_no_others(key):
    lever = example(key, segments=["family"], quintiles=[1, 5], residents="other")
    meant = lever.reaches(Horizon((FIRST,), GROUPS))
    assert 0 < meant.sum() < len(meant)
    terms, rows = compiled(lever)
    for row in rows:
        np.testing.assert_array_equal(row.groups, meant)
    for name, term in TERMS.items():
        assert (getattr(terms, name)[:, ~meant] == np.float32(term.neutral)).all()


# ------------------------------------------------------------------ what a lever says of itself


@EVERY
def test_every_number_has_unit_bounds_and_meaning(key):
    numbers = LEVERS[key].numbers()
    assert numbers
    for number in numbers.values():
        assert number.unit
        assert number.low < number.high
        assert len(number.meaning) > 10
        assert number.low <= number.neutral <= number.high or number.neutral == np.inf


@EVERY
def test_every_number_is_refused_outside_its_bounds(key):
    for name, number in LEVERS[key].numbers().items():
        for value in (number.low - 1, number.high * 2 + 1, float("nan"), "7", True, None):
            with pytest.raises(ValidationError):
                example(key, **{name: value})


@EVERY
def test_clause_titles_and_authority_are_stated(key):
    lever = LEVERS[key]
    assert lever.title
    assert re.search("[一-龥]", lever.title_zh)
    assert lever.authority in {"city", "national", "lender", "merchant"}
    for clause in lever.clause:
        assert re.fullmatch(r"task ([1-9]|1[0-5])|safeguard [1-3]|not in the opinion: .+", clause)


@EVERY
def test_the_docstring_names_mechanism_source_and_evidence(key):
    text = getdoc(getmodule(LEVERS[key]))
    assert all(f"{word}: " in text for word in ("Mechanism", "Source", "Evidence"))


@EVERY
def test_every_number_has_a_basis(key):
    lever = example(key)
    assert {lever.basis_of(name) for name in lever.stated()} <= set(BASES)
    with pytest.raises(ValidationError, match="basis"):
        example(key, basis={})


@EVERY
def test_each_lever_has_a_file_of_its_own_name(key):
    assert LEVERS[key].__module__ == f"sim.levers.{key}"


@pytest.mark.parametrize("key", sorted(key for key, lever in LEVERS.items() if lever.preset_of))
def test_a_preset_writes_no_term_that_its_lever_does_not_write(key):
    other = LEVERS[key].preset_of
    assert not LEVERS[other].preset_of, "a preset of a preset says less than it could"
    written = [{a.term for a in example(name).adjustments(FIRST + 30)} for name in (key, other)]
    assert written[0]
    assert written[0] <= written[1]
