"""What a projection says of each canonical series (`sim/data/series_ids.csv`), or why it says nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from calibration.operators import OPERATORS
from sim.indicators import indicator

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Read = Callable[[xr.Dataset], Floats]

NATION = "the model is the city: it has no national households or banks."
DESIGNATED = "a statistic of large units only, in categories that the model's sectors do not split."
OUTSIDE = "an outside path of the model: an input, not a projection."

SILENT: dict[str, str] = {
    **dict.fromkeys(
        ("cn_household_flow_total_ytd", "cn_household_flow_total_month", "cn_household_flow_short_ytd",
         "cn_household_flow_short_month", "cn_household_loans_yoy", "cn_short_consumption_loans_balance",
         "cn_credit_cards_in_use"), NATION,
    ),
    "cn_consumption_loans_ex_mortgage_balance": "its growth is projected; the balances of the months a year before are "
    "published for some months only.",
    **{
        f"sh_retail_{name}_{kind}_yoy": DESIGNATED
        for name in ("grain_oil_food", "apparel_shoes_textiles", "cosmetics", "gold_silver_jewellery",
                     "daily_use_goods", "cultural_office_goods")
        for kind in ("ytd", "month")
    },
    **dict.fromkeys(
        ("sh_personal_housing_loans_yoy", "sh_income_ytd_yoy", "sh_cpi_ytd_yoy", "sh_unemployment"), OUTSIDE
    ),
    "sh_consumption_per_head_year": "the survey's consumption holds imputed rents, which no household pays.",
    "sh_plate_price": "the auction clears at the warning price by rule: an input, not a projection.",
    "sh_plate_success": "bidders are counted by household and not by bid.",
}  # fmt: skip
"""Series that the model cannot speak to, and why."""

SECTORS: dict[str, tuple[str, ...] | None] = {
    "total": None, "catering": ("dining",), "home_appliances_av": ("appliances",),
    "communication_equipment": ("digital",), "autos": ("nev", "ice"),
}  # fmt: skip
"""Retail category -> sectors of the model; None = all. Goods are all but catering."""

POOLS = {
    "cn_auto_abs_m2_delinquency": "auto_31_60", "cn_auto_abs_m3_delinquency": "auto_61_90",
    "cn_consumer_abs_m2_delinquency": "platform_31_60", "cn_consumer_abs_m3_delinquency": "platform_61_90",
}  # fmt: skip
"""Securitised pools of the country -> operator of the city whose change they are given."""

QUARTERLY = (*POOLS, "cn_card_overdue_180d_ratio", "cn_consumption_loans_ex_mortgage_yoy")
"""Series with a figure a quarter."""

OWN = {
    "model_ratio_90_plus": "ratio_90_plus",
    "model_approval_rate": "approval_rate",
    "model_debt_service_share": "debt_service_share",
}
"""Series that nobody publishes, in %: indicator of `sim.indicators` by id."""


def spoken() -> dict[str, Read]:
    """Series that are read off a run alone, by id: from the run's dataset to values by month, in the unit of the id."""
    found: dict[str, Read] = {}
    for name, sectors in {**SECTORS, "goods": None}.items():
        for kind, months in (("month", 1), ("ytd", 12)):
            without = ("dining",) if name == "goods" else ()
            found[f"sh_retail_{name}_{kind}_yoy"] = _retail(sectors, without, months)
    found["sh_consumption_credit_ex_mortgage_yoy"] = _indicator("credit_growth_here")
    found["sh_consumption_credit_resident_yoy"] = _indicator("credit_growth")
    found["sh_growth_gap"] = _indicator("growth_gap")
    for key, name in OWN.items():
        found[key] = _indicator(name)
    found["sh_new_car_registrations_ytd"] = _from_january("new_cars", 1.0)
    found["sh_nev_share_ytd"] = _from_january("nev_share", 100.0)
    return found


def _indicator(name: str) -> Read:
    return lambda run: 100.0 * np.asarray(indicator(name, run).to_numpy(), np.float64)


def _retail(sectors: tuple[str, ...] | None, without: tuple[str, ...], months: int) -> Read:
    """Growth of sales on the year, %: of the month, or from January on (months = 12)."""

    def read(run: xr.Dataset) -> Floats:
        names = [name for name in sectors or run["sector"].values if name not in without]
        sales = run["retail_sales"].sel(sector=names).sum(["sector", "channel"]).to_numpy()
        level = sales if months == 1 else _year_to_date(sales, run["month"].values)
        return _growth(level)

    return read


def _from_january(operator: str, factor: float) -> Read:
    """An operator over the months from January on."""
    measure = OPERATORS[operator].measure

    def read(run: xr.Dataset) -> Floats:
        months = run["month"].values.astype("datetime64[M]")
        return np.array(
            [factor * measure(run, month.astype("datetime64[Y]").astype("datetime64[M]"), month) for month in months]
        )

    return read


def pool_ratio(run: xr.Dataset, operator: str) -> Floats:
    """An operator at each month [month], fraction."""
    measure = OPERATORS[operator].measure
    return np.array([measure(run, month, month) for month in run["month"].values.astype("datetime64[M]")])


def _year_to_date(values: Floats, months: NDArray[np.datetime64]) -> Floats:
    calendar = months.astype("datetime64[M]").astype(int) % 12
    total = np.cumsum(values)
    before = np.concatenate([[0.0], total])[np.maximum(np.arange(len(values)) - calendar, 0)]
    return total - before


def _growth(level: Floats) -> Floats:
    found = np.full(len(level), np.nan)
    found[12:] = 100.0 * (level[12:] / level[:-12] - 1.0)
    return found
