"""Month-by-month records of single households: what each earned, spent, held and owed.

A panel is the households of the lowest numbers. It is read from the blocks and from their scratch after each has lived
its month, and changes nothing. A household that leaves the city is followed by the newcomer in its dwelling.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.policy.vocabulary import PRODUCTS, Tenure

FEN_A_YUAN = 100.0

LAST_MISSED = (0, 1, 2, 3, 6)
"""Most instalments missed in a row in each of BUCKETS but the last."""

Read = Callable[[Any, Any], NDArray[Any]]


class Kept(NamedTuple):
    """A variable of a panel: unit, stock or flow, meaning in English and Chinese.  read : values [row] of a block, or
    [product, row], from the block and its scratch."""

    unit: str
    kind: str
    meaning: str
    meaning_zh: str
    read: Read
    each: bool = False


def _cny(column: str) -> Read:
    return lambda home, _: home[column] / FEN_A_YUAN


def _spending(_: Any, tile: Any) -> NDArray[Any]:
    return (tile["food"] + tile["goods"] + tile["services"]) / FEN_A_YUAN


def _tickets(_: Any, tile: Any) -> NDArray[Any]:
    return tile["ticket_fen"] / FEN_A_YUAN


def _debt_service(home: Any, tile: Any) -> NDArray[Any]:
    return tile["serviced"] + np.where(home["tenure"] == Tenure.MORTGAGED, tile["housing"], 0)


def _apr(home: Any, _: Any) -> NDArray[Any]:
    return np.where(home["balance"] > 0, home["apr"].astype(np.float64), np.nan)


def _bucket(home: Any, _: Any) -> NDArray[Any]:
    return np.searchsorted(LAST_MISSED, home["bucket"])


PANEL: dict[str, Kept] = {
    "panel_income": Kept("CNY", "flow", "income received", "单户收入", lambda _, tile: tile["earned"]),
    "panel_spending": Kept("CNY", "flow", "ordinary spending", "单户日常消费", _spending),
    "panel_tickets": Kept("CNY", "flow", "durables and large tickets in retail", "单户大额消费", _tickets),
    "panel_debt_service": Kept("CNY", "flow", "debt service paid, mortgage included", "单户偿债支出", _debt_service),
    "panel_deposits": Kept("CNY", "stock", "liquid wealth of the household", "单户流动资产", _cny("deposits")),
    "panel_mortgage": Kept("CNY", "stock", "mortgage (exogenous)", "单户房贷余额", lambda home, _: home["mortgage"]),
    "panel_card_line": Kept("CNY", "stock", "credit line of the card", "单户授信额度", _cny("card_limit")),
    "panel_segment": Kept("1", "stock", "place in `segment`", "单户生命阶段", lambda home, _: home["segment"]),
    "panel_balance": Kept("CNY", "stock", "owed", "单户贷款余额", _cny("balance"), each=True),
    "panel_payment": Kept("CNY", "flow", "contractual instalment", "单户月供", _cny("payment"), each=True),
    "panel_apr": Kept("1/year", "stock", "contract rate; NaN where nothing is owed", "单户合同利率", _apr, each=True),
    "panel_months_left": Kept(
        "month", "stock", "instalments still to come", "单户剩余期数", lambda home, _: home["months_left"], each=True
    ),
    "panel_bucket": Kept("1", "stock", "days past due, place in `bucket`", "单户逾期档次", _bucket, each=True),
}
"""Every variable of a panel, of one household: never scaled to the city."""

WHOLE = ("1", "month")
"""Units of variables that are whole numbers."""


class Panel:
    """The records of households 0..count-1, in tables [month, household] or [month, household, product]."""

    def __init__(self, homes: NDArray[Any], count: int, months: int) -> None:
        self.count = count
        self.tables: dict[str, NDArray[Any]] = {
            name: np.zeros(
                (months, count, len(PRODUCTS)) if kept.each else (months, count),
                np.int16 if kept.unit in WHOLE else np.float64,
            )
            for name, kept in PANEL.items()
        }
        self.arm = np.zeros(count, np.int64)
        self.rows: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}
        filled = np.arange(homes["household"].shape[1]) < homes["rows"][:, None]
        chosen = filled & (homes["household"] < count)
        for block in np.flatnonzero(chosen.any(axis=1)):
            rows = np.flatnonzero(chosen[block])
            numbers = homes["household"][block][rows].astype(np.int64)
            self.rows[int(block)] = rows, numbers
            self.arm[numbers] = homes["arm"][block]

    def spans(self, first: int, last: int) -> list[tuple[int, int]]:
        """Blocks first..last-1 in spans that end after each block with a household of the panel, while the scratch
        still holds that block's month."""
        ends = {block + 1 for block in self.rows if first <= block < last}
        return list(pairwise(sorted({first, *ends, last})))

    def keep(self, homes: NDArray[Any], block: int, tile: Any, month: int) -> None:
        """Write down the month of a block's households that belong to the panel."""
        if block not in self.rows:
            return
        rows, numbers = self.rows[block]
        home = homes[block]
        for name, kept in PANEL.items():
            self.tables[name][month, numbers] = kept.read(home, tile)[..., rows].T
