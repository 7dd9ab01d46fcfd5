"""Tested and certified used cars, whose quality buyers and lenders can see (二手车检测评估认证).

Mechanism: more households consider a used car; a car that is taken back fetches more, so that lenders lose less on
loans in default, set less aside, and in time charge less and refuse fewer. Side effect: buyers of used cars are
missing among buyers of new ones. Not modelled: sellers of used cars, their price, and a fee for the certificate.
Source: task 4 of the opinion; it names no number. Evidence: the loss on a car loan in default is recalled (30 to 60
%); of what certification changes nothing was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class UsedCarCertification(Lever):
    """The loss counts when the car is sold again, whenever the loan was made."""

    key: ClassVar = "used_car_certification"
    title: ClassVar = "Certified used cars"
    title_zh: ClassVar = "二手车检测评估认证"
    clause: ClassVar = ("task 4",)
    authority: ClassVar = "merchant"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "used_car_certification",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "trust": 1.1,
        "loss": 0.9,
    }

    trust: Annotated[float, Number("factor", 1, 4, "buyers of cars who consider a used one", neutral=1)] = 1.0
    loss: Annotated[float, Number("factor", 0, 1, "loss in default on loans for used cars", neutral=1)] = 1.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """What buyers and lenders make of it."""
        yield Adjustment("used_trust", self.trust)
        yield Adjustment("used_loss", self.loss)
