"""Chapter of a comparison: what scenarios change against a base, pair by pair, and what that costs whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.comparison import ranked
from experiments.comparison.terms_alone import MATURITY, maturity_alone
from experiments.figures import COMPARED, waterfalls
from experiments.report.comparison_tables import comparison_tables, told, with_doubt
from experiments.report.making import comparison_made
from experiments.report.parts import Chapter, Glance, Row, Section, Table, told_row
from experiments.report.pictures import picture_of, pictures_of
from experiments.report.reading import Result, scenario_of_record

if TYPE_CHECKING:
    import xarray as xr

    from experiments.report.words import Words

LEVEL = (
    "The level of the gap is not identified by public data: what the model tells is the difference between policies "
    "under the same households and luck."
)

HOLDS = {
    True: "Intervals are 95 % (Student t over pairs) and hold luck, not parameters and not what the model leaves out.",
    False: "Intervals are 95 % (Student t over draws) and hold luck and parameters, not what the model leaves out.",
}

TOLD = ("effect", "low", "high", "mean", "nothing_differs", "cost_per", "cost_per_low", "cost_per_high", "inside")
"""What tables and sentences are made of: few, because labels are looked up hundreds of times."""

FACTS = {
    "What it does": ("retail_total", "retail_pulled_forward", "credit", "growth_gap", "growth_gap_distance"),
    "What it costs": ("fiscal_cost_total",),
    "Default risk": ("vintage_12", "expected_loss", "over_indebted"),
}
"""Facts of a glance: head, and the measures below it."""

NAMES = {
    "retail_total": "retail sales, whole run",
    "retail_pulled_forward": "of it pulled forward: gone by the end",
    "credit": "consumption credit",
    "growth_gap": "gap: credit growth less retail growth",
    "growth_gap_distance": "distance of the gap from zero",
    "fiscal_cost_total": "public cost, whole run",
    "vintage_12": "bad 12 months after lending",
    "expected_loss": "expected loss per yuan lent",
    "over_indebted": "over-indebted households",
}


def comparison_chapter(result: Result, words: Words) -> Chapter:
    """What a comparison says, first in sentences, then in tables and pictures."""
    effects = result.data
    few = effects[list(TOLD)]
    at = few.isel(response=0)
    names = [str(name) for name in effects["scenario"].to_numpy()]
    documents = result.record["scenario_documents"]
    scenarios = {name: scenario_of_record(documents[name], name, result.folder / "effects.nc") for name in names}
    titles = [f"“{words.either(scenarios[name].title, scenarios[name].title_zh)}”" for name in names]
    pictures = pictures_of(words, {name: draw(effects) for name, draw in COMPARED.items()})
    by_clause = [picture_of(words, "effect_by_clause", one, name) for name, one in waterfalls(effects).items()]
    tables = comparison_tables(few, words)
    sections = [
        Section(words("Effects with intervals"), (words(HOLDS[len(set(effects["draw"].to_numpy())) == 1]),), tables),
        Section(words("Figures"), (), (), (*pictures, *by_clause)),
    ]
    against = words("{scenarios} against {base}", scenarios=words.listed(titles[1:]), base=titles[0])
    return Chapter(
        kind=words("Comparison of policies"),
        title=against,
        glance=Glance(
            question=words(
                "What changes in Shanghai under {scenarios}, compared with {base}?",
                scenarios=words.listed(titles[1:]),
                base=titles[0],
            ),
            answer=tuple(_answer(effects, at, names, titles, words)),
            facts=_facts(at, names, words),
            fails=tuple(_doubts(effects, at, names, titles, words)),
            level=words(LEVEL),
        ),
        sections=tuple(sections),
        scenarios=scenarios,
        made=comparison_made(result, words),
        command=("creditsim verify RESULT",),
    )


def _answer(effects: xr.Dataset, at: xr.Dataset, names: list[str], titles: list[str], words: Words) -> list[str]:
    lines = []
    for name, title in list(zip(names, titles, strict=True))[1:]:
        one = at.sel(scenario=name)
        if bool(one["nothing_differs"]):
            lines.append(words("{title}: nothing differs from the base, to the last bit.", title=title))
            continue
        gap, nearer = (told(one, name, words) for name in ("growth_gap", "growth_gap_distance"))
        period = str(one["period"].sel(measure="growth_gap").item())
        text = SAME if gap.sure == 0 and nearer.sure == 0 else GAP[nearer.sure]
        said = words.joined([words(text, gap=gap, period=period), _moved(one, words)])
        lines.append(words.colon(title, said))
    if len(names) > 2:
        lines.append(_order(effects, dict(zip(names, titles, strict=True)), words))
    return lines


GAP = {
    -1: "credit growth less retail growth in {period} changes by {gap}, nearer to zero.",
    1: "credit growth less retail growth in {period} changes by {gap}, further from zero.",
    0: "credit growth less retail growth in {period} changes by {gap}; whether that brings it nearer to zero cannot be "
    "told.",
    None: "the runs are too short to tell credit growth less retail growth.",
}
"""What is said of the gap, by what is told of its distance from zero."""

SAME = "no change of credit growth less retail growth in {period} can be told: {gap}."


def _moved(one: xr.Dataset, words: Words) -> str:
    retail = told(one, "retail_total", words)
    cost, ratio = told(one, "fiscal_cost_total", words), one.sel(gain="retail")
    per = words.ratio(*(float(ratio[f"cost_per{end}"]) for end in ("", "_low", "_high")))
    return words(
        "Retail sales over the whole run: {retail}, {says}. Public cost: {cost}; per net yuan of retail sales: {per}.",
        retail=retail, says=words.verdict(retail), cost=cost, per=per,
    )  # fmt: skip


def _order(effects: xr.Dataset, titles: dict[str, str], words: Words) -> str:
    found = ranked(effects, "growth_gap_distance")
    if found.refused:
        return words("No order by the gap is given: {why}.", why=words(found.refused))
    groups = [words.listed([titles[name] for name in group]) for group in found.groups]
    if len(groups) == 1:
        return words("By the distance of the gap from zero they cannot be told apart: {names}.", names=groups[0])
    return words(
        "By the distance of the gap from zero, from the largest, as far as they can be told apart: {order}.",
        order="  >  ".join(groups),
    )


def _facts(at: xr.Dataset, names: list[str], words: Words) -> Table:
    rows: list[Row] = []
    for head, measures in FACTS.items():
        rows.append(Row((words(head),), "group"))
        for measure in measures:
            found = [told(at.sel(scenario=name), measure, words) for name in names[1:]]
            rows.append(
                told_row(
                    (words(NAMES[measure]), *(with_doubt(one, words) for one in found)),
                    sure=any(one.sure for one in found),
                )
            )
        if head == "What it costs":
            rows += [
                Row((words(title), *(_per_yuan(at.sel(scenario=name, gain=gain), words) for name in names[1:])))
                for gain, title in PRICES.items()
            ]
    rows.append(Row((words("Who gains, who bears"),), "group"))
    for item, title in WHO.items():
        found = [told(at.sel(scenario=name), f"gain/bearer/{item}", words) for name in names[1:]]
        rows.append(
            told_row((words(title), *(with_doubt(one, words) for one in found)), sure=any(one.sure for one in found))
        )
    heads = (words("against {base}", base=names[0]), *names[1:])
    return Table(words("At a glance: change with its 95 % interval"), heads, tuple(rows), words(UNTOLD), numbers=1)


UNTOLD = "Grey: the interval covers zero, no effect can be told."

PRICES = {
    "retail": "public cost, CNY per net yuan of retail sales",
    "credit": "public cost, CNY per net yuan of credit",
}

WHO = {
    "households": "households, aid and gifts less interest and prices",
    "lenders": "lenders, profit",
    "merchants": "merchants, prices less fees and unpaid aid",
    "makers": "makers, discounts",
    "government": "public budgets",
}


def _per_yuan(one: xr.Dataset, words: Words) -> str:
    return words.ratio(*(float(one[f"cost_per{end}"]) for end in ("", "_low", "_high")))


def _doubts(effects: xr.Dataset, at: xr.Dataset, names: list[str], titles: list[str], words: Words) -> list[str]:
    lines = [
        words.colon(title, words(MATURITY))
        for name, title in list(zip(names, titles, strict=True))[1:]
        if maturity_alone(at.sel(scenario=name))
    ]
    if len(effects["response"]) > 1:
        refused = [words(NAMES[name]) for name in NAMES if ranked(effects, name).refused]
        said = words.listed(refused)
        text = "Both forms of the response to rates were run. They disagree, or cannot tell, on: {measures}."
        lines.append(words(text, measures=said))
    else:
        lines.append(words("Only one form of the response to rates was run; `--limits` runs both ends."))
    lines.append(words("In which futures it fails was not looked for: `creditsim mixes` and `creditsim discover` do."))
    return lines
