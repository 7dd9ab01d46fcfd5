"""Questions to the model: comparisons of scenarios, and pictures."""

from __future__ import annotations

from experiments.comparison import compare

__all__ = ["compare"]
