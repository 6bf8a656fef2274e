"""Consortia and clusters: who is in, what members gain, and where the money goes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import consortia
from sim.consortia import (
    ConsortiumParameters,
    balanced_starts,
    in_window,
    is_complete,
    organise,
    part_of,
    payable,
    stronger,
    width_of,
)
from tests.books import balanced
from tests.small import small_state

ALL_SCHOOLS = ConsortiumParameters(institute_coverage=1.0)
share = st.floats(0, 0.999)


def crowd(firms=1000, institutes=12):
    """Firms of all cities and fields, with research of very different size."""
    state = small_state(firms=firms, institutes=institutes)
    own, rng = state.firms, np.random.default_rng(3)
    own.field[:] = np.arange(firms) // 5 % 6
    own.lot[:] = (0.618034 * np.arange(firms)) % 1
    own.is_rd_active[:] = True
    own.rd_spending[:] = own.rd_lagged[:] = 0.1 * np.exp(1.5 * rng.normal(size=firms))
    state.institutes.field_weights[:] = np.eye(6)[np.arange(institutes) % 6]
    state.institutes.rd_spending[:] = 2
    state.month = 64
    return state


def with_consortia(state, places=100.0, gain=0.3, change=-0.1):
    state.terms.consortium_places[:] = places
    state.terms.consortium_yield[:] = gain
    state.terms.consortium_rd[:] = change
    return state


def with_clusters(state, coverage=0.05, gain=0.2, change=-0.05):
    state.terms.cluster_coverage[:] = coverage
    state.terms.cluster_yield[:] = gain
    state.terms.cluster_rd[:] = change
    return state


def members(state, params=ALL_SCHOOLS):
    organise(state, params)
    return np.flatnonzero(state.firms.in_consortium), np.flatnonzero(state.firms.in_cluster)


def test_windows_by_hand():
    tickets = np.array([0.05, 0.5, 0.95])
    assert in_window(tickets, 0.9, 0.2).tolist() == [True, False, True]
    assert in_window(tickets, 0.5, 0.0).tolist() == [False] * 3
    assert width_of(np.array([3.0, 50]), np.array([30.0, 10])).tolist() == [0.1, 1]


@given(share, share, share)
def test_a_wider_window_holds_all_of_a_narrower_one(start, one, other):
    tickets = np.linspace(0, 0.999, 200)
    narrow, wide = sorted((one, other))
    inside = in_window(tickets, start, narrow)
    assert (in_window(tickets, start, wide) >= inside).all()


def test_of_two_changes_the_stronger_one():
    assert stronger(np.array([-0.1, 0, 0.05]), np.array([-0.05, -0.05, -0.2])).tolist() == [
        -0.1, -0.05, -0.2,
    ]  # fmt: skip


def test_the_start_holds_the_share_of_the_research():
    rng = np.random.default_rng(1)
    ticket, mass = rng.random(3000), np.exp(2 * rng.normal(size=3000))
    city = np.arange(3000) % 3
    starts = balanced_starts((ticket,), (mass,), city, 3, 0.05)
    held = np.bincount(city, mass * in_window(ticket, starts[city], 0.05), 3)
    anywhere = np.bincount(city, mass * in_window(ticket, 0.4, 0.05), 3)
    goal = 0.05 * np.bincount(city, mass, 3)
    assert np.abs(held / goal - 1).max() < 0.1 < np.abs(anywhere / goal - 1).max()


def test_a_field_needs_two_cities_and_an_institute():
    assert is_complete(np.array([2, 1, 5, 0]), np.array([1, 3, 0, 0])).tolist() == [
        True, False, False, False,
    ]  # fmt: skip


def test_consortia_hold_fields_of_the_plan_and_as_many_firms_as_offered():
    state = with_consortia(crowd(), places=100)
    rows, _ = members(state)
    assert state.region.is_in_plan[state.firms.field[rows]].all()
    assert 70 <= len(rows) <= 130


def test_no_consortium_without_a_second_city_or_an_institute():
    alone = with_consortia(crowd())
    alone.terms.consortium_places[1:] = 0
    assert not len(members(alone)[0])
    state = with_consortia(crowd())
    state.institutes.field_weights[:] = np.eye(6)[2]  # one field has institutes
    rows, _ = members(state)
    assert len(rows)
    assert set(state.firms.field[rows]) == {2}
    closed = with_consortia(crowd())
    closed.institutes.is_active[:] = False
    assert not len(members(closed)[0])


def test_members_stay_for_a_term_and_then_others_come():
    state = with_consortia(crowd())
    first, _ = members(state)
    assert state.year == 2020
    state.firms.rd_lagged[:] = state.firms.rd_lagged[::-1]  # not looked at again in the term
    state.month += 19
    assert (state.year, members(state)[0].tolist()) == (2021, first.tolist())
    state.month = 84
    later, _ = members(state)
    assert len(later) == pytest.approx(len(first), rel=0.5)
    assert len(set(later) & set(first)) < 0.5 * len(first)


def test_a_higher_dose_adds_members():
    few, many = with_consortia(crowd(), 40), with_consortia(crowd(), 80)
    assert set(members(few)[0]) < set(members(many)[0])
    few, many = with_clusters(crowd(), 0.02), with_clusters(crowd(), 0.08)
    assert set(members(few)[1]) < set(members(many)[1])


def test_clusters_are_of_the_speciality_and_a_share_of_all_firms():
    state = with_clusters(crowd(), 0.08)
    state.firms.is_rd_active[::4] = False
    _, rows = members(state)
    firms = state.firms
    assert (firms.field[rows] == state.region.speciality[firms.city[rows]]).all()
    assert firms.is_rd_active[rows].all()
    assert len(rows) == pytest.approx(0.08 * firms.is_rd_active.sum(), rel=0.25)
    every = with_clusters(crowd(), 1.0)  # no more than there are
    special = every.firms.field == every.region.speciality[every.firms.city]
    assert members(every)[1].tolist() == np.flatnonzero(special).tolist()


def test_who_is_in_both_has_the_stronger_once():
    state = with_clusters(with_consortia(crowd(), 900), 0.15)
    organise(state, ALL_SCHOOLS)
    firms = state.firms
    both, joint = firms.in_consortium & firms.in_cluster, firms.in_consortium
    only = firms.in_cluster & ~joint
    assert both.any()
    assert only.any()
    assert (firms.consortium_yield[joint] == 0.3).all()
    assert (firms.consortium_rd[joint] == -0.1).all()
    assert (firms.consortium_yield[only] == 0.2).all()
    assert (firms.consortium_rd[only] == -0.05).all()
    none = ~joint & ~firms.in_cluster
    assert not firms.consortium_yield[none].any()
    assert not firms.consortium_rd[none].any()


def test_a_yield_below_nought_reaches_members_of_one_programme():
    state = with_clusters(with_consortia(crowd(), 900), 0.15)
    state.terms.consortium_yield[:] = state.terms.cluster_yield[:] = -0.05
    organise(state, ALL_SCHOOLS)
    firms = state.firms
    assert (firms.in_consortium ^ firms.in_cluster).any()
    is_in = firms.in_consortium | firms.in_cluster
    assert (firms.consortium_yield == np.where(is_in, -0.05, 0.0)).all()


def test_windows_that_are_equally_good_are_told_apart_by_their_order_alone():
    tickets, city = (np.array([0.1, 0.6]),), np.zeros(2, dtype=np.int64)
    one = balanced_starts(tickets, (np.array([1.0, 1.0]),), city, 1, 0.5)
    hair = balanced_starts(tickets, (np.array([1.0, 1 + 1e-14]),), city, 1, 0.5)
    assert one.tolist() == hair.tolist() == [0.0]


def test_when_the_programmes_end_nothing_stays():
    state = with_clusters(with_consortia(crowd()))
    state.lines["joint_generic_research"] = np.full(5, 1.0)
    organise(state, ALL_SCHOOLS)
    assert state.firms.joint_rd.any()
    state.terms.clear()
    organise(state, ALL_SCHOOLS)
    for name in consortia.MEMBERSHIP:
        assert not state.firms.arrays[name].any(), name


def test_parts_by_hand():
    line, research = np.array([4.0, 4, 0]), np.array([2.0, 100, 10])
    assert payable(line, research, 0.5).tolist() == [1, 4, 0]
    got = part_of(np.array([1.0, 3]), np.array([4.0, 0]), np.array([2.0, 0]), np.array([0, 0]))
    assert got.tolist() == [0.5, 1.5]


def test_the_line_pays_members_and_keeps_the_rest():
    state = with_consortia(crowd())
    state.firms.weight[:] = 3
    state.lines["joint_generic_research"] = line = np.array([1.0, 2, 3, 1e6, 0])
    with balanced(state):
        organise(state, replace(ALL_SCHOOLS, institute_part=0.25))
    firms, schools = state.firms, state.institutes
    got = state.by_city(firms.city, 3 * firms.joint_rd)
    assert got[:3] == pytest.approx([0.75, 1.5, 2.25])
    assert state.by_city(schools.city, schools.cash)[:3] == pytest.approx([0.25, 0.5, 0.75])
    joint = firms.in_consortium
    assert got[3] == pytest.approx(
        0.5 * (3 * firms.rd_spending)[joint & (firms.city == 3)].sum()
    )
    assert line[:3] == pytest.approx([0, 0, 0], abs=1e-12)
    assert line[3] > 9e5
    assert firms.cash == pytest.approx(firms.joint_rd)
    assert not firms.joint_rd[~joint].any()


def test_cluster_money_buys_services_where_there_are_members():
    state = with_clusters(crowd())
    state.firms.is_rd_active[state.firms.city == 2] = False
    state.lines["industry_clusters"] = line = np.full(5, 2.0)
    with balanced(state):
        organise(state, ALL_SCHOOLS)
    assert line.tolist() == [0, 0, 2, 0, 0]
    assert not state.firms.cash.any()
