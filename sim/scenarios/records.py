"""Parts of a scenario beside its levers: months, changes of parameters and outside paths, what cannot be said yet."""

from __future__ import annotations

from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.levers.days import month_number
from sim.levers.fields import EndDay, StartDay
from sim.levers.values import Number, refusal

Finite = Annotated[float, Number("unit of the parameter", -1e15, 1e15, "a value")]


def _said(title: str) -> str:
    if not title.strip():
        raise refusal("is blank.", "Say in a few words what this is: tables, pictures and reports show it.")
    return title


Title = Annotated[str, AfterValidator(_said)]
"""Title of a scenario, a study or a calibration."""


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
    """A path from outside the model is set to, raised by, or multiplied by a value, over a window (missing: always); or
    it is written out month by month (`values`, from `from` on).

    Values are in the unit of the path. A path by sector or product changes in all of them, or in the `item` that is
    named. The months before a run begins are never changed: the burn-in is the same in every scenario.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fixed: Finite | None = Field(None, alias="set")
    add: Finite | None = None
    times: Finite | None = None
    values: tuple[Finite, ...] | None = Field(None, min_length=1)
    item: str | None = None
    start: StartDay | None = Field(None, alias="from")
    end: EndDay | None = Field(None, alias="to")
    basis: Literal["document", "statistic", "literature", "assumption"] = "assumption"

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(value is not None for value in self._ways().values()) != 1:
            raise refusal("needs one of set, add, times and values.", "Keep exactly one of the four.", "set")
        if self.values is not None and self.end:
            raise refusal("has both values and 'to'.", "Drop 'to': there is a value for each month.", "to")
        if self.start and self.end and self.end < self.start:
            raise refusal("lies before 'from'.", "Swap the two dates.", "to")
        return self

    def __str__(self) -> str:
        way = next(f"{word} {_shown(value)}" for word, value in self._ways().items() if value is not None)
        way = f"{self.item}: {way}" if self.item else way
        window = "".join(f" {word} {day}" for word, day in (("from", self.start), ("to", self.end)) if day)
        return f"{way}{window} ({self.basis})"

    def _ways(self) -> dict[str, float | tuple[float, ...] | None]:
        return {"set": self.fixed, "add": self.add, "times": self.times, "values": self.values}

    def apply(self, path: NDArray[np.float64], first_month: int, items: tuple[str, ...] = ("",)) -> NDArray[np.float64]:
        """The path with the change. path : value in each month [month], or [month, item]; first_month : number of
        its first month; items : names of its parts, of which `item` is one."""
        if self.item:
            column = items.index(self.item)
            changed = path.copy()
            changed[:, column] = self.model_copy(update={"item": None}).apply(path[:, column], first_month)
            return changed
        begin = month_number(self.start) if self.start else first_month
        end = month_number(self.end) if self.end else first_month + len(path)
        if self.values is not None:
            end = begin + len(self.values) - 1
        numbers = np.arange(first_month, first_month + len(path))
        inside = ((numbers >= begin) & (numbers <= end)).reshape(-1, *(1,) * (path.ndim - 1))
        if self.values is not None:
            written = np.array(self.values)[np.clip(numbers - begin, 0, len(self.values) - 1)]
            return np.where(inside, written.reshape(inside.shape), path)
        if self.fixed is not None:
            return np.where(inside, self.fixed, path)
        if self.times is not None:
            return np.where(inside, path * self.times, path)
        return np.where(inside, path + (self.add or 0.0), path)


def _shown(value: float | tuple[float, ...]) -> str:
    return f"{value:g}" if isinstance(value, float) else f"{value[0]:g} .. {value[-1]:g} ({len(value)} months)"


Changes = Annotated[
    tuple[ExogenousChange, ...], BeforeValidator(lambda value: [value] if isinstance(value, dict) else value)
]


class Overrides(BaseModel):
    """Parameters by name, and changes of outside paths by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parameters: dict[str, Finite] = {}
    exogenous: dict[str, Changes] = {}
