"""Rules that fill the months between dated anchors.

Plain arithmetic on Python floats: the same bits on every processor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Points = Sequence[tuple[int, float]]
"""(month number, value), in order of time."""

Rule = Callable[[Points, Sequence[int], float], list[float]]
"""anchors, months wanted, neutral value -> one value a month."""


def step(points: Points, months: Sequence[int], neutral: float) -> list[float]:
    """The value of the latest anchor; before the first, the first."""
    values = []
    for month in months:
        passed = [value for at, value in points if at <= month]
        values.append(passed[-1] if passed else points[0][1])
    return values


def line(points: Points, months: Sequence[int], neutral: float) -> list[float]:
    """A straight line between neighbouring anchors, level before the first and after the last."""
    values = []
    for month in months:
        before = [point for point in points if point[0] <= month]
        after = [point for point in points if point[0] > month]
        if not before or not after:
            values.append((before or points)[-1][1] if before else points[0][1])
            continue
        (start, low), (end, high) = before[-1], after[0]
        values.append(low + (high - low) * ((month - start) / (end - start)))
    return values


def only(points: Points, months: Sequence[int], neutral: float) -> list[float]:
    """The anchor in its own month, the neutral value in every other."""
    known = dict(points)
    return [known.get(month, neutral) for month in months]


def calendar(points: Points, months: Sequence[int], neutral: float) -> list[float]:
    """Twelve anchors, one for each month of the year, repeated every year."""
    known = {month % 12: value for month, value in points}
    return [known.get(month % 12, neutral) for month in months]


def year_mean(points: Points, months: Sequence[int], neutral: float) -> list[float]:
    r"""A broken line whose mean over each calendar year is the anchor of that year (dated in January).

    The line bends in the middle of every year, at heights k; the mean of a year is
    .. math:: a_t = k_{t-1} / 8 + 3 k_t / 4 + k_{t+1} / 8
    with straight ends, so that the first and the last height equal their anchors. Solved by elimination.
    """
    heights = _heights([value for _, value in points])
    first_year = points[0][0] // 12
    values = []
    for month in months:
        years = (month - 12 * first_year + 0.5) / 12 - 0.5
        left = min(max(int(years // 1), 0), len(heights) - 2)
        values.append(heights[left] + (heights[left + 1] - heights[left]) * (years - left))
    return values


def _heights(means: list[float]) -> list[float]:
    """Heights of the broken line in the middle of each year; at least two years."""
    inner = means[1:-1]
    if not inner:
        return list(means)
    diagonal, right = [0.75], [inner[0] - means[0] / 8]
    for value in inner[1:]:
        factor = 0.125 / diagonal[-1]
        diagonal.append(0.75 - factor * 0.125)
        right.append(value - factor * right[-1])
    right[-1] -= means[-1] / 8
    solved = [right[-1] / diagonal[-1]]
    for pivot, value in zip(diagonal[-2::-1], right[-2::-1], strict=True):
        solved.append((value - 0.125 * solved[-1]) / pivot)
    return [means[0], *solved[::-1], means[-1]]


RULES: dict[str, Rule] = {"step": step, "line": line, "only": only, "calendar": calendar, "year_mean": year_mean}
"""Rule by its name in paths.csv."""
