"""The JSON schema of a scenario file, made from the records that check it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from sim.levers import LEVERS
from sim.scenarios.loader import ScenarioFile


def scenario_schema() -> dict[str, Any]:
    """JSON schema (draft 2020-12) with units, bounds and meaning of every number, for editors."""
    models: list[type[BaseModel]] = [ScenarioFile, *(LEVERS[key] for key in sorted(LEVERS))]
    wanted: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [(m, "validation") for m in models]
    names, schema = models_json_schema(wanted, by_alias=True)
    parts = schema["$defs"]
    entries = []
    for key in sorted(LEVERS):
        name = names[LEVERS[key], "validation"]["$ref"].rpartition("/")[2]
        lever = parts[name]
        lever["properties"]["lever"] = {"const": key, "description": LEVERS[key].title}
        lever["required"] = ["lever", *(entry for entry in lever["required"] if entry != "id")]
        entries.append({"$ref": f"#/$defs/{name}"})
    whole = parts.pop(names[ScenarioFile, "validation"]["$ref"].rpartition("/")[2])
    whole["properties"]["levers"]["items"] = {"oneOf": entries}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, "$defs": parts}
