"""Results that cannot be read, that cannot be compared, and that differ: each is told in one message, and apart."""

import json
import shutil
from pathlib import Path

import h5netcdf
import numpy as np
import pytest
import xarray as xr

import creditsim.show
from creditsim.readme import BEGIN, END, NEEDED, PNG, refresh
from experiments.figures import FIGURES
from sim.errors import ResultError, ScenarioError, UsageError
from sim.indicators import INDICATORS, indicator
from sim.results import load_result, save_result
from sim.running import run_record
from sim.scenarios import load_scenario

MONTHS = np.arange("2022-01", "2022-05", dtype="datetime64[M]").astype("datetime64[ns]")
SCENARIO = load_scenario("shanghai/no_policy").with_months("2022-01", "2022-04")


def made(**record):
    """A result of four months with two variables, and its record with some entries changed."""
    told = {**run_record(SCENARIO, 300, 1, None, 24), **record}
    sales = np.arange(8.0).reshape(4, 1, 2)
    return xr.Dataset(
        {
            "retail_sales": (("month", "sector", "channel"), sales),
            "ledger_error": (("month",), np.zeros(4, np.int64)),
        },
        coords={"month": MONTHS, "sector": ["dining"], "channel": ["store", "online"]},
        attrs={"run_record": json.dumps(told)},
    )


@pytest.fixture
def result(tmp_path):
    """The folder of a result that is in order."""
    folder = tmp_path / "result"
    folder.mkdir()
    save_result(made(), folder / "run.nc")
    return folder


@pytest.fixture
def never(monkeypatch):
    """The model is not run: whoever asks for it fails."""

    def refuse(*_):
        raise AssertionError("a run that cannot be compared was simulated")

    monkeypatch.setattr(creditsim.show, "simulated", refuse)


def as_text(file):
    file.write_text("no result", encoding="utf-8")


def as_older_netcdf(file):
    file.write_bytes(b"CDF\x01" + bytes(200))


def as_nothing(file):
    file.write_bytes(b"")


