"""A run put aside after a month goes on as if it had never stopped, and with nothing else than what it began with."""

import json

import numpy as np
import pytest

from sim.agents.household.columns import block_dtype
from sim.checkpoint import load_checkpoint
from sim.errors import LedgerError, ResultError, UsageError
from sim.running import resume, simulate, simulate_until
from sim.scenarios import load_scenario

SETTINGS = {"households": 400, "seed": 5, "burn_in": 2}


@pytest.fixture(scope="module")
def year():
    """A year in which subsidies and vouchers come and go."""
    return load_scenario("shanghai/actual").with_months("2025-01", "2025-12")


@pytest.fixture(scope="module")
def whole(year):
    return simulate(year, **SETTINGS)


@pytest.fixture(scope="module")
def file(year, tmp_path_factory):
    return simulate_until(year, "2025-05", tmp_path_factory.mktemp("aside") / "run.npz", **SETTINGS)


def altered(file, place, **tables):
    """A copy of a run put aside, with other tables."""
    with np.load(file) as kept:
        parts = {name: kept[name] for name in kept.files} | tables
    np.savez(place, **parts)
    return place


def record_of(file):
    with np.load(file) as kept:
        return json.loads(kept["record"].tobytes())


@pytest.mark.parametrize("month", ["2025-01", "2025-05", "2025-12"])
def test_a_run_put_aside_and_taken_up_again_is_the_run_in_one_go(year, whole, tmp_path, month):
    file = simulate_until(year, month, tmp_path / "run.npz", **SETTINGS)
    assert resume(year, file).identical(whole)
    assert [path.name for path in tmp_path.iterdir()] == ["run.npz"]


def test_it_may_go_on_with_other_threads_and_be_watched(year, whole, file):
    seen = []
    again = resume(year, file, threads=3, progress=lambda done, total: seen.append((done, total)))
    assert again.identical(whole)
    assert seen == [(done, 14) for done in range(8, 15)]


def test_it_goes_on_from_what_was_kept_and_not_from_the_start(year, file, tmp_path):
    homes = load_checkpoint(file).tables["homes"].copy()
    homes.view(block_dtype())["deposits"][0, 0] += 1
    with pytest.raises(LedgerError, match="do not close"):
        resume(year, altered(file, tmp_path / "other.npz", homes=homes))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda year: year.with_months(last="2026-06"), "another scenario: months differ"),
        (lambda year: year.with_parameters({"comfort_months": 12}), "another scenario: parameters differ"),
        (lambda year: year.with_exogenous({"lpr_1y": {"add": 0.01}}), "another scenario: exogenous differ"),
        (lambda _: load_scenario("shanghai/no_policy").with_months("2025-01", "2025-12"), "levers"),
    ],
)
def test_another_scenario_is_refused(year, file, change, says):
    with pytest.raises(ResultError, match=says) as caught:
        resume(change(year), file)
    assert caught.value.remedy == "Resume it with the scenario that it began with."
    assert caught.value.file == file


@pytest.mark.parametrize("what", ["code", "data"])
def test_another_version_of_code_or_data_is_refused(year, file, tmp_path, what):
    record = json.dumps({**record_of(file), what: "older"}).encode()
    other = altered(file, tmp_path / "old.npz", record=np.frombuffer(record, np.uint8))
    with pytest.raises(ResultError, match=f"another version of the {what}") as caught:
        resume(year, other)
    assert caught.value.remedy == "Run it from the start."


def test_a_damaged_file_is_refused(year, file, tmp_path):
    content = file.read_bytes()
    flipped = bytearray(content)
    flipped[len(content) // 2] ^= 1
    table = load_checkpoint(file).tables
    short = {"homes": table["homes"][:-8], "books": table["books"][:0]}
    other = tmp_path / "broken.npz"
    for broken in (content[: len(content) // 2], bytes(flipped), b"", b"no run"):
        other.write_bytes(broken)
        with pytest.raises(ResultError, match="damaged"):
            resume(year, other)
    for name, values in short.items():
        with pytest.raises(ResultError, match=f"table '{name}' does not fit"):
            resume(year, altered(file, other, **{name: values}))
    with pytest.raises(ResultError, match="no run put aside here"):
        resume(year, tmp_path / "nowhere.npz")


@pytest.mark.parametrize(
    ("month", "settings", "says"),
    [
        ("2024-12", {}, "no month of"),
        ("2026-01", {}, "no month of"),
        ("soon", {}, "is no month"),
        ("2025-05", {"households": 7}, "cannot be run"),
        ("2025-05", {"threads": 0}, "threads cannot run"),
    ],
)
def test_what_cannot_be_put_aside_is_refused(year, tmp_path, month, settings, says):
    with pytest.raises(UsageError, match=says):
        simulate_until(year, month, tmp_path / "run.npz", **{**SETTINGS, **settings})
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_leaves_nothing_behind(year, tmp_path):
    with pytest.raises(UsageError, match="cannot be written"):
        simulate_until(year, "2025-01", tmp_path / "nowhere" / "run.npz", **SETTINGS)
    assert not list(tmp_path.iterdir())
