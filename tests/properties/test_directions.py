"""What a parameter's meaning says it does: one end of its prior against the other, same households and luck."""

import numpy as np
import pytest

from sim.books.flows import Count, Credit, Group
from sim.build import forget_populations
from sim.policy.vocabulary import Product
from sim.population import settled
from sim.population.synthesis import column


@pytest.fixture
def same_opening(monkeypatch, tmp_path):
    """Every parameter set opens like the centre, so that what differs is what households and lenders do."""
    monkeypatch.setattr(settled, "FILE", tmp_path / "none.csv")
    forget_populations()
    yield
    forget_populations()


def of_group(measure):
    return lambda run: float(run.books["groups"][:, measure].sum())


def counted(kind, product):
    return lambda run: float(run.books["counts"][:, kind, product].sum())


def lent(*products):
    return lambda run: float(run.books["credit"][:, Credit.ORIGINATION][:, list(products)].sum())


def approval_rate(run):
    return float(run.books["counts"][:, Count.APPROVALS].sum() / run.books["counts"][:, Count.APPLICATIONS].sum())


def capital(run):
    return float(run.states["capital"][-1].sum())


def cards(run):
    return float((column(run.built.economy.homes, "card_limit") > 0).sum())


def carried(run):
    return float(column(run.built.economy.homes, "revolving").sum())


DIRECTIONS = [
    ("sweep_monthly", of_group(Group.DEPOSITS), -1),
    ("bonus_saved", of_group(Group.DEPOSITS), -1),
    ("car_saved_up", of_group(Group.DEPOSITS), 1),
    ("reluctance", counted(Count.APPLICATIONS, Product.CONSUMER_LOAN), 1),
    ("need_level", counted(Count.APPLICATIONS, Product.PLATFORM_LOAN), 1),
    ("need_slope", counted(Count.APPLICATIONS, Product.CONSUMER_LOAN), -1),
    ("exposures_customers", counted(Count.APPLICATIONS, Product.CARD_INSTALMENT), 1),
    ("exposures_bank", counted(Count.APPLICATIONS, Product.CONSUMER_LOAN), 1),
    ("debt_aversion", lent(Product.CARD_INSTALMENT), -1),
    ("commitment_limit", of_group(Group.CREDIT), 1),
    ("relationship_margin", approval_rate, 1),
    ("bullet_share", of_group(Group.DEBT_SERVICE), -1),
    ("card_issue_monthly", cards, 1),
    ("comfort_months", carried, 1),
    ("payout_monthly", capital, -1),
]
"""Parameter, measure, sign of the change from the low end to the high end."""


@pytest.mark.parametrize(("name", "measure", "sign"), DIRECTIONS, ids=[name for name, _, _ in DIRECTIONS])
def test_a_parameter_moves_what_it_is_said_to_move(name, measure, sign, same_opening, without_policy, make, by_month):
    from sim.parameters import parameters

    ends = (parameters()[name].low, parameters()[name].high)
    low, high = (measure(by_month(make(without_policy.with_parameters({name: end})))) for end in ends)
    assert np.sign(high - low) == sign


def test_some_who_apply_for_a_card_are_refused(small):
    counts = small.books["counts"][:, :, Product.CARD].sum(axis=(0, 2))
    assert 0 < counts[Count.APPROVALS] < counts[Count.APPLICATIONS]