def as_half(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def as_head(file):
    file.write_bytes(file.read_bytes()[:8])


def as_folder(file):
    file.unlink()
    file.mkdir()


def as_absent(file):
    file.unlink()


def as_hdf5_without_variables(file):
    with h5netcdf.File(file, "w") as opened:
        opened.attrs["title"] = "other"


def as_saved(dataset):
    def save(file):
        file.unlink()
        save_result(dataset, file)

    return save


def without_record():
    dataset = made()
    del dataset.attrs["run_record"]
    return dataset


def with_number_as_record():
    dataset = made()
    dataset.attrs["run_record"] = 7
    return dataset


UNREADABLE = {
    "text": (as_text, "this is no NetCDF file"),
    "NetCDF of 1989": (as_older_netcdf, "this is no NetCDF file"),
    "empty": (as_nothing, "this is no NetCDF file"),
    "half": (as_half, "cut short or damaged"),
    "head only": (as_head, "cut short or damaged"),
    "a folder": (as_folder, "there is no result here"),
    "absent": (as_absent, "there is no result here"),
    "another program's": (as_hdf5_without_variables, "the file is no result of a run"),
    "without record": (as_saved(without_record()), "the file is no result of a run"),
    "a number for a record": (as_saved(with_number_as_record()), "the file is no result of a run"),
    "without ledger": (as_saved(made().drop_vars("ledger_error")), "the file is no result of a run"),
    "without months": (as_saved(made().drop_vars("month")), "the file is no result of a run"),
    "without a single month": (as_saved(made().isel(month=slice(0, 0))), "the file is no result of a run"),
    "months as numbers": (as_saved(made().assign_coords(month=np.arange(4))), "the file is no result of a run"),
}


@pytest.mark.usefixtures("never")
@pytest.mark.parametrize("command", [("verify",), ("indicators",), ("indicators", "--csv")], ids=" ".join)
@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_is_no_result_is_refused_by_every_command_that_reads_one(kind, command, result, said):
    spoil, says = UNREADABLE[kind]
    spoil(result / "run.nc")
    code, printed, complaint = said(*command, result)
    assert (code, printed) == (2, "")
    assert says in complaint
    assert str(result / "run.nc") in complaint
    assert complaint.startswith("creditsim: ")
    assert complaint.count("\n") == 1


@pytest.mark.usefixtures("never")
def test_a_result_that_may_not_be_read_is_said_to_be_closed(result, said, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    for command in ("verify", "indicators"):
        code, _, complaint = said(command, result)
        assert code == 2
        assert "the file cannot be read (Permission denied). Ask its owner for access." in complaint


@pytest.mark.parametrize("share", np.linspace(0.02, 0.98, 25))
def test_a_result_cut_anywhere_is_refused(share, result):
    content = (result / "run.nc").read_bytes()
    (result / "run.nc").write_bytes(content[: int(share * len(content))])
    with pytest.raises(ResultError, match="cut short or damaged"):
        load_result(result)


BROKEN_RECORDS = {
    "no JSON": ("{", "its run record is no JSON"),
    "a list": ("[]", "its run record is no map"),
    "empty": ("{}", "its run record lacks scenario, scenario_document, households"),
    **{
        f"{name} is {value!r}": (made(**{name: value}).attrs["run_record"], f"its run record has the {name}")
        for name, value in (
            ("households", "many"), ("households", True), ("seed", None), ("seed", 1.5), ("draw", "first"),
            ("burn_in", -1), ("burn_in", 10**9), ("scenario", 3), ("scenario_document", []), ("code", None),
            ("versions", "new"),
        )
    },
    "an unknown lever": (
        made(scenario_document={**SCENARIO.document(), "levers": [{"lever": "helicopter"}]}).attrs["run_record"],
        "this version cannot read its scenario (levers.0.lever: there is no lever 'helicopter')",
    ),
    "an unknown parameter": (
        made(scenario_document={**SCENARIO.document(), "parameters": {"luck": 1}}).attrs["run_record"],
        "this version cannot read its scenario (parameters.luck: there is no parameter 'luck')",
    ),
}  # fmt: skip


@pytest.mark.usefixtures("never")
@pytest.mark.parametrize("kind", BROKEN_RECORDS)
def test_what_cannot_be_compared_is_told_from_what_differs(kind, result, said):
    record, says = BROKEN_RECORDS[kind]
    dataset = made()
    dataset.attrs["run_record"] = record
    as_saved(dataset)(result / "run.nc")
    code, printed, complaint = said("verify", result)
    assert (code, printed) == (2, "")
    assert f"the result cannot be compared: {says}" in complaint
    assert "Run the scenario again with this version" in complaint
    assert said("indicators", result)[0] == 0


@pytest.mark.parametrize("refusal", [UsageError("5 households cannot be run."), ScenarioError("a path is changed.")])
def test_a_record_that_this_version_does_not_run_cannot_be_compared(refusal, result, said, monkeypatch):
    def refuse(*_):
        raise refusal

    monkeypatch.setattr(creditsim.show, "simulated", refuse)
    code, _, complaint = said("verify", result)
    assert code == 2
    assert f"cannot be compared: this version cannot run it ({refusal.what.rstrip('.')})." in complaint


@pytest.mark.parametrize(
    ("record", "another"), [({}, False), ({"code": "older"}, True), ({"data": "older"}, True)], ids=str
)
def test_a_result_that_differs_ends_with_exit_code_one_and_says_whether_the_version_moved(
    record, another, result, said, monkeypatch
):
    as_saved(made(**record))(result / "run.nc")
    again = made()
    again["retail_sales"][0, 0, 0] += 1e-12
    monkeypatch.setattr(creditsim.show, "simulated", lambda *_: again)
    code, printed, complaint = said("verify", result)
    assert (code, complaint) == (1, "")
    assert "retail_sales: 1 of 8 numbers differ" in printed
    assert "Different: 1 of" in printed
    assert ("It was made with another version" in printed) == another


@pytest.mark.parametrize("change", ["dropped", "shorter", "relabelled"])
def test_a_variable_that_is_missing_or_shaped_otherwise_differs(change, result, said, monkeypatch):
    changed = {
        "dropped": lambda run: run.drop_vars("retail_sales"),
        "shorter": lambda run: run.isel(month=slice(0, 3)),
        "relabelled": lambda run: run.assign_coords(sector=["travel"]),
    }
    monkeypatch.setattr(creditsim.show, "simulated", lambda *_: changed[change](made()))
    code, printed, _ = said("verify", result)
    assert code == 1
    says = {"dropped": "retail_sales: only in the result", "shorter": "before", "relabelled": "sector: 1 of 1 numbers"}
    assert says[change] in printed


def test_another_version_alone_is_no_difference(result, said, monkeypatch):
    as_saved(made(code="older"))(result / "run.nc")
    monkeypatch.setattr(creditsim.show, "simulated", lambda *_: made())
    code, printed, _ = said("verify", result)
    assert code == 0
    assert "code: another version than the result was made with" in printed
    assert "Equal, bit by bit" in printed


def test_an_indicator_that_the_result_cannot_give_is_left_out_and_explained(result, said):
    code, printed, _ = said("indicators", result, "--csv")
    assert code == 0
    assert printed.splitlines()[0] == "month,retail_growth,retail_growth_12m,retail_growth_ytd"
    run = load_result(result)
    with pytest.raises(ResultError, match=r"indicator 'credit_growth' needs credit_balance\. Simulate again"):
        indicator("credit_growth", run)
    with pytest.raises(UsageError, match=r"there is no indicator 'credit_grwth'\. Did you mean 'credit_growth'"):
        indicator("credit_grwth", run)


def told(name):
    """What an indicator says of a result whose every variable is a plain series: its numbers, or what it lacks."""
    plain = {need: (("month",), np.ones(4)) for need in INDICATORS[name].needs}
    run = made().drop_vars(["retail_sales", "sector", "channel"]).assign(plain)
    try:
        return str(indicator(name, run).shape)
    except ResultError as error:
        return error.what


def test_an_indicator_of_unlabelled_numbers_is_told_or_says_that_labels_are_lacking():
    answers = {name: told(name) for name in INDICATORS}
    lacking = {name for name, answer in answers.items() if "without the labels it needs" in answer}
    assert {"ratio_90_plus", "nev_share", "card_utilisation"} <= lacking
    assert {answers[name] for name in INDICATORS if name not in lacking} == {"(4,)"}


@pytest.mark.parametrize("name", FIGURES)
def test_a_picture_of_a_result_without_its_variables_says_what_is_lacking(name):
    with pytest.raises(
        ResultError, match=r"needs .*\. Simulate again|needs '.*', which the run lacks\. Simulate again"
    ):
        FIGURES[name](made().drop_vars("retail_sales"))


# ------------------------------------------------------------------ the README's table


@pytest.fixture
def root(tmp_path):
    """A repository with a README, and beside it the folder of a result."""
    (tmp_path / "README.md").write_text(f"# Mine\n{BEGIN}\nold\n{END}\nend\n", encoding="utf-8")
    folder = tmp_path / "result"
    (folder / "figures").mkdir(parents=True)
    (folder / "figures" / "credit_growth.png").write_bytes(PNG + b"picture")
    row = "Retail sales,retail_2024,2024,1.0,2.0,-1.0,CNY,B,Shanghai"
    (folder / "table.csv").write_text(f"{','.join(NEEDED)}\n{row}\n", encoding="utf-8")
    record = {"scenario": "shanghai/actual", "households": 20_000, "seed": 1, "draw": None}
    (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")
    return tmp_path


def test_the_table_of_a_result_is_put_between_the_marks(root):
    refresh(root / "result", root)
    text = (root / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# Mine\n{BEGIN}\n`shanghai/actual`")
    assert text.endswith(f"{END}\nend\n")
    assert (root / "docs" / "images" / "credit_growth.png").read_bytes() == PNG + b"picture"
    assert not list(root.rglob("*.partial"))


SPOILT = {
    "no folder": shutil.rmtree,
    "no picture": lambda folder: (folder / "figures" / "credit_growth.png").unlink(),
    "no table": lambda folder: (folder / "table.csv").unlink(),
    "no record": lambda folder: (folder / "record.json").unlink(),
    "a text for a picture": lambda folder: (folder / "figures" / "credit_growth.png").write_text("x"),
    "an empty table": lambda folder: (folder / "table.csv").write_text(""),
    "another table": lambda folder: (folder / "table.csv").write_text("a,b\n1,2\n"),
    "a ragged table": lambda folder: (folder / "table.csv").write_text("a,b\n1,2,3\n4,5\n6,7,8,9\n"),
    "a table in another encoding": lambda folder: (folder / "table.csv").write_bytes("上海,b\n".encode("gbk")),
    "text for numbers": lambda folder: (folder / "table.csv").write_text(
        f"{','.join(NEEDED)}\nRetail sales,retail_2024,2024,much,2.0,-1.0,CNY,B,Shanghai\n"
    ),
    "a record that is no JSON": lambda folder: (folder / "record.json").write_text("{"),
    "a record that is no map": lambda folder: (folder / "record.json").write_text("[]"),
    "a record without seed": lambda folder: (folder / "record.json").write_text('{"scenario": "a"}'),
    "a record of many households": lambda folder: (folder / "record.json").write_text(
        '{"scenario": "a", "households": "many", "seed": 1, "draw": null}'
    ),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_a_spoilt_result_leaves_the_readme_as_it_was(kind, root):
    before = (root / "README.md").read_bytes()
    SPOILT[kind](root / "result")
    with pytest.raises(ResultError) as caught:
        refresh(root / "result", root)
    assert caught.value.file
    assert caught.value.remedy == "Give the folder that `creditsim run` wrote."
    assert (root / "README.md").read_bytes() == before
    assert not (root / "docs" / "images" / "credit_growth.png").exists()


def test_a_readme_without_marks_is_left_alone(root):
    (root / "README.md").write_text("# Mine\n", encoding="utf-8")
    with pytest.raises(UsageError, match="lacks the marks of the results"):
        refresh(root / "result", root)
    assert (root / "README.md").read_text(encoding="utf-8") == "# Mine\n"


def test_a_full_disk_leaves_the_readme_as_it_was(root, monkeypatch):
    before = (root / "README.md").read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UsageError, match=r"cannot be read or written \(No space left on device\)"):
        refresh(root / "result", root)
    assert (root / "README.md").read_bytes() == before
    assert not list(root.rglob("*.partial"))


def test_the_command_says_what_a_spoilt_result_lacks(root, said):
    code, _, complaint = said("docs", "--readme", root / "nowhere")
    assert code == 2
    assert "there is no such folder. Give the folder that `creditsim run` wrote." in complaint


@pytest.mark.parametrize("words", [("verify",), ("indicators",), ("indicators", "--csv")])
def test_a_projection_is_called_one_where_a_run_is_wanted(words, tmp_path, said):
    for name in ("record.json", "projection.csv"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    code, _, error = said(*words, str(tmp_path))
    assert code == 2
    assert "this is a projection" in error
    assert "creditsim score" in error
