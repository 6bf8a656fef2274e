"""Nothing appears, nothing vanishes: money, people and patents balance in every city.

A residual is looked at by account, city and month, and the largest one counts; a sum over
cities would let a leak here hide behind a windfall there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim import accounts, month
from sim.ledger import AccountError
from sim.processes import (
    exit,
    institute_research,
    migration,
    patenting,
    rd_investment,
    relocation,
)
from sim.shapes import Ints
from sim.state import State
from tests import tiny

BOOKS = ("money", "people", "patents")


@pytest.fixture(scope="module", params=[1, 2], ids=["dose 1", "dose 2"])
def closings(request: pytest.FixtureRequest) -> list[State]:
    """The states of 36 months with all levers on, each just before its books close."""
    found: list[State] = []
    choice = tiny.settings(dose=request.param)
    closed = accounts.close

    def close(state: State) -> None:
        found.append(state.copy())
        closed(state)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "close", close)
        tiny.run(tiny.built(choice), choice, 36)
    return found


def test_every_account_balances_in_every_city_and_month(closings: list[State]) -> None:
    worst = {name: 0.0 for name in accounts.STOCKS}
    for state in closings:
        for name, gap in accounts.residuals(state).items():
            assert gap.shape == (len(state.cities),)
            worst[name] = max(worst[name], float(np.abs(gap).max()))
    assert max(worst.values()) < 1e-11
    assert worst["patents", "in_force"] == worst["patents", "pending"] == 0


def test_what_leaves_one_account_enters_another(closings: list[State]) -> None:
    opening = closings[0].copy()
    for state in closings:
        for book in BOOKS:
            now, first = getattr(state, book).position, getattr(opening, book).position
            gap = now.sum() - first.sum()
            assert abs(gap) < 1e-12 * np.abs(now).sum()


def test_every_account_is_used(closings: list[State]) -> None:
    moved = {book: np.zeros_like(getattr(closings[0], book).position) for book in BOOKS}
    for state in closings:
        for book in BOOKS:
            moved[book] += getattr(state, book).turnover
    for book in BOOKS:
        idle = [name for name, row in getattr(closings[0], book).row.items()
                if not moved[book][row].any()]  # fmt: skip
        assert idle == []


def test_nothing_is_spent_that_is_not_there(closings: list[State]) -> None:
    for state in closings:
        for balance in (
            *state.lines.values(), state.cities.grants_pool, state.cities.support_pool,
            state.funds.capital, state.institutes.cash,
        ):  # fmt: skip
            assert balance.min() > -1e-6  # million yuan: one yuan of rounding


def test_every_stock_stays_a_number_and_counts_stay_whole(closings: list[State]) -> None:
    for state in closings:
        for name, array in tiny.columns(state).items():
            assert np.isfinite(array).all(), name
        for table in (state.firms, state.institutes):
            assert table.queue.min() >= 0
            assert table.patents.min() >= 0


def test_a_closed_firm_owns_and_makes_nothing(closings: list[State]) -> None:
    earlier, firms = closings[-2].firms, closings[-1].firms
    shut = ~firms.is_active
    long = shut & ~earlier.is_active
    assert (long & (firms.birth_month < 0)).any()
    for name, spec in firms.columns().items():
        if name == "start_mass" or not re.search("yuan|patents|persons", spec.unit):
            continue
        # Its people go and its funds write it off in the month after.
        settled = long if name in ("staff", "stake", "stake_public") else shut
        assert not firms.arrays[name][settled].any(), name


# Leaks: a stock that changes without its counterpart stops the run.

LEAKS: dict[str, tuple[str, Callable[[State], Any]]] = {
    "firms.cash": ("money.firms", lambda s: s.firms.cash),
    "institutes.cash": ("money.institutes", lambda s: s.institutes.cash),
    "funds.capital": ("money.funds", lambda s: s.funds.capital),
    "cities.grants_pool": ("money.grants_pool", lambda s: s.cities.grants_pool),
    "cities.support_pool": ("money.support_pool", lambda s: s.cities.support_pool),
    "talent.weight": ("people.talent", lambda s: s.talent.weight),
    "firms.patents": ("patents.in_force", lambda s: s.firms.patents),
    "institutes.queue": ("patents.pending", lambda s: s.institutes.queue[:, 5]),
}


def leaking(column: str, rows: dict[int, int]) -> Callable[..., None]:
    """A step that adds amounts to one row of each of some cities, and books nothing."""

    def step(state: State, params: Any, luck: Any) -> None:
        table, array = getattr(state, column.partition(".")[0]), LEAKS[column][1](state)
        for city, amount in rows.items():
            place = table.city if hasattr(table, "city") else np.arange(len(table))
            live = getattr(table, "is_active", np.ones(len(table), dtype=bool))
            array[np.flatnonzero((place == city) & live)[0]] += amount

    return step


@pytest.mark.parametrize("column", LEAKS)
@pytest.mark.parametrize(
    "rows", [{2: 1}, {3: -1}, {1: 1, 4: -1}], ids=["more", "less", "moved"]
)
def test_a_leak_stops_the_run_with_the_name_of_the_account(
    column: str, rows: dict[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(month, "MONTH", tiny.planted(leaking(column, rows), column))
    choice = tiny.with_planted(tiny.settings())
    state = tiny.built(choice)
    city = state.region.cities[min(rows)]
    name = f"account {LEAKS[column][0]} of {city} does not balance in 2015-01"
    with pytest.raises(AccountError, match=re.escape(name)):
        tiny.run(state, choice, 1)


def test_gaps_in_two_cities_do_not_cancel(monkeypatch: pytest.MonkeyPatch) -> None:
    gaps = {("money", "firms"): np.array([0, 1e-6, 0, 0, -1e-6])}
    monkeypatch.setattr(accounts, "residuals", lambda state: gaps)
    with pytest.raises(AccountError, match=r"money\.firms of Suzhou"):
        accounts.close(tiny.built(tiny.settings()))


def test_a_leaking_line_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def step(state: State, params: Any, luck: Any) -> None:
        for line in state.lines.values():
            line += 0.001

    monkeypatch.setattr(month, "MONTH", tiny.planted(step))
    choice = tiny.with_planted(tiny.settings(dose=1))
    with pytest.raises(AccountError, match=r"money\.lines of Nanjing .* 2015-02"):
        tiny.run(tiny.built(choice), choice, 3)


@pytest.mark.parametrize(
    ("module", "function", "account"),
    [
        (rd_investment, "book", "money.firms"),
        (institute_research, "book_spending", "money.institutes"),
        (migration, "book", "people.talent"),
        (exit, "give", "patents.in_force"),
        (patenting, "enqueue", "patents.pending"),
    ],
    ids=lambda item: getattr(item, "__name__", item),
)
def test_a_process_that_forgets_a_counterpart_is_found(
    module: Any, function: str, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, function, lambda *ignored: None)
    choice = tiny.settings()
    with pytest.raises(AccountError, match=re.escape(account)):
        tiny.run(tiny.built(choice), choice, 24)


def test_a_move_that_is_not_booked_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def move_people(state: State, rows: Ints, target: Ints) -> None:
        state.talent.city[rows] = target

    monkeypatch.setattr(relocation, "move_people", move_people)
    choice = tiny.changed(tiny.settings(), relocation={"institute_branch_rate": 0.2})
    with pytest.raises(AccountError, match=r"people\.talent"):
        tiny.run(tiny.built(choice), choice, 24)


def test_unequal_sides_of_a_payment_are_refused() -> None:
    state = tiny.built(tiny.settings())
    sent, received = np.array([1.0, 0, 0, 0, 0]), np.array([0.0, 1.1, 0, 0, 0])
    with pytest.raises(AccountError, match="firms to funds"):
        state.money.pay("firms", "funds", sent, received)


def test_a_number_that_is_none_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def step(state: State, params: Any, luck: Any) -> None:
        state.firms.cash[7] = np.nan

    monkeypatch.setattr(month, "MONTH", tiny.planted(step, "firms.cash"))
    choice = tiny.with_planted(tiny.settings())
    with pytest.raises(AccountError, match=r"money\.firms"):
        tiny.run(tiny.built(choice), choice, 1)
