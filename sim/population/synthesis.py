"""The population of a run: blocks of households, each row filled in compiled code, never a table in between."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from sim.agents.household.arrival import arrive
from sim.agents.household.columns import BLOCK, block_dtype
from sim.engine.blocks import pack
from sim.engine.draws import ALWAYS, Decision, uniforms, word_of
from sim.engine.kernel import kernel
from sim.errors import UsageError
from sim.policy.vocabulary import QUINTILES
from sim.population.cells import Cells
from sim.population.fitting import in_turn

TRIALS = 2
"""Most trials of a run: four arms."""


def seed_words(seed: int) -> NDArray[np.uint32]:
    """The two 32-bit words of a seed that draws take."""
    return np.array([seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF], np.uint32)


def arms_of(households: NDArray[np.uint32], trials: Sequence[tuple[str, float]]) -> NDArray[np.uint8]:
    """Trial arm of every household: bit k is set where it lies in trial k = (key, share), for every seed and month."""
    if len(trials) > TRIALS:
        raise UsageError(f"a run has at most {TRIALS} trials, not {len(trials)}.", remedy="Remove a trial.")
    arms = np.zeros(len(households), np.uint8)
    luck = np.empty(len(households), np.float32)
    for bit, (key, share) in enumerate(trials):
        words = np.array([word_of(key), 0], np.uint32)
        uniforms(luck, households, words, ALWAYS, int(Decision.TRIAL), len(households))
        arms |= (luck < np.float32(share)).astype(np.uint8) << np.uint8(bit)
    return arms


@kernel
def _fill(blocks, first, last, order, start, cells, seed):
    for b in range(first, last):
        home = blocks[b]
        for i in range(home.rows):
            home.household[i] = order[start[b] + i]
            arrive(home, i, cells, seed, ALWAYS, True)


def make_blocks(
    households: int,
    cells: Cells,
    seed: int,
    trials: Sequence[tuple[str, float]] = (),
    threads: int = 2,
    rows: int | None = None,
    part: tuple[int, int] = (0, 1),
) -> NDArray[np.void]:
    """So many households in blocks of one group each, sorted by group: an array of records (`columns.block_dtype`).

    trials : (key, share) of each trial, at most two.  rows : of a block; None: `BLOCK`.
    part : (k, n) = the k-th of n shares of the blocks, from 0; k = n: none of them.
    Household k lies in the same group, and has the same life, in every population of more than k households with these
    cells and this seed, for any threads, rows and trials.
    """
    if households < 1:
        raise UsageError(f"a population of {households} households cannot be made.", remedy="Ask for one at least.")
    rows = rows or BLOCK
    arms = 2 ** len(trials)
    group = in_turn(cells.people.share, households)
    if arms > 1:
        group = group * np.uint8(arms) + arms_of(np.arange(households, dtype=np.uint32), trials)
    order = np.argsort(group, kind="stable").astype(np.uint32)
    size = np.bincount(group, minlength=len(cells.people.share) * arms)
    count = -(-size // rows)
    owner = np.repeat(np.arange(len(size)), count)
    before = (np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)) * rows
    start = (np.cumsum(size) - size)[owner] + before
    share = slice(len(owner) * part[0] // part[1], len(owner) * (part[0] + 1) // part[1])
    owner, before, start = owner[share], before[share], start[share]
    blocks = np.zeros(len(owner), np.dtype((np.record, block_dtype(rows))))
    packed, words = pack(cells._replace(arms=arms)), seed_words(seed)
    step = max(1, len(blocks) // (16 * threads))

    def fill(first: int) -> None:
        part = slice(first, first + step)
        blocks["group"][part] = owner[part]
        blocks["arm"][part] = owner[part] % arms
        blocks["segment_start"][part] = owner[part] // arms // (2 * QUINTILES)
        blocks["rows"][part] = np.minimum(rows, size[owner[part]] - before[part])
        _fill(blocks, first, min(first + step, len(blocks)), order, start, packed, words)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(fill, range(0, len(blocks), step)))
    return blocks


def column(blocks: NDArray[np.void], name: str) -> NDArray[np.generic]:
    """One column of the whole population in block order: [household], or [household, place] if it is repeated."""
    filled = np.arange(blocks["household"].shape[1]) < blocks["rows"][:, None]
    values = blocks[name]
    if values.ndim == 1:
        return np.repeat(values, blocks["rows"])
    return values[filled] if values.ndim == 2 else np.moveaxis(values, 1, 2)[filled]
