"""Points of a design: factors with their ranges, and pairs of runs that answer them."""

from __future__ import annotations

from experiments.points.evaluate import Answers, Evaluate, Point
from experiments.points.factors import Factor, values_at

__all__ = ["Answers", "Evaluate", "Factor", "Point", "values_at"]
