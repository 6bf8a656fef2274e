"""Exit: who closes, and where cash, patents and applications go."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.entities import QUEUE_MONTHS, Firms
from sim.processes.exit import (
    CLEARED,
    NOBODY,
    Params,
    by_buyer,
    closing,
    give,
    hazard,
    share_of,
    step,
)
from sim.randomness import Luck
from tests.books import balanced, paid
from tests.small import small_state

BROKE = -1e3
SAFE = Params(hazard=0.0, lowest=0.0)
HALF = replace(SAFE, sold_share=0.5)


def market(firms=2, buyers=1):
    """Firms of city 0 and field 0; all but the first `buyers` have no cash left."""
    state = small_state(firms=firms)
    rows = state.firms
    state.month = 60
    rows.city[:] = 0
    rows.sales_mean[:] = rows.productivity[:] = rows.start_mass[:] = 1.0
    rows.cash[buyers:] = BROKE
    return state


def run(state, params=SAFE):
    with balanced(state):
        step(state, params, Luck(1, "exit", state.month))


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


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 1000), st.floats(0, 1), st.floats(0.001, 0.999))
def test_a_share_in_whole_numbers(stock, share, luck):
    stocks, lucks = np.array([stock]), np.array([luck])
    found = share_of(stocks, share, lucks)[0]
    assert abs(found - share * stock) < 1
    assert 0 <= found <= stock
    assert share_of(stocks, 0.0, lucks)[0] == 0
    assert share_of(stocks, 1.0, lucks)[0] == stock


@pytest.mark.parametrize("stock", [1, 3, 10])
def test_the_share_is_right_in_the_mean_for_small_and_large_rows(stock):
    luck = (np.arange(1000) + 0.5) / 1000
    found = share_of(np.full(1000, stock), 0.5, luck)
    assert found.mean() == pytest.approx(stock / 2)


def test_half_of_the_patents_go_to_a_firm_of_the_market():
    state = market(firms=401)
    state.firms.patents[:], state.firms.patents[0] = 1, 0
    state.firms.queue[1:, 5] = 1
    state.patents.pay("filed", "in_force", np.array([400.0, 0, 0, 0, 0]))
    state.patents.pay("filed", "pending", np.array([400.0, 0, 0, 0, 0]))
    # Known to all, else some of them would find no buyer among eight closed firms.
    state.firms.start_mass[0] = 1e6
    run(state, HALF)
    spread = 4 * np.sqrt(400 / 4)
    assert state.firms.patents[1:].sum() == state.firms.queue[1:].sum() == 0
    assert state.firms.patents[0] == pytest.approx(200, abs=spread)
    assert state.firms.queue[0, 5] == pytest.approx(200, abs=spread)
    assert state.firms.queue[0].sum() == state.firms.queue[0, 5]
    assert paid(state, "lapsed", "patents")[0] == 400 - state.firms.patents[0]
    assert paid(state, "refused", "patents")[0] == 400 - state.firms.queue[0, 5]


def test_patents_bring_their_age():
    state = market(firms=2)
    state.firms.patents[:], state.firms.patent_age[:] = [10, 20], [2.0, 8.0]
    run(state, HALF)
    assert state.firms.patents.tolist() == [20, 0]
    assert state.firms.patent_age == pytest.approx([5.0, 0.0])  # ten of 2 and ten of 8 years


def test_a_buyer_without_patents_does_not_make_them_young():
    state = market(firms=2)
    state.firms.patents[1], state.firms.patent_age[1] = 2, 4.0
    run(state, replace(SAFE, sold_share=1.0))
    assert state.firms.patents[0] == 2
    assert state.firms.patent_age[0] == pytest.approx(4.0)
    state = market(firms=3)
    state.firms.patents[1:], state.firms.patent_age[1:] = [20, 40], [3.0, 6.0]
    run(state, HALF)
    assert state.firms.patents[0] == 30
    assert state.firms.patent_age[0] == pytest.approx((10 * 3 + 20 * 6) / 30)


@pytest.mark.parametrize("buyer", [(1, 0), (0, 1), (1, 1)])
def test_patents_stay_in_their_market_or_lapse(buyer):
    state = market(firms=2)
    state.firms.city[0], state.firms.field[0] = buyer
    state.firms.field[1] = 1 - buyer[1]
    state.firms.patents[1] = 10
    state.patents.pay("filed", "in_force", np.array([10.0, 0, 0, 0, 0]))
    run(state, HALF)
    assert state.firms.patents.tolist() == [0, 0]
    assert paid(state, "lapsed", "patents")[0] == 10


def test_a_firm_that_nobody_knows_finds_no_buyer():
    state = market(firms=2)
    state.firms.cash[:], state.firms.start_mass[:] = [BROKE, 0.0], [0.0, 1.0]
    state.firms.patents[0] = 10
    state.firms.city[1] = 2
    run(state, HALF)
    assert not state.firms.patents.any()


def test_buyers_are_found_by_their_mass():
    state = market(firms=402, buyers=2)
    firms = state.firms
    firms.start_mass[:] = [1.0, 3.0] + [0.0] * 400
    firms.weight[0] = 12.0
    firms.patents[2:] = 1
    run(state, replace(SAFE, sold_share=1.0))
    # 12 to 3: four in five, with a standard deviation of 8.
    assert firms.patents.sum() == 400
    assert firms.patents[0] == pytest.approx(320, abs=32)


def test_those_who_close_together_do_not_buy_from_each_other():
    state = market(firms=5, buyers=0)
    state.firms.patents[:] = 10
    run(state, HALF)
    assert not state.firms.is_active.any()
    assert not state.firms.patents.any()


def test_applications_keep_their_month_of_decision():
    state = market(firms=2)
    state.firms.queue[1] = 2 * np.arange(QUEUE_MONTHS)
    run(state, HALF)
    assert (state.firms.queue[0] == np.arange(QUEUE_MONTHS)).all()


def test_one_buyer_may_take_from_several():
    stock = np.zeros((3, 2), dtype=np.int64)
    kept = np.array([[1, 2], [9, 9], [3, 4], [10, 20]])
    order, who, first = by_buyer(np.array([2, -1, 0, 2]))
    give(stock, who, kept[order], first)
    assert stock.tolist() == [[3, 4], [0, 0], [11, 22]]
