"""Figures as a calibration compares them: each on the scale of its error, with the covariance of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from calibration.observation import covariance
from calibration.operators import OPERATING_SHORT
from calibration.published import measured
from calibration.states.credit import LEVEL_SD, SHARES, SLOPE_SD, SLOPE_START_SD, TOTAL
from calibration.states.gaussian import trend
from calibration.states.retail import MIDDLE, movements
from calibration.targets import targets
from sim.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr
    from numpy.typing import NDArray

    from calibration.targets import Target

    Matrix = NDArray[np.float64]

STRESS_SD = 0.04
"""Repayment stress that no parameter explains: random walk, monthly innovations of the logarithm of arrears. Source:
the national share of card balances half a year overdue, 2018-09 to 2024-12, eleven figures of grade B."""

STRESSED = ("arrears", "abs")
"""Groups of figures that stress moves, alike."""

LEAST = 1e-9
"""Floor of a ratio before its logarithm is taken: a sample may hold no such account at all."""


@dataclass(frozen=True)
class Figures:
    """Published figures of a calibration, in a fixed order."""

    targets: tuple[Target, ...]

    def __post_init__(self) -> None:
        for target in self.targets:
            if target.log and target.value <= 0:
                what = f"the figure '{target.id}' is {target.value:g}, and its error is stated as a part of it."
                raise DataError(what, remedy="State the error of a figure that can be negative in its unit.")

    @property
    def groups(self) -> tuple[str, ...]:
        """Group of each figure."""
        return tuple(target.group for target in self.targets)

    @cached_property
    def observed(self) -> Matrix:
        """Published values on their scales: logarithm where the error is relative [k]."""
        return np.array([np.log(t.value) if t.log else t.value for t in self.targets])

    def of(self, run: xr.Dataset) -> Matrix:
        """The same of a run [k]; NaN where the run has nothing to measure (no such account in the sample). Raises
        ResultError where it does not cover a figure's months."""
        found = [measured(target, run) for target in self.targets]
        return np.array(
            [np.log(max(value, LEAST)) if t.log else value for t, value in zip(self.targets, found, strict=True)]
        )

    def covariance(self, resident: float) -> Matrix:
        """Covariance of observation and of latent states [k, k].  resident : share of residents in retail sales."""
        latent = retail_covariance(self.targets, resident) + stress_covariance(self.targets)
        latent = latent + loan_covariance(self.targets)
        return np.asarray(covariance(self.targets) + latent)


def figures_of(vintage: str, last: str) -> Figures:
    """Figures of a vintage up to a month, those that are fitted first, then those held out."""
    end = np.datetime64(last, "M")
    return Figures(
        tuple(t for split in ("fit", "hold_out") for t in targets(vintage, split) if t.last <= end),
    )


def retail_covariance(targets: Sequence[Target], resident: float) -> Matrix:
    """Covariance of retail figures from latent states, zero for all others [k, k].

    The logarithm of a month's retail sales moves by resident x d + (1 - resident) x E; d is a stationary AR(1), E a
    random walk that begins at zero in the first month of any figure, and their innovations are correlated. A window
    weighs its months alike. What seasons, the change of base and grades add stands in the errors of observation."""
    mine = [k for k, target in enumerate(targets) if target.operator in BASES]
    if not mine:
        return np.zeros((len(targets), len(targets)))
    starts = [_number(targets[k].first) - 12 * (targets[k].operator == "retail_growth") for k in mine]
    begin, end = min(starts), max(_number(targets[k].last) for k in mine)
    months = end - begin + 1
    latent = movements(months, MIDDLE, start_sd=0.0).cov
    moved = np.hstack([resident * np.eye(months), (1.0 - resident) * np.eye(months)])
    weights = np.zeros((len(targets), months))
    for k in mine:
        first, last = _number(targets[k].first) - begin, _number(targets[k].last) - begin
        weights[k, first : last + 1] = 1.0 / (last - first + 1)
        if targets[k].operator == "retail_growth":
            weights[k, first - 12 : last - 11] -= 1.0 / (last - first + 1)
    rows = weights @ moved
    return np.asarray(rows @ latent @ rows.T)


def stress_covariance(targets: Sequence[Target]) -> Matrix:
    """Covariance of figures of arrears from a random walk of repayment stress since 2022-01, zero for others [k, k]."""
    since = np.array([_number(t.last) - _number("2021-12") if t.group in STRESSED else 0 for t in targets], float)
    return STRESS_SD**2 * np.minimum(since[:, None], since[None, :])


def loan_covariance(targets: Sequence[Target]) -> Matrix:
    """Covariance of figures of household loans from mortgages and operating loans, which no household of the model
    decides on: log local linear trends since 2022-01 around their outside paths; zero for others [k, k]."""
    months = max((_number(t.last) for t in targets if t.operator in LOANS), default=-1) - _number("2022-01") + 1
    if months < 1:
        return np.zeros((len(targets), len(targets)))
    path = trend(months, LEVEL_SD, SLOPE_SD, 0.0, SLOPE_START_SD).cov
    rows = np.zeros((2, len(targets), months))
    for k, target in enumerate(targets):
        if target.operator not in LOANS:
            continue
        mortgage, operating = LOANS[target.operator]
        last = _number(target.last) - _number("2022-01")
        begin = last - 12 if target.operator == "household_loan_growth" else _number(target.first) - _number("2022-02")
        size = 1.0 / TOTAL if target.operator == "household_loan_growth" else 1e9
        for kind, part in enumerate((mortgage, operating)):
            level = part * TOTAL * SHARES[kind] * size
            rows[kind, k, last] += level
            if begin >= 0:
                rows[kind, k, begin] -= level
    return np.asarray(sum(one @ path @ one.T for one in rows))


LOANS = {
    "household_loan_flow": (1.0, 1.0), "household_loan_growth": (1.0, 1.0),
    "household_short_flow": (0.0, OPERATING_SHORT), "household_medium_long_flow": (1.0, 1.0 - OPERATING_SHORT),
}  # fmt: skip
"""Operators of household loans: parts of mortgages and of operating loans in them."""

BASES = ("retail_first_base", "retail_revised", "retail_growth")
"""Operators of retail sales."""


def _number(month: object) -> int:
    return int(np.datetime64(month, "M").astype(int))  # type: ignore[call-overload]
