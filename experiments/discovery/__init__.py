"""Scenario discovery: in which futures does a mix fail, in plain words."""

from __future__ import annotations

from experiments.discovery.run import Discovery, Futures, discover, futures_of_mixes, futures_of_sensitivity

__all__ = ["Discovery", "Futures", "discover", "futures_of_mixes", "futures_of_sensitivity"]
