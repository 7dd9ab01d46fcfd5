"""Legality: rules of the country that a scenario is held against, each with the document that it comes from.

What a city, a lender or a merchant would do against a rule is refused. A lever that states the rule itself is another
matter: asking what another rule would do is allowed, and it is said that only the state can enact it. Research tools
are bound by nothing. `RULES` holds every rule in the order of the pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.levers.base import Lever
from sim.levers.legality.authority import AUTHORITY_RULES
from sim.levers.legality.credit import CREDIT_RULES
from sim.levers.legality.money import MONEY_RULES
from sim.levers.legality.rule import Breach, Rule

RULES: tuple[Rule, ...] = (*CREDIT_RULES, *MONEY_RULES, *AUTHORITY_RULES)


def breaches(levers: Sequence[Lever]) -> Iterator[tuple[Rule, Breach]]:
    """What levers that are in force together do against the rules, rule by rule, in the order of the levers."""
    for rule in RULES:
        for lever in levers:
            if rule.binds(type(lever)):
                yield from ((rule, breach) for breach in rule.check(lever, levers))


def first_refused(levers: Sequence[Lever]) -> tuple[Rule, Breach] | None:
    """The first breach that is refused, or None."""
    return next(((rule, breach) for rule, breach in breaches(levers) if breach.refused), None)


def rules_of(lever: type[Lever]) -> tuple[Rule, ...]:
    """Rules that bind a kind of lever."""
    return tuple(rule for rule in RULES if rule.binds(lever))


__all__ = ["RULES", "Breach", "Rule", "breaches", "first_refused", "rules_of"]
