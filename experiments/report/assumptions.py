"""What the results rest on: every number of the scenarios with its basis, and where the parameters come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from experiments.report.parts import Chapter, Row, Section, Table, assumed_row
from experiments.report.study_file import EVIDENCE
from sim.levers import LEVERS
from sim.parameters import origin_in_fact, parameters, posterior
from sim.scenarios import number_table

if TYPE_CHECKING:
    from experiments.report.words import Words
    from sim.levers import Lever
    from sim.scenarios import Scenario

BASES = ("document", "statistic", "literature", "assumption")

SAYS = (
    "Basis: a document (a rule that was published), a statistic, the literature, or an assumption. The opinion names "
    "tools and almost no numbers, so that most numbers of its clauses are assumptions."
)


def assumptions(chapters: Sequence[Chapter], words: Words) -> Section:
    """Counts by basis, what studies assume, where parameters come from."""
    scenarios = every_scenario(chapters)
    asked = {table.rows: table for table in (one.asked for one in chapters) if table is not None}
    text = (words(SAYS), *_origins(scenarios, words))
    return Section(
        words("Assumptions and their basis"), text, (_counts(scenarios, words), _grades(words), *asked.values())
    )


def numbers(chapters: Sequence[Chapter], words: Words) -> Section:
    """Every number of every scenario; of a later one, what the first does not have."""
    scenarios = every_scenario(chapters)
    tables: list[Table] = []
    known: set[tuple[str, ...]] = set()
    for name, scenario in scenarios.items():
        first = not tables
        tables.append(_scenario(name, scenario, known, words, first=first))
        known |= {tuple(row) for row in number_table(scenario)}
    text = words("Every number that the scenarios state, lever by lever. Coloured: assumed.")
    return Section(words("Every number of the scenarios"), (text,), tuple(tables))


def every_scenario(chapters: Sequence[Chapter]) -> dict[str, Scenario]:
    """Scenarios of all chapters, each once; those of one name that differ are numbered."""
    found: dict[str, Scenario] = {}
    for chapter in chapters:
        for name, scenario in chapter.scenarios.items():
            if any(_same(scenario, other) for other in found.values()):
                continue
            label, number = name, 2
            while label in found:
                label, number = f"{name} ({number})", number + 1
            found[label] = scenario
    return found


def _same(one: Scenario, other: Scenario) -> bool:
    """Do two say the same but for the last month?"""
    return {**one.document(), "months": None} == {**other.document(), "months": None}


def _counts(scenarios: Mapping[str, Scenario], words: Words) -> Table:
    rows = []
    for name, scenario in scenarios.items():
        found = Counter(row.basis for row in number_table(scenario))
        for changes in scenario.exogenous.values():
            found.update(change.basis for change in changes)
        found["assumption"] += len(scenario.parameters)
        rows.append(Row((name, *(str(found[basis]) for basis in BASES), str(sum(found.values())))))
    heads = (words("scenario"), *map(words, BASES), words("all"))
    return Table(words("Numbers of the scenarios by basis"), heads, tuple(rows), numbers=1)


def _grades(words: Words) -> Table:
    found = Counter(one.evidence for one in parameters().values())
    rows = tuple(Row((words(EVIDENCE[grade]), str(found[grade]))) for grade in EVIDENCE)
    caption = words("Parameters of the behaviours by what their central value rests on")
    note = words("All of them with ranges and sources: `creditsim parameters`, docs/generated/parameters.md.")
    return Table(caption, (words("evidence"), words("parameters")), rows, note, numbers=1)


def _origins(scenarios: Mapping[str, Scenario], words: Words) -> Iterator[str]:
    origins = {origin_in_fact(one.parameters_from) for one in scenarios.values()}
    if "posterior" in origins:
        sets = posterior()
        yield words(
            "Parameters come from the posterior of the city: {count} of {all} parameters stand in it, in {sets} sets, "
            "and most of them are hardly moved by the figures: what these cannot identify stays at its prior. Where no "
            "draw is asked for, the medoid of the sets is taken.",
            count=len(sets[0]), all=len(parameters()), sets=len(sets),
        )  # fmt: skip
    if "prior" in origins:
        yield words("Parameters come from the priors: they are not calibrated. Where no draw is asked for, the centre.")


def _scenario(name: str, scenario: Scenario, known: set[tuple[str, ...]], words: Words, *, first: bool) -> Table:
    rows: list[Row] = []
    levers = {lever.id: lever for lever in scenario.levers}
    last = ""
    left_out = 0
    for row in number_table(scenario):
        if tuple(row) in known:
            left_out += 1
            continue
        lever = levers[row.lever]
        if row.lever != last:
            rows.append(Row((_head(lever, words),), "group"))
            last = row.lever
        meanings = type(lever).numbers()
        meaning = meanings[row.name].meaning if row.name in meanings else words(OTHERS[row.name])
        cells = (row.name, row.value, row.unit, words(row.basis), meaning)
        rows.append(assumed_row(cells, assumed=row.basis == "assumption"))
    if scenario.parameters or scenario.exogenous:
        rows.append(Row((words("Changes of parameters and outside paths"),), "group"))
    for parameter, value in scenario.parameters.items():
        text = words("set by the scenario, which states no basis")
        rows.append(
            Row((parameter, f"{value:g}", parameters()[parameter].unit, words("assumption"), text), "assumption")
        )
    for path, changes in scenario.exogenous.items():
        rows += [
            assumed_row((path, str(change), "", words(change.basis), words("outside path")),
                        assumed=change.basis == "assumption")
            for change in changes
        ]  # fmt: skip
    title = words.either(scenario.title, scenario.title_zh)
    caption = words.colon(name, title)
    if not first:
        caption = words("{name}: what stands in no table above", name=caption)
    note = words("{count} more numbers are those of tables above.", count=left_out) if left_out else ""
    if not rows:
        rows.append(Row((words("no number of its own"), "", "", "", "")))
    heads = ("number", "value", "unit", "basis", "meaning")
    return Table(caption, tuple(map(words, heads)), tuple(rows), note)


OTHERS = {"budget": "most that the programme pays out", "payers": "who pays, as parts of one"}


def _head(lever: Lever, words: Words) -> str:
    kind = LEVERS[lever.key]
    window = (
        words("from {start} to {end}", start=lever.start, end=lever.end)
        if lever.end
        else words("from {start}", start=lever.start)
    )
    return f"{words.colon(lever.id, words.either(kind.title, kind.title_zh))} · {window}"
