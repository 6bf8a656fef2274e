"""How unequal and how tent-shaped: estimators of distributions.

A row of the model stands for W real firms, so that every estimator takes weights and gives
what it would give on the W firms one by one.

    ln(rank - 1/2) = a - ζ ln S        over the largest firms             rank-size  (1)
    ζ = Σ W / Σ W ln(S / S_min)        the same by maximum likelihood     Hill       (2)
    f(x) = b / (2 a Γ(1/b)) exp(-|x/a|^b)                                 Subbotin   (3)

b = 1 is Laplace's tent, b = 2 the normal distribution; the parameters of (3) are those of
scipy.stats.gennorm.

References
----------
Gabaix & Ibragimov (2011), JBES 29(1): (1). Hill (1975). Bottazzi & Secchi (2006): (3).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[Any]


def largest(size: Reals, weight: Reals, share: float) -> tuple[Reals, Reals, Reals]:
    """Size, weight and mean rank of the rows that make up the largest `share` of firms."""
    order = np.argsort(-size, kind="stable")
    order = order[size[order] > 0]
    w = weight[order]
    rank = np.cumsum(w) - (w - 1) / 2
    top = rank <= share * weight.sum()
    return size[order][top], w[top], rank[top]


def rank_size(size: Reals, weight: Reals, share: float = 0.10) -> float:
    """Pareto exponent by rank and size, equation (1)."""
    s, w, rank = largest(size, weight, share)
    if len(s) < 10:
        return float("nan")
    x, y = np.log(s), np.log(rank - 0.5)
    x0, y0 = np.average(x, weights=w), np.average(y, weights=w)
    return float(-(w * (x - x0) * (y - y0)).sum() / (w * (x - x0) ** 2).sum())


def hill(size: Reals, weight: Reals, share: float = 0.05) -> float:
    """Pareto exponent by maximum likelihood, equation (2)."""
    s, w, _ = largest(size, weight, share)
    if len(s) < 10 or s[0] <= s[-1]:
        return float("nan")
    return float((w.sum() - 1) / (w * np.log(s / s[-1])).sum())


def subbotin(x: Reals, weight: Reals) -> tuple[float, float]:
    """Shape b and scale a of equation (3), by maximum likelihood."""
    from scipy.optimize import minimize_scalar
    from scipy.special import gammaln

    size, share = np.abs(x), weight / weight.sum()

    def scale(b: float) -> float:
        return float((b * (share * size**b).sum()) ** (1 / b))

    def loss(b: float) -> float:
        return float(np.log(2 * scale(b) / b) + gammaln(1 / b) + 1 / b)

    best = minimize_scalar(loss, bounds=(0.2, 6.0), method="bounded")
    shape = float(best.x)  # pyright: ignore[reportAttributeAccessIssue]
    return shape, scale(shape)


def classes(size: Reals, weight: Reals, number: int) -> Reals:
    """Size class of every row, with about the same number of firms in each."""
    order = np.argsort(size, kind="stable")
    middle = np.cumsum(weight[order]) - weight[order] / 2
    code = np.empty(len(size), dtype=np.int64)
    code[order] = np.minimum(number * middle / weight.sum(), number - 1).astype(np.int64)
    return code


def centred(x: Reals, weight: Reals, code: Reals) -> Reals:
    """Values less the mean of their class."""
    total = np.maximum(np.bincount(code, weight), 1e-300)
    return x - (np.bincount(code, weight * x) / total)[code]


def spread_slope(growth: Reals, size: Reals, weight: Reals, number: int = 20) -> float:
    """Slope of the log standard deviation of growth on log size, over size classes."""
    code = classes(size, weight, number)
    total = np.bincount(code, weight)
    sd = np.sqrt(np.bincount(code, weight * centred(growth, weight, code) ** 2) / total)
    middle = np.bincount(code, weight * np.log(size)) / total
    good = sd > 0
    return float(np.polyfit(middle[good], np.log(sd[good]), 1)[0])


def per_firm(count: Reals, weight: Reals, seed: int = 0) -> Reals:
    """Counts of real firms: each patent of a row belongs to one of its W alike firms."""
    rng = np.random.default_rng(seed)
    firms = np.maximum(np.rint(weight).astype(np.int64), 1)
    first = np.cumsum(firms) - firms
    owner = np.repeat(first, count) + (
        rng.random(int(count.sum())) * np.repeat(firms, count)
    ).astype(np.int64)
    return np.bincount(owner, minlength=int(firms.sum()))


def gini(count: Reals | Reals) -> float:
    """Gini coefficient of non-negative numbers."""
    x = np.sort(count).astype(float)
    n = len(x)
    if not x.sum() > 0:
        return float("nan")
    return float(2 * (np.arange(1, n + 1) * x).sum() / (n * x.sum()) - (n + 1) / n)


def top_share(count: Reals | Reals, share: float = 0.01) -> float:
    """Part of the total that the largest `share` hold."""
    x = np.sort(count)[::-1].astype(float)
    return float(x[: max(round(share * len(x)), 1)].sum() / x.sum())
