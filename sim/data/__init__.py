"""Published statistics, dated assumptions and policy texts of the cities, with the functions that read them.

Nothing here decides anything: `statistics.py` reads the tidy tables, `exogenous.py` the monthly paths that drive a run.
Where each number comes from and how far it can be trusted is told in `README.md` beside this file.
"""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent
"""Folder of the package data."""
