"""Funds and start-ups by hand, for the tests of financing and of deals."""

from dataclasses import replace

import numpy as np
import pytest

from sim import accounts
from sim.entities import STARTUP
from sim.processes.financing import Params, step
from sim.randomness import Luck
from tests.small import small_state

PLAIN = replace(Params(), fee=0.0)


def luck(month=0):
    return Luck(1, "financing", month)


def market(firms=4, funds=2):
    """Closed funds in city 0 and closed ordinary firms."""
    state = small_state(firms=firms, funds=funds)
    state.funds.is_active[:] = False
    state.funds.city[:] = 0
    return state


def unbooked(state):
    """Stocks of money less what the books say, by account and city."""
    books = state.money
    return np.concatenate(
        [
            stock(state) - books.position[books.row[account]]
            for (name, account), stock in accounts.STOCKS.items()
            if name == "money"
        ]
    )


def run(state, params=PLAIN, month=None):
    """One month of financing, with the books checked."""
    state.month = state.month if month is None else month
    before = unbooked(state)
    step(state, params, luck(state.month))
    assert unbooked(state) == pytest.approx(before, abs=1e-9)


def fund(state, row=0, capital=0.0, committed=600.0, **columns):
    """Open a fund by hand, fully called."""
    funds = state.funds
    funds.is_active[row] = True
    funds.birth_month[row] = -1
    funds.committed[row] = funds.called[row] = committed
    funds.capital[row] = capital
    for name, value in columns.items():
        funds.arrays[name][row] = value


def startups(state, rows):
    state.firms.kind[rows] = STARTUP
    state.firms.slot_month[rows] = state.firms.birth_month[rows] = 0
