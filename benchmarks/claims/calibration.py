"""What the shipped posterior is worth, as its calibration wrote it; published facts; the record of forecasts."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.claims.registry import Row, Settings, claim, judged, reported

POSTERIOR = Path(__file__).parents[2] / "calibration" / "posteriors" / "shanghai-2025-07"
"""Written by `creditsim calibrate shanghai-2025-07`."""

SKILL = Path(__file__).parents[2] / "calibration" / "backtests" / "shanghai-skill.csv"
"""Written by `creditsim backtest shanghai`."""

LEAST, MOST = 0.3, 2.0
"""chi2/n of a group inside which its errors are as large as stated."""

EXPECTED = (
    "external_share", "nev_trend_2022", "nev_trend_growth", "roll_1", "disposal_hazard", "mortgage_offset",
    "consumption_loan_share",
)  # fmt: skip
"""Parameters that the figures were expected to move: level outside, trend of new-energy cars, roll, disposal, scale of
debt service, drift of credit."""

CONTRACTS = 0.3

DRAWS, HOUSEHOLDS = 7, 20_000
"""Parameter sets and households of the facts."""


@claim("calibration", must_hold=False)
def posterior(settings: Settings) -> Iterator[Row]:
    """Fit by group of figures, recovery of synthetic cities and contraction, as the shipped calibration wrote them."""
    for row in _rows("groups"):
        value = float(row["chi2_over_n"])
        yield judged(
            f"chi2/n of the posterior's mean, {row['group']}, {row['n']} figures", f"{value:.2f}",
            f"{LEAST} to {MOST}", met=LEAST <= value <= MOST,
        )  # fmt: skip
    again = _rows("recovery")
    inside, cities = sum(row["inside"] == "True" for row in again), int(again[0]["cities"])
    yield judged("synthetic cities of known parameters", f"{cities}", ">= 50", met=cities >= 50)
    yield judged(
        "parameters whose truth lies inside the 80% interval as often as it should",
        f"{inside} of {len(again)}", "all", met=inside == len(again),
    )  # fmt: skip
    found = {row["parameter"]: row for row in _rows("parameters")}
    synthetic = {row["parameter"]: float(row["contraction"]) for row in again}
    for name in EXPECTED:
        here, there = float(found[name]["contraction"]), synthetic.get(name)
        figure = f"{here:.0%}" + ("" if there is None else f" ({there:.0%} on synthetic cities)")
        yield judged(f"contraction of {name}", figure, f">= {CONTRACTS:.0%}", met=here >= CONTRACTS)
    record = json.loads((POSTERIOR / "record.json").read_text(encoding="utf-8"))
    shares = ", ".join(f"{share:.1%}" for share in record["plausible"])
    yield reported(f"part of the prior not ruled out after each wave, {record['runs']} runs", shares)


@claim("calibration", must_hold=False)
def forecasts(settings: Settings) -> Iterator[Row]:
    """The model's forecasts from past origins against rivals, as the shipped backtest wrote them."""
    with SKILL.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["horizon"] == "all"]
    for row in rows:
        name = f"{row['series']}, n {row['n']}, effectively {float(row['effective_n']):.1f}"
        if row["forecaster"] == "model":
            covers = row["covers"] == "True"
            yield judged(f"80% intervals of {name}", f"{float(row['coverage']):.0%}", "band holds 80%", met=covers)
        elif row["forecaster"] == "ar1":
            model = float(row["crps"]) + float(row["crps_difference"])
            figure = f"{model:.4g} against {float(row['crps']):.4g}: {row['verdict']}"
            yield judged(f"CRPS against AR(1), {name}", figure, "model better", met=row["verdict"] == "model better")


@claim("calibration", run="slow", must_hold=False)
def facts(settings: Settings) -> Iterator[Row]:
    """Published facts repeated as experiments with the posterior's parameter sets."""
    from calibration.facts import headline, read_facts, try_facts
    from calibration.facts import settings as parameter_sets

    known = read_facts()
    found = try_facts(known, parameter_sets(DRAWS), HOUSEHOLDS)
    for tag in ("independent", "fitted", "input-implied"):
        mine = [one for one in found if one.fact.tag == tag]
        bar = ">= 10 pass" if tag == "independent" else "all pass, or are explained"
        passed = sum(one.verdict == "PASS" for one in mine)
        yield judged(
            f"facts, {tag}, {DRAWS} parameter sets", headline([one.verdict for one in mine]),
            bar,
            met=passed >= (10 if tag == "independent" else len(mine)),
        )  # fmt: skip


def _rows(name: str) -> list[dict[str, str]]:
    with (POSTERIOR / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
