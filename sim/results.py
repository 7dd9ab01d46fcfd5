"""A run's books as one labelled dataset: names, units and meanings that users script against; the run record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.books.flows import CASH_SIGN, Cash, Count, Credit, Group
from sim.books.tallies import AGES, Till
from sim.build import Built
from sim.calendar import month_dates
from sim.data.city import CLASSES
from sim.errors import ResultError
from sim.panel import PANEL, Panel
from sim.paths import BASE_INCOME, event_visitors, external_retail
from sim.policy.programmes import Pays, payer_shares
from sim.policy.vocabulary import BUCKETS, CHANNELS, PAYERS, PRODUCTS, QUINTILES, SECTORS, SEGMENTS
from sim.tables import goods_table, lender_names, lender_types, lenders_booking_here, merchants_table, moved_here
from sim.variables import VARIABLES

if TYPE_CHECKING:
    import xarray as xr

FEN = 0.01
NETCDF = b"\x89HDF\r\n\x1a\n"
"""The first bytes of a NetCDF-4 file."""

MLP, MPL = ("month", "product", "lender"), ("month", "segment", "quintile")


def to_dataset(
    built: Built,
    books: NDArray[Any],
    states: NDArray[Any],
    errors: NDArray[np.int64],
    panel: Panel | None = None,
) -> xr.Dataset:
    """Dataset of the months after the burn-in, money of the whole city. books, states : [month] records."""
    import xarray as xr

    kept, at = books[built.burn_in :], states[built.burn_in :]
    money, count = built.scale * FEN, built.scale
    data: dict[str, tuple[tuple[str, ...], NDArray[Any]]] = {}
    data |= _sales(built, kept, money)
    data |= _credit(built, kept, at, money, count)
    data |= _groups(built, kept, money, count)
    data |= _public(built, kept, at, money)
    data |= _units(kept, at, count)
    data |= _merchants(built, at, money)
    data |= _tickets(built, kept, money)
    data["fleet_cars"] = (("month", "sector"), _fleet_cars(built))
    data["ledger_error"] = (("month",), errors[built.burn_in :])
    levers, arms = _levers(built), _arms(built)
    more: dict[str, Any] = {"arm": arms} if built.trials else {}
    if panel:
        data |= {name: (_panel_dims(name), table[built.burn_in :]) for name, table in panel.tables.items()}
        more["household"] = np.arange(panel.count)
        if built.trials:
            more["household_arm"] = ("household", np.array(arms)[panel.arm])
    return xr.Dataset(
        {name: (dims, values, _attributes(name)) for name, (dims, values) in data.items()},
        coords={
            "month": month_dates(built.first_month, built.months).astype("datetime64[ns]"),
            "sector": list(SECTORS), "channel": list(CHANNELS), "product": list(PRODUCTS), "lender": lender_names(),
            "lender_type": ("lender", lender_types()), "segment": list(SEGMENTS), "quintile": np.arange(QUINTILES),
            "bucket": list(BUCKETS), "lever": levers, "payer": list(PAYERS), "age": np.arange(AGES),
            "cash_flow": [flow.name.lower() for flow in Cash],
            **more,
        },
    )  # fmt: skip


def _attributes(name: str) -> dict[str, str]:
    unit, kind, meaning, meaning_zh = PANEL[name][:4] if name in PANEL else VARIABLES[name]
    return {"units": unit, "kind": kind, "long_name": meaning, "long_name_zh": meaning_zh}


def _panel_dims(name: str) -> tuple[str, ...]:
    return ("month", "household", "product") if PANEL[name].each else ("month", "household")


def _arms(built: Built) -> list[str]:
    """Names of the trial arms: `none`, or the keys of the trials that a household lies in, as `a+b`."""
    keys = [key for key, _ in built.trials]
    arms = ([key for bit, key in enumerate(keys) if arm >> bit & 1] for arm in range(1 << len(keys)))
    return ["+".join(members) or "none" for members in arms]


def _sales(built: Built, books: NDArray[Any], money: float) -> dict[str, Any]:
    goods = goods_table(built.parameters)
    sold = (books["cash"][:, Cash.SPENDING] + books["cash"][:, Cash.TICKETS]) * money
    kept = goods.in_retail.astype(np.float64)
    online = goods.online.astype(np.float64)
    split = np.stack([1.0 - online, online], axis=1)
    local = books["merchants"][:, Till.LOCAL].reshape(built.months, len(SECTORS), -1).sum(axis=2) * money
    moved = local * moved_here(built.parameters)
    sector = ("month", "sector", "channel")
    outside = external_retail(built.parameters, built.raw, built.first_month, built.months)
    visitors = built.economy.plan.terms["visitor_spending"][built.burn_in :][: built.months]
    events, services = event_visitors(visitors, kept)
    outside[:, :, 0] += events
    retail = (sold * kept + moved)[:, :, None] * split + outside
    served = (sold * (1.0 - kept) - moved)[:, :, None] * split
    served[:, :, 0] += services
    tax = retail.sum(axis=(1, 2)) * float(built.parameters.sales_tax_share)
    return {
        "tax_on_sales": (("month",), tax + books["cash"][:, Cash.TAX].sum(axis=1) * money),
        "retail_sales": (sector, retail),
        "retail_moved_here": (sector[:2], moved),
        "service_sales": (sector, served),
        "resident_spending": (("month", "sector"), sold + books["cash"][:, Cash.AWAY] * money),
    }


def _credit(built: Built, books: NDArray[Any], states: NDArray[Any], money: float, count: float) -> dict[str, Any]:
    flow, number, stock = books["credit"], books["counts"], books["stock"]
    weights = books["weights"]
    volume = flow[:, Credit.ORIGINATION].astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        apr = np.where(volume > 0, weights[:, :, 0] / (volume / 100.0) / 10_000.0, np.nan)
        term = np.where(volume > 0, weights[:, :, 1] / (volume / 100.0), np.nan)
        balance = stock.sum(axis=1).astype(np.float64)
        held = np.where(balance > 0, weights[:, :, 2] / balance / 10_000.0, np.nan)
    new = flow[:, Credit.ORIGINATION] + flow[:, Credit.CHARGE]
    gone = flow[:, Credit.SETTLED] + flow[:, Credit.FORGIVEN] + flow[:, Credit.TAKEN]
    settled = gone - flow[:, Credit.BROUGHT]
    bucket = ("month", "product", "lender", "bucket")
    return {
        "credit_balance": (MLP, stock.sum(axis=1) * money),
        "credit_booked_here": (MLP[:2], stock[..., lenders_booking_here()].sum(axis=(1, 3)) * money),
        "delinquent_balance": (bucket, np.moveaxis(stock, 1, 3) * money),
        "originations": (MLP, new * money),
        "repayments": (MLP, flow[:, Credit.REPAYMENT] * money),
        "prepayments": (MLP, flow[:, Credit.PREPAYMENT] * money),
        "refinanced": (MLP, flow[:, Credit.REFINANCED] * money),
        "charge_off": (MLP, flow[:, Credit.CHARGE_OFF] * money),
        "sold": (MLP, flow[:, Credit.SOLD] * money),
        "recoveries": (MLP, flow[:, Credit.RECOVERY] * money),
        "interest": (MLP, flow[:, Credit.INTEREST] * money),
        "lender_gifts": (MLP, flow[:, Credit.GIFT] * money),
        "accrued": (MLP, flow[:, Credit.ACCRUED] * money),
        "settled": (MLP, settled * money),
        "applications": (MLP, number[:, Count.APPLICATIONS] * count),
        "approvals": (MLP, number[:, Count.APPROVALS] * count),
        "rationed": (MLP, number[:, Count.RATIONED] * count),
        "defaults": (MLP, number[:, Count.DEFAULTS] * count),
        "apr": (MLP, apr),
        "term": (MLP, term),
        "apr_outstanding": (MLP, held),
        "apr_offered": (MLP, states["apr"].astype(np.float64)),
        "vintage_90_plus": (("vintage", "age", "product"), _vintages(books["vintages"]) * money),
        "lender_capital": (("month", "lender"), states["capital"] * money),
        "lender_profit": (("month", "lender"), states["profit"] * money),
    }


def _vintages(seen: NDArray[np.int64]) -> NDArray[np.int64]:
    """[month, age, product] as seen in a month to [vintage, age, product] by month of disbursement."""
    months, ages, products = seen.shape
    table = np.zeros((months, ages, products), np.int64)
    for month in range(months):
        for age in range(min(ages, month + 1)):
            table[month - age, age] = seen[month, age]
    return table


def _groups(built: Built, books: NDArray[Any], money: float, count: float) -> dict[str, Any]:
    arms = 1 << len(built.trials)
    groups = len(SEGMENTS) * QUINTILES * 2 * arms
    shape = (built.months, len(SEGMENTS), QUINTILES, 2, arms)
    arm = ("arm",) if built.trials else ()

    def by_group(sums: NDArray[Any]) -> NDArray[Any]:
        """[month, group] to [month, segment, quintile], with arms where there are trials."""
        table = sums.reshape(shape).sum(axis=3)
        return table if built.trials else table[..., 0]

    def measure(which: Group, factor: float) -> tuple[tuple[str, ...], NDArray[np.float64]]:
        return (*MPL, *arm), by_group(books["groups"][:, which, :groups]) * factor

    goods = goods_table(built.parameters)
    weight, kept, kind = goods.weight, goods.in_retail, goods.sector_class
    in_class = np.array([(weight * kept)[kind == k].sum() / weight[kind == k].sum() for k in range(len(CLASSES))])
    ordinary = np.einsum("mkg,k->mg", books["classes"][:, :, :groups].astype(np.float64), in_class)
    retail = by_group(ordinary + books["groups"][:, Group.RETAIL, :groups]) * money
    total = lambda which, factor: (("month", *arm), measure(which, factor)[1].sum(axis=(1, 2)))  # noqa: E731
    return {
        "retail_sales_by_group": ((*MPL, *arm), retail),
        "credit_balance_by_group": measure(Group.CREDIT, money),
        "delinquent_balance_by_group": measure(Group.DELINQUENT, money),
        "approvals_by_group": measure(Group.APPROVALS, count),
        "debt_service": measure(Group.DEBT_SERVICE, money),
        "households_over_indebted": measure(Group.OVER_INDEBTED, count),
        "households_in_debt_spiral": measure(Group.IN_SPIRAL, count),
        "households": measure(Group.HOUSEHOLDS, count),
        "households_with_debt": measure(Group.WITH_DEBT, count),
        "households_hand_to_mouth": measure(Group.HAND_TO_MOUTH, count),
        "persons": measure(Group.PERSONS, count),
        "income": measure(Group.INCOME, money),
        "deposits": measure(Group.DEPOSITS, money),
        "housing_services": measure(Group.HOUSING, money),
        "unemployed": total(Group.UNEMPLOYED, count),
        "labour_force": total(Group.LABOUR_FORCE, count),
        "card_line": total(Group.CARD_LINE, money),
        "mortgage_balance": _stock_path(built, "mortgage_stock", books, money),
        "operating_loan_balance": _operating_loans(built),
    }


def _stock_path(built: Built, path: str, books: NDArray[Any], money: float) -> tuple[tuple[str], NDArray[np.float64]]:
    opening = books["groups"][0, Group.MORTGAGE_DEBT].sum() * money
    return ("month",), opening * built.raw[path] / built.raw_before[path][0]


def _operating_loans(built: Built) -> tuple[tuple[str], NDArray[np.float64]]:
    p = built.parameters
    share = 1.0 - float(p.consumption_loan_share) - float(p.mortgage_loan_share)
    level = float(p.household_loans) * 1e8 * share
    return ("month",), level * built.raw["operating_loan_stock"] / built.raw_before["operating_loan_stock"][0]


def _levers(built: Built) -> list[str]:
    return sorted({row.lever for row in built.rows})


def _public(built: Built, books: NDArray[Any], states: NDArray[Any], money: float) -> dict[str, Any]:
    count, levers = len(built.rows), _levers(built)
    place = np.array([levers.index(row.lever) for row in built.rows], np.int64)
    to_lever = np.zeros((count, len(levers)))
    to_lever[np.arange(count), place] = 1.0
    paid = states["paid"][:, :count] * money
    fronted = np.array([row.pays != Pays.LOSSES for row in built.rows], bool)
    lost = (books["claims"][:, :count] * money - paid) * fronted
    return {
        "fiscal_cost": (
            ("month", "lever", "payer"),
            np.einsum("mk,kl,kp->mlp", paid, to_lever, payer_shares(built.rows)),
        ),
        "unfunded_claims": (("month", "lever"), lost @ to_lever),
    }


def _units(books: NDArray[Any], states: NDArray[Any], count: float) -> dict[str, Any]:
    sold = books["units"] * count
    sector = ("month", "sector")
    return {
        "tickets_sold": (sector, sold[:, 0]),
        "tickets_advanced": (sector, sold[:, 1]),
        "tickets_aided": (sector, sold[:, 2]),
        "cars_sold": (sector, sold[:, 0] * np.isin(SECTORS, ("nev", "ice", "used_car"))),
        "plate_price": (("month",), states["plate_price"].astype(np.float64)),
        "plates_left": (("month",), states["plates_left"] * count),
    }


def _merchants(built: Built, states: NDArray[Any], money: float) -> dict[str, Any]:
    share = merchants_table(built.parameters).share.astype(np.float64)
    by_sector = lambda values: values.reshape(len(values), len(SECTORS), -1).sum(axis=2)  # noqa: E731
    asked = 1.0 + by_sector(share * (states["price"].astype(np.float64) - 1.0))
    return {
        "merchant_price": (("month", "sector"), asked),
        "merchant_receivable": (("month", "sector"), by_sector(states["receivable"]) * money),
    }


def _tickets(built: Built, books: NDArray[Any], money: float) -> dict[str, Any]:
    """What was counted at the tills, by sector; loans with aid; what flowed in and out of deposits."""
    counted = books["merchants"].reshape(built.months, len(Till), len(SECTORS), -1).sum(axis=3) * money
    at_till = {
        "ticket_sales": Till.SALES,
        "ticket_loans": Till.FINANCED,
        "ticket_aid": Till.AID,
        "ticket_discount": Till.DISCOUNT,
        "ticket_markup": Till.MARKUP,
        "co_funded": Till.CO_FUNDED,
        "ticket_sales_aided": Till.AIDED,
    }
    signs = np.array(CASH_SIGN)
    return {
        **{name: (("month", "sector"), counted[:, place]) for name, place in at_till.items()},
        "aided_originations": (("month", "product"), books["aided"] * money),
        "household_cash": (("month", "cash_flow"), books["cash"].sum(axis=2) * signs * money),
    }


def _fleet_cars(built: Built) -> NDArray[np.float64]:
    """What firms and institutions spend on new cars over the price of a household's car (assumption: the same)."""
    spent = external_retail(built.parameters, built.raw, built.first_month, built.months)[:, :, 0]
    index = built.raw["income_per_head"] / BASE_INCOME * built.raw["car_price"]
    price = goods_table(built.parameters).price.astype(np.float64) * index[:, None]
    cars = np.isin(SECTORS, ("nev", "ice"))
    return np.where(cars, spent / np.where(cars, price, 1.0), 0.0)


