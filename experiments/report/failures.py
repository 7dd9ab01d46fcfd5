"""Chapter of a discovery: in which futures a mix fails, told by futures that were not used to find it."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from experiments.discovery.run import share_interval
from experiments.report.making import made
from experiments.report.parts import Chapter, Glance, Row, Section, Table
from experiments.report.pictures import picture_kept
from experiments.report.reading import Result, scenario_of_record
from experiments.report.study_file import study_assumptions
from sim.data.exogenous import path_list
from sim.parameters import parameters

if TYPE_CHECKING:
    from experiments.report.words import Words


def failure_chapter(result: Result, words: Words) -> Chapter:
    """What a discovery says."""
    record, study = result.record, result.record["study"]
    file = result.folder / "record.json"
    names = {str(study["base"]): record["base"], str(study["scenario"]): record["scenario"]}
    scenarios = {name: scenario_of_record(document, name, file) for name, document in names.items()}
    title = words.either(str(study["title"]), str(study.get("title_zh", "")))
    drawn = picture_kept(words, "failures", result.folder / "figures" / "failures.png")
    boxes = () if result.tables["boxes"].empty else (_boxes(result, words),)
    tables = (*boxes, _uncertain(result, words))
    head, *others = failure_sentences(result, words)
    return Chapter(
        kind=words("Where it fails"),
        title=title,
        glance=Glance(
            question=words("In which futures does {mix} fail, that is {fails}?", mix=_mix(record, words),
                           fails=condition_said(str(record["fails"]), words)),
            answer=(head,),
            fails=tuple(others),
        ),
        sections=(
            Section(words("Conditions"), (words(HOW),), tables),
            Section(words("Figures"), (), (), (drawn,)),
        ),
        scenarios=scenarios,
        asked=study_assumptions(study, words, list(scenarios.values())[1]),
        made=made(
            result, words, ("counts as failing", record["fails"]), ("mix looked at", record.get("studied")),
            ("futures", len(result.tables["futures"])), ("households", f"{study.get('households', 5000):,}"),
        ),
        command=("creditsim discover STUDY --fails " + repr(str(record["fails"])),),
    )  # fmt: skip


HOW = (
    "Conditions are found on two thirds of the futures (PRIM) and stated by the third that was not used to find them. "
    "Each future has luck of its own, which no condition can tell."
)


def belongs_to(discovery: Result, study: Result) -> bool:
    """Was a discovery made on this study?"""
    plain = {name: value for name, value in discovery.record.items() if name not in {"fails", "studied"}}
    return study.kind in {"mixes", "sensitivity"} and plain == dict(study.record)


def failure_sentences(result: Result, words: Words) -> tuple[str, ...]:
    """How often the mix fails, and under which conditions, a sentence each."""
    record, fails = result.record, result.tables["futures"]["fails"].astype(bool)
    count, failed = len(fails), int(fails.sum())
    share = words.share(failed / count, *share_interval(failed, count))
    lines = [
        words("{mix} fails ({fails}) in {share} of {count} futures.", mix=_mix(record, words),
              fails=condition_said(str(record["fails"]), words), share=share, count=count)
    ]  # fmt: skip
    boxes = result.tables["boxes"]
    if boxes.empty:
        lines.append(words("No condition on the uncertainties tells where: what was found could be chance."))
    for box in boxes.to_dict("records"):
        unseen, low = int(box["unseen"]), float(box["low"])
        sure = (
            words("of {count} futures not used to find this, {failed} fail ({low} to {high})", count=unseen,
                  failed=int(box["unseen_failed"]), low=f"{low:.0%}", high=f"{float(box['high']):.0%}")
            if unseen and math.isfinite(low)
            else words("no future that was not used to find this lies there")
        )  # fmt: skip
        lines.append(
            words("It fails most where {where}: {sure}.", where=box_said(str(box["condition"]), words), sure=sure)
        )
    return tuple(lines)


def _mix(record: Any, words: Words) -> str:
    from experiments.report.search_tables import plain

    name = str(record.get("studied") or "")
    return f"“{plain(name, words)}”" if name else words("the scenario")


def condition_said(fails: str, words: Words) -> str:
    """What counts as failing, in words."""
    if fails.strip() == "limits":
        return words("budget or a guard broken")
    found = re.fullmatch(r"\s*growth_gap_distance\s*>\s*([0-9.]+)\s*", fails)
    if found:
        return words("the gap lies more than {points} points from zero", points=f"{100 * float(found[1]):g}")
    return fails


def box_said(condition: str, words: Words) -> str:
    """A condition with the names of uncertainties in words."""
    for name in sorted(_meanings(), key=len, reverse=True):
        condition = re.sub(rf"\b{name}\b", name.replace("_", " "), condition)
    for word in (" and ", " above ", " below ", " between ", " or "):
        condition = condition.replace(word, words(word))
    return condition


def _meanings() -> dict[str, tuple[str, str]]:
    known = {one.name: (one.meaning, one.unit) for one in parameters().values()}
    return known | {one.name: (one.meaning, one.unit) for one in path_list()}


def _boxes(result: Result, words: Words) -> Table:
    rows = []
    for box in result.tables["boxes"].to_dict("records"):
        unseen, failed = int(box["unseen"]), int(box["unseen_failed"])
        held = words.share(failed / unseen, float(box["low"]), float(box["high"])) if unseen else "–"
        parts = (f"{float(box[name]):.0%}" for name in ("density", "coverage", "mass"))
        rows.append(Row((box_said(str(box["condition"]), words), *parts, str(unseen), held)))
    heads = (
        "condition",
        "fails, where found",
        "of all failures",
        "of all futures",
        "futures not used",
        "of these fail",
    )
    return Table(words("Conditions under which it fails"), tuple(map(words, heads)), tuple(rows), numbers=1)


def _uncertain(result: Result, words: Words) -> Table:
    futures, meanings = result.tables["futures"], _meanings()
    rows = []
    for name in map(str, futures.columns):
        if name == "fails":
            continue
        meaning, unit = meanings.get(name, ("–", ""))
        span = words("{low} to {high}", low=f"{futures[name].min():.4g}", high=f"{futures[name].max():.4g}")
        rows.append(Row((name.replace("_", " "), span, unit, meaning)))
    heads = tuple(map(words, ("uncertainty", "values in the futures", "unit", "meaning")))
    note = words("A path from outside stands as what is added to it, or as what it is multiplied by.")
    return Table(words("What is uncertain"), heads, tuple(rows), note)
