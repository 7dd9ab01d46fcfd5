"""Tables of a city: what is bought, on which credit, from whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sim.data.cells import EVIDENCE, FRACTION, Decimal, Name, Text, Whole, Word
from sim.data.tables import Fault, Row, Rows, Table
from sim.policy.vocabulary import LENDER_TYPES, PRODUCTS, SECTORS

CLASSES = ("food", "goods", "services")
"""Ordinary spending by class; sectors of class `none` are large tickets."""

SHARES = ("card", "consumer_loan", "platform_loan", "bnpl", "auto_loan", "education_loan")
"""Columns with the market shares of lenders."""


def _in_order(column: str, names: tuple[str, ...]) -> Callable[[Rows], Iterator[Fault]]:
    """Each name once, in the order of every array over them."""

    def faults(found: Rows) -> Iterator[Fault]:
        written = [row[column] for _, row in found]
        absent = [name for name in names if name not in written]
        if absent:
            yield Fault(column, f"there is no row for {', '.join(absent)}.", "Add a row for each.")
            return
        for (line, row), name in zip(found, names, strict=True):
            if row[column] != name:
                yield Fault(column, f"{row[column]!r} stands where {name!r} belongs.", "Keep the order shipped.", line)
                return

    return faults


def _sector_faults(row: Row) -> Iterator[Fault]:
    ticket = row["class"] == "none"
    if ticket and float(row["weight"]) > 0:
        yield Fault("weight", "a sector of class 'none' has a weight.", "Write 0, or give it a class.")
    if ticket != (float(row["price"]) > 0):
        remedy = "Large tickets (class 'none') have a price, others 0."
        yield Fault("price", f"a sector of class {row['class']!r} has the price {row['price']}.", remedy)
    if float(row["share_small"]) + float(row["share_medium"]) > 1:
        yield Fault("share_medium", "small and medium merchants have more than all.", "Leave a share for large ones.")


def _sectors(found: Rows) -> Iterator[Fault]:
    yield from _in_order("sector", SECTORS)(found)
    total = sum(float(row["weight"]) for _, row in found)
    if abs(total - 1) > 1e-6:
        yield Fault("weight", f"the weights sum to {total:.6f}, not to 1.", "Divide them by their sum.", found[-1][0])


def _market_shares(found: Rows) -> Iterator[Fault]:
    for column in SHARES:
        total = sum(float(row[column]) for _, row in found)
        if abs(total - 1) > 1e-6:
            what = f"the shares of {column!r} sum to {total:.6f}, not to 1."
            yield Fault(column, what, "Divide them by their sum.", found[-1][0])


SECTOR_TABLE = Table(
    kind="a table of sectors",
    columns={
        "sector": Word("sector", SECTORS), "class": Word("class", (*CLASSES, "none")), "weight": FRACTION,
        "in_retail": FRACTION, "online": FRACTION, "price": Decimal(0, 1e7, "CNY"),
        "income_elasticity": Decimal(-5, 5), "spread": Decimal(0, 5, "log points"), "share_small": FRACTION,
        "share_medium": FRACTION, "evidence": Word("evidence", EVIDENCE), "source": Text(),
    },
    key=("sector",),
    each=_sector_faults,
    whole=_sectors,
)  # fmt: skip

PRODUCT_TABLE = Table(
    kind="a table of products",
    columns={
        "product": Word("credit product", PRODUCTS), "risk_spread": Decimal(0, 1, "1/year"),
        "limit_months": Decimal(0, 120, "months of income"),
        "cutoff": Decimal(-20, 20, "log-odds"), "default_rate": Decimal(0.0001, 0.5, "1/year"),
        "usual_size": Decimal(1, 1e7, "CNY"), "merchant_fee": FRACTION,
        "evidence": Word("evidence", EVIDENCE), "source": Text(),
    },
    key=("product",),
    whole=_in_order("product", PRODUCTS),
)  # fmt: skip

LENDER_TABLE = Table(
    kind="a table of lenders",
    columns={
        "lender": Name(), "name": Text(), "name_zh": Text(), "type": Word("lender type", LENDER_TYPES),
        **dict.fromkeys(SHARES, FRACTION), "funding_spread": Decimal(-0.2, 0.5, "1/year"),
        "operating_cost": Decimal(0, 0.5, "1/year"), "acquisition_cost": Decimal(0, 0.5, "fraction"),
        "capital_ratio": FRACTION, "return_on_equity": Decimal(0, 1, "1/year"), "auc": Decimal(0.51, 0.99, "fraction"),
        "limit_months": Decimal(0, 120, "months of income"), "books_here": Whole(0, 1), "reports": Whole(0, 1),
        "evidence": Word("evidence", EVIDENCE), "source": Text(),
    },
    key=("lender",),
    whole=_market_shares,
)  # fmt: skip
