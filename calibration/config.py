"""What a calibration is asked for: a YAML file that names vintage, scenario, sizes and parameters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sim.data.documents import read_yaml
from sim.errors import UsageError
from sim.scenarios.messages import checked
from sim.scenarios.records import Title

CONFIGS = Path(__file__).with_name("configs")

Positive = Annotated[int, Field(ge=1, le=1_000_000)]


class Calibration(BaseModel):
    """One calibration.

    vintage : month or day whose published figures are fitted.  scenario, last : what is run, and to which month.
    households, seeds : of each parameter set; all share the seeds.  design, waves : parameter sets of the first design
    and of each later wave.  parameters : names of those that are free, missing = all with a prior.  luck : runs of the
    centre that tell how far luck moves a statistic.  steps : of each walker of the sampler.  draws : parameter sets
    that are kept.  cities : synthetic cities of known parameters that are calibrated likewise, 0 = none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Title
    vintage: str
    scenario: str = "shanghai/actual"
    last: str
    households: Annotated[int, Field(ge=100, le=20_000_000)] = 20_000
    seeds: Annotated[int, Field(ge=1, le=100)] = 1
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 20241031
    burn_in: Annotated[int, Field(ge=0, le=120)] = 24
    design: Annotated[int, Field(ge=32, le=100_000)] = 512
    waves: tuple[Positive, ...] = (192, 192)
    luck: Annotated[int, Field(ge=4, le=1000)] = 16
    steps: Annotated[int, Field(ge=100, le=1_000_000)] = 2000
    draws: Annotated[int, Field(ge=4, le=10_000)] = 64
    cities: Annotated[int, Field(ge=0, le=10_000)] = 60
    parameters: tuple[str, ...] | None = None


def load_calibration(name_or_path: str | Path) -> Calibration:
    """A calibration by name of a shipped one (`shanghai-2025-07`) or from a file that ends in .yaml. Raises
    ScenarioError for what the file says wrong and UsageError where there is none."""
    file = Path(name_or_path)
    if file.suffix not in {".yaml", ".yml"}:
        file = CONFIGS / f"{name_or_path}.yaml"
        if not file.is_file():
            known = ", ".join(sorted(one.stem for one in CONFIGS.glob("*.yaml")))
            raise UsageError(
                f"there is no calibration '{name_or_path}'.", remedy=f"Choose from {known}, or name a file."
            )
    source = read_yaml(file)
    return checked(Calibration, source.data, source, ())
