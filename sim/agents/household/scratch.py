"""The scratch columns of one block's month: what a stage hands to the next. One record a thread, never kept."""

from __future__ import annotations

import numpy as np

from sim.engine.blocks import STRIDE
from sim.policy.vocabulary import DURABLES

SCRATCH = (
    ("luck", "f4", 4, "uniforms of the stage at work"),
    ("luck_2", "f4", 4, "more uniforms"),
    ("earned", "f4", 0, "CNY: income received this month"),
    ("expected", "f4", 0, "CNY: income of the month before its transitory swing"),
    ("normal_income", "f4", 0, "CNY/month: permanent income at this month's wages"),
    ("planned", "f4", 0, "CNY/month: ordinary spending that permanent income supports"),
    ("spent", "f4", 0, "CNY: ordinary spending this month"),
    ("coming", "f4", 0, "CNY: transfers that are announced and not yet paid"),
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
    ("pick_2", "i8", 0, "rows picked among those"),
    ("ready", "f4", 0, "CNY: cash held ready for a planned car"),
    ("amount", "i8", 0, "fen: what every row pays or receives"),
    ("amount_2", "i8", 0, "fen: what every row pays or receives for something else"),
    ("why", "u1", len(DURABLES), "why a buyer buys a durable: 0 it does not, 1 due, 2 brought forward, 3 upgrade"),
    ("wants", "u1", 0, "bits of `why` over all durables: 0 = buys nothing"),
    ("need", "f4", 0, "chance of wanting cash when an offer is seen, at a usual rate"),
    ("visible", "f4", 0, "chance of seeing an offer of the product at work"),
    ("tempted", "u1", 0, "flag: the cheapest offer of the product at work would be wanted, if seen"),
    ("floor", "i8", 0, "fen: subsistence, spent on food before debts are paid"),
    ("unwilling", "f4", 0, "chance that it does not pay although it could"),
    ("hit", "f4", 0, "how often jobs are lost and bills come that cannot wait, over the mean"),
    ("careless", "f4", 0, "how often an instalment is forgotten, over the mean"),
    ("flag", "u1", 0, "flag: the stage at work goes on with this row"),
    ("flag_2", "u1", 0, "the same, for something else"),
    ("refused", "u1", 0, "flag: an application was refused this month"),
)
"""name, type, how many (0 = one), meaning."""

TICKETS = (
    ("buyer", "i8", 0, "row that wants to buy"),
    ("durable", "i8", 0, "durable that it buys"),
    ("sector", "i8", 0, "what is bought"),
    ("who", "u4", 0, "household"),
    ("kind", "u4", 0, "what its luck is told apart by"),
    ("income", "f4", 0, "permanent income, CNY/month"),
    ("elasticity", "f4", 0, "of the price paid to income"),
    ("spread", "f4", 0, "sd of the log price between buyers"),
    ("price", "f4", 0, "list price, CNY"),
    ("interval_scale", "f4", 0, "Weibull scale of the interval between purchases, month"),
    ("interval_shape", "f4", 0, "its shape"),
    ("next_due", "f4", 0, "months to the next planned date, if bought"),
    ("term_luck", "f4", 0, "uniform that sets the term"),
    ("taste", "f4", 4, "Gumbel draws for cash, card, free and paid instalments"),
    ("taste_2", "f4", 4, "Gumbel draws for bank, platform and car loan, and for buying later"),
    ("merchant_luck", "f4", 0, "uniform that picks the merchant"),
    ("claim_day", "u4", 0, "word of luck: is the purchase made on a day on which aid is open"),
    ("claim_item", "u4", 0, "word of luck: does the item qualify"),
    ("claim_queue", "u4", 0, "word of luck: is the claim admitted before the budget is spent"),
)
"""The same by ticket: there is room for one ticket a household and durable."""

OFFERS = (
    ("offered", "u4", 0, "household that considers an offer of cash"),
    ("met", "i4", 0, "lender that it meets"),
    ("offer_luck", "f4", 0, "uniform of the draw at work"),
    ("wish_luck", "f4", 0, "uniform of seeing and wanting the offer"),
    ("size_luck", "f4", 0, "uniform of the amount"),
    ("score_error", "f4", 0, "standard normal: error in the score that the lender sees"),
    ("offer_rate", "f4", 0, "1/year: rate that the household reckons with"),
    ("offer_above", "f4", 0, "log of that rate as it is felt, over the usual one"),
    ("offer_reference", "f4", 0, "1/year: rate that it remembers"),
    ("offer_outside", "f4", 0, "1/year: what the money would bring"),
    ("offer_need", "f4", 0, "chance of wanting cash at a usual rate"),
    ("offer_turn", "f4", 0, "factor of it: refused elsewhere"),
    ("offer_seen", "f4", 0, "chance of seeing the offer"),
    ("offer_income", "f4", 0, "CNY/month: permanent income"),
    ("offer_ceiling", "f4", 0, "fraction of income: largest instalment"),
    ("offer_committed", "f4", 0, "CNY/month: rent and debt service so far"),
    ("offer_room", "f4", 0, "CNY: the most that a card's line leaves"),
    ("offer_term", "f4", 0, "month: term of the loan"),
    ("offer_amount", "f4", 0, "CNY: loan asked for"),
    ("diverts_below", "f4", 0, "the luck of wanting it below which the money is put to another use"),
    ("asks", "u1", 0, "flag: applies for the loan"),
)
"""The same by offer of cash considered: there is room for one a household."""


def scratch_dtype(rows: int) -> np.dtype:
    """The record type of a scratch area for blocks of so many rows."""
    tickets, offers = rows * len(DURABLES) + STRIDE, rows + STRIDE
    columns = [
        (name, kind, (count, length) if count else (length,))
        for table, length in ((SCRATCH, rows), (TICKETS, tickets), (OFFERS, offers))
        for name, kind, count, _ in table
    ]
    return np.dtype(columns, align=True)
