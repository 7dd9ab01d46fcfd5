"""Banks fund part of the loans that other lenders grant (联合贷款、助贷).

Mechanism: banks' funds are cheaper, so that the rate of the loan falls slowly and more borrowers are worth lending to;
the lender that grants it needs less capital and is rationed less. Earnings, running costs and losses are shared in
the same proportion. Side effects: losses of dearer and riskier loans reach the banks, and debts of those who borrow
from platforms rise.
Source: safeguard 2 of the opinion asks for coordination and names no share; a joint loan's own part is at least 0.3 by
the rule on internet loans (row joint_lending_share).
Evidence: platforms' funds cost about a point more than banks' (table of lenders, assumption); how lending answers to
their costs and to capital is computed, not measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import LenderTypes, Loans
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class CoFinancing(Lever):
    """products : loans that are shared.  lender_types : who grants them; the banks take part by their standing in bank
    loans. Loans of before the window are not shared, those of it stay shared until they are repaid."""

    key: ClassVar = "co_financing"
    title: ClassVar = "Loans funded together with banks"
    title_zh: ClassVar = "联合贷款"
    clause: ClassVar = ("safeguard 2",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "co_financing",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "products": ["platform_loan"],
        "lender_types": ["consumer_finance", "platform"],
        "joint_share": 0.3,
    }

    products: Loans
    joint_share: Annotated[float, Number("fraction", 0, 0.7, "part of a new loan that banks fund")]
    lender_types: LenderTypes = ("consumer_finance", "platform")

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The banks' part by product and type of lender."""
        for product in self.products:
            for lender in self.lender_types:
                yield Adjustment("co_funded", self.joint_share, product, lender)
