"""Consortia: which firms do joint generic research, and which are organised in a cluster.

A consortium is of one field that the plan names; it needs firms of at least two cities and
an institute, and lasts for a calendar term of two years. A cluster is of the speciality of
its city, and its members stay. Both make research yield more and cost less; a firm in both
has the stronger of the two, once.

    consortium:  u_i in [a_c, a_c + n_c ℓ_c / N_c)       N firms with R&D in these fields  (1)
    cluster:     {11 u_i} in [a_c, a_c + k_c M_c / m_c)  M with R&D, m in the speciality   (2)
    a_c = argmin_j |R̄(a_j) / (w R̄) - 1| + |N(a_j) / (w N) - 1|                             (3)
    c_i = max(c_consortium, c_cluster),  r_i: that of larger size                          (4)
    joint_i = min(v, (1 - π) B_c / Σ W R) R_i            paid by the line B to its members (5)

    u lot, n terms.consortium_places, ℓ cities.layout, k terms.cluster_coverage, R̄ sum of
    W rd_lagged and N number of firms, all of them or those in the window from a_j, w usual
    width of the window, a cities.consortium_start or cluster_start, c consortium_yield, r
    consortium_rd, R rd_spending of last month, v support_cap, π institute_part, joint
    joint_rd, {x} x - ⌊x⌋

Lots are permanent, so arms and doses choose the same firms and a higher dose adds to them.
Research is concentrated in few firms: when a programme begins, each city takes of 64
windows that which holds its share of firms and of their research (3), so that the treated
weight is stable; by then no arm has met the plan. What the line cannot pay stays in it.
Money for clusters buys services for their members.

References
----------
Falck, Heblich & Kipar (2010), Regional Science and Urban Economics 40(6): clusters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.parameters import Parameters, parameter
from sim.shapes import Bools, Floats, Ints, Numbers, PerCity, PerFirm, PerInstitute
from sim.state import State
from sim.support import clients
from sim.tables import sum_by

CONSORTIUM_LINE, CLUSTER_LINE = "joint_generic_research", "industry_clusters"
CONSORTIUM_WIDTH, CLUSTER_WIDTH = 0.02, 0.22  # of the windows at dose 1, for (3)
GOLDEN, TRIES = 0.6180339887498949, 64
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


def fraction(number: NDArray[np.floating]) -> Floats:
    """The part behind the point; much faster than % 1."""
    return number - np.floor(number)


def in_window(ticket: Floats, start: float | Floats, width: float | Floats) -> Bools:
    """Which tickets lie in a window of [0, 1) that may run over its end."""
    return fraction(ticket - start) < width


def balanced_starts(
    ticket: Floats, masses: tuple[Floats, ...], city: Ints, n: int, width: float
) -> PerCity:
    """Start of the window that holds its share of each city's masses best, equation (3)."""
    starts = fraction(np.array([GOLDEN * i for i in range(TRIES)]))
    inside = [in_window(ticket, start, width) for start in starts]
    gap = np.zeros((TRIES, n))
    for mass in masses:
        held = np.array([sum_by(city, mass * chosen, n) for chosen in inside])
        goal = width * sum_by(city, mass, n)
        gap += np.abs(held - goal) / np.maximum(goal, 1e-300)
    return starts[gap.argmin(axis=0)]


def begin(state: State, start: PerCity, ticket: Floats, able: Bools, width: float) -> None:
    """Choose where windows begin, by number and research of firms that may take part."""
    firms, rows = state.firms, np.flatnonzero(able)
    masses = firms.weight[rows], firms.weight[rows] * firms.rd_lagged[rows]
    start[:] = balanced_starts(ticket[rows], masses, firms.city[rows], len(start), width)


def width_of(places: PerCity, number: PerCity) -> PerCity:
    """Width of a window with so many places for so many firms."""
    return np.minimum(places / np.maximum(number, 1.0), 1.0)


def stronger(one: Floats, other: Floats) -> Floats:
    """Of two changes, that of larger size, equation (4)."""
    return np.where(np.abs(one) >= np.abs(other), one, other)


def organise(state: State, params: ConsortiumParameters) -> None:
    """Who is in what this month, what it does to research, and what is paid."""
    firms, terms = state.firms, state.terms
    if not (terms.consortium_places.any() or terms.cluster_coverage.any()):
        if firms.in_consortium.any() or firms.in_cluster.any():
            for name in MEMBERSHIP:
                firms.arrays[name][:] = 0
        return
    firms.in_cluster[:] = cluster_members(state)
    members, schools = consortium_members(state, params)
    firms.in_consortium[:] = members
    write_gains(state)
    pay_consortia(state, params, schools)
    pay_clusters(state)


