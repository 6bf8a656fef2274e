"""Consortia: which firms do joint generic research, and which are organised in a cluster.

A consortium is of one field that the plan names; it needs firms of at least two cities and
an institute, and lasts for a calendar term of two years. A cluster is of the speciality of
its city, for good. Both make research yield more and cost less; a firm in both has the
stronger of the two, once.

    consortium:  {u_i + φ T} in [a_c, a_c + n_c ℓ_c / N_c)  N firms with R&D in fields     (1)
    cluster:     {11 u_i} in [a_c, a_c + k_c M_c / m_c)     M with R&D, m of speciality    (2)
    a_c = argmin_j Σ |R̄(a_j) / (w R̄) - 1| + |N(a_j) / (w N) - 1|,  a_j = {φ j}, j = 0..63  (3)
    c_i = max(c_consortium, c_cluster),  r_i: that of larger size                          (4)
    P_c = min(π B_c, v Σ_h R_h)            paid by the line B to institutes, by R_h
    joint_i = min(v, (B_c - P_c) / Σ W R) R_i            and of what is left to firms      (5)
    open institutes in consortia:  {u_h + φ T} < q, in cities with n_c > 0                 (6)

    u lot, n terms.consortium_places, ℓ cities.layout, N W of firms with R&D in fields that
    the plan names (M in all fields, m in the speciality), k terms.cluster_coverage, q
    institute_coverage, R̄ sum of W rd_lagged and N number of firms, all of the city that could
    join or those in the window from a_j, w usual width of the window (.02, of clusters .22),
    a cities.consortium_start or cluster_start, c consortium_yield, r consortium_rd, R
    rd_spending of last month, B at least 0, v support_cap, π institute_part, h institutes of
    the city in consortia, joint joint_rd, T ⌊year / term_years⌋, φ golden section, {x} x - ⌊x⌋

Windows run over the end of [0, 1) and are at most 1 wide; N and m count as at least 1. There
is at most one consortium a field: firms in the windows of all cities and institutes by (6),
each in its main field (largest field_weights), if it has firms of two cities and an institute.

Lots are permanent, so arms and doses choose the same firms and a higher dose adds to them; as
the width of a window follows N, M and m every month, firms at its edge join or leave. Research
is concentrated in few firms: when a programme begins, each city takes of 64 windows that which
holds its share of firms and of their research (3), summed over this term and the next (of
clusters once), so that the treated weight is stable. No arm has met the plan at that time, if
all levers begin in the same month. What finds no taker stays in the line. That of clusters
buys services, all of it, in cities with members.

References
----------
Falck, Heblich & Kipar (2010), Regional Science and Urban Economics 40(6): clusters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import Parameters, parameter
from sim.shapes import Bools, Floats, Ints, PerCity
from sim.state import State
from sim.support import clients
from sim.tables import sum_by

CONSORTIUM_LINE, CLUSTER_LINE = "joint_generic_research", "industry_clusters"
CONSORTIUM_WIDTH, CLUSTER_WIDTH = 0.02, 0.22  # of the windows at dose 1, for (3)
GOLDEN, TRIES = 0.6180339887498949, 64
ROUNDING = 1e-9  # of a balance: no firm makes so small a difference
MEMBERSHIP = ("in_consortium", "in_cluster", "consortium_yield", "consortium_rd", "joint_rd")
WRITES = (*(f"firms.{name}" for name in MEMBERSHIP), "firms.cash", "institutes.cash",
          "cities.consortium_start", "cities.cluster_start")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ConsortiumParameters(Parameters):
    """How consortia are made up and paid."""

    term_years: int = parameter(
        2, unit="years", low=1, high=5, status="assumed", source="usual grant projects"
    )
    institute_part: float = parameter(
        0.3, unit="share of the money of consortia", low=0, high=1, status="assumed",
        source="institutes in joint research",
    )  # fmt: skip
    institute_coverage: float = parameter(
        0.10, unit="share of institutes", low=0, high=1, status="assumed",
        source="institutes in consortia at a time, each in its main field",
    )  # fmt: skip
    support_cap: float = parameter(
        0.5, unit="share of a member's R&D", low=0, high=1, status="assumed",
        source="usual limit of public money in a project",
    )  # fmt: skip


def fraction(number: Floats) -> Floats:
    """The part behind the point; much faster than % 1."""
    return number - np.floor(number)


def in_window(ticket: Floats, start: float | Floats, width: float | Floats) -> Bools:
    """Which tickets lie in a window of [0, 1) that may run over its end."""
    return fraction(ticket - start) < width


def balanced_starts(
    tickets: tuple[Floats, ...], masses: tuple[Floats, ...], city: Ints, n: int, width: float
) -> PerCity:
    """Start of the windows that hold their share of each city's masses best, equation (3)."""
    starts = fraction(np.array([GOLDEN * i for i in range(TRIES)]))
    gap = np.zeros((TRIES, n))
    for ticket in tickets:
        inside = [in_window(ticket, start, width) for start in starts]
        for mass in masses:
            held = np.array([sum_by(city, mass * chosen, n) for chosen in inside])
            goal = width * sum_by(city, mass, n)
            gap += np.abs(held - goal) / np.maximum(goal, 1e-300)
    # The first within rounding of the least: windows with the same firms are equally good.
    return starts[(gap <= gap.min(axis=0) + ROUNDING).argmax(axis=0)]


