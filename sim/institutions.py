"""New-type R&D institutions: founded under the plan, half institute and half firm.

Slots wait in every year and arm, so that one more institution moves nobody's luck. A slot
opens in its month if its permanent lot is among those wanted of the slots of the year.
An institution is paid for out of the line for its first year, as far as the line goes;
after that it lives on contracts with firms of its city, which pay half as much.

    opens if {lot + 1/2} < n_c / N                                                      (1)
    paid by the line: min(s / 12, B_c / number in their first year)       a month       (2)
    contracts afterwards: min(η s / 12, ν Σ W R / number that live on them)             (3)
    R_0 = s / 12,  K_0f = 12 R_0 w_f / (δ + g),  K = 0 at first                         (4)

    n terms.new_institutes a year, N slots of the calendar year in the zone, s
    new_institute_size, B state.lines["reform_pilots"], the first year new_support_months from
    founding, η new_contract_part, ν new_client_cap, Σ W R research of last month of the clients
    in the city, R_0 rd_start, K_0 knowledge_start, w field_weights, δ, g of
    `institute_research`, {x} x - ⌊x⌋

Clients are R&D-active firms, new_client_share of them, in a window of lots other than that of
the platforms (`sim.support`, of year + 5); they pay in proportion to R. Conserves money: the
line, then clients pay.

References
----------
Six new institutes were founded by the province in 2020; 20 million yuan a year and 30
people each are assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import Parameters, parameter
from sim.shapes import Floats, Ints, PerInstitute
from sim.state import State
from sim.support import clients

LINE = "reform_pilots"
NEW_TYPE = 3


@dataclass(frozen=True, kw_only=True)
class InstitutionParameters(Parameters):
    """Size of a new institution and what it lives on."""

    new_institute_size: float = parameter(
        20, unit="million yuan a year", low=1, high=500, status="assumed",
        source="about 30 people",
    )  # fmt: skip
    new_support_months: float = parameter(
        12, unit="months", low=1, high=120, status="assumed",
        source="200 million yuan a year pay for ten institutions a year",
    )  # fmt: skip
    new_contract_part: float = parameter(
        0.5, unit="share of the first year's money", low=0, high=2, status="assumed",
        source="contract research of applied institutes covers about half of their costs",
    )  # fmt: skip
    new_client_share: float = parameter(
        0.10, unit="share of R&D-active firms a year", low=0.01, high=1, status="assumed",
        source="firms that buy contract research",
    )  # fmt: skip
    new_client_cap: float = parameter(
        0.5, unit="share of a client's R&D", low=0, high=1, status="assumed",
        source="no firm contracts out more than half of its R&D",
    )  # fmt: skip


def found(state: State, params: InstitutionParameters, turnover: float) -> None:
    """Open this month's institutions, equations (1) and (4)."""
    institutes, wanted = state.institutes, state.terms.new_institutes
    if not wanted.any():
        return
    january = state.month - state.month % 12
    of_year = (institutes.slot_month >= january) & (institutes.slot_month < january + 12)
    slots = (of_year & (institutes.slot_month == state.month)).nonzero()[0]
    share = wanted[institutes.city[slots]] / max(of_year.sum(), 1)
    # Not the lots that decide on access to facilities: founding would pick who has it.
    rows = slots[clients(institutes.lot[slots] + 0.5, 0, share)]
    size = params.new_institute_size / 12
    institutes.is_active[rows] = True
    institutes.birth_month[rows] = state.month
    institutes.rd_start[rows] = size
    stock = 12 * size / turnover * institutes.field_weights[rows]
    institutes.knowledge_start[rows] = stock


def new_income(state: State, params: InstitutionParameters) -> PerInstitute:
    """What new institutions get this month from the line and from clients."""
    institutes, income = state.institutes, np.zeros(len(state.institutes))
    rows = ((institutes.kind == NEW_TYPE) & institutes.is_active).nonzero()[0]
    if not len(rows):
        return income
    is_young = state.month - institutes.birth_month[rows] < params.new_support_months
    income[rows[is_young]] = from_line(state, params, rows[is_young])
    income[rows[~is_young]] = from_clients(state, params, rows[~is_young])
    return income


def from_line(state: State, params: InstitutionParameters, rows: Ints) -> Floats:
    """The money of the first year, equation (2)."""
    line, city = state.lines.get(LINE), state.institutes.city[rows]
    if line is None:
        return np.zeros(len(rows))
    number = state.by_city(city, np.ones(len(city)))
    each = np.minimum(params.new_institute_size / 12, line / np.maximum(number, 1))
    state.money.pay("lines", "institutes", each * number)
    line -= each * number
    return each[city]


def from_clients(state: State, params: InstitutionParameters, rows: Ints) -> Floats:
    """Contracts with firms of the city, which pay by their research, equation (3)."""
    firms, city = state.firms, state.institutes.city[rows]
    number = state.by_city(city, np.ones(len(city)))
    wanted = params.new_contract_part * params.new_institute_size / 12 * number
    lucky = firms.is_rd_active & clients(firms.lot, state.year + 5, params.new_client_share)
    buyers = lucky.nonzero()[0]
    at, weight, rd = firms.city[buyers], firms.weight[buyers], firms.rd_spending[buyers]
    base = state.by_city(at, weight * rd)
    rate = np.minimum(wanted / np.maximum(base, 1e-300), params.new_client_cap)
    fee = rate[at] * rd
    firms.contract_fee[buyers] += fee
    firms.cash[buyers] -= fee
    paid = state.by_city(at, weight * fee)
    state.money.pay("firms", "institutes", paid)
    return (paid / np.maximum(number, 1))[city]
