import numpy as np
import pytest

from sim.population.cells import load_cells
from sim.population.synthesis import column, make_blocks


@pytest.fixture(scope="session")
def cells():
    return load_cells()


@pytest.fixture(scope="session")
def hundred_thousand(cells):
    return make_blocks(100_000, cells, 1)


@pytest.fixture(scope="session")
def by_household():
    """Bytes of every household's own columns, in the order of their numbers."""

    def rows(blocks):
        names = [name for name in blocks.dtype.names if name not in ("rows", "group", "segment_start", "arm")]
        order = np.argsort(column(blocks, "household"))
        return {name: column(blocks, name)[order] for name in names}

    return rows
