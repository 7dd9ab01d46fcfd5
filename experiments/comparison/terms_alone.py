"""Does a gap close by longer terms alone? They raise balances without a single sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

MATURITY = (
    "Beware: half or more of what brings the gap nearer to zero are longer terms. They raise balances without a single "
    "sale; at the base's terms the gap would not have closed so far."
)


def maturity_alone(one: xr.Dataset) -> bool:
    """Does the gap come nearer to zero, told apart from luck, and longer terms are half of that or more? one : effects
    of one scenario at one response."""
    nearer = one.sel(measure="growth_gap_distance")
    effect = float(one["effect"].sel(measure="growth_gap"))
    by_terms = float(one["effect"].sel(measure="gap/flow/longer_terms"))
    return float(nearer["high"]) < 0 and effect != 0 and by_terms / effect >= 0.5
