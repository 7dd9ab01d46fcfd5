"""A lever: a dated policy tool as a frozen record of numbers. It sees no state, draws nothing, mutates nothing.

A lever states *adjustments* to terms (rules of the month) or *programmes* (money with caps, budget and payers).
Percentages and percentage points exist on its surface only: what it yields is in fractions, 1/year, CNY and months.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.calendar import month_of_year, year_of
from sim.errors import did_you_mean
from sim.levers.budget import Budget, released
from sim.levers.days import month_number, share_between
from sim.levers.fields import BASES, Basis, EndDay, Identifier, Payers, Segments, StartDay
from sim.levers.values import Number, refusal
from sim.policy.groups import Groups
from sim.policy.programmes import Pays, Programme
from sim.policy.terms import Adjustment
from sim.policy.vocabulary import SEGMENTS

LEVERS: dict[str, type[Lever]] = {}
"""Every lever by key, filled as the modules of this package are imported."""


class Horizon(NamedTuple):
    """What a policy is compiled for. months: number of the calendar month whose policy holds, for each month compiled;
    groups: rows of the terms; trials: keys of the trials, in the order of the bits of `groups.arm`."""

    months: tuple[int, ...]
    groups: Groups
    trials: tuple[str, ...] = ()


class Trial(BaseModel):
    """A random share of households gets the lever. key: trials with the same key share their arms."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    share: Annotated[float, Number("fraction", 0, 1, "households in the arm that gets the lever")]
    key: Identifier


