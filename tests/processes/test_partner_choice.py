"""Partners: distance, visits, borders, and what a choice is worth."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from tests.partnering import crowd, luck

share = st.floats(0, 1)


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
