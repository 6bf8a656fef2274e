"""Knowledge: own stock, what is within reach, and how much of it is absorbed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.processes.knowledge import Params, absorption, next_stock, pool_of, reachable, step
from sim.randomness import Luck
from tests.small import small_state

FLAT = Params(obsolescence=0.15, neutral_growth=0.0, absorption_scale=2.0, seed_stock=1.0)


def apart(firms=3):
    """Fields that share nothing, cities at no distance: all of a field is within reach."""
    state = small_state(firms=firms)
    n, m = len(state.cities), len(state.fields)
    state.region = replace(state.region, travel=np.zeros((n, n)), field_distance=1 - np.eye(m))
    return state


def run(state, params=FLAT):
    step(state, params, Luck(1, "knowledge", state.month))


def test_stock_by_hand():
    found = next_stock(np.array([100.0, 0]), np.array([2.2, 3.0]), 0.12)
    assert found == pytest.approx([99 + 2.2, 3.0])


def test_stock_rests_where_research_makes_up_for_loss():
    stock = np.array([240.0])
    assert next_stock(stock, 0.15 / 12 * stock, 0.15) == pytest.approx(240.0)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.floats(0, 1e6), st.floats(0, 1e4), st.floats(0, 0.25), st.floats(0.05, 0.5))
def test_stock_never_falls_below_what_is_left(stock, spending, gain, rate):
    found = next_stock(np.array([stock]), np.array([(1 + gain) * spending]), rate)[0]
    assert found >= (1 - rate / 12) * stock
    assert found <= stock + (1 + gain) * spending + 1e-9


def test_reach_by_hand():
    stock = np.array([[10.0, 0.0], [0.0, 4.0]])
    discount = np.array([[1.0, 0.5], [0.5, 1.0]])
    nearness = np.array([[1.0, 0.25], [0.25, 1.0]])
    # City 0 reaches 10 and half of 4; each field lends a quarter to the other.
    expected = [[10 + 0.25 * 2, 2 + 0.25 * 10], [5 + 0.25 * 4, 4 + 0.25 * 5]]
    assert reachable(stock, nearness, discount) == pytest.approx(np.array(expected))


def test_reach_without_distance_is_everything_and_far_away_nothing():
    stock = np.arange(6.0).reshape(3, 2)
    everything = reachable(stock, np.ones((2, 2)), np.ones((3, 3)))
    assert everything == pytest.approx(np.full((3, 2), stock.sum()))
    assert reachable(stock, np.eye(2), np.eye(3)) == pytest.approx(stock)


def test_absorption_needs_own_research():
    found = absorption(np.array([0.0, 2 / 12, 1e12]), 2.0)  # R&D a month
    assert found == pytest.approx([0.0, 0.5, 1.0])


def test_a_month_by_hand():
    state = apart()
    firms = state.firms
    firms.knowledge[:] = [100.0, 50.0, 0.0]
    firms.rd_spending[:] = [1.0, 0.0, 0.0]
    firms.pair_yield[0] = 0.5
    firms.field[2] = 1
    state.institutes.knowledge[0, 0] = 200.0
    state.cities.reachable[:, 0] = 340.0
    run(state)
    # 100 x .9875 + (1 + .2 x .5) 1 and 50 x .9875, beside 200 of the institute.
    own = [99.85, 49.375]
    assert firms.knowledge[:2] == pytest.approx(own)
    assert state.cities.reachable[:, 0] == pytest.approx(349.225)
    absorbed = 12 / 14
    gain = np.log(100.85 / 101) + 0.036 * absorbed * np.log(349.225 / 340)
    assert firms.knowledge_growth[0] == pytest.approx(gain)
    assert firms.knowledge_growth[1] == pytest.approx(np.log(50.375 / 51))
    assert firms.knowledge_growth[2] == 0


def test_spillovers_are_neutral_at_their_usual_growth():
    state = apart(firms=2)
    state.firms.field[1] = 1
    state.firms.knowledge[:] = [100.0, 100.0]
    state.firms.rd_spending[:] = 1.25  # what is lost
    growth = np.exp(0.09 / 12)
    state.cities.reachable[:, :2] = [[100 / growth, 100 / growth**2]]
    run(state, replace(FLAT, neutral_growth=0.09))
    assert state.firms.knowledge_growth[0] == pytest.approx(0.0, abs=1e-12)
    absorbed = 15 / 17
    assert state.firms.knowledge_growth[1] == pytest.approx(0.036 * absorbed * 0.09 / 12)


def test_spillovers_are_small():
    # A doubling within reach is at most 2.5 %, Bottazzi and Peri's estimate.
    state = apart(firms=1)
    state.firms.knowledge[:], state.firms.rd_spending[:] = 100.0, 1.25
    state.cities.reachable[:, 0] = 50.0
    run(state)
    assert 0.02 < state.firms.knowledge_growth[0] < 0.025


def test_nothing_comes_from_the_first_month_within_reach():
    state = apart(firms=1)
    state.firms.knowledge[:], state.firms.rd_spending[:] = 100.0, 1.25
    run(state)
    assert state.firms.knowledge_growth[0] == pytest.approx(0.0, abs=1e-12)


def test_a_closed_firm_knows_nothing():
    state = apart()
    state.firms.is_active[1] = False
    state.firms.knowledge[0] = 100.0
    state.cities.reachable[:] = 1.0
    run(state)
    assert state.firms.knowledge[1] == state.firms.knowledge_growth[1] == 0


def test_the_pool_counts_every_firm_of_a_row_and_institutes_by_field():
    state = small_state(firms=2, institutes=1)
    state.firms.city[:] = 2
    state.firms.weight[:] = [10.0, 1.0]
    state.institutes.city[:] = 2
    state.institutes.knowledge[0, :2] = [5.0, 7.0]
    pool = pool_of(state, np.array([3.0, 4.0]))
    assert pool[2, :2] == pytest.approx([39.0, 7.0])
    assert pool.sum() == pytest.approx(46.0)


def test_nearer_knowledge_counts_more():
    state = small_state(firms=2, institutes=1)
    state.firms.city[:] = 0
    state.firms.knowledge[:] = [100.0, 0.0]
    run(state)
    z, travel = state.cities.reachable[:, 0], state.region.travel[:, 0]
    assert z == pytest.approx(98.75 * np.exp(-travel / 90))
    assert z[0] == z.max()
