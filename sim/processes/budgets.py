"""Budgets: this month's public money is made available, and nothing else can be spent.

The treasury gives each city its fiscal spending on science and technology. A part is for
R&D grants, the rest for other support. The province adds the special fund, as far as there
is one. Instruments ask their payers for money. What is asked of the special fund comes out
of its new money first; the rest falls on the R&D grants yuan for yuan. Cities pay out of
both parts of what they spend already. Province, centre and investment funds pay from
outside the zone up to a limit. What remains for R&D goes to institutes and firms as generic
grants, and so does new money for which no instrument asks.

    G' = G + κ F_c / 12 + N_c - Σ_j (a_jc + ĝ_jc)       left for R&D grants             (1)
    H' = H + (1 - κ) F_c / 12 - Σ_j ĥ_jc                left for other support          (2)
    a_jc = q_jc min(1, N_c / Σ_j q_jc),  N_c = ℓ_c n_c / 12  paid by the special fund   (3)
    g_jc = (1 - φ) [ρ (q_jc - a_jc) + γ k_jc]           asked of the R&D grants         (4)
    h_jc = (1 - φ) (1 - γ) k_jc                         asked of other support          (5)
    f_jc = φ (q_jc - a_jc),  t_jc = φ k_jc              asked of province, treasury     (6)
    B'_j = B_j + a_j + ĝ_j + ĥ_j + f̂_j + t̂_j + what is asked of other payers, borne     (7)
    x̂_j = x_j min(1, X / Σ_j x_j)                       what a payer x can bear
    grants = G': to institutes min(ι G', m Σ_h R_h), rest to firms; H' buys services    (8)

    G cities.grants_pool, H cities.support_pool, F fiscal S&T spending (input fiscal_st at
    2015 prices), n terms.new_money, q, k requests of the special fund and city budgets
    (terms.requests) by layout ℓ (cities.layout, see sim.layout; where a line is for the cities
    of a flag alone (terms.only_in), ℓ_c 1_c / Σ ℓ 1 among these), κ rd_part, φ new_money
    (financing: reallocated 0, new 1), ρ replacement, γ city_part_from_grants, B state.lines, ι
    institute_share, m institute_cap, R_h last month's R&D of institute h of the city, X what
    the pool holds before (4) or (5) is taken out, or outside_limit ℓ_c / 12 of a payer outside
    the zone, for all it is asked

A line keeps what is not spent; those of services (so named, or services of …) buy them at once,
outside the model. What instruments take by (4) and (5) is missing in (8): that is how they are
paid by generic grants. A pool never goes below zero: if requests exceed it, all of them are cut
in proportion. Who paid into which line is written down (sim.spending). Conserves money.

References
----------
Rule (b) of the doses: a line that nobody funds anew is paid by cutting generic grants.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import spending
from sim.layout import LayoutParameters, divided
from sim.parameters import parameter
from sim.randomness import Luck
from sim.shapes import Floats, PerCity
from sim.state import PAID_BY, State
from sim.terms import PAYERS, SERVICES

WRITES = (
    "cities.grants_pool", "cities.support_pool", "cities.layout",
    "cities.firm_grants", "cities.institute_grants", "cities.plan_spending",
)  # fmt: skip
ACCOUNTS = {"new_money": "province"}  # all others have the name of their account
SPECIAL_FUND, CITY_BUDGETS = PAYERS.index("special_fund"), PAYERS.index("city_budgets")


@dataclass(frozen=True, kw_only=True)
class Params(LayoutParameters):
    """How fiscal S&T money is split, who pays for instruments, what payers can bear."""

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
    replacement: float = parameter(
        1.0, unit="share of what the special fund does not cover", low=0, high=1,
        status="assumed", source="instruments are then paid by cutting generic S&T grants",
    )  # fmt: skip
    city_part_from_grants: float = parameter(
        0.47, unit="share of what city budgets pay", low=0, high=1, status="assumed",
        source="cities cut both parts of their S&T spending in proportion (rd_part)",
    )  # fmt: skip
    new_money: float = parameter(
        0.0, unit="share of special-fund and city requests", low=0, high=1, status="assumed",
        source="financing: 0 out of existing S&T budgets, 1 new from province and treasury",
    )  # fmt: skip


def affordable(requests: Floats, pool: PerCity) -> Floats:
    """Requests (…, instruments, cities) cut in proportion where they exceed the pool."""
    wanted = requests.sum(axis=-2)
    return requests * np.minimum(1.0, pool / np.maximum(wanted, 1e-300))[..., None, :]


def institute_grants(grants: PerCity, research: PerCity, params: Params) -> PerCity:
    """Part of a month's grants that goes to institutes, equation (8)."""
    return np.minimum(params.institute_share * grants, params.institute_cap * research)


