"""Estimators of effects on firms, as published studies use them, and the truth beside them.

    y_it = a_i + c_kt + β D_it + e_it          least squares, weights w_i                (1)
    E[n_it] = exp(a_i + c_kt + β D_it)         Poisson; effect e^β - 1                   (2)
    E[n_it] = exp(a_i + c_kt + Σ_s β_s 1[t - g_i = s])     event study, s = -1 left out  (3)
    P_it = P(B(n_it, 1/W_i) ≥ m)               share of W like firms with m filings      (4)

    D treated (firm i, year t), k the group whose years are taken out (city), g first year of
    treatment, n filings of all W firms of a row, B binomial: each filing is as likely one
    firm's as another's. Errors are robust within firms.

The truth needs no comparison group: the same firms in the same years in the arm without the
instrument. Where the two differ, the estimator is biased: comparison firms that change as
well, effects that grow or fade, trends that differ.

References
----------
Hausman, Hall & Griliches (1984), Econometrica 52(4): (2). Falck, Heblich & Kipar (2010),
Regional Science and Urban Economics 40(6): (1) for innovation and R&D.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.methods.poisson import Estimate, nothing, sandwich, with_effects
from sim.shapes import Floats, Ints


@dataclass(frozen=True)
class Found:
    """An estimate with the error that its author would print, and the truth."""

    estimate: float
    error: float = float("nan")
    truth: float = float("nan")


NOT_FOUND = Found(float("nan"))


def within(column: Floats, group: Ints, weight: Floats) -> Floats:
    """A column less the weighted mean of its group."""
    total = np.bincount(group, weight)
    mean = np.bincount(group, weight * column) / np.where(total > 0, total, 1.0)
    return column - mean[group]


def years_of(year: Ints, group: Ints) -> Floats:
    """One column per year of a group but the first, which the effects of units hold."""
    pairs, code = np.unique(np.column_stack([group, year]), axis=0, return_inverse=True)
    later = np.flatnonzero(pairs[:, 0] == np.roll(pairs[:, 0], 1))
    later = later[later > 0]
    return (code.reshape(-1, 1) == later[None, :]).astype(float)


def two_way(y: Floats, x: Floats, unit: Ints, years: Floats, weight: Floats) -> Estimate:
    """Equation (1); `years` are the columns of `years_of`."""
    unit = np.unique(unit, return_inverse=True)[1]
    regressors = np.column_stack([x, years])
    parts = [within(part, unit, weight) for part in (y, *regressors.T)]
    left, right = parts[0], np.column_stack(parts[1:])
    hessian = (right * weight[:, None]).T @ right
    if np.linalg.matrix_rank(hessian) < len(hessian):
        return nothing(x.shape[1])
    slope = np.linalg.solve(hessian, right.T @ (weight * left))
    noise = right * (weight * (left - right @ slope))[:, None]
    scores = np.column_stack([np.bincount(unit, part) for part in noise.T])
    return sandwich(slope, hessian, scores, x.shape[1])


def poisson_effect(
    count: Floats, treated: Any, unit: Ints, years: Floats
) -> tuple[float, float]:
    """Equation (2): relative rise of counts, and its error by the delta method."""
    x = np.column_stack([treated, years]).astype(float)
    found = with_effects(count.astype(float), x, unit)
    rise = float(np.expm1(found.slope[0]))
    return rise, float((1 + rise) * found.error[0])


def event_study(
    count: Floats, first: Ints, year: Ints, unit: Ints, years: Floats, window: tuple[int, int]
) -> dict[int, float]:
    """Equation (3): relative rise by years since treatment; `first` is -1 for the others."""
    steps = [s for s in range(window[0], window[1] + 1) if s != -1]
    since = np.clip(year - first, window[0], window[1])
    x = np.column_stack([(first >= 0) & (since == s) for s in steps] + [years])
    found = with_effects(count.astype(float), x.astype(float), unit)
    rises = np.expm1(found.slope[: len(steps)])
    return {-1: 0.0} | dict(zip(steps, (float(r) for r in rises), strict=True))


def innovates(filings: Floats, weight: Floats, least: int) -> Floats:
    """Share of the like firms of a row with at least so many filings, equation (4)."""
    from scipy.special import bdtrc

    count, weight = np.broadcast_arrays(filings, weight)
    enough = count >= least
    number = np.where(enough, count, least).astype(int)
    share = bdtrc(least - 1, number, 1 / np.maximum(weight, 1.0))
    return np.where(enough, np.where(weight <= 1, 1.0, share), 0.0)


def first_year(flag: Any, years: Ints) -> Ints:
    """First year in which each firm was treated, -1 for never; flag is (years, rows)."""
    ever = flag.any(axis=0)
    return np.where(ever, years[flag.argmax(axis=0)], -1)


def alike(treated: Any, *codes: Ints) -> Any:
    """Firms that share their codes (city, field) with a treated one."""
    _, cell = np.unique(np.column_stack(codes), axis=0, return_inverse=True)
    held = np.bincount(cell, treated, minlength=cell.max() + 1) > 0
    return held[cell]


def ratio_of_sums(with_it: Floats, without: Floats) -> float:
    """Relative difference of totals: what a Poisson effect estimates."""
    base = float(np.sum(without))
    return float(np.sum(with_it)) / base - 1 if base > 0 else float("nan")


def mean_gap(with_it: Floats, without: Floats, weight: Floats) -> float:
    """Weighted mean of the differences of twins."""
    total = float(np.sum(weight))
    return float(np.sum(weight * (with_it - without))) / total if total > 0 else float("nan")
