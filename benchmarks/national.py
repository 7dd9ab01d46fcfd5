"""Figures of the city's households reweighted to the mix of urban China, for surveys that only the country has."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

OWNERS = 0.96
"""Urban Chinese households that own their home: PBoC survey of 2019, `urban_hh_home_ownership`, grade B."""


class Share(NamedTuple):
    """A share with the weights of urban China, and with the city's own."""

    national: float
    city: float


class Debt(NamedTuple):
    """Households in debt over all; contractual debt service over income when all earners work."""

    participation: Share
    service: Share


def debt_of_urban_china(households: int = 20_000) -> Debt:
    """Debt at the end of 2022 in `shanghai/actual`. Owners weigh OWNERS in all; mortgaged ones their part of owners.
    As in results, a month's card spending and pay-later are means of payment."""
    from sim.build import build
    from sim.policy.vocabulary import Product, Tenure
    from sim.population.synthesis import column
    from sim.running import run
    from sim.scenarios import load_scenario

    built = build(load_scenario("shanghai/actual").with_months(last="2022-12"), households, 1, None)
    run(built)
    paths = built.economy.plan.paths[-1]

    def of(name: str) -> Any:
        return column(built.economy.homes, name)

    owner, mortgaged = of("tenure") <= Tenure.MORTGAGED, of("tenure") == Tenure.MORTGAGED
    means_of_payment = [Product.CARD, Product.BNPL]
    loans = np.delete(of("balance"), means_of_payment, axis=1).sum(axis=1) + of("revolving")
    owing = (loans > 0) | (mortgaged & (of("mortgage") > 0))
    due = np.where(of("balance") > 0, of("payment"), 0).sum(axis=1) / 100.0
    due += np.where(mortgaged, of("mortgage_payment"), 0.0) * float(paths["mortgage_rate_factor"])
    income = of("income") * float(paths["wage_index"])
    weight = np.where(owner, OWNERS / owner.mean(), (1 - OWNERS) / (1 - owner.mean()))
    ones = np.ones(len(weight))
    participation = Share(*(float((w * owing).sum() / w.sum()) for w in (weight, ones)))
    return Debt(participation, Share(*(float((w * due).sum() / (w * income).sum()) for w in (weight, ones))))
