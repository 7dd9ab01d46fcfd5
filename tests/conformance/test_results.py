"""Results say what they are: every variable has a unit, a kind, and a meaning in both languages."""

import re

import numpy as np
import pytest

from sim.panel import PANEL
from sim.results import to_dataset
from sim.variables import VARIABLES

UNITS = {"CNY", "1", "1/year", "month", "fen", "fraction"}


@pytest.fixture(scope="module")
def results(small):
    return to_dataset(small.built, small.books, small.states, small.errors)


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_every_variable_has_unit_kind_and_meaning_in_both_languages(results, name):
    assert name in results
    attributes = results[name].attrs
    assert attributes["units"] in UNITS
    assert attributes["kind"] in {"stock", "flow"}
    assert len(attributes["long_name"]) > 2
    assert re.search("[一-龥]", attributes["long_name_zh"])


def test_no_variable_is_without_description_and_none_is_described_in_vain(results):
    assert set(results.data_vars) == set(VARIABLES)


def test_meanings_are_told_apart_in_both_languages():
    for place in (2, 3):
        words = [entry[place] for entry in (*VARIABLES.values(), *PANEL.values())]
        twice = {word for word in words if words.count(word) > 1}
        assert twice <= {"consumption credit"}, "a stock by lender and the same stock by group share a name"


def test_every_dimension_has_labels(results):
    unlabelled = set(results.sizes) - set(results.coords)
    assert unlabelled <= {"vintage"}, "vintages are months of the run"
    assert results.month.dtype == np.dtype("datetime64[ns]")
    assert str(results.month.values[0])[:10] == "2025-01-01"


def test_money_is_never_negative_except_where_it_is_a_difference(results):
    differences = {"lender_profit", "settled", "lender_capital", "household_cash", "ticket_markup"}
    for name in set(VARIABLES) - differences:
        values = results[name].values
        if np.issubdtype(values.dtype, np.number):
            assert np.nanmin(values) >= 0, name


def test_means_are_missing_only_where_nothing_was_lent(results):
    for name in ("apr", "term"):
        nothing = np.isnan(results[name].values)
        new = results.originations.values - np.where(nothing, results.originations.values, 0)
        assert new[~nothing].min() > 0
    assert np.isfinite(results.apr_offered.values).all()


def test_a_result_survives_being_written_and_read(results, tmp_path):
    from sim.results import load_result, save_result

    whole = results.assign_attrs(run_record="{}")
    save_result(whole, tmp_path / "run.nc")
    assert load_result(tmp_path).identical(whole)
    assert [path.name for path in tmp_path.iterdir()] == ["run.nc"]
