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
    },
    "How do households stand?": {
        "over_indebted": "over-indebted households",
        "over_indebted_share": "over-indebted, of all households",
        "debt_service": "debt service over income",
        "hand_to_mouth": "living hand to mouth",
        "approvals": "loans approved, 12 months",
        "rationed": "borrowers refused for the rate cap",
    },
    "What does it cost the public?": {
        "fiscal_cost": "public cost so far",
        "fiscal_cost_total": "public cost, whole run",
        "fiscal_cost_central": "of it: central budget",
        "fiscal_cost_city": "of it: city budget",
        "fiscal_cost_district": "of it: district budgets",
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
        },
    ),
    "quintile": (
        "Who gains: fifths of income, 1 = lowest",
        {
            "retail": "retail sales, whole run",
            "credit": "credit",
            "ratio_90_plus": "91+ days overdue",
            "over_indebted": "over-indebted households",
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