def save_result(dataset: xr.Dataset, file: Path) -> None:
    """Write a result as NetCDF: to a name of its own first, then in place, so that a half-written file never shows.

    It is made in memory, because HDF5 brings the process down where it meets the end of a disk. Raises OSError.
    """
    temporary = file.with_suffix(".partial")
    encoding = {name: {"zlib": True, "complevel": 4} for name in dataset.data_vars}
    content = dataset.to_netcdf(None, engine="h5netcdf", encoding=encoding)
    try:
        temporary.write_bytes(content)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def load_result(file: Path | str) -> xr.Dataset:
    """Read a result. Raises ResultError where there is none or it is no result of this program."""
    path = Path(file)
    if path.is_dir():
        path = path / "run.nc"
    if not path.is_file():
        raise ResultError("there is no result here.", file=path, remedy="Give the folder that `creditsim run` wrote.")
    dataset = _read(path)
    month = dataset.variables.get("month")
    dated = month is not None and month.dims == ("month",) and month.size > 0 and month.dtype.kind == "M"
    if not (dated and isinstance(dataset.attrs.get("run_record"), str) and "ledger_error" in dataset):
        raise ResultError(
            "the file is no result of a run.", file=path, remedy="Give a file that `creditsim run` wrote."
        )
    return dataset


def _read(path: Path) -> xr.Dataset:
    import h5py
    import xarray as xr

    try:
        with path.open("rb") as stream:
            head = stream.read(len(NETCDF))
    except OSError as problem:
        what = f"the file cannot be read ({problem.strerror})."
        raise ResultError(what, file=path, remedy="Ask its owner for access.") from None
    if head != NETCDF:
        raise ResultError("this is no NetCDF file.", file=path, remedy="Give a file that `creditsim run` wrote.")
    try:
        # a root that does not open leaves h5netcdf with half an object, whose end it reports on standard error
        with h5py.File(path, "r") as opened:
            opened.attrs.get("_nc3_strict")
        with xr.open_dataset(path, engine="h5netcdf") as opened:
            return opened.load()
    except (OSError, ValueError, LookupError, RuntimeError, TypeError, AttributeError, ImportError) as problem:
        reason = " ".join(str(problem).split())[:120]
        what = f"the file is cut short or damaged and cannot be read ({reason})."
        raise ResultError(what, file=path, remedy="Copy it again, or run it again.") from None
