"""Luck: every draw keyed by (seed, process, month, name, row), so that arms share it.

A stream is SplitMix64 started at a key; element i of the stream can be computed without
the ones before it, which is what common random numbers for single agents need:

    key  = first 64 bits of BLAKE2b(seed / process / month / name)            (1)
    z_i  = mix(key + (i + 1) γ)  mod 2^64,  γ = 0x9E3779B97F4A7C15            (2)
    u_i  = (floor(z_i / 2^12) + 1/2) 2^-52                       in (0, 1)    (3)

i = row x width + k for the k-th of `width` draws of a row. A row's luck depends on
nothing but its own number: what happens to other rows, or which rows ask, changes
nothing. numpy's generators cannot be entered at many places at once, hence the ten lines
here; the mixing function is Stafford's variant 13, as in Java's SplittableRandom.

References
----------
Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators, OOPSLA.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from sim.shapes import Floats

# Arrays without an axis: numpy takes them at once, but has to convert every single number.
_GAMMA = 0x9E3779B97F4A7C15
_STEP = np.array(_GAMMA, np.uint64).view(np.int64)  # products keep the same bits
_FIRST = np.array(0xBF58476D1CE4E5B9, np.uint64)
_SECOND = np.array(0x94D049BB133111EB, np.uint64)
_ONE = np.array(1.0).view(np.uint64)  # its bits
_BELOW_ONE = np.array(1 - 2.0**-53)
_BY_12, _BY_27, _BY_30, _BY_31 = (np.array(bits, np.uint64) for bits in (12, 27, 30, 31))


def stream_key(seed: int, process: str, month: int, name: str) -> int:
    """The key of one named draw, equation (1)."""
    text = f"{seed}/{process}/{month}/{name}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


def uniforms(key: int, index: NDArray[np.integer]) -> Floats:
    """Elements `index` of the stream of a key, equations (2) and (3)."""
    # In place from here on: a tenth of the month is spent here.
    z = (index * _STEP).view(np.uint64)
    z += np.array((key + _GAMMA) % 2**64, np.uint64)
    half = z >> _BY_30
    z ^= half
    z *= _FIRST
    z ^= np.right_shift(z, _BY_27, half)
    z *= _SECOND
    z ^= np.right_shift(z, _BY_31, half)
    # 52 bits behind the point of 1.0: one bit more, and the last number would round to one.
    z >>= _BY_12
    z |= _ONE
    u = z.view(np.float64)
    u -= _BELOW_ONE
    return u


@dataclass(frozen=True, slots=True)
class Luck:
    """The luck of one process in one month."""

    seed: int
    process: str
    month: int

    def uniform(self, name: str, rows: int | NDArray[np.integer], width: int = 0) -> Floats:
        """Uniform in (0, 1): one value per row, or `width` of them as (rows, width).

        `rows` is a number n (rows 0 to n - 1) or the row numbers themselves.
        """
        index = np.arange(rows) if isinstance(rows, int) else rows
        key = stream_key(self.seed, self.process, self.month, name)
        if not width:
            return uniforms(key, index)
        return uniforms(key, index[:, None] * width + np.arange(width))

    def normal(self, name: str, rows: int | NDArray[np.integer], width: int = 0) -> Floats:
        """Standard normal, by the inverse of the distribution function."""
        from scipy.special import ndtri  # a fifth of a second that --help need not wait for

        return ndtri(self.uniform(name, rows, width))

    def gumbel(self, name: str, rows: int | NDArray[np.integer], width: int = 0) -> Floats:
        """Standard Gumbel: adding it to utilities makes the best one a logit choice."""
        return -np.log(-np.log(self.uniform(name, rows, width)))

    def laplace(self, name: str, rows: int | NDArray[np.integer]) -> Floats:
        """Laplace with mean 0 and scale 1."""
        u = self.uniform(name, rows) - 0.5
        return -np.sign(u) * np.log1p(-2 * np.abs(u))
