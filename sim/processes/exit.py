"""Exit: firms close by hazard, and certainly when their cash is gone.

    hazard = h (S0 / S)^s, between h_min and h_max a year                          (1)
    certain if C < -c S                                                            (2)

    S yearly sales (12 sales_mean), S0 reference_sales, s size_slope, h_min lowest, h_max
    highest, C cash, c debt_limit. The chance of a month is 1 - e^(-hazard/12). A firm cannot
    close in its first year (protected).

What a closed firm leaves: its cash to its owners (who also bear its debts), a part of its
patents, with their age, and of its pending applications to another firm of its city and
field, the rest lapses or is withdrawn: floor(sold_share n + u) of n, one draw u for patents and
one for each month of decision. The buyer is the first that is open of eight met in the city and
field by permanent mass (W start_mass), none that closes in the same month; without one all
lapse. Its people look for work (`hiring`); its fund writes it off (`financing`). The row stays,
as zeros but for who it was: city (and where from), field, kind, weight, lot, position,
start_mass, quality, patent_propensity, months of birth, slot and first deal. Conserves money
and patents.

References
----------
Exit of 4-9 % a year, falling with size: Brandt, Van Biesebroeck & Zhang (2012) [recalled].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.candidates import draw_within
from sim.entities import QUEUE_MONTHS
from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.shapes import Bools, Floats, Ints, PerFirm
from sim.state import State

CLEARED = (
    "is_active", "is_rd_active", "productivity", "appeal", "sales", "sales_mean", "profit",
    "workers", "rd_propensity", "rd_shock", "rd_wanted", "rd_jump", "rd_paper",
    "rd_for_notch", "rd_relabelled", "rd_grant", "contract_fee", "rd_spending", "rd_recent",
    "rd_lagged", "rd_by_year", "sales_by_year", "is_certified", "in_pool", "instrument_boost",
    "is_instrument_user", "knowledge", "knowledge_growth", "cash", "venture_rd", "pair_yield",
    "tie", "staff_wanted", "patent_age", "patent_quality", "filings", "grants", "project_rd",
    "project_promised", "project_quality", "is_duplicate", "national_rd", "grant_value",
    "in_consortium", "in_cluster", "consortium_yield", "consortium_rd", "joint_rd",
    "in_park", "in_ftz", "place_yield", "industry_rd", "concept_bonus",
)  # fmt: skip
WRITES = (*(f"firms.{name}" for name in CLEARED), "firms.patents", "firms.queue",
          "firms.queue_low", "firms.branch_city", "firms.partner", "firms.partner_kind",
          "firms.partner_city", "firms.pair_until", "firms.project_month",
          "firms.project_city")  # fmt: skip
MEANS = "patent_age", "patent_quality"  # of patents in force: merged with them
NOBODY = (
    "branch_city", "partner", "partner_city", "pair_until", "project_month", "project_city",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """Hazard of closing and what becomes of patents."""

    hazard: float = parameter(
        0.06, unit="1/year at the reference sales", low=0, high=0.3, status="assumed",
        source="exit of 4-9 % a year",
    )  # fmt: skip
    reference_sales: float = parameter(
        60, unit="million yuan of sales a year", low=10, high=500, status="assumed",
        source="as in innovation: a unit, not a mechanism",
    )  # fmt: skip
    size_slope: float = parameter(
        0.3, unit="elasticity", low=0, high=1, status="assumed", source="small firms close more"
    )
    lowest: float = parameter(
        0.006, unit="1/year", low=0, high=0.1, status="assumed", source="largest firms"
    )
    highest: float = parameter(
        0.12, unit="1/year", low=0.01, high=0.5, status="assumed", source="smallest firms"
    )
    debt_limit: float = parameter(
        0.25, unit="years of sales", low=0.01, high=2, status="assumed",
        source="what owners and banks bear",
    )  # fmt: skip
    protected: float = parameter(
        12, unit="months", low=0, high=36, status="assumed", source="no exit in the first year"
    )
    sold_share: float = parameter(
        0.5, unit="share of patents", low=0, high=1, status="assumed",
        source="sold to another firm; the rest lapses",
    )  # fmt: skip


def hazard(sales: PerFirm, params: Params) -> PerFirm:
    """Yearly hazard of closing, equation (1)."""
    relative = params.reference_sales / np.maximum(sales, 1e-9)
    rate = params.hazard * relative**params.size_slope
    return np.minimum(np.maximum(rate, params.lowest), params.highest)


def closing(sales: PerFirm, cash: PerFirm, age: Ints, luck: PerFirm, params: Params) -> Bools:
    """Which of the open firms close this month; `sales` a year, `age` in months."""
    gone = cash < -params.debt_limit * sales
    few = (luck < 1 - np.exp(-params.highest / 12)).nonzero()[0]  # the others are safe
    gone[few] |= luck[few] < 1 - np.exp(-hazard(sales[few], params) / 12)
    return gone & (age >= params.protected)


def step(state: State, params: Params, luck: Luck) -> None:
    firms = state.firms
    rows = firms.is_active.nonzero()[0]
    age = state.month - firms.birth_month[rows]
    gone = closing(
        12 * firms.sales_mean[rows], firms.cash[rows], age, luck.uniform("close", rows), params
    )
    rows = rows[gone]
    hand_over_patents(state, params, luck, rows)
    cash = firms.weight[rows] * firms.cash[rows]
    state.money.pay("firms", "owners", state.by_city(firms.city[rows], np.maximum(cash, 0)))
    state.money.pay("owners", "firms", state.by_city(firms.city[rows], np.maximum(-cash, 0)))
    for name in CLEARED:
        firms.arrays[name][rows] = 0
    for name in NOBODY:
        firms.arrays[name][rows] = -1
    firms.partner_kind[rows] = 0


def hand_over_patents(state: State, params: Params, luck: Luck, rows: Ints) -> None:
    """Half of patents and applications to a firm of the same market, the rest lapses."""
    firms, buyer = state.firms, find_buyers(state, luck, rows)
    order, who, first = by_buyer(buyer)
    total = {name: firms.patents[who] * firms.arrays[name][who] for name in MEANS}
    late = luck.uniform("queue", rows, QUEUE_MONTHS)
    for name, account, lost_to, odd in (
        ("patents", "in_force", "lapsed", luck.uniform("patents", rows)),
        ("queue", "pending", "refused", late),
        ("queue_low", "", "", late),  # a part of the queue: the same luck, in no book
    ):
        stock = firms.arrays[name]
        left = stock[rows]
        if not left.any():
            continue
        kept = share_of(left, params.sold_share, odd)
        kept[buyer < 0] = 0
        lost = (left - kept).reshape(len(rows), -1).sum(axis=1)
        if account:
            state.patents.pay(account, lost_to, state.by_city(firms.city[rows], lost))
        stock[rows] = 0
        give(stock, who, kept[order], first)
        if name == "patents":
            for mean, sum_ in total.items():
                value = (kept * firms.arrays[mean][rows])[order]
                give(sum_, np.arange(len(who)), value, first)
    for mean, sum_ in total.items():
        firms.arrays[mean][who] = sum_ / np.maximum(firms.patents[who], 1)


def find_buyers(state: State, luck: Luck, rows: Ints) -> Ints:
    """The first open firm among eight met in the same market; -1 where there is none."""
    firms = state.firms
    market = firms.city * len(state.fields) + firms.field
    buyers = draw_within(
        firms.start_mass * firms.weight, market, market[rows], luck.uniform("buyer", rows, 8)
    )
    open_now = firms.is_active.copy()
    open_now[rows] = False
    fit = open_now[buyers] & (buyers >= 0)
    return np.where(fit.any(axis=1), buyers[np.arange(len(rows)), fit.argmax(axis=1)], -1)


def share_of(stock: Ints, share: float, luck: Floats) -> Ints:
    """A share of each count, in whole numbers: luck decides about the fraction."""
    # Rounding down would leave small rows with nothing, and so depend on the scale.
    return np.floor(share * stock + luck).astype(stock.dtype)


def by_buyer(buyer: Ints) -> tuple[Ints, Ints, Ints]:
    """Sellers in the order of their buyers, each buyer once, and where its sellers begin.

    One buyer may take from several, -1 takes nothing.
    """
    order = np.argsort(buyer, kind="stable")
    order = order[np.count_nonzero(buyer < 0) :]
    who = buyer[order]
    first = np.concatenate([[True], who[1:] != who[:-1]]).nonzero()[0][: len(who)]
    return order, who[first], first


def give(stock: Ints | Floats, who: Ints, kept: Ints | Floats, first: Ints) -> None:
    """Add what each buyer takes over, with `kept` in the order of buyers."""
    if first.size:
        stock[who] += np.add.reduceat(kept, first, axis=0)
