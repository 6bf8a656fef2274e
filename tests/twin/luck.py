"""Luck, one number at a time: the streams of `sim.randomness`, in plain whole numbers.

key = first 64 bits of BLAKE2b(seed / process / month / name), little endian
z   = mix(key + (i + 1) γ) mod 2^64,   u = (floor(z / 2^12) + 1/2) / 2^52
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from math import log, log1p

from scipy.special import ndtri

MASK = 2**64 - 1


@cache
def key(seed: int, process: str, month: int, name: str) -> int:
    """Where the stream of one named draw begins."""
    text = f"{seed}/{process}/{month}/{name}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


def mix(z: int) -> int:
    """Stafford's variant 13 of the mixing function of SplitMix64."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Luck:
    """The luck of one process in one month."""

    def __init__(self, seed: int, process: str, month: int) -> None:
        self.seed, self.process, self.month = seed, process, month

    def uniform(self, name: str, row: int, k: int = 0, width: int = 1) -> float:
        """Uniform in (0, 1): the k-th of `width` draws of a row."""
        start = key(self.seed, self.process, self.month, name)
        z = mix((start + (row * width + k + 1) * 0x9E3779B97F4A7C15) & MASK)
        return ((z >> 12) + 0.5) / 2**52

    def normal(self, name: str, row: int, k: int = 0, width: int = 1) -> float:
        """Standard normal."""
        return float(ndtri(self.uniform(name, row, k, width)))

    def gumbel(self, name: str, row: int, k: int = 0, width: int = 1) -> float:
        """Standard Gumbel."""
        return -log(-log(self.uniform(name, row, k, width)))

    def laplace(self, name: str, row: int) -> float:
        """Laplace with mean 0 and scale 1."""
        u = self.uniform(name, row) - 0.5
        return -log1p(-2 * u) if u > 0 else log1p(2 * u)
