"""`creditsim verify` of a comparison: made again from its record, told apart from what differs and what is damaged."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from creditsim import compare as command
from experiments.comparison import load_effects, save_effects

TWO_LEVERS = """
title: Cheaper loans and dearer cards
extends: shanghai/no_policy
months: {from: 2022-01, to: 2022-12}
levers:
  - {lever: rate_trial, basis: assumption, from: 2022-06, products: [consumer_loan], points: 2}
  - {lever: reward_points, basis: assumption, from: 2022-09, reward: 0.01}
"""
WORDS = ("-n", "200", "--seeds", "2", "--last", "2022-12", "--at", "2022-11", "--limits")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of a true comparison of two levers with a split and both limits; 200 households."""
    from typer.testing import CliRunner

    from creditsim.app import app

    folder = tmp_path_factory.mktemp("made")
    (folder / "two.yaml").write_text(TWO_LEVERS, encoding="utf-8")
    words = ("compare", "shanghai/no_policy", str(folder / "two.yaml"), *WORDS, "-o", str(folder / "out"))
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return folder / "out"


@pytest.fixture
def result(made, tmp_path):
    """A copy of it that a test may spoil."""
    return shutil.copytree(made, tmp_path / "result")


@pytest.fixture
def never(monkeypatch):
    """Nothing is compared: whoever asks for it fails."""
    monkeypatch.setattr(command, "compared", lambda *_: pytest.fail("a comparison that cannot be made was made"))


def changed(folder, change):
    """Write a comparison anew after a change of its numbers or its record, which it is given."""
    effects = load_effects(folder)
    record = json.loads(effects.attrs["run_record"])
    change(effects, record)
    save_effects(effects.assign_attrs(run_record=json.dumps(record)), folder)


@pytest.mark.parametrize(("place", "threads"), [(".", "1"), ("effects.nc", "3")])
def test_a_comparison_is_the_same_bit_by_bit_when_made_again_with_other_threads(place, threads, result, said):
    assert "share" in load_effects(result), "the split is compared, too"
    code, printed, complaint = said("verify", result / place, "--threads", threads)
    assert (code, complaint.strip()) == (0, "")
    assert "code: the same\ndata: the same\nlibraries: the same\n" in printed
    assert "variables of 2 pairs of 1 scenarios against shanghai/no_policy." in printed


def test_numbers_that_were_changed_are_found_out(result, said):
    names = ("value", "share", "timeline")

    def change(effects, _):
        for name in names:
            where = tuple(place[0] for place in np.nonzero(np.isfinite(effects[name].to_numpy())))
            effects[name].to_numpy()[where] += 1.0

    changed(result, change)
    code, printed, complaint = said("verify", result)
    assert (code, complaint.strip()) == (1, "")
    for name in names:
        assert f"{name}: 1 of" in printed
    assert "Different: 3 of" in printed
    assert "another version" not in printed


def test_another_seed_count_in_the_record_makes_other_numbers(result, said):
    changed(result, lambda _, record: record.update(seeds=3))
    code, printed, _ = said("verify", result)
    assert code == 1
    assert "value: " in printed
    assert "'pair': 2" in printed


def test_a_difference_to_an_older_version_is_said_to_be_one(result, said):
    def older(effects, record):
        record.update(code="older", data="older", versions={**record["versions"], "numpy": "1.0"})
        effects["error"].to_numpy()[0, 1, 0] = 1.0

    changed(result, older)
    code, printed, _ = said("verify", result)
    assert code == 1
    for words in ("code: another version", "data: another version", "numpy 1.0 ->", "no sign of a bad result"):
        assert words in printed


def without(*names):
    def drop(_, record):
        for name in names:
            del record[name]

    return drop


def with_entry(**entries):
    return lambda _, record: record.update(entries)


def with_document(change):
    def spoil(_, record):
        record["scenario_documents"]["two"].update(change)

    return spoil


BROKEN = {
    "no pairs": (without("seeds", "at"), "its run record lacks seeds, at."),
    "a split of unknown orders": (without("orders"), "its run record lacks orders."),
    "many households": (with_entry(households="many"), "its run record has the households 'many'."),
    "a long burn-in": (with_entry(burn_in=10**9), "its run record has the burn_in 1000000000."),
    "one scenario": (with_entry(comparison=["two"]), "the names of its scenarios and their documents do not go"),
    "a scenario twice": (with_entry(comparison=["two", "two"]), "the names of its scenarios and their documents"),
    "another name": (with_entry(comparison=["shanghai/no_policy", "3"]), "the names of its scenarios and their"),
    "an unknown lever": (
        with_document({"levers": [{"lever": "helicopter"}]}),
        "this version cannot read its scenario (levers.0.lever: there is no lever 'helicopter')",
    ),
}


@pytest.mark.usefixtures("never")
@pytest.mark.parametrize("kind", BROKEN)
def test_a_record_that_cannot_be_followed_is_told_in_one_message(kind, result, said):
    change, says = BROKEN[kind]
    changed(result, change)
    code, printed, complaint = said("verify", result)
    assert (code, printed) == (2, "")
    assert f"the result cannot be compared: {says}" in complaint
    assert complaint.count("\n") == 1


@pytest.mark.parametrize(
    ("entry", "says"), [({"last": "soon"}, "which is no date"), ({"households": 5}, "5 households")]
)
def test_settings_that_this_version_refuses_are_told(entry, says, result, said):
    changed(result, with_entry(**entry))
    code, _, complaint = said("verify", result)
    assert code == 2
    assert "the result cannot be compared: this version cannot run it (" in complaint
    assert says in complaint


def cut(share):
    return lambda file: file.write_bytes(file.read_bytes()[: int(share * file.stat().st_size)])


DAMAGED = {
    "text": (lambda file: file.write_text("no effects"), "the file is no comparison, or it is damaged"),
    "empty": (lambda file: file.write_bytes(b""), "the file is no comparison, or it is damaged"),
    **{f"cut at {share}": (cut(share), "the file is no comparison, or it is damaged") for share in (0.01, 0.3, 0.97)},
}


@pytest.mark.usefixtures("never")
@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_comparison_is_told_in_one_message(kind, result, said):
    spoil, says = DAMAGED[kind]
    spoil(result / "effects.nc")
    for place in (result, result / "effects.nc"):
        code, printed, complaint = said("verify", place)
        assert (code, printed) == (2, "")
        assert f"{result / 'effects.nc'}: {says}" in complaint
        assert complaint.count("\n") == 1


@pytest.mark.usefixtures("never")
def test_a_folder_with_a_run_as_well_asks_which_is_meant(result, said):
    (result / "run.nc").write_bytes(b"")
    code, _, complaint = said("verify", result)
    assert code == 2
    assert "the folder holds a run and a comparison. Give its run.nc or its effects.nc." in complaint
    assert "this is no NetCDF file" in said("verify", result / "run.nc")[2]


@pytest.mark.usefixtures("never")
def test_a_comparison_that_may_not_be_read_is_said_to_be_closed(result, said, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    code, _, complaint = said("verify", result)
    assert code == 2
    assert "the file cannot be read (Permission denied). Ask its owner for access." in complaint
