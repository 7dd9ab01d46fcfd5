"""Figures of one small run, kept so that a change which moves a number shows it. `python tests/regression/figures.py`
writes them anew."""

from __future__ import annotations

import csv
from pathlib import Path

from sim.indicators import INDICATORS, indicator
from sim.running import simulate
from sim.scenarios import load_scenario

FILE = Path(__file__).with_name("figures.csv")


def figures() -> dict[str, str]:
    """Sums of every variable and indicators at the end of two years of 2,000 households at the centre of the priors, as
    9 significant digits."""
    scenario = load_scenario("shanghai/actual").with_months("2024-01", "2025-12").with_prior()
    run = simulate(scenario, households=2_000, seed=1, burn_in=12)
    sums = {name: float(table.astype(float).sum(skipna=True)) for name, table in sorted(run.data_vars.items())}
    last = {f"{name} at 2025-12": float(indicator(name, run)[-1]) for name in sorted(INDICATORS)}
    return {name: f"{value:.9g}" for name, value in {**sums, **last}.items()}


def kept() -> dict[str, str]:
    """What the file holds."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return {row["figure"]: row["value"] for row in csv.DictReader(stream)}


def renew() -> None:
    """Write the figures of this version."""
    with FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows([("figure", "value"), *figures().items()])


if __name__ == "__main__":
    renew()
