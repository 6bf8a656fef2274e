"""Bunching at a notch: how many firms more stand just above it, and what they put on paper.

    c_j ≈ Σ_p β_p x_j^p   for bins j outside the window [low, high]             (1)
    excess = Σ_{1 ≤ x_j < high} (c_j - ĉ_j) / ĉ(1)                              (2)
    missing = Σ_{low ≤ x_j < 1} (ĉ_j - c_j) / ĉ(1)                              (3)
    share = mean over affected firms of relabelled / (relabelled + jump)        (4)

    x reported R&D over the R&D required, c_j firms in bin j of the given width, ĉ the
    polynomial of (1) as if there were no notch; (2) and (3) in bins of the counterfactual
    at the notch. Affected: firms whose reported R&D rose to reach the notch (rd_for_notch)

References
----------
Kleven & Waseem (2013), QJE 128(2): the estimator. Chen, Liu, Suárez Serrato & Xu (2021), AER
111(7): the notch in R&D, and the relabelled share of .242.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.processes.certification import Params, threshold
from sim.shapes import Floats, PerFirm
from sim.state import Firms

RANGE, WINDOW, WIDTH, DEGREE = (0.2, 2.0), (0.7, 1.2), 0.05, 4


@dataclass(frozen=True)
class Bunching:
    """What stands above the notch and is missing below it, in counterfactual bins."""

    excess: float
    missing: float
    above_below: float  # firms in the first bin above over those in the last one below


def bunching(ratio: Floats, weight: Floats) -> Bunching:
    """Excess and missing mass at a ratio of one, equations (1) to (3)."""
    number = round((RANGE[1] - RANGE[0]) / WIDTH)
    edges = RANGE[0] + WIDTH * np.arange(number + 1)
    # A firm that fills the gap stands at the notch but for the last bit.
    count, _ = np.histogram(ratio + 1e-9, edges, weights=weight)
    middle = edges[:-1] + WIDTH / 2
    inside = (middle > WINDOW[0]) & (middle < WINDOW[1])
    fitted = np.polynomial.Polynomial.fit(middle[~inside], count[~inside], DEGREE)
    usual = np.maximum(fitted(middle), 0)
    unit = max(float(fitted(1.0)), 1e-300)
    above, below = inside & (middle > 1), inside & (middle < 1)
    first, last = np.flatnonzero(above)[0], np.flatnonzero(below)[-1]
    return Bunching(
        excess=float((count - usual)[above].sum()) / unit,
        missing=float((usual - count)[below].sum()) / unit,
        above_below=float(count[first] / max(count[last], 1e-300)),
    )


def relabelled_share(relabelled: Floats, jump: Floats, weight: Floats) -> float:
    """Mean relabelled part of the rise of reported R&D of affected firms, equation (4)."""
    rise = relabelled + jump
    rows = np.flatnonzero(rise > 0)
    if not len(rows):
        return float("nan")
    return float(np.average(relabelled[rows] / rise[rows], weights=weight[rows]))


def reported_ratio(firms: Firms, params: Params) -> PerFirm:
    """Reported over required R&D of the year that ends; zero without sales."""
    sales = firms.sales_by_year[:, 0]
    required = threshold(sales, params) * sales
    reported = firms.rd_by_year[:, 0] + firms.rd_for_notch.sum(axis=1)
    return np.where(required > 0, reported / np.maximum(required, 1e-300), 0.0)
