"""Mappings: a YAML page that says where a user's file has each column of the statistics."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from sim.data.documents import Document, Place, Source, read_yaml
from sim.data.statistics import STATISTICS
from sim.errors import ScenarioError, did_you_mean

MAPPING = Document(
    noun="a mapping",
    found="Check the spelling of what follows --mapping.",
    begin="Begin with 'title: ...' and 'columns:'.",
    page="A mapping is a page: check what was saved here.",
    map="Write 'key: value' lines, beginning with 'title: ...'.",
)

NEEDED = ("series", "region", "frequency", "unit", "grade")
"""Columns that every mapping gives; period and value as well, unless periods stand across."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """A column of the statistics out of one of the file.  column : its heading; names : what is written -> what it is
    called here, None = taken as it is; others : what becomes of rows whose text is not among the names."""

    column: str
    names: dict[str, str] | None = None
    others: Literal["refuse", "leave_out"] = "refuse"

    @field_validator("names", mode="before")
    @classmethod
    def _as_text(cls, names: Any) -> Any:
        if not isinstance(names, dict):
            return names
        return {
            str(key): value if isinstance(value, dict | list | None) else str(value) for key, value in names.items()
        }


class Mapping(_Strict):
    """Where a file has each column.  title : what the file is; columns : by name of a column of the statistics, text
    that holds for all rows or a `Column`; periods : `across` where each period is a column of figures; missing : texts
    of cells without a figure, whose rows are left out; encoding, separator : of a CSV file."""

    title: str
    columns: dict[str, Column | str]
    periods: Literal["down", "across"] = "down"
    missing: tuple[str, ...] = ("", "..", "-", "—", "NaN", "nan", "NA", "n/a")
    encoding: Literal["utf-8", "gb18030", "utf-16"] = "utf-8"
    separator: Literal[",", ";", "\t"] = ","

    @field_validator("columns", mode="before")
    @classmethod
    def _known(cls, columns: Any) -> Any:
        known = tuple(STATISTICS.columns)
        if not isinstance(columns, dict):
            return columns
        for name in columns:
            if name not in known:
                raise ValueError(f"there is no column {name!r:.60} in the statistics|{did_you_mean(str(name), known)}")
        return {
            name: text if isinstance(text, dict) else str(text) for name, text in columns.items() if text is not None
        }

    @model_validator(mode="after")
    def _complete(self) -> Mapping:
        across = self.periods == "across"
        wanted = NEEDED if across else (*NEEDED, "period", "value")
        absent = [name for name in wanted if name not in self.columns]
        if absent:
            raise ValueError(
                f"the column {absent[0]!r} is given nothing|Write '{absent[0]}: text' or a column of the file."
            )
        if across and {"period", "value"} & set(self.columns):
            raise ValueError("period and value stand across the file|Delete them from the columns.")
        if not {"source_title", "source_url"} & set(self.columns):
            raise ValueError("the figures have no source|Write 'source_title: ...' among the columns.")
        return self


class Read(NamedTuple):
    """A mapping and the page that it was read from."""

    mapping: Mapping
    source: Source


def read_mapping(file: Path) -> Read:
    """The mapping of a file. Raises ScenarioError with file, line, what is wrong and a remedy."""
    source = read_yaml(file, MAPPING)
    try:
        return Read(Mapping.model_validate(source.data), source)
    except ValidationError as error:
        raise _worded(error, source) from None


def _worded(error: ValidationError, source: Source) -> ScenarioError:
    """The first mistake of a mapping, with its line."""
    first = error.errors()[0]
    place: Place = tuple(part for part in first["loc"] if part not in {"Column", "str"})
    key = ".".join(str(part) for part in place)
    if first["type"] == "value_error":
        what, _, remedy = str(first["ctx"]["error"]).partition("|")
        return source.error(f"{what}.", remedy, place)
    if first["type"] == "extra_forbidden":
        known = tuple(Column.model_fields) if place[:1] == ("columns",) else tuple(Mapping.model_fields)
        return source.error(f"there is no key {key!r:.60} in a mapping.", did_you_mean(str(place[-1]), known), place)
    if first["type"] == "missing":
        return source.error(f"the key {key!r:.60} is missing.", f"Write '{place[-1]}: ...'.", place)
    if first["type"] == "dict_type":
        return source.error(f"{key!r:.60} is no map.", f"Write 'key: value' lines below '{place[-1]}:'.", place)
    return source.error(f"{key}: {first['msg'].lower()}.", "See the page on imports in sim/data/README.md.", place)
