"""Parameters: numbers of the behaviours that no lever moves, each with unit, prior and source.

They live in `sim/data/parameters/*.yaml`. A run reads them as one record of float32 scalars. They come from the
posterior of the city, where it has one: draw None = its medoid, draw k = its k-th parameter set. Or they come from the
priors: draw None = the central values, draw k = the k-th point of a scrambled Sobol sequence through the inverse CDFs.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from sim.data import DATA
from sim.data.posterior import read_posterior
from sim.data.priors import read_priors
from sim.errors import ScenarioError, UsageError

FOLDER = DATA / "parameters"

POSTERIOR = DATA / "shanghai" / "posterior.csv"
"""Written by `creditsim calibrate`."""

MOST_DRAWS = 2**20
"""Draws are numbered from 0 to one less."""

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
    """All parameters by name, in the order of the files. Raises ScenarioError that names every mistake."""
    return read_parameters(sorted(FOLDER.glob("*.yaml")))


def read_parameters(files: Iterable[Path]) -> dict[str, Parameter]:
    """The parameters of some files. Raises ScenarioError that names every mistake."""
    found: dict[str, Parameter] = {}
    for file in files:
        for name, entry in read_priors(file).items():
            if name in found:
                what = f"the parameter '{name}' stands in {found[name].theme}.yaml as well."
                raise ScenarioError(what, file=file, remedy="Keep one of the two.")
            found[name] = Parameter(name=name, theme=file.stem, **entry)
    return found


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
    centre, a, b = np.log((mode, low, high)) if parameter.distribution == "logn" else (mode, low, high)
    low_share, high_share = stats.norm.cdf(((a - centre) / parameter.spread, (b - centre) / parameter.spread))
    value = centre + parameter.spread * stats.norm.ppf(low_share + share * (high_share - low_share))
    return float(np.exp(value) if parameter.distribution == "logn" else value)


Origin = Literal["posterior", "prior"]
"""Where the parameters of a run come from."""


@functools.cache
def posterior() -> tuple[dict[str, float], ...]:
    """Parameter sets of the city's posterior, the medoid first; empty where there is none. Parameters that it does not
    name have their central values. Raises DataError where one is unknown or outside its prior."""
    return read_posterior(POSTERIOR, override_fault) if POSTERIOR.is_file() else ()


def origin_in_fact(origin: Origin) -> Origin:
    """Where parameters come from that are asked for from somewhere: the priors, where there is no posterior."""
    return "posterior" if origin == "posterior" and posterior() else "prior"


def draws_known(origin: Origin) -> int:
    """How many draws there are: of the posterior, or of the priors where these are asked for or all there is."""
    return len(posterior()) if origin_in_fact(origin) == "posterior" else MOST_DRAWS


def draw_values(draw: int | None, origin: Origin = "prior") -> dict[str, float]:
    """Values of one draw; None = the medoid of the posterior, or the centre of the priors. draw : 0 to one less than
    `draws_known`. Draws of the priors are independent.

    Six significant digits, so that the last bit of a library's logarithm never reaches a run. Raises UsageError.
    """
    if origin_in_fact(origin) == "posterior":
        if draw is not None and not 0 <= draw < len(posterior()):
            remedy = f"Choose 0 to {len(posterior()) - 1}, or draw from the priors: 'parameters_from: prior'."
            raise UsageError(f"draw {draw} is none of the posterior.", remedy=remedy)
        centre = {name: parameter.value for name, parameter in parameters().items()}
        return {**centre, **posterior()[draw or 0]}
    if draw is not None and not 0 <= draw < MOST_DRAWS:
        raise UsageError(f"draw {draw} is none.", remedy=f"Choose a whole number from 0 to {MOST_DRAWS - 1}.")
    centre = {name: parameter.value for name, parameter in parameters().items()}
    return centre if draw is None else {**centre, **_drawn(draw)}


@functools.lru_cache(maxsize=256)
def _drawn(draw: int) -> dict[str, float]:
    """Values of the parameters that a draw of the priors moves. A run asks for them more than once, a comparison again
    in every run."""
    from scipy.stats import qmc

    known = parameters()
    free = [p for p in known.values() if p.distribution != "fixed" and p.low < p.high]
    sequence = qmc.Sobol(len(free), scramble=True, rng=np.random.default_rng(SOBOL_SEED))
    point = sequence.fast_forward(draw).random(1)[0] if draw else sequence.random(1)[0]
    return {p.name: float(f"{quantile(p, float(share)):.6g}") for p, share in zip(free, point, strict=True)}


def override_fault(name: str, value: float) -> tuple[str, str] | None:
    """What is wrong with setting a parameter to a value, and what to do; None where nothing is."""
    known = parameters()
    if name not in known:
        near = get_close_matches(name, known, 1)
        return f"there is no parameter '{name}'.", (
            f"Did you mean '{near[0]}'?" if near else "`creditsim parameters` lists them."
        )
    if not known[name].low <= value <= known[name].high:
        bounds = f"{known[name].low:g} to {known[name].high:g} ({known[name].unit})"
        return f"the parameter '{name}' is {value:g}, outside {bounds}.", f"Write a number from {bounds}."
    return None


def parameter_record(
    draw: int | None = None, overrides: Mapping[str, float] | None = None, origin: Origin = "prior"
) -> np.record:
    """The parameters of a run as one record of float32 fields.

    Raises ScenarioError where an override names no parameter or lies outside the bounds of its prior.
    """
    values = draw_values(draw, origin)
    for name, value in (overrides or {}).items():
        if fault := override_fault(name, value):
            raise ScenarioError(fault[0], remedy=fault[1])
        values[name] = value
    record = np.zeros(1, np.dtype((np.record, [(name, "f4") for name in values])))
    record[0] = tuple(values.values())
    return record[0]  # type: ignore[no-any-return]
