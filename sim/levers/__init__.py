"""Policy tools, one file each: LEVERS holds every `Lever` of this folder by key."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from sim.levers.base import LEVERS, Horizon, Lever
from sim.levers.values import Number

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["LEVERS", "Horizon", "Lever", "Number"]
