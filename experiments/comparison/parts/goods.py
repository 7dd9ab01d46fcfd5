"""Parts of an effect on sales: at the date and after payback, with aid and without, moved here from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from experiments.comparison.rows import Row
from experiments.comparison.spans import Span
from sim.indicators import total

if TYPE_CHECKING:
    import xarray as xr

SUMS = {
    "retail": ("retail_sales", "retail sales of consumer goods, residents and others"),
    "tickets": ("ticket_sales", "durables and large tickets at invoice value"),
    "aided": ("ticket_sales_aided", "large tickets bought with public aid, at invoice value"),
    "moved_here": ("retail_moved_here", "retail sales that are in the city because aid is paid at its tills alone"),
}
"""Sums to the month looked at (`_to_date`) and over the run (`_total`): variable, meaning."""


def goods_parts(run: xr.Dataset, span: Span) -> Iterator[Row]:
    """Sums of sales to the month looked at and of the whole run; `retail_total` is among the measures already."""
    so_far, whole = span.words(span.at, months=span.at + 1), span.words(span.end, months=span.end + 1)
    for name, (variable, meaning) in SUMS.items():
        sold = total(run, variable)
        yield Row(f"{name}_to_date", float(sold[: span.at + 1].sum()), "CNY", so_far, "parts", meaning)
        if name != "retail":
            yield Row(f"{name}_total", float(sold.sum()), "CNY", whole, "parts", meaning)
