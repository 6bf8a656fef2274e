"""The streams of luck: uniform, independent of each other, and addressed row by row."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from scipy.special import ndtri

from sim.randomness import Luck, stream_key, uniforms
from sim.shapes import Floats

N = 50_000
ROWS = np.arange(N)


def streams() -> Iterator[tuple[str, Floats]]:
    """Streams whose keys differ in one thing each, and by the least that they can."""
    base = {"seed": 1, "process": "hiring", "month": 0, "name": "leave"}
    for change in (
        {}, {"seed": 2}, {"seed": 11}, {"process": "migration"}, {"process": "hirinh"},
        {"month": 1}, {"month": 10}, {"month": -1}, {"name": "leavf"}, {"name": "find"},
    ):  # fmt: skip
        key = stream_key(**{**base, **change})
        yield str(change), uniforms(key, ROWS)
    key = stream_key(**base)
    yield "next key", uniforms(key + 1, ROWS)
    yield "rows far off", uniforms(key, ROWS + 10**9)


STREAMS = dict(streams())
PAIRS = list(itertools.combinations(STREAMS, 2))


def limit(chance: float, tests: int) -> float:
    """Normal deviate that none of `tests` passes but by this chance in all."""
    return float(-ndtri(chance / tests / 2))


def test_uniforms_lie_strictly_between_zero_and_one() -> None:
    for luck in STREAMS.values():
        assert 0 < luck.min() < 1e-3
        assert 1 - 1e-3 < luck.max() < 1
    luck = Luck(1, "luck", 0)
    for draw in (luck.normal, luck.gumbel, luck.laplace):
        assert np.isfinite(draw("name", N)).all()


def unmixed(z: int) -> int:
    """The number that the mixing function (2) of `sim.randomness` turns into z."""
    size = 2**64
    for shift, factor in ((31, 0x94D049BB133111EB), (27, 0xBF58476D1CE4E5B9), (30, 1)):
        back = z
        for _ in range(64 // shift):
            back = z ^ (back >> shift)
        z = back * pow(factor, -1, size) % size
    return z


@pytest.mark.parametrize(("bits", "expected"), [(0, 2.0**-53), (2**64 - 1, 1 - 2.0**-53)])
def test_not_even_the_rarest_draw_is_zero_or_one(bits: int, expected: float) -> None:
    key = (unmixed(bits) - 0x9E3779B97F4A7C15) % 2**64
    luck = uniforms(key, np.array([0]))[0]
    assert 0 < luck < 1
    assert luck == expected


def test_streams_are_uniform() -> None:
    # Kolmogorov and Smirnov: P(sqrt(n) D > x) -> 2 exp(-2 x²).
    most = np.sqrt(np.log(2 * len(STREAMS) / 1e-3) / 2)
    for name, luck in STREAMS.items():
        gap = np.sort(luck) - (ROWS + 0.5) / N
        assert np.sqrt(N) * np.abs(gap).max() < most, name


def test_streams_are_independent_of_each_other() -> None:
    most = limit(1e-3, 3 * len(PAIRS)) / np.sqrt(N)
    for one, other in PAIRS:
        first, second = STREAMS[one] - 0.5, STREAMS[other] - 0.5
        # Equal rows, neighbours, and dependence that a correlation of levels does not see.
        assert abs(np.corrcoef(first, second)[0, 1]) < most, (one, other)
        assert abs(np.corrcoef(first[1:], second[:-1])[0, 1]) < most, (one, other)
        assert abs(np.corrcoef(np.abs(first), np.abs(second))[0, 1]) < most, (one, other)


def test_rows_of_a_stream_are_independent() -> None:
    lags = (1, 2, 3, 6, 8, 12, 64, 1000)
    most = limit(1e-3, len(lags) * len(STREAMS)) / np.sqrt(N)
    for name, luck in STREAMS.items():
        for lag in lags:
            found = np.corrcoef(luck[lag:], luck[:-lag])[0, 1]
            assert abs(found) < most, (name, lag)


def test_pairs_of_streams_fill_the_square_evenly() -> None:
    cells = 16
    for one, other in PAIRS[::5]:
        code = (cells * STREAMS[one]).astype(int) * cells + (cells * STREAMS[other]).astype(int)
        count = np.bincount(code, minlength=cells**2)
        expected = N / cells**2
        chi = ((count - expected) ** 2 / expected).sum()
        free = cells**2 - 1
        assert abs(chi - free) < limit(1e-3, len(PAIRS)) * np.sqrt(2 * free), (one, other)


# What a draw depends on.


def test_a_row_has_the_same_luck_whoever_else_asks() -> None:
    luck = Luck(3, "hiring", 5)
    for draw in (luck.uniform, luck.normal, luck.gumbel):
        some = np.array([4, 900, 17])
        np.testing.assert_array_equal(draw("find", some), draw("find", 1000)[some])
        np.testing.assert_array_equal(draw("find", some, 3), draw("find", 1000, 3)[some])


def test_each_part_of_the_key_counts() -> None:
    keys = [
        stream_key(seed, process, when, name)
        for seed in range(5)
        for process in ("a", "b", "ab")
        for when in (-1, 0, 1, 11, 2015)
        for name in ("", "a", "b", "0")
    ]
    assert len(set(keys)) == len(keys)


def test_luck_is_the_same_on_every_machine() -> None:
    # Neither the hash seed of Python nor the version of numpy may move a bit.
    luck = Luck(1, "hiring", 0).uniform("leave", 3)
    known = ("0x1.25ee4bf248415p-1", "0x1.303d7216a51f1p-1", "0x1.bef2cc3198f89p-1")
    assert [float(u).hex() for u in luck] == list(known)
