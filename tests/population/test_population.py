"""The synthetic population: marginals, Gini, sample sizes that agree, luck that depends on the household alone."""

import numpy as np
import pytest

from sim.agents.household.arrival import StartDecision, arrive
from sim.agents.household.columns import BYTES, block_dtype
from sim.engine.blocks import pack
from sim.engine.draws import Decision
from sim.parameters import draw_values
from sim.policy.groups import group_table
from sim.policy.vocabulary import FLAG_BULLET, PRODUCTS, Product, Tenure
from sim.population.cells import load_cells
from sim.population.report import CHECK, population_table
from sim.population.synthesis import column, make_blocks, seed_words

RATIOS = [
    ("tenure_renter_of_housed", "renter"),
    ("tenure", "mortgaged of owners"),
    ("thin", "all"),
    ("income", "mean of a household"),
    ("hand_to_mouth", "wealthy"),
    ("mortgages", "city"),
    ("cars", "ice"),
    ("participation", "card"),
    ("participation", "consumer_loan"),
    ("balance", "consumer_loan"),
    ("balance", "platform_loan"),
    ("card", "utilisation"),
    ("card", "revolving part"),
    ("debt_participation", "all"),
]


@pytest.fixture(scope="session")
def lines(hundred_thousand, cells):
    return population_table(hundred_thousand, cells)


def test_every_marginal_is_met_within_four_standard_errors(lines):
    fitted = [line for line in lines if line.marginal != CHECK]
    assert len(fitted) > 100
    assert [line for line in fitted if abs(line.difference) > 4 * line.error + 1.5e-5] == []


def test_the_gini_of_income_is_the_official_one(lines):
    (gini,) = (line for line in lines if line.category == "Gini")
    assert gini.achieved == pytest.approx(0.465, abs=0.01)


def test_a_small_and_a_large_sample_agree_within_four_standard_errors(cells):
    small, large = (
        {line[:2]: line for line in population_table(make_blocks(n, cells, 1), cells)} for n in (20_000, 1_000_000)
    )
    gaps = {
        name: (small[name].achieved - large[name].achieved) / np.hypot(small[name].error, large[name].error)
        for name in RATIOS
    }
    assert {name: gap for name, gap in gaps.items() if abs(gap) > 4} == {}


def test_more_households_change_nobody_elses_row(cells, by_household):
    few, many = (by_household(make_blocks(n, cells, 3)) for n in (1000, 1733))
    for name, values in few.items():
        np.testing.assert_array_equal(values, many[name][:1000], err_msg=name)


def test_threads_and_block_sizes_give_the_same_rows(cells, by_household):
    first = by_household(make_blocks(5000, cells, 3, threads=1, rows=256))
    for threads, rows in ((2, 256), (2, 1024), (1, 2048)):
        other = by_household(make_blocks(5000, cells, 3, threads=threads, rows=rows))
        for name, values in first.items():
            np.testing.assert_array_equal(values, other[name], err_msg=f"{name}, {rows} rows")


def test_another_seed_gives_other_lives_in_the_same_groups(cells):
    one, two = make_blocks(2000, cells, 1), make_blocks(2000, cells, 2)
    np.testing.assert_array_equal(one["group"], two["group"])
    assert (column(one, "income") != column(two, "income")).mean() > 0.99


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_trial_changes_no_row(cells, by_household, share):
    plain = by_household(make_blocks(3000, cells, 1))
    blocks = make_blocks(3000, cells, 1, trials=[("arm-a", share)])
    tried = by_household(blocks)
    for name, values in plain.items():
        np.testing.assert_array_equal(values, tried[name], err_msg=name)
    assert column(blocks, "arm").mean() == pytest.approx(share, abs=4 * 0.5 / 3000**0.5)


def test_arms_depend_on_the_key_and_not_on_the_seed(cells):
    def arms(seed, key):
        blocks = make_blocks(3000, cells, seed, trials=[(key, 0.5)])
        return column(blocks, "arm")[np.argsort(column(blocks, "household"))]

    np.testing.assert_array_equal(arms(1, "a"), arms(2, "a"))
    assert (arms(1, "a") != arms(1, "b")).mean() == pytest.approx(0.5, abs=0.05)


def test_blocks_lie_in_one_group_each_in_the_order_of_groups(cells):
    blocks = make_blocks(3000, cells, 1, trials=[("a", 0.5), ("b", 0.2)])
    groups = group_table(2)
    assert (np.diff(blocks["group"]) >= 0).all()
    np.testing.assert_array_equal(blocks["segment_start"], groups.segment[blocks["group"]])
    np.testing.assert_array_equal(blocks["arm"], groups.arm[blocks["group"]])
    assert blocks["rows"].sum() == 3000
    assert sorted(column(blocks, "household")) == list(range(3000))


def test_a_household_takes_no_more_memory_than_its_columns(hundred_thousand):
    assert BYTES <= 224
    assert hundred_thousand.dtype.itemsize == BYTES * hundred_thousand["household"].shape[1] + 4 * 8


