"""Luck is a function of (seed, household, month, decision): Philox4x32-10 (Salmon et al., SC'11).

The seed rides in the counter and the key is zero, so nothing is carried from draw to draw: any order of evaluation,
any thread count and any restart give the same luck, and adding a household changes nobody else's.
"""

from __future__ import annotations

from enum import IntEnum
from hashlib import sha256

import numpy as np

from sim.engine.kernel import formula, kernel

_u4, _u8, _f4 = np.uint32, np.uint64, np.float32
_M0, _M1 = _u8(0xD2511F53), _u8(0xCD9E8D57)
_K0, _K1 = _u4(0x9E3779B9), _u4(0xBB67AE85)
_32, _8, _9 = _u8(32), _u4(8), _u4(9)
_STEP, _HALF = _f4(1.0 / (1 << 23)), _f4(0.5)

ALWAYS = 0xFFFFFF
"""The month of draws that do not depend on the month (awareness, trial arms, types)."""


class Decision(IntEnum):
    """What a draw decides. A number is used for one purpose, for ever: new decisions are added at the end."""

    JOB = 0
    MISS = 1  # and 2: seven products
    SHOCK = 3
    UPGRADE = 4
    REFINANCE = 5
    CASH_OUT = 6
    TURNOVER = 7
    DIVERT = 8
    PLATE = 9
    CAR_KIND = 10
    EDUCATION = 11
    BILL_INSTALMENT = 12
    CARD_OFFER = 13
    REFINANCE_LENDER = 14
    EMBEDDED = 15
    DISPOSAL = 16  # and the next six: a draw a product
    REFUSES = 23  # at the month in which arrears began
    DEFERRAL = 24  # and the next six: a draw a product
    FREE_PLAN = 31  # a free plan of the lender, by ticket
    SCORE = 32  # and the next six: a draw a product
    CONSENT = 39  # to the sharing of public data, for life
    RATION = 40  # and the next six: a draw a product
    REPORTED = 47  # by a lender that did not, for life
    LENDER = 48  # and the next six: a draw a product
    AT_TILL = 55  # a lender's offer stands at the till, by ticket
    TERM = 56  # of a ticket: by sector modulo eight
    ADVANCE = 64  # and the next four: a draw a durable
    SCENE = 69  # purchases of services by instalments: a word a sector
    AWARE = 72
    PRICE = 80  # what the next item costs: by durable
    FINANCING = 88
    TASTE = 96
    MERCHANT = 104
    PLAN = 136
    REVOLVE = 112
    BNPL = 113
    BNPL_LENDER = 114
    LOTTERY = 115
    TRIAL = 116
    VOUCHER = 117
    INCLINED = 118
    CARD_ISSUE = 119
    BULLET = 159
    GIVE_CAR_UP = 142  # at the month of the planned date
    FIRST_CAR = 143
    VERIFIED = 144  # and the next six: a draw a product, at the month of disbursement
    LAPSE = 151  # of what is still collected on charged-off debt
    BATTERY = 85  # rented batteries are on offer, for life; at a month: the taste for one
    AID = 120  # and the next fifteen: a draw a sector
    TERM_OF_CASH = 152  # and the next six: a draw a product
    START = 160  # to 255: the first state of a household


def word_of(name: str) -> int:
    """The 32 bits that stand for a name as a key of luck: the first of its sha256."""
    return int.from_bytes(sha256(name.encode()).digest()[:4], "big")


@formula
def philox(c0, c1, c2, c3):
    """Ten rounds of Philox4x32 on four 32-bit counters, key zero. Returns four 32-bit words."""
    c0, c1, c2, c3 = _u4(c0), _u4(c1), _u4(c2), _u4(c3)
    k0, k1 = _u4(0), _u4(0)
    for _ in range(10):
        p0 = _M0 * _u8(c0)
        p1 = _M1 * _u8(c2)
        c0, c1, c2, c3 = _u4(_u4(p1 >> _32) ^ c1 ^ k0), _u4(p1), _u4(_u4(p0 >> _32) ^ c3 ^ k1), _u4(p0)
        k0 = _u4(k0 + _K0)
        k1 = _u4(k1 + _K1)
    return c0, c1, c2, c3


@formula
def open_unit(word):
    """The 23 highest bits of a word as a float32 strictly inside (0, 1)."""
    return (_f4(np.int32(_u4(word) >> _9)) + _HALF) * _STEP


@formula
def uniform(seed, household, month, decision):
    """One uniform in (0, 1). seed : uint32[2]; household : uint32; month : 0..2^24-1; decision : 0..255."""
    c1 = _u4((_u4(month) << _8) | _u4(decision))
    return open_unit(philox(household, c1, seed[0], seed[1])[0])


@kernel
def uniforms(out, household, seed, month, decision, rows):
    """Fill out[:rows] with the uniforms of these households for one decision."""
    c1 = _u4((_u4(month) << _8) | _u4(decision))
    s0 = seed[0]
    s1 = seed[1]
    for i in range(rows):
        out[i] = open_unit(philox(household[i], c1, s0, s1)[0])


@kernel
def four_uniforms(out, household, seed, month, decision, rows):
    """Fill out[0..3][:rows] with the four uniforms that one evaluation of Philox gives for this decision."""
    c1 = _u4((_u4(month) << _8) | _u4(decision))
    s0 = seed[0]
    s1 = seed[1]
    a = out[0]
    b = out[1]
    c = out[2]
    d = out[3]
    for i in range(rows):
        w0, w1, w2, w3 = philox(household[i], c1, s0, s1)
        a[i] = open_unit(w0)
        b[i] = open_unit(w1)
        c[i] = open_unit(w2)
        d[i] = open_unit(w3)
