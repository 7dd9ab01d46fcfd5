"""Sensitivity, mixes and discovery as commands, on runs of a moment: files, tables, and nothing run twice."""

import csv

import pytest

from creditsim.discover import discover, loaded, sentences
from creditsim.mixes import mixes, words
from creditsim.sensitivity import sensitivity
from experiments.discovery import discover as look
from sim.errors import ResultError

HEAD = """
base: shanghai/no_policy
scenario: shanghai/actual
households: 100
from: 2023-06
at: 2023-06
last: 2023-07
"""

SENSITIVITY = f"""title: Small sensitivity{HEAD}seeds: 2
method: sobol
size: 4
uncertainties: {{parameters: [external_share, leakage]}}
outcomes: [credit_growth, retail_total]
"""

MIXES = f"""title: Small search{HEAD}seeds: 1
levers:
  nev_purchase_tax_half.relief: [0, 0.5]
  free_nev_plate_eligibility_36.share_entitled: [0, 1]
allow: [national]
budget: 1.0e+12
objectives: [retail_total]
chance: 0.1
search: {{population: 4, generations: 2, random: false}}
race: {{finalists: 2, stages: [2, 4]}}
futures: 24
uncertainties: {{parameters: [external_share, leakage]}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("designs")


def parts(folder):
    return sorted(file.name for file in (folder / "parts").iterdir())


def test_a_sensitivity_study_writes_indices_pictures_and_record_and_runs_nothing_twice(folder, capsys):
    file = folder / "small.yaml"
    file.write_text(SENSITIVITY, encoding="utf-8")
    out = folder / "sensitivity"
    sensitivity(file, 2, out)
    assert "Effect on retail_total, uncertainties" in capsys.readouterr().out
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {"uncertainties.nc", "uncertainties.csv", "record.json", "figures/uncertainties-tornado.png"} <= names
    before = parts(folder / "sensitivity-runs"), (out / "uncertainties.csv").read_bytes()
    sensitivity(file, 1, out)
    assert (parts(folder / "sensitivity-runs"), (out / "uncertainties.csv").read_bytes()) == before


def test_a_search_writes_its_set_and_discovery_reads_it(folder, capsys):
    file = folder / "search.yaml"
    file.write_text(MIXES, encoding="utf-8")
    out = folder / "mixes"
    mixes(file, 2, out)
    said = capsys.readouterr().out
    assert "the set holds every mix raced" in said
    with (out / "mixes.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert rows[0]["mix"] == "equal split"
    assert any(row["kept"] == "True" for row in rows)
    before = parts(folder / "mixes-runs"), (out / "mixes.csv").read_bytes()
    mixes(file, 1, out)
    assert (parts(folder / "mixes-runs"), (out / "mixes.csv").read_bytes()) == before
    discover(out, "effect retail_total < 0", folder / "discovery")
    assert "in" in capsys.readouterr().out
    found, futures = loaded(out)
    assert len(futures.values) == 24
    assert words(found)[1].startswith("With a chance of at least 95%")
    told = look(futures, "effect retail_total < 1e15")
    assert sentences(futures, told, "effect retail_total < 1e15", "mix 1")[0].startswith("mix 1 fails")
    with (folder / "discovery" / "futures.csv").open(encoding="utf-8") as table:
        assert len(table.readlines()) == 25


def test_a_folder_without_a_study_is_refused(folder):
    with pytest.raises(ResultError, match="there is no result"):
        loaded(folder)
    (folder / "mixes.nc").write_bytes(b"no file")
    with pytest.raises(ResultError, match="damaged"):
        loaded(folder)
