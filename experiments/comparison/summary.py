"""From what runs answered to effects: one labelled dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.comparison.intervals import (
    chance_inside,
    fieller,
    paired_interval,
    spread_over_draws,
    unpaired_error,
)
from experiments.comparison.parts.support import DERIVED
from experiments.comparison.rows import Row

if TYPE_CHECKING:
    import xarray as xr

BANDS = (0.01, 0.02, 0.03)
"""Bands around a gap of zero, fractions of 1."""

GAINS = {
    "retail": ("fiscal_cost_total", "retail_total", "public cost per net yuan of retail sales, whole run"),
    "credit": ("fiscal_cost", "credit", "public cost per net yuan of credit, so far"),
    "tax": ("tax_total", "fiscal_cost_total", "tax recouped per yuan of public cost, estimate, never netted"),
    "deadweight": ("aided_anyway_to_date", "aided_to_date", "part of sales with aid that would have been made anyhow"),
    "deadweight_total": ("aided_anyway_total", "aided_total", "the same after payback"),
    "default": ("default_cost_total", "retail_total", "default cost per net yuan of retail sales, whole run"),
}
"""Ratios of two effects with Fieller's interval: above, below, meaning."""

Cube = NDArray[np.float64]

RSM = ("response", "scenario", "measure")


def summarised(
    values: Cube,
    rows: Sequence[Row],
    names: Mapping[str, Sequence[str]],
    pairs: tuple[Sequence[int], NDArray[np.int64]],
) -> xr.Dataset:
    """The dataset of a comparison. values : [response, scenario, pair, measure], the base first.  rows : of the
    measures.  names : of responses and scenarios.  pairs : seed and draw of each, -1 = central."""
    import xarray as xr

    seeds, draws = pairs
    differences = values - values[:, :1]
    by_pair = np.moveaxis(differences, 2, 0)
    interval = paired_interval(by_pair, draws)
    base = np.broadcast_to(values[:, :1], values.shape)
    apart = unpaired_error(np.moveaxis(values, 2, 0), np.moveaxis(base, 2, 0))
    together = _error_of_pairs(by_pair)
    with np.errstate(divide="ignore", invalid="ignore"):
        reduced = np.where(apart > 0, together / apart, np.nan)
    answered = [row.name not in {one.name for one in DERIVED} for row in rows]
    within, between = spread_over_draws(by_pair, draws)
    data: dict[str, Any] = {
        "value": (("response", "scenario", "pair", "measure"), values),
        "mean": (RSM, values.mean(axis=2)),
        "effect": (RSM, interval.mean),
        "low": (RSM, interval.mean - interval.half),
        "high": (RSM, interval.mean + interval.half),
        "error": (RSM, interval.error),
        "unpaired_error": (RSM, apart),
        "error_ratio": (RSM, reduced),
        "within_draws": (RSM, within),
        "between_draws": (RSM, between),
        "nothing_differs": (("response", "scenario"), _nothing_differs(values[..., answered])),
    }
    place = {row.name: k for k, row in enumerate(rows)}
    data |= _cost_per(differences, place, draws)
    data["inside"] = (("response", "scenario", "band"), _inside(values[..., place["growth_gap"]], draws))
    labels = {name: ("measure", [getattr(row, name) for row in rows]) for name in _LABELS}
    coords = {
        **{name: list(listed) for name, listed in names.items()},
        "pair": np.arange(1, len(seeds) + 1),
        "seed": ("pair", list(seeds)),
        "draw": ("pair", draws),
        "measure": [row.name for row in rows],
        **labels,
        "gain": list(GAINS),
        "band": list(BANDS),
    }
    dataset = xr.Dataset(data, coords=coords)
    for name, text in _MEANINGS.items():
        dataset[name].attrs["long_name"] = text
    return dataset


_LABELS = ("unit", "period", "theme", "meaning", "table", "item")

_MEANINGS = {
    "value": "answer of each run, in the unit of the measure",
    "mean": "mean over pairs",
    "effect": "mean difference to the base under the same luck",
    "low": "lower end of the 95% interval",
    "high": "upper end of the 95% interval",
    "error": "standard error of the effect, pairs or draws as units",
    "unpaired_error": "standard error if base and scenario had had luck of their own",
    "error_ratio": "standard error over pairs over the unpaired one",
    "within_draws": "standard deviation of pairs around the mean of their draw",
    "between_draws": "standard deviation over draws of the parameters, luck taken out",
    "nothing_differs": "every answer of every pair is the base's to the bit",
    "cost_per": "ratio of two effects, as public cost per net yuan gained; NaN = not determined",
    "cost_per_low": "lower end, Fieller 95%",
    "cost_per_high": "upper end, Fieller 95%",
    "inside": "chance that the gap of one more run lies inside the band",
}


def _error_of_pairs(by_pair: Cube) -> Cube:
    if len(by_pair) < 2:
        return np.full(by_pair.shape[1:], np.nan)
    error: Cube = by_pair.std(axis=0, ddof=1) / np.sqrt(len(by_pair))
    return error


def _nothing_differs(values: Cube) -> NDArray[np.bool_]:
    """[response, scenario]: are all answers the base's? What neither can tell (NaN) is equal."""
    base = np.broadcast_to(values[:, :1], values.shape)
    same: NDArray[np.bool_] = ((values == base) | (np.isnan(values) & np.isnan(base))).all(axis=(2, 3))
    return same


def _cost_per(differences: Cube, place: Mapping[str, int], draws: NDArray[np.int64]) -> dict[str, Any]:
    shape = (*differences.shape[:2], len(GAINS))
    tables = {name: np.full(shape, np.nan) for name in ("cost_per", "cost_per_low", "cost_per_high")}
    for where in np.ndindex(shape[:2]):
        for k, (cost, gain, _) in enumerate(GAINS.values()):
            pairs = differences[where]
            found = fieller(pairs[:, place[cost]], pairs[:, place[gain]], draws)
            for table, number in zip(tables.values(), (found.value, found.low, found.high), strict=True):
                table[(*where, k)] = number
    return {name: (("response", "scenario", "gain"), table) for name, table in tables.items()}


def _inside(gap: Cube, draws: NDArray[np.int64]) -> Cube:
    """[response, scenario, band]. gap : [response, scenario, pair]."""
    inside = np.zeros((*gap.shape[:2], len(BANDS)))
    for where in np.ndindex(gap.shape[:2]):
        inside[where] = [chance_inside(gap[where], draws, band) for band in BANDS]
    return inside
