"""Handover: where patents and applications of closed firms go."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.entities import QUEUE_MONTHS
from sim.processes.exit import by_buyer, give, share_of
from tests.books import paid
from tests.closing import BROKE, HALF, SAFE, market, run


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
