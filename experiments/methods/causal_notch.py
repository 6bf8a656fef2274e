"""Bunching at the notch of the certificate, as in Chen, Liu, Suárez Serrato & Xu (2021).

Reported R&D over sales is divided by the threshold of the firm's size class, so that the
notch lies at 1 for all. Without it the density would go smoothly through the region that
the notch empties and fills:

    n̂(x) = polynomial through bins outside [d, u), with Σ_[d,u) n̂ = Σ_[d,u) n           (1)
    d, u and the degree: the narrowest region of those with an error at bins left out   (2)
        one by one that is at most a quarter above the least one
    excess = Σ_[1,u) n / Σ_[1,u) n̂ - 1, missing = 1 - Σ_[d,1) n / Σ_[d,1) n̂             (3)
    ITT_Y = mean of Y in [d, u) - Σ n̂(x) Ŷ(x) / Σ n̂(x)                                  (4)

    n firms per bin; by (1) as many leave the bins below the notch as arrive above it; Y log
    of reported or of real R&D over sales, Ŷ its mean at x outside the region (a line beside
    log x). The source reads relabelling off administration costs, which fall by what is
    relabelled; here real R&D says the same: 1 - ITT_real / ITT_reported

The truth is the same firms in a world without the advantage of the certificate.

References
----------
Chen, Liu, Suárez Serrato & Xu (2021), American Economic Review 111(7). Diamond & Persson
(2016), NBER working paper 22207: the choice (2).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from sim.notch import THRESHOLDS
from sim.processes.certification import Params
from sim.shapes import Bools, Floats, Ints

CLASSES = ("small", "medium", "large")
WIDTH, RANGE = 0.05, (0.2, 2.5)  # of the threshold: bins, and where they lie
LOWER = np.arange(0.3, 0.95, 0.1)  # candidates of d
UPPER = np.arange(1.1, 1.65, 0.1)  # and of u
DEGREES = (3, 4, 5, 6)  # higher ones bend into the region
TOLERANCE = 1.25  # times the least error, in (2)
Shape = tuple[int, float, float]  # degree, d and u
EDGE = 1e-9  # a firm that fills the gap stands at the notch but for the last bit


@dataclass(frozen=True)
class Usual:
    """Firms per bin without the notch, and the region in which it acts."""

    number: Floats
    lower: float
    upper: float

    def holds(self, x: Floats) -> Bools:
        """Which places lie in the region."""
        return (x >= self.lower - EDGE) & (x < self.upper - EDGE)

    def above(self, x: Floats) -> Bools:
        """Which of them lie above the notch."""
        return (x >= 1 - EDGE) & (x < self.upper - EDGE)


def size_class(sales: Floats) -> Ints:
    """0 small, 1 medium, 2 large, by the sales limits of the certificate."""
    limits = Params()
    return np.digitize(sales, [limits.small_sales, limits.medium_sales])


def relative(notch: dict[str, Any]) -> Floats:
    """Reported R&D over sales, relative to the threshold of the class."""
    needed = np.array(THRESHOLDS)[size_class(notch["sales"])]
    return (notch["rd"] + notch["relabelled"]) / notch["sales"] / needed


def in_range(x: Floats) -> Bools:
    """Which places the bins cover."""
    return (x >= RANGE[0]) & (x < RANGE[1])


def bins(x: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Middle of every bin and the firms in it."""
    number = round((RANGE[1] - RANGE[0]) / WIDTH)
    edges = RANGE[0] + WIDTH * np.arange(number + 1)
    return (edges[1:] + edges[:-1]) / 2, np.histogram(x + EDGE, edges, weights=weight)[0]


def fit(middle: Floats, number: Floats, region: Bools, degree: int) -> tuple[Floats, float]:
    """The polynomial (1) at every bin, and its error at bins left out, for (2)."""
    place = (2 * middle - sum(RANGE)) / (RANGE[1] - RANGE[0])
    powers = np.vander(place, degree + 1)
    rows = np.vstack([powers[~region], powers[region].sum(axis=0)])
    seen = np.append(number[~region], number[region].sum())
    root = np.sqrt(np.maximum(seen, 1.0))  # counts: the larger, the less precise
    q, r = np.linalg.qr(rows / root[:, None])
    slope = np.linalg.solve(r, q.T @ (seen / root))
    error = (seen - rows @ slope) / root / (1 - np.minimum((q**2).sum(axis=1), 1 - 1e-9))
    return powers @ slope, float((error[:-1] ** 2).mean())


