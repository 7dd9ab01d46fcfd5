"""Where does a mix fail? Boxes found on a part of the futures, and stated by the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.comparison.intervals import CONFIDENCE
from experiments.discovery.prim import Box, inside, several
from experiments.discovery.trees import Tree, tree
from sim.errors import ResultError, UsageError, did_you_mean

if TYPE_CHECKING:
    import xarray as xr

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]

FEWEST = 20
"""Futures below which nothing is looked for."""

HELD_OUT = 3
"""Each third future is kept apart to state how often a box fails."""

LIMITS = "limits"
"""The condition that a mix breaks its budget or a guard."""

_CONDITION = re.compile(
    r"\s*(?:(level|effect)\s+)?([a-z_0-9]+)\s*(>|<)\s*([-+]?[0-9.]+(?:e[-+]?[0-9]+)?)\s*", re.IGNORECASE
)


@dataclass(frozen=True)
class Futures:
    """values : [future, factor].  names, units, choices : of the factors.  base, policy : [future, output].
    outputs : by name.  at : month of indicators.  limits : by outcome, largest effect allowed; empty = none."""

    values: Values
    names: tuple[str, ...]
    units: tuple[str, ...]
    base: Values
    policy: Values
    outputs: tuple[str, ...]
    at: str
    limits: dict[str, float]

    @property
    def choices(self) -> tuple[tuple[float, ...], ...]:
        """Values of factors that have five or fewer, else empty."""
        columns = [np.unique(column) for column in self.values.T]
        return tuple(tuple(map(float, one)) if len(one) <= 5 else () for one in columns)

    def column(self, name: str, quantity: str) -> Values:
        """An outcome in each future, its effect or the policy's level. Raises UsageError for one that was not kept."""
        if name == "growth_gap_distance":
            gaps = [np.abs(table[:, self._place("growth_gap")]) for table in (self.policy, self.base)]
            return gaps[0] - gaps[1] if quantity == "effect" else gaps[0]
        place = self._place(name)
        return self.policy[:, place] - (self.base[:, place] if quantity == "effect" else 0.0)

    def _place(self, name: str) -> int:
        for known in (name, f"{name}/{self.at}"):
            if known in self.outputs:
                return self.outputs.index(known)
        known_names = sorted({output.partition("/")[0] for output in self.outputs})
        raise UsageError(f"the study keeps no '{name}'.", remedy=did_you_mean(name, known_names))


class Found(NamedTuple):
    """A box with what was not used to find it. held : unseen futures in it.  failed : of them.  low, high : 95% of the
    share that fails (Clopper-Pearson); NaN where no unseen future lies in it."""

    box: Box
    held: int
    failed: int
    low: float
    high: float


class Discovery(NamedTuple):
    """boxes : the first one first.  tree : None where failures are too few.  fails : [future].  share : that fails."""

    boxes: tuple[Found, ...]
    tree: Tree | None
    fails: Flags
    share: float


def failing(futures: Futures, condition: str) -> Flags:
    """Futures in which a condition holds: `limits`, `growth_gap_distance > 0.02`, `level credit_growth < 0`. Without
    `level`, an outcome is the policy's effect, but for the gap, whose level is the target. Raises UsageError."""
    if condition.strip() == LIMITS:
        if not futures.limits:
            raise UsageError(
                "the study has no limits.", remedy="Say when it fails: --fails 'growth_gap_distance > 0.02'."
            )
        broken = [futures.column(name, "effect") > limit for name, limit in futures.limits.items()]
        return np.asarray(np.any(broken, axis=0))
    found = _CONDITION.fullmatch(condition)
    if found is None:
        remedy = "Write it as 'growth_gap_distance > 0.02', 'level credit_growth < 0' or 'limits'."
        raise UsageError(f"'{condition}' is no condition.", remedy=remedy)
    quantity, name, sign, number = found.groups()
    usual = "level" if name.startswith("growth_gap") else "effect"
    column = futures.column(name, (quantity or usual).lower())
    return np.asarray(column > float(number) if sign == ">" else column < float(number))


def discover(futures: Futures, condition: str) -> Discovery:
    """Boxes of uncertainties in which a condition holds often, and a tree beside them. Raises ResultError where there
    are too few futures or nothing is uncertain."""
    if len(futures.values) < FEWEST or not futures.names:
        what = (
            f"{len(futures.values)} futures with {len(futures.names)} uncertainties are too few to look for failures."
        )
        raise ResultError(what, remedy=f"Give the study 'uncertainties' and 'futures: 100' ({FEWEST} at least).")
    fails = failing(futures, condition)
    apart = np.arange(len(fails)) % HELD_OUT == 0
    boxes = several(futures.values[~apart], fails[~apart])
    stated = tuple(_stated(box, futures.values[apart], fails[apart]) for box in boxes)
    both = 0.05 <= fails.mean() <= 0.95
    return Discovery(stated, tree(futures.values, fails) if both else None, fails, float(fails.mean()))


def _stated(box: Box, values: Values, fails: Flags) -> Found:
    held = inside(values, box.low, box.high)
    n, k = int(held.sum()), int(fails[held].sum())
    low, high = share_interval(k, n)
    return Found(box, n, k, low, high)


def share_interval(k: int, n: int) -> tuple[float, float]:
    """95% interval of a share, k of n (Clopper and Pearson, Biometrika 26, 1934); NaN for none."""
    from scipy import stats

    if n == 0:
        return float("nan"), float("nan")
    found = stats.binomtest(k, n).proportion_ci(CONFIDENCE, method="exact")
    return float(found.low), float(found.high)


def futures_of_mixes(found: xr.Dataset) -> Futures:
    """The futures of the mix that a search looked at last."""
    limits = dict(zip(map(str, found["limit"].to_numpy()), map(float, found["limit_value"].to_numpy()), strict=True))
    return Futures(
        found["studied_future"].to_numpy(),
        _texts(found["uncertainty"]),
        _texts(found["uncertainty_unit"]),
        found["studied_base"].to_numpy(),
        found["studied_policy"].to_numpy(),
        _texts(found["output"]),
        found.attrs["at"],
        limits,
    )


def futures_of_sensitivity(found: xr.Dataset) -> Futures:
    """The rows of a sensitivity design as futures; a Morris grid has too few levels for it."""
    if found.attrs["method"] == "morris":
        raise ResultError("a screening holds no futures.", remedy="Take the result of 'method: sobol' or 'pawn'.")
    rows = np.arange(found.sizes["row"])
    if found.attrs["method"] == "sobol":
        rows = rows[np.isin(rows % (2 * found.sizes["factor"] + 2), (0, 2 * found.sizes["factor"] + 1))]
    chosen = found.isel(row=rows)
    return Futures(
        chosen["value"].to_numpy(),
        _texts(found["factor"]),
        _texts(found["unit"]),
        chosen["base"].mean("pair").to_numpy(),
        chosen["policy"].mean("pair").to_numpy(),
        _texts(found["output"]),
        found.attrs["at"],
        {},
    )


def _texts(values: xr.DataArray) -> tuple[str, ...]:
    return tuple(map(str, values.to_numpy()))
