"""Spending: what each payer put into each line, month by month.

    paid_j,p,c(t)  sums to what the account of payer p lost to the lines           (1)

A lever's cost is what its line was paid, by whoever paid it; the books of the payers have
the same yuan (`sim.ledger`). Lines that nobody asked money for do not exist.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.region import LAST_INPUT_YEAR
from sim.shapes import Floats
from sim.state import PAID_BY, State

MONTHS = 12 * (LAST_INPUT_YEAR - 2014)


def note(state: State, line: str, payer: int | slice, amount: Floats) -> None:
    """Write down what a payer, or all of them, put into a line this month, by city."""
    if line not in state.paid:
        state.paid[line] = np.zeros((MONTHS, len(PAID_BY), len(state.cities)))
    state.paid[line][state.month, payer] += amount


def monthly(state: State, line: str) -> np.ndarray:
    """What a line was paid by month and city, million yuan."""
    book = state.paid.get(line)
    return np.zeros((MONTHS, len(state.cities))) if book is None else book.sum(axis=1)


def table(state: State) -> Iterator[dict[str, str | int | float]]:
    """Yearly sums by line, payer and city: one row each where anything was paid."""
    for line, book in sorted(state.paid.items()):
        yearly = book.reshape(-1, 12, len(PAID_BY), len(state.cities)).sum(axis=1)
        for year, payer, city in np.argwhere(yearly):
            yield {
                "line": line, "payer": PAID_BY[payer], "city": state.region.cities[city],
                "year": 2015 + int(year), "paid": float(yearly[year, payer, city]),
            }  # fmt: skip
