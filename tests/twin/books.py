"""Double-entry books of the twin: positions by account and city."""

from __future__ import annotations

from sim.ledger import Ledger


class Books:
    """`pay` moves an amount; `position[account][city]` is what an account holds."""

    def __init__(self, ledger: Ledger) -> None:
        self.position: dict[str, list[float]] = {
            account: ledger.position[row].tolist() for account, row in ledger.row.items()
        }

    def pay(
        self, source: str, target: str, city: int, amount: float, to_city: int | None = None
    ) -> None:
        """Move `amount` from the account of `city` to that of `to_city` (the same city)."""
        self.position[source][city] -= amount
        self.position[target][city if to_city is None else to_city] += amount
