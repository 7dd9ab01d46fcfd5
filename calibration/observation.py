"""How far a published figure may lie from what the model measures though both are right: the observation error.

It has a part of each figure (reading, scatter, definition) and a part that all figures of an operator share (a
national ratio for the city, the base of a series): repeated observation does not reduce the latter. Both stand in
observation.csv with their reason; the grade of a figure adds to the former.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from calibration.operators import OPERATORS
from sim.data.cells import Complaint, Decimal, Text, Whole, Word
from sim.data.exogenous import path_list
from sim.data.tables import Table, rows
from sim.parameters import parameters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calibration.declared import Target

OBSERVATION = Path(__file__).with_name("observation.csv")

GROUPS = ("retail", "household_loans", "card", "arrears", "abs", "cars", "debt_service", "structure")

GRADE_ERROR = {"A": 0.01, "B": 0.02}
DERIVED_ERROR = 0.03
"""Relative standard deviation of a figure by its grade, and of one computed from others: revisions between releases of
the city's retail total stay within 1%; mirrors round and now and then misprint; differences of cumulated figures add
both."""


class _Movers:
    """Names of parameters and of monthly paths, with blanks between them."""

    def check(self, text: str) -> Complaint | None:
        """What is wrong with a text, or None."""
        known = {*parameters(), *path_list()}
        absent = [name for name in text.split() if name not in known]
        if not text or absent:
            what = f"there is no parameter or path {absent[0]!r:.60}." if absent else "the cell is empty."
            return Complaint(what, "See `creditsim parameters`; write names with blanks between them.")
        return None


OBSERVATION_TABLE = Table(
    kind="a table of observation errors",
    columns={
        "operator": Word("operator", tuple(OPERATORS)), "group": Word("group", GROUPS),
        "unit": Word("unit", ("CNY", "fraction", "vehicles")), "log": Whole(0, 1), "own": Decimal(0, 1e12),
        "common": Decimal(0, 1e12), "moves": _Movers(), "reason": Text(),
    },
    key=("operator",),
)  # fmt: skip


@dataclass(frozen=True)
class Observation:
    """What holds for all figures of an operator.  log : errors are of the logarithm, else in the unit of the operator;
    own, common : standard deviations; moves : parameters and paths that can move the figure."""

    group: str
    unit: str
    log: bool
    own: float
    common: float
    moves: tuple[str, ...]
    reason: str


@cache
def observations() -> dict[str, Observation]:
    """Observation error by operator."""
    return {
        row["operator"]: Observation(
            row["group"],
            row["unit"],
            row["log"] == "1",
            float(row["own"]),
            float(row["common"]),
            tuple(row["moves"].split()),
            row["reason"],
        )
        for _, row in rows(OBSERVATION, OBSERVATION_TABLE)
    }


def own_error(operator: str, value: float, grade: str, *, derived: bool, own: float | None = None) -> float:
    """Standard deviation of a figure's own part: of the operator (or `own`) and of its grade, in squares.

    value : in the unit of the operator.  Returns log units where the operator's error is one of logs, else its unit.
    """
    observation = observations()[operator]
    relative = max(GRADE_ERROR.get(grade, DERIVED_ERROR), DERIVED_ERROR if derived else 0.0)
    reading = relative if observation.log else relative * abs(value)
    return math.hypot(observation.own if own is None else own, reading)


def covariance(targets: Sequence[Target]) -> np.ndarray:
    """Covariance of the observation errors of targets, square and symmetric, each row in the unit of its target's `sd`:
    own parts on the diagonal; the common part between all targets of one operator."""
    operators = np.array([target.operator for target in targets])
    common = np.array([target.common for target in targets])
    own = np.array([target.sd**2 - target.common**2 for target in targets])
    return np.where(operators[:, None] == operators[None, :], np.outer(common, common), 0.0) + np.diag(own)
