"""Institutes and funds at the end of 2014; weight 1 at every scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.population.places import real
from sim.population.sharing import scale_to, spread
from sim.processes.budgets import institute_grants
from sim.randomness import Luck
from sim.state import State

if TYPE_CHECKING:
    from sim.settings import Settings

KINDS = (0.35, 0.75)  # universities first, then public institutes, then applied ones
FUND_UNCALLED = 0.35  # of venture capital: money not yet invested
COMMITMENTS = 0.20  # private commitments a year, share of venture capital


def fill_institutes(state: State, settings: Settings, luck: Luck) -> None:
    """Add institutes; their R&D sums to the start value of each city."""
    params = settings.processes["institute_research"]
    for city in state.region.by_name:
        number = int(state.region.start["institutes"][city])
        rows = state.institutes.grow(number)
        index = np.arange(rows.start, rows.stop)
        institutes = state.institutes
        institutes.city[rows] = city
        rank = (np.arange(number) + 0.5) / number
        institutes.kind[rows] = np.searchsorted(KINDS, spread(number, 0.5), "right")
        institutes.lot[rows] = spread(number, luck.uniform("lot", index[:1])[0])
        size = (1 / rank - 0.9) ** 0.9 * np.exp(0.2 * luck.normal("size", index))
        rd = scale_to(size, np.ones(number), real(state, "rd_institutes")[city]) / 12
        institutes.rd_spending[rows] = rd
        weights = -np.log(luck.uniform("fields", index, len(state.fields)))
        weights[:, int(state.region.speciality[city])] += 0.5
        institutes.field_weights[rows] = weights / weights.sum(axis=1, keepdims=True)
        institutes.quality[rows] = 0.3 + luck.normal("quality", index)
    institutes = state.institutes
    rd = institutes.rd_spending
    institutes.is_active[:] = True
    institutes.rd_start[:] = rd
    institutes.start_mass[:] = rd
    institutes.rd_recent[:] = rd[:, None]
    institutes.rd_lagged[:] = rd
    institutes.cash[:] = 2 * rd  # a third of cash plus income is one month's R&D
    institutes.base_funding[:] = rd - first_grants(state, settings)
    stock = 12 * rd / (params.obsolescence + params.knowledge_growth)
    institutes.knowledge[:] = stock[:, None] * institutes.field_weights
    institutes.knowledge_start[:] = institutes.knowledge


def first_grants(state: State, settings: Settings) -> np.ndarray:
    """Generic grants of the first month, by institute: own and central income is the rest."""
    institutes, params = state.institutes, settings.processes["budgets"]
    money = real(state, "fiscal_st") / 12 * params.rd_part
    size = state.by_city(institutes.city, institutes.rd_spending)
    share = institute_grants(money, size, params) / size
    return share[institutes.city] * institutes.rd_spending


def fill_funds(state: State, luck: Luck) -> None:
    """Add funds; capital and portfolios sum to the venture money of each city."""
    for city in state.region.by_name:
        number = int(state.region.start["funds"][city])
        rows = state.funds.grow(number)
        index = np.arange(rows.start, rows.stop)
        funds = state.funds
        funds.city[rows] = city
        funds.field[rows] = (len(state.fields) * luck.uniform("field", index)).astype(int)
        funds.is_active[rows] = True
        funds.birth_month[rows] = -1 - (72 * luck.uniform("age", index)).astype(np.int64)
        funds.public_share[rows] = np.where(luck.uniform("public", index) < 0.3, 0.3, 0.0)
        total = real(state, "venture_capital")[city]
        money = scale_to(np.exp(luck.normal("size", index)), np.ones(number), total)
        funds.committed[rows] = money
        funds.called[rows] = money
        funds.capital[rows] = FUND_UNCALLED * money
        funds.portfolio[rows] = (1 - FUND_UNCALLED) * money
        funds.invested_home[rows] = 0.7 * funds.portfolio[rows]
        funds.invested_away[rows] = 0.3 * funds.portfolio[rows]
    state.cities.private_commitments[:] = COMMITMENTS / 12 * real(state, "venture_capital")
