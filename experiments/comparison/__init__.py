"""Paired comparison of scenarios: same households, same luck, differences with intervals."""

from __future__ import annotations

from experiments.comparison.ensemble import compare
from experiments.comparison.ranking import Ranking, ranked
from experiments.comparison.store import effects_table, load_effects, save_effects

__all__ = ["Ranking", "compare", "effects_table", "load_effects", "ranked", "save_effects"]