def begin(
    state: State, start: PerCity, tickets: tuple[Floats, ...], rows: Ints, width: float
) -> None:
    """Choose where windows begin, by number and research of firms that may take part."""
    firms = state.firms
    masses = firms.weight[rows], firms.weight[rows] * firms.rd_lagged[rows]
    start[:] = balanced_starts(tickets, masses, firms.city[rows], len(start), width)


def width_of(places: PerCity, number: PerCity) -> PerCity:
    """Width of a window with so many places for so many firms."""
    return np.minimum(places / np.maximum(number, 1.0), 1.0)


def stronger(one: Floats, other: Floats) -> Floats:
    """Of two changes, that of larger size, equation (4)."""
    return np.where(np.abs(one) >= np.abs(other), one, other)


def organise(state: State, params: ConsortiumParameters) -> None:
    """Who is in what this month, what it does to research, and what is paid."""
    firms, terms = state.firms, state.terms
    has_consortia = terms.consortium_places.any()
    if not (has_consortia or terms.cluster_coverage.any()):
        if firms.in_consortium.any() or firms.in_cluster.any():
            for name in MEMBERSHIP:
                firms.arrays[name][:] = 0
        return
    for name in MEMBERSHIP:
        firms.arrays[name][:] = 0
    rows = firms.is_rd_active.nonzero()[0]
    cluster = cluster_members(state, rows)
    firms.in_cluster[cluster] = True
    if has_consortia:
        members, schools = consortium_members(state, params, rows)
        firms.in_consortium[members] = True
        pay_consortia(state, params, members, schools)
    write_gains(state)
    pay_clusters(state, cluster)


def cluster_members(state: State, rows: Ints) -> Ints:
    """Those of `rows` organised in the cluster of their city, equation (2)."""
    firms, start = state.firms, state.cities.cluster_start
    if not state.terms.cluster_coverage.any():
        return rows[:0]
    places = state.terms.cluster_coverage * state.by_city(firms.city[rows], firms.weight[rows])
    rows = rows[firms.field[rows] == state.region.speciality[firms.city[rows]]]
    city, ticket = firms.city[rows], fraction(11 * firms.lot[rows])  # not that of consortia
    if (start < 0).any():
        begin(state, start, (ticket,), rows, CLUSTER_WIDTH)
    width = width_of(places, state.by_city(city, firms.weight[rows]))
    return rows[in_window(ticket, start[city], width[city])]


