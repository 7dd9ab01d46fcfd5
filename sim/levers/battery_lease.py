"""New-energy cars sold without their battery, which a lender buys and rents out (车电分离, 电池融资租赁).

Mechanism: the invoice and its purchase tax are those of the car alone, so that buyers need less cash and the kind of
car with the offer gains; for the battery an instalment is due every month, over a long term and without a down
payment. Households compare the cash saved, over what they hold, with the instalment, over income. Side effects:
retail sales fall by the batteries while car loans rise by them; commitments last longer than those for the car.
Source: task 4 of the opinion, a finance lease, booked as a car loan; it names no number. Evidence: of later costs of
a car buyers count 16 to 100 % (recalled, America); of the share of batteries that are rented nothing was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class BatteryLease(Lever):
    """A lease without a term, or of nothing, is none."""

    key: ClassVar = "battery_lease"
    title: ClassVar = "Rented batteries of new-energy cars"
    title_zh: ClassVar = "车电分离与电池融资租赁"
    clause: ClassVar = ("task 4",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "battery_lease",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "share_of_price": 0.25,
        "offered": 0.2,
        "months": 84,
    }

    share_of_price: Annotated[float, Number("fraction of price", 0, 0.6, "the battery's part of the price of the car")]
    offered: Annotated[float, Number("fraction", 0, 1, "households to whom a brand that rents batteries is open")]
    months: Annotated[float, Number("month", 0, 120, "instalments for the battery")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """What is rented, who may, and for how long."""
        yield Adjustment("battery_share", self.share_of_price)
        yield Adjustment("battery_offers", self.offered)
        yield Adjustment("battery_months", self.months)
