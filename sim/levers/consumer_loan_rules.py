"""Limits on consumer loans: largest balance and longest term (个人消费贷款额度和期限上限).

Mechanism: large purchases can be financed, payments fall as terms grow; longer terms raise balances without a sale.
Source: 300,000 CNY, 200,000 online and five years until 2025-03-20; 500,000, 300,000 and seven years since
(关于发展消费金融助力提振消费的通知). Evidence: households look at the payment rather than the rate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np

from sim.levers.base import Lever
from sim.levers.fields import Products
from sim.levers.values import Number
from sim.policy.terms import TERMS, Adjustment


class ConsumerLoanRules(Lever):
    """products : loans under these limits."""

    key: ClassVar = "consumer_loan_rules"
    title: ClassVar = "Limits of consumer loans"
    title_zh: ClassVar = "消费贷款额度和期限"
    clause: ClassVar = ("not in the opinion: national rule",)
    authority: ClassVar = "national"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "consumer_loan_rules",
        "basis": "assumption",
        "from": "2025-03-21",
        "products": ["consumer_loan"],
        "exposure_limit": 500_000,
        "term_limit": 84,
    }

    products: Products
    exposure_limit: Annotated[
        float, Number("CNY/household", 0, 5_000_000, "largest balance of a product", neutral=np.inf)
    ] = np.inf
    term_limit: Annotated[float, Number("month", 1, 120, "longest term", neutral=TERMS["term_limit"].neutral)] = TERMS[
        "term_limit"
    ].neutral

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Both limits, product by product."""
        for product in self.products:
            yield Adjustment("exposure_limit", self.exposure_limit, product)
            yield Adjustment("term_limit", self.term_limit, product)
