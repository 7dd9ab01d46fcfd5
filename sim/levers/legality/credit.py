"""Rules of credit: students, down payments of cars, size and term of loans, cost of loans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sim.levers.base import Lever
from sim.levers.car_credit_easing import CarCreditEasing
from sim.levers.consumer_loan_rules import ConsumerLoanRules
from sim.levers.home_loan import HomeLoan
from sim.levers.legality.rule import Breach, Rule, Steps, bound_from, exceeded, follows_law, only, until
from sim.levers.rate_cap import RateCap
from sim.levers.rate_floor import RateFloor

STUDENTS_SINCE = date(2021, 3, 17)
CARDS = ("card_issuance", "cobrand_card", "dynamic_limits")
"""Levers on card lines; the others that reach students name their products."""

LTV: dict[str, Steps] = {
    "nev": ((date(2018, 1, 1), 0.85), (date(2024, 4, 3), 1.0)),
    "ice": ((date(2018, 1, 1), 0.80), (date(2024, 4, 3), 1.0)),
    "used_car": ((date(2018, 1, 1), 0.70),),
}
"""Largest loan over the price of a private car."""

EXPOSURE: dict[str, Steps] = {
    "consumer_loan": ((date(2018, 1, 1), 300_000), (date(2025, 3, 21), 500_000)),
    "platform_loan": ((date(2018, 1, 1), 200_000), (date(2025, 3, 21), 300_000)),
}
TERM: Steps = ((date(2018, 1, 1), 60), (date(2025, 3, 21), 84))

COST_CAP: Steps = ((date(2025, 10, 1), 24.0),)
FLOOR_SINCE, FLOOR = date(2025, 4, 1), 3.0


def _students(lever: Lever, levers: Sequence[Lever]) -> Iterator[Breach]:
    if "student" not in lever.segments or not bound_from(lever, STUDENTS_SINCE):
        return
    products = ("card",) if lever.key in CARDS else getattr(lever, "products", ())
    if "platform_loan" in products:
        what = "aims loans of platforms and consumer finance at students."
        yield Breach(lever.id, what, "Leave students or the product out: they may borrow for education.", refused=True)
    elif {"card", "card_instalment", "consumer_loan"} & {*products} and not _second_payer(lever, levers):
        what = "aims credit at students, and no second payer stands behind them while it is in force."
        yield Breach(
            lever.id, what, "Add 'student_second_source' over these days, or leave students out.", refused=True
        )


def _second_payer(lever: Lever, levers: Sequence[Lever]) -> bool:
    begin = max(lever.start, STUDENTS_SINCE)
    sources = [other for other in levers if other.key == "student_second_source"]
    return any(source.start <= begin and until(lever) <= until(source) for source in sources)


def _car_loans(lever: Lever, _: Sequence[Lever]) -> Iterator[Breach]:
    if not isinstance(lever, CarCreditEasing) or "ltv_limit" not in lever.model_fields_set:
        return
    for sector in lever.sectors:
        over = exceeded(lever, lever.ltv_limit, LTV.get(sector, ()))
        if over:
            what = f"lends {lever.ltv_limit:.0%} of the price of '{sector}': since {over[0]} at most {over[1]:.0%}."
            remedy = f"Write 'ltv_limit: {over[1]:g}' or less for these days."
            yield Breach(lever.id, what, remedy, refused=not follows_law(lever))


def _loan_limits(lever: Lever, _: Sequence[Lever]) -> Iterator[Breach]:
    if isinstance(lever, HomeLoan) and (over := exceeded(lever, lever.term, TERM)):
        what = f"lends for {lever.term:,.0f} months: since {over[0]} at most {over[1]:,.0f}."
        yield Breach(lever.id, what, "The rule binds it where it is in force.", refused=False)
    for product in lever.products if isinstance(lever, ConsumerLoanRules) else ():
        for name, steps, unit in (
            ("exposure_limit", EXPOSURE.get(product, ()), "CNY"),
            ("term_limit", TERM if product in EXPOSURE else (), "months"),
        ):
            value = getattr(lever, name)
            over = exceeded(lever, value, steps) if name in lever.model_fields_set else None
            if over:
                what = f"allows {value:,.0f} {unit} for '{product}': since {over[0]} the rule is {over[1]:,.0f}."
                yield Breach(lever.id, what, "The stricter of two rules holds.", refused=not follows_law(lever))


def _cost(lever: Lever, _: Sequence[Lever]) -> Iterator[Breach]:
    if not isinstance(lever, RateCap | RateFloor) or "platform_loan" not in lever.products:
        return
    rate = lever.cap if isinstance(lever, RateCap) else lever.floor
    over = exceeded(lever, rate, COST_CAP)
    if over:
        what = f"lets platform loans cost {rate:g} %: since {over[0]} at most {over[1]:g} %, all fees included."
        yield Breach(lever.id, what, "The stricter of two caps holds.", refused=not follows_law(lever))


def _floor(lever: Lever, levers: Sequence[Lever]) -> Iterator[Breach]:
    if not bound_from(lever, FLOOR_SINCE) or "consumer_loan" not in getattr(lever, "products", ()):
        return
    if isinstance(lever, RateFloor):
        if lever.floor < FLOOR:
            what = f"sets a floor of {lever.floor:g} %: banks were told {FLOOR:g} % from {FLOOR_SINCE} on."
            yield Breach(lever.id, what, "The higher of two floors holds.", refused=False)
    elif getattr(lever, "points", 0) > 0 and not any(_holds_floor(other, lever) for other in levers):
        what = f"takes points off bank loans, and no floor of {FLOOR:g} % is in force all the while."
        yield Breach(lever.id, what, "Keep 'consumer_loan_rate_floor' of the record.", refused=False)


def _holds_floor(other: Lever, lever: Lever) -> bool:
    if not isinstance(other, RateFloor) or other.floor < FLOOR or "consumer_loan" not in other.products:
        return False
    return other.start <= max(lever.start, FLOOR_SINCE) and until(lever) <= until(other)


CREDIT_RULES = (
    Rule(
        "students",
        "No loan of platforms or consumer finance for students; other credit with a second payer",
        "大学生互联网消费贷款和信用卡第二还款来源",
        "National rule of 2021-03-17 on consumer loans to students; opinion 沪商服务〔2024〕281号, task 15 "
        "(落实学生信用卡第二还款来源)",
        ("student_loans_ban",),
        "refuse",
        only(*CARDS, "rate_voucher", "segment_product", "smart_marketing"),
        _students,
    ),
    Rule(
        "car_loan_share",
        "Largest loan over the price of a private car: new-energy 85 %, fuel 80 %, left to the lender from 2024-04-03 "
        "on; used 70 %",
        "汽车贷款最高发放比例",
        "关于调整汽车贷款有关政策的通知 (2024-04-03) and the limits of 2018 that it replaced",
        ("auto_loan_ltv",),
        "refuse",
        only("car_credit_easing"),
        _car_loans,
    ),
    Rule(
        "consumer_loan_limits",
        "Largest consumer loan 300,000 CNY (online 200,000) over five years; from 2025-03-21 on 500,000 (300,000) over "
        "seven",
        "个人消费贷款额度和期限上限",
        "关于发展消费金融助力提振消费的通知 (2025-03) and the limits that it raised",
        ("consumer_loan_limits",),
        "warn: a rule in force binds what lenders offer, and the lever may state the rule itself",
        only("consumer_loan_rules", "home_loan"),
        _loan_limits,
    ),
    Rule(
        "loan_cost_cap",
        "Loans of platforms cost at most 24 % a year, all fees included, from 2025-10-01 on",
        "综合融资成本上限24%",
        "助贷新规 (in force 2025-10-01) and guidance to micro-lenders of 2025-12",
        ("loan_facilitation_rule", "microloan_rate_guidance"),
        "warn: the levers state the rule itself",
        only("rate_cap", "rate_floor"),
        _cost,
    ),
    Rule(
        "bank_rate_floor",
        "Consumer loans of banks not below 3 % a year from 2025-04-01 on",
        "银行消费贷利率下限3%",
        "Guidance to banks of 2025-04 without a public document",
        ("consumer_loan_rate_floor",),
        "warn",
        only("rate_floor", "rate_voucher", "segment_product"),
        _floor,
    ),
)
