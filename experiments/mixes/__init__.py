"""Which mixes of levers a city should look at: search, race on fresh luck, chances and regret."""

from __future__ import annotations

from experiments.mixes.run import mixes
from experiments.mixes.study import MixStudy, load_mixes

__all__ = ["MixStudy", "load_mixes", "mixes"]
