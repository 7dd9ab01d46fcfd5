"""Pictures of runs made by hand: what they show, that every character has a glyph, that nothing global is touched."""

import json

import matplotlib as mpl
import numpy as np
import pytest
import xarray as xr
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from experiments.figures import (
    COMPARED,
    FIGURES,
    arrears,
    credit_growth,
    fiscal_cost,
    retail_growth,
    save_figure,
    waterfalls,
)
from experiments.figures.arrears import cumulated
from experiments.figures.fiscal import by_tool
from experiments.figures.style import by_month, canvas, months_of
from sim.indicators import NINETY
from sim.policy.vocabulary import BUCKETS, CHANNELS, PAYERS, PRODUCTS, SECTORS

LEVERS = {"dining": "voucher", "cinema": "voucher", "cars_2025": "car_subsidy", "cars_2026": "car_subsidy"}
DOCUMENT = {"levers": [{"id": name, "lever": key} for name, key in LEVERS.items()]}


def made(months):
    """Retail sales grow by 10 % a year, credit by 15 %; 2 % of every balance is 91+ days overdue; a tenth of what is
    lent goes bad at the age of five months; each programme pays 0.5 bn CNY a month."""
    years = np.arange(months) / 12
    growth, credit = 1.1**years, 1.15**years
    balance = np.broadcast_to(credit[:, None, None] * 1e9, (months, len(PRODUCTS), 2))
    late = balance[..., None] * np.array([0.95, 0.01, 0.01, 0.01, 0.015, 0.005])
    lent = np.full((months, len(PRODUCTS), 2), 50.0)
    bad = np.zeros((months, 48, len(PRODUCTS)))
    bad[: max(months - 5, 0), 5] = 10.0
    mlp = ("month", "product", "lender")
    sales = np.broadcast_to(growth[:, None, None] * 1e9, (months, len(SECTORS), len(CHANNELS)))
    return xr.Dataset(
        {
            "retail_sales": (("month", "sector", "channel"), sales),
            "credit_balance": (mlp, balance),
            "originations": (mlp, lent),
            "delinquent_balance": ((*mlp, "bucket"), late),
            "vintage_90_plus": (("vintage", "age", "product"), bad),
            "fiscal_cost": (("month", "lever", "payer"), np.full((months, 4, 3), 0.5e9 / 3)),
        },
        coords={
            "month": np.arange("2022-01", np.datetime64("2022-01", "M") + months, dtype="datetime64[M]").astype(
                "datetime64[ns]"
            ),
            "sector": list(SECTORS), "channel": list(CHANNELS), "product": list(PRODUCTS), "lender": ["a", "b"],
            "lender_type": ("lender", ["state_bank", "platform"]), "bucket": list(BUCKETS), "lever": list(LEVERS),
            "payer": list(PAYERS), "age": np.arange(48),
        },
        attrs={"run_record": json.dumps({"scenario_document": DOCUMENT})},
    )  # fmt: skip


@pytest.fixture(scope="module")
def run():
    return made(48)


def words(figure):
    texts = [text.get_text() for text in figure.texts]
    for axes in figure.axes:
        texts += [text.get_text() for text in axes.texts]
        texts += [text.get_text() for text in axes.get_legend().get_texts()] if axes.get_legend() else []
    return "\n".join(texts)


@pytest.mark.parametrize("name", ["arrears", "credit_growth", "retail_growth"])
def test_a_picture_of_a_run_that_is_too_short_says_so(name):
    assert "the run is too short to tell" in words(FIGURES[name](made(1)))
    assert "too short" not in words(FIGURES[name](made(48)))


def test_a_picture_of_cost_without_programmes_says_so(run):
    unpaid = run.assign(fiscal_cost=run["fiscal_cost"] * 0.0)
    assert "no programme paid anything" in words(fiscal_cost(unpaid))


