"""The page of the rules that a scenario is held against."""

from __future__ import annotations

from creditsim.markdown import page, table


def legality_page() -> str:
    """Every rule: what it demands, its document, what a breach leads to, which levers it binds."""
    from sim.levers import LEVERS
    from sim.levers.legality import RULES, rules_of

    text = (
        "Rules of the country, checked when a scenario is read. What a city, a lender or a merchant would do against "
        "a rule is refused: one message, exit code 2. A lever that states the rule itself asks what another rule would "
        "do: that is allowed, and `creditsim scenarios check`, `show`, `run` and `compare` say that only the state can "
        "enact it. Research tools, which repeat experiments inside the model, are bound by nothing. A rule counts on "
        "the days on which it holds. Instruments are rows of `sim/data/statistics/policy_instruments.csv`, with their "
        "grade."
    )
    rows = [
        (
            rule.name,
            f"{rule.title} {rule.title_zh}",
            rule.severity,
            ", ".join(key for key in sorted(LEVERS) if rule in rules_of(LEVERS[key])),
            ", ".join(rule.rows),
            rule.source,
        )
        for rule in RULES
    ]
    return page(["# Legality", text, table(("rule", "demands", "breach", "levers", "instruments", "source"), rows)])
