"""One mistake a file of a user's figures: a table of statistics, a private table, a file to import. The command names
place, mistake and remedy, ends with exit code 2 and writes nothing. What is expected stands in expected.csv."""

import csv
from pathlib import Path

import pytest

BAD = Path(__file__).parents[1] / "bad_files" / "statistics"
with (BAD / "expected.csv").open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines))


def words_of(row, out):
    file = BAD / row["file"]
    if row["command"] == "check":
        return ("data", "check", file)
    if row["command"] == "private":
        return ("data", "import", file, "--private", "-o", out)
    source = next(path for path in file.parent.glob(f"{file.stem}.*") if path.suffix != ".yaml")
    return ("data", "import", source, "--mapping", file.with_suffix(".yaml"), "-o", out)


@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_a_bad_file_is_refused_in_one_line_and_nothing_is_written(row, said, tmp_path):
    where = f"{BAD / row['file']} {row['place']}" if row["place"] else str(BAD / row["file"])
    expected = (2, "", f"creditsim: {where}: {row['what']} {row['remedy']}\n")
    assert said(*words_of(row, tmp_path / "out.csv")) == expected
    assert list(tmp_path.iterdir()) == []


def test_every_bad_file_is_expected():
    files = {path.relative_to(BAD).with_suffix("").as_posix() for path in BAD.glob("*/*")}
    assert files == {str(Path(row["file"]).with_suffix("")) for row in ROWS}
    assert len(ROWS) == len(files) >= 50
