"""What must hold in every month of every run: the books close, luck does not depend on how the work is divided."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.books.flows import CASH_SIGN, TO_BALANCE, TO_DEPOSITS, Cash, Credit
from sim.books.tallies import clear, ledger_error, numbers_of
from sim.build import Built, build, new_tile
from sim.economy import CreditEconomy
from sim.month import begin_month, households
from sim.policy.vocabulary import SECTORS
from sim.running import run, simulate
from sim.scenarios import Scenario, load_scenario
from sim.variables import VARIABLES

MONTHS, BURN_IN, SIZE = "2022-06", 3, 1_500


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("shanghai/actual").with_months(last=MONTHS)


def built(scenario: Scenario, seed: int = 1) -> Built:
    return build(scenario, SIZE, seed, None, burn_in=BURN_IN)


@pytest.fixture(scope="module")
def books(scenario: Scenario) -> np.ndarray:
    return run(built(scenario))[0]


def test_every_flow_says_what_it_does_to_deposits_and_balances() -> None:
    assert len(CASH_SIGN) == len(Cash)
    assert len(TO_DEPOSITS) == len(TO_BALANCE) == len(Credit)


@pytest.fixture(scope="module")
def month(scenario: Scenario) -> tuple[np.record, np.record]:
    """The book of a first month and the book before it, not yet checked."""
    economy = built(scenario).economy
    begin_month(economy.world, economy.plan, economy.book, 0)
    clear(economy.book)
    households(economy.homes, 0, len(economy.homes), new_tile(economy)[0], economy.book, economy.world, 0)
    totals = economy.book.classes.sum(axis=1)
    for kind, sector in enumerate(("daily_goods", "apparel", "dining")):
        economy.book.cash[Cash.SPENDING, SECTORS.index(sector)] += totals[kind]
    return economy.book, economy.before


def test_the_books_of_a_month_close_to_the_fen(month: tuple[np.record, np.record]) -> None:
    book, before = month
    assert ledger_error(book, before) == 0


@pytest.mark.parametrize("flow", list(Cash), ids=lambda flow: flow.name)
def test_one_fen_too_much_in_a_cash_flow_shows(flow: Cash, month: tuple[np.record, np.record]) -> None:
    book, before = month
    book.cash[flow, 0] += 1
    wrong = ledger_error(book, before)
    book.cash[flow, 0] -= 1
    assert wrong == 1


@pytest.mark.parametrize("flow", list(Credit), ids=lambda flow: flow.name)
def test_one_fen_too_much_in_a_credit_flow_shows(flow: Credit, month: tuple[np.record, np.record]) -> None:
    book, before = month
    book.credit[flow, 2, 3] += 1
    wrong = ledger_error(book, before)
    book.credit[flow, 2, 3] -= 1
    assert wrong == abs(TO_DEPOSITS[flow]) + abs(TO_BALANCE[flow])


def test_one_fen_missing_from_a_household_shows(month: tuple[np.record, np.record]) -> None:
    book, before = month
    book.deposits[0] -= 1
    wrong = ledger_error(book, before)
    book.deposits[0] += 1
    assert wrong == 1


def test_the_same_run_has_the_same_bits(scenario: Scenario, books: np.ndarray) -> None:
    assert np.array_equal(numbers_of(run(built(scenario))[0]), numbers_of(books))


def test_another_seed_has_other_luck(scenario: Scenario, books: np.ndarray) -> None:
    assert not np.array_equal(numbers_of(run(built(scenario, seed=2))[0]), numbers_of(books))


def test_two_threads_and_the_monthly_loop_give_the_bits_of_one_call(scenario: Scenario, books: np.ndarray) -> None:
    assert np.array_equal(numbers_of(run(built(scenario), threads=2)[0]), numbers_of(books))


def test_mesa_s_step_gives_the_bits_of_the_compiled_loop(scenario: Scenario, books: np.ndarray) -> None:
    model = CreditEconomy(scenario, households=SIZE, rng=1, burn_in=BURN_IN)
    seen = [numbers_of(model.book).copy()]
    while model.running:
        model.step()
        seen.append(numbers_of(model.book).copy())
    assert np.array_equal(np.array(seen), numbers_of(books)[BURN_IN - 1 :])


def test_a_lever_of_zero_is_no_lever_to_the_bit(scenario: Scenario, books: np.ndarray) -> None:
    null = scenario.with_levers(
        rate_cap={"id": "nothing", "products": ["card"], "cap": 60, "from": "2022-01", "to": "2022-06"}
    )  # a cap above every card rate binds nobody
    assert np.array_equal(numbers_of(run(built(null))[0]), numbers_of(books))


@pytest.fixture(scope="module")
def result(scenario: Scenario):
    return simulate(scenario, households=SIZE, burn_in=BURN_IN)


def test_every_variable_has_a_unit_a_kind_and_two_names(result) -> None:
    for name, variable in result.data_vars.items():
        assert name in VARIABLES
        assert all(variable.attrs[key] for key in ("units", "kind", "long_name", "long_name_zh"))


def test_flows_of_each_product_and_lender_sum_to_the_change_of_its_balance(result) -> None:
    balance = result.credit_balance
    flows = result.originations + result.accrued - result.repayments - result.prepayments
    flows = flows - result.refinanced - result.charge_off - result.sold - result.settled
    change = balance.diff("month")
    assert np.allclose(change, flows.isel(month=slice(1, None)), rtol=0, atol=1.0)


def test_the_run_record_makes_the_same_scenario_again(result, scenario: Scenario) -> None:
    from sim.scenarios import scenario_of

    record = json.loads(result.attrs["run_record"])
    again = scenario_of(record["scenario_document"], record["scenario"])
    assert again.levers == scenario.levers
    assert (again.first_month, again.last_month) == (scenario.first_month, scenario.last_month)


def test_a_budget_is_never_overspent(scenario: Scenario) -> None:
    poor = scenario.with_levers(
        appliance_subsidy={
            "id": "small_pot", "rate": 0.2, "cap": 2000, "budget": 2_000_000, "stack": "small_pot",
            "from": "2022-01", "to": "2022-06",
        }
    )  # fmt: skip
    spent = simulate(poor, households=SIZE, burn_in=BURN_IN).fiscal_cost.sel(lever="small_pot").sum()
    assert 0 < float(spent) <= 2_000_000


def test_plates_sold_never_exceed_the_quota(result) -> None:
    sold = result.tickets_sold.sel(sector="plate")
    assert float((sold + 0 * result.plates_left).max()) <= float((sold + result.plates_left).max())
    assert float(result.plates_left.min()) >= 0
