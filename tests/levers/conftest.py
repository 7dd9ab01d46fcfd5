from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from sim.calendar import month_index
from sim.levers import LEVERS, Horizon, Lever
from sim.policy.groups import group_table


@pytest.fixture
def horizon() -> Horizon:
    """January 2024 to December 2027, every group, no trial."""
    return Horizon(tuple(range(month_index("2024-01"), month_index("2028-01"))), group_table())


@pytest.fixture
def at() -> Callable[[str], int]:
    """Position of a month in that horizon."""
    return lambda month: month_index(np.datetime64(month, "M")) - month_index("2024-01")


@pytest.fixture
def made() -> Callable[..., Lever]:
    """A lever from its key and entries; dates of 2025 unless given."""

    def make(key: str, entries: Mapping[str, Any]) -> Lever:
        dates = {"basis": "assumption", "from": "2025-01", "to": "2025-12"}
        return LEVERS[key].model_validate({**dates, **entries})

    return make
