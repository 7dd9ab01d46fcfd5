"""Rules of public money: what the central budget pays for, and how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sim.levers.appliance_subsidy import ApplianceSubsidy
from sim.levers.base import Lever
from sim.levers.car_subsidy import CarSubsidy
from sim.levers.interest_subsidy import InterestSubsidy
from sim.levers.legality.rule import Breach, Rule, Steps, exceeded, only, until

SHARE, POINTS, CAP, CENTRAL = 0.5, 1.0, 3_000, 0.9
"""Of the interest subsidy: part of the contract rate, pp/year, CNY a borrower and lender, part borne by the state."""
PROGRAMME = (date(2025, 9, 1), date(2026, 12, 31))
CARDS_SINCE = date(2026, 1, 1)

CARS: dict[str, Steps] = {
    "replacement nev": ((date(2024, 9, 1), 15_000),),
    "replacement ice": ((date(2024, 9, 1), 13_000),),
    "scrappage nev": ((date(2024, 4, 1), 10_000), (date(2024, 7, 1), 20_000)),
    "scrappage ice": ((date(2024, 4, 1), 7_000), (date(2024, 7, 1), 15_000)),
}
"""Most that central money pays for a car, CNY."""

GOODS: dict[str, dict[str, Steps]] = {
    "appliances": {
        "rate": ((date(2024, 8, 1), 0.15),),
        "grade1_extra": ((date(2024, 8, 1), 0.05), (date(2026, 1, 1), 0.0)),
        "cap": ((date(2024, 8, 1), 2_000), (date(2026, 1, 1), 1_500)),
    },
    "digital": {
        "rate": ((date(2025, 1, 20), 0.15),),
        "cap": ((date(2025, 1, 20), 500),),
        "price_ceiling": ((date(2025, 1, 20), 6_000),),
    },
}


def _central(lever: Lever) -> bool:
    return lever.payers.get("central", 0.0) > 0


def _interest(lever: Lever, _: Sequence[Lever]) -> Iterator[Breach]:
    if not isinstance(lever, InterestSubsidy) or lever.points == 0:
        return
    central = _central(lever)
    if lever.max_share_of_rate > SHARE:
        what = f"pays up to {lever.max_share_of_rate:.0%} of the contract rate: national programmes pay at most half."
        yield Breach(lever.id, what, f"Write 'max_share_of_rate: {SHARE:g}' or less.", refused=central)
    if lever.points > POINTS:
        what = f"pays {lever.points:g} points a year: national programmes pay {POINTS:g}."
        yield Breach(lever.id, what, "Write 'points: 1', or let the city pay alone.", refused=central)
    if not central:
        return
    if lever.cap > CAP:
        what = f"has no cap of {CAP:,} CNY for a borrower and lender, as national programmes have."
        yield Breach(lever.id, what, f"Write 'cap: {CAP}' or less, or let the city pay alone.", refused=True)
    if lever.payers["central"] > CENTRAL + 1e-9:
        what = f"lets the central budget bear {lever.payers['central']:.0%}: it bears {CENTRAL:.0%}."
        yield Breach(lever.id, what, "Write 'payers: {central: 0.9, city: 0.1}'.", refused=True)
    if lever.start < CARDS_SINCE and {"card", "card_instalment"} & {*lever.products}:
        what = f"pays for cards before {CARDS_SINCE}: the programme of 2025 left them out."
        yield Breach(lever.id, what, f"Begin it on {CARDS_SINCE}, or leave cards out.", refused=True)
    if lever.start < PROGRAMME[0] or until(lever) > PROGRAMME[1]:
        what = f"spends central money outside {PROGRAMME[0]} to {PROGRAMME[1]}, when the programmes run."
        yield Breach(lever.id, what, "Only the state can prolong them.", refused=False)


def _trade_in(lever: Lever, _: Sequence[Lever]) -> Iterator[Breach]:
    if not _central(lever):
        return
    for name, value, steps in _claims(lever):
        over = exceeded(lever, value, steps)
        if over:
            what = f"lets central money pay with '{name}' {value:g}: since {over[0]} at most {over[1]:g}."
            yield Breach(lever.id, what, f"Write {over[1]:g} or less, or let the city pay alone.", refused=True)


def _claims(lever: Lever) -> Iterator[tuple[str, float, Steps]]:
    """Numbers that are limited, with their limits."""
    if isinstance(lever, CarSubsidy):
        for kind, amount, rate, cap in (
            ("nev", lever.nev_amount, lever.nev_rate, lever.nev_cap),
            ("ice", lever.ice_amount, lever.ice_rate, lever.ice_cap),
        ):
            steps = CARS.get(f"{lever.kind} {kind}", ())
            yield f"{kind}_cap" if rate else f"{kind}_amount", cap if rate else amount, steps
    elif isinstance(lever, ApplianceSubsidy):
        for sector in lever.sectors:
            for name, steps in GOODS.get(sector, {}).items():
                yield name, getattr(lever, name), steps


MONEY_RULES = (
    Rule(
        "interest_subsidy_limits",
        "Interest subsidy with central money: at most half of the contract rate, one point a year, 3,000 CNY a "
        "borrower and lender, nine tenths from the central budget, no cards before 2026",
        "个人消费贷款财政贴息上限",
        "财金〔2025〕80号 (2025-09-01 to 2025-12-31) and 财金〔2026〕1号 (2026)",
        ("personal_consumption_loan_subsidy_v1", "personal_consumption_loan_subsidy_v2"),
        "refuse where the central budget pays; warn where the city alone pays more",
        only("interest_subsidy"),
        _interest,
    ),
    Rule(
        "trade_in_limits",
        "Trade-in with central money: 15,000 and 13,000 CNY for a new-energy and a fuel car that replace one (20,000 "
        "and 15,000 for one scrapped), 15 % and 2,000 CNY for an appliance (1,500 from 2026 on), 500 CNY for a phone "
        "up to 6,000",
        "以旧换新中央补贴上限",
        "National trade-in rules of 2024 to 2026 and Shanghai's of 2024-09 and 2025",
        ("auto_replacement", "auto_scrappage", "home_appliance_tradein", "digital_product_subsidy"),
        "refuse where the central budget pays",
        only("appliance_subsidy", "car_subsidy"),
        _trade_in,
    ),
)
