"""Budgets: this month's public money is made available, and nothing else can be spent.

The treasury gives each city its fiscal spending on science and technology. A part is for
R&D grants, the rest for other support. Instruments ask their payers for money: the lines
of the special fund come out of the R&D grants yuan for yuan, city budgets pay out of the
other support, and province, centre and investment funds pay from outside the zone up to
a limit. What remains for R&D goes to institutes and firms as generic grants.

    G' = G + κ F_c / 12                       money for R&D grants                  (1)
    H' = H + (1 - κ) F_c / 12                 money for other support               (2)
    B'_j = B_j + Σ_p min(q_jpc ℓ_c, limit)    line of instrument j                  (3)
    ℓ_c = R_c / Σ R                           layout rule: by R&D                   (4)
    grants = G' - lines; to institutes min(ι grants, m R_h), the rest to firms      (5)

    G cities.grants_pool, H cities.support_pool, F fiscal S&T spending (input fiscal_st at
    2015 prices), q terms.requests, B state.lines, ℓ cities.layout, R R&D performed over
    the last twelve months, R_h last month's R&D of the institutes of the city

A line keeps what is not spent. A pool never goes below zero: if the requests exceed it,
all of them are cut in proportion. Conserves money.

References
----------
Rule (b) of the doses: a line that nobody funds anew is paid by cutting generic grants.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import spending
from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.shapes import Floats, PerCity
from sim.state import State
from sim.terms import PAYERS, SERVICES

WRITES = (
    "cities.grants_pool", "cities.support_pool", "cities.layout",
    "cities.firm_grants", "cities.institute_grants", "cities.plan_spending",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """How fiscal S&T money is split, and what outside payers can bear."""

    rd_part: float = parameter(
        0.47, unit="share of fiscal S&T spending", low=0.2, high=0.8, status="estimated",
        source="government-funded R&D over fiscal S&T spending, Jiangsu 2014-20: .40-.50",
    )  # fmt: skip
    institute_share: float = parameter(
        0.75, unit="share of R&D grants", low=0, high=1, status="assumed",
        source="three quarters of government R&D money to institutes",
    )  # fmt: skip
    institute_cap: float = parameter(
        0.6, unit="share of institutes' R&D", low=0, high=0.95, status="assumed",
        source="government money was about half of institutes' R&D in 2014 (6.3 of 12.4 bn)",
    )  # fmt: skip
    outside_limit: float = parameter(
        10_000, unit="million yuan a year, each outside payer", low=0, high=60_000,
        status="assumed", source="well below provincial fiscal S&T spending (57 bn, 2020)",
    )  # fmt: skip


def layout(rd_by_city: PerCity) -> PerCity:
    """Share of each city in an instrument for the whole zone, equation (4)."""
    return rd_by_city / rd_by_city.sum()


def affordable(requests: Floats, pool: PerCity) -> Floats:
    """Requests (instruments, cities) cut in proportion where they exceed the pool."""
    wanted = requests.sum(axis=0)
    return requests * np.minimum(1.0, pool / np.maximum(wanted, 1e-300))


def institute_grants(grants: PerCity, research: PerCity, params: Params) -> PerCity:
    """Part of a month's grants that goes to institutes, equation (5)."""
    return np.minimum(params.institute_share * grants, params.institute_cap * research)


def step(state: State, params: Params, luck: Luck) -> None:
    cities = state.cities
    money = fiscal_money(state) / 12
    state.money.pay("treasury", "grants_pool", params.rd_part * money)
    state.money.pay("treasury", "support_pool", (1 - params.rd_part) * money)
    cities.grants_pool += params.rd_part * money
    cities.support_pool += (1 - params.rd_part) * money
    recent = state.history["rd_real"][state.month : state.month + 12].sum(axis=0)
    cities.layout[:] = layout(recent)

    fund_lines(state, params)

    rest, institutes = cities.grants_pool.copy(), state.institutes
    research = state.by_city(institutes.city, institutes.rd_spending)
    cities.institute_grants[:] = institute_grants(rest, research, params)
    cities.firm_grants[:] = rest - cities.institute_grants
    spent = cities.support_pool.copy()  # other support buys services outside the model
    state.money.pay("support_pool", "suppliers", spent)
    cities.support_pool -= spent


def fiscal_money(state: State) -> PerCity:
    """Fiscal S&T spending of the year by city, million yuan at 2015 prices."""
    region = state.region
    return region.input("fiscal_st", state.year) / region.input("gdp_deflator", state.year)


def shares(state: State, line: str) -> PerCity:
    """Shares of the cities in a line: (4), among some of them if the line says so."""
    part, only = state.cities.layout, state.terms.only_in.get(line)
    if not only:
        return part
    among = part * getattr(state.region, only)
    return among / max(float(np.sort(among).sum()), 1e-300)


def fund_lines(state: State, params: Params) -> None:
    """Let every payer put what it can into the lines of the instruments, equation (3)."""
    lines = sorted(state.terms.requests)
    state.cities.plan_spending[:] = 0
    if not lines:
        return
    asked = np.array([state.terms.requests[line] * shares(state, line) for line in lines])
    limit = params.outside_limit / 12 * state.cities.layout
    balances = [state.lines.setdefault(line, np.zeros(len(limit))) for line in lines]
    pools = {
        "special_fund": ("grants_pool", state.cities.grants_pool),
        "city_budgets": ("support_pool", state.cities.support_pool),
    }
    for row, payer in enumerate(PAYERS):
        account, pool = pools.get(payer, (payer, limit))
        paid = affordable(asked[:, row], pool)
        total = paid.sum(axis=0)
        state.money.pay(account, "lines", total)
        state.cities.plan_spending += total
        if payer in pools:
            pool -= total
        for line, balance, amount in zip(lines, balances, paid, strict=True):
            balance += amount
            spending.note(state, line, row, amount)
    for line in lines:
        if line.startswith(SERVICES):
            state.money.pay("lines", "suppliers", state.lines[line].copy())
            state.lines[line][:] = 0
