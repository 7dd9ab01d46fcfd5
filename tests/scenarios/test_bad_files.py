"""One mistake a file: the message must name file, line, mistake and remedy. What is expected stands in expected.csv."""

import csv
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenarios import load_scenario

FOLDER = Path(__file__).parents[1] / "bad_files" / "scenarios"
with (FOLDER / "expected.csv").open(encoding="utf-8", newline="") as table:
    EXPECTED = list(csv.DictReader(table))


def complaint(file: Path) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    return caught.value


@pytest.mark.parametrize("row", EXPECTED, ids=[row["file"] for row in EXPECTED])
def test_a_bad_file_is_refused_in_one_line_with_place_and_remedy(row):
    error = complaint(FOLDER / row["file"])
    assert Path(str(error.file)).name == row["reported"]
    assert error.place == f"line {row['line']}"
    assert row["what"] in error.what
    assert row["remedy"] in error.remedy
    assert str(error) == f"{error.file} {error.place}: {error.what} {error.remedy}"
    assert "\n" not in str(error)


def test_every_bad_file_is_expected_and_there_are_many():
    assert sorted(row["file"] for row in EXPECTED) == sorted(file.name for file in FOLDER.glob("*.yaml"))
    assert len(EXPECTED) >= 40


def test_a_file_of_more_than_a_mebibyte_is_not_read(tmp_path):
    file = tmp_path / "large.yaml"
    file.write_text("title: Test\n" + "# more\n" * 200_000, encoding="utf-8")
    assert "larger than 1 MiB" in str(complaint(file))


@pytest.mark.parametrize("name", ["absent.yaml", "folder.yaml"])
def test_what_is_no_file_is_said_to_be_none(tmp_path, name):
    (tmp_path / "folder.yaml").mkdir()
    assert "no such file" in str(complaint(tmp_path / name))


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    outside, folder = tmp_path / "secret.yaml", tmp_path / "mine"
    folder.mkdir()
    outside.write_text("title: Secret\nmonths: {from: 2022-01, to: 2022-12}\n", encoding="utf-8")
    (folder / "link.yaml").symlink_to(outside)
    (folder / "child.yaml").write_text("title: Child\nextends: link.yaml\n", encoding="utf-8")
    assert "outside the folder" in str(complaint(folder / "child.yaml"))


@pytest.mark.parametrize("name", ["shanghai/actuall", "../pyproject", "", "shanghai", "/", "shanghai/actual/"])
def test_a_name_that_is_no_scenario_is_answered_with_one_that_is(name):
    with pytest.raises(ScenarioError, match="shanghai/actual"):
        load_scenario(name)
