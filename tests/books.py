"""The books of a process under test: what it books must be what its columns show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from sim import accounts
from sim.shapes import PerCity
from sim.state import State


def unbooked(state: State) -> dict[tuple[str, str], PerCity]:
    """Stocks less what the books say, by account and city."""
    found = {}
    for (name, account), stock in accounts.STOCKS.items():
        book = getattr(state, name)
        found[name, account] = stock(state) - book.position[book.row[account]]
    return found


@contextmanager
def balanced(state: State) -> Iterator[None]:
    """Whatever stocks change in the block, the books change by as much, city by city."""
    before = unbooked(state)
    yield
    for account, gap in unbooked(state).items():
        assert gap == pytest.approx(before[account], abs=1e-9), account


def paid(state: State, account: str, book: str = "money") -> PerCity:
    """The position of an account: what it received less what it gave, since the start."""
    ledger = getattr(state, book)
    return np.array(ledger.position[ledger.row[account]])
