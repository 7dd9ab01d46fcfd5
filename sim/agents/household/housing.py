"""Housing comes first: rent and the mortgage instalment are paid before anything else."""

from __future__ import annotations

import numpy as np

from sim.books.flows import Cash
from sim.books.ledger import pay_all
from sim.engine.kernel import formula, kernel
from sim.policy.vocabulary import Tenure
from sim.units import cny, fen

_f4, _i8 = np.float32, np.int64


@formula
def housing_cost(income, tenure, rent_share, dormitory_share):
    """Rent of a renter or dormitory, and the imputed rent of an owner: a share of permanent income, CNY/month.
    Source: Shanghai consumption survey structure (housing about a third of consumption), grade C; assumption."""
    return income * (dormitory_share if tenure == Tenure.DORMITORY else rent_share)


@kernel
def pay_for_housing(home, tile, book, world, month):
    """Rent and mortgage leave deposits, as far as the money goes (mortgage arrears are not modelled)."""
    p = world.p
    repricing = world.now.mortgage_rate_factor
    for i in range(home.rows):
        tenure = home.tenure[i]
        cost = housing_cost(tile.normal_income[i], tenure, p.rent_share, p.dormitory_rent_share)
        tile.dwelling[i] = cost
        tile.rent_due[i] = cost if tenure >= Tenure.RENTER else _f4(0)
        instalment = home.mortgage_payment[i] * repricing if tenure == Tenure.MORTGAGED else _f4(0)
        tile.obligations[i] = instalment
        tile.serviced[i] = _f4(0)
    for i in range(home.rows):
        paid = min(fen(tile.rent_due[i] + tile.obligations[i]), max(home.deposits[i], _i8(0)))
        rents = home.tenure[i] >= Tenure.RENTER
        tile.amount[i] = paid if rents else _i8(0)
        tile.amount_2[i] = _i8(0) if rents else paid
        tile.housing[i] = cny(paid)
    pay_all(book, Cash.RENT, 0, home, tile.amount, home.rows)
    pay_all(book, Cash.MORTGAGE, 0, home, tile.amount_2, home.rows)
