"""Knowledge: stocks by perpetual inventory, and what others' knowledge adds within reach.

    K' = (1 - δ/12) K + π y R + E                           own stock              (1)
    Z_cf = Σ_c'f' a(f, f') exp(-τ_cc'/T) (Σ W K + K_inst)   within reach           (2)
    dln Q = dln(K + k0) + ψ A (dln Z - γ/12)                usable knowledge       (3)
    A = 12 R / (12 R + R0)                                  absorption by own R&D  (4)

    K knowledge, δ obsolescence, R rd_spending, E effective R&D (sim.yields), y pair_yield, π
    project_share, Z cities.reachable (dln Z is 0 where Z was or is 0), Q usable knowledge of
    open firms (its growth is knowledge_growth), k0 seed_stock, ψ spillover, a nearness of
    fields 1 - distance, τ rail minutes, T decay_minutes, R0 absorption_scale (a year), γ
    neutral_growth, the growth of Z that is neutral: spillovers act relative to a start path,
    so that their level carries nothing

Pure spillovers are small. The prior, which set ψ, is +2-3 % per doubling of what neighbours
know. Of patents that leaves next to nothing here: all of ψ adds +0.002 % [-0.005, +0.009] to
those of 2025 per doubling of the zone's R&D (H7a, `experiments/RESULTS.md`).

References
----------
Griliches (1979): the perpetual inventory. Cohen & Levinthal (1990): absorption. Bottazzi
& Peri (2003): 2-3 % within 300 km.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.licensing import by_place
from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.shapes import Floats, PerFirm
from sim.state import State
from sim.yields import effective_rd

WRITES = ("firms.knowledge", "firms.knowledge_growth", "cities.reachable")


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """Obsolescence, spillovers and absorption."""

    obsolescence: float = parameter(
        0.15, unit="1/year", low=0.05, high=0.5, status="sourced",
        source="usual rate of firms (Hall, Mairesse & Mohnen 2010)",
    )  # fmt: skip
    spillover: float = parameter(
        0.036, unit="elasticity", low=0, high=0.06, status="sourced",
        source="+2.5 % per doubling of neighbours' R&D (Bottazzi & Peri 2003)",
    )  # fmt: skip
    project_share: float = parameter(
        0.20, unit="share of R&D", low=0.02, high=1, status="assumed",
        source="a joint project is a fifth of the R&D of a firm that has one",
    )  # fmt: skip
    decay_minutes: float = parameter(
        90, unit="minutes by rail", low=15, high=600, status="assumed",
        source="all five cities lie within 200 km",
    )  # fmt: skip
    absorption_scale: float = parameter(
        2.0, unit="million yuan of R&D a year", low=0.1, high=20, status="assumed",
        source="own R&D at which half is absorbed",
    )  # fmt: skip
    neutral_growth: float = parameter(
        0.09, unit="1/year", low=0, high=0.2, status="estimated",
        source="growth of knowledge within reach without the plan, 2015-25",
    )  # fmt: skip
    seed_stock: float = parameter(
        1.0, unit="million yuan", low=0.01, high=10, status="assumed",
        source="know-how of a firm before its first R&D; keeps dln K finite",
    )  # fmt: skip


def next_stock(stock: PerFirm, added: PerFirm, rate: float) -> PerFirm:
    """Knowledge stock at month end, equation (1)."""
    return (1 - rate / 12) * stock + added


def reachable(stock: Floats, nearness: Floats, discount: Floats) -> Floats:
    """Knowledge within reach by city and field, equation (2)."""
    by_city = (discount[:, :, None] * stock[None, :, :]).sum(axis=1)
    return (by_city[:, None, :] * nearness[None, :, :]).sum(axis=2)


def absorption(spending: PerFirm, scale: float) -> PerFirm:
    """Share of others' knowledge that own R&D lets a firm use, equation (4)."""
    return 12 * spending / (12 * spending + scale)


def step(state: State, params: Params, luck: Luck) -> None:
    firms, cities = state.firms, state.cities
    joint = params.project_share * firms.pair_yield * firms.rd_spending
    stock = next_stock(firms.knowledge, effective_rd(firms) + joint, params.obsolescence)
    pool = pool_of(state, stock)
    nearness = 1 - state.region.field_distance
    discount = np.exp(-state.region.travel / params.decay_minutes)
    now = reachable(pool, nearness, discount)
    known = (now > 0) & (cities.reachable > 0)
    dlog = np.log(np.divide(now, cities.reachable, out=np.ones_like(now), where=known))

    k0 = params.seed_stock
    own = np.log((stock + k0) / (firms.knowledge + k0))
    market = firms.city * len(state.fields) + firms.field
    learned = (dlog - params.neutral_growth / 12).take(market)
    gain = absorption(firms.rd_spending, params.absorption_scale) * learned
    firms.knowledge_growth[:] = own + params.spillover * gain
    firms.knowledge[:] = stock
    cities.reachable[:] = now


def pool_of(state: State, stock: PerFirm) -> Floats:
    """Knowledge of firms and institutes by city and field."""
    firms = state.firms
    (of_institutes,) = by_place(state, state.institutes.knowledge)
    return state.by_market(firms.city, firms.field, firms.weight * stock) + of_institutes
