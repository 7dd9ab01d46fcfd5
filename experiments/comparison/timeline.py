"""Effects month by month: what differs, cumulated for flows, and when pulled-forward sales have been paid back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.comparison.intervals import paired_interval

NEARLY = 0.05
"""Part of the pulled-forward sales that may be missing where they count as paid back."""

CUMULATED = ("retail", "fiscal_cost")
"""Series that are flows."""

RSSM = ("response", "scenario", "series", "month")


def timelines(series: NDArray[np.float64], names: list[str], draws: NDArray[np.int64]) -> dict[str, Any]:
    """Mean effect by month with its interval, CNY; flows cumulated from the first month. series : [response, scenario,
    pair, series, month], the base first."""
    effect = series - series[:, :1]
    flow = np.isin(names, CUMULATED)
    effect[:, :, :, flow] = np.cumsum(effect[:, :, :, flow], axis=-1)
    found = paired_interval(np.moveaxis(effect, 2, 0), draws)
    return {
        "timeline": (RSSM, found.mean),
        "timeline_low": (RSSM, found.mean - found.half),
        "timeline_high": (RSSM, found.mean + found.half),
    }


def paid_back(cumulated: NDArray[np.float64], at: int) -> int:
    """Place of the first month after `at` from which on the cumulated mean effect on sales stays within NEARLY of what
    is pulled forward of its end; -1 where nothing was pulled forward. cumulated : [month]."""
    forward = cumulated[at] - cumulated[-1]
    if forward <= 0 or at >= len(cumulated) - 1:
        return -1
    open_ = np.flatnonzero(np.abs(cumulated[at:] - cumulated[-1]) > NEARLY * forward)
    return at + int(open_[-1]) + 1
