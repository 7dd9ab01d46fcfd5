"""Comparisons of true runs: what a null policy does, shared months, threads and order, files and pictures."""

import json

import numpy as np
import pytest
import xarray as xr

from experiments import compare
from experiments.comparison import effects_table, load_effects, save_effects
from experiments.comparison.branch import months_alike
from experiments.comparison.cohorts import cohort_rows
from experiments.comparison.ensemble import labelled
from experiments.comparison.gathering import pairs_of
from experiments.comparison.pairs import Settings, pair_answers
from experiments.comparison.questions import QUESTIONS, RANKED, TABLES
from experiments.comparison.spans import span_of
from experiments.comparison.stopping import WATCHED
from experiments.comparison.summary import GAINS
from experiments.figures import COMPARED, save_figure
from sim.build import build
from sim.errors import ResultError, UsageError
from sim.scenarios import load_scenario

SMALL = {"households": 400, "seeds": 3, "last": "2026-03", "at": "2025-12", "burn_in": 3, "threads": 1}
SUBSIDY = {"products": ["consumer_loan"], "points": 2.0, "max_share_of_rate": 0.5, "cap": 3000, "from": "2025-06",
           "to": "2026-03"}  # fmt: skip


@pytest.fixture(scope="module")
def base():
    return load_scenario("shanghai/actual").with_months("2024-01")


@pytest.fixture(scope="module")
def mixes(base):
    """A mix that begins after a year and a half, one without any policy, and a lever whose numbers are all zero."""
    none = load_scenario("shanghai/no_policy").with_months("2024-01")
    return {
        "subsidy": base.with_levers(interest_subsidy={**SUBSIDY, "id": "aaa_subsidy"}),
        "none": none,
        "null": base.with_levers(interest_subsidy={**SUBSIDY, "points": 0.0, "id": "null"}),
    }


@pytest.fixture(scope="module")
def effects(base, mixes):
    return compare(base, mixes, **SMALL)


def same(one, other):
    """Are two comparisons the same to the bit, records of how they were run left out?"""
    return one.drop_attrs(deep=False).identical(other.drop_attrs(deep=False))


def test_a_null_scenario_gives_exactly_zero_everywhere(effects):
    null = effects.isel(response=0).sel(scenario="null")
    assert bool(null["nothing_differs"])
    for name in ("effect", "low", "high"):
        told = null[name].to_numpy()[np.isfinite(null["mean"].to_numpy())]
        assert len(told) > 100
        assert (told == 0).all(), name
    assert not effects.isel(response=0)["nothing_differs"].sel(scenario=["subsidy", "none"]).any()
    assert float(effects["effect"].sel(scenario="none", measure="fiscal_cost").isel(response=0)) < 0


def test_neither_threads_nor_the_order_of_scenarios_change_a_bit(base, mixes, effects):
    turned = compare(base, dict(reversed(mixes.items())), **{**SMALL, "threads": 3})
    assert same(turned.sel(scenario=effects["scenario"]), effects)


def test_months_lived_once_are_those_lived_twice_to_the_bit(base, mixes):
    """The subsidy shares a year and a half, the null lever everything; whole runs give the same answers."""
    scenarios = [one.with_months(last="2026-03") for one in (base, *mixes.values())]
    first, *others = (build(one, 400, 1, None, burn_in=3, threads=1) for one in scenarios)
    alike = [months_alike(first, other) for other in others]
    assert 3 < alike[0] < 3 + 27
    assert alike[2] == 3 + 27
    answers = [
        np.array(
            [
                [row.value for row in one.rows]
                for one in pair_answers(scenarios, 1, None, Settings(400, 3, "2025-12", share))
            ]
        )
        for share in (True, False)
    ]
    assert answers[0].tobytes() == answers[1].tobytes()


def test_shared_history_is_the_same_whole_book(base):
    """Not only answers: books, states, world and households at the end."""
    from experiments.comparison.branch import taken_up
    from sim.month import new_series
    from sim.running import run

    late = base.with_levers(interest_subsidy={**SUBSIDY, "id": "zzz_subsidy"})  # vouchers keep their rows, budgets run
    one, other, whole = (build(scenario, 1500, 7, None, burn_in=3, threads=1) for scenario in (base, late, late))
    alike = months_alike(one, other)
    assert alike == 3 + 17
    series = new_series(one.burn_in + one.months, one.economy)
    run(one, last=alike, series=series)
    taken, kept = taken_up(one, series, other, alike)
    run(taken, first=alike, series=kept)
    books, states, _ = run(whole)
    assert kept[0].tobytes() == books.tobytes()
    for name in states.dtype.names:
        assert kept[1][name].tobytes() == states[name].tobytes(), name
    assert taken.economy.homes.tobytes() == whole.economy.homes.tobytes()
    assert taken.economy.world.programmes.tobytes() == whole.economy.world.programmes.tobytes()


