"""Discount of the maker or dealer on a new car (厂商优惠).

Mechanism: the bill and its purchase tax are smaller, so that more of those who want the car can pay for it, with
smaller loans; planned dates of those who follow offers come nearer, as under public aid, and the kind of car with the
discount gains. Side effects: what is pulled forward is missing later, used cars and the other kind lose buyers, sales
in yuan may fall while cars sold rise, and car loans shrink.
Source: task 4 of the opinion; it names no number. Evidence: of dealer cash 30 to 40 % reach the buyer, of a rebate
paid to the buyer 70 to 90 % (recalled, America); state what reaches the buyer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import NewCars
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class ManufacturerDiscount(Lever):
    """cars : kinds of new car (nev, ice). It comes before public aid, which is reckoned on the smaller bill."""

    key: ClassVar = "manufacturer_discount"
    title: ClassVar = "Maker's discount on new cars"
    title_zh: ClassVar = "汽车厂商优惠"
    clause: ClassVar = ("task 4",)
    authority: ClassVar = "merchant"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "manufacturer_discount",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "cars": ["nev"],
        "rate": 0.03,
    }

    cars: NewCars = ("nev", "ice")
    rate: Annotated[float, Number("fraction of price", 0, 0.5, "taken off the price; maker or dealer bears it")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The price cut by kind of car."""
        for sector in self.cars:
            yield Adjustment("price_cut", self.rate, sector)
