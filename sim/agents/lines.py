"""What of a card line is news to the household, and for how long.

A line that a household is used to is part of what it aims at; a change of it counts as liquid wealth does, by
`limit_weight`, until it has become usual (memo 3.2: unused limits are a partial buffer; Aydin 2022: spending rises for
years, also far from the limit). A card that is issued is all new.
"""

from __future__ import annotations

import numpy as np

from sim.engine.kernel import formula
from sim.units import cny

_f4, _i1, _i8 = np.float32, np.int8, np.int64
_ONE = _f4(1)
ALL_NEW = _i1(127)
"""News of a line that is new from end to end."""
_PART = _f4(1 / 127)


@formula
def new_unused_line(line, owed, news):
    """Part of a line that is new and not in use, CNY; of a line that was cut what is gone, with a minus. line, owed :
    fen.  news : as in the column."""
    return min(cny(line) * _f4(news) * _PART, cny(max(_i8(line) - owed, _i8(0))))


@formula
def news_after(news, change, growth, fade):
    """News of a line a year later. change : what its lender added, of the line; growth : with incomes, which is no
    news; fade : part of what is new that becomes usual in a year. Rounded towards nothing, so that it ends."""
    share = _f4(news) / _f4(ALL_NEW) * (_ONE - fade)
    share = (share * (_ONE + growth) + change) / (_ONE + growth + change)
    return _i1(min(max(share, -_ONE), _ONE) * _f4(ALL_NEW))
