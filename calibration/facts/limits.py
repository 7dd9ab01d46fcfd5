"""What larger limits and easier approval do: facts F22, F24, F39."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.facts.registry import experiment
from calibration.facts.table import Bound
from calibration.facts.windfalls import receive_line, spending
from calibration.facts.worlds import FROM, Fork, World, fifths, over
from sim.calendar import month_index
from sim.policy.vocabulary import PRODUCTS, Product
from sim.running import run

YEAR, QUARTER, THREE_YEARS = 12, 3, 36

RISE = 0.3
"""Of the line."""

FAR = 0.3
"""Part of the line used, below which a household is far from its limit."""

EASIER: dict[str, Any] = {
    "cutoff_trial": {"products": ["platform_loan"], "shift": -0.3, "from": FROM},
    "limit_trial": {"products": ["platform_loan", "bnpl"], "factor": 1.3, "from": FROM},
}
"""Platforms ask for a lower score and lend more. The study's dose is not published in these terms: these are the sizes
of the levers' examples, chosen beforehand."""

LATE = 2
"""Instalments missed in a row beyond which an account is over 60 days late: the third is missed at the month's end."""


@experiment("F22", "lowest fifth by score", "highest fifth")
def borrowed_of_limit(world: World) -> tuple[float, ...]:
    """Card lines of one fifth by creditworthiness grow; all debt after twelve months, over the rise."""
    found = []
    for fifth in (0, 4):
        fork = world.fork()
        holds = fork.read("card_limit") > 0
        risen = receive_line(fork, fifths(fork.read("score"), holds) == fifth, RISE)
        owed = fork.live(YEAR)["stock"][-1].sum() - world.calm["stock"][YEAR - 1].sum()
        found.append(over(float(owed), risen))
    return tuple(found)


@experiment(
    "F24", "within 3 months", "within 36 months", also={"of those using under 30%, 36 months": Bound(0.0, np.inf)}
)
def spent_of_limit(world: World) -> tuple[float, ...]:
    """Card lines of all, or of those far from them, grow; cumulative spending over the rise."""
    fork = world.fork()
    risen = receive_line(fork, fork.read("card_limit") > 0, RISE)
    extra = spending(fork.live(THREE_YEARS)) - spending(world.calm[:THREE_YEARS])
    fork = world.fork()
    few = receive_line(fork, _far(fork), RISE)
    far = spending(fork.live(THREE_YEARS)) - spending(world.calm[:THREE_YEARS])
    return over(float(extra[:QUARTER].sum()), risen), over(float(extra.sum()), risen), over(float(far.sum()), few)


def _far(fork: Fork) -> NDArray[np.bool_]:
    used = fork.read("balance")[:, [Product.CARD, Product.CARD_INSTALMENT]].sum(axis=1)
    line = fork.read("card_limit").astype(np.int64)
    return (line > 0) & (used < FAR * line)


@experiment("F39", "constrained households over 60 days late, relative change")
def easier_approval(world: World) -> tuple[float, ...]:
    """Platforms lend more easily. Constrained: the lower half by liquid wealth over income when it
    begins; counted as months in which any account is over 60 days late."""
    late = []
    for levers in (EASIER, {}):
        built = world.trial("2024-12", **levers)
        start = built.burn_in + month_index(FROM) - built.first_month
        series = run(built, 1, last=start)[:2]
        homes = built.economy.homes
        filled = np.arange(homes["household"].shape[1]) < homes["rows"][:, None]
        wealth = np.where(filled, homes["deposits"] / np.maximum(homes["income"], 1.0), np.inf)
        poor = wealth < np.median(wealth[filled])
        count, watched = 0, start + YEAR // 2
        series = run(built, 1, first=start, last=watched, series=series)[:2]
        for month in range(watched, watched + YEAR):
            series = run(built, 1, first=month, last=month + 1, series=series)[:2]
            missed = np.where(homes["balance"] > 0, homes["bucket"], 0)[:, : len(PRODUCTS)].max(axis=1)
            count += int((missed[poor] > LATE).sum())
        late.append(float(count))
    return (over(*late) - 1.0,)
