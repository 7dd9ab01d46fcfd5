"""Entries that many levers share: days, names, bases, lists of products or sectors, payers' shares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sim.levers.values import Number, OneOf, refusal
from sim.policy.vocabulary import LENDER_TYPES, PAYERS, PRODUCTS, SECTORS, SEGMENTS

BASES = ("document", "statistic", "literature", "assumption")
"""Where a number comes from: the text of a rule; a published figure; a study; nobody but us."""

LOANS = tuple(name for name in PRODUCTS if name not in ("card", "bnpl"))
"""Products for which a lender sets rate and limit loan by loan; card and pay-later have lines."""

NEW_CARS = ("nev", "ice")
CARS = (*NEW_CARS, "used_car")
HOME_GOODS = ("appliances", "furniture", "renovation")

SCENES = ("culture", "travel", "education", "health")
"""Services that can be paid by instalments where they are sold."""

TRADES = ("daily_goods", "apparel", "dining", *SCENES, "fuel_other")
"""Sectors whose merchants sell no large tickets."""

_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Day:
    """A day: `2025-09-01`, or a month, `2025-09`, for its first or last day."""

    last: bool

    def check(self, value: object) -> date:
        """The day, or an error that shows how to write one."""
        if isinstance(value, date):
            return value
        match = _DATE.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise refusal(f"is {value!r}, which is no date.", "Write a month as 2025-09 or a day as 2025-09-01.")
        year, month, day = (int(part) if part else 0 for part in match.groups())
        try:
            found = date(year, month, day or 1)
        except ValueError:
            raise refusal(f"is {value}, a day that no calendar has.", "Correct the month or the day.") from None
        if not 2000 <= year <= 2100:
            raise refusal(f"is {value}, outside the years 2000 to 2100.", "Correct the year.")
        return found if day or not self.last else (found + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.check, serialization=core_schema.to_string_ser_schema(when_used="always")
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": f"^{_DATE.pattern}$"}


class _Identifier:
    """A name that results are counted by."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": f"^{_IDENTIFIER.pattern}$"}

    @staticmethod
    def check(value: object) -> str:
        if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value):
            remedy = "Use letters, digits and _, beginning with a letter: car_subsidy_2025."
            raise refusal(f"is {value!r}, which is no name.", remedy)
        return value


def distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values, or an error that names the first one that is there twice."""
    twice = [value for k, value in enumerate(values) if value in values[:k]]
    if twice:
        raise refusal(f"names {twice[0]!r} twice.", "Write each name once.")
    return values


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise refusal("is empty.", "Name at least one.")
    return values


def _whole(shares: Mapping[str, float]) -> Mapping[str, float]:
    total = sum(shares.values())
    if abs(total - 1.0) > 1e-9:
        raise refusal(f"sum to {total:g}, not to 1.", "Write shares that sum to 1: {central: 0.9, city: 0.1}.")
    return shares


class _BasisEntry:
    """One word for all numbers of a lever, or a word for each, `default` for those not named."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        word = {"type": "string", "enum": list(BASES)}
        return {"anyOf": [word, {"type": "object", "additionalProperties": word}]}

    @staticmethod
    def check(value: object) -> str | dict[str, str]:
        word = OneOf("basis", BASES)
        if not isinstance(value, dict):
            return word.check(value)
        return {str(name): word.check(entry) for name, entry in value.items()}


Identifier = Annotated[str, _Identifier()]
Basis = Annotated[str | dict[str, str], _BasisEntry()]
StartDay = Annotated[date, Day(last=False)]
EndDay = Annotated[date, Day(last=True)]
Products = Annotated[
    tuple[Annotated[str, OneOf("credit product", PRODUCTS)], ...], AfterValidator(_some), AfterValidator(distinct)
]
Loans = Annotated[
    tuple[Annotated[str, OneOf("loan with a rate of its own", LOANS)], ...],
    AfterValidator(_some),
    AfterValidator(distinct),
]
NewCars = Annotated[
    tuple[Annotated[str, OneOf("kind of new car", NEW_CARS)], ...], AfterValidator(_some), AfterValidator(distinct)
]
Cars = Annotated[
    tuple[Annotated[str, OneOf("kind of car", CARS)], ...], AfterValidator(_some), AfterValidator(distinct)
]
HomeGoods = Annotated[
    tuple[Annotated[str, OneOf("home good", HOME_GOODS)], ...], AfterValidator(_some), AfterValidator(distinct)
]
Sectors = Annotated[
    tuple[Annotated[str, OneOf("sector", SECTORS)], ...], AfterValidator(_some), AfterValidator(distinct)
]
Scenes = Annotated[
    tuple[Annotated[str, OneOf("service with instalments", SCENES)], ...],
    AfterValidator(_some),
    AfterValidator(distinct),
]
Trades = Annotated[
    tuple[Annotated[str, OneOf("sector without large tickets", TRADES)], ...],
    AfterValidator(_some),
    AfterValidator(distinct),
]
Segments = Annotated[tuple[Annotated[str, OneOf("segment", SEGMENTS)], ...], AfterValidator(distinct)]
LenderTypes = Annotated[tuple[Annotated[str, OneOf("lender type", LENDER_TYPES)], ...], AfterValidator(distinct)]
Share = Annotated[float, Number("fraction", 0, 1, "share of the cost")]
Payers = Annotated[dict[Annotated[str, OneOf("payer", PAYERS)], Share], AfterValidator(_whole)]
SectorShares = Annotated[
    dict[
        Annotated[str, OneOf("sector", SECTORS)],
        Annotated[float, Number("fraction", 0, 1, "sector's part of the whole")],
    ],
    AfterValidator(_whole),
]
