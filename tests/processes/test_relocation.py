"""Relocation: what a city is worth to a firm, who moves, and what moves along."""

from __future__ import annotations

from dataclasses import asdict, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.entities import FIRM, INSTITUTE
from sim.processes import relocation
from sim.processes.relocation import Params
from sim.randomness import Luck
from sim.state import State
from tests.small import small_state

LUCK = Luck(1, "relocation", 5)
STILL = Params(
    look_rate=0,
    branch_rate=0,
    branch_closing=0,
    institute_branch_rate=0,
    fund_move_rate=0,
    park_rate=0,
)


def often(**change: float) -> Any:
    """Parameters beyond their ranges: what is rare becomes common, or certain."""
    return SimpleNamespace(**(asdict(STILL) | change))


def place(firms: int = 400, talent: int = 2000) -> State:
    """Firms with cash, patents and people, each person at a firm of the own city."""
    state = small_state(firms=firms, institutes=50, funds=50, talent=talent)
    state.firms.sales[:], state.firms.staff[:], state.firms.cash[:] = 10, 5, 3
    state.firms.rd_spending[:], state.firms.is_rd_active[:] = 1, True
    state.firms.patents[:], state.firms.queue[:, 4] = 2, 7
    state.funds.capital[:] = 100
    state.cities.employment[:] = 1e6
    state.institutes.field_weights[:] = 1 / 6
    state.talent.employer[:] = np.arange(talent) % firms
    state.talent.employer_kind[:] = FIRM
    state.talent.city[:] = state.firms.city[state.talent.employer]
    return state


def test_market_access_by_hand() -> None:
    sales = np.array([[100.0, 0], [50, 10]])
    travel = np.array([[0.0, 90], [90, 0]])
    found = relocation.market_access(sales, travel, np.array([1, 0]), 90)
    near = np.exp(-1)
    expected = [[100 + 50 * near, 10 * near], [50 + 100 * near, 10]]
    assert found == pytest.approx(np.array(expected))


def test_attraction_by_hand() -> None:
    access, staff = np.array([[np.e - 1], [0]]), np.array([[0.0], [1000 * (np.e - 1)]])
    house = np.array([3.0, 1.0])
    found = relocation.attraction(access, staff, np.array([1e6, 1e6]), house, Params())
    assert found[0, 0] == pytest.approx(1 - 0.05 * np.log(1.5))
    assert found[1, 0] == pytest.approx(0.1 * 1 - 0.05 * np.log(0.5))


def test_best_city_among_those_allowed() -> None:
    utility, taste = np.array([[1.0, 2, 3]] * 3), np.zeros((3, 3))
    allowed = np.array([[True, True, True], [True, True, False], [False, False, False]])
    assert relocation.best_city(utility, taste, allowed).tolist() == [2, 1, -1]


def test_rates_of_a_month_make_those_of_a_year() -> None:
    assert (1 - relocation.monthly(0.05)) ** 12 == pytest.approx(0.95)
    assert relocation.monthly(0) == 0


def test_nothing_moves_at_zero_rates() -> None:
    state = place()
    before = state.copy()
    relocation.step(state, STILL, LUCK)
    for table in ("firms", "institutes", "funds", "talent"):
        for name, column in getattr(state, table).arrays.items():
            assert (column == getattr(before, table).arrays[name]).all()


def movers() -> tuple[State, State, np.ndarray]:
    state = place()
    before = state.copy()
    relocation.step(state, often(look_rate=0.9, moving_cost=0), replace(LUCK, seed=2))
    return before, state, state.firms.city != before.firms.city


def test_cash_patents_and_files_move_with_the_firm() -> None:
    before, state, moved = movers()
    gain = state.by_city(state.firms.city[moved], np.ones(moved.sum()))
    gain -= state.by_city(before.firms.city[moved], np.ones(moved.sum()))
    assert gain.any()
    assert state.money.position[state.money.row["firms"]] == pytest.approx(3 * gain)
    assert state.patents.position[state.patents.row["in_force"]] == pytest.approx(2 * gain)
    assert state.patents.position[state.patents.row["pending"]] == pytest.approx(7 * gain)
    assert state.flows.moved["firms"].sum() == moved.sum()


def test_where_a_firm_was_founded_is_kept_for_ever() -> None:
    before, state, moved = movers()
    assert (state.firms.moved_from[moved] == before.firms.city[moved]).all()
    assert (state.firms.moved_from[~moved] == -1).all()
    relocation.step(state, often(look_rate=1, moving_cost=0), LUCK)
    assert (state.firms.moved_from[moved] == before.firms.city[moved]).all()


