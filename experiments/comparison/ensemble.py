"""Scenarios against a base under the same households and luck: paired differences with their intervals."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.comparison.checks import refuse, refuse_month

if TYPE_CHECKING:
    import xarray as xr

    from experiments.comparison.foreseen import Foreseen
    from sim.scenarios import Scenario

Progress = Callable[[int, int, str], None]

LAST, AT = "2028-12", "2026-12"
"""Month to which runs go, and month that is looked at, where nobody asks for others."""

SEEDS = 16

AT_ONCE = 5_000_000
"""Households of all pairs that are lived at a time where nobody asks for threads: a few GB."""

RESPONSE, CENTRAL = "rate_curvature", "as set"
"""Parameter k of the response to rates, and the name of the runs that leave it as it is."""


def compare(
    base: Scenario,
    scenarios: Sequence[Scenario] | Mapping[str, Scenario],
    *,
    households: int = 20_000,
    seeds: int = SEEDS,
    draws: int = 1,
    last: str = LAST,
    at: str = AT,
    precision: float | None = None,
    limits: bool = False,
    threads: int | None = None,
    burn_in: int | None = None,
    share: bool = True,
    orders: int = 0,
    progress: Progress | None = None,
    foreseen: Callable[[Foreseen], None] | None = None,
) -> xr.Dataset:
    """Run base and scenarios under the same seeds and draws; differences are taken pair by pair.

    scenarios : compared with the base; a mapping gives them names.  seeds : pairs of each draw, 2 at least where there
    is one draw.  draws : 1 = the central parameters, K = draws 0..K-1 of the priors.  last : month to which all are
    run.  at : month looked at.
    precision : stop once half-widths are at most this part of the effect (or below a floor) on retail sales, credit and
    vintages, after 4 pairs at least and `seeds` a draw at most.  limits : also run both ends of the response to rates,
    from constant elasticity to semi-log.  threads : pairs at a time.  share : live months once that are alike.
    orders : also share effects out over clauses and levers, by so many orders in which they join (even; Shapley values
    at the central parameters, 4 seeds), 0 = do not; 2 takes 3 seeds and leaves out mixes of more than 24 clauses.

    progress : called with pairs or mixes done, how many there are, and which of the two, "pair" or "mix".
    foreseen : where effects are shared out, called before all else with what it will take, told by some runs timed.

    Returns a dataset over `response` (as set, and both ends), `scenario` (base first), `pair` and `measure`:
    `value` [.., pair, measure] as answered; `effect`, `low`, `high` (95%, Student t over pairs; over draws where there
    are several), `error`, `unpaired_error`, `error_ratio`, `mean`, `within_draws`, `between_draws`; `cost_per` with low
    and high (Fieller, CNY of public money per CNY gained, NaN = not determined); `inside` (chance that the gap lies
    inside a band); `nothing_differs`; `timeline` with low and high [response, scenario, series, month], CNY, flows
    cumulated; `supported`, the sectors that a scenario aids by name; with orders `share`, its error and half-width,
    `share_alone`, `share_last` [scenario, player, shared]. Units, months and meanings stand beside `measure`.
    The same for any threads.
    Raises UsageError for what cannot be compared and ScenarioError for a scenario that cannot be run.
    """
    from experiments.comparison.foreseen import foresee
    from experiments.comparison.gathering import draw_numbers, gather, pairs_of
    from experiments.comparison.pairs import SERIES, Settings
    from experiments.comparison.parts import derived, supported
    from experiments.comparison.split import split_table
    from experiments.comparison.summary import summarised
    from experiments.comparison.timeline import timelines
    from sim.build import BURN_IN
    from sim.calendar import month_dates

    named = labelled(base, scenarios)
    refuse(named, households, seeds, draws, precision, threads, orders)
    extended = {name: scenario.with_months(last=last) for name, scenario in named.items()}
    refuse_month(extended[next(iter(extended))], at)
    settings = Settings(households, BURN_IN if burn_in is None else burn_in, at, share)
    pairs, workers = pairs_of(seeds, draws), threads or min(os.cpu_count() or 1, max(1, AT_ONCE // households))
    ends = _ends() if limits else {}
    most = len(pairs)
    if foreseen and (told := foresee(list(extended.values()), orders, settings, workers, most * (1 + len(ends)))):
        foreseen(told)

    def shown(done: int, _: int) -> None:
        if progress:
            progress(done, most * (1 + len(ends)), "pair")

    first = gather(list(extended.values()), pairs, settings, workers, precision, shown)
    pairs = pairs[: first.values.shape[1]]
    lived, most = [first], len(pairs)
    for number, k in enumerate(ends.values(), start=1):
        at_end = [scenario.with_parameters({RESPONSE: k}) for scenario in extended.values()]
        bar = (lambda done, _, number=number: shown(done + number * most, 0)) if progress else None
        lived.append(gather(at_end, pairs, settings, workers, None, bar))
    record = _record(named, extended, settings, seeds, draws, last, precision)
    record |= {"pairs": len(pairs), "orders": orders, "limits": ends, "stopped": _stopped(named, first.why, precision)}
    plain, *others = extended.values()
    aided = [supported(plain, other) for other in others]
    cube, rows = derived(np.stack([one.values for one in lived]), first.rows, aided)
    names = {"response": [CENTRAL, *ends], "scenario": list(named)}
    seeds_and_draws = ([pair.seed for pair in pairs], draw_numbers(pairs))
    result = summarised(cube, rows, names, seeds_and_draws)
    months = month_dates(plain.first_month, plain.months).astype("datetime64[ns]")
    result = result.assign_coords(month=months, series=list(SERIES)).assign(
        timelines(np.stack([one.series for one in lived]), list(SERIES), seeds_and_draws[1])
    )
    if orders:
        result = result.assign(split_table(list(extended.values()), orders, settings, workers, progress))
    result["supported"] = ("scenario", ["", *(", ".join(sectors) for sectors in aided)])
    return result.assign_attrs(
        title=f"{', '.join(list(named)[1:])} against {next(iter(named))}",
        base=next(iter(named)),
        confidence=0.95,
        run_record=json.dumps(record, ensure_ascii=False, sort_keys=True),
    )


def labelled(base: Scenario, scenarios: Sequence[Scenario] | Mapping[str, Scenario]) -> dict[str, Scenario]:
    """Base and scenarios by a name each: its own, numbered where it is taken."""
    if isinstance(scenarios, Mapping):
        listed = list(scenarios.items())
    else:
        listed = [(scenario.name, scenario) for scenario in scenarios]
    named = {base.name: base}
    for name, scenario in listed:
        label, number = name, 2
        while label in named:
            label, number = f"{name} ({number})", number + 1
        named[label] = scenario
    return named


def _ends() -> dict[str, float]:
    """Both ends of the prior of k, by what they mean."""
    from sim.parameters import parameters

    prior = parameters()[RESPONSE]
    return {"constant elasticity": prior.low, "semi-log": prior.high}


def _stopped(named: Mapping[str, Scenario], why: list[dict[str, str]], precision: float | None) -> dict[str, Any]:
    return {} if precision is None else dict(zip(list(named)[1:], why, strict=True))


def _record(
    named: Mapping[str, Scenario],
    extended: Mapping[str, Scenario],
    settings: Any,
    seeds: int,
    draws: int,
    last: str,
    precision: float | None,
) -> dict[str, Any]:
    """What a comparison was made of: enough to make it again."""
    from sim.running import run_record

    first = next(iter(extended.values()))
    made = run_record(first, settings.households, 1, None, settings.burn_in)
    kept = {name: made[name] for name in ("households", "burn_in", "parameters_from", "code", "data", "versions")}
    documents = {name: scenario.document() for name, scenario in extended.items()}
    asked = {"seeds": seeds, "draws": draws, "last": last, "at": settings.at, "precision": precision}
    return {"comparison": list(named), "scenario_documents": documents, **asked, **kept}
