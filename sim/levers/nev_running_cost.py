"""Aid to the running costs of new-energy cars: charging, parking, insurance (新能源汽车使用环节补贴).

Mechanism: owners are paid a sum every month, and spend part of it; buyers count a part of what they may expect while
the programme lasts, so that some choose a new-energy car instead of a fuel car. Side effects: nearly all of it goes
to those who own such a car anyhow; fewer bid for plates.
Source: task 4 of the opinion (cost of use and upkeep); it names no number. Evidence: buyers count 16 to 100 % of
later fuel costs (recalled, America); the price elasticity of new-energy cars is recalled, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Horizon, Lever
from sim.levers.values import Number
from sim.policy.programmes import Pays, Programme


class NevRunningCost(Lever):
    """Paid to every owner of a new-energy car among those meant, whenever it was bought."""

    key: ClassVar = "nev_running_cost"
    title: ClassVar = "Aid to running costs of new-energy cars"
    title_zh: ClassVar = "新能源汽车使用成本补贴"
    clause: ClassVar = ("task 4",)
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "nev_running_cost",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "monthly": 100,
        "budget": 2_000_000_000,
    }

    monthly: Annotated[float, Number("CNY/month", 0, 2_000, "paid to the owner of a new-energy car")]

    def programmes(self, horizon: Horizon) -> Iterator[Programme]:
        """One row."""
        if self.monthly == 0:
            return
        yield self.programme(horizon, Pays.RUNNING_COST, self.monthly)
