"""Inference on paired differences: p values, many tests at once, nothing at all, and cost.

One difference per seed, d_s, s = 1 .. n, with mean d̄ and standard error e = sd(d)/√n:

    p = 2 P(T(n - 1) > |d̄| / e)                                                        (1)
    p_(k)* = max over j ≤ k of min(1, (m - j + 1) p_(j))          m tests, sorted p     (2)
    p_eq = max P(T(n - 1) > (d̄ + δ) / e), P(T(n - 1) > (δ - d̄) / e)                     (3)
    cost per unit: all θ with |c̄ - θ d̄| ≤ t √(v_c - 2 θ v_cd + θ² v_d)                   (4)

    T Student's t, δ margin of equivalence, c money spent by seed, v squared standard errors
    and their covariance, t the quantile of T(n - 1) for the level of the interval

(2) holds the chance of any false alarm among m tests, whatever hangs together. (3) is two
one-sided tests: equivalence to nothing at 5 % is the same as a 90 % interval within the
margin. (4) is bounded exactly if the interval of the effect leaves out 0; else a cost per
unit is not defined.

References
----------
Holm (1979), Scandinavian Journal of Statistics 6(2): (2). Schuirmann (1987), Journal of
Pharmacokinetics and Biopharmaceutics 15(6): (3). Fieller (1954), JRSS B 16(2): (4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.methods.intervals import LEVEL, standard_error
from sim.shapes import Floats

SIZE = 1 - LEVEL  # of a test


def upper_tail(t: float, degrees: int) -> float:
    """P(T > t)."""
    from scipy.special import stdtr

    return float(stdtr(degrees, -t))


def p_value(d: Floats) -> float:
    """Two-sided test that the mean is 0, equation (1); NaN where chance is not known.

    No effect in any seed gives 1.
    """
    mean, error = float(d.mean()), float(standard_error(d))
    if error == 0:
        return 1.0
    return float(np.minimum(1.0, 2 * upper_tail(abs(mean) / error, len(d) - 1)))


def holm(p: Sequence[float]) -> list[float]:
    """p values adjusted for their number, in the order given, equation (2).

    One that is NaN is no test: it stays so, and does not count.
    """
    order = sorted((i for i in range(len(p)) if p[i] == p[i]), key=lambda i: p[i])
    adjusted, highest = [float("nan")] * len(p), 0.0
    for k, i in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - k) * p[i]))
        adjusted[i] = highest
    return adjusted


@dataclass(frozen=True)
class Equivalence:
    """A test that an effect is nothing within a margin."""

    estimate: float
    low: float  # interval of level 1 - 2 x size
    high: float
    p: float

    @property
    def holds(self) -> bool:
        """Whether equivalence is shown at 5 %."""
        return self.p <= SIZE


def equivalence(d: Floats, margin: float) -> Equivalence:
    """Two one-sided tests against -margin and +margin, equation (3)."""
    from scipy.special import stdtrit

    if margin <= 0:
        raise ValueError(f"margin = {margin:g}: allowed: a number above 0")
    n, mean, error = len(d), float(d.mean()), float(standard_error(d))
    if error == 0:
        return Equivalence(mean, mean, mean, 0.0)
    gap = margin - abs(mean)
    half = float(stdtrit(n - 1, 1 - SIZE)) * error
    return Equivalence(mean, mean - half, mean + half, upper_tail(gap / error, n - 1))


def cost_per_unit(spent: Floats, effect: Floats) -> tuple[float, float, float] | None:
    """Money per unit of effect with its interval, equation (4); None where not defined.

    A lever that lowers the indicator has a negative cost per unit.
    """
    from scipy.special import stdtrit

    n, c, d = len(spent), float(spent.mean()), float(effect.mean())
    if d == 0 or c == 0 or np.isnan(standard_error(effect)):
        return None
    v = np.cov(spent, effect) / n
    t2 = float(stdtrit(n - 1, (1 + LEVEL) / 2)) ** 2
    a, b, k = d**2 - t2 * v[1, 1], c * d - t2 * v[0, 1], c**2 - t2 * v[0, 0]
    if a <= 0:  # the interval of the effect covers 0
        return None
    half = np.sqrt(max(b**2 - a * k, 0.0))
    return c / d, float((b - half) / a), float((b + half) / a)
