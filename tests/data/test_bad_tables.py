"""One mistake a table: the command names file, line, column, mistake and remedy, and ends with exit code 2. What is
expected stands in expected.csv of each folder."""

import csv
import shutil
from pathlib import Path

import pytest

from creditsim.kinds import check_file, check_files, files_in
from sim.data.exogenous import CITY
from sim.data.releases import RULES
from sim.data.tables import LARGEST
from sim.errors import CreditSimError, DataError
from sim.parameters import FOLDER, read_parameters
from sim.population.marginals import FILE, read_marginals

BAD = Path(__file__).parents[1] / "bad_files"
STATISTICS = "series,region,period,frequency,value,unit,grade,source_url,source_title,note"
FIGURE = "retail_total_month,Shanghai,2024-05,monthly,1590.93,CNY 100m (yi yuan),A,,bulletin,"


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch):
    """Long temporary paths shall not wrap the table."""
    monkeypatch.setenv("COLUMNS", "300")


def expected(folder):
    with (BAD / folder / "expected.csv").open(encoding="utf-8", newline="") as lines:
        return [{**row, "folder": folder} for row in csv.DictReader(lines)]


ROWS = [*expected("tables"), *expected("parameters")]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['folder']}/{row['file']}" for row in ROWS])
def test_a_bad_file_is_refused_in_one_line_with_place_and_remedy(row, said):
    file = BAD / row["folder"] / row["file"]
    where = f"{file} {row['place']}" if row["place"] else str(file)
    assert said("data", "check", file) == (2, "", f"creditsim: {where}: {row['what']} {row['remedy']}\n")
    assert row["remedy"]


def test_every_bad_file_is_expected_and_there_are_many():
    for folder in ("tables", "parameters"):
        names = [path.relative_to(BAD / folder).as_posix() for path in (BAD / folder).rglob("*") if path.is_file()]
        assert sorted(names) == sorted(["expected.csv", *(row["file"] for row in expected(folder))])
    assert len(ROWS) >= 180


@pytest.mark.parametrize("kind", sorted(path.name for path in (BAD / "tables").iterdir() if path.is_dir()))
def test_every_kind_of_table_has_bad_files_and_is_told_by_its_columns(kind, tmp_path):
    assert len(list((BAD / "tables" / kind).glob("*.csv"))) >= 7
    shipped = {"statistics": CITY.parent / "statistics" / "credit_card.csv", "marginals": FILE}
    for name in ("targets", "observation", "breaks"):
        shipped[name] = Path(__file__).parents[2] / "calibration" / f"{name}.csv"
    shipped["releases"] = RULES
    shutil.copy(shipped.get(kind, CITY / f"{kind}.csv"), tmp_path / "own.csv")
    assert check_file(tmp_path / "own.csv").rows > 2


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf%b\n%b\n",
        b"%b\r\n%b\r\n",
        b"%b\n%b",
        b"\n%b\n\n%b\n\n",
    ],
    ids=["byte order mark", "line ends of Windows", "no last line end", "empty lines"],
)
def test_what_editors_and_spreadsheets_add_is_no_mistake(content, said, tmp_path):
    (tmp_path / "own.csv").write_bytes(content % (STATISTICS.encode(), FIGURE.encode()))
    code, printed, complaint = said("data", "check", tmp_path / "own.csv")
    assert (code, complaint) == (0, "")
    assert "a table of statistics" in printed


def test_every_mistake_of_every_file_is_named_at_once(said, tmp_path):
    bad = FIGURE.replace("2024-05", "May").replace(",A,", ",D,")
    (tmp_path / "one.csv").write_text(f"{STATISTICS}\n{FIGURE}\n{bad}\n{FIGURE.replace('1590.93', 'much')}\n", "utf-8")
    shutil.copy(BAD / "tables" / "seasons" / "factor_negative.csv", tmp_path / "two.csv")
    shutil.copy(BAD / "parameters" / "value_text.yaml", tmp_path / "three.yaml")
    shutil.copy(CITY / "campaigns.csv", tmp_path / "fine.csv")
    code, printed, complaint = said("data", "check", tmp_path)
    assert (code, printed) == (2, "")
    head, *lines = complaint.splitlines()
    assert head == "creditsim: 5 mistakes in 3 files:"
    places = ["one.csv line 3, period:", "one.csv line 3, grade:", "one.csv line 4, value:"]
    places += ["three.yaml line 6, target.value:", "two.csv line 2, factor:"]
    for line, place in zip(lines, places, strict=True):
        assert line.startswith(f"{tmp_path}/{place} "), line


