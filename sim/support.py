"""Support: who is in a yearly sample of firms, and the vouchers for shared instruments.

Who is in a sample hangs on a firm's permanent lot, so it is the same in every arm: a window of
lots that moves every year. Users of shared instruments are small R&D-active firms, no more than
the line can give vouchers to. What they learn lasts a while after their last use.

    in the sample if {lot + φ n} < share                                               (1)
    user if in the sample of n + 2, of share min(a, 12 q B / (v max(Σ W, 1)))          (2)
    boost' = boost 2^(-1/(12 h)), of users at least terms.instrument_yield             (3)
    voucher = q B R / Σ W R                   a month; the rest of B pays operation    (4)

    n the year (+ 5 for new institutions; elsewhere also a month or the number of a term), φ
    golden section, {x} x - ⌊x⌋, a terms.instrument_users, B state.lines["shared_instruments"],
    q voucher_part, v voucher, boost instrument_boost, h boost_half_life, R rd_spending of this
    month; Σ over the firms of the city: in (2) small ones with R&D (12 sales_mean <
    small_firm), in (4) users

B is spent whole every month. Conserves money.

References
----------
Kleine et al. (2022): effects of vouchers fade within two years.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import Parameters, parameter
from sim.shapes import Bools, PerFirm
from sim.state import State

INSTRUMENTS = "shared_instruments"  # the line that pays vouchers


@dataclass(frozen=True, kw_only=True)
class InstrumentParams(Parameters):
    """Vouchers for shared instruments, and how long using them helps."""

    voucher_part: float = parameter(
        0.6, unit="share of the line of shared instruments", low=0, high=1, status="assumed",
        source="30 of 50 million yuan a year are vouchers, the rest is operation",
    )  # fmt: skip
    voucher: float = parameter(
        0.03, unit="million yuan a year per user", low=0.001, high=1, status="assumed",
        source="about 1,000 firms with a voucher out of 30 million yuan a year",
    )  # fmt: skip
    small_firm: float = parameter(
        400, unit="million yuan of sales a year", low=20, high=2000, status="recalled",
        source="upper bound of medium-sized industrial enterprises",
    )  # fmt: skip
    boost_half_life: float = parameter(
        2, unit="years after last use", low=1, high=4, status="sourced",
        source="Kleine et al. 2022: effects of vouchers fade within two years",
    )  # fmt: skip


def clients(lot: PerFirm, year: int, share: float | PerFirm) -> Bools:
    """Which firms are in this year's sample: a window of lots that moves every year."""
    place = lot + 0.6180339887498949 * year
    return place - np.floor(place) < share  # eight times as fast as % 1.0


def use_instruments(state: State, params: InstrumentParams) -> None:
    """This year's users of shared instruments, and how their yield fades after use.

    There are no more users than vouchers that the line can pay.
    """
    firms, terms = state.firms, state.terms
    firms.is_instrument_user[:] = False
    boost = firms.instrument_boost
    boost *= 0.5 ** (1 / (12 * params.boost_half_life))
    if INSTRUMENTS not in state.lines or not terms.instrument_users.any():
        return
    is_small = 12 * firms.sales_mean < params.small_firm
    small = (firms.is_rd_active & is_small).nonzero()[0]
    city = firms.city[small]
    places = params.voucher_part * 12 * state.lines[INSTRUMENTS] / params.voucher
    number = np.maximum(state.by_city(city, firms.weight[small]), 1.0)
    share = np.minimum(terms.instrument_users, places / number)
    users = small[clients(firms.lot[small], state.year + 2, share[city])]
    firms.is_instrument_user[users] = True
    boost[users] = np.maximum(boost[users], terms.instrument_yield[firms.city[users]])


def pay_vouchers(state: State, part: float) -> None:
    """Spend the line of shared instruments: vouchers by users' R&D, the rest on operation."""
    firms, line = state.firms, state.lines.get(INSTRUMENTS)
    if line is None:
        return
    users = firms.is_instrument_user.nonzero()[0]
    city, base = firms.city[users], firms.rd_spending[users]
    total = state.by_city(city, firms.weight[users] * base)
    rate = np.where(total > 0, part * line / np.maximum(total, 1e-300), 0.0)
    vouchers = rate * total
    state.money.pay("lines", "firms", vouchers)
    state.money.pay("lines", "suppliers", line - vouchers)
    firms.cash[users] += rate[city] * base
    line[:] = 0