@pytest.mark.parametrize(("months", "panels"), [(1, 1), (3, 1), (18, 4), (48, 4)])
def test_dates_have_room_and_are_never_days(months, panels):
    figure, axes = canvas("", "", "", panels=panels)
    for one in axes:
        one.plot(made(months)["month"].to_numpy(), np.zeros(months))
        by_month(one, months_of(made(months)))
    figure.canvas.draw()
    labels = [label.get_text() for label in axes[0].get_xticklabels()]
    assert len(labels) <= (7 if panels < 4 else 5)
    assert any(label.isalpha() or len(label) == 4 for label in labels)
    assert not any(label.isdigit() and len(label) < 4 for label in labels)


@pytest.mark.parametrize("months", [1, 13, 48])
@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_picture_can_be_drawn_of_a_run_of_any_length(name, months, tmp_path):
    figure = FIGURES[name](made(months))
    save_figure(figure, tmp_path / "picture.png")  # a character without a glyph warns, and warnings are errors
    assert isinstance(figure, Figure)
    assert (tmp_path / "picture.png").stat().st_size > 5_000


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_titles_are_english_and_chinese(name, run):
    english, chinese = (text.get_text() for text in FIGURES[name](run).texts[:2])
    assert english.isascii()
    assert any("一" <= letter <= "鿿" for letter in chinese)


