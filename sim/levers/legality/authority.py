"""Rules of authority: what a city can enact by itself, and until when the opinion holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sim.levers.base import Lever
from sim.levers.legality.rule import Breach, Rule, follows_law, until

OPINION_BEGINS, OPINION_ENDS = date(2024, 10, 31), date(2026, 12, 31)


def _authority(lever: Lever, _: Sequence[Lever]) -> Iterator[Breach]:
    if follows_law(lever) and not lever.instruments:
        what = "is a national rule that the record does not hold."
        yield Breach(lever.id, what, "A city can ask for it and not enact it.", refused=False)


def _of_opinion(lever: type[Lever]) -> bool:
    return not follows_law(lever) and any(name.startswith(("task", "safeguard")) for name in lever.clause)


def _ends(lever: Lever, _: Sequence[Lever]) -> Iterator[Breach]:
    if lever.start >= OPINION_BEGINS and until(lever) > OPINION_ENDS and not lever.instruments:
        what = f"goes on after {OPINION_ENDS}, the last day of the opinion."
        yield Breach(lever.id, what, "Another document would have to carry it on.", refused=False)


AUTHORITY_RULES = (
    Rule(
        "authority",
        "A city enacts no national rule",
        "地方不得自行制定全国性规则",
        "Region 'China' of the table of policy instruments; the opinion 沪商服务〔2024〕281号 is one of 12 offices of "
        "the city and asks to act within law and rules (依法合规)",
        (),
        "warn",
        follows_law,
        _authority,
    ),
    Rule(
        "opinion_ends",
        "The opinion is in force until 2026-12-31",
        "本意见有效期至2026年12月31日",
        "沪商服务〔2024〕281号, last line",
        ("shanghai_consumer_credit_opinion",),
        "warn",
        _of_opinion,
        _ends,
    ),
)
