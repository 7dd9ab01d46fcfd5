"""Public money of the usual run, programme by programme."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.claims.registry import Row, Settings, claim, judged, reported


@claim("programmes")
def budgets(settings: Settings) -> Iterator[Row]:
    """No programme pays more than its budget; the part not used by the end of 2026 is reported."""
    from benchmarks.runs import SAMPLE
    from sim.build import build
    from sim.running import run
    from sim.scenarios import load_scenario

    built = build(load_scenario("shanghai/actual"), SAMPLE, 1, None)
    _, states, _ = run(built)
    money = built.scale / 100
    paid = states["paid"][:, : len(built.rows)].cumsum(axis=0) * money
    released = built.economy.plan.schedule["budget"][: len(states)].cumsum(axis=0) * money
    capped = [k for k, row in enumerate(built.rows) if row.budget is not None]
    over = [built.rows[k].id for k in capped if (paid[:, k] > released[:, k] + 0.5).any()]
    what = f"no budget overspent in any month, {len(capped)} programmes with a budget"
    yield judged(what, f"overspent: {', '.join(over) or 'none'}", "none", met=not over)
    for k, row in enumerate(built.rows):
        spent, budget = paid[-1, k], released[-1, k]
        if row.budget is None:
            figure = f"open-ended, paid {spent / 1e6:,.0f} m CNY"
        else:
            figure = f"{1 - spent / budget if budget else 0:.0%} of {budget / 1e6:,.0f} m CNY"
        yield reported(f"unused by 2026-12: {row.id}", figure)
