"""What a backtest is made of: one strict YAML file, whose mistakes are told with file and line."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.data.documents import Document, read_yaml
from sim.levers.values import refusal
from sim.scenarios.messages import checked
from sim.scenarios.records import Title

FOLDER = Path(__file__).parents[1] / "backtests"

BACKTEST = Document(
    noun="a backtest",
    found=f"Check the spelling; the one that comes with the package is {FOLDER.name}/shanghai.yaml.",
    begin="Begin with 'title: ...' and 'scenario: shanghai/actual'.",
    page="A backtest is a page: check what was saved here.",
    map="Write 'key: value' lines, beginning with 'title: ...'.",
)

Origin = Annotated[str, Field(pattern=r"^20(2[2-9]|3\d)-(0[1-9]|1[0-2])$")]
"""A month: its last day is the origin."""

EARLIEST = "2023-03"
"""First origin at which growth on the year can be read in a run that begins in 2022."""


class Backtest(BaseModel):
    """A backtest.  scenario : policy as it came.  last : last month forecast.  members : draws of parameters, each with
    a seed and a path of the states.  rival_sample : draws of a rival's forecast.  parameters_from : priors, or the
    city's posterior, which may have seen later figures.  seed : of all luck."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Title
    scenario: str = "shanghai/actual"
    origins: tuple[Origin, ...] = Field(min_length=1)
    last: Origin = "2025-06"
    households: int = Field(5_000, ge=500, le=200_000)
    members: int = Field(40, ge=4, le=1_000)
    rival_sample: int = Field(1_000, ge=100, le=100_000)
    parameters_from: Literal["prior", "posterior"] = "prior"
    seed: int = Field(1, ge=0, le=2**31)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if list(self.origins) != sorted(set(self.origins)):
            raise refusal("are not in order of time, each once.", "Sort them.", "origins")
        if self.origins[0] < EARLIEST:
            raise refusal(f"begin before {EARLIEST}.", "Begin later: growth on the year needs a year.", "origins")
        if self.origins[-1] >= self.last:
            raise refusal("leave nothing to forecast: the last is not before 'last'.", "Drop it.", "origins")
        return self

    def days(self) -> tuple[date, ...]:
        """Days of the origins."""
        parts = [(int(origin[:4]), int(origin[5:])) for origin in self.origins]
        return tuple(date(year, month, monthrange(year, month)[1]) for year, month in parts)


def load_backtest(name_or_path: str | Path) -> Backtest:
    """A backtest from a file, or by the name of one that comes with the package. Raises ScenarioError."""
    path = Path(name_or_path)
    file = path if path.suffix in (".yaml", ".yml") else FOLDER / f"{path.name}.yaml"
    source = read_yaml(file, BACKTEST)
    return checked(Backtest, source.data, source, ())
