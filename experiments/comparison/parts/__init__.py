"""What an effect is made of: goods, credit, the gap, and money; every part is a sum that both runs book."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from experiments.comparison.parts.credit import credit_parts
from experiments.comparison.parts.goods import goods_parts
from experiments.comparison.parts.money import money_parts
from experiments.comparison.parts.support import derived, supported

if TYPE_CHECKING:
    import xarray as xr

    from experiments.comparison.rows import Row
    from experiments.comparison.spans import Span


def parts(run: xr.Dataset, span: Span) -> Iterator[Row]:
    """Rows of all parts of one run, always in the same order. run : as in `measures`."""
    yield from goods_parts(run, span)
    yield from credit_parts(run, span)
    yield from money_parts(run, span)


__all__ = ["derived", "parts", "supported"]
