"""What a household is: every column with its type, unit and meaning.

Households live in blocks: one record a block, each column a fixed-length array, all rows of a block in one group of
the terms. A checkpoint is the array of blocks, a shard a slice of it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.policy.vocabulary import DURABLES, PRODUCTS

BLOCK = 256
"""Rows a block. Results do not depend on it; one size for every population, because each is compiled for itself."""

SUBSIDISED = (1, 2, 3)
"""Products that an interest subsidy can reach (card_instalment, consumer_loan, platform_loan): slots of
`subsidy_received`, in this order."""


class Column(NamedTuple):
    """One column: name, numpy type, unit, meaning; `each` = the names it is repeated over."""

    name: str
    dtype: str
    unit: str
    meaning: str
    each: tuple[str, ...] = ()


COLUMNS = (
    Column("household", "u4", "1", "identity: the key of all its luck"),
    Column("base_income", "f4", "CNY/month", "permanent net income around which income moves, at 2021 wages"),
    Column("income", "f4", "CNY/month", "permanent net income when all earners work, at 2021 wages"),
    Column("habit", "f4", "CNY/month", "last month's ordinary spending"),
    Column("deposits", "i8", "fen", "liquid wealth: cash, demand deposits, money-market funds"),
    Column("house_value", "f4", "CNY", "illiquid wealth: own home(s), 0 for renters"),
    Column("mortgage", "f4", "CNY", "mortgage outstanding (exogenous stock), 0 for none"),
    Column("mortgage_payment", "f4", "CNY/month", "instalment of the mortgage at the opening rate"),
    Column("score", "f4", "log-odds", "true creditworthiness: log-odds of not defaulting, around 0"),
    Column("buffer_target", "f4", "month", "liquid wealth the household aims at, in months of planned spending"),
    Column("payment_ceiling", "f4", "fraction of income", "largest monthly instalment it accepts of its own will"),
    Column("reference_rate", "f4", "1/year", "the borrowing rate it remembers"),
    Column("age", "u1", "year", "age of the head"),
    Column("segment", "u1", "index", "current life stage, index into SEGMENTS"),
    Column("size", "u1", "person", "members"),
    Column("earners", "u1", "person", "members with a job or looking for one; pensioner households count one"),
    Column("employed", "u1", "bits", "bit k: earner k works (a pension always counts as work)"),
    Column("tenure", "u1", "index", "owner, mortgaged, renter, dormitory (vocabulary.Tenure)"),
    Column("traits", "u1", "bits", "thin file, inclined to borrow, revolves, bullet loans (sim.agents.traits)"),
    Column("exclusion", "u1", "month", "months left of a default record"),
    Column("shock", "u1", "month", "months since the last job loss or expense shock, 255 = long ago"),
    Column("car", "u1", "index", "none, nev, ice, used (vocabulary.Car)"),
    Column("car_age", "u1", "half-year", "age of the car, held at 255"),
    Column("plate", "u1", "flag", "1 = holds a plate for a fuel car"),
    Column("bidding", "u1", "kCNY", "0 = not bidding for a plate, 1 = bids from own cash, more: 1 + the loan promised"),
    Column("durable_due", "i2", "month", "months until the planned replacement; negative = overdue", DURABLES),
    Column("card_limit", "i4", "fen", "credit line of the card, 0 = no card"),
    Column("line_news", "i1", "1/127", "part of the line that is new to the household; negative after a cut"),
    Column("revolving", "i4", "fen", "part of the card balance carried past the due date"),
    Column("balance", "i4", "fen", "owed, unpaid interest included", PRODUCTS),
    Column("payment", "i4", "fen/month", "contractual instalment", PRODUCTS),
    Column("apr", "f4", "1/year", "contract rate", PRODUCTS),
    Column("months_left", "u1", "month", "instalments still to come", PRODUCTS),
    Column("bucket", "u1", "index", "days past due, index into BUCKETS", PRODUCTS),
    Column("lender", "u1", "index", "row of the lenders' table", PRODUCTS),
    Column("vintage", "u1", "month", "month of the last disbursement, counted from the start of the run", PRODUCTS),
    Column("marks", "u1", "bits", "subsidised, cash-out, grace, large ticket", PRODUCTS),
    Column("subsidy_received", "i4", "fen", "interest subsidy from this lender in this period",
           tuple(PRODUCTS[p] for p in SUBSIDISED)),
    Column("aid_received", "i4", "fen", "money this calendar year from programmes that have a household cap"),
    Column("claim", "i4", "fen", "charged-off debt that is still collected"),
    Column("claim_of", "u1", "index", "product and lender of that claim (sim.books.ledger.claim_of)"),
)  # fmt: skip

BYTES = sum(np.dtype(c.dtype).itemsize * max(len(c.each), 1) for c in COLUMNS)
"""Bytes a household."""


def block_dtype(rows: int = BLOCK) -> np.dtype:
    """The record type of a block of so many rows: four scalars, then the columns."""
    scalars = [(name, "i8") for name in ("rows", "group", "segment_start", "arm")]
    columns = [(c.name, c.dtype, (len(c.each), rows) if c.each else (rows,)) for c in COLUMNS]
    return np.dtype(scalars + columns, align=True)
