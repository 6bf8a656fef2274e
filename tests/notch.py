"""Firms near the notch, for the tests of the certificate and of the pool."""

from __future__ import annotations

from sim.processes.certification import Params, step
from sim.randomness import Luck
from sim.state import State
from tests.books import balanced
from tests.small import small_state

DECEMBER = 59  # of 2019: everybody knows the certificate
WILLING = Params(apply_rate=1.0, renewal_rate=1.0, relabel_ease=0.2, fixed_cost=0.3)


def near(firms: int = 4) -> State:
    """Firms with sales of 100 a year, 3 % for R&D instead of 4, and a profit of 6 a year."""
    state = small_state(firms=firms)
    rows = state.firms
    state.month = DECEMBER
    rows.birth_month[:] = -50
    rows.is_rd_active[:] = True
    rows.profit[:] = 0.5
    rows.sales[:] = 100 / 12
    rows.rd_spending[:] = 3 / 12
    rows.sales_by_year[:] = [100 * 11 / 12, 100, 100]
    rows.rd_by_year[:] = [3 * 11 / 12, 3, 3]
    return state


def run(state: State, params: Params = WILLING) -> None:
    with balanced(state):
        step(state, params, Luck(1, "certification", state.month))
