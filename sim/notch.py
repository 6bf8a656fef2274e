"""The notch: what a firm lacks for the certificate, and how it would fill it.

Pure functions of `certification`, whose equations they name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.shapes import PerFirm

if TYPE_CHECKING:
    from sim.processes.certification import Params

THRESHOLDS = 0.05, 0.04, 0.03  # of sales: small, medium and large firms [law, recalled]


def threshold(sales: PerFirm, params: Params) -> PerFirm:
    """Required R&D intensity by yearly sales, equation (1)."""
    small, medium, large = THRESHOLDS
    below = np.where(sales < params.medium_sales, medium, large)
    return np.where(sales < params.small_sales, small, below)


def relabelled_share(benefit: PerFirm, gap: PerFirm, params: Params) -> PerFirm:
    """Part of the gap that a firm would close on paper, equation (4)."""
    return np.minimum(
        params.relabel_cap, params.relabel_ease * benefit / np.maximum(gap, 1e-12)
    )


def cost(gap: PerFirm, share: PerFirm, fixed: PerFirm | float, params: Params) -> PerFirm:
    """What qualifying costs, equation (5); `fixed` is the first part of it."""
    paper = share**2 * gap / (2 * params.relabel_ease)
    return fixed + params.real_cost * (1 - share) * gap + paper


def planned(
    sales: PerFirm, own: PerFirm, benefit: PerFirm, params: Params
) -> tuple[PerFirm, PerFirm]:
    """Gap of a year, as far as it is within reach, and its relabelled share, (7)."""
    required = threshold(sales, params) * sales
    gap = np.minimum(np.maximum(required - own, 0), (1 - params.reach) * required)
    return gap, relabelled_share(benefit, gap, params)


def closing(
    sales: PerFirm, own: PerFirm, jump: PerFirm, paper: PerFirm, params: Params
) -> PerFirm:
    """Relabelled in December, equation (8); sums of the year, `paper` to November."""
    gap = np.maximum(threshold(sales, params) * sales - own, 0)
    whole = np.clip(gap - jump, 0, params.relabel_cap * gap)
    return np.where(jump + paper > 0, np.maximum(whole - paper, 0), 0.0)