def test_rows_make_sense_one_by_one(hundred_thousand):
    def c(name):
        return column(hundred_thousand, name).astype(np.float64)

    balance, months, payment = c("balance"), c("months_left"), c("payment")
    tenure, limit = c("tenure"), c("card_limit")
    assert (c("income") > 0).all()
    assert (c("deposits") >= 0).all()
    assert ((c("mortgage") > 0) == (tenure == Tenure.MORTGAGED)).all()
    assert ((c("house_value") > 0) == (tenure <= Tenure.MORTGAGED)).all()
    assert (c("size")[tenure == Tenure.DORMITORY] == 1).all()
    assert (c("employed") < 2 ** c("earners")).all()
    assert (balance[:, Product.CARD] + balance[:, Product.CARD_INSTALMENT] <= limit + 100).all()
    assert (c("revolving") <= balance[:, Product.CARD]).all()
    assert ((balance > 0) == (months > 0)).all()
    assert (balance[:, Product.AUTO_LOAN][c("car") == 0] == 0).all()
    assert (c("bucket")[balance == 0] == 0).all()
    due = payment.copy()
    due[:, Product.CARD] = 0
    assert (due.sum(1) <= 100 * 3 * c("income") + 500).all()


def test_an_instalment_repays_its_balance_over_the_months_left(hundred_thousand):
    k = PRODUCTS.index("consumer_loan")
    balance, payment, months = (
        column(hundred_thousand, n)[:, k].astype(float) for n in ("balance", "payment", "months_left")
    )
    rate = column(hundred_thousand, "apr")[:, k] / 12.0
    held = balance > 0
    left = balance * (1 + rate) ** months - payment * ((1 + rate) ** months - 1) / np.where(held, rate, 1)
    bullet = held & (column(hundred_thousand, "marks")[:, k] & FLAG_BULLET > 0)
    assert 0.1 < bullet.sum() / held.sum() < 0.5
    assert np.abs(left[held & ~bullet] / balance[held & ~bullet]).max() < 2e-3
    np.testing.assert_allclose((payment - balance * rate)[bullet], 0, atol=2)


def test_a_newcomer_later_owes_the_same_but_in_good_standing(cells):
    blocks = make_blocks(300, cells, 1)
    home = blocks[int(np.argmax(blocks["rows"]))]
    home.claim[0], home.aid_received[0], home.subsidy_received[:, 0] = 5, 5, 5
    before = home.income[0]
    arrive(home, 0, pack(cells), seed_words(1), 12, False)
    assert home.income[0] != before
    assert home.claim[0] == home.aid_received[0] == home.exclusion[0] == home.subsidy_received[:, 0].sum() == 0
    assert home.bucket[:, 0].sum() == 0


def test_decisions_of_an_arrival_are_numbers_of_their_own():
    used = [int(d) for d in StartDecision] + [StartDecision.ACCOUNT + k for k in range(1, len(PRODUCTS))]
    used += [StartDecision.ARREARS + k for k in range(1, len(PRODUCTS))] + [StartDecision.DUE + k for k in range(1, 5)]
    assert len(used) == len(set(used))
    assert min(used) >= Decision.START
    assert max(used) <= 255


def test_a_share_that_moves_moves_the_population(cells):
    more = load_cells(parameters={"mortgaged_share": 0.30})
    owners = [column(make_blocks(20_000, c, 1), "tenure") for c in (cells, more)]
    mortgaged = [(t == Tenure.MORTGAGED).sum() / (t <= Tenure.MORTGAGED).sum() for t in owners]
    assert mortgaged == pytest.approx([0.434, 0.30], abs=4 * 0.5 / 12_000**0.5)


def test_lenders_are_drawn_by_their_shares(cells):
    shares = np.tile(np.array([0.25, 0.25, 1.0], np.float32), (len(PRODUCTS), 1))
    blocks = make_blocks(20_000, load_cells(lender_share=shares), 1)
    held = column(blocks, "balance")[:, Product.CARD] > 0
    share = np.bincount(column(blocks, "lender")[held, Product.CARD], minlength=3) / held.sum()
    assert share == pytest.approx([0.25, 0, 0.75], abs=4 * 0.5 / held.sum() ** 0.5)


def test_the_block_type_serves_every_size():
    assert block_dtype(2048).itemsize / 2048 == pytest.approx(BYTES, abs=0.1)


def test_where_everybody_who_revolves_pays_by_instalment_nothing_is_carried():
    tables = load_cells(parameters={"revolver_share": 0.25})
    assert tables.credit.revolve == tables.credit.revolving == 0
    assert np.isfinite(tables.credit.instalment)


@pytest.mark.parametrize("draw", [None, 10, 42])
def test_no_card_owes_more_than_its_line_at_the_start(draw):
    """Draws 10 and 42 of the priors have so few revolvers that each would carry many times its line."""
    cells = load_cells(parameters=draw_values(draw, "prior"))
    blocks = make_blocks(4_000, cells, 11)
    owed = column(blocks, "balance")[:, Product.CARD].astype(np.int64)
    line = column(blocks, "card_limit").astype(np.int64)
    assert (owed <= line).all()
    assert owed.sum() > 0
