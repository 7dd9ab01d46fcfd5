"""Tables of published figures and of targets, as the terminal shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from calibration.declared import Target

BY_RULE = "~"
"""Mark of a day of release that follows from the usual delay of the series."""


def show_series(figures: pd.DataFrame, vintage: str | None) -> None:
    """One line a series and region."""
    from rich.console import Console
    from rich.table import Table

    shown = Table("series", "region", "from", "to", "figures", "unit", "grades", "last release", title=_title(vintage))
    for (series, region), rows in figures.groupby(["series", "region"]):
        grades = " ".join(f"{grade}:{count}" for grade, count in rows["grade"].value_counts().sort_index().items())
        span = [_month(rows["start"].min()), _month(rows["end"].max())]
        last = rows.sort_values("released").iloc[-1]
        units = " ".join(rows["unit"].unique())
        shown.add_row(str(series), str(region), *span, str(len(rows)), units, grades, _day(last))
    Console().print(shown)
    _explain(figures)


def show_figures(figures: pd.DataFrame, series: str, vintage: str | None) -> None:
    """One line a figure of a series. Raises UsageError where the vintage has none."""
    from rich.console import Console
    from rich.table import Table

    from sim.errors import UsageError, did_you_mean

    found = figures[figures["series"] == series]
    if found.empty:
        what = f"the statistics hold no series {series!r:.60}" + (f" known by {vintage}." if vintage else ".")
        raise UsageError(what, remedy=did_you_mean(series, tuple(figures["series"].unique())))
    head = ("region", "from", "to", "published", "unit", "grade", "released", "source")
    shown = Table(*head, title=f"{series}: {_title(vintage).lower()}")
    for _, row in found.sort_values(["region", "end", "released"]).iterrows():
        cells = (row["published_value"], row["published_unit"], row["grade"], _day(row), row["source_title"][:50])
        shown.add_row(row["region"], _month(row["start"]), _month(row["end"]), *cells)
    Console().print(shown)
    _explain(found)


def show_targets(vintage: str | None, split: str | None) -> None:
    """One line a target of a vintage."""
    from rich.console import Console
    from rich.table import Table

    from calibration.targets import targets

    found = targets(vintage, split)
    head = ("target", "split", "group", "value", "sd", "grade", "scope", "released")
    shown = Table(*head, title="Targets" if vintage is None else f"Targets, known by {vintage}")
    for target in found:
        cells = (target.split, target.group, _value(target), _sd(target), target.grade, target.scope)
        shown.add_row(target.id, *cells, str(target.released))
    console = Console()
    console.print(shown)
    count = {name: sum(target.split == name for target in found) for name in ("fit", "hold_out", "shown")}
    console.print(", ".join(f"{number} {name}" for name, number in count.items() if number) + ".")


def _title(vintage: str | None) -> str:
    return "Published series" if vintage is None else f"Published series, known by {vintage}"


def _explain(figures: pd.DataFrame) -> None:
    from rich.console import Console

    ruled = int((figures["released_basis"] != "stated").sum())
    if ruled:
        text = f"{BY_RULE} {ruled} of {len(figures)} days of release follow from the usual delay or from memory."
        Console().print(text, soft_wrap=True)


def _value(target: Target) -> str:
    if target.unit == "CNY":
        return f"{target.value / 1e8:,.1f} 100m CNY"
    return f"{target.value:,.0f} {target.unit}" if target.unit == "vehicles" else f"{target.value:.4f}"


def _sd(target: Target) -> str:
    if target.log:
        return f"{target.sd:.1%}"
    return f"{target.sd / 1e8:,.0f} 100m CNY" if target.unit == "CNY" else f"{target.sd:.4f}"


def _day(row: Any) -> str:
    return f"{row['released']:%Y-%m-%d}" + (BY_RULE if row["released_basis"] != "stated" else "")


def _month(day: Any) -> str:
    """Year and month, or nothing where open or undated."""
    import pandas as pd

    return "" if pd.isna(day) else f"{day:%Y-%m}"
