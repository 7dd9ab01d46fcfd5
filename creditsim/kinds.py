"""Kinds of files that a user can bring, and how each is checked: by its name, or else by its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.errors import CreditSimError, DataError, Mistake, refusal_of

if TYPE_CHECKING:
    from sim.data.tables import Table

SCENARIO_KEYS = {"title", "extends", "levers", "months"}
"""Keys that tell a scenario from a file of parameters."""


class Checked(NamedTuple):
    """A file that is in order.  kind : what it holds; rows : how many."""

    file: Path
    kind: str
    rows: int


def check_files(files: Iterable[Path]) -> list[Checked]:
    """Each file with its kind. Raises the error of every mistake in any of them."""
    checked: list[Checked] = []
    mistakes: dict[Mistake, None] = {}
    for file in files:
        try:
            checked.append(check_file(file))
        except CreditSimError as error:
            alone = Mistake(error.file or file, error.place or "", error.what, error.remedy or "")
            mistakes.update(dict.fromkeys(error.mistakes or (alone,)))
    if mistakes:
        raise refusal_of(DataError, list(mistakes))
    return checked


def check_file(file: Path) -> Checked:
    """A file with its kind. Raises CreditSimError, every mistake in it."""
    from sim.data.posterior import read_posterior
    from sim.parameters import override_fault

    if file.suffix in {".yaml", ".yml"}:
        return _check_document(file)
    if file.suffix != ".csv":
        what = f"a file that ends in '{file.suffix}' is no table." if file.suffix else "this is no table."
        raise DataError(what, file=file, remedy="Save it as 'CSV UTF-8', with a name that ends in .csv.")
    if file.name == "posterior.csv":
        return Checked(file, "a posterior", len(read_posterior(file, override_fault)))
    table, count = _tables()[_kind(file)]
    return Checked(file, table.kind, count(file))


def files_in(folder: Path) -> list[Path]:
    """Tables and files of parameters of a folder, in order of name. Raises DataError where there are none."""
    found = sorted(path for path in folder.iterdir() if path.suffix in {".csv", ".yaml", ".yml"})
    if not found:
        raise DataError("there are no tables here.", file=folder, remedy="Name a folder with .csv or .yaml files.")
    return found


def _check_document(file: Path) -> Checked:
    from sim.data.documents import read_yaml
    from sim.data.priors import PARAMETERS
    from sim.parameters import read_parameters
    from sim.scenarios import load_scenario

    if SCENARIO_KEYS & set(read_yaml(file, PARAMETERS).data):
        return Checked(file, "a scenario", len(load_scenario(file).levers))
    return Checked(file, PARAMETERS.noun, len(read_parameters([file])))


def _kind(file: Path) -> str:
    """Name of the kind of a table: that of the file, or that whose columns it has."""
    from sim.data.tables import heading

    tables = _tables()
    if file.stem in tables:
        return file.stem
    head = heading(file)
    head = tuple(head[0].replace("\t", ";").split(";")) if len(head) == 1 else head
    shared = {name: len({*table.header} & {*head}) / len(table.header) for name, (table, _) in tables.items()}
    best = max(shared, key=lambda name: shared[name])
    if shared[best] < 0.5:
        remedy = f"Name it after its kind ({', '.join(f'{name}.csv' for name in tables)}), or see sim/data/README.md."
        raise DataError("no kind of table has these columns.", file=file, place="line 1", remedy=remedy)
    return best


def _tables() -> dict[str, tuple[Table, Callable[[Path], int]]]:
    """Kind by name: its table, and what reads a file and counts its rows."""
    from calibration.breaks import BREAK_TABLE
    from calibration.declared import TARGET_TABLE, read_targets
    from calibration.imports.checks import checked_figures, shipped
    from calibration.observation import OBSERVATION_TABLE
    from calibration.private import PRIVATE_TABLE
    from sim.calendar import CAMPAIGN_TABLE
    from sim.data.city import LENDER_TABLE, PRODUCT_TABLE, SECTOR_TABLE
    from sim.data.exogenous import CITY, PATH_TABLE, anchor_table, path_list
    from sim.data.releases import RELEASE_TABLE
    from sim.data.seasons import SEASON_TABLE
    from sim.data.statistics import STATISTICS
    from sim.data.tables import rows
    from sim.population.marginals import MARGINAL_TABLE
    from sim.population.settled import SETTLED_TABLE

    def plain(table: Table) -> tuple[Table, Callable[[Path], int]]:
        return table, lambda file: len(rows(file, table))

    def anchors(file: Path) -> int:
        beside = (file.parent / "paths.csv").is_file()
        return len(rows(file, anchor_table(path_list(file.parent if beside else CITY))))

    return {
        "statistics": (STATISTICS, lambda file: len(checked_figures(file))),
        "paths": plain(PATH_TABLE),
        "exogenous": (anchor_table([]), anchors),
        "campaigns": plain(CAMPAIGN_TABLE),
        "seasons": plain(SEASON_TABLE),
        "lenders": plain(LENDER_TABLE),
        "products": plain(PRODUCT_TABLE),
        "sectors": plain(SECTOR_TABLE),
        "marginals": plain(MARGINAL_TABLE),
        "settled": plain(SETTLED_TABLE),
        "releases": plain(RELEASE_TABLE),
        "breaks": plain(BREAK_TABLE),
        "private": plain(PRIVATE_TABLE),
        "observation": plain(OBSERVATION_TABLE),
        "targets": (TARGET_TABLE, lambda file: len(read_targets(shipped(), file))),
    }
