"""Every way money can move. A flow has two legs, booked in one call; nothing moves outside these."""

from __future__ import annotations

from enum import IntEnum


class Cash(IntEnum):
    """Between a household's deposits and somebody who is not a lender (by sector where it is a purchase)."""

    WAGES = 0
    """Pay, bonus, pensions, allowances, property income: employers and funds to households."""
    UNEMPLOYMENT = 1
    """Unemployment and family support."""
    ENDOWMENT = 2
    """Liquid wealth a newcomer brings along."""
    SUBSIDY = 3
    """Government to household at the till: purchase subsidies and vouchers."""
    INTEREST_SUBSIDY = 4
    """Government to household: part of the interest paid in the same month."""
    SPENDING = 5
    """Ordinary spending, by sector."""
    TICKETS = 6
    """Durables and large tickets at invoice value, by sector."""
    TAX = 7
    """Purchase tax on cars, after relief."""
    PLATES = 8
    """Auctioned car plates, to the city."""
    RENT = 9
    MORTGAGE = 10
    """Instalments of the exogenous mortgage."""
    SAVING = 11
    """Committed saving into time deposits, pensions and property: leaves liquid wealth."""
    DIVERTED = 12
    """Borrowed money put into property, securities or mortgage prepayment."""
    ESTATE = 13
    """Liquid wealth of households that die or depart."""
    BATTERIES = 14
    """Batteries of new-energy cars bought by the lessor, to their makers: not retail sales."""
    TRANSFER = 15
    """Government to household without a purchase."""
    AWAY = 16
    """Spending outside the city on trips that would not have been made without a lever's credit, by sector."""


CASH_SIGN = (1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, -1)
"""What one unit of each cash flow does to deposits."""


class Credit(IntEnum):
    """Between a household and a lender, by product."""

    ORIGINATION = 0
    """A new loan or top-up is paid out."""
    CHARGE = 1
    """Card and pay-later purchases."""
    ACCRUED = 2
    """Interest that was not paid and is added to the balance."""
    REPAYMENT = 3
    """Scheduled principal, and balances paid at the due date."""
    PREPAYMENT = 4
    REFINANCED = 5
    """Repaid by a loan of another lender."""
    INTEREST = 6
    """Interest and instalment fees paid in cash."""
    CHARGE_OFF = 7
    SOLD = 8
    """Balance of accounts sold to a collector."""
    RECOVERY = 9
    """Collected from the household after charge-off."""
    SETTLED = 10
    """Repaid from the estate of households that die."""
    FORGIVEN = 11
    """What the estate could not repay."""
    BROUGHT = 12
    """Balances that newcomers bring along."""
    TAKEN = 13
    """Balances that households take along when they leave the city: no loss to the lender."""
    GIFT = 14
    """Gifts of lenders to buyers who finance a car with them."""


TO_DEPOSITS = (1, 1, 0, -1, -1, -1, -1, 0, 0, -1, -1, 0, 0, 0, 1)
"""What one unit of each credit flow does to deposits."""

TO_BALANCE = (1, 1, 1, -1, -1, -1, 0, -1, -1, 0, -1, -1, 1, -1, 0)
"""What one unit of each credit flow does to the balance."""


class Count(IntEnum):
    """Events counted by product and lender."""

    APPLICATIONS = 0
    APPROVALS = 1
    DEFAULTS = 2
    """Accounts that reach 91 days."""
    RATIONED = 3
    """Applications refused because the expected loss does not fit under the rate cap."""


class Group(IntEnum):
    """Sums kept by group (money in fen, the rest counts)."""

    HOUSEHOLDS = 0
    INCOME = 1
    DEBT_SERVICE = 2
    RETAIL = 3
    SPENDING = 4
    CREDIT = 5
    DELINQUENT = 6
    OVER_INDEBTED = 7
    APPROVALS = 8
    WITH_DEBT = 9
    HAND_TO_MOUTH = 10
    UNEMPLOYED = 11
    DEPOSITS = 12
    CARD_LINE = 13
    LABOUR_FORCE = 14
    PERSONS = 15
    HOUSING = 16
    MORTGAGE_DEBT = 17
    IN_SPIRAL = 18
    """Over-indebted households that borrowed cash this month or the month before."""