def shape_of(x: Floats, weight: Floats) -> Shape:
    """Degree and region that predict bins outside the region well, (2)."""
    middle, number = bins(x, weight)
    tried = []
    for degree, lower, upper in product(DEGREES, LOWER, UPPER):
        region = Usual(number, float(lower), float(upper)).holds(middle)
        error = fit(middle, number, region, degree)[1]
        tried.append((error, round(float(upper - lower), 3), (degree, lower, upper)))
    least = min(error for error, *_ in tried)
    good = [each for each in tried if each[0] <= TOLERANCE * least]
    return min(good, key=lambda each: (each[1], each[0]))[2]


def counterfactual(x: Floats, weight: Floats, shape: Shape) -> tuple[Floats, Floats, Usual]:
    """Middles of bins, firms in them, and what would be usual without the notch, (1)."""
    middle, number = bins(x, weight)
    degree, lower, upper = shape
    usual = Usual(number, float(lower), float(upper))
    found = fit(middle, number, usual.holds(middle), degree)[0]
    return middle, number, replace(usual, number=np.maximum(found, EDGE))


def bunching(x: Floats, weight: Floats, shape: Shape) -> tuple[float, float]:
    """Excess mass just above the notch and missing mass below it, equation (3)."""
    middle, number, usual = counterfactual(x, weight, shape)
    above = usual.above(middle)
    below = usual.holds(middle) & ~above
    share = [number[part].sum() / usual.number[part].sum() for part in (above, below)]
    return float(share[0] - 1), float(1 - share[1])


def true_excess(
    x: Floats, weight: Floats, free: Floats, free_weight: Floats, shape: Shape
) -> float:
    """The same against the density of a world without the notch."""
    usual = counterfactual(x, weight, shape)[2]
    shares = [
        mass[usual.above(place)].sum() / mass[in_range(place)].sum()
        for place, mass in ((x, weight), (free, free_weight))
    ]
    return float(shares[0] / shares[1] - 1)


def itt(x: Floats, outcome: Floats, weight: Floats, shape: Shape) -> float:
    """Intention-to-treat effect on an outcome in the region, equation (4)."""
    middle, _, usual = counterfactual(x, weight, shape)
    region = usual.holds(x)
    off = ~region & in_range(x)
    line = np.polyfit(x[off], (outcome - np.log(x))[off], 1, w=np.sqrt(weight[off]))
    inside = usual.holds(middle)
    without = np.log(middle[inside]) + np.polyval(line, middle[inside])
    base = np.average(without, weights=usual.number[inside])
    return float(np.average(outcome[region], weights=weight[region]) - base)


def twins(one: dict[str, Any], other: dict[str, Any]) -> tuple[Ints, Ints]:
    """Places of the same firm and year in two worlds."""
    size = 10**9
    keys = [part["key"][:, 0] * size + part["key"][:, 1] for part in (one, other)]
    _, here, there = np.intersect1d(*keys, return_indices=True)
    return here, there


def true_itt(one: dict[str, Any], free: dict[str, Any], shape: Shape) -> tuple[float, float]:
    """Rise of reported and of real R&D of firms that would lie in the region, in logs."""
    here, there = twins(one, free)
    inside = Usual(np.zeros(0), *shape[1:]).holds(relative(free)[there])
    weight = one["weight"][here][inside]
    base = np.log(free["rd"][there] + free["relabelled"][there])[inside]
    reported = np.log(one["rd"][here] + one["relabelled"][here])[inside]
    real = np.log(one["rd"][here])[inside]
    return (
        float(np.average(reported - base, weights=weight)),
        float(np.average(real - base, weights=weight)),
    )


def relabelled_share(notch: dict[str, Any]) -> float:
    """Of what firms report that relabel at all, the part that is no R&D."""
    rows = notch["relabelled"] > 0
    weight, paper = notch["weight"][rows], notch["relabelled"][rows]
    reported = (weight * (notch["rd"][rows] + paper)).sum()
    return float((weight * paper).sum() / reported) if reported > 0 else float("nan")
