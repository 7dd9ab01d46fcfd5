"""Who owes how much: facts F17 and F20, reweighted to urban China, because only national surveys tell."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from calibration.facts.registry import experiment
from calibration.facts.worlds import World
from sim.build import Built, build
from sim.policy.vocabulary import Product, Tenure
from sim.population.synthesis import column
from sim.running import run

OWNERS = 0.96
"""Urban Chinese households that own their home: PBoC survey of 2019, `urban_hh_home_ownership`, grade B."""

YOUNGEST = 2
"""Last of the segments that count as young: students, graduates, young households."""


class Share(NamedTuple):
    """A share with the weights of urban China, and with the city's own."""

    national: float
    city: float


class Debt(NamedTuple):
    """participation : households in debt over all.  service : contractual debt service over income when all earners
    work.  top : part of debt held by a fifth of those in debt.  young : debt service without mortgages over income of
    young households that use consumer credit, cards and pay-later among it."""

    participation: Share
    service: Share
    top: Share
    young: float


def debt_at_the_end(built: Built) -> Debt:
    """Debt of a run at its end. Owners weigh OWNERS in all; mortgaged ones their part of owners. As in results, a
    month's card spending and pay-later are means of payment."""
    paths = built.economy.plan.paths[-1]

    def of(name: str) -> NDArray[Any]:
        return np.asarray(column(built.economy.homes, name))

    owner, mortgaged = of("tenure") <= Tenure.MORTGAGED, of("tenure") == Tenure.MORTGAGED
    means_of_payment = [Product.CARD, Product.BNPL]
    loans = np.delete(of("balance"), means_of_payment, axis=1).sum(axis=1) + of("revolving")
    debt = loans / 100.0 + np.where(mortgaged, of("mortgage"), 0.0)
    due = np.where(of("balance") > 0, of("payment"), 0).sum(axis=1) / 100.0
    lasting = np.delete(np.where(of("balance") > 0, of("payment"), 0), means_of_payment, axis=1).sum(axis=1) / 100.0
    housing = np.where(mortgaged, of("mortgage_payment"), 0.0) * float(paths["mortgage_rate_factor"])
    income = of("income") * float(paths["wage_index"])
    weight = np.where(owner, OWNERS / owner.mean(), (1 - OWNERS) / (1 - owner.mean()))
    ones = np.ones(len(weight))
    users = (of("segment") <= YOUNGEST) & (of("balance") > 0).any(axis=1)
    return Debt(
        Share(*(float((w * (debt > 0)).sum() / w.sum()) for w in (weight, ones))),
        Share(*(float((w * (due + housing)).sum() / (w * income).sum()) for w in (weight, ones))),
        Share(*(top_fifth(debt, w) for w in (weight, ones))),
        float(lasting[users].sum() / max(income[users].sum(), 1.0)),
    )


def top_fifth(debt: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """Part of all debt that the fifth of debtors with most of it owe. [household]"""
    some = debt > 0
    owed, w = debt[some], weight[some]
    order = np.argsort(-owed)
    place = np.cumsum(w[order]) / w.sum()
    held = (owed * w)[order]
    return float(held[place <= 0.2].sum() / held.sum())


def at_end_of_2022(world: World) -> Debt:
    """In the city as it was."""
    scenario = world.setting.scenario("shanghai/actual").with_months(last="2022-12")
    built = build(scenario, world.households, world.setting.seed, world.setting.draw, threads=1)
    run(built)
    return debt_at_the_end(built)


@experiment("F17", "households in debt", "debt of the top fifth of debtors")
def concentration(world: World) -> tuple[float, ...]:
    """Consumer loans and mortgages, end of 2022."""
    debt = at_end_of_2022(world)
    return debt.participation.national, debt.top.national


@experiment("F20", "of all households", "of young users of consumer credit")
def burden(world: World) -> tuple[float, ...]:
    """Debt service over income, end of 2022; of the young without mortgages."""
    debt = at_end_of_2022(world)
    return debt.service.national, debt.young