def test_people_follow_or_look_for_another_post() -> None:
    before, state, moved = movers()
    staff = moved[before.talent.employer]
    talent = state.talent
    stays = talent.employer >= 0
    assert stays[~staff].all()
    assert 0 < stays[staff].sum() < staff.sum()
    follows = staff & stays
    assert (talent.city[follows] == state.firms.city[talent.employer[follows]]).all()
    assert (talent.city[~follows] == before.talent.city[~follows]).all()
    change = state.by_city(talent.city, talent.weight) - state.by_city(
        before.talent.city, talent.weight
    )
    assert state.people.position[state.people.row["talent"]] == pytest.approx(change)
    assert state.flows.moved["talent"].sum() == follows.sum()


def test_all_follow_or_none() -> None:
    for share in (0, 1):
        state = place()
        relocation.step(state, often(look_rate=1, moving_cost=0, follow_share=share), LUCK)
        kept = state.talent.employer >= 0
        at_work = state.talent.city == state.firms.city[state.talent.employer]
        assert at_work[kept].all()
        assert kept.all() == (share == 1)


def test_firms_go_where_the_market_is_unless_moving_is_dear() -> None:
    cheap, dear = place(), place()
    for state, cost in ((cheap, 0.0), (dear, 5.0)):
        state.firms.sales[state.firms.city == 0] = 1e6
        relocation.step(state, often(look_rate=1, moving_cost=cost, decay_time=20), LUCK)
    count = [(state.firms.city == 0).sum() for state in (cheap, dear)]
    assert count[0] > count[1] > 0
    assert (dear.firms.moved_from >= 0).sum() < (cheap.firms.moved_from >= 0).sum()


def test_branches_open_elsewhere_for_firms_with_research_only() -> None:
    state = place()
    state.firms.is_rd_active[:200] = False
    relocation.step(state, often(branch_rate=0.9), LUCK)
    opened = np.flatnonzero(state.firms.branch_city >= 0)
    assert opened.size
    assert opened.min() >= 200
    assert (state.firms.branch_city[opened] != state.firms.city[opened]).all()
    assert state.flows.moved["branches"].sum() == opened.size


def test_a_closed_branch_sets_its_people_free_and_no_one_else() -> None:
    state = place(firms=10, talent=40)
    state.firms.branch_city[0] = 3
    state.talent.city[10] = 3  # of firm 0, in the branch; 0, 20 and 30 at the seat
    relocation.step(state, often(branch_closing=1), LUCK)
    assert state.firms.branch_city[0] == -1
    assert np.flatnonzero(state.talent.employer < 0).tolist() == [10]


def test_institutes_second_people_to_a_branch_where_they_have_none() -> None:
    state = place()
    state.talent.employer[:] = np.arange(2000) % 50
    state.talent.employer_kind[:] = INSTITUTE
    state.talent.city[:] = state.institutes.city[state.talent.employer]
    state.institutes.branches[:, 1] = True
    before = state.institutes.branches.copy()
    relocation.step(state, often(institute_branch_rate=0.9), LUCK)
    row, city = np.nonzero(state.institutes.branches & ~before)
    assert row.size
    assert (city != state.institutes.city[row]).all()
    assert state.flows.moved["institutes"].sum() == row.size
    away = np.flatnonzero(state.talent.city != state.institutes.city[state.talent.employer])
    assert 0 < away.size < 0.2 * 40 * row.size
    assert set(state.talent.employer[away]) <= set(row)
    assert (state.talent.employer >= 0).all()
    assert state.flows.moved["talent"].sum() == away.size


def test_a_full_institute_opens_no_branch() -> None:
    state = place()
    state.institutes.branches[:] = True
    relocation.step(state, often(institute_branch_rate=0.2), LUCK)
    assert not state.flows.moved["institutes"].any()


def test_funds_take_their_capital_along() -> None:
    state = place()
    home = state.funds.city.copy()
    state.funds.is_active[::2] = False
    relocation.step(state, often(fund_move_rate=1), LUCK)
    moved = state.funds.city != home
    assert moved[1::2].all()
    assert not moved[::2].any()
    gain = state.by_city(state.funds.city, state.funds.capital) - state.by_city(
        home, state.funds.capital
    )
    assert state.money.position[state.money.row["funds"]] == pytest.approx(gain)


def test_what_one_firm_meets_does_not_hang_on_other_rows() -> None:
    one, two = place(), place()
    two.firms.is_rd_active[::3] = False
    for state in (one, two):
        relocation.step(state, often(branch_rate=0.9), LUCK)
    same = np.arange(400) % 3 != 0
    assert (one.firms.branch_city[same] == two.firms.branch_city[same]).all()
    assert (one.firms.branch_city[~same] >= 0).any()
