"""What must hold across the cells of a row of the statistics table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.data.tables import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

LOWEST, HIGHEST = -2.0, 20.0
"""No share and no growth on the year, as a fraction, lies outside."""


def faulty(table: pd.DataFrame) -> Iterator[tuple[int, Fault]]:
    """Index of each row that breaks a rule, with what is wrong: every row, in order."""
    import pandera.pandas as pa

    def fraction(t: pd.DataFrame) -> pd.Series:
        return (t["unit"] != "fraction") | t["value"].between(LOWEST, HIGHEST)

    def sourced(t: pd.DataFrame) -> pd.Series:
        return (t["source_url"] != "") | (t["source_title"] != "")

    def recalled(t: pd.DataFrame) -> pd.Series:
        return ~t["file"].str.startswith("memory_") | (t["grade"] == "C")

    rules = {
        "fraction": (
            fraction,
            "value",
            "this cannot be a fraction.",
            "Correct the value, or the unit: pct is per cent.",
        ),
        "sourced": (sourced, "source_title", "the figure has no source.", "Name a document that a reader can find."),
        "recalled": (recalled, "grade", "a recollection is of grade C.", "Write C, or move a seen figure elsewhere."),
    }
    schema = pa.DataFrameSchema(checks=[pa.Check(rule[0], name=name) for name, rule in rules.items()])
    try:
        schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases.dropna(subset=["index"])
        broken = sorted({(int(at), str(name)) for at, name in zip(cases["index"], cases["check"], strict=True)})
        for at, name in broken:
            yield at, Fault(*rules[name][1:])
