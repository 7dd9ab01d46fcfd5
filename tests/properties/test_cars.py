"""Cars over a run: at the planned date a share of owners part with the car and its plate; ownership stays."""

import numpy as np
import pytest

from sim.agents.household.tickets.dates import choose_car
from sim.month import begin_month
from sim.policy.vocabulary import Car, Durable, Sector
from sim.population.synthesis import column
from sim.running import run


@pytest.fixture(scope="module")
def lived(without_policy, make):
    """Columns before and after each month of 12,000 households: [month, household]."""
    built = make(without_policy, 12_000)
    homes, months = built.economy.homes, built.burn_in + built.months
    names = ("car", "plate", "durable_due", "base_income", "household")
    seen = [{name: column(homes, name).copy() for name in names}]
    for month in range(months):
        run(built, first=month, last=month + 1)
        seen.append({name: column(homes, name).copy() for name in names})
    return built, {name: np.stack([one[name] for one in seen]) for name in names}


def test_a_share_of_owners_part_with_the_car_and_its_plate_at_the_planned_date(lived):
    built, seen = lived
    owned = seen["car"] != Car.NONE
    stayed = seen["base_income"][1:] == seen["base_income"][:-1]
    comes_due = stayed & owned[:-1] & (seen["durable_due"][:-1, :, Durable.CAR] == 1)
    gone = comes_due & ~owned[1:]
    share, count = float(built.parameters.car_given_up), comes_due.sum()
    assert count > 100
    assert abs(gone.sum() / count - share) < 4 * (share * (1 - share) / count) ** 0.5
    assert not seen["plate"][1:][gone].any()
    assert (seen["durable_due"][1:, :, Durable.CAR][gone] > 0).all(), "a first car is planned anew"


def test_ownership_stays_over_the_run(lived):
    owners = (lived[1]["car"] != Car.NONE).mean(axis=1)
    assert owners[-1] == pytest.approx(owners[0], rel=0.03)


def test_a_discount_on_one_kind_of_new_car_wins_buyers_from_the_other(without_policy, make):
    economy = make(without_policy, 2_000).economy
    world = economy.world
    begin_month(world, economy.plan, economy.book, 0)

    def chosen():
        rows = [(home, i) for home in economy.homes for i in range(int(home["rows"]))]
        return np.array([choose_car(home, world, i, 0) for home, i in rows])

    usual = chosen()
    world["terms"]["price_cut"][:, Sector.NEV] = 0.15
    cheaper = chosen()
    assert ((usual == Sector.USED_CAR) == (cheaper == Sector.USED_CAR)).all()
    moved = usual != cheaper
    assert moved.sum() >= 3
    assert (usual[moved] == Sector.ICE).all()
    assert (cheaper[moved] == Sector.NEV).all()
