"""`creditsim run SCENARIO --draws K`: a projection with fans instead of a single run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from creditsim.calibrate import Stages
from creditsim.folders import RECORD, refuse_foreign, write_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from calibration.projection.project import Projection
    from sim.scenarios import Scenario

SHOWN = {
    "sh_retail_total_ytd_yoy": "retail sales, Jan to month, y/y, %",
    "sh_consumption_credit_ex_mortgage_yoy": "consumption credit booked here, y/y, %",
    "sh_consumption_credit_resident_yoy": "residents' consumption credit, y/y, %",
    "sh_growth_gap": "growth gap, pp",
    "model_ratio_90_plus": "balance 91+ days overdue, %",
    "sh_household_loans_yoy": "household loans, y/y, %",
}
"""Series printed, in order."""

BANDS = (1.0, 2.0, 3.0)
"""Bands of the gap, percentage points."""


def project(scenario: Scenario, households: int, seed: int, draws: int, threads: int | None, folder: Path) -> None:
    """Project, print and keep."""
    from calibration.projection.project import project as run
    from calibration.projection.project import projection_table
    from creditsim import show
    from experiments.figures import save_figure
    from experiments.figures.fan import fan

    refuse_foreign(folder, "projection")
    with Stages() as stages:
        found = run(
            scenario, draws=draws, households=households, seed=seed, threads=threads or 2, progress=stages.shown
        )

    def write(aside: Path) -> None:
        projection_table(found).to_csv(aside / "projection.csv", index=False, float_format="%.6g")
        (aside / RECORD).write_text(json.dumps(found.record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        (aside / "figures").mkdir()
        save_figure(fan(found), aside / "figures" / "fan.png")

    files = write_folder(folder, write)
    _print(found, scenario)
    for file in files:
        show.console().print(f"  {folder / file}", soft_wrap=True)


def _print(found: Projection, scenario: Scenario) -> None:
    import numpy as np

    from calibration.skill.table import shipped_record
    from creditsim import show

    periods = [str(month) for month in found.months]
    wanted = [period for period in ("2025-12", "2026-06", "2026-12") if period in periods] or periods[-1:]
    rows = []
    for name, title in SHOWN.items():
        if name not in found.series:
            continue
        cells = [_interval(found.series[name][:, periods.index(period)]) for period in wanted]
        rows.append((title, *cells))
    show.print_rows(f"{scenario.title}: projection, median and 80% interval", ("", *wanted), rows)
    gap = found.series["sh_growth_gap"][:, -1]
    gap = gap[np.isfinite(gap)]
    chances = ", ".join(f"{np.mean(np.abs(gap) <= band):.0%} within {band:.0f} pp" for band in BANDS if len(gap))
    console = show.console()
    told = f"{chances}. Its level is not identified by public data" if chances else "no member can tell it"
    console.print(f"Growth gap in {periods[-1]}: {told}.", soft_wrap=True)
    if found.spread:
        rows = []
        for source, variances in found.spread.items():
            rows.append((source, *("-" if np.isnan(one) else f"{one**0.5:.2f}" for one in variances.values())))
        heads = ("standard deviation from", *(SHOWN.get(name, name) for name in next(iter(found.spread.values()))))
        show.print_rows(f"Where the spread of {periods[-1]} comes from", heads, rows)
        console.print("Outside paths (incomes, rates, prices) are held at their central assumption.", soft_wrap=True)
    cut_off = scenario.policy_cut_off or "none stated"
    console.print(f"Policy cut-off: {cut_off}.", soft_wrap=True)
    for warning in found.record["warnings"]:
        console.print(f"Warning: {warning}", style="yellow", soft_wrap=True)
    console.print()
    console.print("Track record of such forecasts (`creditsim backtest shanghai`, parameters from the priors):")
    for line in shipped_record():
        console.print(line, soft_wrap=True)


def _interval(values: NDArray[np.float64]) -> str:
    """Median and 80% interval of the members that can tell."""
    import numpy as np

    told = values[np.isfinite(values)]
    if not len(told):
        return "-"
    low, middle, high = np.quantile(told, (0.1, 0.5, 0.9))
    return f"{middle:.1f} ({low:.1f} to {high:.1f})"
