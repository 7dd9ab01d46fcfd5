"""Studies that are measured: their memory by number of runs, a reducer that ends its process, a run in shards."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING

import numpy as np

from calibration.runs.reducers import Arrays

if TYPE_CHECKING:
    import xarray as xr


def ends_its_process(run: xr.Dataset, seed: str) -> Arrays:
    """Keeps the number of months, and ends the process in which the run with this seed is: as if memory were short."""
    if json.loads(run.attrs["run_record"])["seed"] == int(seed):
        os.kill(os.getpid(), signal.SIGKILL)
    return {"months": np.array([run.sizes["month"]])}
