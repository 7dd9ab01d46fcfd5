"""Chapter of a search for mixes: the set that cannot be told apart, the mix to look at first, and what it changes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments.comparison.intervals import CONFIDENCE, fieller, paired_interval
from experiments.comparison.summary import BANDS
from experiments.discovery.run import share_interval
from experiments.figures import MIXES
from experiments.mixes.objectives import OBJECTIVES
from experiments.mixes.run import SPLIT
from experiments.points.outcomes import SCALARS
from experiments.report.comparison_tables import with_doubt
from experiments.report.comparisons import LEVEL, NAMES, UNTOLD
from experiments.report.making import made
from experiments.report.parts import Chapter, Glance, Row, Section, Table, told_row
from experiments.report.pictures import pictures_of
from experiments.report.reading import Result, scenario_of_record
from experiments.report.search_tables import lever_table, lever_words, plain, race_table, score
from experiments.report.study_file import study_assumptions

if TYPE_CHECKING:
    import xarray as xr

    from experiments.report.words import Told, Words
    from sim.scenarios import Scenario

FEWEST = 20
"""Futures that the race has not seen, from which on the mix is judged by these alone."""

GAP = "growth_gap"


class Futures(NamedTuple):
    """Base and policy of the mix looked at first, [future, output]. fresh : whether the race had not seen them."""

    base: np.ndarray
    policy: np.ndarray
    fresh: bool


def search_chapter(result: Result, words: Words, failing: tuple[str, ...] = ()) -> Chapter:
    """What a search says. failing : sentences of `creditsim discover` on it, where that was given."""
    found, record = result.data, result.record
    study = record["study"]
    futures = judged(found)
    title = words.either(str(found.attrs["title"]), str(found.attrs.get("title_zh", "")))
    file = result.folder / "mixes.nc"
    scenarios = {
        str(study["base"]): scenario_of_record(record["base"], str(study["base"]), file),
        str(study["scenario"]): scenario_of_record(record["scenario"], str(study["scenario"]), file),
    }
    policy = list(scenarios.values())[-1]
    seen = "futures and luck that the race had not seen" if futures.fresh else "the futures of the race"
    caption = words(
        "{mix} against the base: mean over {count} {seen}, with its 95 % interval",
        mix=_named(found.attrs["studied"], words), count=len(futures.base), seen=words(seen),
    )  # fmt: skip
    facts = Table(
        caption, (words("what"), words("change")), tuple(_facts(found, futures, words)), words(UNTOLD), numbers=1
    )
    tables = (race_table(found, words), lever_table(found, words))
    drawn = pictures_of(words, {name: draw(found) for name, draw in MIXES.items()})
    not_looked = words("In which futures it fails was not looked for: `creditsim discover` on this result does.")
    return Chapter(
        kind=words("Search for mixes"),
        title=title,
        glance=Glance(
            question=_question(found, study, words),
            answer=tuple(_answer(found, futures, study, policy, words)),
            facts=facts,
            fails=failing or (not_looked,),
            level=words(LEVEL),
        ),
        sections=(
            Section(words("The race"), _race_words(found, words), tables),
            Section(
                words("The mix to look at first"), (), (_levels(found, futures, words), _bands(found, futures, words))
            ),
            Section(words("Figures"), (), (), drawn),
        ),
        scenarios=scenarios,
        asked=study_assumptions(study, words, policy),
        made=made(
            result, words, ("households", f"{study.get('households', 5000):,}"), ("month looked at", study.get("at")),
            ("run to", study.get("last")), ("pairs of the race", found.sizes["pair"]),
            ("mixes tried", found.sizes["tried"]),
        ),
        command=(words("`creditsim mixes` with the study's file again, then compare mixes.csv"),),
    )  # fmt: skip


def judged(found: xr.Dataset) -> Futures:
    """The futures by which the mix is judged: those that the race has not seen, because it was chosen by the others."""
    base, policy = (found[f"studied_{side}"].to_numpy() for side in ("base", "policy"))
    after = found.sizes["pair"]
    fresh = len(base) - after >= FEWEST
    after = after if fresh else 0
    return Futures(base[after:], policy[after:], fresh)


def effect_of(found: xr.Dataset, futures: Futures, name: str, words: Words) -> Told:
    """Paired effect of the mix on an outcome over futures, with its interval."""
    if name == "growth_gap_distance":
        base, policy = (column(found, side, GAP) for side in (futures.base, futures.policy))
        difference, unit = _towards(policy) - _towards(base), "fraction"
    else:
        difference = column(found, futures.policy, name) - column(found, futures.base, name)
        unit = SCALARS.get(name, "fraction")
    interval = paired_interval(difference, np.arange(len(difference)))
    mean, half = float(interval.mean), float(interval.half)
    return words.told(mean, mean - half, mean + half, unit)


def column(found: xr.Dataset, table: np.ndarray, name: str) -> np.ndarray:
    """An outcome in each future, indicators at the month looked at."""
    outputs = [str(one) for one in found["output"].to_numpy()]
    return np.asarray(table[:, outputs.index(name if name in outputs else f"{name}/{found.attrs['at']}")])


def _towards(gap: np.ndarray) -> np.ndarray:
    """Gaps signed so that their mean is the distance of the mean gap from zero."""
    return -gap if gap.mean() < 0 else gap


def _named(mix: str, words: Words) -> str:
    return f"“{plain(mix, words)}”"


def _question(found: xr.Dataset, study: dict[str, Any], words: Words) -> str:
    budget = study.get("budget")
    limit = words.amount(float(budget), "CNY", change=False) if budget else words("no limit")
    return words(
        "Which mix of what a city can add, within a budget of {budget} to {last}, does best at: {aims}; and can it be "
        "told from the others?",
        budget=limit, last=study.get("last", "2028-12"), aims=words.apart(list(_aims(found, words).values())),
    )  # fmt: skip


def _aims(found: xr.Dataset, words: Words) -> dict[str, str]:
    """Objectives in words, by name."""
    names = [str(name) for name in found["objective"].to_numpy()]
    return {name: words.either(OBJECTIVES[name].meaning, OBJECTIVES[name].meaning_zh) for name in names}


def _answer(found: xr.Dataset, futures: Futures, study: dict[str, Any], policy: Scenario, words: Words) -> list[str]:
    studied = str(found.attrs["studied"])
    base, level = (float(column(found, side, GAP).mean()) for side in (futures.base, futures.policy))
    nearer = effect_of(found, futures, "growth_gap_distance", words)
    gap = words(GAPS[nearer.sure or 0], base=words.amount(base, "fraction"), policy=words.amount(level, "fraction"),
                effect=nearer, at=found.attrs["at"], mix=_named(studied, words))  # fmt: skip
    cost, retail = (effect_of(found, futures, name, words) for name in ("fiscal_cost_total", "retail_total"))
    keeps = words.share(*(float(found[name].sel(mix=studied)) for name in ("keeps", "keeps_low", "keeps_high")))
    price = words(
        "It costs the public {cost} over the whole run; retail sales: {retail}, {says}. It keeps budget and guards in "
        "{keeps} of futures.",
        cost=cost.whole, retail=retail, says=words.verdict(retail), keeps=keeps,
    )  # fmt: skip
    if not found.attrs["advised"]:
        first = words("No mix keeps budget and guards in {chance} of futures, so none is advised. Raise the budget, "
                      "loosen the guards, or ask for less.", chance=f"{found.attrs['chance']:.0%}")  # fmt: skip
    else:
        made_of = lever_words(found, studied, study["levers"], policy, words)
        first = words("Of the mixes raced, look first at {mix}: {levers}.", mix=_named(studied, words), levers=made_of)
    return [words.joined([first, gap]), price, _set(found, studied, words)]


LIKE = "In the first aim ({aim}) these cannot be told from the best: {names}."
ALONE = "In the first aim ({aim}) the best can be told from all others: {names}."


def _set(found: xr.Dataset, studied: str, words: Words) -> str:
    """Who is in the set, who cannot be told from the best, and how the mix stands against the equal split."""
    aims = _aims(found, words)
    name, aim = next(iter(aims.items()))
    like = found["mix"].to_numpy()[found["like_best"].sel(objective=name).to_numpy()]
    lines = [
        words("{count} of {all} mixes raced stay in the set, which no other beats in all aims at once.",
              count=int(found["kept"].sum()), all=found.sizes["mix"]),
        words(LIKE if len(like) > 1 else ALONE, aim=aim, names=words.listed([_named(str(mix), words) for mix in like])),
    ]  # fmt: skip
    better: list[str] = []
    worse: list[str] = []
    for objective, said in aims.items():
        told = score(found.sel(mix=studied), objective, words, "against_split_")
        if told.sure:
            (better if told.sure * OBJECTIVES[objective].sign < 0 else worse).append(said)
    if studied == SPLIT:
        lines.append(words("It is the plain rule of splitting the budget equally."))
    elif not better and not worse:
        lines.append(words("It cannot be told from simply splitting the budget equally."))
    else:
        lines.append(
            words("Against splitting the budget equally it is better in: {better}; worse in: {worse}.",
                  better=words.apart(better), worse=words.apart(worse))
        )  # fmt: skip
    return words.joined(lines)


GAPS = {
    -1: "Credit growth less retail growth in {at} is {policy} under {mix} and {base} without it: nearer to zero, by "
    "{effect}.",
    1: "Credit growth less retail growth in {at} is {policy} under {mix} and {base} without it: further from zero, by "
    "{effect}.",
    0: "Credit growth less retail growth in {at} is {policy} under {mix} and {base} without it: the difference in "
    "distance from zero cannot be told: {effect}.",
}


def _facts(found: xr.Dataset, futures: Futures, words: Words) -> list[Row]:
    rows: list[Row] = []
    for head, names in FACTS.items():
        rows.append(Row((words(head),), "group"))
        for name in names:
            effect = effect_of(found, futures, name, words)
            title = "of it: city budget" if name == "fiscal_cost_city" else NAMES[name]
            rows.append(told_row((words(title), with_doubt(effect, words)), sure=effect.sure))
        if head == "What it costs":
            cost, gain = (
                column(found, futures.policy, name) - column(found, futures.base, name)
                for name in ("fiscal_cost_total", "retail_total")
            )
            ratio = fieller(cost, gain, np.arange(len(cost)), CONFIDENCE)
            said = words.ratio(ratio.value, ratio.low, ratio.high)
            cells = (words("public cost, CNY per net yuan of retail sales"), said)
            rows.append(told_row(cells, sure=math.isfinite(ratio.value)))
    rows.append(Row((words("Who gains, who bears"),), "group"))
    rows.append(Row((words("households, lenders, merchants"), words("not in a search: `creditsim compare` tells it"))))
    return rows


FACTS = {
    "What it does": ("retail_total", "growth_gap", "growth_gap_distance"),
    "What it costs": ("fiscal_cost_total", "fiscal_cost_city"),
    "Default risk": ("vintage_12", "expected_loss", "over_indebted"),
}


def _race_words(found: xr.Dataset, words: Words) -> tuple[str, ...]:
    sure, pairs = f"{1 - found.attrs['error']:.0%}", found.sizes["pair"]
    return (
        words("With a chance of at least {sure} the set holds every mix raced that keeps its limits and that no other "
              "beats in all objectives. It was judged on {pairs} pairs of runs with luck that the search had not seen. "
              "Mixes of the set are not ranked: among them an order would be luck.", sure=sure, pairs=pairs),
    )  # fmt: skip


def _levels(found: xr.Dataset, futures: Futures, words: Words) -> Table:
    rows = []
    for name in (GAP, "credit_growth"):
        shown = [column(found, side, name) for side in (futures.base, futures.policy)]
        cells = []
        for values in shown:
            low, middle, high = np.nanquantile(values, (0.05, 0.5, 0.95))
            like = max(abs(low), abs(high))
            middle_, low_, high_ = (
                words.indicator(name, "fraction", float(one), like=float(like)) for one in (middle, low, high)
            )
            cells.append(words("{value} ({low} to {high})", value=middle_, low=low_, high=high_))
        effect = effect_of(found, futures, name, words)
        rows.append(told_row((words(LEVELS[name]), *cells, with_doubt(effect, words)), sure=effect.sure))
    heads = (words("in {month}", month=found.attrs["at"]), words("base"), words("mix"), words("change, 95 % interval"))
    caption = words("Levels over futures: median, and nine tenths of futures in brackets; change: mean of the pairs")
    note = words("Futures differ in what is uncertain and in luck, so that they spread far more than the change does.")
    return Table(caption, heads, tuple(rows), note, numbers=1)


def _bands(found: xr.Dataset, futures: Futures, words: Words) -> Table:
    rows = []
    for title, side in (("base", futures.base), ("mix", futures.policy)):
        gap = np.abs(column(found, side, GAP))
        cells = []
        for band in BANDS:
            held = int((gap <= band).sum())
            cells.append(words.share(held / len(gap), *share_interval(held, len(gap))))
        rows.append(Row((words(title), *cells)))
    heads = ("", *(words("within {band} pp of zero", band=f"{100 * band:.0f}") for band in BANDS))
    caption = words("Futures in which credit growth less retail growth lies near zero, with 95 % intervals")
    note = words("It rests on the level of the gap, which public data do not identify.")
    return Table(caption, heads, tuple(rows), note, numbers=1)


LEVELS = {GAP: "gap: credit growth less retail growth", "credit_growth": "growth of credit y/y"}
