"""National projects: money won in addition goes to those who work with others.

Half of it goes to the institutes of the city, as cash that becomes R&D there, the rest to
firms in a joint project with an institute or with a firm of another city. Firms spend it
over about a year and add some money of their own.

    a = (1 - ι) B R / Σ W R,  a ≤ R            received in the month by a firm      (1)
    n = L / 12,  L' = L - n + a                spent in the month                   (2)

    B state.lines of the city, ι national_institutes, R rd_spending (with what others pay), L
    national_rd, 12 national_months, Σ over firms in such projects, which need only be open; own
    money added: own_rd_per_yuan n. Institutes share ι B by their R&D. What finds nobody waits
    in the line. Conserves money.

References
----------
Moretti, Steinwender & Van Reenen (2025), Review of Economics and Statistics 107: public
R&D money draws in private R&D; in yuan here, not as an elasticity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.entities import INSTITUTE
from sim.parameters import Parameters, parameter
from sim.shapes import PerCity, PerFirm
from sim.state import State

LINE = "national_projects"


@dataclass(frozen=True, kw_only=True)
class NationalParams(Parameters):
    """What performers of national projects do with the money."""

    national_institutes: float = parameter(
        0.5, unit="share of the money of national projects", low=0, high=1, status="assumed",
        source="universities and institutes; the rest goes to firms in consortia",
    )  # fmt: skip
    own_rd_per_yuan: float = parameter(
        0.3, unit="own R&D of firms per yuan received", low=-0.2, high=0.6, status="assumed",
        source="sign of Moretti, Steinwender & Van Reenen (2025); own cash pays it",
    )  # fmt: skip
    national_months: float = parameter(
        12, unit="months", low=1, high=60, status="assumed",
        source="time over which money of national projects is spent",
    )  # fmt: skip


def spend_national(state: State, params: NationalParams) -> PerFirm:
    """This month's part of the money of national projects, equation (2), by firm."""
    money = state.firms.national_rd
    spent = money / params.national_months
    money -= spent
    return spent


def pay_national(state: State, params: NationalParams) -> None:
    """Share the line among institutes and firms that work with others, equation (1)."""
    line = state.lines.get(LINE)
    if line is None or not line.any():
        return
    firms, institutes = state.firms, state.institutes
    outside = (firms.partner_kind == INSTITUTE) | (firms.partner_city != firms.city)
    running = (firms.pair_until >= state.month) & (firms.partner_kind > 0)
    rows = (running & outside & firms.is_active).nonzero()[0]
    city, weight, base = firms.city[rows], firms.weight[rows], firms.rd_spending[rows]
    to_firms = (1 - params.national_institutes) * line
    rate = np.minimum(part_of(to_firms, state.by_city(city, weight * base)), 1)
    received = rate[city] * base
    firms.cash[rows] += received
    firms.national_rd[rows] += received
    paid = state.by_city(city, weight * received)
    state.money.pay("lines", "firms", paid)

    size = institutes.rd_spending
    rate = part_of(line - to_firms, state.by_city(institutes.city, size))
    research = rate[institutes.city] * size
    institutes.cash += research
    granted = state.by_city(institutes.city, research)
    state.money.pay("lines", "institutes", granted)
    line -= paid + granted


def part_of(amount: PerCity, total: PerCity) -> PerCity:
    """Amount per unit of the total; nothing where there is none."""
    return np.where(total > 0, amount / np.maximum(total, 1e-300), 0.0)
