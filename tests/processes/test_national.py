"""National projects: who gets the money, how it is spent, and what waits."""

import numpy as np
import pytest

from sim.entities import FIRM, INSTITUTE
from sim.national import LINE, NationalParams, pay_national, spend_national
from tests.books import balanced, paid
from tests.small import small_state

PARAMS = NationalParams()


def joined():
    """Firms of city 0: partner in city 1, in city 0, an institute, an old one, none."""
    state = small_state(firms=5, institutes=2)
    firms = state.firms
    firms.city[:], firms.is_rd_active[:] = 0, True
    firms.rd_spending[:] = [1.0, 1, 2, 1, 1]
    firms.weight[0] = 3.0
    firms.partner_kind[:] = [FIRM, FIRM, INSTITUTE, FIRM, 0]
    firms.partner_city[:] = [1, 0, 0, 1, -1]
    firms.pair_until[:] = [5, 5, 5, 4, -1]
    state.institutes.city[:] = 0
    state.institutes.rd_spending[:] = [3.0, 1.0]
    state.month = 5
    state.lines[LINE] = np.full(5, 2.0)
    state.money.pay("central_government", "lines", state.lines[LINE].copy())
    return state


def pay(state):
    with balanced(state):
        pay_national(state, PARAMS)


def test_a_months_money_by_hand():
    state = joined()
    pay(state)
    # A yuan for firms with R&D of 3 x 1 + 2 in consortia, a yuan for institutes with 4.
    assert state.firms.national_rd == pytest.approx([0.2, 0, 0.4, 0, 0])
    assert state.firms.cash == pytest.approx([0.2, 0, 0.4, 0, 0])
    assert state.institutes.cash == pytest.approx([0.75, 0.25])
    # Elsewhere there is nobody: it waits.
    assert state.lines[LINE] == pytest.approx([0, 2, 2, 2, 2])


def test_nobody_gets_more_than_its_research_of_the_month():
    state = joined()
    state.lines[LINE] += 998.0
    state.money.pay("central_government", "lines", np.full(5, 998.0))
    pay(state)
    assert state.firms.national_rd == pytest.approx([1, 0, 2, 0, 0])
    assert state.lines[LINE][0] == pytest.approx(500 - 5)


def test_a_twelfth_is_spent_every_month():
    state = joined()
    state.firms.national_rd[:] = [12.0, 0, 6, 0, 0]
    assert spend_national(state, PARAMS) == pytest.approx([1, 0, 0.5, 0, 0])
    assert state.firms.national_rd == pytest.approx([11, 0, 5.5, 0, 0])


def test_without_the_line_nothing_moves():
    state = joined()
    del state.lines[LINE]
    pay(state)
    assert not state.firms.cash.any()
    assert not state.institutes.cash.any()
    assert paid(state, "firms") == pytest.approx(0)
