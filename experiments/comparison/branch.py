"""Two runs that begin alike are lived once: how long they are alike, and the second run taken up from there.

Months 0..P-1 of two scenarios are the same to the bit where households, lenders, merchants, outside paths and terms are
the same and every programme that can act in these months is the same, with the same budget so far; an interest subsidy
must also have the same months ahead, because borrowers reckon with them. Programmes are matched by id, from which their
luck follows, too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.build import Built
from sim.month import new_series
from sim.policy.programmes import FORESIGHT, Pays

STATE = ("window", "soon", "months_ahead", "quota", "fresh", "admit", "left", "claimed", "paid", "room")
"""Fields of a programme's row that change from month to month."""

OWN = ("programmes", "open", "programme_count")
"""Fields of the world that hold programmes."""

Series = tuple[NDArray[Any], NDArray[Any]]

Acting = list[tuple[Any, ...]]


def months_alike(one: Built, other: Built, acting: Acting | None = None) -> int:
    """Months, burn-in included, that two runs share to the bit; both as they were built. 0 = live both whole.
    acting : `acting_in` of the first, where it is known."""
    if not _start_alike(one, other):
        return 0
    total = one.burn_in + one.months  # programmes are laid out for longer, because households look ahead
    plans = (one.economy.plan, other.economy.plan)
    groups = int(one.economy.world.group_count)
    same = np.ones(total, np.bool_)
    for name, reach in (("paths", ()), ("terms", (slice(groups),))):
        left, right = (np.ascontiguousarray(getattr(plan, name)[(slice(total), *reach)]) for plan in plans)
        same &= _equal_by_row(left, right)
    ours, theirs = acting_in(one) if acting is None else acting, acting_in(other)
    same &= np.array([a == b for a, b in zip(ours[:total], theirs[:total], strict=True)])
    return total if same.all() else int(np.argmin(same))


def taken_up(one: Built, series: Series, other: Built, done: int) -> tuple[Built, Series]:
    """The other run after the months that it shares, made of copies. one : after `done` months, with its books and
    states by month.  done : at most `months_alike`. Returns the other run and its books and states."""
    books, states = new_series(other.burn_in + other.months, other.economy)
    source, target = one.economy, other.economy
    pairs = _matched(one, other, done)
    for mine, lived, name in ((books, series[0], "claims"), (states, series[1], "paid")):
        mine[:done] = lived[:done]
        mine[name][:done] = 0
        for here, there in pairs:
            mine[name][:done, there] = lived[name][:done, here]
    world = _copied(source.world)
    for name in OWN:
        world[name] = target.world[name]
    released = [economy.plan.schedule["budget"][:done].sum(axis=0) for economy in (source, target)]
    world.programmes["left"][: len(other.rows)] = released[1]
    for here, there in pairs:
        for name in STATE:
            world.programmes[name][there] = source.world.programmes[name][here]
        world.programmes["left"][there] += released[1][there] - released[0][here]
    book, before = _copied(source.book), _copied(source.before)
    for record, kept in ((book, source.book), (before, source.before)):
        record.claims[:] = 0
        for here, there in pairs:
            record.claims[there] = kept.claims[here]
    economy = target._replace(homes=source.homes.copy(), world=world, book=book, before=before)
    return other._replace(economy=economy), (books, states)


def _start_alike(one: Built, other: Built) -> bool:
    if (one.first_month, one.months, one.burn_in, one.scale) != (
        other.first_month,
        other.months,
        other.burn_in,
        other.scale,
    ):
        return False
    left, right = one.economy, other.economy
    if left.homes.dtype != right.homes.dtype or left.world.dtype != right.world.dtype:
        return False
    names = [name for name in left.world.dtype.names or () if name not in OWN]
    return (
        (left.homes is right.homes or np.array_equal(_words(left.homes), _words(right.homes)))
        and left.book.tobytes() == right.book.tobytes()
        and all(left.world[name].tobytes() == right.world[name].tobytes() for name in names)
    )


