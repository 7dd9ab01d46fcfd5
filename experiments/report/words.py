"""The language of a page: English as it stands in the code, Chinese from `zh.csv`; and numbers for people."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.errors import UsageError, did_you_mean

LANGUAGES = ("en", "zh")

SCALES: dict[str, dict[str, tuple[tuple[float, str], ...]]] = {
    "en": {"CNY": ((1e9, " bn CNY"), (1e6, " m CNY")), "1": ((1e6, " m"), (1e3, " k"), (1.0, ""))},
    "zh": {"CNY": ((1e8, " 亿元"), (1e4, " 万元")), "1": ((1e4, " 万"), (1.0, ""))},
}
"""Units of amounts: the first of which a number reaches a tenth, else the last."""

RATES = {"en": ("%", " pp", " a year"), "zh": ("%", " 个百分点", "/年")}
"""Per cent, percentage points, a year."""


class Told(NamedTuple):
    """An effect in words. amount, interval : as text.  sure : 1 above zero, -1 below, 0 no effect can be told, None
    nothing is known of it.  whole : amount with its interval.  same : both runs are alike, to the bit."""

    amount: str
    interval: str
    sure: int | None
    whole: str = ""
    same: bool = False

    def __str__(self) -> str:
        return self.whole or self.amount


class Words:
    """Says things in one language. untold : texts for which `zh.csv` has no Chinese."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise UsageError(
                f"there is no report in the language '{language:.20}'.", remedy=did_you_mean(language, LANGUAGES)
            )
        self.language = language
        self.untold: list[str] = []

    def __call__(self, text: str, **parts: object) -> str:
        """A text of the page with its parts filled in."""
        if self.language == "zh":
            found = chinese().get(text)
            if found is None:
                self.untold.append(text)
            text = found or text
        return text.format(**parts) if parts else text

    def either(self, english: str, chinese_text: str) -> str:
        """Of two texts the one in the language, where there is one."""
        return chinese_text or english if self.language == "zh" else english

    def colon(self, head: str, text: str) -> str:
        """What is said of something."""
        return f"{head}：{text}" if self.language == "zh" else f"{head}: {text}"

    def joined(self, sentences: Sequence[str]) -> str:
        """Sentences one after the other."""
        return ("" if self.language == "zh" else " ").join(sentences)

    def apart(self, phrases: Sequence[str]) -> str:
        """Phrases that hold commas, in a row."""
        return ("；" if self.language == "zh" else "; ").join(phrases) or self("none")

    def listed(self, names: Sequence[str], none: str = "none") -> str:
        """Names in a row."""
        return ("、" if self.language == "zh" else ", ").join(names) or self(none)

    def amount(self, value: float, unit: str, *, change: bool = True, signed: bool = False, like: float = 0.0) -> str:
        """A number with its unit. change : of a difference: with its sign, rates in points.  signed : with its sign
        all the same.  like : size whose scale and digits it takes."""
        if not math.isfinite(value):
            return "–"
        scale, suffix = self._scale(unit, max(abs(value), abs(like)), change=change)
        size, sign = max(abs(value), abs(like)) / scale, "+" if change or signed else ""
        digits = 0 if size >= 100 or (unit == "1" and scale == 1.0) else 1 if size >= 10 else 2 if size >= 0.1 else 3
        text = f"{value / scale:{sign},.{digits}f}"
        nothing = not text.strip("+-0.,")
        return f"{'0' if nothing else text.replace('-', '−')}{suffix}"

    def indicator(self, name: str, unit: str, value: float, *, like: float = 0.0) -> str:
        """A level of an indicator: growth with its sign, the gap in points."""
        change, signed = name.startswith("growth_gap"), "growth" in name
        return self.amount(value, unit, change=change, signed=signed, like=like)

    def told(self, value: float, low: float, high: float, unit: str) -> Told:
        """An effect with its interval, both in the same scale."""
        if not math.isfinite(value):
            return Told("–", "", None)
        if not (math.isfinite(low) and math.isfinite(high)):
            alone = self("no interval: one pair")
            return Told(self.amount(value, unit), alone, None, f"{self.amount(value, unit)}, {alone}")
        if low == high == 0:
            return Told(self("no difference"), "", 0, same=True)
        like = max(abs(low), abs(high))
        ends = [self.amount(end, unit, like=like) for end in (low, high)]
        suffix = self._scale(unit, like, change=True)[1]
        between = self("{low} to {high}", low=ends[0].removesuffix(suffix), high=ends[1])
        amount, sure = self.amount(value, unit, like=like), 1 if low > 0 else -1 if high < 0 else 0
        return Told(amount, between, sure, self("{value} ({within})", value=amount, within=between))

    def ratio(self, value: float, low: float, high: float) -> str:
        """A ratio of CNY with its interval (Fieller), or that it is not determined."""
        if not math.isfinite(value):
            return self("not determined")
        return self("{value} ({low} to {high})", value=plain(value), low=plain(low), high=plain(high))

    def share(self, value: float, low: float = math.nan, high: float = math.nan) -> str:
        """A share in per cent, with its interval where there is one."""
        if not math.isfinite(value):
            return "–"
        if not (math.isfinite(low) and math.isfinite(high)):
            return f"{value:.0%}"
        return self("{value} ({low} to {high})", value=f"{value:.0%}", low=f"{low:.0%}", high=f"{high:.0%}")

    def verdict(self, told: Told) -> str:
        """What an interval says."""
        said = {1: "higher", -1: "lower", 0: "cannot be told apart", None: "not known"}
        return self("the same" if told.same else said[told.sure])

    def _scale(self, unit: str, size: float, *, change: bool) -> tuple[float, str]:
        percent, points, yearly = RATES[self.language]
        if unit in {"fraction", "1/year"}:
            return 0.01, (points if change else percent) + (yearly if unit == "1/year" else "")
        if unit == "CNY/CNY":
            return 1.0, self(" CNY per CNY")
        scales = SCALES[self.language].get(unit)
        if scales is None:
            return 1.0, f" {unit}"
        return next((one for one in scales if size >= one[0] / 10), scales[-1])


def plain(value: float) -> str:
    """A number to two places."""
    return f"{value:.2f}".replace("-", "−")


@cache
def chinese() -> dict[str, str]:
    """Chinese of the texts of a page."""
    with Path(__file__).with_name("zh.csv").open(encoding="utf-8", newline="") as file:
        return {row["en"]: row["zh"] for row in csv.DictReader(file)}
