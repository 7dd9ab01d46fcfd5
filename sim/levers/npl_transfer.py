"""Bad loans leave the books sooner or later: pilot of transfers in bulk (不良贷款转让试点).

Mechanism: accounts past 180 days are sold or written off at a faster or slower pace. The ratio of bad loans falls
without a single borrower paying: read it together with the formation of new defaults. Source: pilot of 2021 extended to
the end of 2026. Evidence: principal recovered in transfers of personal loans is 6.9 % (2025Q1, grade B).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class NplTransfer(Lever):
    """pace : 1 = as before."""

    key: ClassVar = "npl_transfer"
    title: ClassVar = "Pace of disposal of bad loans"
    title_zh: ClassVar = "不良贷款转让"
    clause: ClassVar = ("not in the opinion: national rule",)
    authority: ClassVar = "national"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "npl_transfer",
        "basis": "assumption",
        "from": "2025-01",
        "pace": 1.5,
    }

    pace: Annotated[float, Number("factor", 0, 4, "pace of disposal over the usual one", neutral=1)]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Pace of disposal."""
        yield Adjustment("disposal", self.pace)
