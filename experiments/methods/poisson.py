"""Poisson regression: pseudo maximum likelihood, with or without effects of groups.

    E[y | x] = exp(x b)                       solved by Newton's method              (1)
    E[y_it | x] = exp(a_i + x_it b)           a_i taken out exactly:                 (2)
        L(b) = Σ y_it ln p_it,   p_it = exp(x_it b) / Σ_t exp(x_it b)

Both are consistent whatever the variance of y is; errors are robust to it, in (2) for any
pattern within a group. Groups without any count say nothing and are left out.

References
----------
Hausman, Hall & Griliches (1984), Econometrica 52(4): (2). Santos Silva & Tenreyro (2006),
Review of Economics and Statistics 88(4): (1) for gravity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[Any]
TURNS, ENOUGH = 100, 1e-10


@dataclass(frozen=True)
class Estimate:
    """Coefficients in the order of the regressors, and their robust standard errors."""

    slope: Reals
    error: Reals


NOTHING = float("nan")


def nothing(number: int) -> Estimate:
    """What cannot be estimated."""
    return Estimate(np.full(number, NOTHING), np.full(number, NOTHING))


def poisson(y: Reals, x: Reals) -> Estimate:
    """Equation (1); `x` holds one column per regressor, a constant is added and left out."""
    one = np.column_stack([x, np.ones(len(y))])
    if not y.sum() > 0 or np.linalg.matrix_rank(one) < one.shape[1]:
        return nothing(x.shape[1])
    slope = np.zeros(one.shape[1])
    slope[-1] = np.log(y.mean())
    for _ in range(TURNS):
        mean = np.exp(np.clip(one @ slope, -700, 700))
        step = np.linalg.solve((one * mean[:, None]).T @ one, one.T @ (y - mean))
        slope = slope + damped(step)
        if np.abs(step).max() < ENOUGH:
            break
    mean = np.exp(np.clip(one @ slope, -700, 700))
    scores = one * (y - mean)[:, None]
    return sandwich(slope, (one * mean[:, None]).T @ one, scores, x.shape[1])


def with_effects(y: Reals, x: Reals, group: Reals) -> Estimate:
    """Equation (2): one effect for every group."""
    total = np.bincount(group, y)
    kept = total[group] > 0
    y, x, group = y[kept], x[kept], np.unique(group[kept], return_inverse=True)[1]
    total = np.bincount(group, y)
    if len(total) < 2:
        return nothing(x.shape[1])
    slope = np.zeros(x.shape[1])
    for _ in range(TURNS):
        mean, within = expected(slope, x, group, total)
        hessian = (within * mean[:, None]).T @ within
        if np.linalg.matrix_rank(hessian) < len(slope):
            return nothing(len(slope))
        step = np.linalg.solve(hessian, x.T @ (y - mean))
        slope = slope + damped(step)
        if np.abs(step).max() < ENOUGH:
            break
    mean, within = expected(slope, x, group, total)
    parts = within * (y - mean)[:, None]
    scores = np.column_stack([np.bincount(group, part) for part in parts.T])
    return sandwich(slope, (within * mean[:, None]).T @ within, scores, len(slope))


def expected(slope: Reals, x: Reals, group: Reals, total: Reals) -> tuple[Reals, Reals]:
    """Expected counts given each group's total, and regressors less their weighted mean."""
    index = x @ slope
    most = np.full(len(total), -np.inf)
    np.maximum.at(most, group, index)
    share = np.exp(index - most[group])
    share /= np.bincount(group, share)[group]
    middle = np.column_stack([np.bincount(group, share * part) for part in x.T])
    return total[group] * share, x - middle[group]


def damped(step: Reals) -> Reals:
    """A step no longer than 2: the first ones may overshoot."""
    return step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))


def sandwich(slope: Reals, hessian: Reals, scores: Reals, kept: int) -> Estimate:
    """Coefficients with errors that do not believe in the Poisson variance."""
    inverse = np.linalg.inv(hessian)
    variance = inverse @ (scores.T @ scores) @ inverse
    with np.errstate(invalid="ignore"):  # a variance that rounding made negative is unknown
        return Estimate(slope[:kept], np.sqrt(np.diag(variance))[:kept])


def least_squares(y: Reals, x: Reals, weight: Reals | None = None) -> Estimate:
    """Weighted least squares with a constant, for what is estimated in logarithms."""
    one = np.column_stack([x, np.ones(len(y))])
    w = np.ones(len(y)) if weight is None else weight
    hessian = (one * w[:, None]).T @ one
    if np.linalg.matrix_rank(hessian) < one.shape[1]:
        return nothing(one.shape[1] - 1)
    slope = np.linalg.solve(hessian, one.T @ (w * y))
    scores = one * (w * (y - one @ slope))[:, None]
    return sandwich(slope, hessian, scores, one.shape[1] - 1)


def dummies(code: Reals) -> Reals:
    """One column per value of a code but the first."""
    values = np.unique(code)[1:]
    return (code[:, None] == values[None, :]).astype(float)
