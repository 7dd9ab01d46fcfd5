"""Offers of cash considered a block at a time agree with the rules for one household."""

import numpy as np
import pytest

from sim.agents.contracts import drawn_term
from sim.agents.household.cash.offers import draw_terms, meet_lenders
from sim.agents.lender import pick_lender
from sim.build import build, new_tile
from sim.engine.draws import Decision, uniform
from sim.month import begin_month
from sim.policy.vocabulary import Product
from sim.scenarios import load_scenario

F4 = np.float32


@pytest.fixture(scope="module")
def opened():
    """World, block and scratch of a small economy in its first month."""
    economy = build(load_scenario("shanghai/no_policy"), 400, 3, None, threads=1).economy
    begin_month(economy.world, economy.plan, economy.book, 0)
    home, tile = economy.homes[0], new_tile(economy)[0]
    rows = int(home["rows"])
    tile["offered"][:rows] = home["household"][:rows]
    return economy.world, home, tile, rows


@pytest.mark.parametrize("product", [Product.CONSUMER_LOAN, Product.PLATFORM_LOAN])
def test_the_lenders_that_a_block_meets_are_those_that_each_household_picks(opened, product):
    world, home, tile, rows = opened
    met = []
    for month in range(12):
        meet_lenders(tile, world, product, month, rows)
        assert tile["met"][:rows].tolist() == [pick_lender(world, home, i, product, month) for i in range(rows)]
        met += tile["met"][:rows].tolist()
    assert len(set(met)) > 3, "so few lenders that any rule would pass"


@pytest.mark.parametrize("longest", [120.0, 18.0])
def test_the_terms_of_a_block_are_those_that_each_household_draws(opened, longest):
    world, home, tile, rows = opened
    product = Product.CONSUMER_LOAN
    draw_terms(tile, world, product, 7, F4(longest), rows)
    luck = [uniform(world["seed"], home["household"][i], 7, Decision.TERM_OF_CASH + product) for i in range(rows)]
    assert tile["offer_term"][:rows].tolist() == [drawn_term(world, product, F4(u), F4(longest)) for u in luck]
    assert len(set(tile["offer_term"][:rows].tolist())) > 1
