"""`creditsim calibrate` from a file to a folder: the same bits, also after it was stopped; bad files are refused."""

import itertools
import json

import pytest

from calibration.config import load_calibration
from calibration.runs.parts import heads_of
from creditsim.app import main
from sim.errors import CreditSimError

SMALL = """\
title: Small
vintage: 2025-07
last: 2022-12
households: 300
burn_in: 2
design: 32
waves: [8]
luck: 4
steps: 100
draws: 4
cities: 4
parameters: [external_share, miss_bank, revolver_share]
"""


def calibrated(folder, monkeypatch, *options):
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    monkeypatch.setattr(
        "sys.argv", ["creditsim", "calibrate", str(folder / "small.yaml"), "-o", str(folder / "out"), *options]
    )
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    return {file.name: file.read_bytes() for file in (folder / "out").iterdir() if file.is_file()}


def test_a_calibration_that_was_stopped_ends_with_the_same_bits(tmp_path, monkeypatch):
    """Stopped after luck and the first design: what it had kept by then is there, the rest is run on other threads."""
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    whole = calibrated(tmp_path / "one", monkeypatch, "--threads", "1")
    kept, place = tmp_path / "one" / "out-runs", tmp_path / "other" / "out-runs"
    parts = sorted(kept.rglob("*.npz"), key=lambda part: part.stat().st_mtime_ns)
    runs = itertools.accumulate(len(heads_of(part)) for part in parts)
    early = [part for part, done in zip(parts, runs, strict=True) if done <= 4 + 32]
    assert 0 < len(early) < len(parts)
    for part in early:
        (place / part.relative_to(kept)).parent.mkdir(parents=True, exist_ok=True)
        (place / part.relative_to(kept)).write_bytes(part.read_bytes())
    again = calibrated(tmp_path / "other", monkeypatch, "--threads", "2")
    assert whole == again
    record = json.loads(whole["record.json"])
    assert record["runs"] == 40
    assert len(whole["posterior.csv"].splitlines()) == 5


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("design: 32", "'design' is 8"),
        ("steps: 100", "there is no entry 'step' here. Did you mean 'steps'?"),
        ("last: 2022-12", "'last' is missing"),
        ("title: Small", "'title' is blank"),
    ],
)
def test_a_bad_calibration_is_refused_with_its_line(tmp_path, line, says):
    changed = {"design: 32": "design: 8", "steps: 100": "step: 100", "last: 2022-12": "", "title: Small": "title: ' '"}[
        line
    ]
    file = tmp_path / "bad.yaml"
    file.write_text(SMALL.replace(line, changed), encoding="utf-8")
    with pytest.raises(CreditSimError) as refused:
        load_calibration(file)
    assert says in str(refused.value)
    assert "bad.yaml" in str(refused.value)


def test_an_unknown_name_lists_those_that_are_shipped():
    with pytest.raises(CreditSimError, match="Choose from shanghai-2025-07"):
        load_calibration("shanghai-2031-01")
