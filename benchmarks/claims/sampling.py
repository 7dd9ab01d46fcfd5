"""A sample of 20,000 households tells the same as a large one."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.claims.registry import Row, Settings, claim, judged

FIRST = 36
"""Ratios are taken over 2025, the fourth year."""
MOST = 4.0
"""Standard errors."""


@claim("samples")
def sampling(settings: Settings) -> Iterator[Row]:
    """Twelve ratios at 20,000 households and at the large sample differ by less than 4 standard errors."""
    import numpy as np

    from benchmarks.ratios import RATIOS, ratios
    from benchmarks.runs import SAMPLE, actual

    samples = [ratios(actual(SAMPLE, seed), FIRST) for seed in range(1, settings.seeds + 1)]
    large = ratios(actual(settings.large), FIRST)
    for name in RATIOS:
        values = np.array([sample[name] for sample in samples])
        error = values.std(ddof=1) * np.sqrt(1 + SAMPLE / settings.large)
        apart = (values[0] - large[name]) / error
        mean = (values.mean() - large[name]) / (error / np.sqrt(len(values)))
        figure = f"{values[0]:.4f} against {large[name]:.4f}: {apart:+.1f} s.e. of {error:.1e}"
        figure += f" (mean of {len(values)} seeds {mean:+.1f} of its own)"
        what = f"sampling, {SAMPLE:,} against {settings.large:,} households, 2025: {name}"
        yield judged(what, figure, f"< {MOST:.0f} s.e.", met=abs(apart) < MOST)
