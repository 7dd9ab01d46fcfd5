"""A run's books as one labelled dataset: names, units and meanings that users script against; the run record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.books.flows import Cash, Count, Credit, Group
from sim.books.tallies import AGES
from sim.build import Built
from sim.calendar import month_dates
from sim.data.city import CLASSES
from sim.errors import ResultError
from sim.panel import PANEL, Panel
from sim.paths import BASE_INCOME, external_retail
from sim.policy.programmes import payer_shares
from sim.policy.vocabulary import BUCKETS, CHANNELS, PAYERS, PRODUCTS, QUINTILES, SECTORS, SEGMENTS
from sim.tables import goods_table, lender_names, lender_types, lenders_booking_here, merchants_table

if TYPE_CHECKING:
    import xarray as xr

FEN = 0.01
NETCDF = b"\x89HDF\r\n\x1a\n"
"""The first bytes of a NetCDF-4 file."""

MLP, MPL = ("month", "product", "lender"), ("month", "segment", "quintile")

VARIABLES: dict[str, tuple[str, str, str, str]] = {
    "retail_sales": ("CNY", "flow", "total retail sales of consumer goods", "社会消费品零售总额"),
    "service_sales": ("CNY", "flow", "resident spending outside retail sales", "居民服务消费"),
    "resident_spending": ("CNY", "flow", "resident spending, all sectors", "居民消费支出"),
    "credit_balance": ("CNY", "stock", "residents' consumption credit excluding mortgages", "消费信贷余额"),
    "credit_booked_here": (
        "CNY",
        "stock",
        "part of consumption credit that lenders book in the city, as its statistics count",
        "本市入账消费信贷余额",
    ),
    "originations": ("CNY", "flow", "loans paid out and purchases on card and pay-later", "发放额"),
    "repayments": ("CNY", "flow", "scheduled principal and balances paid at the due date", "按期还款"),
    "prepayments": ("CNY", "flow", "principal repaid early", "提前还款"),
    "refinanced": ("CNY", "flow", "balances repaid by a loan of another lender or account", "借新还旧"),
    "charge_off": ("CNY", "flow", "balances charged off", "核销"),
    "sold": ("CNY", "flow", "balances sold to collectors", "转让"),
    "recoveries": ("CNY", "flow", "collected after charge-off", "回收"),
    "interest": ("CNY", "flow", "interest and fees paid", "利息"),
    "settled": ("CNY", "flow", "from estates or taken along, less what newcomers bring", "清偿净额"),
    "accrued": ("CNY", "flow", "unpaid interest added to balances", "应计未付利息"),
    "applications": ("1", "flow", "loan applications, households of the city", "申请数"),
    "approvals": ("1", "flow", "loans approved, households of the city", "批准数"),
    "rationed": (
        "1",
        "flow",
        "applications refused because the expected loss does not fit under the cap",
        "限价挤出数",
    ),
    "defaults": ("1", "flow", "accounts that reach 91 days past due", "新增逾期90天以上户数"),
    "apr": ("1/year", "stock", "rate of new contracts, volume-weighted; NaN where none", "新发放利率"),
    "apr_outstanding": ("1/year", "stock", "rate of balances outstanding, weighted by balance", "存量利率"),
    "apr_offered": ("1/year", "stock", "rate offered to the average borrower", "报价利率"),
    "term": ("month", "stock", "term of new contracts, volume-weighted; NaN where none", "期限"),
    "delinquent_balance": ("CNY", "stock", "balance by days past due", "逾期余额"),
    "vintage_90_plus": ("CNY", "flow", "balances that reach 91 days, by month of disbursement and age", "账龄不良"),
    "fiscal_cost": ("CNY", "flow", "paid by public programmes", "财政支出"),
    "merchant_price": ("1", "stock", "price asked for large tickets over the list price", "大额商品售价指数"),
    "merchant_receivable": ("CNY", "stock", "public aid fronted by merchants, not yet paid", "商家垫付未结算补贴"),
    "unfunded_claims": ("CNY", "flow", "aid fronted by merchants that no budget paid", "未兑付补贴"),
    "retail_sales_by_group": ("CNY", "flow", "retail sales to residents", "分组零售额"),
    "credit_balance_by_group": ("CNY", "stock", "consumption credit", "分组信贷余额"),
    "delinquent_balance_by_group": ("CNY", "stock", "consumption credit 91 and more days past due", "分组不良余额"),
    "debt_service": ("CNY", "flow", "debt service paid, mortgages included", "偿债支出"),
    "households_over_indebted": ("1", "stock", "households with debt service above half of income", "过度负债户"),
    "households": ("1", "stock", "households of the city", "住户数"),
    "households_with_debt": ("1", "stock", "households in debt; transactors do not count", "负债户"),
    "households_hand_to_mouth": ("1", "stock", "households with less than half a month of spending in cash", "月光户"),
    "persons": ("1", "stock", "members of households", "人口"),
    "income": ("CNY", "flow", "disposable income", "可支配收入"),
    "deposits": ("CNY", "stock", "liquid wealth", "流动资产"),
    "housing_services": ("CNY", "flow", "rent, and imputed rent of owners", "居住支出"),
    "unemployed": ("1", "stock", "earners out of work", "失业人数"),
    "labour_force": ("1", "stock", "earners", "劳动力"),
    "card_line": ("CNY", "stock", "credit lines of cards", "授信总额"),
    "cars_sold": ("1", "flow", "cars sold to households", "汽车销量"),
    "fleet_cars": ("1", "flow", "new cars sold to firms and institutions", "单位新车购置量"),
    "tickets_sold": ("1", "flow", "durables and large tickets sold", "大额消费笔数"),
    "tickets_advanced": ("1", "flow", "purchases brought forward by aid", "提前购买笔数"),
    "tickets_aided": ("1", "flow", "purchases with public aid", "享受补贴笔数"),
    "mortgage_balance": ("CNY", "stock", "mortgages (exogenous path)", "个人住房贷款"),
    "operating_loan_balance": ("CNY", "stock", "household operating loans (exogenous path)", "住户经营性贷款"),
    "lender_capital": ("CNY", "stock", "own funds of lenders", "资本"),
    "lender_profit": ("CNY", "flow", "profit of lenders", "利润"),
    "plate_price": ("CNY", "stock", "price of a car plate", "车牌价格"),
    "plates_left": ("1", "flow", "plates of the quota without a bidder", "流拍车牌数"),
    "ledger_error": ("fen", "flow", "change of stocks less booked flows, sample", "账本误差"),
}
"""Every variable of a result: unit, stock or flow, meaning in English and Chinese."""


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
    sector = ("month", "sector", "channel")
    outside = external_retail(built.parameters, built.raw, built.first_month, built.months)
    return {
        "retail_sales": (sector, (sold * kept)[:, :, None] * split + outside),
        "service_sales": (sector, (sold * (1.0 - kept))[:, :, None] * split),
        "resident_spending": (("month", "sector"), sold),
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
        "debt_service": measure(Group.DEBT_SERVICE, money),
        "households_over_indebted": measure(Group.OVER_INDEBTED, count),
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
    lost = books["claims"][:, :count] * money - paid
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
