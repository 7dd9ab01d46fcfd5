"""From a design and its runs to indices of every outcome and month, of effects and of levels, as one dataset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.points.evaluate import Answers, Evaluate, Point, Progress
from experiments.points.factors import Factor, values_at
from experiments.sensitivity.designs import Design, Responses, design_of, responses_of
from experiments.sensitivity.distribution import pawn
from experiments.sensitivity.emulator import emulated
from experiments.sensitivity.morris import screening
from experiments.sensitivity.sobol import by_size, sobol_indices

if TYPE_CHECKING:
    import xarray as xr

QUANTITIES = ("effect", "level")
"""Policy less base under the same luck, and the policy alone."""

FO = ("quantity", "factor", "output")


def points_of(design: Design, factors: Sequence[Factor], pairs: int) -> list[Point]:
    """Points of the rows of a design. Every row has seeds of its own, so that the luck of two rows is independent and
    can be taken out; base and policy of a row share theirs."""
    values = values_at(factors, design.shares)
    names = [factor.name for factor in factors]
    return [
        Point(
            dict(zip(names, map(float, row), strict=True)), tuple(range(1 + number * pairs, 1 + (number + 1) * pairs))
        )
        for number, row in enumerate(values)
    ]


def screened(
    evaluate: Evaluate,
    factors: Sequence[Factor],
    size: int,
    pairs: int,
    keep: int,
    output: str,
    progress: Progress | None,
) -> tuple[list[Factor], xr.Dataset]:
    """The factors with the largest elementary effects on one output's paired effect, and the whole screening."""
    design = design_of("morris", [factor.name for factor in factors], size)
    found = analysed(design, evaluate(points_of(design, factors, pairs), progress), factors)
    sizes = found["size"].sel(quantity="effect", output=output).to_numpy()
    order = np.argsort(-np.nan_to_num(sizes, nan=-1.0), kind="stable")[:keep]
    return [factors[int(k)] for k in sorted(order)], found


def analysed(design: Design, answers: Answers, factors: Sequence[Factor], *, emulate: Sequence[str] = ()) -> xr.Dataset:
    """Indices over `quantity`, `factor` and `output`; the answers of the rows and the values of the factors beside.

    Sobol: `first`, `total`, `second` [.., factor, factor_2, ..] with `_low` and `_high`, `by_size_first` and
    `by_size_total` over growing samples, `variance` without luck, `noise_share`; and `pawn` with `pawn_chance` from the
    independent rows. Morris: `mean`, `size` with low and high, `spread`, `floor`. emulate : outputs for which there are
    also `emulated_first`, `emulated_total` and `q2`, elsewhere NaN.
    Raises ResultError where answers are not in the design's order.
    """
    import xarray as xr

    told = [responses_of(design, answers.outputs, values) for values in (answers.effect, answers.policy)]
    data: dict[str, Any] = {"sobol": _sobol, "morris": _morris, "pawn": lambda *_: {}}[design.method](design, told)
    rows = _independent_rows(design)
    shares, means = design.shares[rows], [one.means[rows] for one in told]
    if design.method != "morris":
        shifts = [pawn(shares, one) for one in means]
        data["pawn"] = (FO, np.stack([shift.median for shift in shifts]))
        data["pawn_chance"] = (("quantity", "output"), np.stack([shift.chance for shift in shifts]))
        if emulate:
            chosen = np.isin(answers.outputs, list(emulate))
            data |= _emulated(shares, [np.where(chosen, one, np.nan) for one in means], design.factors)
    data["shares"] = (("row", "factor"), design.shares)
    data["value"] = (("row", "factor"), values_at(factors, design.shares))
    for name, values in (("base", answers.base), ("policy", answers.policy)):
        data[name] = (("row", "pair", "output"), values)
    return xr.Dataset(
        data,
        coords={
            "quantity": list(QUANTITIES),
            "factor": list(design.factors),
            "kind": ("factor", [factor.kind for factor in factors]),
            "unit": ("factor", [factor.told_in for factor in factors]),
            "factor_2": list(design.factors),
            "output": list(answers.outputs),
        },
        attrs={"method": design.method, "order": design.order, "size": design.base},
    )


def _independent_rows(design: Design) -> NDArray[np.int64]:
    """Rows A and B of a cross-sample, which are drawn independently; all rows of a Latin hypercube."""
    rows = np.arange(len(design.shares))
    if design.method != "sobol":
        return rows
    place = rows % (2 * len(design.factors) + 2)
    return rows[(place == 0) | (place == 2 * len(design.factors) + 1)]


def _sobol(design: Design, told: Sequence[Responses]) -> dict[str, Any]:
    found = [sobol_indices(design, one) for one in told]
    data: dict[str, Any] = {}
    for name, dims in (("first", FO), ("total", FO), ("second", ("quantity", "factor", "factor_2", "output"))):
        for k, end in enumerate(("", "_low", "_high")):
            data[f"{name}{end}"] = (dims, np.stack([getattr(one, name)[k] for one in found]))
    for name in ("variance", "noise_share"):
        data[name] = (("quantity", "output"), np.stack([getattr(one, name) for one in found]))
    sizes = [size for size in (design.base // 8, design.base // 4, design.base // 2, design.base) if size >= 4]
    grown = [by_size(design, one, sizes) for one in told]
    for k, name in enumerate(("by_size_first", "by_size_total")):
        data[name] = (("quantity", "base_points", "factor", "output"), np.stack([one[k] for one in grown]))
    data["base_points"] = ("base_points", sizes)
    return data


def _morris(design: Design, told: Sequence[Responses]) -> dict[str, Any]:
    found = [screening(design, one) for one in told]
    return {name: (FO, np.stack([getattr(one, name) for one in found])) for name in found[0]._fields}


def _emulated(
    shares: NDArray[np.float64], means: Sequence[NDArray[np.float64]], names: Sequence[str]
) -> dict[str, Any]:
    found = [emulated(shares, one, names) for one in means]
    return {
        "emulated_first": (FO, np.stack([one.first for one in found])),
        "emulated_total": (FO, np.stack([one.total for one in found])),
        "q2": (("quantity", "output"), np.stack([one.q2 for one in found])),
    }
