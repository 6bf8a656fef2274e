"""Hiring: posts, leaving, matching, who gets the post, wages, and what is written."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.entities import FIRM, INSTITUTE
from sim.processes import hiring
from sim.processes.hiring import Params
from sim.randomness import Luck
from sim.state import State
from tests.small import small_state

LUCK = Luck(1, "hiring", 0)
PARAMS = Params()
STILL = Params(quit_rate=0, retirement_rate=0)


def market(people: int = 200, wanted: float = 100) -> State:
    """Firms 0 and 1 and all people in city 0 and field 0; nobody has a post."""
    state = small_state(firms=4, institutes=1, talent=people)
    state.institutes.field_weights[:, 0] = 1
    state.talent.city[:] = 0
    state.firms.city[:2] = 0
    state.firms.start_mass[:] = 1
    state.firms.staff_wanted[:2] = wanted
    return state


def employ(state: State, rows: slice, firm: int) -> None:
    state.talent.employer[rows], state.talent.employer_kind[rows] = firm, FIRM


def test_wanted_posts_round_by_the_employers_own_draw() -> None:
    wanted, weight = np.array([2.5, 2.5, 7.0]), np.array([1.0, 1.0, 10.0])
    luck = np.array([0.4, 0.6, 0.99])
    assert hiring.wanted_posts(wanted, weight, 1.0, luck).tolist() == [2, 3, 70]
    assert hiring.wanted_posts(wanted, weight, 10.0, luck).tolist() == [0, 0, 7]


def test_wanted_posts_do_not_depend_on_the_scale_on_average() -> None:
    luck = (np.arange(1000) + 0.5) / 1000
    fine = hiring.wanted_posts(np.full(1000, 3.7), np.ones(1), 1.0, luck).mean()
    coarse = hiring.wanted_posts(np.full(1000, 3.7), np.ones(1), 50.0, luck).mean()
    assert fine == pytest.approx(3.7)
    assert coarse * 50 == pytest.approx(3.7)


def test_posts_are_settled_for_ever() -> None:
    state = market(wanted=1.5)
    first = hiring.all_wanted(state, Luck(1, "hiring", 3))
    assert (first == hiring.all_wanted(state, Luck(1, "hiring", 77))).all()
    others = [hiring.all_wanted(state, Luck(seed, "hiring", 3))[0] for seed in range(20)]
    assert set(others) == {1.0, 2.0}


def test_chance_to_leave_by_hand() -> None:
    held, wanted = np.array([10.0, 11, 21, 5]), np.array([10.0, 10, 10, 5])
    is_open = np.array([True, True, True, False])
    found = hiring.leaving_chance(held, wanted, is_open, STILL)
    assert found == pytest.approx([0, 0, 0.25 * 10 / 21, 1])
    quits = hiring.leaving_chance(held, wanted, is_open, PARAMS)
    assert (1 - quits[0]) ** 12 == pytest.approx(0.92)


def test_matches_are_homogeneous_and_bounded() -> None:
    u, v = np.array([100.0, 100, 1, 0]), np.array([100.0, 400, 100, 5])
    assert hiring.matches(u, v, 0.35) == pytest.approx([35, 70, 1, 0])
    assert hiring.matches(3 * u, 3 * v, 0.35) == pytest.approx(3 * hiring.matches(u, v, 0.35))


def test_wages_follow_tightness_within_a_step() -> None:
    trend = np.log1p(PARAMS.wage_growth) / 12
    u, v = np.array([[10.0, 10, 10, 0, 0]]), np.array([[10.0, 20, 1000, 3, 0]])
    change = hiring.wage_change(u, v, PARAMS) - trend
    assert change[0] == pytest.approx([0, 0.04 / 12, 0.01, 0.01, 0])


def test_a_post_goes_to_the_highest_draw() -> None:
    employer, draw = np.array([1, 0, 1, 1, 0]), np.array([0.2, 0.5, 0.9, 0.4, 0.6])
    taken = hiring.accepted(employer, draw, np.array([1.0, 2.0]))
    assert taken.tolist() == [False, False, True, True, True]


def test_another_applicant_elsewhere_changes_nothing() -> None:
    employer, draw = np.array([1, 0, 1]), np.array([0.2, 0.5, 0.9])
    before = hiring.accepted(employer, draw, np.ones(3))
    after = hiring.accepted(np.append(employer, 2), np.append(draw, 0.99), np.ones(3))
    assert (after[:3] == before).all()


def test_posts_are_filled_but_never_beyond_what_is_wanted() -> None:
    state = market()
    for month in range(24):
        hiring.step(state, STILL, Luck(1, "hiring", month))
    assert state.firms.staff[:2].tolist() == [100, 100]
    assert state.firms.staff[2:].tolist() == [0, 0]
    assert state.firms.staff_filled.tolist() == [1, 1, 1, 1]
    assert (state.talent.wage > 0).all()


def test_staff_counts_what_people_say() -> None:
    state = market(wanted=60)
    state.people_per_agent = 1.0
    for month in range(6):
        hiring.step(state, PARAMS, Luck(1, "hiring", month))
    talent = state.talent
    held = np.bincount(talent.employer[talent.employer_kind == FIRM], minlength=4)
    assert 0 < held[0] <= 60
    assert (state.firms.staff == held).all()
    assert state.firms.staff_filled[:2] == pytest.approx(held[:2] / 60)


def test_nobody_works_in_a_city_without_the_employer() -> None:
    state = market()
    state.talent.city[:100] = 2
    for month in range(12):
        hiring.step(state, STILL, Luck(1, "hiring", month))
    assert (state.talent.employer[:100] == -1).all()
    assert (state.talent.employer[100:] >= 0).any()


def test_a_branch_hires_in_its_city() -> None:
    state = market()
    state.talent.city[:] = 2
    state.firms.city[2:] = 3
    state.firms.branch_city[0] = 2
    for month in range(12):
        hiring.step(state, STILL, Luck(1, "hiring", month))
    assert set(state.talent.employer) == {-1, 0}
    assert state.cities.vacancies[2, 0] > 0


def test_people_of_a_closed_employer_seek_another() -> None:
    state = market()
    employ(state, slice(0, 50), 1)
    state.firms.is_active[1] = False
    state.firms.staff_wanted[:] = 0
    hiring.step(state, STILL, LUCK)
    assert (state.talent.employer == -1).all()
    assert (state.talent.tenure == 0).all()
    assert state.cities.seekers[0, 0] == 200


def test_institutes_hire_by_field() -> None:
    state = market()
    state.firms.staff_wanted[:] = 0
    state.institutes.city[:], state.institutes.start_mass[:] = 0, 1
    state.institutes.staff_wanted[:] = 40
    for month in range(24):
        hiring.step(state, STILL, Luck(1, "hiring", month))
    assert state.institutes.staff[0] == 40
    assert (state.talent.employer_kind == INSTITUTE).sum() == 40


def test_retirement_is_booked_and_leaves_zeros() -> None:
    state = market(people=2000)
    employ(state, slice(0, 2000), 0)
    hiring.step(state, Params(retirement_rate=0.1, quit_rate=0), LUCK)
    gone = ~state.talent.is_active
    # 17.5 expected, standard deviation 4.2.
    assert 0 < gone.sum() < 36
    assert state.people.position[state.people.row["retired"], 0] == gone.sum()
    assert state.people.position[state.people.row["talent"], 0] == -gone.sum()
    for name in ("weight", "skill", "wage", "tenure"):
        assert (state.talent.arrays[name][gone] == 0).all()
    assert (state.talent.employer[gone] == -1).all()


def test_an_unrecognised_title_costs_a_part_of_the_wage() -> None:
    state = market()
    employ(state, slice(0, 2), 0)
    state.talent.is_unrecognised[1] = True
    hiring.step(state, STILL, LUCK)
    assert state.talent.wage[1] == pytest.approx(0.95 * state.talent.wage[0])
    assert state.talent.wage[0] == pytest.approx(state.cities.wage[0, 0])


def test_one_more_vacancy_elsewhere_leaves_others_where_they_are() -> None:
    one, two = market(), market()
    for state in (one, two):
        state.talent.city[100:], state.firms.city[1] = 1, 1
    two.firms.staff_wanted[1] = 150
    for month in range(5):
        for state in (one, two):
            hiring.step(state, PARAMS, Luck(1, "hiring", month))
    assert (one.talent.employer[:100] == two.talent.employer[:100]).all()
    assert (one.talent.employer[100:] != two.talent.employer[100:]).any()


def test_who_is_met_does_not_change_when_an_employer_moves_or_closes() -> None:
    from sim.employers import Acquaintance

    state = small_state(firms=200, institutes=10)
    state.firms.start_mass[:] = 1 + np.arange(200) % 7
    luck = LUCK.uniform("meeting", 50, 24)
    city, field = np.arange(50) % 5, np.zeros(50, dtype=np.int64)
    before = Acquaintance.of(state, 0.05, 0.5).candidates(city, field, luck, 20)
    state.firms.moved_from[7], state.firms.city[7] = state.firms.city[7], 4
    state.firms.is_active[9] = False
    after = Acquaintance.of(state, 0.05, 0.5).candidates(city, field, luck, 20)
    assert (before == after).all()


def test_candidates_come_from_the_city_in_proportion_to_how_known_they_are() -> None:
    from sim.employers import Acquaintance

    state = small_state(firms=3, institutes=1)
    state.firms.city[:] = [0, 0, 1]
    state.firms.start_mass[:] = [1, 9, 5]
    key = np.full(2000, state.cities.key[0])
    luck = LUCK.uniform("meeting", 2000, 2)
    met = Acquaintance.of(state, 0.05, 0.5).candidates(key, key * 0, luck, 1)
    assert set(met[:, 0]) == {0, 1}
    assert (met[:, 1] == 2).all()
    # One to three by the root of mass; 4.5 standard errors of 2,000 draws.
    assert (met[:, 0] == 0).mean() == pytest.approx(0.25, abs=4.5 * np.sqrt(0.1875 / 2000))


def test_the_guide_table_finds_whom_bisection_finds() -> None:
    from sim.employers import Acquaintance

    state = small_state(firms=300, institutes=5)
    state.firms.start_mass[:] = 10.0 ** (np.arange(300) % 9 - 4)
    known = Acquaintance.of(state, 0.05, 0.5)
    luck, city = LUCK.uniform("meeting", 2000, 8), np.arange(2000) % 5
    # Every bucket unsure: all numbers are bisected.
    bisected = replace(known, guide=np.arange(len(known.guide)))
    found = known.candidates(city, city % 3, luck, 4)
    assert (found == bisected.candidates(city, city % 3, luck, 4)).all()
    assert len(np.unique(found)) > 100