def claims(asked: Floats, covered: Floats, params: Params) -> Floats:
    """What those that pay beside the new money are asked for, equations (4) to (6).

    `asked` by (instrument, payer, city), `covered` by the new money.
    """
    short, cities = asked[:, SPECIAL_FUND] - covered, asked[:, CITY_BUDGETS]
    new, old, part = params.new_money, 1 - params.new_money, params.city_part_from_grants
    wanted = {
        "grants_pool": old * (params.replacement * short + part * cities),
        "support_pool": old * (1 - part) * cities,
        "treasury": new * cities,
    }
    for row, payer in enumerate(PAYERS):
        if row not in (SPECIAL_FUND, CITY_BUDGETS):
            wanted[payer] = asked[:, row]
    wanted["province"] = wanted["province"] + new * short
    return np.array([wanted[account] for account in PAID_BY[1:]])


def step(state: State, params: Params, luck: Luck) -> None:
    cities = state.cities
    money = fiscal_money(state) / 12
    state.money.pay("treasury", "grants_pool", params.rd_part * money)
    state.money.pay("treasury", "support_pool", (1 - params.rd_part) * money)
    cities.grants_pool += params.rd_part * money
    cities.support_pool += (1 - params.rd_part) * money
    cities.layout[:] = divided(state, params)

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
    """Shares of the cities in a line: the layout, among some of them if the line says so."""
    part, only = state.cities.layout, state.terms.only_in.get(line)
    if not only:
        return part
    among = part * getattr(state.region, only)
    return among / max(float(np.sort(among).sum()), 1e-300)


def fund_lines(state: State, params: Params) -> None:
    """Let every payer put what it can into the lines of the instruments, equation (7)."""
    cities, terms, lines = state.cities, state.terms, sorted(state.terms.requests)
    cities.plan_spending[:] = 0
    for balance in state.lines.values():
        np.maximum(balance, 0, out=balance)  # rounding may have drawn a hair too much
    fund = terms.new_money / 12 * cities.layout
    if not lines:
        add_to_grants(state, fund)
        return
    asked = np.array([terms.requests[line] * shares(state, line) for line in lines])
    covered = affordable(asked[:, SPECIAL_FUND], fund)
    add_to_grants(state, np.maximum(fund - covered.sum(axis=0), 0.0))
    wanted, pools = claims(asked, covered, params), [cities.grants_pool, cities.support_pool]
    limit = params.outside_limit / 12 * cities.layout
    paid = affordable(wanted, np.array(pools + [limit] * (len(wanted) - len(pools))))
    for pool, taken in zip(pools, paid.sum(axis=1), strict=False):
        pool[:] = np.maximum(pool - taken, 0.0)
    settle(state, lines, np.concatenate([covered[None], paid]))
    buy_services(state)


def add_to_grants(state: State, money: PerCity) -> None:
    """Let the province pay new money for which no instrument asks into the R&D grants."""
    if money.any():
        state.money.pay("province", "grants_pool", money)
        state.cities.grants_pool += money
        state.cities.plan_spending += money


def settle(state: State, lines: list[str], book: Floats) -> None:
    """Put money (payers, lines, cities) into the lines, and remember who paid for what."""
    totals, by_line = book.sum(axis=1), book.sum(axis=0)
    for payer in np.flatnonzero(totals.any(axis=1)):
        account = ACCOUNTS.get(PAID_BY[payer], PAID_BY[payer])
        state.money.pay(account, "lines", totals[payer])
    state.cities.plan_spending += by_line.sum(axis=0)
    for line, money, paid in zip(lines, by_line, book.swapaxes(0, 1), strict=True):
        if line not in state.lines:
            state.lines[line] = np.zeros_like(money)
        state.lines[line] += money
        spending.note(state, line, slice(None), paid)


def buy_services(state: State) -> None:
    """Spend the lines of services, by whatever instrument, outside the model."""
    for line, balance in state.lines.items():
        if line.startswith(SERVICES):
            state.money.pay("lines", "suppliers", balance.copy())
            balance[:] = 0