def consortium_members(
    state: State, params: ConsortiumParameters, rows: Ints
) -> tuple[Ints, Ints]:
    """Those of `rows` in consortia of this term, and institutes in them, equation (1)."""
    firms, institutes, is_in_plan = state.firms, state.institutes, state.region.is_in_plan > 0
    places, start = state.terms.consortium_places, state.cities.consortium_start
    rows = rows[is_in_plan[firms.field[rows]]]
    city, weight = firms.city[rows], firms.weight[rows]
    term = state.year // params.term_years
    ticket = fraction(firms.lot[rows] + GOLDEN * term)
    if (start < 0).any():  # looks ahead to the next term, too
        later = fraction(ticket + GOLDEN)
        begin(state, start, (ticket, later), rows, CONSORTIUM_WIDTH)
    width = width_of(places * state.cities.layout, state.by_city(city, weight))
    rows = rows[in_window(ticket, start[city], width[city])]

    share = np.where(places > 0, params.institute_coverage, 0.0)
    chosen = clients(institutes.lot, term, share[institutes.city]) & institutes.is_active
    schools = chosen.nonzero()[0]
    main = institutes.field_weights[schools].argmax(axis=1)
    n_cities = (state.by_market(firms.city[rows], firms.field[rows], rows >= 0) > 0).sum(axis=0)
    complete = is_complete(n_cities, np.bincount(main, minlength=len(n_cities))) & is_in_plan
    return rows[complete[firms.field[rows]]], schools[complete[main]]


def is_complete(n_cities: Ints, n_institutes: Ints) -> Bools:
    """Whether a field has firms of two cities or more, and an institute."""
    return (n_cities >= 2) & (n_institutes > 0)


def write_gains(state: State) -> None:
    """Yield and own R&D of members, equation (4)."""
    firms, terms = state.firms, state.terms
    rows = (firms.in_consortium | firms.in_cluster).nonzero()[0]
    city, joint, cluster = firms.city[rows], firms.in_consortium[rows], firms.in_cluster[rows]
    in_joint = np.where(joint, terms.consortium_yield[city], -np.inf)
    in_cluster = np.where(cluster, terms.cluster_yield[city], -np.inf)
    firms.consortium_yield[rows] = np.maximum(in_joint, in_cluster)
    firms.consortium_rd[rows] = stronger(
        joint * terms.consortium_rd[city], cluster * terms.cluster_rd[city]
    )


def payable(line: PerCity, research: PerCity, cap: float) -> PerCity:
    """What a line pays to those who do so much research, at most a part of it."""
    return np.minimum(np.maximum(line, 0), cap * research)


def part_of(research: Floats, total: PerCity, paid: PerCity, city: Ints) -> Floats:
    """What each gets of `paid`, by its part of the research of its city."""
    rate = np.divide(paid, total, out=np.zeros_like(paid), where=total > 0)
    return research * rate[city]


def pay_consortia(
    state: State, params: ConsortiumParameters, rows: Ints, schools: Ints
) -> None:
    """Divide the line of consortia by members' R&D, equation (5); institutes first."""
    firms, institutes = state.firms, state.institutes
    line = state.lines.get(CONSORTIUM_LINE)
    if line is None:
        return
    city, research = institutes.city[schools], institutes.rd_spending[schools]
    total = state.by_city(city, research)
    paid = payable(params.institute_part * line, total, params.support_cap)
    institutes.cash[schools] += part_of(research, total, paid, city)
    state.money.pay("lines", "institutes", paid)
    line -= paid
    city, research = firms.city[rows], firms.rd_spending[rows]
    total = state.by_city(city, firms.weight[rows] * research)
    paid = payable(line, total, params.support_cap)
    firms.joint_rd[rows] = joint = part_of(research, total, paid, city)
    firms.cash[rows] += joint
    state.money.pay("lines", "firms", paid)
    line -= paid


def pay_clusters(state: State, rows: Ints) -> None:
    """Management of clusters and services for their members, where there are any."""
    line = state.lines.get(CLUSTER_LINE)
    if line is None:
        return
    is_there = state.by_city(state.firms.city[rows], np.ones(len(rows))) > 0
    paid = np.where(is_there, line, 0.0)
    state.money.pay("lines", "suppliers", paid)
    line -= paid
