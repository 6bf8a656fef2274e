"""Proof of concept: small grants to start-ups that no fund has backed yet.

    p_c = min(1, B_c / (z n_c)),  each grant z, or B_c over their number if that is less  (1)
    score of a funded start-up up to its first deal: + σ ln o                            (2)

    B state.lines["technology_transfer"] after vouchers, z concept_grant, n young start-ups
    without venture money or grant, ln o terms.proof_of_concept at the time of the grant
    (firms.concept_bonus, never nought: it tells who had a grant), σ score_per_log_odds: what
    raises the odds of a deal by a factor e

The grant is spent on research like venture money, over two years. Funds have no more money
for it: what the funded win, others miss. Conserves money.

References
----------
Howell (2017), AER 107(4): early-stage grants about double the chance of venture money.
"""

from __future__ import annotations

import numpy as np

from sim.entities import STARTUP
from sim.licensing import LINE
from sim.shapes import Floats, Ints
from sim.state import State
from sim.support import clients

FUNDED = 1e-300  # too little for any score


def unfunded(state: State, months: float) -> Ints:
    """Open young start-ups that had neither venture money nor a grant."""
    firms = state.firms
    new = (firms.kind == STARTUP) & firms.is_active & (firms.venture_month < 0)
    rows = (new & (firms.concept_bonus == 0)).nonzero()[0]
    return rows[state.month - firms.birth_month[rows] < months]


def fund_concepts(state: State, grant: float, months: float) -> None:
    """Pay grants out of the line, by lot, equation (1)."""
    line = state.lines.get(LINE)
    if line is None or not line.any():
        return
    firms = state.firms
    rows = unfunded(state, months)
    number = state.by_city(firms.city[rows], np.ones(len(rows)))
    share = np.minimum(line / (grant * np.maximum(number, 1)), 1.0)
    rows = rows[clients(firms.lot[rows], state.month, share[firms.city[rows]])]
    city = firms.city[rows]
    number = state.by_city(city, np.ones(len(city)))
    each = np.minimum(grant, line / np.maximum(number, 1))
    firms.cash[rows] += each[city]
    firms.venture_rd[rows] += each[city]
    firms.concept_bonus[rows] = np.maximum(state.terms.proof_of_concept[city], FUNDED)
    state.money.pay("lines", "firms", number * each)
    line -= number * each


def bonus(state: State, target: Ints, per_log_odds: float) -> Floats:
    """What a grant adds to the score of candidates, equation (2)."""
    firms = state.firms
    first = firms.venture_month[target] < 0
    return per_log_odds * firms.concept_bonus[target] * first
