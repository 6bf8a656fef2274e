"""Financing: raising and calling money; money balances."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.levers import fund_matching
from sim.processes import financing
from sim.processes.financing import (
    LINE,
    Params,
    displaced,
    first_of_city,
    owed,
    public_part,
)
from tests.capital import PLAIN, fund, market, run, startups


def test_public_money_of_a_matched_fund():
    free = np.array([200.0, 500.0, 49.0, 500.0])
    share = np.array([0.3, 0.3, 0.3, 0.0])
    cap = np.full(4, 300.0)
    assert public_part(free, share, cap, 50).tolist() == [200, 300, 0, 0]


def test_displaced_private_money_by_hand():
    # 30 public at a share of .3 stand beside 70 private, of which 27 are new.
    assert displaced(np.array([30.0]), np.array([0.3]), 0.9) == pytest.approx([43])
    # with a public share of .6 there are 20 private per 30 public: none is displaced
    assert displaced(np.array([30.0]), np.array([0.6]), 0.9) == pytest.approx([0])


@given(st.floats(0, 1e4), st.floats(0.2, 0.9), st.floats(0.3, 1))
def test_displaced_money_is_a_part_of_the_private_money(public, share, crowd_in):
    gone = displaced(np.array([public]), np.array([share]), crowd_in)[0]
    assert -1e-9 <= gone <= public / share - public + 1e-9


def test_the_first_slot_of_each_city():
    city = np.array([2, 0, 2, 0, 1])
    assert first_of_city(np.array([0, 2, 3, 4]), city).tolist() == [3, 4, 0]


def test_a_private_fund_takes_what_waits_in_its_city():
    state = market()
    state.cities.private_waiting[:2] = [500.0, 700.0]
    state.cities.private_commitments[:] = 12.0
    state.funds.slot_month[:] = [0, 3]
    run(state)
    funds = state.funds
    assert funds.is_active.tolist() == [True, False]
    assert funds.committed[0] == 512
    assert funds.called[0] == pytest.approx(512 / 48)
    assert funds.public_share[0] == 0
    assert state.cities.private_waiting[0] == 0
    assert state.cities.private_waiting[1] == 712
    assert state.cities.private_commitments == pytest.approx(12 * 1.05 ** (1 / 12))


def test_no_private_money_is_lost_between_funds():
    state = market(funds=120)
    state.funds.slot_month[:] = np.arange(120)
    state.cities.private_commitments[:] = 30.0
    steady = replace(PLAIN, commitment_growth=0.0)
    for month in range(120):
        run(state, steady, month)
    opened = state.funds.committed.sum()
    assert opened > 0
    assert opened + state.cities.private_waiting[0] == pytest.approx(30 * 120)
    assert state.funds.committed[state.funds.committed > 0].min() >= 50


def matched(share=0.3, line=60.0):
    """A matched slot in city 0 with money in the line."""
    state = market()
    state.funds.slot_month[0] = 0
    state.funds.is_matched[0] = True
    state.lines[LINE] = np.array([line, 0, 0, 0, 0])
    state.terms.match_share[:] = share
    state.terms.match_cap[:] = 300
    state.terms.fund_leave_home[:] = 0.3
    return state


def test_a_matched_fund_by_hand():
    state = matched()
    state.cities.private_waiting[0] = 100
    run(state)
    funds = state.funds
    assert funds.committed[0] == pytest.approx(200)
    assert (funds.public_share[0], funds.leave_extra[0]) == (0.3, 0.3)
    assert state.cities.private_waiting[0] == pytest.approx(100 - (140 - 54))
    assert funds.called[0] == pytest.approx(200 / 48)
    assert state.lines[LINE][0] == pytest.approx(60 - 60 / 48)
    assert owed(state)[0] == pytest.approx(60 - 60 / 48)
    books = state.money
    assert books.position[books.row["investors"], 0] == pytest.approx(-140 / 48)
    for month in range(1, 60):
        run(state, month=month)
    assert funds.called[0] == pytest.approx(200)
    assert state.lines[LINE][0] == pytest.approx(0, abs=1e-9)


def test_money_owed_to_one_fund_is_not_promised_to_another():
    state = matched(line=60.0)
    state.funds.slot_month[1] = 1
    state.funds.is_matched[1] = True
    run(state)
    run(state, month=1)
    assert state.funds.is_active.tolist() == [True, False]


@pytest.mark.parametrize("change", ["line", "share"])
def test_no_matched_fund_without_money_or_offer(change):
    state = matched()
    if change == "line":
        state.lines[LINE][:] = 49
    else:
        state.terms.match_share[:] = 0
    run(state)
    assert not state.funds.is_active.any()


def test_calls_wait_for_an_empty_line():
    state = matched()
    run(state)
    state.lines[LINE][:] = 0.25 * 60 / 48
    called = state.funds.called[0]
    run(state, month=1)
    assert state.funds.called[0] - called == pytest.approx(0.25 * 200 / 48)
    assert state.lines[LINE][0] == pytest.approx(0)


def test_public_proceeds_are_divided_as_the_lever_divides_public_money():
    plan = fund_matching.Params()
    parts = plan.from_provincial_fund, plan.from_city_funds
    assert Params().provincial_part == pytest.approx(parts[0] / sum(parts))
    assert Params().leave_home == plan.cross_city_without


def test_the_fee_is_two_per_cent_a_year_of_called_money():
    state = market()
    fund(state, capital=100.0, committed=600.0)
    run(state, replace(Params(), patience=36))
    assert state.funds.capital[0] == pytest.approx(100 - 600 * 0.02 / 12)


def test_only_declared_columns_are_written():
    state = matched()
    startups(state, [0, 1])
    fund(state, row=1, capital=20.0)
    for table in state.TABLES:
        getattr(state, table).lock()
    for name in financing.WRITES:
        table, column = name.split(".")
        getattr(state, table).arrays[column].flags.writeable = True
    run(state, replace(PLAIN, patience=1))
    assert state.funds.is_active.all()
    assert state.firms.stake.sum() > 0
