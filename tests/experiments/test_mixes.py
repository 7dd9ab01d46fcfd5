"""Mixes on planted problems whose best mix is known, and what a search refuses."""

import csv
from pathlib import Path

import numpy as np
import pytest

from experiments.figures import MIXES
from experiments.mixes import load_mixes, mixes
from experiments.mixes.objectives import Aims, refuse_objectives
from experiments.mixes.race import raced
from experiments.mixes.robust import chance_of_keeping, regret
from experiments.mixes.search import Searched, equal_split, evolved, finalists, not_dominated
from experiments.mixes.study import MixesFile, MixStudy, Race, SearchSize
from experiments.mixes.table import mixes_table
from experiments.points import Answers, Factor, Point
from experiments.points.formula import ByFormula
from sim.errors import ScenarioError, UsageError
from sim.scenarios import load_scenario

FOLDER = Path(__file__).parents[1] / "bad_files" / "mixes"
STUDIES = Path(__file__).parents[2] / "experiments" / "studies"
with (FOLDER / "expected.csv").open(encoding="utf-8", newline="") as table:
    EXPECTED = list(csv.DictReader(table))

NAMES = ("a.amount", "b.amount", "c.amount")
LEVERS = tuple(Factor(name, "lever", 0.0, 1.0, unit="CNY") for name in NAMES)
SHOCK = Factor("shock", "parameter", 0.0, 1.0)
OUTPUTS = (
    *("growth_gap/2026-12", "credit_growth/2026-12", "retail_total", "vintage_12", "expected_loss", "over_indebted"),
    *("fiscal_cost_total", "fiscal_cost_city"),
)
BEST = np.array([0.8, 0.2, 0.4])
"""Within the budget of 1.4e9: 0.8 + 0.2 + 0.4."""


def planted(values):
    """Sales fall with the square of the distance from the best mix; each unit of a lever costs 1 bn."""
    sales = 1e10 * (1.0 - ((values[:, :3] - BEST) ** 2).sum(axis=1))
    cost = 1e9 * values[:, :3].sum(axis=1)
    nothing = np.zeros(len(values))
    risk = 0.01 * values[:, 0]
    return np.stack([nothing, nothing, sales, risk, risk, nothing, cost, cost], axis=1)


class Scaled:
    """The planted problem with luck in the sales alone, CNY a pair."""

    def __init__(self, luck, seed=0):
        self.plain, self.luck, self.seed = ByFormula(planted, NAMES, OUTPUTS), luck, seed
        self.asked = 0

    def __call__(self, points, progress=None):
        self.asked += len(points) * len(points[0].seeds)
        answers = self.plain(points)
        policy = answers.policy.copy()
        for row, point in enumerate(points):
            for pair, seed in enumerate(point.seeds):
                key = np.array([point.values[name] for name in NAMES]).view(np.uint32).tolist()
                drawn = np.random.default_rng([self.seed, seed, *key]).standard_normal()
                policy[row, pair, OUTPUTS.index("retail_total")] += self.luck * drawn
        return Answers(answers.outputs, answers.base, policy)


AIMS = Aims(("retail_total",), {"fiscal_cost_total": 1.4e9}, "2026-12")


def made_study(objectives=("retail_total",), budget=1.4e9, guards=None, uncertain=(), **sizes):
    written = MixesFile(
        title="Planted", base="shanghai/actual", scenario="shanghai/actual", objectives=objectives, seeds=2,
        levers=dict.fromkeys(NAMES, (0.0, 1.0)), budget=budget, guards=guards or {},
        search=sizes.get("search", SearchSize(population=16, generations=8)),
        race=sizes.get("race", Race(finalists=6, stages=(8, 16, 32))),
    )  # fmt: skip
    scenario = load_scenario("shanghai/actual")
    limits = {"fiscal_cost_total": budget, **(guards or {})}
    aims = Aims(tuple(objectives), limits, "2026-12")
    return MixStudy(written, scenario, scenario, LEVERS, tuple(uncertain), aims, (), ("2026-12",))


CANDIDATES = np.array(
    [BEST, [0.6, 0.3, 0.4], [0.5, 0.5, 0.4], [0.9, 0.1, 0.3], [0.2, 0.2, 0.9], [0.7, 0.2, 0.3], [0.0, 0.7, 0.7]]
)


def race_of(repetition, luck, stages=(8, 16, 32)):
    evaluate = Scaled(luck, seed=repetition)

    def lived(places, pairs):
        points = [Point(dict(zip(NAMES, CANDIDATES[k], strict=True)), tuple(pairs)) for k in places]
        return evaluate(points)

    return raced(lived, [f"mix {k}" for k in range(len(CANDIDATES))], AIMS, stages), evaluate


def test_a_race_keeps_the_best_mix_in_at_least_95_of_100_repetitions_and_drops_others():
    races = [race_of(repetition, luck=1.2e9)[0] for repetition in range(100)]
    kept = np.array([race.kept for race in races])
    assert kept[:, 0].sum() >= 95
    assert kept.sum(axis=1).mean() < 5
    assert kept[:, 4].sum() <= 2


