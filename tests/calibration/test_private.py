"""Private figures: checked, marked, kept out of results, read as targets."""

import stat

import numpy as np
import pytest

from calibration.private import PRIVATE_TABLE, keep_private, read_private
from sim.errors import DataError, UsageError

TABLE = """id,operator,period,value,unit,sd,released,note
own_card,card_90_plus,2024-12,2.1,pct,0.05,2025-01-31,own book
own_flow,household_short_flow,2025-Q1,-3,bn_CNY,0.5,2025-04-15,
own_cars,new_cars,2024-11,61000,vehicles,,2024-12-10,
"""


@pytest.fixture
def own(tmp_path):
    file = tmp_path / "own.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


def test_a_table_is_marked_and_read_as_targets(own, tmp_path):
    out = tmp_path / "kept.csv"
    assert keep_private(own, out) == 3
    card, flow, cars = read_private(out)
    assert (card.id, card.value, card.unit, card.sd, card.log) == ("own_card", 0.021, "fraction", 0.05, True)
    assert (card.first, card.last) == (np.datetime64("2024-12"), np.datetime64("2024-12"))
    assert (flow.value, flow.sd, flow.log) == (-3e9, 0.5e9, False)
    assert cars.sd == pytest.approx(np.hypot(0.04, 0.08))
    for target in (card, flow, cars):
        assert (target.scope, target.split, target.common) == ("private", "fit", 0.0)
        assert target.moves
    assert str(card.released) == "2025-01-31"


def test_what_is_marked_is_readable_by_the_user_alone(own, tmp_path):
    keep_private(own, tmp_path / "kept.csv")
    assert stat.S_IMODE((tmp_path / "kept.csv").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.csv", "own.csv"]


def test_an_unmarked_table_is_not_read(own):
    with pytest.raises(DataError, match="not marked as private") as caught:
        read_private(own)
    assert "--private" in caught.value.remedy


def test_private_figures_are_not_written_among_results(own, tmp_path):
    result = tmp_path / "result"
    result.mkdir()
    (result / "record.json").write_text("{}", encoding="utf-8")
    for out in (result / "kept.csv", result / "more" / "kept.csv"):
        with pytest.raises(UsageError, match="lies in a folder of results"):
            keep_private(own, out)
    assert [path.name for path in result.iterdir()] == ["record.json"]


def test_nothing_is_overwritten(own, tmp_path):
    with pytest.raises(UsageError, match="exists, and nothing is overwritten"):
        keep_private(own, own)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        keep_private(own, tmp_path / "file" / "kept.csv")
    assert own.read_text(encoding="utf-8") == TABLE


def test_a_private_table_that_was_changed_after_marking_is_checked_again(own, tmp_path):
    out = tmp_path / "kept.csv"
    keep_private(own, out)
    out.write_text(out.read_text(encoding="utf-8").replace("2.1", "-2.1"), encoding="utf-8")
    with pytest.raises(DataError, match="a stock or a share is not negative"):
        read_private(out)


def test_columns_that_may_be_left_out_are(own):
    assert PRIVATE_TABLE.header == ("id", "operator", "period", "value", "unit", "released")
    own.write_text("id,operator,period,value,unit,released\na,card_90_plus,2024,2,pct,2025-01-31\n", encoding="utf-8")
    with pytest.raises(DataError, match="not marked"):
        read_private(own)
