"""Dose and response: what a lever does at parts and multiples of the plan, and on a line?

    e(x) = y(dose x) - y(dose 0)                          by replication           (1)
    u(x) = e(x) - x e(1),  x not 0 or 1                   departure from the line  (2)
    T² = n ū' S⁻¹ ū,  p = P(F(k, n - k) > T² (n - k) / (k (n - 1)))                (3)

    n independent replications (draws; with one draw, seeds), S covariance of the departures,
    k their number, less those that hang on the others

The line goes through no plan and the plan. (3) is Hotelling's test that all departures are 0
on average, paired as everything here; departures that are 0 throughout are left out, and if
none is left p is 1. It needs more replications than departures.

References
----------
Hotelling (1931), Annals of Mathematical Statistics 2(3): (3).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.methods.contrasts import Contrast
from experiments.methods.intervals import ROUNDING
from experiments.methods.nested import units
from sim.shapes import Floats

DOSES = (0.0, 0.25, 0.5, 1.0, 2.0)
UNIT = 1.0  # the plan's dose
NO_DEPARTURE = 1e-9  # of the largest response


def dose_arm(where: str, lever: str, dose: float) -> str:
    """The arm in which one lever has a dose; `where` says what the others do."""
    return f"{lever}={dose:g} {where}"


def response(where: str, lever: str, dose: float) -> Contrast:
    """A dose of a lever against none of it, equation (1); its kind is the dose."""
    terms = ((1.0, dose_arm(where, lever, dose), dose_arm(where, lever, 0.0)),)
    return Contrast(f"{dose:g}", lever, terms)


def departures(responses: dict[float, Floats]) -> Floats:
    """Departures from the line, equation (2), as (replications, doses)."""
    at_one = responses[UNIT]
    bent = [e - dose * at_one for dose, e in responses.items() if dose not in (0.0, UNIT)]
    u = np.stack(bent, axis=1)
    return np.where(np.abs(u) < NO_DEPARTURE * np.max(np.abs([*responses.values()])), 0.0, u)


def p_linear(responses: dict[float, Floats], draws: Sequence[int]) -> float:
    """Test that the response is a line, equation (3).

    NaN with too few replications, or if what they differ by is rounding.
    """
    u = units(departures(responses), draws)
    n = len(u)
    if not u.any():
        return 1.0
    if n <= u.shape[1]:
        return float("nan")
    size, axes = np.linalg.eigh(np.atleast_2d(np.cov(u, rowvar=False)))
    kept = size > max(1e-12 * size.max(), (ROUNDING * np.abs(u).max()) ** 2)
    return hotelling(u @ axes[:, kept]) if kept.any() else float("nan")


def hotelling(u: Floats) -> float:
    """p value that all columns have mean 0; they must not hang on each other."""
    from scipy.special import fdtrc

    n, k = u.shape
    mean = u.mean(axis=0)
    t2 = n * mean @ np.linalg.solve(np.atleast_2d(np.cov(u, rowvar=False)), mean)
    return float(fdtrc(k, n - k, t2 * (n - k) / (k * (n - 1))))