def test_what_cannot_be_told_apart_stays_as_a_set():
    race, _ = race_of(1, luck=5e10)
    assert race.kept.all()


def test_a_race_stops_living_what_it_has_dropped():
    race, evaluate = race_of(3, luck=1e8)
    assert race.kept.sum() <= 2
    assert evaluate.asked < 7 * 32
    assert np.isnan(race.answers.policy[4, -1]).all()
    assert race.dropped_for[4].startswith("worse than mix ")


def test_a_mix_that_breaks_its_budget_for_certain_is_dropped():
    evaluate = Scaled(1e8)

    def lived(places, pairs):
        dear = np.array([[1.0, 0.5, 0.5], [0.4, 0.1, 0.2]])
        return evaluate([Point(dict(zip(NAMES, dear[k], strict=True)), tuple(pairs)) for k in places])

    race = raced(lived, ["dear", "cheap"], AIMS, (4, 8))
    assert race.kept.tolist() == [False, True]
    assert race.dropped_for[0] == "breaks fiscal_cost_total"


def test_a_mix_better_in_one_objective_is_not_dropped_for_being_worse_in_another():
    aims = Aims(("retail_total", "vintage_12"), {}, "2026-12")
    evaluate = Scaled(1e8)

    def lived(places, pairs):
        both = np.array([[0.8, 0.2, 0.4], [0.1, 0.2, 0.4], [0.9, 0.9, 0.9]])
        return evaluate([Point(dict(zip(NAMES, both[k], strict=True)), tuple(pairs)) for k in places])

    race = raced(lived, ["more sales", "less risk", "neither"], aims, (4, 8))
    assert race.kept.tolist() == [True, True, False]


def test_the_search_returns_the_planted_best_and_beats_the_rules_on_fresh_luck():
    found = mixes(made_study(), Scaled(3e8))
    truth = planted(found["lever_value"].to_numpy())[:, OUTPUTS.index("retail_total")]
    kept = found["kept"].to_numpy()
    assert truth[kept].max() > 0.94e10
    advised = found.sel(mix=found.attrs["advised"], objective="retail_total")
    assert float(advised["against_split_low"]) > 0
    best = {str(name): float(value) for name, value in zip(found["mix"].to_numpy(), truth, strict=True)}
    assert best[found.attrs["advised"]] > best["equal split"]
    assert best[found.attrs["advised"]] >= best["best at random"]


def test_the_set_holds_the_best_tried_mix_in_90_of_100_searches():
    hits, beats = 0, 0
    study = made_study(search=SearchSize(population=8, generations=3), race=Race(finalists=4, stages=(6, 12)))
    for repetition in range(100):
        found = mixes(study, Scaled(6e8, seed=repetition))
        truth = planted(found["lever_value"].to_numpy())[:, OUTPUTS.index("retail_total")]
        feasible = found["lever_value"].to_numpy().sum(axis=1) <= 1.4
        best = int(np.where(feasible, truth, -np.inf).argmax())
        hits += bool(found["kept"][best])
        names = list(map(str, found["mix"].to_numpy()))
        beats += truth[names.index(found.attrs["advised"])] >= truth[names.index("equal split")]
    assert hits >= 90
    assert beats >= 90


def test_no_advised_mix_where_limits_are_kept_too_rarely():
    found = mixes(made_study(guards={"vintage_12": -1.0}), Scaled(3e8))
    assert found.attrs["advised"] == ""
    assert not found["advisable"].any()
    assert found["keeps"].to_numpy().max() == 0.0


def test_two_objectives_give_a_front_from_less_risk_to_more_sales():
    study = made_study(objectives=("retail_total", "vintage_12"))
    found = mixes(study, Scaled(1e8))
    kept = found.isel(mix=found["kept"].to_numpy())
    assert len(kept["mix"]) >= 3
    order = kept["mean"].to_pandas().sort_values("retail_total")
    assert order["vintage_12"].iloc[-1] > order["vintage_12"].iloc[0]


def test_every_mix_of_the_race_lives_the_same_futures():
    seen = {}

    class Watched(Scaled):
        def __call__(self, points, progress=None):
            for point in points:
                if point.seeds[0] > 1000:
                    seen.setdefault(point.seeds[0], set()).add(point.values["external_share"])
            return super().__call__(points, progress)

    uncertain = (Factor("external_share", "parameter"),)
    found = mixes(made_study(uncertain=uncertain), Watched(3e8))
    assert all(len(values) == 1 for values in seen.values())
    assert len({value for values in seen.values() for value in values}) == found.sizes["pair"]
    assert sorted(next(iter(values)) for values in seen.values()) == sorted(found["future"].to_numpy()[:, 0])


def test_what_is_like_the_best_is_told_for_each_objective():
    found = mixes(made_study(objectives=("retail_total", "vintage_12")), Scaled(1e8))
    like, kept = found["like_best"].to_pandas(), found["kept"].to_pandas()
    assert like.any().all()
    assert not like[~kept].any().any()
    best = found["mean"].sel(objective="vintage_12").to_pandas()[kept].idxmin()
    assert like.loc[best, "vintage_12"]
    assert not like.all(axis=1).all()


