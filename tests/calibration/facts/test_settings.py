"""Settings are chosen beforehand and told by a hash."""

from calibration.facts.settings import frozen, given, settings


def test_settings_are_the_centre_and_draws_with_luck_of_their_own():
    chosen = settings(2, "prior")
    assert [one.name for one in chosen] == ["centre", "draw 0", "draw 1"]
    assert len({one.seed for one in chosen}) == 3
    assert chosen[1].parameters() != chosen[2].parameters()


def test_the_hash_moves_with_any_parameter_and_with_nothing_else():
    sets = [{"voucher_lift": 0.5}, {"voucher_lift": 0.6}]
    assert frozen(given(sets)) == frozen(given(sets))
    assert frozen(given(sets)) != frozen(given([sets[0], {"voucher_lift": 0.61}]))


def test_given_values_stand_in_the_scenario():
    scenario = given([{"voucher_lift": 0.5}])[0].scenario("shanghai/actual")
    assert scenario.parameters["voucher_lift"] == 0.5
    assert scenario.parameters_from == "prior"