def test_households_are_shared_only_by_scenarios_that_begin_with_the_same(base):
    """A trial with another share has other households, even where terms and parameters are the same."""
    arm = lambda share: {"from": "2025-06", "products": ["consumer_loan"], "points": 1.0,  # noqa: E731
                         "trial": {"share": share, "key": "arm"}}  # fmt: skip
    scenarios = [base.with_levers(rate_trial=arm(share)).with_months(last="2025-12") for share in (0.5, 0.2)]
    settings = Settings(400, 3, "2025-12", few=True)
    together = pair_answers(scenarios, 1, None, settings)[1]
    (apart,) = pair_answers(scenarios[1:], 1, None, settings)
    np.testing.assert_array_equal([row.value for row in together.rows], [row.value for row in apart.rows])


def test_runs_of_other_luck_or_parameters_share_nothing(base):
    made = {"burn_in": 3, "threads": 1}
    first = build(base, 300, 1, None, **made)
    assert months_alike(first, build(base, 300, 2, None, **made)) == 0
    other = base.with_parameters({"rate_curvature": 0.5})
    assert months_alike(first, build(other, 300, 1, None, **made)) == 0


def test_every_pair_has_a_seed_of_its_own_and_draws_take_turns():
    pairs = pairs_of(3, 4)
    assert len({pair.seed for pair in pairs}) == 12
    assert [pair.draw for pair in pairs[:5]] == [0, 1, 2, 3, 0]
    assert [(pair.seed, pair.draw) for pair in pairs_of(2, 1)] == [(1, None), (2, None)]


def test_draws_are_runs_of_other_parameters_and_the_spread_over_them_is_shown(base, mixes):
    found = compare(base, {"none": mixes["none"]}, **{**SMALL, "seeds": 2, "draws": 2})
    one = found.isel(response=0).sel(scenario="none", measure="retail_total")
    assert found["draw"].to_numpy().tolist() == [0, 1, 0, 1]
    assert float(one["within_draws"]) > 0
    assert float(one["between_draws"]) >= 0


def test_limits_run_both_ends_and_precision_stops_early(base, mixes):
    settings = {**SMALL, "households": 200, "seeds": 6, "precision": 1e9, "limits": True}
    seen = []
    found = compare(base, [mixes["subsidy"]], **settings, progress=lambda *step: seen.append(step))
    assert found["response"].to_numpy().tolist() == ["as set", "constant elasticity", "semi-log"]
    assert len(found["pair"]) == 4
    record = json.loads(found.attrs["run_record"])
    assert set(record["stopped"]["shanghai/actual (2)"].values()) <= {"precision", "floor", "cannot be told"}
    credit = found["value"].sel(measure="credit", scenario="shanghai/actual")
    assert not (credit.sel(response="constant elasticity") == credit.sel(response="semi-log")).all()
    assert seen[-1] == (12, 12, "pair")


def test_every_question_has_its_measure(effects):
    known = set(effects["measure"].to_numpy().tolist())
    asked = {name for measures in QUESTIONS.values() for name in measures}
    asked |= {*RANKED, *WATCHED, *(name for couple in GAINS.values() for name in couple[:2])}
    assert asked <= known
    for table, (_, names) in TABLES.items():
        for name in names:
            assert any(measure.startswith(f"{name}/{table}/") for measure in known), (table, name)
    assert (effects["meaning"].to_numpy().astype(str) != "").all()


def test_parts_add_up_to_the_whole(effects):
    """Sectors are all retail sales, products and lenders all credit, fifths and life stages too, payers all cost."""
    for whole, parts in (
        ("retail_total", "retail/sector/"),
        ("credit", "credit/product/"),
        ("credit", "credit/lender_type/"),
        ("credit", "credit/segment/"),
        ("credit", "credit/quintile/"),
        ("over_indebted", "over_indebted/quintile/"),
        ("approvals", "approvals/segment/"),
        ("approvals", "approvals/quintile/"),
    ):
        names = [name for name in effects["measure"].to_numpy() if name.startswith(parts)]
        total = effects["value"].sel(measure=names).sum("measure")
        np.testing.assert_allclose(total, effects["value"].sel(measure=whole), rtol=1e-9, err_msg=parts)
    paid = effects["value"].sel(measure=[f"fiscal_cost_{payer}" for payer in ("central", "city", "district")])
    np.testing.assert_allclose(paid.sum("measure"), effects["value"].sel(measure="fiscal_cost_total"), rtol=1e-9)


