"""The cultivation pool: who enters, what it costs, whom it lets over the notch."""

from dataclasses import replace

import numpy as np
import pytest

from tests.books import paid
from tests.notch import DECEMBER, WILLING, near, run


def pool(firms=4, money=10.0, places=2.0):
    """Firms of city 0 within reach, and a line of the instrument."""
    state = near(firms=firms)
    state.firms.city[:] = 0
    state.firms.lot[:] = (np.arange(firms) + 0.5) / firms
    state.cities.layout[:] = [1.0, 0, 0, 0, 0]
    state.lines["firm_cultivation"] = np.array([money, 0, 0, 0, 0])
    state.money.pay("province", "lines", state.lines["firm_cultivation"].copy())
    state.terms.cultivation_places[:] = places
    state.terms.cultivation_award[:] = 0.2
    state.terms.qualifying_cost_cut[:] = 0.2
    return state


def test_the_pool_pays_awards_and_lowers_the_fixed_cost():
    state = pool(firms=300, places=100.0, money=50.0)
    firms = state.firms
    run(state)
    assert firms.in_pool.sum() == 100
    assert firms.is_certified.all()
    assert firms.cash == pytest.approx(np.where(firms.in_pool, 0.2 - 0.24, -0.3))
    assert state.lines["firm_cultivation"] == pytest.approx([30.0, 0, 0, 0, 0])
    assert paid(state, "suppliers")[0] == pytest.approx(100 * 0.24 + 200 * 0.3)


def test_no_more_firms_than_the_line_pays():
    state = pool(firms=300, places=100.0, money=4.0)
    state.firms.weight[:] = 2.0
    run(state)
    assert state.firms.in_pool.sum() == 10
    assert state.lines["firm_cultivation"] == pytest.approx(np.zeros(5), abs=1e-9)
    assert state.lines["firm_cultivation"].min() >= 0


def test_the_pool_takes_firms_within_reach_without_a_certificate_for_a_year():
    state = pool(firms=4, places=100.0)
    firms = state.firms
    firms.is_certified[0], firms.certified_until[0] = True, DECEMBER + 12
    firms.is_rd_active[1] = False
    firms.rd_by_year[2] *= 0.5  # out of reach
    run(state, replace(WILLING, apply_rate=0.0))
    assert firms.in_pool.tolist() == [False, False, False, True]
    state.month += 12
    state.terms.clear()
    run(state, replace(WILLING, apply_rate=0.0))
    assert not firms.in_pool.any()


def test_a_lower_cost_lets_in_whom_it_kept_out():
    found = {}
    for cut in (0.0, 0.2):
        state = pool(firms=50, places=1000.0)
        state.firms.rd_by_year[:] *= 2  # above the notch: only the fixed cost is in the way
        state.firms.profit[:] = 1.0 / 12  # b = .27, between .24 and .3
        state.terms.qualifying_cost_cut[:] = cut
        run(state)
        found[cut] = int(state.firms.is_certified.sum())
    assert found == {0.0: 0, 0.2: 50}
