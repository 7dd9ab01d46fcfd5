"""What must hold for every row of the statistics table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

GRADES = ("A", "B", "C")
"""A: official text seen.  B: secondary source or mirror quoting it.  C: recollection or working assumption."""


def checked(table: pd.DataFrame) -> pd.DataFrame:
    """The table itself, if every cell is of the promised kind; else DataError for the first cell that is not."""
    import pandera.pandas as pa

    text = pa.Column(str, pa.Check.str_length(min_value=1))
    fraction = pa.Check(lambda t: (t["unit"] != "fraction") | t["value"].between(-2.0, 20.0), name="size of a fraction")
    number = pa.Check(lambda t: t["value"].notna() | (t["unit"] == "rating"), name="a number")
    order = pa.Check(lambda t: t["start"].isna() | t["end"].isna() | (t["start"] <= t["end"]), name="start before end")
    source = pa.Check(lambda t: (t["source_url"] != "") | (t["source_title"] != ""), name="a source")
    recalled = pa.Check(lambda t: ~t["file"].str.startswith("memory_") | (t["grade"] == "C"), name="C if recalled")
    schema = pa.DataFrameSchema(
        {
            "series": text,
            "region": text,
            "unit": text,
            "value": pa.Column(float, nullable=True),
            "grade": pa.Column(str, pa.Check.isin(GRADES)),
            "start": pa.Column("datetime64[ns]", nullable=True, coerce=True),
            "end": pa.Column("datetime64[ns]", nullable=True, coerce=True),
        },
        checks=[fraction, number, order, source, recalled],
    )
    try:
        return schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases.dropna(subset=["index"])
        if cases.empty:
            raise DataError(f"the table lacks what it must have: {error.failure_cases.iloc[0]['check']}.") from None
        first = cases.sort_values("index").iloc[0]
        row = table.loc[int(first["index"])]
        others = cases["index"].nunique() - 1
        raise DataError(
            f"the row of {row['series']!r} fails the check {str(first['check'])!r}.",
            file=str(row["file"]),
            place=f"line {row['line']}",
            remedy=f"Correct the row{f'; {others} more rows fail as well' if others else ''}.",
        ) from None
