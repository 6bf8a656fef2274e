"""The accounts: laws that must hold every month in every city, or the run stops.

    stock  =  opening stock  +  entries in  -  entries out  =  position            (1)

for the money of firms, institutes, funds and budgets, for people, and for patents pending
and in force. Stocks are read from the columns, entries from the books, so that a process
that forgets a counterpart is found out in the month in which it did.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.ledger import AccountError, Ledger
from sim.shapes import Floats, PerCity
from sim.state import State

TOLERANCE = 1e-9  # relative to the month's turnover plus the stock


def _lines(state: State) -> PerCity:
    return sum(state.lines.values(), np.zeros(len(state.cities)))


def _people(state: State) -> PerCity:
    talent = state.talent
    return state.by_city(talent.city, talent.weight * talent.is_active)


def _patents(state: State) -> PerCity:
    return sum_both(state, "patents")


def _pending(state: State) -> PerCity:
    firms, institutes = (
        state.by_city(table.city, np.einsum("rm->r", table.queue))  # five times .sum(axis=1)
        for table in (state.firms, state.institutes)
    )
    return firms + institutes


def sum_both(state: State, column: str) -> PerCity:
    """Sum by city of a row-scale column over firms and institutes."""
    firms, institutes = state.firms, state.institutes
    return state.by_city(firms.city, firms.arrays[column]) + state.by_city(
        institutes.city, institutes.arrays[column]
    )


STOCKS: dict[tuple[str, str], Callable[[State], PerCity]] = {
    ("money", "firms"): lambda s: s.by_city(s.firms.city, s.firms.weight * s.firms.cash),
    ("money", "institutes"): lambda s: s.by_city(s.institutes.city, s.institutes.cash),
    ("money", "funds"): lambda s: s.by_city(s.funds.city, s.funds.capital),
    ("money", "grants_pool"): lambda s: s.cities.grants_pool.copy(),
    ("money", "calls_pool"): lambda s: s.cities.calls_pool.copy(),
    ("money", "support_pool"): lambda s: s.cities.support_pool.copy(),
    ("money", "lines"): _lines,
    ("people", "talent"): _people,
    ("patents", "in_force"): _patents,
    ("patents", "pending"): _pending,
}


def residuals(state: State) -> dict[tuple[str, str], PerCity]:
    """Stock less position, as a share of the month's turnover plus stock, by account."""
    books: list[tuple[Ledger, str]] = [(getattr(state, name), row) for name, row in STOCKS]
    now = np.array([stock(state) for stock in STOCKS.values()])
    position = np.array([book.position[book.row[account]] for book, account in books])
    turnover = np.array([book.turnover[book.row[account]] for book, account in books])
    gaps = (now - position) / (1 + np.abs(now) + turnover)
    return dict(zip(STOCKS, gaps, strict=True))


def close(state: State) -> None:
    """Stop the run with the name of the account if one does not balance."""
    found = residuals(state)
    gaps = np.abs(np.array([*found.values()]))
    if not (gaps <= TOLERANCE).all():  # also catches nan
        row, place = np.argwhere(~(gaps <= TOLERANCE))[0]
        book, account = [*found][row]
        raise AccountError(
            f"account {book}.{account} of {state.region.cities[place]} does not balance in "
            f"{state.year}-{state.month_of_year:02d}: off by {gaps[row].max():.3g} "
            "of stock and turnover"
        )
    for name in ("money", "people", "patents"):
        getattr(state, name).turnover.fill(0)


def remember(state: State) -> None:
    """Write this month's totals by city into the history that indicators read."""
    path = state.history
    row = state.month + 12
    now: dict[str, Floats] = {
        "gdp": state.cities.gdp,
        "capital": state.cities.capital,
        "employment": state.cities.employment,
        "rd_real": rd_performed(state, reported=False),
        "rd_reported": rd_performed(state, reported=True),
        "patents": state.patents.position[state.patents.row["in_force"]],  # whole numbers
        "patent_grants": sum_both(state, "grants"),
        "plan_spending": state.cities.plan_spending,
    }
    now |= {f"growth_{name}": value for name, value in state.past.get("pieces", {}).items()}
    for name, value in now.items():
        path[name][row] = value


def rd_performed(state: State, *, reported: bool) -> PerCity:
    """R&D of firms, institutes and facilities by the city where it is performed.

    A firm with an R&D branch performs `BRANCH_SHARE` of its R&D there. Reported R&D is
    real plus relabelled.
    """
    firms, institutes, cities = state.firms, state.institutes, state.cities
    rd = firms.weight * (firms.rd_spending + (firms.rd_relabelled if reported else 0))
    away = (firms.branch_city >= 0).nonzero()[0]
    branch = BRANCH_SHARE * rd[away]
    rd[away] -= branch
    return (
        state.by_city(firms.city, rd)
        + state.by_city(firms.branch_city[away], branch)
        + state.by_city(institutes.city, institutes.rd_spending)
        + cities.facility_rd
    )


BRANCH_SHARE = 0.2  # share of a firm's R&D done in its branch [assumed]
