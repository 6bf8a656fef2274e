"""Collaboration: distance, visits, choice, and the life of a project."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.entities import FIRM, INSTITUTE
from sim.processes import collaboration
from sim.processes.collaboration import (
    YIELD_CAP,
    Params,
    appraise,
    best,
    border_between,
    candidates,
    cognitive_distance,
    door_to_door,
    growth,
    pair_yield,
    proximity,
    step,
)
from sim.randomness import Luck
from tests.small import small_state

EAGER = replace(Params(), search_rate=12, reservation=-10)
share = st.floats(0, 1)


def luck(month=0, seed=1):
    return Luck(seed, "collaboration", month)


def crowd(firms=60, institutes=10):
    """Firms with R&D and institutes, all alike but for their place."""
    state = small_state(firms=firms, institutes=institutes)
    rng = np.random.default_rng(5)
    for table in (state.firms, state.institutes):
        table.start_mass[:] = 1
        table.rd_lagged[:] = 1
    state.firms.is_rd_active[:] = True
    state.firms.position[:] = rng.random(firms)
    state.institutes.field_weights[:] = 1 / len(state.fields)
    return state


def test_a_border_is_lower_where_both_have_cut_it():
    border = border_between(0.2, np.array([0.25, 0.1, 0]))
    assert border == pytest.approx(np.array([[0, 0.18, 0.2], [0.18, 0, 0.2], [0.2, 0.2, 0]]))


def test_a_cut_border_raises_the_worth_of_partners_elsewhere_only():
    open_one, other = crowd(), crowd()
    other.terms.border_cut[:] = 0.5
    rows = np.arange(len(open_one.firms))
    who = candidates(open_one, rows, luck())
    city, _, before = appraise(open_one, rows, who, Params())
    after = appraise(other, rows, who, Params())[2]
    away = city != open_one.firms.city[rows][:, None]
    possible = np.isfinite(before)
    gain = after[away & possible] - before[away & possible]
    assert gain == pytest.approx(0.1)
    assert after[~away].tolist() == before[~away].tolist()


def test_proximity_is_an_inverted_u():
    near = proximity(np.array([0.35, 0.85, -0.15, 0.0]), 0.35, 0.5)
    assert near == pytest.approx([1, 0, 0, 1 - 0.49])


def test_distance_grows_from_that_of_the_fields_to_one():
    apart = cognitive_distance(np.array([0.0, 0.5, 1.0]), np.array([0.2]), np.array([0.6]))
    assert apart == pytest.approx([0.4, 0.7, 1.0])


@given(share, share, share)
def test_distance_stays_between_that_of_the_fields_and_one(fields, place, other):
    apart = cognitive_distance(np.array([fields]), np.array([place]), np.array([other]))[0]
    assert fields - 1e-12 <= apart <= 1 + 1e-12


@given(st.floats(-10, 1), share)
def test_yield_is_never_negative_nor_above_the_cap(near, gain):
    assert 0 <= pair_yield(np.array([near]), gain)[0] <= YIELD_CAP


def test_a_visit_is_cut_at_the_better_end_and_only_between_cities():
    travel = np.array([[0.0, 84.0], [84.0, 0.0]])
    minutes = door_to_door(travel, np.array([10.0, 4.0]), 60, 30)
    assert minutes.tolist() == [[30, 134], [134, 30]]
    assert door_to_door(travel, np.array([500.0, 0.0]), 60, 30)[0, 1] == 0


def test_growth_is_relative_to_all_and_bounded():
    mean = np.log(2)
    found = growth(np.array([2.0, 4.0, 0.0, 1e9]), np.ones(4), mean)
    assert found == pytest.approx([0, np.log(2), -3, 3])


def test_the_best_is_taken_if_it_is_good_enough():
    value = np.array([[0.0, 2.0, 1.0], [0.0, 0.5, 0.9], [-np.inf, -np.inf, -np.inf]])
    choice, found = best(value, 1.0)
    assert choice[:2].tolist() == [1, 2]
    assert found.tolist() == [True, False, False]


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


def test_easier_visits_only_move_choices_to_other_cities():
    def pairs(cut):
        state = crowd(firms=400, institutes=20)
        state.terms.visit_time_cut[:] = cut
        step(state, replace(Params(), search_rate=12), luck())
        found = state.firms.partner_kind > 0
        return found, found & (state.firms.partner_city != state.firms.city)

    found, away = pairs(0.0)
    more, more_away = pairs(20.0)
    assert (more >= found).all()
    assert (more_away >= away).all()
    assert more_away.sum() > away.sum()


def test_a_higher_reservation_makes_fewer_pairs():
    numbers = []
    for reservation in (0.0, 2.0, 10.0):
        state = crowd(firms=300)
        step(state, replace(EAGER, reservation=reservation), luck())
        numbers.append((state.firms.partner_kind > 0).sum())
    assert numbers[0] > numbers[1] > numbers[2] == 0


def test_growth_of_all_alike_makes_nobody_dearer():
    state = crowd()
    rows = np.arange(60)
    who = candidates(state, rows, luck())
    before = appraise(state, rows, who, Params())[2]
    state.firms.rd_lagged[:] = state.institutes.rd_lagged[:] = 5
    assert appraise(state, rows, who, Params())[2] == pytest.approx(before)
    state.institutes.rd_lagged[:] = 10
    after = appraise(state, rows, who, Params())[2]
    assert (after[who >= 60] > before[who >= 60]).all()


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
