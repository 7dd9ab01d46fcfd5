"""Budgets: what a city releases for a programme, tranche by tranche."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.calendar import days_in_month
from sim.levers.days import month_number, share_between
from sim.levers.fields import EndDay, StartDay
from sim.levers.values import Number, refusal


class Tranche(BaseModel):
    """Money released at once or evenly over a window. amount: CNY of the whole city; month: released at the start of
    this month; from, to: released evenly by the day between the two (missing: the lever's own first and last day)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Annotated[float, Number("CNY", 0, 1e12, "money released for the whole city")]
    month: StartDay | None = None
    start: StartDay | None = Field(None, alias="from")
    end: EndDay | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _one_way(self) -> Tranche:
        if self.month and (self.start or self.end):
            raise refusal("has a month and a window as well.", "Keep either 'month', or 'from' and 'to'.", "month")
        if self.start and self.end and self.end < self.start:
            raise refusal("lies before 'from'.", "Swap the two dates.", "to")
        return self


def _as_list(value: object) -> object:
    """`budget: 5.0e+8` and `budget: {amount: ...}` are short for a list of one."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [{"amount": value}]
    return [value] if isinstance(value, dict) else value


Budget = Annotated[tuple[Tranche, ...], BeforeValidator(_as_list)]


def released(budget: Budget, first: date, last: date | None, months: tuple[int, ...]) -> NDArray[np.float64]:
    """CNY of the city released in each month [month]. first, last : window of the lever; months : month numbers."""
    money = np.zeros(len(months))
    for tranche in budget:
        if tranche.month:
            shares = [float(month == month_number(tranche.month)) for month in months]
        else:
            begin, end = tranche.start or first, tranche.end or last
            if end is None:
                raise ValueError("a budget without a last day cannot be spread")
            days = (end - begin).days + 1
            parts = [share_between(month, begin, end) for month in months]
            shares = [
                part * days_in_month(month) / days if part else 0.0 for part, month in zip(parts, months, strict=True)
            ]
        money += tranche.amount * np.array(shares)
    return money
