import numpy as np
import pytest

from sim.agents.household.tickets.financing import instalment_offer
from sim.agents.world import turn_page
from sim.policy.terms import Adjustment
from sim.policy.vocabulary import Product

F4 = np.float32


def test_five_points_are_a_discount_of_005_on_instalments(made):
    lever = made("instalment_fee_cut", {"points": 5})
    assert list(lever.adjustments(36)) == [Adjustment("rate_discount", 0.05, "card_instalment")]


def test_cheaper_instalments_bring_more_of_them_out_of_other_loans_at_the_lenders_cost(added):
    pair = added("instalment_fee_cut", {"points": 5})
    assert 1.03 < pair.factor("originations", product="card_instalment") < 1.3
    assert pair.factor("originations", product="platform_loan") < 1.0
    assert pair.factor("interest", product="card_instalment") < 0.95
    assert pair.factor("lender_profit") < 1.0


def test_a_large_ticket_by_instalments_costs_less_too(without_policy, make):
    def fee(world, home):
        return float(instalment_offer(home, world, world.p, 0, F4(5000), False, F4(1), F4(9000), F4(0.5))[2])

    economy = make(without_policy, 300).economy
    world, home = economy.world, economy.homes[0]
    turn_page(world, economy.plan, 0)
    usual = fee(world, home)
    world["terms"]["rate_discount"][int(home["group"]), Product.CARD_INSTALMENT] += F4(0.03)
    assert usual - fee(world, home) == pytest.approx(0.03, abs=1e-6)
