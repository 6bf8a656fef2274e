"""Shared instruments: who uses them, what it does to research, and who pays."""

import numpy as np
import pytest

from tests.books import paid
from tests.processes.test_rd_investment import rich, run


def inviting(share=1.0):
    """Shared instruments for small firms of city 0: cheaper equipment, a better yield."""
    state = rich(firms=10)
    state.firms.sales_mean[0] = 40.0  # 480 a year: not small
    state.firms.profit[0] = 20.0
    state.firms.sales_mean[1], state.firms.rd_propensity[1] = 20.0, 0.05  # 240: still small
    state.terms.instrument_users[:] = share
    state.terms.instrument_cost_cut[:] = 0.15
    state.terms.instrument_yield[:] = 0.2
    return state


def fund(state, yearly=1e4):
    """Put money for vouchers into the line, as `budgets` does each month."""
    state.lines["shared_instruments"] = np.full(5, yearly / 12)
    state.money.pay("province", "lines", state.lines["shared_instruments"].copy())


def test_small_users_of_instruments_want_more():
    state = inviting()
    fund(state)
    run(state)
    assert state.firms.is_instrument_user.tolist() == [False] + [True] * 9
    more = (1 - 0.2 * 0.15) ** -0.4
    assert state.firms.rd_wanted == pytest.approx([4.0] + [more] * 9)
    assert state.firms.instrument_boost == pytest.approx([0.0] + [0.2] * 9)
    state.terms.instrument_cost_cut[:] = 1.5  # equipment for nothing, at most
    fund(state)
    run(state)
    assert state.firms.rd_wanted == pytest.approx([4.0] + [0.8**-0.4] * 9)


def test_the_share_of_users_is_the_offer():
    counts = []
    for share in (0.0, 0.3, 0.6, 2.0):
        state = rich(firms=100)
        state.terms.instrument_users[:] = share
        fund(state)
        run(state)
        counts.append(int(state.firms.is_instrument_user.sum()))
    assert counts == [0, 30, 60, 100]


def test_there_are_no_more_users_than_vouchers():
    state = rich(firms=100)  # all in one city
    state.terms.instrument_users[:] = 1.0
    fund(state, yearly=5 * 0.03 / 0.6)  # five vouchers of .03 from six tenths of the line
    run(state)
    assert state.firms.is_instrument_user.sum() == 5


def test_the_yield_halves_two_years_after_the_last_use():
    state = inviting()
    fund(state)
    run(state)
    state.terms.clear()
    for _ in range(24):
        run(state)
    assert not state.firms.is_instrument_user.any()
    assert state.firms.instrument_boost[1:] == pytest.approx(0.1)


def test_vouchers_and_operation_empty_the_line():
    state = inviting()
    state.lines["shared_instruments"] = np.full(5, 1.0)
    state.money.pay("province", "lines", state.lines["shared_instruments"].copy())
    before = paid(state, "suppliers")
    run(state)
    spent = state.firms.rd_spending[1]
    # .6 of the line is shared by the nine users of city 0 by their R&D, .4 is operation.
    assert state.firms.cash[1] == pytest.approx(0.6 / 9 - spent)
    assert state.firms.cash[0] == pytest.approx(-state.firms.rd_spending[0])
    assert not state.lines["shared_instruments"].any()
    got = paid(state, "suppliers") - before
    assert got[0] == pytest.approx(0.4 + 0.55 * (4 + 9 * spent))
    assert got[1:] == pytest.approx(1.0)  # no user there: all of it is operation
