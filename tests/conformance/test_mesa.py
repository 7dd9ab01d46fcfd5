"""The economy as a Mesa model: its data collector and its batch runs work through Mesa's own interface."""

import pickle
from operator import attrgetter

import mesa
import numpy as np
import pytest

from sim.economy import HEADLINES, CreditEconomy, Lender, Merchant
from sim.errors import LedgerError, ScenarioError, UsageError
from sim.indicators import indicator, total
from sim.running import simulate
from sim.tables import lender_names, merchant_names

BURN_IN = 3


@pytest.fixture
def model(without_policy, city) -> CreditEconomy:
    return city(without_policy, 300)


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


def test_a_step_is_a_month_of_history_and_the_burn_in_is_none(model):
    assert model.steps == 0
    assert list(model.months(3)) == [BURN_IN, BURN_IN + 1, BURN_IN + 2]
    assert model.steps == 3
    assert model.datacollector.get_model_vars_dataframe()["month"].tolist() == ["2025-01", "2025-02", "2025-03"]


def test_a_model_needs_no_more_than_the_name_of_a_scenario():
    model = CreditEconomy("shanghai/actual", households=300, burn_in=1)
    model.step()
    assert model.datacollector.model_vars["month"] == ["2022-01"]
    assert len(model.built.rows) > 10


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"scenario": "shanghai/actuals"}, ScenarioError),
        ({"rng": -1}, UsageError),
        ({"households": 0}, UsageError),
    ],
)
def test_a_model_that_cannot_be_made_says_why(settings, problem):
    with pytest.raises(problem) as caught:
        CreditEconomy(**settings)
    assert caught.value.remedy


def test_a_month_whose_books_do_not_close_stops_the_model(model):
    model.economy.before.deposits[0] += 1
    with pytest.raises(LedgerError, match="1 fen are missing"):
        model.step()


def test_the_model_runs_to_the_end_and_keeps_the_figures_that_a_run_reports(model, without_policy):
    model.run_model()
    headlines = model.datacollector.get_model_vars_dataframe()
    assert list(headlines) == list(HEADLINES)
    run = simulate(without_policy, households=300, seed=20_241_031, burn_in=BURN_IN)
    assert headlines["month"].tolist() == [str(month)[:7] for month in run.month.values]
    for name, values in (
        ("retail_sales", total(run, "retail_sales")),
        ("credit_balance", total(run, "credit_balance")),
        ("ratio_90_plus", indicator("ratio_90_plus", run)),
    ):
        np.testing.assert_allclose(headlines[name], values, rtol=1e-12, err_msg=name)
    model.step()
    assert len(model.datacollector.model_vars["month"]) == without_policy.months


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
    assert list(months["month"]) == [BURN_IN + 1, BURN_IN + 2, BURN_IN + 3]
    assert (months["balance"] > 0).all()
    lenders = collector.get_agenttype_vars_dataframe(Lender)
    assert len(lenders) == 3 * len(lender_names())
    assert list(lenders["lender"][: len(lender_names())]) == lender_names()


def test_a_batch_run_of_mesa_runs_members_that_differ_by_seed_and_by_scenario(without_policy):
    dear = without_policy.with_exogenous({"lpr_1y": {"add": 0.05}})
    rows = mesa.batch_run(
        CreditEconomy,
        {"scenario": [without_policy, dear], "households": 300, "burn_in": 1, "rng": [1, 2]},
        number_processes=1,
        data_collection_period=1,
        display_progress=False,
    )
    assert [row["Step"] for row in rows] == 4 * list(range(6))
    ends = {(row["scenario"] == dear, row["rng"]): row["credit_balance"] for row in rows if row["month"] == "2025-06"}
    assert len(set(ends.values())) == 4
    run = simulate(without_policy, households=300, seed=2, burn_in=1)
    assert ends[False, 2] == pytest.approx(total(run, "credit_balance")[-1], rel=1e-12)


def test_a_batch_run_that_stops_early_makes_one_step_more_as_mesa_counts(without_policy):
    settings = {"scenario": without_policy, "households": 300, "burn_in": 1}
    rows = mesa.batch_run(CreditEconomy, settings, number_processes=1, max_steps=2, display_progress=False)
    assert [(row["Step"], row["month"]) for row in rows] == [(2, "2025-03")]


def test_a_model_goes_to_another_process_whole(model):
    model.step()
    other = pickle.loads(pickle.dumps(model))
    for one in (model, other):
        one.run_model()
    assert other.book.tobytes() == model.book.tobytes()
    assert other.economy.homes.tobytes() == model.economy.homes.tobytes()
    assert other.datacollector.model_vars == model.datacollector.model_vars