def _equal_by_row(left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.bool_]:
    if left.dtype != right.dtype or left.shape != right.shape:
        return np.zeros(len(left), np.bool_)
    equal: NDArray[np.bool_] = (_words(left) == _words(right)).all(axis=1)
    return equal


def _words(table: NDArray[Any]) -> NDArray[np.unsignedinteger[Any]]:
    """The bits of each row of a table, in the widest whole numbers that its rows are made of."""
    plain = table.view(np.uint8).reshape(len(table), -1)
    return plain.view(np.uint64) if plain.shape[1] % 8 == 0 else plain


def acting_in(built: Built) -> Acting:
    """By month what the programmes that can act in it are, in the order in which the month looks at them."""
    schedule, rows = built.economy.plan.schedule, built.economy.world.programmes[: len(built.rows)]
    steady = [name for name in rows.dtype.names or () if name not in (*STATE, "stack")]
    fixed = [b"".join(np.asarray(row[name]).tobytes() for name in steady) for row in rows]
    awake = _awake(built)
    budget, ahead = np.cumsum(schedule["budget"], axis=0), _months_ahead(schedule["window"])
    order = np.argsort(rows["stack"], kind="stable")
    listed = []
    for month, today in enumerate(awake):
        chosen = [int(k) for k in order if today[k]]
        stacks = {int(stack): place for place, stack in enumerate(dict.fromkeys(rows["stack"][chosen].tolist()))}
        listed.append(
            tuple(
                (
                    built.rows[k].id,
                    fixed[k],
                    stacks[int(rows["stack"][k])],
                    schedule[month, k].tobytes(),
                    int(budget[month, k]),
                    float(ahead[month, k]) if rows["pays"][k] == Pays.RATE_POINTS else 0.0,
                    _known_ahead(built, month, k),
                )
                for k in chosen
            )
        )
    return listed


def _months_ahead(window: NDArray[np.float32]) -> NDArray[np.float64]:
    """Months covered from each month until the window closes, [month, programme]."""
    ahead = np.zeros(window.shape)
    for month in range(len(window) - 1, -1, -1):
        after = ahead[month + 1] if month + 1 < len(window) else 0.0
        ahead[month] = np.where(window[month] > 0, window[month] + after, 0.0)
    return ahead


def _awake(built: Built) -> NDArray[np.bool_]:
    """Which programmes can act in which month, [month, programme]."""
    schedule = built.economy.plan.schedule
    awake: NDArray[np.bool_] = (schedule["window"] > 0) | (schedule["fresh"] > 0) | (schedule["quota"] > 0)
    known = built.economy.world.programmes["known"][: len(built.rows)]
    told = np.arange(len(schedule))[:, None] >= known
    for ahead in range(1, FORESIGHT + 1):
        soon = np.zeros_like(awake)
        soon[:-ahead] = schedule["window"][ahead:] > 0
        awake |= soon & told
    return awake


def _known_ahead(built: Built, month: int, k: int) -> tuple[float, ...]:
    """Days of a programme in the months that households look ahead, as far as known."""
    window = built.economy.plan.schedule["window"][:, k]
    known = month >= int(built.economy.world.programmes["known"][k]) or window[month] > 0
    return tuple(map(float, window[month + 1 : month + 1 + FORESIGHT])) if known else ()


def _matched(one: Built, other: Built, done: int) -> list[tuple[int, int]]:
    """Rows of the programmes that could act in the months that both runs share, by id."""
    acted = np.atleast_1d(_awake(one)[:done].any(axis=0))
    place = {row.id: k for k, row in enumerate(one.rows) if acted[k]}
    return [(place[row.id], k) for k, row in enumerate(other.rows) if row.id in place]


def _copied(record: np.record) -> np.record:
    place = np.zeros(1, record.dtype)
    place[0] = record
    copy: np.record = place[0]
    return copy
