"""Fans: what a projection says month by month, with what was published before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.style import FAINT, INK, MODEL, by_month, canvas, styled_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from calibration.projection.project import Projection

PANELS = {
    "sh_retail_total_ytd_yoy": "retail sales, Jan to month, y/y, %",
    "sh_consumption_credit_ex_mortgage_yoy": "consumption credit, y/y, %",
    "sh_growth_gap": "growth gap, pp",
    "model_ratio_90_plus": "91+ days overdue, % of balance",
}
"""Series shown, and their titles."""

BANDS = ((0.1, 0.9, 0.18), (0.25, 0.75, 0.32))
"""Quantiles of a band and how dark it is."""


@styled_table
def fan(projection: Projection) -> Figure:
    """Median, 50% and 80% intervals of growth of retail sales and credit, of the gap, and of arrears."""
    cut_off = projection.record.get("policy_cut_off") or "none"
    vintage = projection.record["projection"]["vintage"]
    figure, panels = canvas(
        "Projection of retail sales, credit, their gap and arrears: median, 50 % and 80 % intervals",
        "预测：社会零售、消费信贷、两者增速差与逾期（中位数、50%与80%区间）",
        f"Figures known: {vintage}; policy cut-off: {cut_off}. The level of credit growth is not identified by public "
        "data; paired changes between\npolicies are. Outside paths (incomes, rates, prices) are held at their central "
        "assumption, and are not in the fans.",
        panels=len(PANELS),
    )
    months = projection.months.astype("datetime64[D]")
    for axes, (name, title) in zip(panels, PANELS.items(), strict=True):
        _draw(axes, months, projection.series[name])
        axes.set_title(title, fontsize=8.5, loc="left", color=INK)
    return figure


def _draw(axes: Axes, months: np.ndarray, values: np.ndarray) -> None:
    for low, high, dark in BANDS:
        bottom, top = np.nanquantile(values, (low, high), axis=0)
        axes.fill_between(months, bottom, top, color=MODEL, alpha=dark, linewidth=0)
    axes.plot(months, np.nanmedian(values, axis=0), color=MODEL, linewidth=1.6)
    axes.axhline(0.0, color=FAINT, linewidth=0.8)
    by_month(axes, months)
