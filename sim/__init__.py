"""The model. From Python: `from sim import load_scenario, simulate`; each is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.running import simulate
    from sim.scenarios import load_scenario

__all__ = ["load_scenario", "simulate"]

_HOME = {"load_scenario": "sim.scenarios", "simulate": "sim.running"}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
