"""The economy as a Mesa model: its data collector and its batch runs work through Mesa's own interface."""

from operator import attrgetter

import mesa
import numpy as np
import pytest

from sim.agents.lender import Lender
from sim.agents.merchant import Merchant
from sim.build import new_tile
from sim.economy import CreditEconomy
from sim.tables import lender_names, merchant_names


@pytest.fixture
def model(without_policy, make) -> CreditEconomy:
    return city(make(without_policy, 300))


def city(built) -> CreditEconomy:
    return CreditEconomy(built.economy, new_tile(built.economy), (lender_names(), merchant_names()))


def test_lenders_and_merchants_are_agents_in_the_order_of_their_tables(model):
    assert isinstance(model, mesa.Model)
    assert [agent.name for agent in model.agents_by_type[Lender]] == lender_names()
    assert [agent.name for agent in model.agents_by_type[Merchant]] == merchant_names()
    assert [agent.row for agent in model.agents_by_type[Lender]] == list(range(len(lender_names())))


def test_an_agent_shows_its_row(model):
    model.step()
    lender = model.agents_by_type[Lender][2]
    np.testing.assert_array_equal(lender.apr, model.world.lenders.apr[:, 2])
    assert lender.capital == model.world.lenders.capital[2] / 100
    assert lender.balance == model.book.stock[:, :, 2].sum() / 100
    merchant = model.agents_by_type[Merchant][20]
    assert merchant.offers_free_instalments == bool(model.world.merchants.free[20] > 0.5)
    assert merchant.sales == model.world.merchants.sales[20] / 100


def test_steps_are_months(model):
    assert list(model.months(3)) == [0, 1, 2]
    assert model.month == 3
    assert model.steps == 3


def total_balance(model: CreditEconomy) -> float:
    return float(model.book.stock.sum()) / 100


def test_the_data_collector_of_mesa_collects_from_model_and_agents(model):
    collector = mesa.DataCollector(
        model_reporters={"balance": total_balance, "month": "month"},
        agenttype_reporters={Lender: {"capital": attrgetter("capital"), "lender": attrgetter("name")}},
    )
    for _ in model.months(3):
        collector.collect(model)
    months = collector.get_model_vars_dataframe()
    assert list(months["month"]) == [1, 2, 3]
    assert (months["balance"] > 0).all()
    lenders = collector.get_agenttype_vars_dataframe(Lender)
    assert len(lenders) == 3 * len(lender_names())
    assert list(lenders["lender"][: len(lender_names())]) == lender_names()


def test_a_batch_run_of_mesa_runs_members_that_differ_by_seed(without_policy, make):
    def member(seed):
        model = city(make(without_policy, 300, seed=seed))
        model.datacollector = mesa.DataCollector(model_reporters={"balance": total_balance})
        step = model.step

        def collected_step():
            step()
            model.datacollector.collect(model)

        model.step = collected_step
        return model

    rows = mesa.batch_run(member, {"seed": [1, 2]}, number_processes=1, max_steps=2, display_progress=False)
    by_seed = {row["seed"]: row["balance"] for row in rows}
    assert set(by_seed) == {1, 2}
    assert by_seed[1] != by_seed[2]
    assert all(balance > 0 for balance in by_seed.values())
