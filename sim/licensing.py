"""Licensing: units of institutes' knowledge are licensed to firms, for use, not research.

Once a year, in its own month, a firm that does research may take a licence. The chance
rises with what institutes within reach know in its field, and with what their inventors
keep of the income. A licence improves one product line: productivity rises once, by as much
as that line is of the firm. The firm pays a fee, the institute shares it with the inventor.
Buying technology is no R&D of the buyer.

    H_cf = Σ_c' e^(-τ/T) ((β + b_c') / β)^ξ Σ_h∈c' K_hf                on offer        (1)
    λ = λ0 e^(a_c) H_cf / (H0_cf e^(γ t)),  P = 1 - e^(-λ)             chance a year   (2)
    Δ ln A = g min(S, S0) / S (1[licence] - P0),  P0 = 1 - e^(-λ0)     productivity    (3)
    F = f min(S, S0);  voucher: v F, v = min(v̄, b_½ B / Σ F)           fee             (4)
    institute h of c' gets F e^(-τ/T) ((β + b_c') / β)^ξ K_hf / H_cf   shares of a fee (5)
    ΔC_h = (1 - min(β + b_c', 1)) F_h - (1 - β) F0_h                   its cash        (6)

    K institutes.knowledge, H0 the same at the start (of those that were there, without the
    terms), γ knowledge_path, τ travel, T licence_minutes, β inventor_part, b
    terms.inventor_share, ξ inventor_elasticity, a terms.licence_hazard, λ0 licence_hazard,
    g licence_gain, S 12 sales_mean, S0 product_line, f licence_fee, v̄ voucher_most, b_½
    voucher_half, B state.lines["technology_transfer"], Σ F of all licences that firms of the
    city take this month, with W; t years since the end of 2014 to the end of the month, F_h
    its parts by (5) of all fees paid, F0_h of all expected, F P0 of each firm whose month it
    is; where nothing was on offer (H0 = 0) P = P0 = 0

Neutral in the mean without the plan. Gains are net of what is expected then, as growth of
productivity holds that already. So it is with money: expected fees are among the inputs of
firms (suppliers give them back) and the part that institutes keep is among their own income
(the centre takes it off). They are split by today's shares (5), with what the plan adds to
them. Conserves money.

References
----------
About 15,000 contracts a year of 1 million yuan each by universities and institutes of the
country in 2019 (annual report on the transfer of results, recalled), of which a thousand
in the zone by its share of research. Howell (2017), AER 107(4): proof of concept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.shapes import CityToCity, Floats, Ints, PerFirm, PerMarket
from sim.state import State
from sim.tables import sum_by

LINE = "technology_transfer"


@dataclass(frozen=True, kw_only=True)
class LicenceParameters(Parameters):
    """How often, for how much, and who shares it."""

    licence_hazard: float = parameter(
        0.05, unit="1/year, R&D-active firms", low=0, high=0.5, status="assumed",
        source="a thousand contracts a year, about 20,000 R&D-active firms",
    )  # fmt: skip
    licence_gain: float = parameter(
        0.02, unit="log points of productivity of the product line", low=0, high=0.2,
        status="assumed", source="small: three times the fee over five years",
    )  # fmt: skip
    licence_fee: float = parameter(
        0.01, unit="share of yearly sales of the product line", low=0, high=0.1,
        status="assumed", source="mean fee of about 1 million yuan; a third of the gain",
    )  # fmt: skip
    product_line: float = parameter(
        200, unit="million yuan of sales a year", low=1, high=10_000, status="assumed",
        source="what one unit of knowledge can improve",
    )  # fmt: skip
    licence_minutes: float = parameter(
        90, unit="minutes by rail", low=15, high=600, status="assumed", source="as knowledge"
    )
    knowledge_path: float = parameter(
        0.07, unit="1/year", low=0, high=0.2, status="estimated",
        source="growth of institutes' knowledge within reach without the plan, 2015-21",
    )  # fmt: skip
    inventor_part: float = parameter(
        0.5, unit="share of licence income", low=0.05, high=1, status="recalled",
        source="law on the transfer of results, 2015: at least half",
    )  # fmt: skip
    inventor_elasticity: float = parameter(
        0.54, unit="elasticity of the hazard", low=0, high=2, status="assumed",
        source="a part of .7 instead of .5 gives 1.2 times the licences (1.1-1.5)",
    )  # fmt: skip
    voucher_most: float = parameter(
        0.5, unit="share of a fee", low=0, high=1, status="assumed",
        source="vouchers pay a part of the fee",
    )  # fmt: skip
    voucher_half: float = parameter(
        0.5, unit="share of the line of technology transfer", low=0, high=1, status="assumed",
        source="half for vouchers of licensees, the rest for proof of concept",
    )  # fmt: skip


def chance(hazard: Floats) -> Floats:
    """Chance of a licence in a year, equation (2)."""
    return 1 - np.exp(-hazard)


def by_place(state: State, *known: Floats) -> list[PerMarket]:
    """What institutes (rows) know in each field (columns), by city and field."""
    n_cities, n = len(state.cities), len(state.fields)
    cell = (state.institutes.city[:, None] * n + np.arange(n)).ravel()
    return [sum_by(cell, each.ravel(), n_cities * n).reshape(n_cities, n) for each in known]


def within_reach(discount: CityToCity, stock: Floats) -> Floats:
    """What is on offer to each city by field, equation (1)."""
    return (discount[:, :, None] * stock[None, :, :]).sum(axis=1)


def on_offer(state: State, params: LicenceParameters) -> tuple[Floats, Floats, Floats]:
    """What is on offer by city and field, the same at the start, and what a fee's way is.

    The last, (city that pays, city of the institute, field), is the share of a fee that
    comes to a unit of knowledge.
    """
    institutes = state.institutes
    now = institutes.knowledge * institutes.is_active[:, None]
    then = institutes.knowledge_start * (institutes.slot_month < 0)[:, None]
    stock, first = by_place(state, now, then)
    discount = np.exp(-state.region.travel / params.licence_minutes)
    share = state.terms.inventor_share
    effort = ((params.inventor_part + share) / params.inventor_part) ** (
        params.inventor_elasticity
    )
    offered = within_reach(discount, effort[:, None] * stock)
    known = np.where(offered > 0, offered, 1.0)
    way = discount[:, :, None] * (effort[None, :, None] / known[:, None, :])
    return offered, within_reach(discount, first), way


def take_licences(state: State, params: LicenceParameters, luck: Luck, due: Ints) -> PerFirm:
    """Licences of the firms whose month it is; what they add to log productivity."""
    firms, gain = state.firms, np.zeros(len(due))
    at = (firms.is_rd_active[due] & (firms.sales_mean[due] > 0)).nonzero()[0]
    rows = due[at]
    offered, first, way = on_offer(state, params)
    path = first * np.exp(params.knowledge_path * (state.month + 1) / 12)
    relative = np.divide(offered, path, out=np.zeros_like(path), where=path > 0)
    hazards = params.licence_hazard * relative * np.exp(state.terms.licence_hazard)[:, None]
    chances, expected = chance(hazards), chance(params.licence_hazard * (path > 0))

    place = firms.city[rows], firms.field[rows]
    taken = luck.uniform("licence", rows) < chances[place]
    usual, sales = expected[place], 12 * firms.sales_mean[rows]
    line = np.minimum(sales, params.product_line)
    gain[at] = params.licence_gain * line / sales * (taken - usual)
    fee = params.licence_fee * line
    firms.cash[rows] += fee * (usual - taken)
    book(state, params, rows, np.array([fee * taken, fee * usual]), way)
    give_vouchers(state, params, rows, fee * taken)
    return gain


def book(
    state: State, params: LicenceParameters, rows: Ints, fees: Floats, way: Floats
) -> None:
    """Let fees reach institutes and inventors, equation (5), net of what is expected.

    `fees` has those that are paid and those that are expected without the plan.
    """
    firms, institutes, pay = state.firms, state.institutes, state.money.pay
    city, field, weight = firms.city[rows], firms.field[rows], firms.weight[rows]
    market = np.array([state.by_market(city, field, each) for each in weight * fees])
    per_unit = (way * market[:, :, None, :]).sum(axis=1)
    paid, at = market.sum(axis=2), institutes.city
    income = np.einsum("if,kif->ki", institutes.knowledge, per_unit.take(at, axis=1))
    income *= institutes.is_active
    part = np.minimum(params.inventor_part + state.terms.inventor_share, 1.0)[at]
    inventors, expected = part * income[0], (1 - params.inventor_part) * income[1]
    institutes.cash += income[0] - inventors - expected
    pay("firms", "institutes", paid[0], state.by_city(at, income[0]))
    pay("institutes", "households", state.by_city(at, inventors))
    pay("institutes", "central_government", state.by_city(at, expected))
    pay("suppliers", "firms", paid[1])


def give_vouchers(state: State, params: LicenceParameters, rows: Ints, fee: PerFirm) -> None:
    """Pay a part of the fees out of the line, equation (4)."""
    line = state.lines.get(LINE)
    if line is None:
        return
    firms, city = state.firms, state.firms.city[rows]
    total = state.by_city(city, firms.weight[rows] * fee)
    paid = np.minimum(params.voucher_half * line, params.voucher_most * total)
    firms.cash[rows] += (paid / np.maximum(total, 1e-300))[city] * fee
    state.money.pay("lines", "firms", paid)
    line -= paid
