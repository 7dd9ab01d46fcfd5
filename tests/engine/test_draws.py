"""Luck: published words of the generator, uniform shares, no neighbour that knows another."""

import numpy as np
import pytest

from sim.engine.draws import ALWAYS, Decision, four_uniforms, open_unit, philox, uniform, uniforms

WORD = 2**32
SEED = np.array([2_024, 11], np.uint32)
MANY = 200_000


def reference(counter, key):
    """Philox4x32-10 in whole numbers, from the paper."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = p1 >> 32 ^ c1 ^ k0, p1 % WORD, p0 >> 32 ^ c3 ^ k1, p0 % WORD
        k0, k1 = (k0 + 0x9E3779B9) % WORD, (k1 + 0xBB67AE85) % WORD
    return c0, c1, c2, c3


PUBLISHED = [
    ((0,) * 4, (0,) * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ((WORD - 1,) * 4, (WORD - 1,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), PUBLISHED)
def test_the_reference_gives_the_published_words(counter, key, words):
    assert " ".join(f"{word:08x}" for word in reference(counter, key)) == words


def test_the_generator_gives_the_published_words_for_counter_and_key_zero():
    assert " ".join(f"{int(word):08x}" for word in philox(0, 0, 0, 0)) == PUBLISHED[0][2]


def test_the_generator_agrees_with_the_reference_on_any_counter():
    counters = np.random.default_rng(1).integers(0, WORD, (500, 4), dtype=np.uint32)
    for counter in counters:
        assert [int(word) for word in philox(*counter)] == list(reference(map(int, counter), (0, 0)))


def test_a_uniform_lies_strictly_inside_zero_and_one_even_at_the_ends():
    assert open_unit(np.uint32(0)) == np.float32(2.0**-24)
    assert open_unit(np.uint32(WORD - 1)) == np.float32(1 - 2.0**-24)
    assert 0 < open_unit(np.uint32(0)) < open_unit(np.uint32(WORD - 1)) < 1


def drawn(decision=Decision.JOB, month=5, seed=SEED, first=0, count=MANY):
    out = np.empty(count, np.float32)
    uniforms(out, np.arange(first, first + count, dtype=np.uint32), seed, month, int(decision), count)
    return out


def test_each_of_a_hundred_equal_parts_gets_its_share_within_four_standard_errors():
    counts = np.histogram(drawn(), bins=100, range=(0, 1))[0]
    expected = MANY / 100
    assert np.abs(counts - expected).max() < 4 * (expected * 0.99) ** 0.5


def test_mean_and_variance_are_those_of_a_uniform_within_four_standard_errors():
    u = drawn().astype(float)
    assert abs(u.mean() - 1 / 2) < 4 * (1 / 12 / MANY) ** 0.5
    assert abs(u.var() - 1 / 12) < 4 * (1 / 180 / MANY) ** 0.5


@pytest.mark.parametrize(
    "neighbour",
    [
        {"first": 1},
        {"month": 6},
        {"decision": Decision.JOB + 1},
        {"seed": SEED + np.uint32(1)},
        {"seed": SEED[::-1].copy()},
        {"month": ALWAYS},
    ],
)
def test_neighbouring_households_months_decisions_and_seeds_are_uncorrelated_within_four_standard_errors(neighbour):
    one, other = drawn(), drawn(**neighbour)
    for a, b in ((one, other), ((one - 0.5) ** 2, (other - 0.5) ** 2)):
        assert abs(np.corrcoef(a, b)[0, 1]) < 4 / MANY**0.5


def test_the_four_uniforms_of_one_decision_are_uncorrelated_within_four_standard_errors():
    four = np.empty((4, MANY), np.float32)
    four_uniforms(four, np.arange(MANY, dtype=np.uint32), SEED, 5, int(Decision.MISS), MANY)
    correlation = np.corrcoef(four) - np.eye(4)
    assert np.abs(correlation).max() < 4.5 / MANY**0.5


def test_a_draw_alone_and_a_draw_among_many_are_the_same():
    many = drawn(count=50, first=1000)
    four = np.empty((4, 50), np.float32)
    four_uniforms(four, np.arange(1000, 1050, dtype=np.uint32), SEED, 5, int(Decision.JOB), 50)
    alone = [uniform(SEED, np.uint32(1000 + k), 5, int(Decision.JOB)) for k in range(50)]
    np.testing.assert_array_equal(many, np.array(alone, np.float32))
    np.testing.assert_array_equal(many, four[0])


def test_only_the_rows_asked_for_are_filled():
    out = np.full(10, np.float32(7))
    uniforms(out, np.arange(10, dtype=np.uint32), SEED, 1, 1, 4)
    assert (out[4:] == 7).all()
    assert (out[:4] < 1).all()


def test_months_and_decisions_never_share_a_counter():
    counters = {month << 8 | decision for month in (0, 1, 2, 119, ALWAYS) for decision in range(256)}
    assert len(counters) == 5 * 256


def test_no_decision_has_two_names_and_all_fit_the_counter():
    assert len(Decision.__members__) == len(list(Decision))
    assert 0 <= min(Decision) <= max(Decision) <= 255
