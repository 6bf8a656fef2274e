"""Effective R&D: what a yuan of research is worth, in knowledge and in patents.

    E = R (1 + c + l) + V                                                          (1)

    R rd_spending, c consortium_yield, l place_yield, V grant_value; m yuan a month

One place for it, so that no lever's gain enters twice. Joint projects (pair_yield) and
shared instruments keep equations of their own: they act on a part of R&D, or on filings
alone.
"""

from __future__ import annotations

from sim.entities import Firms
from sim.shapes import PerFirm


def effective_rd(firms: Firms) -> PerFirm:
    """R&D by its yield, equation (1); never below zero."""
    gain = 1 + firms.consortium_yield + firms.place_yield
    worth = firms.rd_spending * gain + firms.grant_value
    return worth.clip(0)
