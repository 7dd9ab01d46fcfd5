"""A sensitivity study run: screening where asked for, then the design of each kind of factor, then indices."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.points.evaluate import Evaluate
from experiments.points.factors import Factor
from experiments.points.outcomes import SCALARS
from experiments.sensitivity.analysis import analysed, points_of, screened
from experiments.sensitivity.designs import design_of
from experiments.sensitivity.study import SensitivityFile, Study

if TYPE_CHECKING:
    import xarray as xr

Progress = Callable[[int, int, str], None]

LIBRARIES = ("creditsim", "numpy", "numba", "scipy", "xarray", "SALib")
"""Libraries whose versions a record names."""


def headline(outcomes: Sequence[str], at: str) -> tuple[str, ...]:
    """Outputs that a table shows: measures, and indicators at the month looked at."""
    return tuple(name if name in SCALARS else f"{name}/{at}" for name in outcomes)


def sensitivity(
    study: Study, evaluate: Callable[[Study, tuple[Factor, ...]], Evaluate], progress: Progress | None = None
) -> Mapping[str, xr.Dataset]:
    """Indices by kind of factor: `uncertainties`, `levers`, each with `screening` beside it where one was asked for
    (`uncertainties_screening`). evaluate : makes the runs of a study with some factors.  progress : runs done, runs in
    all, and what they are for."""
    found: dict[str, xr.Dataset] = {}
    for name, part in study.parts.items():
        found |= _part(study, name, part, evaluate(study, part), progress)
    return found


def _part(
    study: Study, name: str, part: tuple[Factor, ...], answer: Evaluate, progress: Progress | None
) -> dict[str, xr.Dataset]:
    written, shown = study.written, headline(study.written.outcomes, study.written.at)
    found: dict[str, xr.Dataset] = {}
    factors = list(part)
    if written.screen and len(factors) > written.screen.keep:
        bar = _bar(progress, f"screening {name}")
        size, keep = written.screen.size, written.screen.keep
        factors, screen = screened(answer, factors, size, written.seeds, keep, shown[0], bar)
        found[f"{name}_screening"] = _recorded(screen, study, name)
    design = design_of(written.method, [factor.name for factor in factors], written.size)
    answers = answer(points_of(design, factors, written.seeds), _bar(progress, name))
    result = analysed(design, answers, factors, emulate=shown if written.emulator else ())
    return found | {name: _recorded(result, study, name)}


def _bar(progress: Progress | None, what: str) -> Callable[[int, int], None] | None:
    return (lambda done, most: progress(done, most, what)) if progress else None


def _recorded(result: xr.Dataset, study: Study, name: str) -> xr.Dataset:
    written = study.written
    record = json.dumps(run_record_of(study.base.document(), study.policy.document(), written), ensure_ascii=False)
    return result.assign_attrs(
        title=written.title,
        title_zh=written.title_zh,
        part=name,
        at=written.at,
        headline=list(headline(written.outcomes, written.at)),
        outcomes=list(written.outcomes),
        run_record=record,
    )


def run_record_of(base: dict[str, Any], policy: dict[str, Any], written: SensitivityFile) -> dict[str, Any]:
    """What an analysis was made of: enough to make it again."""
    from sim.engine.cache import source_hash
    from sim.running import data_hash, library_version

    asked = written.model_dump(mode="json", by_alias=True, exclude_unset=True)
    versions = {name: library_version(name) for name in LIBRARIES}
    hashes = {"code": source_hash(), "data": data_hash(), "versions": versions}
    return {"study": asked, "base": base, "scenario": policy, **hashes}
