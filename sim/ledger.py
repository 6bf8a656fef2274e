"""Double-entry books for money, people and patents.

Whatever leaves one account enters another, so nothing appears or vanishes unseen:

    position_a,c  =  sum of entries in  -  sum of entries out      (account a, city c)  (1)

`sim.accounts` compares the change of (1) each month with the columns it stands for.
"""

from __future__ import annotations

import numpy as np

from sim.shapes import CityToCity, Floats, Ints, Numbers, PerCity


class AccountError(RuntimeError):
    """An account that does not balance; the text names it."""


class Ledger:
    """The books of one thing: positions by account and city, and the month's turnover."""

    def __init__(self, accounts: tuple[str, ...], n_cities: int) -> None:
        self.row = {name: i for i, name in enumerate(accounts)}
        self.position: Floats = np.zeros((len(accounts), n_cities))
        self.turnover: Floats = np.zeros((len(accounts), n_cities))

    def pay(
        self, source: str, target: str, amount: PerCity, received: PerCity | None = None
    ) -> None:
        """Move `amount` (by city of the source) from one account to another.

        `received` gives the same total by city of the target when it is another city's.
        """
        given = amount if received is None else received
        payer, payee, size = self.row[source], self.row[target], np.abs(amount)
        if received is not None and abs((amount - given).sum()) > 1e-9 * (1 + size.sum()):
            raise AccountError(
                f"{source} to {target}: {amount.sum()} sent, {given.sum()} received"
            )
        left, entered = self.position[payer], self.position[payee]
        left -= amount
        entered += given
        left, entered = self.turnover[payer], self.turnover[payee]
        left += size
        entered += size if received is None else np.abs(given)

    def copy(self) -> Ledger:
        """Independent books with the same positions."""
        twin = object.__new__(Ledger)
        twin.row = self.row
        twin.position, twin.turnover = self.position.copy(), self.turnover.copy()
        return twin


class Flows:
    """What moved from city to city since January: kind by (from city, to city).

    The last index, one past the cities, is the outside world.
    """

    KINDS = ("talent", "firms", "branches", "capital", "co-patents", "institutes", "funds")

    def __init__(self, n_cities: int) -> None:
        self.moved: dict[str, CityToCity] = {
            kind: np.zeros((n_cities + 1, n_cities + 1)) for kind in self.KINDS
        }

    def add(self, kind: str, origin: Ints, target: Ints, amount: Numbers | float) -> None:
        """Add `amount` moved from city codes `origin` to city codes `target`."""
        size = len(self.moved[kind])
        cell = np.asarray(origin, dtype=np.int64) * size + np.asarray(target, dtype=np.int64)
        amount = np.zeros(cell.shape) + amount
        self.moved[kind] += np.bincount(cell, amount, size * size).reshape(size, size)

    def copy(self) -> Flows:
        """Independent flows with the same values."""
        twin = object.__new__(Flows)
        twin.moved = {k: v.copy() for k, v in self.moved.items()}
        return twin
