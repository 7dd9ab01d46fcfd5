"""Which uncertainties and which numbers of levers move an effect: screening, Sobol indices, whole distributions."""

from __future__ import annotations

from experiments.sensitivity.run import sensitivity
from experiments.sensitivity.study import Study, load_sensitivity
from experiments.sensitivity.table import indices_table

__all__ = ["Study", "indices_table", "load_sensitivity", "sensitivity"]