def cluster_members(state: State) -> Bools:
    """Firms organised in the cluster of their city, equation (2)."""
    firms, coverage = state.firms, state.terms.cluster_coverage
    if not coverage.any():
        return np.zeros(len(firms), dtype=bool)
    able = firms.is_rd_active & (firms.field == state.region.speciality[firms.city])
    ticket = fraction(11 * firms.lot)  # independent of the windows of consortia
    start = state.cities.cluster_start
    if (start < 0).any():
        begin(state, start, ticket, able, CLUSTER_WIDTH)
    places = coverage * state.by_city(firms.city, firms.weight * firms.is_rd_active)
    width = width_of(places, state.by_city(firms.city, firms.weight * able))
    return able & in_window(ticket, start[firms.city], width[firms.city])


def consortium_members(state: State, params: ConsortiumParameters) -> tuple[Bools, Bools]:
    """Firms and institutes in consortia of this term, equation (1)."""
    firms, institutes, region = state.firms, state.institutes, state.region
    places, start = state.terms.consortium_places, state.cities.consortium_start
    if not places.any():
        return np.zeros(len(firms), dtype=bool), np.zeros(len(institutes), dtype=bool)
    is_in_plan = region.is_in_plan > 0
    able = firms.is_rd_active & is_in_plan[firms.field]
    term, year = divmod(state.year, params.term_years)
    ticket = fraction(firms.lot + GOLDEN * term)
    if (start < 0).any() or (year == 0 and state.month_of_year == 1):
        begin(state, start, ticket, able, CONSORTIUM_WIDTH)
    number = state.by_city(firms.city, firms.weight * able)
    width = width_of(places * state.cities.layout, number)
    chosen = able & in_window(ticket, start[firms.city], width[firms.city])

    share = params.institute_coverage * (places > 0)
    schools = clients(institutes.lot, term, share[institutes.city]) & institutes.is_active
    main = institutes.field_weights.argmax(axis=1)
    n_cities = (state.by_market(firms.city, firms.field, chosen) > 0).sum(axis=0)
    complete = is_complete(n_cities, np.bincount(main, schools, len(n_cities))) & is_in_plan
    return chosen & complete[firms.field], schools & complete[main]


def is_complete(n_cities: Ints, n_institutes: Numbers) -> Bools:
    """Whether a field has firms of two cities or more, and an institute."""
    return (n_cities >= 2) & (n_institutes > 0)


def write_gains(state: State) -> None:
    """Yield and own R&D of members, equation (4)."""
    firms, terms = state.firms, state.terms
    firms.consortium_yield[:] = firms.consortium_rd[:] = 0
    rows = np.flatnonzero(firms.in_consortium | firms.in_cluster)
    city, joint, cluster = firms.city[rows], firms.in_consortium[rows], firms.in_cluster[rows]
    firms.consortium_yield[rows] = np.maximum(
        joint * terms.consortium_yield[city], cluster * terms.cluster_yield[city]
    )
    firms.consortium_rd[rows] = stronger(
        joint * terms.consortium_rd[city], cluster * terms.cluster_rd[city]
    )


def payable(line: PerCity, research: PerCity, cap: float) -> PerCity:
    """What a line pays to those who do so much research, at most a part of it."""
    return np.minimum(np.maximum(line, 0), cap * research)


def pay_consortia(state: State, params: ConsortiumParameters, schools: Bools) -> None:
    """Divide the line of consortia by members' R&D, equation (5); institutes first."""
    firms, institutes = state.firms, state.institutes
    firms.joint_rd[:] = 0
    line = state.lines.get(CONSORTIUM_LINE)
    if line is None:
        return
    base = schools * institutes.rd_spending
    total = state.by_city(institutes.city, base)
    paid = payable(params.institute_part * line, total, params.support_cap)
    institutes.cash += part_of(base, total, paid, institutes.city)
    state.money.pay("lines", "institutes", paid)
    line -= paid
    base = firms.in_consortium * firms.rd_spending
    total = state.by_city(firms.city, firms.weight * base)
    paid = payable(line, total, params.support_cap)
    firms.joint_rd[:] = part_of(base, total, paid, firms.city)
    firms.cash += firms.joint_rd
    state.money.pay("lines", "firms", paid)
    line -= paid


def part_of(
    base: PerFirm | PerInstitute, total: PerCity, paid: PerCity, city: Ints
) -> PerFirm | PerInstitute:
    """What each gets of `paid`, by its part of the total of its city."""
    return base * np.divide(paid, total, out=np.zeros_like(paid), where=total > 0)[city]


def pay_clusters(state: State) -> None:
    """Management of clusters and services for their members, where there are any."""
    line = state.lines.get(CLUSTER_LINE)
    if line is None:
        return
    paid = np.where(state.by_city(state.firms.city, state.firms.in_cluster) > 0, line, 0.0)
    state.money.pay("lines", "suppliers", paid)
    line -= paid
