"""Support: public money that reaches a sample of firms, vouchers and generic grants.

Who is in a sample hangs on a firm's permanent lot, so it is the same in every arm.
"""

from __future__ import annotations

import numpy as np

from sim.shapes import Bools, PerFirm
from sim.state import State


def clients(lot: PerFirm, year: int, share: float | PerFirm) -> Bools:
    """Which firms are in this year's sample: a window of lots that moves every year."""
    place = lot + 0.6180339887498949 * year
    return place - np.floor(place) < share  # eight times as fast as % 1.0


def pay_vouchers(state: State, part: float) -> None:
    """Spend the line of shared instruments: vouchers by users' R&D, the rest on operation."""
    firms, line = state.firms, state.lines.get("shared_instruments")
    if line is None:
        return
    base = np.where(firms.is_instrument_user, firms.rd_spending, 0.0)
    total = state.by_city(firms.city, firms.weight * base)
    rate = np.where(total > 0, part * line / np.maximum(total, 1e-300), 0.0)
    vouchers = rate * total
    state.money.pay("lines", "firms", vouchers)
    state.money.pay("lines", "suppliers", line - vouchers)
    firms.cash += rate[firms.city] * base
    line[:] = 0


def pay_grants(state: State, coverage: float, misuse: float) -> None:
    """Generic grants reach a sample of R&D-active firms; they are spent next month.

    The misused part leaves the firm for its owners. What finds no firm stays in the pool.
    """
    firms, cities = state.firms, state.cities
    chosen = clients(1 - firms.lot, state.year, coverage)
    base = np.where(firms.is_rd_active & chosen, firms.rd_spending, 0.0)
    total = state.by_city(firms.city, firms.weight * base)
    rate = np.where(total > 0, cities.firm_grants / np.maximum(total, 1e-300), 0.0)
    rate = np.minimum(rate, 1.0)  # no grant above the R&D of the firm
    firms.rd_grant[:] = rate[firms.city] * base
    paid = rate * total
    state.money.pay("grants_pool", "firms", paid)
    state.money.pay("firms", "owners", misuse * paid)
    cities.grants_pool -= paid
    firms.cash += (1 - misuse) * firms.rd_grant
