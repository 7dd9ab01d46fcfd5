"""The table of skill: series by horizon by forecaster, and in plain words who was better, where that can be said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from calibration.skill import scores
from calibration.skill.readings import SERIES

if TYPE_CHECKING:
    import pandas as pd

MODEL = "model"

HORIZONS = {"all": (-12, 99), "to 6": (-12, 6), "7 to 12": (7, 12), "over 12": (13, 99)}
"""Months from the origin to the end of a period; below 1 a period had ended and its figure was still to come."""

LEVEL = 0.05

COLUMNS = (
    "series", "horizon", "forecaster", "n", "effective_n", "rmse", "crps", "coverage", "coverage_low", "coverage_high",
    "covers", "bias", "pit", "crps_difference", "dm", "p", "verdict",
)  # fmt: skip


def skill_table(found: pd.DataFrame) -> pd.DataFrame:
    """Scores by series, horizon and forecaster. found : `Outcome.scores`.

    Errors, CRPS and bias are in the unit of the series (log: parts of one). effective_n : of the forecaster's own
    errors in order of period and origin. covers : whether 0.80 lies in the band of coverage. pit : mean, 0.5 where
    centred. crps_difference, dm, p : the model's CRPS less the forecaster's over the outcomes that both foretold;
    verdict : on the model against it.
    """
    import pandas as pd

    rows = []
    for series in [name for name in SERIES if name in set(found["series"])]:
        for horizon, (low, high) in HORIZONS.items():
            part = found[(found["series"] == series) & found["horizon"].between(low, high)]
            own = _ordered(part, MODEL)
            rows += [
                [series, horizon, name, *_scored(_ordered(part, name), own, name)]
                for name in part["forecaster"].unique()
            ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _ordered(part: pd.DataFrame, forecaster: str) -> pd.DataFrame:
    own = part[part["forecaster"] == forecaster].sort_values(["period", "origin"])
    return own.set_index(["period", "origin"])


def _scored(one: pd.DataFrame, model: pd.DataFrame, forecaster: str) -> list[object]:
    cover = scores.coverage(one["inside"])
    effective = scores.effective_number(one["error"])
    errors = (scores.rmse(one["error"]), float(one["crps"].mean()))
    row = [len(one), effective, *errors, *cover, cover.passes, scores.bias(one["error"]), float(one["pit"].mean())]
    if forecaster == MODEL:
        return [*row, 0.0, np.nan, np.nan, _claim(effective)]
    both = model.index.intersection(one.index)
    mine, other = model.loc[both, "crps"].to_numpy(), one.loc[both, "crps"].to_numpy()
    test = scores.diebold_mariano(mine, other, _overlap(one.loc[both]))
    difference = float(np.mean(mine - other)) if len(both) else np.nan
    if test is None:
        return [*row, difference, np.nan, np.nan, "n too small"]
    few = min(effective, scores.effective_number(mine - other)) < scores.LEAST_FOR_CLAIM
    return [*row, difference, test.statistic, test.p, _verdict(test, few=few)]


def _overlap(one: pd.DataFrame) -> int:
    """From how many origins at most one figure was foretold: so far forecasts that stand side by side depend on one
    another."""
    return int(one.groupby(level="period").size().max()) if len(one) else 1


def _claim(effective: float) -> str:
    return "" if effective >= scores.LEAST_FOR_CLAIM else "too few independent outcomes"


def _verdict(test: scores.DieboldMariano, *, few: bool) -> str:
    if few:
        return "too few independent outcomes"
    if test.p >= LEVEL:
        return "no difference told"
    return "model better" if test.difference < 0 else "model worse"


def in_words(table: pd.DataFrame, linear_error: dict[str, float]) -> list[str]:
    """Wins and losses, one sentence each: over all horizons, the model against each other forecaster."""
    lines = []
    whole = table[table["horizon"] == "all"]
    for series, part in whole.groupby("series", sort=False):
        kind = SERIES[str(series)]
        own = part[part["forecaster"] == MODEL].iloc[0]
        lines.append(f"{kind.what} ({kind.unit}), n = {own.n}, effectively {own.effective_n:.1f}: {_own(own)}")
        lines += [f"  {_against(own, row)}" for _, row in part[part["forecaster"] != MODEL].iterrows()]
    for series, error in linear_error.items():
        lines.append(
            f"Closed form of states against runs, {SERIES[series].what}: {error:.4f} {SERIES[series].unit} (rms)"
        )
    return lines


def shipped_record() -> list[str]:
    """What the shipped backtest (`RECORD`) says of the model against the rivals, for every series: the lines that stand
    beside a projection."""
    import pandas as pd

    table = pd.read_csv(RECORD)
    return in_words(table[(table["forecaster"] == MODEL) | ~table["forecaster"].str.startswith(MODEL)], {})


RECORD = Path(__file__).parents[1] / "backtests" / "shanghai-skill.csv"
"""Written by `creditsim backtest shanghai`: parameters from the priors, policy as it was known at each origin."""


def _own(own: pd.Series) -> str:
    held = "as meant" if own.covers else "not as meant"
    band = f"{own.coverage_low:.0%} to {own.coverage_high:.0%}"
    return f"RMSE {own.rmse:.4g}, bias {own.bias:+.4g}; 80% intervals held {own.coverage:.0%} ({band}), {held}."


def _against(own: pd.Series, row: pd.Series) -> str:
    side = "lower" if row.crps_difference < 0 else "higher"
    words = {
        "n too small": f"below {scores.LEAST_FOR_TEST} outcomes no test is made",
        "too few independent outcomes": "too few independent outcomes to claim anything",
        "no difference told": f"no difference can be told (p = {row.p:.2f})",
        "model better": f"WIN (p = {row.p:.3f})",
        "model worse": f"LOSS (p = {row.p:.3f})",
    }
    return (
        f"against {row.forecaster}: mean CRPS {abs(row.crps_difference):.4g} {side} "
        f"({row.crps:.4g} for it, {row.n} outcomes); {words[row.verdict]}."
    )
