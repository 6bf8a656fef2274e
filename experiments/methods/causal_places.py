"""Quasi-experiments with cities: money for funds, joint filings of pairs, and start-ups.

    v_cp / v̄_c = a_c + d_p + β g_cp / v̄_c + e_cp,   weights v̄_c²                        (1)
    E[n_pt] = exp(a_p + d_t + β D_pt)                                                   (2)
    ratio = P(first deal | funded) / P(first deal | not funded)                         (3)

    v private and g public money committed to funds of city c a year, before the plan and
    since (p: two periods, since funds are few and large), v̄ what is usual before it, so
    that cities of different size share d_p; n joint filings of universities and firms
    of pair of cities p, D: a city of the pair is connected

References
----------
ssrn 3221997: (1), private per public yuan in China. Cui, Li & Wang: (2), first connection
by high-speed rail. Howell (2017), American Economic Review 107(4): (3).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.methods.causal import (
    NOT_FOUND,
    Found,
    poisson_effect,
    ratio_of_sums,
    two_way,
    years_of,
)
from experiments.methods.causal_data import FUNDED, MicroData
from sim.shapes import Floats, Ints

START = 2020
RAISED = 2023  # last year of funds: matched ones open to 2022, what they displace later
PATIENCE = 24  # months after the proof of concept in which a first deal counts


def crowd_in(data: MicroData, none: MicroData) -> Found:
    """Private yuan per public yuan by equation (1), and in truth."""
    years = np.array(data.years)
    before, since = years < START, (years >= START) & (years <= RAISED)
    private, public = (
        np.array([data.funds[name][when].mean(axis=0) for when in (before, since)])
        for name in ("private", "public")
    )
    usual = private[0]
    period, city = (part.ravel() for part in np.indices(private.shape))
    found = two_way(
        (private / usual).ravel(), (public / usual).reshape(-1, 1), city,
        years_of(period, 0 * city), np.tile(usual**2, 2),
    )  # fmt: skip
    gap = {name: float((data.funds[name] - none.funds[name]).sum()) for name in data.funds}
    more = gap["private"] + gap["waiting"]
    truth = more / gap["public"] if gap["public"] > 0 else float("nan")
    return Found(float(found.slope[0]), float(found.error[0]), truth)


def between(pairs: Floats) -> tuple[Floats, Ints, Ints]:
    """Joint filings of unordered pairs of cities by year, and the two cities of each."""
    one, other = np.triu_indices(pairs.shape[1], 1)
    return pairs[:, one, other] + pairs[:, other, one], one, other


def connected(
    data: MicroData, none: MicroData, cities: tuple[str, ...], after: tuple[int, ...]
) -> Found:
    """Relative rise of joint filings of connected pairs, equation (2), and in truth."""
    years, codes = np.array(data.years), data.codes(cities)
    mine, one, other = between(data.pairs)
    twin = between(none.pairs)[0]
    late = np.isin(years, after)
    used = late | ((years > years[0]) & (years < START))
    treated = late[:, None] & (np.isin(one, codes) | np.isin(other, codes))
    place = np.indices(mine.shape)
    year, pair = place[0][used], place[1][used]
    columns = years_of(year.ravel(), 0 * pair.ravel())
    flat = treated[used].ravel(), pair.ravel()
    rise, error = poisson_effect(mine[used].ravel(), *flat, columns)
    return Found(rise, error, ratio_of_sums(mine[treated], twin[treated]))


def funded(data: MicroData, none: MicroData) -> Found:
    """First venture money of funded start-ups relative to others, equation (3)."""
    start, twin = data.startups, none.startups
    paid, born = start.get(FUNDED, np.array([])), start.get("birth_month", np.array([]))
    chosen = (paid >= 0) & ~early(start, paid) if len(paid) else np.array([False])
    if not chosen.any():
        return NOT_FOUND
    # Others of the same years of birth, looked at from the same age on.
    since = np.where(chosen, paid, born + int(np.median((paid - born)[chosen])))
    of_time = (born >= born[chosen].min()) & (born <= born[chosen].max())
    fits = of_time & (since < 12 * len(data.years) - PATIENCE) & ~early(start, since)
    treated, others = fits & chosen, fits & (paid < 0)
    got, base = got_money(start, since)[treated], got_money(start, since)[others]
    if not (got.any() and base.any()):
        return NOT_FOUND
    ratio = got.mean() / base.mean()
    error = ratio * np.sqrt((1 - got.mean()) / got.sum() + (1 - base.mean()) / base.sum())
    _, here, there = np.intersect1d(start["row"][treated], twin["row"], return_indices=True)
    without = {name: column[there] for name, column in twin.items()}
    truth = got_money(without, since[treated][here]).mean()
    return Found(float(ratio), float(error), float(got[here].mean() / truth))


def early(start: dict[str, Any], month: Ints) -> Any:
    """Start-ups with venture money before the month."""
    return (start["venture_month"] >= 0) & (start["venture_month"] < month)


def got_money(start: dict[str, Any], since: Ints) -> Any:
    """Whether the first deal came within the months that count."""
    deal = start["venture_month"]
    return ((deal >= since) & (deal < since + PATIENCE)).astype(float)
