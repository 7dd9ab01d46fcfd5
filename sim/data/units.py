"""Published units turned, once, into the few that the code uses: yuan, fractions, persons, vehicles."""

from __future__ import annotations

HUNDRED_MILLION = 1e8
"""One yi (亿)."""
TEN_THOUSAND = 1e4
"""One wan (万)."""

UNITS: dict[str, tuple[str, float]] = {
    # money
    "CNY": ("CNY", 1.0),
    "CNY 100m (yi yuan)": ("CNY", HUNDRED_MILLION),
    "100m_CNY": ("CNY", HUNDRED_MILLION),
    "10k CNY": ("CNY", TEN_THOUSAND),
    "10k_CNY": ("CNY", TEN_THOUSAND),
    "m_CNY": ("CNY", 1e6),
    "bn_CNY": ("CNY", 1e9),
    "bn_CNY_approx": ("CNY", 1e9),
    "tn_CNY": ("CNY", 1e12),
    "trillion CNY": ("CNY", 1e12),
    "CNY_cap": ("CNY", 1.0),
    "CNY_policy_period": ("CNY/period", 1.0),
    "CNY per capita": ("CNY/person", 1.0),
    "CNY/vehicle": ("CNY/vehicle", 1.0),
    "CNY/unit": ("CNY/unit", 1.0),
    "CNY_per_ticket": ("CNY/ticket", 1.0),
    "CNY_per_year": ("CNY/year", 1.0),
    # parts of a whole, rates of growth and of interest
    "%": ("fraction", 0.01),
    "pct": ("fraction", 0.01),
    "% y/y": ("fraction", 0.01),
    "% of price": ("fraction", 0.01),
    "% of assets": ("fraction", 0.01),
    "% of debt": ("fraction", 0.01),
    "pct_of_price": ("fraction", 0.01),
    "pct_of_loan": ("fraction", 0.01),
    "pct_of_contract": ("fraction", 0.01),
    "pct_of_borrowers": ("fraction", 0.01),
    "pct_of_principal": ("fraction", 0.01),
    "pct_of_principal_interest": ("fraction", 0.01),
    "pct_of_pv_retail_sales": ("fraction", 0.01),
    "pct_of_monthly_income": ("fraction", 0.01),
    "pct_adults_15+": ("fraction", 0.01),
    "pct_new_cars": ("fraction", 0.01),
    "pct_per_day": ("1/day", 0.01),
    "pp": ("fraction", 0.01),
    "pp_ytd": ("fraction", 0.01),
    "pp_per_year": ("1/year", 0.01),
    "bp": ("1/year", 0.0001),
    # heads and things
    "persons": ("persons", 1.0),
    "residents": ("persons", 1.0),
    "10k persons": ("persons", TEN_THOUSAND),
    "m_persons": ("persons", 1e6),
    "100m_persons": ("persons", HUNDRED_MILLION),
    "households": ("households", 1.0),
    "vehicles": ("vehicles", 1.0),
    "10k vehicles": ("vehicles", TEN_THOUSAND),
    "10k_vehicles": ("vehicles", TEN_THOUSAND),
    "plates": ("plates", 1.0),
    "plates/month": ("plates", 1.0),
    "cards": ("cards", 1.0),
    "100m_cards": ("cards", HUNDRED_MILLION),
    "loans": ("loans", 1.0),
    "vouchers": ("vouchers", 1.0),
    "m_min": ("vouchers", 1e6),
    "merchants": ("merchants", 1.0),
    "categories": ("categories", 1.0),
    # time
    "months": ("months", 1.0),
    "years": ("years", 1.0),
    "yyyymmdd": ("yyyymmdd", 1.0),
    # pure numbers
    "ratio": ("ratio", 1.0),
    "x_LPR1Y": ("ratio", 1.0),
    "index": ("index", 1.0),
    "rank": ("rank", 1.0),
    "count": ("count", 1.0),
    "count_min": ("count", 1.0),
    "bool": ("bool", 1.0),
    "rating": ("rating", 1.0),
}
"""Published unit -> (unit in the code, factor). `m_min`: millions at least, used for coupons handed out."""

_PREFIXES = {"CNY_on_": ("CNY", 1.0), "% of price (cap ": ("fraction", 0.01)}
"""Units with a number inside: the discount on a ticket of that size, the share of a price up to that cap."""


def normal_unit(published: str) -> tuple[str, float]:
    """Unit in the code and the factor that turns a published number into it. Raises KeyError for an unknown unit."""
    if published in UNITS:
        return UNITS[published]
    for prefix, unit in _PREFIXES.items():
        if published.startswith(prefix):
            return unit
    raise KeyError(published)
