"""The opinion 沪商服务〔2024〕281号 as printed: its 15 tasks and 3 safeguards, sentence by sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from sim.data import DATA

OPINION = DATA / "policy" / "281-2024-opinion.zh.txt"
"""Text of the opinion. Its line breaks are those of the printed pages: they stand within sentences."""

_PARTS = re.compile(r"(?:三、主要任务|四、保障措施)")
_HEAD = re.compile(r"^(?:(?P<task>\d+)\. |[（(](?P<safeguard>[一二三])[）)] ?)(?P<title>[^。]+)。")


class Printed(NamedTuple):
    """A clause as printed. title : without its number; sentences : in order, each with its full stop."""

    title: str
    sentences: tuple[str, ...]


def printed_clauses(file: Path = OPINION) -> dict[str, Printed]:
    """Clauses by id, in the order of the opinion: task_01 to task_15, safeguard_1 to safeguard_3."""
    _, tasks, safeguards = _PARTS.split(file.read_text(encoding="utf-8"))
    found: dict[str, Printed] = {}
    for text in (tasks, safeguards):
        # a heading opens a paragraph; what follows up to the next heading is its clause, pages apart or not
        paragraphs = [line.replace("*", "").strip() for line in text.split("\n")]
        name = ""
        for paragraph in paragraphs:
            head = _HEAD.match(paragraph)
            if head:
                number = head["task"] or str("一二三".index(head["safeguard"]) + 1)
                name = f"task_{int(number):02d}" if head["task"] else f"safeguard_{number}"
                found[name] = Printed(head["title"], (paragraph[head.end() :],))
            elif name and paragraph and not paragraph.startswith(("#", "(")):
                found[name] = found[name]._replace(sentences=(found[name].sentences[0] + paragraph,))
    return {name: Printed(clause.title, _sentences(clause.sentences[0])) for name, clause in found.items()}


def _sentences(text: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"(?<=。)", text) if part)