def test_a_cohort_is_followed_month_by_month():
    """Of 100 lent a month 2 go bad at the age of 5 and 1 at 15: 2 % by 12 months, 3 % by 18; half of it is lost."""
    months, products = 40, ["card_instalment", "consumer_loan", "platform_loan", "auto_loan", "education_loan"]
    bad = np.zeros((months, 48, 5))
    bad[:, 5], bad[:, 15] = 2.0, 1.0
    run = xr.Dataset(
        {
            "originations": (("month", "product", "lender"), np.full((months, 5, 1), 100.0)),
            "vintage_90_plus": (("vintage", "age", "product"), bad),
            "loss_given_default": ("product", np.full(5, 0.5)),
        },
        coords={"product": products, "month": np.arange("2022-01", "2025-05", dtype="datetime64[M]").astype("M8[ns]")},
    )
    found = {row.name: row for row in cohort_rows(run, span_of(run, "2024-12"))}
    assert found["vintage_12"].value == pytest.approx(0.02)
    assert found["vintage_18"].value == pytest.approx(0.03)
    assert found["expected_loss"].value == pytest.approx(0.015)
    assert found["vintage_12"].period == "lent 2023-05..2024-04"
    assert np.isnan(found["vintage_18/year/2024"].value)


# ------------------------------------------------------------------ refusals, names, files, pictures


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"seeds": 1}, "too few"),
        ({"households": 5}, "cannot be run"),
        ({"draws": 0}, "draws cannot be run"),
        ({"threads": 0}, "threads"),
        ({"precision": 0.0}, "above 0"),
        ({"precision": 0.1, "seeds": 3}, "needs 4 pairs"),
        ({"at": "soon"}, "is no month"),
        ({"at": "2023-01"}, "before the first month"),
    ],
)
def test_what_cannot_be_compared_is_said_at_once(change, says, base, mixes):
    with pytest.raises(UsageError, match=says):
        compare(base, mixes, **{**SMALL, **change})


def test_other_first_months_are_refused(base):
    with pytest.raises(UsageError, match=r"begins in 2024-01.*in 2022-01.*Give both the same first month"):
        compare(base, [load_scenario("shanghai/no_policy")], **SMALL)
    with pytest.raises(UsageError, match="nothing to compare"):
        compare(base, [], **SMALL)


def test_names_that_are_taken_are_numbered(base):
    assert list(labelled(base, [base, base])) == ["shanghai/actual", "shanghai/actual (2)", "shanghai/actual (3)"]


def test_a_comparison_survives_being_written_and_read(effects, tmp_path):
    import pandas as pd

    save_effects(effects, tmp_path)
    assert load_effects(tmp_path).identical(effects)
    assert load_effects(tmp_path / "effects.nc").attrs == effects.attrs
    table = pd.read_csv(tmp_path / "effects.csv", keep_default_na=True)
    made = effects_table(effects)
    assert list(table.columns) == list(made.columns)
    np.testing.assert_array_equal(table["effect"], made["effect"])
    rows = table[(table["scenario"] == "none") & (table["measure"] == "fiscal_cost_total")]
    expected = effects["effect"].sel(scenario="none", measure="fiscal_cost_total").item()
    assert rows["effect"].item() == expected


def test_a_file_that_is_no_comparison_is_refused(tmp_path):
    (tmp_path / "effects.nc").write_bytes(b"no result")
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ResultError, match="no comparison"):
            load_effects(place)
    xr.Dataset({"other": 1.0}).to_netcdf(tmp_path / "effects.nc", engine="h5netcdf")
    with pytest.raises(ResultError, match="no comparison"):
        load_effects(tmp_path)


@pytest.mark.parametrize("name", sorted(COMPARED))
def test_every_picture_can_be_drawn(name, effects, effects_of, tmp_path):
    for number, made in enumerate((effects, effects_of([0.01, -0.02, 0.0]))):
        figure = COMPARED[name](made)
        file = tmp_path / f"{number}.png"
        save_figure(figure, file)
        assert file.stat().st_size > 5_000
        english, chinese = (text.get_text() for text in figure.texts[:2])
        assert english.isascii()
        assert any("一" <= letter <= "鿿" for letter in chinese)
