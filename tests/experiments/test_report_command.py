"""The command that writes a report: one file, whole or not at all, and one message for what cannot be reported."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
import xarray as xr

from experiments.report import Words, load_report_result, report_page
from sim.errors import ResultError, UsageError


@pytest.mark.usefixtures("plain_pictures")
def test_the_command_writes_one_file_and_replaces_only_reports(folders, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = said("report", folders["study"], "-o", "page.html", "--lang", "zh")
    assert (code, "page.html" in out) == (0, True)
    first = Path("page.html").read_bytes()
    assert said("report", folders["study"], "-o", "page.html", "--lang", "zh")[0] == 0
    assert Path("page.html").read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    Path("letter.html").write_text("mine", encoding="utf-8")
    code, _, complaint = said("report", folders["study"], "-o", "letter.html")
    assert (code, "nothing is overwritten" in complaint) == (2, True)
    assert Path("letter.html").read_text(encoding="utf-8") == "mine"


@pytest.mark.usefixtures("plain_pictures")
def test_the_page_lies_beside_the_result_where_no_place_is_named(folders, said, tmp_path):
    shutil.copytree(folders["study"], tmp_path / "study")
    assert said("report", tmp_path / "study" / "study.nc")[0] == 0
    assert (tmp_path / "study-report.html").is_file()


def bad_folder(tmp_path, folders, name):
    place = tmp_path / name
    if name == "two kinds":
        shutil.copytree(folders["study"], place)
        shutil.copy(folders["run"] / "run.nc", place)
    elif name == "cut short":
        shutil.copytree(folders["study"], place)
        (place / "study.nc").write_bytes((place / "study.nc").read_bytes()[:5000])
    elif name == "other data":
        place.mkdir()
        made = xr.Dataset({"x": 1.0}, attrs={"run_record": json.dumps({"study": {}})})
        (place / "mixes.nc").write_bytes(made.to_netcdf(None, engine="h5netcdf"))
    elif name == "no record":
        shutil.copytree(folders["projection"], place)
        (place / "record.json").write_text("{", encoding="utf-8")
    elif name == "no futures":
        shutil.copytree(folders["discovery"], place)
        (place / "futures.csv").unlink()
    elif name == "no picture":
        shutil.copytree(folders["discovery"], place)
        (place / "figures" / "failures.png").write_bytes(b"\x89PNG\r\n\x1a\n half")
    elif name == "begun":
        place.mkdir()
        (place / "study.json").write_text("{}", encoding="utf-8")
    elif name == "another":
        place.mkdir()
        pd.DataFrame({"a": [1]}).to_csv(place / "facts.csv")
    return place


BAD = {
    "absent": "there is no such folder",
    "another": "no result here that a report can be made of",
    "two kinds": "results of several kinds (run, study)",
    "cut short": "damaged",
    "other data": "lacks something",
    "no record": "its run record is damaged",
    "no futures": "the table is not there",
    "no picture": "the picture is not there, or it is damaged",
    "begun": "creditsim study resume",
}


@pytest.mark.parametrize(("name", "says"), BAD.items())
def test_a_result_that_cannot_be_reported_is_told_in_one_message(name, says, folders, said, tmp_path):
    place = bad_folder(tmp_path, folders, name)
    code, out, complaint = said("report", place, "-o", tmp_path / "page.html")
    assert (code, out) == (2, "")
    assert says in complaint
    assert complaint.count("creditsim: ") == 1
    assert "Traceback" not in complaint
    assert not (tmp_path / "page.html").exists()


def test_an_unknown_language_and_a_place_that_is_none_are_refused(folders, said, tmp_path):
    code, _, complaint = said("report", folders["study"], "--lang", "fr")
    assert (code, "no report in the language 'fr'" in complaint) == (2, True)
    code, _, complaint = said("report", folders["study"], "-o", tmp_path)
    assert (code, "is a folder" in complaint) == (2, True)
    code, _, complaint = said("report", folders["study"], "-o", tmp_path / "none" / "page.html")
    assert (code, "is no folder" in complaint) == (2, True)
    with pytest.raises(UsageError):
        Words("fr")


def test_a_page_that_cannot_be_written_leaves_nothing_behind(folders, tmp_path, monkeypatch):
    from creditsim.report import write_page

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    (tmp_path / "page.html").write_text("before", encoding="utf-8")
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(UsageError, match="No space left"):
        write_page(tmp_path / "page.html", "after")
    monkeypatch.undo()
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["before"]


def test_a_scenario_that_this_version_cannot_read_is_told(folders, tmp_path):
    shutil.copytree(folders["projection"], tmp_path / "old")
    record = json.loads((tmp_path / "old" / "record.json").read_text(encoding="utf-8"))
    record["scenario_document"]["levers"] = [{"lever": "vouchr"}]
    (tmp_path / "old" / "record.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(ResultError, match="cannot read the scenario"):
        report_page([load_report_result(tmp_path / "old")], Words("en"))
