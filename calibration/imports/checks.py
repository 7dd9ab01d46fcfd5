"""A user's table of statistics, checked against itself and against the shipped ones: every bad row at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.imports.rules import RULES, Rule
from sim.data.statistics import load_statistics
from sim.data.tables import Fault
from sim.errors import DataError, Mistake, refusal_of

if TYPE_CHECKING:
    import pandas as pd


def checked_figures(file: Path) -> pd.DataFrame:
    """A user's table of statistics. Raises DataError that names every mistake: bad cells first, then rows that do not
    go with the other rows or with the shipped statistics."""
    table = load_statistics(file)
    mistakes = [
        Mistake(file, f"line {int(table['line'][at])}, {fault.column}", fault.what, fault.remedy)
        for at, fault in faulty_figures(table)
    ]
    if mistakes:
        raise refusal_of(DataError, mistakes)
    return table


def faulty_figures(table: pd.DataFrame) -> list[tuple[int, Fault]]:
    """Index of each row that breaks a rule, with what is wrong, in the order of the rows. table : as `load_statistics`
    gives it."""
    import pandera.pandas as pa

    store = shipped()

    def kept(rule: Rule) -> Callable[[pd.DataFrame], pd.Series]:
        return lambda rows: ~rule.bad(rows, store)

    schema = pa.DataFrameSchema(checks=[pa.Check(kept(rule), name=name) for name, rule in RULES.items()])
    try:
        schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases.dropna(subset=["index"])
        broken = sorted({(int(at), str(name)) for at, name in zip(cases["index"], cases["check"], strict=True)})
        return [(at, Fault(RULES[name].column, *RULES[name].words(table.loc[at], table, store))) for at, name in broken]
    return []


@cache
def shipped() -> pd.DataFrame:
    """The shipped statistics, read once: not to be changed."""
    return load_statistics()
