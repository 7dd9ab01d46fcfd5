"""What is kept of a run: arrays by name, made from its dataset by a function that can be named.

A reducer of another module is a module-level function `(dataset, *options) -> arrays` in a `Reducer`: it takes part
in a job's key by its name, its options and the text of its module.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    import xarray as xr

Arrays = Mapping[str, NDArray[Any]]
"""What is kept: arrays of numbers or of text by name."""

PACKAGES = ("sim", "calibration", "experiments", "benchmarks")
"""Where reducers live: a name read from a file leads nowhere else."""


@dataclass(frozen=True)
class Reducer:
    """A function of a run's dataset and of some words. function : at the top level of a module of this program."""

    function: Callable[..., Arrays]
    options: tuple[str, ...] = ()

    def __call__(self, run: xr.Dataset) -> Arrays:
        """The arrays that are kept of a run."""
        return self.function(run, *self.options)

    @property
    def name(self) -> str:
        """`module:function`."""
        return f"{self.function.__module__}:{self.function.__qualname__}"

    def document(self) -> dict[str, Any]:
        """Name, options and version: what `reducer_of` reads back, and a part of a job's key."""
        return {"name": self.name, "options": list(self.options), "source": _source(self.function.__module__)}


def reducer_of(document: Mapping[str, Any]) -> Reducer:
    """The reducer that `Reducer.document` wrote down. Raises UsageError where there is none of that name."""
    module, _, function = str(document["name"]).partition(":")
    if module.partition(".")[0] not in PACKAGES:
        raise UsageError(f"'{document['name']}' is no reducer of this program.", remedy="Run it with this version.")
    found = getattr(import_module(module), function, None)
    if not callable(found):
        raise UsageError(f"there is no reducer '{document['name']}'.", remedy="Run it with this version.")
    return Reducer(found, tuple(document["options"]))


@functools.cache
def _source(module: str) -> str:
    """sha256 of a module's text."""
    return hashlib.sha256(Path(str(import_module(module).__file__)).read_bytes()).hexdigest()


def indicators_of(*names: str) -> Reducer:
    """Keep indicators of `sim.indicators` month by month, [month] each, in their units. Raises UsageError for a name
    that is none."""
    from sim.indicators import INDICATORS

    for name in names:
        if name not in INDICATORS:
            raise UsageError(f"there is no indicator '{name}'.", remedy=did_you_mean(name, sorted(INDICATORS)))
    return Reducer(indicator_series, names)


def indicator_series(run: xr.Dataset, *names: str) -> Arrays:
    """Indicators by name, [month]; NaN for months that cannot be told."""
    from sim.indicators import indicator

    return {name: np.asarray(indicator(name, run).to_numpy(), np.float64) for name in names}


def series_of(*operators: str) -> Reducer:
    """Keep the series of the city that operators of `calibration.operators` need, all of them where none is named;
    `as_dataset` makes of them what an operator reads. Raises UsageError for a name that is none."""
    from calibration.operators import OPERATORS

    for name in operators:
        if name not in OPERATORS:
            raise UsageError(f"there is no operator '{name}'.", remedy=did_you_mean(name, sorted(OPERATORS)))
    names = {variable for name in operators or OPERATORS for variable in OPERATORS[name].needs}
    return Reducer(city_series, tuple(sorted(names)))


def city_series(run: xr.Dataset, *names: str) -> Arrays:
    """Variables of a run over month, sector, product, lender and bucket as they are, summed over any other dimension:
    money in CNY of the city. With the labels of their dimensions under `dims/...`, months as datetime64[M]."""
    kept = {name: run[name].sum([dim for dim in run[name].dims if dim not in KEPT]) for name in names}
    dims = sorted({str(dim) for series in kept.values() for dim in series.dims})
    arrays: dict[str, NDArray[Any]] = {name: series.transpose("month", ...).to_numpy() for name, series in kept.items()}
    for dim in dims:
        labels = run[dim].to_numpy()
        arrays[f"dims/{dim}"] = (
            labels.astype("datetime64[M]").astype(np.int64) if dim == "month" else labels.astype(str)
        )
    if "lender" in dims:
        arrays["dims/lender_type"] = run["lender_type"].to_numpy().astype(str)
    for name, series in kept.items():
        arrays[f"over/{name}"] = np.array([str(dim) for dim in series.transpose("month", ...).dims])
    return arrays


KEPT = ("month", "sector", "product", "lender", "bucket")
"""Dimensions that operators look at."""


def as_dataset(arrays: Arrays) -> xr.Dataset:
    """The dataset of what `city_series` kept: what an operator reads."""
    import xarray as xr

    labels: dict[str, Any] = {
        name.removeprefix("dims/"): values for name, values in arrays.items() if name.startswith("dims/")
    }
    labels["month"] = labels["month"].astype("datetime64[M]").astype("datetime64[ns]")
    if "lender_type" in labels:
        labels["lender_type"] = ("lender", labels["lender_type"])
    names = [name for name in arrays if "/" not in name]
    return xr.Dataset({name: ([*map(str, arrays[f"over/{name}"])], arrays[name]) for name in names}, coords=labels)
