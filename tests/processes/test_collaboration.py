"""Collaboration: who meets whom, and the life of a project."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.entities import FIRM, INSTITUTE
from sim.processes import collaboration
from sim.processes.collaboration import Params, appraise, candidates, step
from tests.partnering import EAGER, crowd, luck
from tests.small import small_state

share = st.floats(0, 1)


def test_a_firm_and_the_only_institute_of_its_city_pair_for_two_years():
    state = small_state(firms=1, institutes=1)
    state.firms.is_rd_active[:] = True
    state.firms.position[:] = 0.5
    state.institutes.lot[:] = 0.35
    state.institutes.field_weights[0, 0] = 1
    for table in (state.firms, state.institutes):
        table.start_mass[:] = table.rd_lagged[:] = 1
    step(state, EAGER, luck())
    firms = state.firms
    assert (firms.partner[0], firms.partner_kind[0], firms.partner_city[0]) == (0, INSTITUTE, 0)
    assert firms.pair_until[0] == 23
    assert firms.tie[0] == 1
    assert firms.pair_yield[0] == pytest.approx(0.10 * (1 - (0.20 / 0.5) ** 2))

    state.month = 23  # the last month of the project: nothing is looked for
    step(state, EAGER, luck(23))
    assert firms.pair_until[0] == 23
    assert firms.pair_yield[0] > 0
    state.month = 24
    step(state, replace(EAGER, search_rate=0), luck(24))
    assert firms.pair_yield[0] == 0
    assert firms.tie[0] == pytest.approx((2 / 3) ** (2 / 12))
    step(state, EAGER, luck(24))
    assert firms.tie[0] == pytest.approx((2 / 3) ** (3 / 12) + 1)


def test_ties_fade_by_a_third_in_a_year():
    state = crowd()
    state.firms.tie[:] = 3
    for month in range(12):
        state.month = month
        step(state, replace(EAGER, search_rate=0), luck(month))
    assert state.firms.tie == pytest.approx(2)


def test_a_project_ends_when_the_partner_closes():
    state = crowd()
    step(state, EAGER, luck())
    of_firm = np.flatnonzero(state.firms.partner_kind == FIRM)
    assert of_firm.size
    gone = state.firms.partner[of_firm[0]]
    hit = (state.firms.partner_kind == FIRM) & (state.firms.partner == gone)
    state.firms.is_active[gone] = False
    state.month = 1
    step(state, replace(EAGER, search_rate=0), luck(1))
    assert (state.firms.pair_yield[hit] == 0).all()
    assert (state.firms.pair_until[hit] == 0).all()
    assert (state.firms.pair_until[~hit & state.firms.is_active] == 23).all()


def test_nobody_pairs_with_itself_the_closed_or_firms_without_rd():
    state = crowd()
    state.firms.is_active[::3] = False
    state.firms.is_rd_active[1::3] = False
    state.institutes.is_active[::2] = False
    step(state, EAGER, luck())
    firms = state.firms
    rows = np.flatnonzero(firms.partner_kind > 0)
    assert rows.size
    assert (rows % 3 == 2).all()
    peers = firms.partner[rows[firms.partner_kind[rows] == FIRM]]
    assert (peers % 3 == 2).all()
    assert (firms.partner[rows] != rows)[firms.partner_kind[rows] == FIRM].all()
    assert (firms.partner[rows[firms.partner_kind[rows] == INSTITUTE]] % 2 == 1).all()


def test_a_branch_brings_an_institute_into_the_city():
    state = crowd(firms=5, institutes=1)
    rows, who = np.arange(5), np.full((5, 1), 5)  # the only institute stands after the firms
    far_city, _, far = appraise(state, rows, who, Params())
    state.institutes.branches[0, 3] = True
    city, _, value = appraise(state, rows, who, Params())
    assert far_city[:, 0].tolist() == [0, 0, 0, 0, 0]
    assert city[:, 0].tolist() == [0, 0, 0, 3, 0]
    gain = value - far
    minutes = state.region.travel[3, 0] + 60 - 30
    assert gain[3, 0] == pytest.approx(0.5 * minutes / 60 + 0.20 + Params().home_knowledge)
    assert (np.delete(gain, 3) == 0).all()


def test_a_searchers_candidates_do_not_hang_on_what_others_do():
    state = crowd()
    rows = np.array([3, 17, 40])
    who = candidates(state, rows, luck())
    state.firms.is_active[10:30] = False
    state.firms.rd_lagged[:] = 7
    state.institutes.city[:] = 2
    assert np.array_equal(candidates(state, rows[1:], luck()), who[1:])


def test_candidates_are_half_institutes_and_come_by_mass():
    state = crowd(firms=20_000, institutes=2)
    state.institutes.start_mass[:] = [3, 1]
    state.firms.weight[:10_000] = 4
    who = candidates(state, np.arange(20_000), luck())
    assert (who >= 20_000).mean() == 0.5
    n = 80_000
    first = (who[who >= 20_000] == 20_000).mean()
    assert abs(first - 0.75) < 4 * np.sqrt(0.75 * 0.25 / n)
    heavy = (who[who < 20_000] < 10_000).mean()
    assert abs(heavy - 0.80) < 4 * np.sqrt(0.8 * 0.2 / n)


def test_a_higher_reservation_makes_fewer_pairs():
    numbers = []
    for reservation in (0.0, 2.0, 10.0):
        state = crowd(firms=300)
        step(state, replace(EAGER, reservation=reservation), luck())
        numbers.append((state.firms.partner_kind > 0).sum())
    assert numbers[0] > numbers[1] > numbers[2] == 0


def test_about_one_firm_in_twelve_searches_in_a_month():
    state = crowd(firms=12_000)
    step(state, replace(Params(), reservation=-10), luck())
    found = (state.firms.partner_kind > 0).mean()
    assert abs(found - 1 / 12) < 4 * np.sqrt(1 / 12 * 11 / 12 / 12_000)


def test_a_share_of_the_filings_of_projects_is_joint():
    state = crowd(firms=3)
    state.firms.filings[:] = [10, 20, 40]
    state.firms.partner_kind[:2] = INSTITUTE
    state.firms.partner[:2] = [1, 0]
    state.firms.pair_until[:2] = 5
    state.firms.pair_yield[:] = 0.1
    step(state, replace(EAGER, search_rate=0), luck())
    moved = state.flows.moved["co-patents"]
    assert moved[0, 1] == pytest.approx(2)
    assert moved[1, 0] == pytest.approx(4)
    assert moved.sum() == pytest.approx(6)
    assert state.firms.pair_yield.tolist() == [0.1, 0.1, 0]


def test_a_partner_that_moved_is_found_in_its_new_city():
    state = crowd()
    step(state, EAGER, luck())
    state.institutes.city[:] = 4
    state.month = 1
    step(state, EAGER, luck(1))
    of_institute = state.firms.partner_kind == INSTITUTE
    assert (state.firms.partner_city[of_institute] == 4).all()


def test_only_declared_columns_are_written():
    state = crowd()
    for table in state.TABLES:
        getattr(state, table).lock()
    for name in collaboration.WRITES:
        table, column = name.split(".")
        getattr(state, table).arrays[column].flags.writeable = True
    step(state, EAGER, luck())
    assert (state.firms.partner_kind > 0).any()