def test_the_same_run_gives_the_same_bytes(run, tmp_path):
    for name in ("a.png", "b.png"):
        save_figure(fiscal_cost(run), tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_nothing_global_is_touched(run):
    before = dict(mpl.rcParams)
    retail_growth(run)
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == []


def test_retail_bars_stand_at_the_published_values_with_their_grades(run):
    axes = retail_growth(run).axes[0]
    levels = {round(float(line.get_ydata()[0]), 4) for line in axes.lines if len(set(line.get_ydata())) == 1}
    assert {0.126, -0.031, -0.135} <= levels
    assert {text.get_text() for text in axes.texts} >= {"A", "B"}


def test_the_credit_picture_says_that_the_city_publishes_no_balance(run):
    text = words(credit_growth(run))
    assert "Shanghai publishes no balance of consumption credit" in text
    assert "whole country" in text
    assert "gap +5.0 pp" in text


def test_arrears_are_cumulated_only_over_ages_that_the_whole_year_has_reached(run):
    lines = cumulated(run)
    assert sorted(lines) == [2022, 2023, 2024, 2025]
    np.testing.assert_array_equal([len(lines[year]) for year in sorted(lines)], [37, 25, 13, 1])
    assert lines[2022][4] == 0.0
    assert lines[2022][5] == pytest.approx(0.1)


def test_the_card_line_and_the_published_card_ratio_are_in_the_arrears_picture(run):
    right = arrears(run).axes[1]
    lines = {line.get_label(): line.get_ydata() for line in right.lines}
    np.testing.assert_allclose(lines["cards"], 0.02)
    np.testing.assert_allclose(lines["cards, 181+ days"], 0.005)
    np.testing.assert_allclose(
        lines["cards, 180+, published"], [0.0109, 0.0098, 0.01, 0.0116, 0.0113, 0.0142, 0.0143], atol=1e-4
    )


def test_a_share_of_zero_is_a_gap_in_the_arrears_picture_and_a_month_between_gaps_a_point(run):
    cleared = [*range(6, 12), 13]
    months = months_of(run)
    nothing = {"month": run["month"][cleared], "product": "auto_loan", "bucket": list(NINETY)}
    late = run["delinquent_balance"].copy()
    late.loc[nothing] = 0.0
    right = arrears(run.assign(delinquent_balance=late)).axes[1]
    lines = {line.get_label(): line for line in right.lines}
    drawn = lines["auto loans"].get_ydata()
    assert np.flatnonzero(np.isnan(drawn)).tolist() == cleared
    np.testing.assert_allclose(drawn[~np.isnan(drawn)], 0.02, rtol=0.02)
    assert not np.isnan(lines["cards"].get_ydata()).any()
    (point,) = [line for line in right.lines if line.get_marker() == "." and len(line.get_xdata())]
    assert point.get_color() == lines["auto loans"].get_color()
    np.testing.assert_array_equal(point.get_xdata(), months[[12]])
    assert "gap: nothing overdue" in right.get_title(loc="left")


def test_programmes_of_one_tool_are_added_up_under_its_title(run):
    tools = by_tool(run)
    assert len(tools) == 2
    assert all(title.startswith(("Vouchers", "Car trade-in")) for title in tools)
    np.testing.assert_allclose([cost.sum() for cost in tools.values()], 48.0)
    assert "2022\n24.0 bn" in words(fiscal_cost(run))


def test_a_lever_that_the_record_does_not_know_keeps_its_id_in_words(run):
    assert next(iter(by_tool(run.assign_attrs(run_record="{}")))) in {name.replace("_", " ") for name in LEVERS}


def test_a_waterfall_goes_from_the_base_to_the_mix(effects_of):
    made_by_hand = effects_of([1.0, 2.0], pairs=4)
    assert waterfalls(made_by_hand) == {}
    added = np.full((3, 3, 6), np.nan)
    added[1] = np.array([3.0, -1.0, 0.5])[:, None] * 1e9
    dims = ("scenario", "player", "shared")
    names = ["retail_total", "credit", "growth_gap", "vintage_12", "over_indebted", "fiscal_cost_total"]
    shared = made_by_hand.assign_coords(player=["task_01", "task_02", "task_04"], shared=names).assign(
        share=(dims, added), share_half=(dims, np.abs(added) / 10)
    )
    drawn = waterfalls(shared)
    assert list(drawn) == ["mix 1"]
    axes = drawn["mix 1"].axes[0]
    ends = [bar.get_x() + bar.get_width() for bar in axes.patches]
    np.testing.assert_allclose(ends, [3.0, 2.0, 2.5, 2.5])


def test_pictures_of_a_comparison_draw_what_was_measured(effects_of):
    made_by_hand = effects_of([4.0, -2.0], pairs=6)
    for name, draw in COMPARED.items():
        figure = draw(made_by_hand)
        assert len(figure.axes) >= 2 or name == "growth_gap", name
    cloud = COMPARED["risk_against_effect"](made_by_hand).axes[0]
    across, up = cloud.containers[0].lines[0].get_data()
    one = made_by_hand.isel(response=0).sel(scenario="mix 1")
    base = float(made_by_hand["mean"].isel(response=0, scenario=0).sel(measure="credit"))
    assert across[0] == pytest.approx(100 * float(one["effect"].sel(measure="credit")) / base)
    assert up[0] == pytest.approx(100 * float(one["effect"].sel(measure="vintage_12")))
    line = COMPARED["timeline"](made_by_hand).axes[0].lines[0].get_ydata()
    np.testing.assert_allclose(line, one["timeline"].sel(series="retail") / 1e9)


def test_effects_over_a_single_month_are_points_with_bars_beside_one_another(effects_of):
    one_month = effects_of([4.0, -2.0], pairs=6).isel(month=[1])
    panels = COMPARED["timeline"](one_month).axes
    for axes, series in zip(panels, ("retail", "credit", "fiscal_cost"), strict=True):
        for bars, name in zip(axes.containers, ("mix 1", "mix 2"), strict=True):
            point, _, (bar,) = bars.lines
            found = one_month.isel(response=0, month=0).sel(scenario=name, series=series)
            assert point.get_marker() == "o"
            np.testing.assert_allclose(point.get_ydata(), float(found["timeline"]) / 1e9)
            ends = [float(found[f"timeline_{end}"]) / 1e9 for end in ("low", "high")]
            np.testing.assert_allclose(bar.get_segments()[0][:, 1], ends)
        places = [bars.lines[0].get_xdata()[0] for bars in axes.containers]
        assert places[0] != places[1]
    assert [text.get_text() for text in panels[1].get_legend().get_texts()] == ["mix 1", "mix 2"]
