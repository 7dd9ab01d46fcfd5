"""Own elementary functions in float32: the same bits on every CPU, because only +, -, *, / and bit moves are used.

exp and log use the minimax polynomials of the Cephes library (Moshier), the normal quantile Giles' (2012) single
precision inverse error function. Stated accuracy, tested in tests/engine: exp within 3e-7 relative on [-80, 80],
log within 3e-7 absolute-or-relative on [1e-30, 1e30], normal quantile within 5e-6 absolute where |z| <= 5.
"""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from sim.engine.kernel import formula

_f4, _i4 = np.float32, np.int32


@intrinsic
def _bits(typing, value):
    """The 32 bits of a float32 as an int32."""

    def generate(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.IntType(32))

    return types.int32(types.float32), generate


@intrinsic
def _float(typing, value):
    """The float32 that has these 32 bits."""

    def generate(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.int32), generate


def _python_bits(value):
    return np.float32(value).view(np.int32)


def _python_float(value):
    return np.int32(value).view(np.float32)


_LOG2E, _ROUND = _f4(1.44269504088896341), _f4(12582912.0)
_LN2_HIGH, _LN2_LOW = _f4(0.693359375), _f4(-2.12194440e-4)
_E0, _E1, _E2 = _f4(1.9875691500e-4), _f4(1.3981999507e-3), _f4(8.3334519073e-3)
_E3, _E4, _E5 = _f4(4.1665795894e-2), _f4(1.6666665459e-1), _f4(5.0000001201e-1)
_ONE, _TWO, _HALF = _f4(1), _f4(2), _f4(0.5)
_LOW, _HIGH = _f4(-87.0), _f4(88.0)


@formula
def exp(x):
    """e to the power x (float32); x is held inside [-87, 88]."""
    x = min(max(_f4(x), _LOW), _HIGH)
    n = (x * _LOG2E + _ROUND) - _ROUND
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    y = ((((_E0 * r + _E1) * r + _E2) * r + _E3) * r + _E4) * r + _E5
    y = y * (r * r) + r + _ONE
    return y * _float(_i4((_i4(n) + _i4(127)) << _i4(23)))


_L0, _L1, _L2 = _f4(7.0376836292e-2), _f4(-1.1514610310e-1), _f4(1.1676998740e-1)
_L3, _L4, _L5 = _f4(-1.2420140846e-1), _f4(1.4249322787e-1), _f4(-1.6668057665e-1)
_L6, _L7, _L8 = _f4(2.0000714765e-1), _f4(-2.4999993993e-1), _f4(3.3333331174e-1)
_SQRT_HALF, _TINY = _f4(0.707106781186547524), _f4(1.2e-38)


@formula
def log(x):
    """Natural logarithm (float32); x below the smallest normal number counts as that number."""
    bits = _bits(max(_f4(x), _TINY))
    exponent = _i4(bits >> _i4(23)) - _i4(126)
    m = _float(_i4((bits & _i4(0x007FFFFF)) | _i4(0x3F000000)))
    below = m < _SQRT_HALF
    e = _f4(exponent) - (_ONE if below else _f4(0))
    m = (m + m - _ONE) if below else (m - _ONE)
    z = m * m
    y = (((((((_L0 * m + _L1) * m + _L2) * m + _L3) * m + _L4) * m + _L5) * m + _L6) * m + _L7) * m + _L8
    y = y * m * z + e * _LN2_LOW - _HALF * z
    return m + y + e * _LN2_HIGH


@formula
def power(x, exponent):
    """x to a real exponent, x > 0."""
    return exp(_f4(exponent) * log(x))


@formula
def logistic(x):
    """1 / (1 + e^-x)."""
    return _ONE / (_ONE + exp(-_f4(x)))


@formula
def logit(p):
    """Log-odds of a probability inside (0, 1)."""
    return log(_f4(p) / (_ONE - _f4(p)))


_A = tuple(map(_f4, (2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087,
                     -0.00125372503, -0.00417768164, 0.246640727, 1.50140941)))  # fmt: skip
_B = tuple(map(_f4, (-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773,
                     -0.0076224613, 0.00943887047, 1.00167406, 2.83297682)))  # fmt: skip
_A0, _A1, _A2, _A3, _A4, _A5, _A6, _A7, _A8 = _A
_B0, _B1, _B2, _B3, _B4, _B5, _B6, _B7, _B8 = _B
_NEAR, _CENTRE, _FAR, _SQRT2 = _f4(5.0), _f4(2.5), _f4(3.0), _f4(1.41421356237309505)


@formula
def normal_quantile(u):
    """The standard normal value below which a share u in (0, 1) lies."""
    x = _TWO * _f4(u) - _ONE
    w = -log((_ONE - x) * (_ONE + x))
    a = w - _CENTRE
    p = (((((((_A0 * a + _A1) * a + _A2) * a + _A3) * a + _A4) * a + _A5) * a + _A6) * a + _A7) * a + _A8
    b = np.sqrt(w) - _FAR
    q = (((((((_B0 * b + _B1) * b + _B2) * b + _B3) * b + _B4) * b + _B5) * b + _B6) * b + _B7) * b + _B8
    return _SQRT2 * ((p if w < _NEAR else q) * x)


_P = _f4(0.2316419)
_T1, _T2, _T3, _T4, _T5 = map(_f4, (0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429))
_DENSITY = _f4(0.3989422804)


@formula
def normal_share(z):
    """Share of a standard normal below z (Abramowitz-Stegun 26.2.17, absolute error below 1e-6 in float32)."""
    size = abs(_f4(z))
    t = _ONE / (_ONE + _P * size)
    tail = _DENSITY * exp(-_HALF * size * size) * t * (_T1 + t * (_T2 + t * (_T3 + t * (_T4 + t * _T5))))
    return _ONE - tail if z > _f4(0) else tail


def _use_python_bits() -> None:
    """Without compilation (the oracle) an intrinsic is not callable: put plain numpy views in its place."""
    globals().update(_bits=_python_bits, _float=_python_float)


def _compiled() -> bool:
    from numba import config

    return not config.DISABLE_JIT


if not _compiled():
    _use_python_bits()
