"""What a posterior is worth: what the data moved, how well figures are met, and where the likelihood bends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from calibration.search.likelihood import chi_square

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from calibration.search.space import Space

    Matrix = NDArray[np.float64]

IDENTIFIED = 0.2
"""Contraction below which a parameter is said to be at its prior."""

FITS = (0.3, 2.0)
"""chi2/n of a group inside which its errors are as large as stated."""

UNIFORM = 1.0 / np.sqrt(12.0)


def contraction(points: Matrix) -> Matrix:
    """1 - posterior sd over prior sd of each parameter, on the scale on which its prior is uniform: [d]. Negative where
    the posterior is wider."""
    return 1.0 - points.std(axis=0, ddof=1) / UNIFORM


def parameter_rows(space: Space, points: Matrix) -> list[dict[str, object]]:
    """One row a parameter: prior and posterior median with 80% interval in its unit, contraction, and "posterior" or
    "prior" by whether the data moved it. Sorted by contraction."""
    shrunk = contraction(points)
    even = np.linspace(0.005, 0.995, 199)[:, None].repeat(space.size, axis=1)
    prior, after = quantiles(space.columns(even)), quantiles(space.columns(points))
    rows: list[dict[str, object]] = [
        {
            "parameter": known.name, "unit": known.unit, "says": "posterior" if shrunk[k] >= IDENTIFIED else "prior",
            "contraction": shrunk[k], "shift": (points[:, k].mean() - 0.5) / UNIFORM,
            **dict(zip(("prior_q10", "prior_q50", "prior_q90"), prior[k], strict=True)),
            **dict(zip(("q10", "q50", "q90"), after[k], strict=True)),
        }
        for k, known in enumerate(space.priors)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -float(str(row["contraction"])))


def quantiles(values: Matrix) -> list[list[float]]:
    """10%, 50% and 90% of each column [d][3]."""
    return [[float(np.quantile(column, share)) for share in (0.1, 0.5, 0.9)] for column in values.T]


def group_fit(groups: Sequence[str], observed: Matrix, model: Matrix, covariance: Matrix) -> list[dict[str, object]]:
    """chi2/n of each group of figures under a run, with a flag where it lies outside FITS. model : [k]."""
    names = np.array(groups)
    rows: list[dict[str, object]] = []
    for name in dict.fromkeys(groups):
        mine = np.flatnonzero(names == name)
        value = chi_square(observed[mine], model[mine], covariance[np.ix_(mine, mine)])
        flag = "below 0.3: errors are stated too large, or figures were fitted too closely" if value < FITS[0] else ""
        flag = "above 2: the model or its errors are wrong here" if value > FITS[1] else flag
        rows.append({"group": name, "n": len(mine), "chi2_over_n": value, "flag": flag})
    return rows


def correlated(space: Space, points: Matrix, moved: Sequence[int], least: float = 0.4) -> list[tuple[str, str, float]]:
    """Pairs of moved parameters whose posterior correlation is at least `least` in size, strongest first: only their
    combination is identified."""
    table: Matrix = np.array(np.corrcoef(points[:, list(moved)].T), ndmin=2)
    pairs = [
        (space.names[a], space.names[b], float(table[i, j]))
        for i, a in enumerate(moved) for j, b in enumerate(moved) if i < j and abs(table[i, j]) >= least
    ]  # fmt: skip
    return sorted(pairs, key=lambda pair: -abs(pair[2]))


def profile(log: Matrix, points: Matrix, column: int, bins: int = 12) -> Matrix:
    """Profile of one parameter over posterior points: best log-likelihood inside each bin of u, less the best of all
    (NaN where a bin is empty): [bins]. log : log-likelihood of the points."""
    where = np.minimum((points[:, column] * bins).astype(int), bins - 1)
    best = [log[where == k].max() if (where == k).any() else np.nan for k in range(bins)]
    return np.array(best) - log.max()


def medoid_first(points: Matrix, moved: Sequence[int]) -> Matrix:
    """The points, that one first whose mean distance to all others in the moved parameters is least."""
    chosen = points[:, list(moved)]
    distance = np.sqrt(((chosen[:, None, :] - chosen[None, :, :]) ** 2).sum(axis=2))
    first = int(np.argmin(distance.mean(axis=1)))
    return np.concatenate([points[[first]], np.delete(points, first, axis=0)])
