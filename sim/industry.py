"""Support of industry: public money for projects of large firms, and what safety costs.

The support of `industry_projects` goes to some of the large firms of the fields that the
plan names, for three years at a time. A part is for research, the rest buys equipment, and
firms and banks invest a multiple beside it. Of the research money a part is misused: it
leaves the firm for its owners. What is used properly adds a little own R&D.

    s_c = min(B_c, Σ W R / π),  g_i = s_c R_i / Σ W R       support of a firm           (1)
    E_i = (1 - m) (1 + a) π g_i  where a ≥ 0, else (1 + a) π g_i     research           (2)
    I_c = max(λ, 1 - π) s_c                                 fixed investment in all     (3)
    k_i = σ S_i                                             cost of safety              (4)

    B state.lines["industry_projects"], R rd_spending, W weight, Σ over the supported firms of
    city c, π industry_rd_part, m industry_misuse, a industry_additionality, E industry_rd
    (spent a month later by `rd_investment`), λ terms.capital_leverage, σ
    terms.compliance_cost, S sales of chemical firms (lot < chemical_part in two fields).
    Supported are ordinary R&D-active firms of the fields with 12 sales_mean ≥ large_firm whose
    lot lies in the window of ⌊year / 3⌋ of width industry_coverage (`sim.support`)

Misuse and an additionality below zero are two measures of one loss: (2) counts either. The
money beside the support comes from owners and banks, not out of firms' cash: projects of
this size are financed by credit, which the model does not have. Conserves money.

References
----------
Boeing & Peters (2022): misuse. Dimos, Pugh et al. (2022): additionality.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.entities import ORDINARY
from sim.parameters import Parameters, parameter
from sim.shapes import Bools, Ints, PerCity, PerFirm
from sim.state import State
from sim.support import clients

LINE = "industry_projects"
PLAN_FIELDS = ("integrated_circuits", "advanced_materials", "biomedicine", "high_end_equipment")
CHEMICAL_FIELDS = ("advanced_materials", "other")
TERM = 3  # years of a project


@dataclass(frozen=True, kw_only=True)
class IndustryParameters(Parameters):
    """Who is supported, and what becomes of the money."""

    large_firm: float = parameter(
        400, unit="million yuan of sales a year", low=20, high=2000, status="recalled",
        source="lower bound of large industrial enterprises",
    )  # fmt: skip
    industry_coverage: float = parameter(
        0.25, unit="share of large R&D-active firms of the plan's fields", low=0.01, high=1,
        status="assumed", source="about sixty projects at a time, 15 million yuan a year each",
    )  # fmt: skip
    industry_rd_part: float = parameter(
        0.3, unit="share of the support", low=0.01, high=1, status="assumed",
        source="30 % for R&D, 70 % for equipment",
    )  # fmt: skip
    industry_misuse: float = parameter(
        0.3, unit="share of the money for R&D", low=0.1, high=0.53, status="sourced",
        source="Boeing & Peters 2022: .53 in 2001-11; trend assumed",
    )  # fmt: skip
    industry_additionality: float = parameter(
        0.075, unit="own R&D per yuan properly used", low=-0.5, high=0.6, status="sourced",
        source="Dimos et al. 2022, net of publication bias",
    )  # fmt: skip
    chemical_part: float = parameter(
        0.25, unit="share of firms of the two fields", low=0, high=1, status="assumed",
        source="chemical firms in advanced materials and in other manufacturing; by lot",
    )  # fmt: skip


def is_among(state: State, rows: Ints, names: tuple[str, ...]) -> Bools:
    """Whether firms are in one of the fields of these names."""
    known = np.array([name in names for name in state.region.fields])
    return known[state.firms.field[rows]]


def researched(money: PerFirm, misuse: float, additionality: float) -> PerFirm:
    """R&D that money for research becomes, equation (2)."""
    kept = 1 - misuse if additionality >= 0 else 1.0
    return kept * (1 + additionality) * money


def supported(state: State, params: IndustryParameters) -> Ints:
    """Large firms that have a project in these three years."""
    firms = state.firms
    rows = (firms.sales_mean >= params.large_firm / 12).nonzero()[0]
    rows = rows[firms.is_rd_active[rows] & (firms.kind[rows] == ORDINARY)]
    rows = rows[is_among(state, rows, PLAN_FIELDS)]
    return rows[clients(firms.lot[rows], state.year // TERM, params.industry_coverage)]


def support_industry(state: State, params: IndustryParameters) -> PerCity:
    """Pay out the line; the fixed investment that comes of it, by city."""
    firms, line, pay = state.firms, state.lines.get(LINE), state.money.pay
    if line is None:
        return np.zeros(len(state.cities))
    rows, part = supported(state, params), params.industry_rd_part
    base, weight, city = firms.rd_spending[rows], firms.weight[rows], firms.city[rows]
    total = state.by_city(city, weight * base)
    spent = np.minimum(line, total / part)  # no research grant above the R&D of the firm
    grant = part * (spent / np.maximum(total, 1e-300))[city] * base
    misused = params.industry_misuse if params.industry_additionality >= 0 else 0.0
    firms.industry_rd[:] = 0
    firms.industry_rd[rows] = researched(
        grant, params.industry_misuse, params.industry_additionality
    )
    firms.cash[rows] += (1 - misused) * grant
    granted = state.by_city(city, weight * grant)
    equipment = np.maximum(spent - granted, 0.0)
    invested = np.maximum(state.terms.capital_leverage * spent, equipment)
    pay("lines", "firms", granted)
    pay("firms", "owners", misused * granted)
    pay("lines", "suppliers", equipment)
    pay("owners", "suppliers", invested - equipment)
    line -= granted + equipment
    return invested


def safety_cost(
    state: State, params: IndustryParameters, rows: Ints, sales: PerFirm
) -> PerFirm:
    """What safety costs each of these firms, equation (4)."""
    firms, cost = state.firms, np.zeros(len(rows))
    share = state.terms.compliance_cost
    if share.any():
        at = is_among(state, rows, CHEMICAL_FIELDS).nonzero()[0]
        at = at[clients(firms.lot[rows[at]], 0, params.chemical_part)]
        cost[at] = share[firms.city[rows[at]]] * sales[at]
    return cost
