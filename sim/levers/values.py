"""What one entry of a lever may be: a number within bounds, or a word from a list.

Each kind checks its value, words the error for the person who wrote it, and describes itself for the JSON schema, the
documentation and the sliders.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.errors import did_you_mean


def refusal(what: str, remedy: str, key: str | None = None) -> PydanticCustomError:
    """An error that says what is wrong and what to do. what : follows the name of the entry ("is 7, ..."), or of the
    lever where `key` names the entry at fault."""
    return PydanticCustomError("refused", "{what}", {"what": what, "remedy": remedy, "key": key})


@dataclass(frozen=True)
class Number:
    """A number of a lever. unit: as written in a scenario; low, high: bounds, both allowed; meaning: one line;
    neutral: the value at which it does nothing, allowed also where it lies outside the bounds."""

    unit: str
    low: float
    high: float
    meaning: str
    neutral: float = 0.0

    def check(self, value: object) -> float:
        """The value as a float, or an error that names unit and bounds."""
        bounds = f"{self.low:,.15g} to {self.high:,.15g} ({self.unit})"
        if isinstance(value, bool) or not isinstance(value, int | float):
            given = "empty" if value is None else f"{value!r:.60}, which is no number"
            raise refusal(f"is {given}.", f"Write a plain number: {bounds}.")
        if not (self.low <= value <= self.high or value == self.neutral):
            remedy = f"Write a number from {bounds}."
            if self.unit.startswith("fraction") and 1 < value <= 100:
                remedy = f"Write a fraction: {value / 100:g} for {value:g} %."
            raise refusal(f"is {value!s:.30}, outside {bounds}.", remedy)
        return float(value)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {
            "type": "number",
            "minimum": self.low,
            "maximum": self.high,
            "unit": self.unit,
            "description": f"{self.meaning} ({self.unit})",
        }


@dataclass(frozen=True)
class OneOf:
    """A word from a list. kind: what the word names."""

    kind: str
    names: tuple[str, ...]

    def check(self, value: object) -> str:
        """The word, or an error that offers the nearest one."""
        if not isinstance(value, str) or value not in self.names:
            raise refusal(f"holds {value!r:.60}, which is no {self.kind}.", did_you_mean(value, self.names))
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "enum": list(self.names)}
