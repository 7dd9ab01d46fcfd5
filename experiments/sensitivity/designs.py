"""Designs: rows of the unit cube in an order that the estimators rely on, sealed by a hash of that order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.errors import ResultError, UsageError

Method = Literal["morris", "sobol", "pawn"]

LEVELS = 4
"""Levels of a Morris grid; a step is 2/3 of a factor's range."""

SEED = 20260131
"""Scrambling of the designs: fixed, so that a design is the same for ever."""


@dataclass(frozen=True)
class Design:
    """Rows of a design. shares : [row, factor] in the unit cube.  order : hash of method, factors and rows."""

    method: Method
    factors: tuple[str, ...]
    shares: NDArray[np.float64]
    order: str

    @property
    def base(self) -> int:
        """Base points, trajectories or rows: what is resampled."""
        k = len(self.factors)
        per = {"sobol": 2 * k + 2, "morris": k + 1, "pawn": 1}[self.method]
        return len(self.shares) // per


@dataclass(frozen=True)
class Responses:
    """What was answered at the rows of a design. order : of that design.  means : over pairs [row, output].  noise :
    variance of those means by luck [row, output]; None where there was one pair a row."""

    order: str
    outputs: tuple[str, ...]
    means: NDArray[np.float64]
    noise: NDArray[np.float64] | None


def design_of(method: Method, factors: Sequence[str], size: int) -> Design:
    """Morris trajectories, Saltelli's cross-sample of a Sobol sequence (with second order), or a Latin hypercube.

    size : trajectories, base points (a power of 2) or rows. Raises UsageError for one that cannot be used.
    """
    names = tuple(factors)
    if len(names) < 2 or len(set(names)) < len(names):
        raise UsageError("a sensitivity analysis needs two different factors at least.", remedy="Name more factors.")
    if size < 4 or (method == "sobol" and size & (size - 1)):
        what = f"a size of {size} does not fit the method '{method}'."
        raise UsageError(what, remedy="Write a power of 2 for sobol (256), and 4 or more for the others.")
    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    shares = _sampled(method, problem, size)
    return Design(method, names, shares, order_hash(method, names, shares))


def _sampled(method: Method, problem: dict[str, object], size: int) -> NDArray[np.float64]:
    if method == "sobol":
        from SALib.sample import sobol

        return np.asarray(sobol.sample(problem, size, calc_second_order=True, seed=SEED))
    if method == "morris":
        from SALib.sample import morris

        return np.asarray(morris.sample(problem, size, num_levels=LEVELS, seed=SEED))
    from SALib.sample import latin

    return np.asarray(latin.sample(problem, size, seed=SEED))


def order_hash(method: Method, factors: Sequence[str], shares: NDArray[np.float64]) -> str:
    """sha256 of method, factor names and rows in their order."""
    head = "\0".join((method, *factors)).encode()
    return hashlib.sha256(head + b"\0" + np.ascontiguousarray(shares, np.float64).tobytes()).hexdigest()


def responses_of(design: Design, outputs: Sequence[str], values: NDArray[np.float64]) -> Responses:
    """Means over pairs and what luck leaves in them. values : [row, pair, output]."""
    pairs = values.shape[1]
    noise = values.var(axis=1, ddof=1) / pairs if pairs > 1 else None
    return Responses(design.order, tuple(outputs), values.mean(axis=1), noise)


def refuse_disorder(design: Design, responses: Responses) -> None:
    """Raise ResultError where rows were moved, or answers belong to another design: indices would be nonsense."""
    again = order_hash(design.method, design.factors, design.shares)
    if design.order != again:
        what = "the rows of the design are not in the order in which they were drawn."
        raise ResultError(what, remedy="Run the analysis again: its runs are kept.")
    if responses.order != design.order or len(responses.means) != len(design.shares):
        what = "the answers belong to another design: other factors, another size or another order of rows."
        raise ResultError(what, remedy="Run the analysis again: its runs are kept.")
