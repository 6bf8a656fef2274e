"""Any plan balances: money, people and patents, in every city and month, whatever the doses.

The region is that of `tests.tiny` (200 firms or 500 people a row): the laws hold at any
scale, and fifty plans of two years each take some ten seconds.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim import month
from sim.accounts import STOCKS
from sim.settings import Settings
from sim.state import State
from tests import tiny

START, MONTHS = 65, 24  # June 2020, when the plan begins
YUAN = 1e-6  # million yuan
NAMES = list(Settings().levers)


@cache
def before() -> State:
    """The region at the end of May 2020, made once; every plan takes a copy."""
    choice = Settings(population=tiny.POPULATION)
    return tiny.run(tiny.built(choice), choice, START)


def plan(doses: dict[str, float], new_money: float) -> Settings:
    """Every lever at its own dose, at the dates of the plan."""
    choices = {name: {"dose": dose} for name, dose in doses.items()}
    return tiny.changed(
        Settings(population=tiny.POPULATION), budgets={"new_money": new_money}, **choices
    )


def gaps(state: State) -> dict[str, float]:
    """The largest gap of each account between stock and books, by city, of all it holds."""
    found = {}
    for (name, account), stock in STOCKS.items():
        book, held = getattr(state, name), stock(state)
        gap = np.abs(held - book.position[book.row[account]])
        found[f"{name}.{account}"] = float((gap / (1 + np.abs(held))).max())
    return found


def overdrawn(state: State) -> list[str]:
    """What holds less than nothing, in a city, a row or by one city's part of a line."""
    cities, firms, institutes = state.cities, state.firms, state.institutes
    balances = {f"line {name}": balance for name, balance in state.lines.items()} | {
        "grants_pool": cities.grants_pool, "calls_pool": cities.calls_pool,
        "support_pool": cities.support_pool, "funds": state.funds.capital,
        "institutes": institutes.cash, "people": state.talent.weight,
        "patents": firms.patents, "queue": firms.queue,
        "patents of institutes": institutes.patents, "their queue": institutes.queue,
    }  # fmt: skip
    balances |= {f"paid into {line}": book for line, book in state.paid.items()}
    return [name for name, balance in balances.items() if balance.min() < -YUAN]


@settings(
    max_examples=50, deadline=None, derandomize=True, database=None,
    phases=[Phase.generate],  # making a failing plan simpler would take minutes
)  # fmt: skip
@given(st.fixed_dictionaries({name: st.floats(0, 2) for name in NAMES}), st.floats(0, 1))
def test_any_plan_balances_in_every_city_and_month(
    doses: dict[str, float], new_money: float
) -> None:
    choice, state = plan(doses, new_money), before().copy()
    inside = {book: getattr(state, book).position.sum() for book in ("money", "people")}
    for _ in range(MONTHS):
        month.advance(state, choice)  # also closes the books, and stops if they do not
        found = gaps(state)
        assert max(found.values()) < 1e-9, max(found, key=found.__getitem__)
        assert found["patents.in_force"] == found["patents.pending"] == 0
        assert overdrawn(state) == []
    for book, sum_before in inside.items():  # what one account lost another has
        position = getattr(state, book).position
        assert abs(position.sum() - sum_before) < 1e-11 * np.abs(position).sum()


def test_the_plans_meet_every_lever_and_payer() -> None:
    choice, state = plan(dict.fromkeys(NAMES, 1.0), 0.5), before().copy()
    tiny.run(state, choice, MONTHS)
    paid = np.array([book.sum(axis=(0, 2)) for book in state.paid.values()])
    assert (paid.sum(axis=0) > 0).all()
    for name in NAMES:
        off = {**dict.fromkeys(NAMES, 1.0), name: 0.0}
        state.month = START + MONTHS - 1
        month.set_terms(state, choice)
        everything = tiny.image(state)
        month.set_terms(state, plan(off, 0.5))
        assert tiny.differences(everything, tiny.image(state)) != [], name


def test_a_plan_that_leaks_is_found() -> None:
    state = before().copy()
    state.cities.grants_pool[2] += 1e-3
    assert max(gaps(state), key=gaps(state).__getitem__) == "money.grants_pool"
    state.lines["x"] = np.array([0, 1, -0.001, 0, 0])
    assert overdrawn(state) == ["line x"]
