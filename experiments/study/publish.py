"""A study's runs as one dataset."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from calibration.runs import Store
from calibration.runs.job import version
from experiments.study.design import Study
from sim.calendar import month_dates
from sim.indicators import INDICATORS
from sim.running import library_version

if TYPE_CHECKING:
    import xarray as xr

DIMS = ("scenario", "draw", "seed")

Place = tuple[int, int, int]
"""Of a run: in the study's scenarios, draws and seeds."""

CENTRAL = -1
"""Number of the draw that is the centre of the parameters."""

LIBRARIES = ("creditsim", "numpy", "numba", "scipy", "xarray")


def published(study: Study, store: Store) -> xr.Dataset:
    """The study's indicators [scenario, draw, seed, month], in their units; NaN where a run failed, is not kept yet, or
    cannot tell. `state` says of each run whether it is 0 = kept, 1 = failed, 2 = not done. Draw -1 = the centre.

    Attributes: `run_record`, what the study was made of; `failures`, the reasons, as JSON. The same study has the same
    dataset, whoever ran it, in one go or not."""
    import xarray as xr

    first = next(iter(study.scenarios.values()))
    places: dict[str, list[Place]] = {}
    for k, job in enumerate(study.jobs()):
        scenario, draw, seed = (int(place) for place in np.unravel_index(k, study.shape))
        places.setdefault(job.key, []).append((scenario, draw, seed))
    series = {name: np.full((*study.shape, first.months), np.nan) for name in study.indicators}
    state = np.full(study.shape, 2, np.int8)
    reasons = {}
    for row in store.rows(places):
        for place in places[row.key]:
            state[place] = bool(row.reason)
            if row.reason:
                reasons["/".join(_label(study, place))] = row.reason
                continue
            for name, values in series.items():
                values[place] = row.arrays[name]
    labels = {name: _labels(name) for name in study.indicators}
    record = {
        "study": study.document(),
        **version()._asdict(),
        "versions": {name: library_version(name) for name in LIBRARIES},
    }
    return xr.Dataset(
        {
            **{name: ((*DIMS, "month"), values, labels[name]) for name, values in series.items()},
            "state": (DIMS, state, {"long_name": "0 = kept, 1 = failed, 2 = not done"}),
        },
        coords={
            "scenario": list(study.scenarios),
            "draw": [CENTRAL if draw is None else draw for draw in study.draws],
            "seed": np.array(study.seeds, np.int64),
            "month": month_dates(first.first_month, first.months).astype("datetime64[ns]"),
        },
        attrs={
            "title": study.title,
            "run_record": json.dumps(record, ensure_ascii=False, sort_keys=True),
            "failures": json.dumps(dict(sorted(reasons.items())), ensure_ascii=False),
        },
    )


def _labels(name: str) -> dict[str, str]:
    found = INDICATORS[name]
    return {"units": found.unit, "long_name": found.meaning, "long_name_zh": found.meaning_zh}


def _label(study: Study, place: Place) -> tuple[str, str, str]:
    scenario, draw, seed = place
    number = study.draws[draw]
    return list(study.scenarios)[scenario], "central" if number is None else str(number), str(study.seeds[seed])


def save_published(dataset: xr.Dataset, file: Path) -> None:
    """Write a study as NetCDF: to a name of its own first, then in place. It is made in memory, because HDF5 brings the
    process down where it meets the end of a disk. Raises OSError."""
    content = dataset.to_netcdf(None, engine="h5netcdf")
    temporary = file.with_name(f".{file.name}.partial")
    try:
        temporary.write_bytes(content)
        temporary.replace(file)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
