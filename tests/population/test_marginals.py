"""The table of marginals: complete, sourced, and refused with file and line where it cannot be used."""

import pytest

from sim.errors import DataError
from sim.population.cells import load_cells, population_parameters
from sim.population.marginals import FILE, read_marginals


def changed(tmp_path, old, new):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "marginals.csv"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def test_every_number_names_its_source_and_grade():
    rows = read_marginals().rows
    assert all(row.source and row.grade in "ABC" for row in rows.values())


def test_a_number_without_evidence_is_called_an_assumption():
    rows = read_marginals().rows.values()
    assert {row.basis for row in rows if row.source == "working assumption"} == {"assumption"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("marginal,category,value", "marginal,group,value", "line 1"),
        ("segment,student,0.055", "segment,student,many", "line 2.*'many'"),
        ("segment,student,0.055", "segment,student,-0.055", "line 2.*negative"),
        ("segment,student,0.055", "segment,student,5.5", "line 2.*exceeds 1"),
        ("segment,student,0.055", "segment,student,0.155", "line 7.*'segment'.*1.1"),
        ("segment,student,0.055", "segment,graduate,0.055", "line 3.*twice"),
        ("segment,student,0.055,share,Shanghai,2021,C", "segment,student,0.055,share,Shanghai,2021,D", "line 2.*'D'"),
        ("segment,student,0.055,share", "segment,student,0.055,", "line 2, unit: the cell is empty"),
        ("segment,student,0.055,", "segment,student,0.055,0,", "line 2.*11 cells"),
    ],
)
def test_a_bad_row_is_refused_with_file_and_line(tmp_path, old, new, says):
    with pytest.raises(DataError, match=f"marginals.csv {says}"):
        read_marginals(changed(tmp_path, old, new))


def test_a_missing_row_is_named(tmp_path):
    with pytest.raises(DataError, match=r"marginals\.csv: there is no row 'thin', 'senior'"):
        load_cells(file=changed(tmp_path, "thin,senior", "thin,elder"))


def test_an_unknown_parameter_is_named():
    with pytest.raises(DataError, match="'household_count'"):
        population_parameters({"household_count": 1.0})
