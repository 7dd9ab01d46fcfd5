"""Parts of a scenario beside its levers: months, changes of parameters and outside paths, what cannot be said yet."""

from __future__ import annotations

from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.levers.days import month_number
from sim.levers.fields import EndDay, StartDay
from sim.levers.values import Number, refusal

Finite = Annotated[float, Number("unit of the parameter", -1e15, 1e15, "a value")]


class Months(BaseModel):
    """First and last month of a run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: StartDay = Field(alias="from")
    last: StartDay = Field(alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last < self.first:
            raise refusal(f"is {self.last}, before 'from' ({self.first}).", "Swap the two months.", "to")
        return self

    def numbers(self) -> tuple[int, int]:
        """Numbers of the first and of the last month."""
        return month_number(self.first), month_number(self.last)


class NotYet(BaseModel):
    """An instrument that no lever can say. id : its name in the statistics table `policy_instruments`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    reason: str


class ExogenousChange(BaseModel):
    """A path from outside the model is set to, raised by, or multiplied by a value, over a window (missing: always).

    Values are in the unit of the path. A path by sector changes in every sector. The months before a run begins are
    never changed: the burn-in is the same in every scenario.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fixed: Finite | None = Field(None, alias="set")
    add: Finite | None = None
    times: Finite | None = None
    start: StartDay | None = Field(None, alias="from")
    end: EndDay | None = Field(None, alias="to")
    basis: Literal["document", "statistic", "literature", "assumption"] = "assumption"

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(value is not None for value in self._ways().values()) != 1:
            raise refusal("needs one of set, add and times.", "Keep exactly one of the three.", "set")
        if self.start and self.end and self.end < self.start:
            raise refusal("lies before 'from'.", "Swap the two dates.", "to")
        return self

    def __str__(self) -> str:
        way = next(f"{word} {value:g}" for word, value in self._ways().items() if value is not None)
        window = "".join(f" {word} {day}" for word, day in (("from", self.start), ("to", self.end)) if day)
        return f"{way}{window} ({self.basis})"

    def _ways(self) -> dict[str, float | None]:
        return {"set": self.fixed, "add": self.add, "times": self.times}

    def apply(self, path: NDArray[np.float64], first_month: int) -> NDArray[np.float64]:
        """The path with the change. path : value in each month [month], or [month, sector]; first_month : number of
        its first month."""
        begin = month_number(self.start) if self.start else first_month
        end = month_number(self.end) if self.end else first_month + len(path)
        numbers = np.arange(first_month, first_month + len(path))
        inside = ((numbers >= begin) & (numbers <= end)).reshape(-1, *(1,) * (path.ndim - 1))
        if self.fixed is not None:
            return np.where(inside, self.fixed, path)
        if self.times is not None:
            return np.where(inside, path * self.times, path)
        return np.where(inside, path + (self.add or 0.0), path)


Changes = Annotated[
    tuple[ExogenousChange, ...], BeforeValidator(lambda value: [value] if isinstance(value, dict) else value)
]


class Overrides(BaseModel):
    """Parameters by name, and changes of outside paths by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parameters: dict[str, Finite] = {}
    exogenous: dict[str, Changes] = {}
