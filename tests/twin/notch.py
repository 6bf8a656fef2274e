"""The notch for one firm: what it lacks for the certificate, and how it would fill the gap."""

from __future__ import annotations

from typing import Any, NamedTuple


class Filling(NamedTuple):
    """A gap in R&D, and the part of it that is filled on paper."""

    gap: float
    share: float


def threshold(sales: float, params: Any) -> float:
    """θ(S), equation (1)."""
    if sales < params.small_sales:
        return 0.05
    return 0.04 if sales < params.medium_sales else 0.03


def lacking(sales: float, own: float, params: Any) -> float:
    """G, equation (3)."""
    return max(threshold(sales, params) * sales - own, 0.0)


def filling(gap: float, benefit: float, params: Any) -> Filling:
    """r, equation (4)."""
    if gap * params.relabel_cap <= params.relabel_ease * benefit:
        return Filling(gap, params.relabel_cap)
    return Filling(gap, params.relabel_ease * benefit / gap)


def cost(fill: Filling, fixed: float, params: Any) -> float:
    """k, equation (5), of which `fixed` is the first part."""
    gap, share = fill
    paper = share**2 * gap / (2 * params.relabel_ease)
    return fixed + params.real_cost * (1 - share) * gap + paper


def year_filling(sales: float, own: float, benefit: float, params: Any) -> Filling:
    """G_y of equation (7), and its r."""
    within_reach = (1 - params.reach) * threshold(sales, params) * sales
    return filling(min(lacking(sales, own, params), within_reach), benefit, params)


def closing(sales: float, own: float, jumped: float, on_paper: float, params: Any) -> float:
    """p', equation (8): put on paper in December."""
    if jumped + on_paper <= 0:
        return 0.0
    gap = lacking(sales, own, params)
    return max(min(gap - jumped, params.relabel_cap * gap) - on_paper, 0.0)
