"""R&D people at the end of 2014: who works where.

Rows of `people_per_agent` full-time persons, and one smaller row per city, so that the
persons of each city are exact. Posts are handed out in proportion to the R&D of employers;
a small share seeks work. `hiring` keeps the numbers from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.employers import Employers
from sim.entities import FIRM, INSTITUTE
from sim.population.firms import field_shares
from sim.population.sharing import spread, weights_of
from sim.processes import hiring
from sim.randomness import Luck
from sim.shapes import Floats
from sim.state import State
from sim.tables import sum_by

if TYPE_CHECKING:
    from sim.settings import Settings

SEEKING = 0.04
SKILL_SD = 0.25


def fill(state: State, settings: Settings, luck: Luck) -> None:
    """Add the people of each city, their employers and what they leave unfilled."""
    firms, institutes = state.firms, state.institutes
    share = settings.processes["rd_investment"].labour_share
    wage = state.cities.wage
    firms.staff_wanted[:] = 12 * share * firms.rd_spending / wage[firms.city, firms.field]
    institutes.staff_wanted[:] = 12 * share * institutes.rd_spending / wage[institutes.city, 0]
    wanted = hiring.all_wanted(state, Luck(state.seed, "hiring", -1))
    for city in state.region.by_name:
        persons = state.region.start["rd_people"][city]
        weight = weights_of(persons, 0, min(state.people_per_agent, persons))
        rows = state.talent.grow(len(weight))
        index = np.arange(rows.start, rows.stop)
        talent = state.talent
        talent.city[rows] = city
        talent.home_city[rows] = city
        talent.weight[rows] = weight
        talent.skill[rows] = np.exp(SKILL_SD * luck.normal("skill", index) - SKILL_SD**2 / 2)
        talent.is_active[rows] = True
        talent.tenure[rows] = np.floor(60 * luck.uniform("tenure", index))
        give_posts(state, rows, city, wanted, luck)
    talent = state.talent
    talent.wage[:] = talent.skill * wage[talent.city, talent.field] * (talent.employer >= 0)
    staff = Employers.of(state)
    per_row = talent.weight / state.people_per_agent
    held = sum_by(staff.of_talent(talent) + 1, per_row, len(staff) + 1)[1:]
    hiring.report(state, staff, held, wanted)


def give_posts(state: State, rows: slice, city: int, wanted: Floats, luck: Luck) -> None:
    """The posts that employers of a city want, filled in an order that spreads the gaps."""
    firms, institutes, talent = state.firms, state.institutes, state.talent
    at_firms = np.flatnonzero(firms.city == city)
    at_institutes = np.flatnonzero(institutes.city == city)
    employer = np.concatenate([at_firms, len(firms) + at_institutes])
    which = np.repeat(employer, wanted[employer].astype(np.int64))
    n = rows.stop - rows.start
    order = np.argsort(spread(len(which), 0.5), kind="stable")
    which = which[order][: n - round(SEEKING * n)]
    holders = rows.start + np.arange(len(which))
    in_firm = which < len(firms)
    talent.employer_kind[holders] = np.where(in_firm, FIRM, INSTITUTE)
    talent.employer[holders] = np.where(in_firm, which, which - len(firms))
    lucky = luck.uniform("field", np.arange(rows.start, rows.stop))
    share = field_shares(int(state.region.speciality[city]), len(state.fields))
    field = np.searchsorted(np.cumsum(share)[:-1], lucky, "right")
    head = field[: len(which)]
    field[: len(which)] = np.where(in_firm, firms.field[np.where(in_firm, which, 0)], head)
    talent.field[rows] = field
