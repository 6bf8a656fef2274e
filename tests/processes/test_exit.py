"""Exit: who closes, and where their cash goes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.entities import Firms
from sim.processes.exit import CLEARED, NOBODY, Params, closing, hazard
from tests.books import paid
from tests.closing import BROKE, SAFE, market, run


def test_hazard_by_hand():
    params = Params(hazard=0.06, size_slope=0.5, reference_sales=60, lowest=0.006, highest=0.12)
    found = hazard(np.array([60.0, 240.0, 15.0, 1e9, 0.0]), params)
    assert found == pytest.approx([0.06, 0.03, 0.12, 0.006, 0.12])


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.floats(0, 1e9), st.floats(1, 100))
def test_small_firms_close_more_within_bounds(sales, more):
    params = Params()
    small, large = hazard(np.array([sales, sales * more]), params)
    assert params.highest >= small >= large >= params.lowest


def test_who_closes():
    monthly = 1 - np.exp(-0.06 / 12)
    luck = monthly * np.array([0.99, 1.01, 0.99, 1.01, 1.01, 1.01])
    cash = np.array([1.0, 1.0, 1.0, -14.9, -15.1, -15.1])
    age = np.array([12, 12, 11, 12, 12, 11])
    found = closing(np.full(6, 60.0), cash, age, luck, Params(debt_limit=0.25))
    assert found.tolist() == [True, False, False, False, True, False]


def test_the_share_that_closes_is_that_of_the_hazard():
    state = market(firms=6000, buyers=6000)
    state.firms.sales_mean[:] = 5.0  # 60 a year
    run(state, Params(hazard=0.06))
    chance = 1 - np.exp(-0.06 / 12)
    closed = 6000 - state.firms.is_active.sum()
    assert closed == pytest.approx(6000 * chance, abs=4 * np.sqrt(6000 * chance))


def test_a_month_without_closures_changes_nothing():
    state = market(buyers=2)
    state.firms.patents[:] = 5
    before = state.firms.copy()
    run(state)
    for name, array in state.firms.arrays.items():
        assert (array == before.arrays[name]).all(), name


def test_a_closed_firm_is_a_row_of_zeros():
    state = market(firms=3)
    for name in set(CLEARED) - {"cash"}:
        state.firms.arrays[name][:] = 1
    for name in NOBODY:
        state.firms.arrays[name][:] = 3
    state.firms.partner_kind[:] = 1
    state.firms.patents[0] = 10
    run(state)
    for name in CLEARED:
        assert not state.firms.arrays[name][1:].any(), name
        assert name == "cash" or state.firms.arrays[name][0].all(), name
    for name in NOBODY:
        assert state.firms.arrays[name].tolist() == [3, -1, -1]
    assert state.firms.partner_kind.tolist() == [1, 0, 0]


def test_every_column_is_cleared_or_meant_to_stay():
    stays = {
        # who it is, for life
        "city", "start_mass", "patent_propensity", "quality", "field", "weight", "kind",
        "lot", "position", "birth_month", "slot_month", "moved_from", "certified_until",
        "venture_month",
        # settled by hiring and financing
        "staff", "staff_filled", "fund", "stake", "stake_public",
        # the same for all firms of a tax rate, set by production
        "rd_cost",
        # handed over
        "patents", "queue", "queue_low",
    }  # fmt: skip
    assert set(Firms.columns()) == stays | set(CLEARED) | set(NOBODY) | {"partner_kind"}


def test_owners_get_the_cash_and_bear_the_debts():
    state = market(firms=3)
    state.firms.weight[1] = 10.0
    run(state)
    assert paid(state, "owners")[0] == pytest.approx((10 + 1) * BROKE)
    state = market(firms=400, buyers=400)
    state.firms.cash[:] = 50.0
    run(state, replace(SAFE, lowest=0.1, highest=0.5, hazard=0.3))
    gone = (~state.firms.is_active).sum()
    assert gone > 0
    assert paid(state, "owners")[0] == pytest.approx(50.0 * gone)


def test_debts_are_held_against_a_years_sales():
    state = market(firms=2, buyers=2)
    state.firms.sales_mean[:] = 2.0
    state.firms.cash[:] = [-5.9, -6.1]  # a quarter of 24 is 6
    run(state)
    assert state.firms.is_active.tolist() == [True, False]


def test_the_first_year_is_safe():
    state = market(firms=3)
    state.firms.birth_month[:] = [0, 48, 49]
    run(state)
    assert state.firms.is_active.tolist() == [True, False, True]
