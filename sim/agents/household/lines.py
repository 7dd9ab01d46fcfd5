"""Card lines from year to year: growth with incomes, and management by the lender, which is news to the household."""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import rows_with
from sim.agents.lines import news_after
from sim.engine.kernel import formula, kernel
from sim.policy.vocabulary import Product

_f4, _f8, _i4, _u1, _u4 = np.float32, np.float64, np.int32, np.uint8, np.uint32
_ONE, _12 = _f4(1), _u4(12)


@formula
def line_change(terms, home, i):
    """What a lender that manages lines adds to a line in a year, fraction: more for good payers, less where the line
    is nearly used up (nine tenths: assumption). Memo 6, task 13."""
    used = _f4(home.balance[Product.CARD, i]) + _f4(home.balance[Product.CARD_INSTALMENT, i])
    return terms.line_rise if used < _f4(0.9) * _f4(home.card_limit[i]) else -min(terms.line_cut, _f4(0.9))


@kernel
def change_lines(home, tile, book, world, month):
    """Once a year a line in good standing grows with incomes, and by what its lender adds. Source: growth of card
    lines, payment report (grade B)."""
    terms, growth = world.terms[home.group], world.now.wage_growth
    most = min(_f8(terms.exposure_limit[Product.CARD]) * 100.0, 2.0e9)
    now = _u4(month % 12)
    for i in range(home.rows):
        anniversary = home.household[i] % _12 == now
        tile.flag_2[i] = _u1(anniversary & (home.card_limit[i] > 0) & (home.bucket[Product.CARD, i] == 0))
    for j in range(rows_with(tile.pick, tile.flag_2, home.rows)):
        i = tile.pick[j]
        line, change = _f8(home.card_limit[i]), line_change(terms, home, i)
        later = min(line * _f8(_ONE + change + growth), most)
        added = _f4(later / line) - _ONE - growth
        added = min(max(added, min(change, _f4(0))), max(change, _f4(0)))
        home.card_limit[i] = _i4(later)
        home.line_news[i] = news_after(home.line_news[i], added, growth, world.p.line_fade)
