"""Pictures of a run or a comparison: one function a picture, Dataset in, matplotlib Figure out, nothing global touched.

Every function works on any run, however short: what cannot be told is left blank.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from experiments.figures.arrears import arrears
from experiments.figures.credit import credit_growth
from experiments.figures.effects import effects_forest
from experiments.figures.fiscal import fiscal_cost
from experiments.figures.gap import gap_bands
from experiments.figures.incidence import incidence
from experiments.figures.mixes import composition, front, gap_fan, regret
from experiments.figures.retail import retail_growth
from experiments.figures.sensitivity import morris_sizes, pawn_shifts, sobol_by_month, tornado
from experiments.figures.style import save_figure
from experiments.figures.timeline import timeline
from experiments.figures.tradeoffs import risk_against_effect
from experiments.figures.waterfall import waterfalls

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

FIGURES: dict[str, Callable[[xr.Dataset], Figure]] = {
    "retail_growth": retail_growth,
    "credit_growth": credit_growth,
    "arrears": arrears,
    "fiscal_cost": fiscal_cost,
}
"""Every picture of a single run by the name of its file."""

COMPARED: dict[str, Callable[[xr.Dataset], Figure]] = {
    "effects": effects_forest,
    "growth_gap": gap_bands,
    "risk_against_effect": risk_against_effect,
    "incidence": incidence,
    "timeline": timeline,
}
"""Every picture of a comparison by the name of its file."""

SENSITIVITY: dict[str, dict[str, Callable[[xr.Dataset], Figure]]] = {
    "sobol": {"tornado": tornado, "by_month": sobol_by_month, "distribution": pawn_shifts},
    "morris": {"screening": morris_sizes},
    "pawn": {"distribution": pawn_shifts},
}
"""Every picture of a sensitivity analysis by its method and the name of its file."""

MIXES: dict[str, Callable[[xr.Dataset], Figure]] = {
    "front": front,
    "composition": composition,
    "regret": regret,
    "gap_fan": gap_fan,
}
"""Every picture of a search for mixes by the name of its file."""

__all__ = [
    "COMPARED",
    "FIGURES",
    "MIXES",
    "SENSITIVITY",
    "arrears",
    "composition",
    "credit_growth",
    "effects_forest",
    "fiscal_cost",
    "front",
    "gap_bands",
    "gap_fan",
    "incidence",
    "morris_sizes",
    "pawn_shifts",
    "regret",
    "retail_growth",
    "risk_against_effect",
    "save_figure",
    "sobol_by_month",
    "timeline",
    "tornado",
    "waterfalls",
]
