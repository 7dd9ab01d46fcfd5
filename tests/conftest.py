"""One small run, month by month, that many tests look at; and the tools to make others like it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from creditsim.app import main
from sim import parameters as known_parameters
from sim.agents.world import Economy
from sim.books.tallies import clear, numbers_of
from sim.build import Built, build, new_tile
from sim.economy import CreditEconomy
from sim.engine.blocks import aligned
from sim.month import begin_month, end_month, households, keep_state, new_series
from sim.parameters import parameter_record
from sim.population.synthesis import column
from sim.scenarios import Scenario, load_scenario

known_parameters.POSTERIOR = Path(__file__).with_name("no_posterior.csv")
"""Mechanisms are tested at the centre of the priors, and go on being so when figures are fitted anew. Commands that
tests start as programs of their own take their parameters from the posterior that is shipped."""

HOUSEHOLDS, SEED, BURN_IN = 1_500, 20_241_031, 3
COLUMNS_OF_A_BLOCK = ("rows", "group", "segment_start", "arm")


@dataclass
class Run:
    """A run: what it was made of, what it ended with, and copies of what it passed through where asked for."""

    built: Built
    books: np.ndarray
    states: np.ndarray
    errors: np.ndarray
    opening: np.ndarray
    homes: list[np.ndarray] = field(default_factory=list)

    def people(self, month: int | None = None) -> dict[str, np.ndarray]:
        """Every column in the order of households' numbers; month: after which, None = at the end."""
        homes = self.built.economy.homes if month is None else self.homes[month]
        return by_household(homes)


def by_household(homes: np.ndarray) -> dict[str, np.ndarray]:
    order = np.argsort(column(homes, "household"))
    return {name: column(homes, name)[order] for name in homes.dtype.names if name not in COLUMNS_OF_A_BLOCK}


def made(scenario: Scenario, number: int = HOUSEHOLDS, *, seed: int = SEED, block: int | None = None) -> Built:
    return build(scenario, number, seed, None, burn_in=BURN_IN, threads=1, block=block)


def run_by_month(built: Built, *, keep: bool = False) -> Run:
    """All months, one call a phase, as the order of events says."""
    economy, total = built.economy, built.burn_in + built.months
    books, states = new_series(total, economy)
    tile = new_tile(economy)[0]
    result = Run(built, books, states, np.zeros(total, np.int64), economy.homes.copy())
    for month in range(total):
        begin_month(economy.world, economy.plan, economy.book, month)
        clear(economy.book)
        households(economy.homes, 0, len(economy.homes), tile, economy.book, economy.world, month)
        result.errors[month] = end_month(economy.world, economy.book, economy.before)
        books[month] = economy.book
        keep_state(states[month], economy.world)
        if keep:
            result.homes.append(economy.homes.copy())
    return result


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    """The shipped policies over a year and a half, in which interest subsidies, trade-in and vouchers come and go."""
    return load_scenario("shanghai/actual").with_months("2025-01", "2026-06")


@pytest.fixture(scope="session")
def without_policy() -> Scenario:
    """No lever, half a year of 2025."""
    return load_scenario("shanghai/no_policy").with_months("2025-01", "2025-06")


@pytest.fixture(scope="session")
def make() -> Callable[..., Built]:
    """An economy of this small kind: make(scenario, households, seed=, block=)."""
    return made


@pytest.fixture(scope="session")
def city() -> Callable[..., CreditEconomy]:
    """The same economy as a Mesa model, after its burn-in: city(scenario, households, seed=)."""

    def model(scenario: Scenario, number: int = HOUSEHOLDS, *, seed: int = SEED) -> CreditEconomy:
        return CreditEconomy(scenario, households=number, rng=seed, burn_in=BURN_IN)

    return model


@pytest.fixture(scope="session")
def by_month() -> Callable[..., Run]:
    """Runs a made economy month by month."""
    return run_by_month


@pytest.fixture(scope="session")
def columns_of() -> Callable[[np.ndarray], dict[str, np.ndarray]]:
    """Every column of blocks in the order of households' numbers."""
    return by_household


@pytest.fixture(scope="session")
def small(scenario: Scenario) -> Run:
    """The small run, with the households after every month. Read it; do not change it."""
    return run_by_month(made(scenario), keep=True)


@pytest.fixture(scope="session")
def assert_same_run() -> Callable[..., None]:
    """Asserts that two runs have the same books, states, world and households, to the bit."""

    def check(one: Run, books: np.ndarray, states: np.ndarray, economy: Economy) -> None:
        np.testing.assert_array_equal(numbers_of(one.books), numbers_of(books))
        for name in states.dtype.names:
            assert one.states[name].tobytes() == np.ascontiguousarray(states[name]).tobytes(), name
        for name in economy.world.dtype.names:
            assert one.built.economy.world[name].tobytes() == economy.world[name].tobytes(), name
        mine, other = one.people(), by_household(economy.homes)
        for name, values in mine.items():
            assert values.tobytes() == other[name].tobytes(), name

    return check


@pytest.fixture(scope="session")
def parameters() -> np.record:
    """The central parameters as one record, laid out as a month sees them."""
    record = parameter_record()
    same = np.zeros(1, np.dtype((np.record, aligned(record.dtype))))[0]
    for name in record.dtype.names:
        same[name] = record[name]
    return same


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Exit code, output and error text of the command line, called in this process: said("levers", "voucher")."""

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["creditsim", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        caught = capsys.readouterr()
        return ended.value.code, caught.out, caught.err

    return call


PRODUCT = {
    **os.environ,
    "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
}
"""The environment of a process that has this program; a task is given up with its second worker."""


class Workers:
    """A Dask scheduler and two workers, each a process of this machine."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.folder = folder
        common = ["--local-directory", str(folder), "--no-dashboard"]
        scheduler = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(self.file)]
        self.processes = [self._begun([*scheduler, "--no-dashboard"])]
        deadline = time.monotonic() + 60
        while not (self.file.is_file() and self.file.read_text()) and time.monotonic() < deadline:
            time.sleep(0.1)
        self.address: str = json.loads(self.file.read_text())["address"]
        self._worker = ["worker", self.address, "--nthreads", "1", "--host", "127.0.0.1", "--no-nanny", *common]
        for _ in range(2):
            self.add()
        self._await(2)

    def _await(self, workers: int) -> None:
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=120)

    def add(self) -> subprocess.Popen[bytes]:
        """One worker more."""
        process = self._begun(self._worker)
        self.processes.append(process)
        return process

    def _begun(self, words: list[str]) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{words[0]}-{time.monotonic_ns()}.log").open("wb")
        try:
            return subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
                stdout=log,
                stderr=log,
                env=PRODUCT,
            )
        finally:
            log.close()

    def end(self) -> None:
        """End what was begun."""
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    """A cluster of two workers over loopback, with an `address`."""
    workers = Workers(tmp_path_factory.mktemp("cluster"))
    yield workers
    workers.end()


@pytest.fixture
def fragile_cluster(tmp_path: Path) -> Iterator[Workers]:
    """The same, to be broken by a test."""
    (tmp_path / "cluster").mkdir()
    workers = Workers(tmp_path / "cluster")
    yield workers
    workers.end()
