"""Parameters: numbers of the behaviours that no lever moves, each with unit, prior and source.

They live in `sim/data/parameters/*.yaml`. A run reads them as one record of float32 scalars, drawn from the priors:
draw None = the central values, draw k = the k-th point of a scrambled Sobol sequence through the inverse CDFs.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from sim.errors import ScenarioError

SOBOL_SEED = 20241031
"""Scrambling of the sequence of draws: fixed, so that draw 7 is the same point for ever."""


class Parameter(NamedTuple):
    """One parameter: central value, prior (distribution with low and high), unit, evidence and where it was found.

    distribution : pert (low, value, high), uni (low, high), norm and logn (spread = sd; of the logarithm for logn;
    truncated to low..high), fixed (never drawn).  evidence : SEEN, MEMORY, DERIVED or ASSUMED.
    """

    name: str
    value: float
    low: float
    high: float
    distribution: str
    unit: str
    evidence: str
    meaning: str
    source: str
    symbol: str = ""
    spread: float = 0.0
    theme: str = ""


@functools.cache
def parameters() -> dict[str, Parameter]:
    """All parameters by name, in the order of the files. Raises ScenarioError for a malformed entry."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    found: dict[str, Parameter] = {}
    folder = files("sim") / "data" / "parameters"
    for file in sorted(folder.iterdir(), key=lambda path: path.name):
        if not file.name.endswith(".yaml"):
            continue
        for name, entry in yaml.load(file.read_text(encoding="utf-8")).items():
            if name in found:
                raise ScenarioError(f"parameter '{name}' is defined twice", file=file.name, remedy="Remove one.")
            found[name] = _parameter(name, entry, file.name)
    return found


def _parameter(name: str, entry: Mapping[str, object], file: str) -> Parameter:
    kind, _, spread = str(entry.get("distribution")).partition("(s=")
    known = {**entry, "distribution": kind}
    if spread:
        known["spread"] = float(spread.rstrip(")"))
    try:
        return Parameter(name=name, theme=file.removesuffix(".yaml"), **known)  # type: ignore[arg-type]
    except TypeError as problem:
        raise ScenarioError(
            f"parameter '{name}' is malformed ({problem})", file=file, remedy="Compare it with a neighbour."
        ) from None


def quantile(parameter: Parameter, share: float) -> float:
    """The value of a parameter below which `share` (0..1) of its prior lies."""
    from scipy import stats

    low, mode, high = parameter.low, parameter.value, parameter.high
    if parameter.distribution == "fixed" or low == high:
        return mode
    if parameter.distribution == "uni":
        return low + share * (high - low)
    if parameter.distribution == "pert":
        alpha, beta = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
        return float(low + (high - low) * stats.beta.ppf(share, alpha, beta))
    if parameter.distribution not in ("norm", "logn"):
        raise ScenarioError(f"parameter '{parameter.name}' has the unknown distribution '{parameter.distribution}'")
    centre, a, b = np.log((mode, low, high)) if parameter.distribution == "logn" else (mode, low, high)
    low_share, high_share = stats.norm.cdf(((a - centre) / parameter.spread, (b - centre) / parameter.spread))
    value = centre + parameter.spread * stats.norm.ppf(low_share + share * (high_share - low_share))
    return float(np.exp(value) if parameter.distribution == "logn" else value)


def draw_values(draw: int | None) -> dict[str, float]:
    """Values of one draw from the priors (independent); None = central. draw : >= 0.

    Six significant digits, so that the last bit of a library's logarithm never reaches a run.
    """
    known = parameters()
    values = {name: parameter.value for name, parameter in known.items()}
    if draw is None:
        return values
    from scipy.stats import qmc

    free = [p for p in known.values() if p.distribution != "fixed" and p.low < p.high]
    sequence = qmc.Sobol(len(free), scramble=True, rng=np.random.default_rng(SOBOL_SEED))
    point = sequence.fast_forward(draw).random(1)[0] if draw else sequence.random(1)[0]
    values.update({p.name: float(f"{quantile(p, float(share)):.6g}") for p, share in zip(free, point, strict=True)})
    return values


def parameter_record(draw: int | None = None, overrides: Mapping[str, float] | None = None) -> np.record:
    """The parameters of a run as one record of float32 fields.

    Raises ScenarioError where an override names no parameter or lies outside the bounds of its prior.
    """
    from difflib import get_close_matches

    known = parameters()
    values = draw_values(draw)
    for name, value in (overrides or {}).items():
        if name not in known:
            near = get_close_matches(name, known, 1)
            remedy = f"Did you mean '{near[0]}'?" if near else "`creditsim parameters` lists them."
            raise ScenarioError(f"there is no parameter '{name}'.", remedy=remedy)
        if not known[name].low <= value <= known[name].high:
            bounds = f"{known[name].low:g} to {known[name].high:g} {known[name].unit}"
            raise ScenarioError(f"parameter '{name}' = {value:g} lies outside {bounds}.", remedy="Stay inside.")
        values[name] = value
    record = np.zeros(1, np.dtype((np.record, [(name, "f4") for name in values])))
    record[0] = tuple(values.values())
    return record[0]  # type: ignore[no-any-return]