class Lever(BaseModel):
    """Abstract. A subclass names its key, titles, clause and authority, and adds its numbers.

    id : results are counted by it.  basis : where the numbers come from, one word or one a number (`default` for the
    rest).  announced : households and backtests know of it from this day on.  start, end (`from`, `to`) : first and
    last day in force.  segments, quintiles (1 = lowest), residents : who is meant, empty = all.  stack : programmes
    with one stack are alternatives, the better pays; missing: the key.  budget : CNY of the city, missing: open-ended.
    payers : shares of the cost.  trial : only a random arm gets it.  instruments : rows of the statistics table
    `policy_instruments` that it states.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: ClassVar[str]
    title: ClassVar[str]
    title_zh: ClassVar[str]
    clause: ClassVar[tuple[str, ...]]
    authority: ClassVar[Literal["city", "national", "lender", "merchant"]]
    example: ClassVar[Mapping[str, Any]]
    """A complete entry, as in a scenario."""
    preset_of: ClassVar[str] = ""
    """The lever that this one only relabels: same terms, another name, clause or authority. Empty: of its own."""

    id: Identifier
    basis: Basis = Field(description="where the numbers come from: document, statistic, literature or assumption")
    announced: StartDay | None = None
    start: StartDay = Field(alias="from", description="the first day or month in force: 2025-09")
    end: EndDay | None = Field(None, alias="to")
    segments: Segments = ()
    quintiles: tuple[Annotated[int, Field(strict=True, ge=1, le=5)], ...] = ()
    residents: Literal["local", "other", "all"] = "all"
    stack: Identifier | None = None
    budget: Budget | None = None
    payers: Payers = Field(default_factory=lambda: {"city": 1.0})
    trial: Trial | None = None
    instruments: tuple[Identifier, ...] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Enter the lever into LEVERS."""
        if cls.key in LEVERS and LEVERS[cls.key].__module__ != cls.__module__:
            raise ValueError(f"two levers have the key {cls.key!r}")
        LEVERS[cls.key] = cls

    @classmethod
    def numbers(cls) -> dict[str, Number]:
        """Unit, bounds, meaning and neutral value of each number of its own, by name."""
        found = ((name, mark) for name, field in cls.model_fields.items() for mark in field.metadata)
        return {name: mark for name, mark in found if isinstance(mark, Number)}

    @model_validator(mode="before")
    @classmethod
    def _named(cls, entry: Any) -> Any:
        return {"id": cls.key, **entry} if isinstance(entry, dict) else entry

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.end and self.end < self.start:
            raise refusal(f"is {self.end}, before 'from' ({self.start}).", "Swap the two dates.", "to")
        if self.budget and not self.end and any(not (t.month or t.end) for t in self.budget):
            remedy = "Give the lever a last day 'to', or date the tranches with 'month'."
            raise refusal("is spread over a lever without a last day.", remedy, "budget")
        if isinstance(self.basis, dict):
            self._check_basis(self.basis)
        return self

    def _check_basis(self, basis: dict[str, str]) -> None:
        known = (*type(self).numbers(), "budget", "payers", "default")
        for name in basis:
            if name not in known:
                raise refusal(
                    f"speaks of {name!r}, which is no number of this lever.", did_you_mean(name, known), "basis"
                )
        silent = [name for name in self.stated() if name not in basis]
        if silent and "default" not in basis:
            remedy = f"Add '{silent[0]}: assumption' or another of {', '.join(BASES)}, or a 'default'."
            raise refusal(f"does not say where {silent[0]!r} comes from.", remedy, "basis")

    def stated(self) -> dict[str, object]:
        """Numbers that the scenario writes down, with budget and payers, by name."""
        names = [name for name in (*type(self).numbers(), "budget", "payers") if name in self.model_fields_set]
        return {name: getattr(self, name) for name in names}

    def basis_of(self, name: str) -> str:
        """document, statistic, literature or assumption: where one number comes from."""
        if isinstance(self.basis, str):
            return self.basis
        return self.basis.get(name, self.basis.get("default", "assumption"))

    def null(self) -> Self:
        """The same lever with every number at its neutral value: it does nothing."""
        return self.model_copy(update={name: number.neutral for name, number in type(self).numbers().items()})

    def share(self, month: int) -> float:
        """Part of a month's days in force: fraction. month : number of the month."""
        return share_between(month, self.start, self.end or date.max)

    def in_force(self, month: int) -> bool:
        """Whether the 15th of a month lies in the window: of two rules that follow one another, one holds."""
        return self.start <= date(year_of(month), month_of_year(month), 15) <= (self.end or date.max)

    def reaches(self, horizon: Horizon) -> NDArray[np.bool_]:
        """Groups that the lever is meant for: its segments, fifths, residents and arm [group]."""
        groups = horizon.groups
        mask = np.ones(len(groups.segment), bool)
        if self.segments:
            mask &= np.isin(groups.segment, [SEGMENTS.index(name) for name in self.segments])
        if self.quintiles:
            mask &= np.isin(groups.quintile, [fifth - 1 for fifth in self.quintiles])
        if self.residents != "all":
            mask &= groups.resident == int(self.residents == "local")
        if self.trial:
            mask &= (groups.arm >> horizon.trials.index(self.trial.key)) % 2 == 1
        return mask

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """What the lever does to the terms in a month in which it is in force. month : number of the month."""
        yield from ()

    def programmes(self, horizon: Horizon) -> Iterator[Programme]:
        """What the lever pays for."""
        yield from ()

    def programme(
        self, horizon: Horizon, pays: Pays, amount: float, *, part: str = "", budget_share: float = 1.0
    ) -> Programme:
        """A row with all that levers have in common. amount : as in `Programme`; part : suffix of the id where a lever
        has several rows; budget_share : what this row has of the budget, fraction."""
        window = np.array([self.share(month) for month in horizon.months], np.float32)
        money = None
        if self.budget is not None:
            money = released(self.budget, self.start, self.end, horizon.months) * budget_share
        return Programme(
            id=f"{self.id}.{part}" if part else self.id,
            lever=self.id,
            pays=pays,
            amount=amount,
            window=window,
            groups=self.reaches(horizon),
            payers=dict(self.payers),
            stack=self.stack or self.key,
            budget=money,
            period=self.periods(horizon, yearly=True),
            known=self.known(horizon),
        )

    def known(self, horizon: Horizon) -> int:
        """Month compiled from which households know of the lever: as announced, else as begun; past the last month
        where that comes later."""
        told = month_number(self.announced or self.start)
        return next((k for k, month in enumerate(horizon.months) if month >= told), len(horizon.months))

    def periods(self, horizon: Horizon, *, yearly: bool) -> tuple[int, ...]:
        """Months compiled in which caps start anew: the first in force, and each January where caps are yearly."""
        active = [k for k, month in enumerate(horizon.months) if self.share(month) > 0]
        fresh = [k for k in active if yearly and month_of_year(horizon.months[k]) == 1]
        return tuple(sorted({*active[:1], *fresh}))
