"""From the checks of a record to one sentence a policy researcher can act on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from sim.data.documents import Place, Source
from sim.errors import did_you_mean
from sim.levers.values import Number


class Fault(NamedTuple):
    """What is wrong with which entry, and what to do."""

    place: Place
    what: str
    remedy: str


Record = TypeVar("Record", bound=BaseModel)


def checked(model: type[Record], entry: Any, source: Source, place: Place) -> Record:
    """The record that an entry holds. Raises the ScenarioError of the first fault in the file."""
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        details = error.errors()
    misspelt = [detail for detail in details if detail["type"] == "extra_forbidden"]
    first = min(misspelt or details, key=lambda detail: source.line((*place, *_place(detail))))
    fault = _fault(model, first)
    raise source.error(fault.what, fault.remedy, (*place, *fault.place))


def _place(detail: Mapping[str, Any]) -> Place:
    """Keys that lead to the entry at fault; of a wrong key, to the map that holds it."""
    place: Place = detail["loc"][:-2] if detail["loc"][-1:] == ("[key]",) else detail["loc"]
    key = detail.get("ctx", {}).get("key")
    return (*place, key) if key else place


def _fault(model: type[BaseModel], detail: Mapping[str, Any]) -> Fault:
    place, kind, context = _place(detail), detail["type"], detail.get("ctx", {})
    name = next((part for part in reversed(place) if isinstance(part, str)), None)
    shown = f"'{name}'" if name else "this entry"
    if kind == "refused":
        return Fault(place, f"{shown} {context['what']}", context["remedy"])
    if kind == "missing":
        return Fault(place, f"{shown} is missing.", _add(model, place))
    if kind == "extra_forbidden":
        return Fault(place, f"there is no entry {shown} here.", did_you_mean(name, _entries(model, place)))
    if kind == "literal_error":
        choices = tuple(re.findall(r"'([^']*)'", context["expected"]))
        return Fault(place, f"{shown} is {detail['input']!r}.", did_you_mean(detail["input"], choices))
    return Fault(place, f"{shown} {_wrong_type(kind, detail)}", _WRITE.get(kind, "Correct or delete it."))


_WRITE = {
    "tuple_type": "Write a list: [one, two].",
    "dict_type": "Write a map: {key: value}.",
    "model_type": "Write a map: {key: value}.",
    "model_attributes_type": "Write a map: {key: value}.",
    "string_type": "Write text, in quotes where it looks like a number.",
    "int_type": "Write a whole number.",
}


def _wrong_type(kind: str, detail: Mapping[str, Any]) -> str:
    value = detail["input"]
    given = "empty" if value is None else f"{value!r:.60}"
    wanted = {"tuple_type": "a list", "string_type": "text", "int_type": "a whole number"}
    if kind in wanted or kind in _WRITE:
        return f"is {given}, not {wanted.get(kind, 'a map')}."
    return f"is {given}: {detail['msg'][0].lower()}{detail['msg'][1:]}."


def _add(model: type[BaseModel], place: Place) -> str:
    for name, field in _holder(model, place).model_fields.items():
        if place[-1] in {field.alias, name}:
            marks = [mark for mark in field.metadata if isinstance(mark, Number)]
            meaning = f" ({marks[0].unit}): {marks[0].meaning}." if marks else "."
            return f"Add '{place[-1]}'" + (f": {field.description}." if field.description else meaning)
    return f"Add '{place[-1]}'."


def _entries(model: type[BaseModel], place: Place) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in _holder(model, place).model_fields.items())


def _holder(model: type[BaseModel], place: Place) -> type[BaseModel]:
    """The record that holds the last entry of a place."""
    for part in place[:-1]:
        for name, field in model.model_fields.items():
            if part in {field.alias, name}:
                model = next(_records(field.annotation), model)
    return model


def _records(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _records(part)
