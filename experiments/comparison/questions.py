"""The questions that a comparison answers, in plain words, and the measures that answer each."""

from __future__ import annotations

QUESTIONS: dict[str, dict[str, str]] = {
    "Does it raise consumption?": {
        "retail_year": "retail sales, 12 months",
        "retail_total": "retail sales, whole run",
        "service_year": "services outside retail, 12 months",
        "service_total": "services outside retail, whole run",
    },
    "Does credit grow, and in step with retail sales?": {
        "credit": "consumption credit",
        "credit_end": "consumption credit at the end",
        "credit_growth": "growth of credit y/y",
        "retail_growth": "growth of retail sales y/y",
        "growth_gap": "gap: credit growth less retail growth",
        "growth_gap_distance": "distance of the gap from zero",
    },
    "What becomes of the loans?": {
        "ratio_90_plus": "balance 91+ days overdue",
        "vintage_12": "bad 12 months after lending",
        "vintage_18": "bad 18 months after lending",
        "default_hazard": "new defaults a household in debt",
        "expected_loss": "expected loss per yuan lent",
        "default_cost_total": "cost of defaults, whole run",
    },
    "How do households stand?": {
        "over_indebted": "over-indebted households",
        "over_indebted_share": "over-indebted, of all households",
        "debt_service": "debt service over income",
        "hand_to_mouth": "living hand to mouth",
        "debt_spiral": "over-indebted and borrowing cash",
        "approvals": "loans approved, 12 months",
        "rationed": "borrowers refused for the rate cap",
        "complaints_proxy": "occasions to complain, 12 months",
    },
    "What does it cost the public?": {
        "fiscal_cost": "public cost so far",
        "fiscal_cost_total": "public cost, whole run",
        "fiscal_cost_central": "of it: central budget",
        "fiscal_cost_city": "of it: city budget",
        "fiscal_cost_district": "of it: district budgets",
        "tax_total": "tax on sales, apart (estimate)",
    },
}
"""Question: measure by measure, what it is called."""

TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "year": ("Loans by year of lending", {"vintage_12": "bad after 12 months", "vintage_18": "bad after 18 months"}),
    "sector": ("Who gains: sectors", {"retail": "retail sales, whole run"}),
    "product": ("By product", {"credit": "credit", "defaults": "new defaults", "approvals": "loans approved"}),
    "lender_type": (
        "By type of lender",
        {"credit": "credit", "defaults": "new defaults", "approvals": "loans approved"},
    ),
    "segment": (
        "Who gains: stages of life",
        {
            "retail": "retail sales, whole run",
            "credit": "credit",
            "ratio_90_plus": "91+ days overdue",
            "over_indebted": "over-indebted households",
            "approvals": "loans approved",
        },
    ),
    "quintile": (
        "Who gains: fifths of income, 1 = lowest",
        {
            "retail": "retail sales, whole run",
            "credit": "credit",
            "ratio_90_plus": "91+ days overdue",
            "over_indebted": "over-indebted households",
            "approvals": "loans approved",
        },
    ),
}
"""Breakdown: its title, and the measures in its columns."""

RANKED = {
    "retail_total": "retail sales, whole run",
    "credit": "consumption credit",
    "growth_gap_distance": "distance of the gap from zero",
    "vintage_12": "bad 12 months after lending",
    "over_indebted": "over-indebted households",
    "fiscal_cost_total": "public cost, whole run",
}
"""Measures by which scenarios are put in an order, as far as they can be told apart."""

SALES = {
    "retail_to_date": "effect to the month looked at",
    "retail_pulled_forward": "of it pulled forward: gone by the end",
    "retail_total": "effect at the end, after payback",
    "retail_supported": "of it in sectors aided by name",
    "retail_elsewhere": "of it in other sectors: substitution where negative",
    "moved_here_total": "of it bought here and not elsewhere, because aid is paid here",
    "service_total": "besides: spending outside retail sales",
}
"""Parts of the effect on sales: measure, title."""

FLOWS = {
    "new_purchases": "loans that went with purchases",
    "replacing_cash": "loans in place of own cash or card",
    "diverted": "diverted into property, securities, mortgages",
    "other_loans": "loans for other spending, less refinanced",
    "card_and_pay_later": "card and pay-later, less paid back",
    "scheduled_repayment": "scheduled repayment at the base's terms",
    "longer_terms": "longer terms (estimate)",
    "prepayment": "repaid early",
    "charge_off": "charged off",
    "sold": "bad loans sold",
    "interest_and_moves": "unpaid interest, people who move or die",
    "retail_growth": "less growth of retail sales",
}
"""Parts of the effect on credit (`credit/flow/..`) and on the gap (`gap/flow/..`): item, title."""

BEARERS = {
    "government": "public budgets",
    "lenders": "lenders, profit",
    "merchants": "merchants, prices less fees and unpaid aid",
    "makers": "makers, discounts",
    "households": "households, aid and gifts less interest and prices",
}
"""Who bears and who gains (`gain/bearer/..`)."""

SOURCES = {
    "public_aid": "public aid and interest subsidies",
    "gifts": "gifts of lenders",
    "net_borrowing": "net borrowing",
    "interest": "less interest and collections",
    "deposits": "drawn from deposits",
    "saving": "less saving in time deposits, pensions, property",
    "diverted": "less loans diverted into assets",
    "income_and_rest": "income, less rent and mortgages",
}
"""What spending is paid from (`spending/source/..`)."""

RATIOS = {
    "retail": "public cost, CNY per net yuan of retail sales, whole run",
    "credit": "public cost, CNY per net yuan of credit, so far",
    "tax": "tax recouped, CNY per yuan of public cost (estimate, not netted)",
    "default": "default cost, CNY per net yuan of retail sales, whole run",
    "deadweight": "sales with aid that would have been made anyhow, so far",
    "deadweight_total": "the same after payback",
}
"""Ratios of two effects."""

OTHER_GAPS = {
    "growth_gap_mean": "besides: gap, mean of 24 months",
    "growth_gap_gross": "besides: gap before charge-offs and sales",
    "growth_gap_same_terms": "besides: gap at the base's terms",
}
"""The gap told otherwise."""