def test_a_bad_list_of_paths_is_named_once_for_two_files_that_need_it(tmp_path):
    shutil.copy(BAD / "tables" / "paths" / "rule_unknown.csv", tmp_path / "paths.csv")
    shutil.copy(CITY / "exogenous.csv", tmp_path / "exogenous.csv")
    with pytest.raises(DataError) as caught:
        check_files(files_in(tmp_path))
    assert [mistake.place for mistake in caught.value.mistakes] == ["line 3, rule"]


def test_a_folder_in_order_is_listed(said):
    code, printed, _ = said("data", "check", CITY)
    assert code == 0
    for words in ("lenders.csv", "a table of anchors", "245"):
        assert words in printed
    assert said("data", "check", FOLDER)[0] == 0


def test_a_scenario_among_the_files_is_checked_as_one(said, tmp_path):
    shutil.copy(BAD / "scenarios" / "lever_misspelt.yaml", tmp_path / "mine.yaml")
    code, _, complaint = said("data", "check", tmp_path)
    assert code == 2
    assert "there is no lever 'intrest_subsidy'. Did you mean 'interest_subsidy'?" in complaint
    (tmp_path / "mine.yaml").write_text("title: Mine\nextends: shanghai/actual\n", encoding="utf-8")
    assert "a scenario" in said("data", "check", tmp_path)[1]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("own.xlsx", b"PK", "a file that ends in '.xlsx' is no table. Save it as 'CSV UTF-8'"),
        ("own", b"a,b", "this is no table. Save it as 'CSV UTF-8'"),
        ("large.csv", b"a,b\n" * (LARGEST // 4 + 1), "larger than 64 MiB"),
        ("quoted.csv", b'series,region\n"' + b"x" * 200_000 + b'",y\n', "quotes or line ends are not in order"),
    ],
)
def test_what_is_no_table_is_said_to_be_none(name, content, says, said, tmp_path):
    (tmp_path / name).write_bytes(content)
    code, _, complaint = said("data", "check", tmp_path / name)
    assert code == 2
    assert says in complaint


def test_what_is_not_there_is_said_to_be_missing(said, tmp_path):
    assert "there is no such file or folder" in said("data", "check", tmp_path / "absent.csv")[2]
    assert "there are no tables here" in said("data", "check", tmp_path)[2]
    (tmp_path / "folder.csv").mkdir()
    assert "there is no such file" in said("data", "check", tmp_path)[2]


@pytest.mark.parametrize("name", ["own.csv", "own.yaml"])
def test_a_file_that_may_not_be_read_is_said_to_be_closed(name, said, monkeypatch, tmp_path):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    (tmp_path / name).write_text("a,b\n", encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    code, _, complaint = said("data", "check", tmp_path / name)
    assert code == 2
    assert "the file cannot be read (Permission denied)" in complaint


def test_a_parameter_in_two_files_is_named(tmp_path):
    entry = "{value: 1, low: 0, high: 2, distribution: pert, unit: ratio, evidence: ASSUMED, meaning: m, source: s}"
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(f"own: {entry}\n", encoding="utf-8")
    with pytest.raises(CreditSimError, match=r"two\.yaml: the parameter 'own' stands in one\.yaml as well"):
        read_parameters(sorted(tmp_path.glob("*.yaml")))


@pytest.mark.parametrize("file", sorted((BAD / "tables" / "marginals").glob("*.csv")), ids=lambda file: file.stem)
def test_the_reader_of_the_population_refuses_the_same_marginals(file):
    """`data check` and a run never disagree on a table of marginals; names that a run asks for are found missing."""
    with pytest.raises(DataError):
        read_marginals(file).row("apr", "card")
