"""Projects that run at the end of 2014: the calls of the year and a half before.

Calls of the months before January 2015, with the money of that January, leave projects that
wait for their money and projects that spend it, so that 2015 starts with a full pipeline.

    0 = month of payment + project_months - month    ends the oldest that still runs    (1)

What is promised is in the calls pool; what is set aside is added to the cash of its firm.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from sim import calls
from sim.ledger import Ledger
from sim.processes import budgets
from sim.randomness import Luck
from sim.shapes import PerCity
from sim.state import MONEY, OUTSIDE_MONEY, State

if TYPE_CHECKING:
    from sim.settings import Settings


def fill(state: State, settings: Settings, luck: Luck) -> None:
    """Hold the calls of the past; their flows of money are history and leave the books."""
    params, cities = settings.processes["rd_investment"], state.cities
    cities.firm_grants[:] = january_grants(state, settings)
    cash = state.firms.cash.copy()
    for month in range(-ceil(params.approval_months + params.project_months), 0):
        state.month = month
        cities.grants_pool += cities.firm_grants
        calls.spend_projects(state, params)
        calls.hold_calls(state, params, replace(luck, month=month))
    state.month = 0
    state.firms.cash[:] = cash + (1 - params.grant_misuse) * state.firms.project_rd
    state.firms.rd_grant[:] = 0
    state.firms.grant_value[:] = 0
    cities.grants_pool[:] = 0
    state.money = Ledger(MONEY + OUTSIDE_MONEY, len(cities))


def january_grants(state: State, settings: Settings) -> PerCity:
    """Generic grants for firms in January 2015, million yuan a month."""
    params, institutes = settings.processes["budgets"], state.institutes
    money = params.rd_part * budgets.fiscal_money(state) / 12
    research = state.by_city(institutes.city, institutes.rd_spending)
    return money - budgets.institute_grants(money, research, params)
