"""Consortia: which firms do joint generic research, and which are organised in a cluster.

A consortium is of one field that the plan names; it needs firms of at least two cities and
an institute, and lasts for a calendar term of two years. A cluster is of the speciality of
its city, and its members stay. Both make research yield more and cost less; a firm in both
has the stronger of the two, once.

    consortium:  u_i in [a_t, a_t + n_c ℓ_c / N_c)       N firms with R&D in these fields  (1)
    cluster:     {11 u_i} in [a, a + k_c M_c / m_c)      M with R&D, m in the speciality   (2)
    a = argmin_j |Σ_i R0_i 1[i in window from a_j] - w Σ_i R0_i|     over large firms      (3)
    c_i = max(c_consortium, c_cluster),  r_i: that of larger size                          (4)
    joint_i = min(v, (1 - π) B_c / Σ W R) R_i            paid by the line B to its members (5)

    u lot, n terms.consortium_places, ℓ cities.layout, k terms.cluster_coverage, R0
    start_mass, w usual width of the window, c consortium_yield, r consortium_rd, R
    rd_spending of last month, v support_cap, π institute_part, joint joint_rd, {x} x - ⌊x⌋

Lots are permanent, so arms and doses choose the same firms and a higher dose adds to them.
Research is concentrated in few firms: of 16 windows that one is taken which holds its share
of the research of the largest (3), so that the treated weight is stable between seeds. What
the line cannot pay stays in it. Money for clusters buys services for their members.

References
----------
Falck, Heblich & Kipar (2010), Regional Science and Urban Economics 40(6): clusters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import Parameters, parameter
from sim.shapes import Bools, Floats, Ints, Numbers, PerCity, PerFirm, PerInstitute
from sim.state import State

CONSORTIUM_LINE, CLUSTER_LINE = "joint_generic_research", "industry_clusters"
CONSORTIUM_WIDTH, CLUSTER_WIDTH = 0.03, 0.22  # of the windows at dose 1, for (3)
GOLDEN, TRIES, LARGE = 0.6180339887498949, 16, 10  # large: ten times the mean R&D
CLUSTER_TURN = -1
MEMBERSHIP = ("in_consortium", "in_cluster", "consortium_yield", "consortium_rd", "joint_rd")
WRITES = (*(f"firms.{name}" for name in MEMBERSHIP), "firms.cash", "institutes.cash")


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


def in_window(ticket: Floats, start: float, width: Numbers) -> Bools:
    """Which tickets lie in a window of [0, 1) that may run over its end."""
    return fraction(ticket - start) < width


def balanced_start(ticket: Floats, mass: Floats, turn: int, width: float) -> float:
    """Start of the window that holds its share of `mass` best, equation (3)."""
    starts = fraction(GOLDEN * (TRIES * turn + np.arange(TRIES)))
    held = (in_window(ticket, starts[:, None], width) * mass).sum(axis=1)
    return float(starts[np.abs(held - width * mass.sum()).argmin()])


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
    old = np.flatnonzero(firms.slot_month < 0)  # those of the start: the same for ever
    large = old[firms.start_mass[old] > LARGE * firms.start_mass[old].mean()]
    firms.in_cluster[:] = cluster_members(state, large)
    members, schools = consortium_members(state, params, large)
    firms.in_consortium[:] = members
    write_gains(state)
    pay_consortia(state, params, schools)
    pay_clusters(state)


def cluster_members(state: State, large: Ints) -> Bools:
    """Firms organised in the cluster of their city, equation (2)."""
    firms, coverage = state.firms, state.terms.cluster_coverage
    if not coverage.any():
        return np.zeros(len(firms), dtype=bool)
    is_special = firms.field == state.region.speciality[firms.city]
    ticket = fraction(11 * firms.lot)  # independent of the windows of consortia
    known = large[is_special[large]]
    start = balanced_start(ticket[known], firms.start_mass[known], CLUSTER_TURN, CLUSTER_WIDTH)
    weight = firms.weight * firms.is_rd_active
    places = coverage * state.by_city(firms.city, weight)
    width = width_of(places, state.by_city(firms.city, weight * is_special))
    return firms.is_rd_active & is_special & in_window(ticket, start, width[firms.city])


def consortium_members(
    state: State, params: ConsortiumParameters, large: Ints
) -> tuple[Bools, Bools]:
    """Firms and institutes in consortia of this term, equation (1)."""
    firms, institutes, region = state.firms, state.institutes, state.region
    places, turn = state.terms.consortium_places, state.year // params.term_years
    is_in_plan = region.is_in_plan > 0
    able = firms.is_rd_active & is_in_plan[firms.field]
    known = large[is_in_plan[firms.field[large]]]
    start = balanced_start(firms.lot[known], firms.start_mass[known], turn, CONSORTIUM_WIDTH)
    number = state.by_city(firms.city, firms.weight * able)
    width = width_of(places * state.cities.layout, number)
    chosen = able & in_window(firms.lot, start, width[firms.city])

    share = params.institute_coverage * (places > 0)
    schools = in_window(institutes.lot, start, share[institutes.city]) & institutes.is_active
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
