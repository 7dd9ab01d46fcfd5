"""The scratch columns of one block's month: what a stage hands to the next. One record a thread, never kept."""

from __future__ import annotations

import numpy as np

SCRATCH = (
    ("luck", "f4", 4, "uniforms of the stage at work"),
    ("luck_2", "f4", 4, "more uniforms"),
    ("earned", "f4", 0, "CNY: income received this month"),
    ("expected", "f4", 0, "CNY: income of the month before its transitory swing"),
    ("normal_income", "f4", 0, "CNY/month: permanent income at this month's wages"),
    ("planned", "f4", 0, "CNY/month: ordinary spending that permanent income supports"),
    ("spent", "f4", 0, "CNY: ordinary spending this month"),
    ("months_of_cash", "f4", 0, "months of planned spending held in liquid wealth, card bills netted"),
    ("obligations", "f4", 0, "CNY/month: contractual debt service, mortgage included"),
    ("rent_due", "f4", 0, "CNY: rent of this month"),
    ("serviced", "f4", 0, "CNY: debt service paid this month, mortgage included"),
    ("ticket_fen", "i8", 0, "fen: durables and large tickets in retail bought this month"),
    ("repaid_fen", "i8", 0, "fen: scheduled principal paid this month"),
    ("food", "i8", 0, "fen: spending on necessities"),
    ("goods", "i8", 0, "fen: spending on other goods"),
    ("services", "i8", 0, "fen: spending on services"),
    ("dwelling", "f4", 0, "CNY: housing services used, rent or imputed rent"),
    ("housing", "f4", 0, "CNY: rent or mortgage instalment of this month"),
    ("pick", "i8", 0, "rows that a stage has picked"),
    ("why", "u1", 0, "why a buyer buys: 0 due, 1 brought forward, 2 upgrade"),
    ("need", "f4", 0, "chance of wanting cash when an offer is seen, at a usual rate"),
    ("sector", "i8", 0, "by ticket: what is bought"),
    ("who", "u4", 0, "by ticket: household"),
    ("kind", "u4", 0, "by ticket: what its luck is told apart by"),
    ("income", "f4", 0, "by ticket: permanent income, CNY/month"),
    ("price", "f4", 0, "by ticket: list price, CNY"),
    ("term_luck", "f4", 0, "by ticket: uniform that sets the term"),
    ("taste", "f4", 4, "by ticket: Gumbel draws for cash, card, free and paid instalments"),
    ("taste_2", "f4", 4, "by ticket: Gumbel draws for bank, platform and car loan, and for buying later"),
    ("unwilling", "f4", 0, "chance that it does not pay although it could"),
    ("refused", "u1", 0, "flag: an application was refused this month"),
)
"""name, type, how many (0 = one), meaning."""


def scratch_dtype(rows: int) -> np.dtype:
    """The record type of a scratch area for blocks of so many rows."""
    columns = [(name, kind, (count, rows) if count else (rows,)) for name, kind, count, _ in SCRATCH]
    return np.dtype(columns, align=True)