@pytest.mark.parametrize("guard", [0.008, -1.0])
def test_every_picture_and_the_table_can_be_made_also_where_no_mix_keeps_its_limits(guard):
    found = mixes(made_study(objectives=("retail_total", "vintage_12"), guards={"vintage_12": guard}), Scaled(3e8))
    for draw in MIXES.values():
        assert draw(found).axes
    table = mixes_table(found)
    assert len(table) == found.sizes["mix"]
    assert {"a.amount", "retail_total:mean", "keeps_low"} <= set(table.columns)


# ---------------------------------------------------------------- pieces


def test_the_front_and_its_finalists():
    scores = np.array([[0.0, 3.0], [1.0, 1.0], [3.0, 0.0], [2.0, 2.0], [0.0, 4.0]])
    assert not_dominated(scores).tolist() == [True, True, True, False, False]
    found = Searched(np.arange(15.0).reshape(5, 3), scores, np.zeros((5, 1)))
    assert set(finalists(found, 3).tolist()) == {0, 1, 2}
    assert set(finalists(found, 2).tolist()) == {0, 2}


def test_where_no_mix_keeps_the_limits_those_that_miss_least_go_on():
    found = Searched(np.zeros((3, 1)), np.zeros((3, 1)), np.array([[3.0], [1.0], [2.0]]))
    assert finalists(found, 2).tolist() == [1, 2]


def test_equal_split_gives_each_lever_the_same_money():
    split = equal_split(np.array([1e9, 2e9, 0.0]), 9e8)
    assert split[0] == pytest.approx([0.3, 0.15, 0.5])
    assert equal_split(np.array([1e8, 2e9]), 1e9)[0] == pytest.approx([1.0, 0.25])


def test_the_search_is_the_same_twice():
    def answer(shares):
        points = [Point(dict(zip(NAMES, row, strict=True)), (1, 2)) for row in shares]
        return Scaled(1e8)(points)

    runs = [evolved(answer, AIMS, 3, 8, 3, np.zeros((0, 3))) for _ in range(2)]
    assert np.array_equal(runs[0].shares, runs[1].shares)
    assert len(runs[0].shares) == 24


def answers_of(gap_base, gap_policy):
    base = np.zeros((1, len(gap_base), len(OUTPUTS)))
    policy = base.copy()
    base[0, :, 0], policy[0, :, 0] = gap_base, gap_policy
    return Answers(OUTPUTS, base, policy)


def test_distance_of_the_gap_is_that_of_its_mean_and_not_the_mean_of_distances():
    aims = Aims(("growth_gap_distance",), {}, "2026-12")
    scores = aims.scores(answers_of([0.0, 0.0], [-0.03, 0.01]))
    assert scores[0, :, 0].tolist() == [0.03, -0.01]
    assert scores.mean() == pytest.approx(0.01)


def test_a_mix_without_cost_is_not_infinitely_good():
    aims = Aims(("retail_per_yuan",), {}, "2026-12")
    answers = answers_of([0.0], [0.0])
    answers.policy[0, 0, OUTPUTS.index("retail_total")] = 1e8
    assert aims.scores(answers)[0, 0, 0] == pytest.approx(-1.0)


def test_chance_of_keeping_limits_has_an_interval_and_regret_is_zero_for_the_best():
    excess = np.where(np.arange(20) < 15, -1.0, 1.0)[None, :, None]
    chance = chance_of_keeping(excess)
    assert chance.value[0] == 0.75
    assert chance.low[0] == pytest.approx(0.509, abs=0.001)
    assert chance.high[0] == pytest.approx(0.913, abs=0.001)
    missed = regret(np.array([[[1.0], [5.0]], [[2.0], [3.0]], [[np.nan], [np.nan]]]))
    assert missed[:2, :, 0].tolist() == [[0.0, 2.0], [1.0, 0.0]]
    assert np.isnan(missed[2]).all()


def test_the_stock_ratio_alone_is_refused_as_risk():
    with pytest.raises(UsageError, match="alone it is no measure"):
        refuse_objectives(["retail_total", "ratio_90_plus"])
    refuse_objectives(["ratio_90_plus", "vintage_12"])
    with pytest.raises(UsageError, match="Did you mean 'retail_total'"):
        refuse_objectives(["retail_totals"])


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("row", EXPECTED, ids=[row["file"] for row in EXPECTED])
def test_a_bad_study_is_refused_in_one_line_with_place_and_remedy(row):
    with pytest.raises(ScenarioError) as caught:
        load_mixes(FOLDER / row["file"])
    error = caught.value
    assert error.place == f"line {row['line']}"
    assert row["what"] in error.what
    assert row["remedy"] in error.remedy
    assert "\n" not in str(error)


def test_every_bad_study_is_expected():
    assert sorted(row["file"] for row in EXPECTED) == sorted(file.name for file in FOLDER.glob("*.yaml"))


def test_the_shipped_search_can_be_read():
    study = load_mixes(STUDIES / "growth_match_2026.yaml")
    assert study.aims.objectives[0] == "growth_gap_distance"
    assert len(study.levers) >= 4
