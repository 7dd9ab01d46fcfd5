"""Effects of the clauses of the opinion, told from luck with 16 pairs of 20,000 households."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.claims.registry import Row, Settings, claim, judged, reported

ENOUGH = 15
"""Clauses of 18."""


@claim("effects", run="slow", must_hold=False)
def precision(settings: Settings) -> Iterator[Row]:
    """Effect, standard error and gain from pairing of each clause on retail sales, credit and arrears of new loans."""
    from benchmarks.precision import (
        APART,
        BASE,
        FLOOR,
        MEASURES,
        PAIRS,
        SHARE,
        SMALL,
        clause_scenarios,
        effects_of,
    )
    from benchmarks.runs import SAMPLE
    from experiments import compare
    from sim.scenarios import load_scenario
    from sim.scenarios.clauses import read_clauses

    compared = clause_scenarios()
    scenarios = {clause: one.scenario for clause, one in compared.items()}
    comparison = compare(load_scenario(BASE), scenarios, households=SAMPLE, seeds=PAIRS)
    found = list(effects_of(comparison, {clause: one.sign for clause, one in compared.items()}))
    bar = f"s.e. <= {SHARE:.0%} of the effect, or <= {FLOOR} pp below {SMALL} pp; beyond {APART:.0f} s.e."
    for effect in found:
        turned = " (the record against what it is without)" if compared[effect.clause].sign < 0 else ""
        yield judged(
            f"effect of {effect.clause} on {MEASURES[effect.measure]}{turned}", str(effect), bar, met=effect.met
        )
    clauses = list(read_clauses().clauses)
    for clause in clauses:
        if clause not in compared:
            yield reported(f"effect of {clause}", "not measured: no scenario states it")
    of_all = f"of {len(clauses)} clauses, {PAIRS} pairs of {SAMPLE:,} households"
    some = {effect.clause for effect in found if effect.met}
    yield judged(
        f"clauses with an effect that is met, {of_all}", f"{len(some)}", f">= {ENOUGH}", met=len(some) >= ENOUGH
    )
    for measure, name in MEASURES.items():
        chosen = [effect for effect in found if effect.measure == measure]
        met, precise = sum(effect.met for effect in chosen), sum(effect.precise for effect in chosen)
        figure = f"{met}; standard error small enough for {precise}"
        yield judged(f"clauses whose effect on {name} is met, {of_all}", figure, f">= {ENOUGH}", met=met >= ENOUGH)
