"""Migration: what a place is worth, who moves, how it is booked, and housing support."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim import housing
from sim.entities import FIRM
from sim.processes import migration
from sim.processes.migration import GRADUATE, OUTSIDER, Params
from sim.randomness import Luck
from sim.state import State
from tests.small import small_state

LUCK = Luck(1, "migration", 5)
ALL_LOOK = Params(look_rate=1, seeker_look_rate=1)
NOBODY = Params(look_rate=0, seeker_look_rate=0)
TRAVEL = np.array([[0.0, 75.0], [75.0, 0.0]])


def employed(people: int = 600) -> State:
    state = small_state(firms=5, talent=people)
    state.talent.employer[:], state.talent.employer_kind[:] = state.talent.city, FIRM
    return state


def costs(cut: float = 0.0, visit: float = 0.0) -> np.ndarray:
    return migration.moving_costs(TRAVEL, np.full(2, visit), np.array([0, cut]), Params())


def test_moving_cost_by_hand() -> None:
    # One annual wage and two hours door to door at .3 an hour.
    expected = [[0, 1.6, 1.0], [1.6, 0, 1.0], [1.0, 1.0, 0]]
    assert costs() == pytest.approx(np.array(expected))
    assert costs(cut=0.1)[0, 1] == pytest.approx(1.5)
    assert costs(cut=0.1)[1, 0] == pytest.approx(1.6)
    assert costs(visit=20)[0, 1] == pytest.approx(1.5)


def test_worth_by_hand() -> None:
    wage, house = np.array([[0.2], [0.3]]), np.array([20.0, 10.0])
    found = migration.worth(wage, np.array([0.1, 0.0]), house, 12, Params())[:, 0]
    assert found[0] == pytest.approx(np.log(0.2) + 0.1 - 0.3 * np.log(20 / 15))
    assert found[1] == pytest.approx(np.log(0.3) - 0.3 * np.log(10 / 15))
    outside = np.log(Params().outside_wage * (1 + Params().outside_growth))
    assert found[2] == pytest.approx(outside + Params().outside_value)


def test_prospect_is_better_where_posts_are_open() -> None:
    found = migration.prospect(np.array([[99.0, 0]]), np.array([[99.0, 98]]))
    assert found[0] == pytest.approx(np.log([0.5, 0.01]))
    assert found[1].tolist() == [0, 0]


def test_people_are_booked_city_by_city() -> None:
    state = employed()
    before = state.by_city(state.talent.city, state.talent.weight)
    migration.step(state, replace(ALL_LOOK, moving_cost=0), LUCK)
    talent, books = state.talent, state.people
    after = state.by_city(talent.city, talent.weight * talent.is_active)
    assert (after != before).any()
    assert books.position[books.row["talent"]] == pytest.approx(after - before)
    assert state.flows.moved["talent"][:5, 5].sum() == (~talent.is_active).sum() > 0
    assert np.trace(state.flows.moved["talent"]) == 0


def test_who_moves_leaves_the_post_and_who_stays_keeps_it() -> None:
    state = employed()
    home = state.talent.city.copy()
    migration.step(state, ALL_LOOK, LUCK)
    moved = state.talent.city != home
    assert 0 < moved.sum() < 600
    assert (state.talent.employer[moved] == -1).all()
    stays = ~moved & state.talent.is_active
    assert (state.talent.employer[stays] == home[stays]).all()


def test_nobody_looks_nothing_happens() -> None:
    state = employed()
    before = state.copy()
    migration.step(state, NOBODY, LUCK)
    for name in ("city", "employer", "is_active", "is_unrecognised"):
        assert (state.talent.arrays[name] == before.talent.arrays[name]).all()
    assert not state.flows.moved["talent"].any()


def moves(**change: float) -> np.ndarray:
    state = employed(2000)
    state.terms.move_cost_cut[3] = change.pop("cut", 0)
    state.cities.amenity[3] = change.pop("amenity", 0)
    state.cities.vacancies[:], state.cities.seekers[:] = 100, 100
    state.cities.seekers[3] += change.pop("seekers", 0)
    migration.step(state, replace(ALL_LOOK, **change), LUCK)
    return state.talent.city * state.talent.is_active


@pytest.mark.parametrize(
    ("change", "sign"), [({"cut": 0.3}, 1), ({"amenity": 0.3}, 1), ({"seekers": 900}, -1)]
)
def test_an_offer_draws_people_to_the_city_and_moves_no_one_else(
    change: dict[str, float], sign: int
) -> None:
    without, with_it = moves(), moves(**change)
    assert sign * (with_it == 3).sum() > sign * (without == 3).sum()
    other = (with_it != 3) & (without != 3)
    assert (with_it[other] == without[other]).all()


def test_higher_cost_of_moving_fewer_moves() -> None:
    home = np.arange(2000) % 5
    counts = [(moves(moving_cost=cost) != home).sum() for cost in (0, 1, 2, 4)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def slots(origin: int) -> State:
    state = small_state(talent=300)
    talent = state.talent
    talent.is_active[:], talent.origin[:] = False, origin
    talent.slot_month[:], talent.city[:] = np.where(np.arange(300) < 200, 0, 1), 2
    return state


def test_graduates_of_the_month_enter_and_choose_their_city() -> None:
    state = slots(GRADUATE)
    migration.step(state, NOBODY, replace(LUCK, month=0))
    talent, books = state.talent, state.people
    assert 0 < talent.is_active[:200].sum() < 200
    assert not talent.is_active[200:].any()
    assert len(set(talent.city[talent.is_active])) > 1
    assert books.position[books.row["graduates"], 2] == -talent.is_active.sum()
    assert not talent.is_unrecognised.any()
    assert state.flows.moved["talent"][5].sum() == 0


def test_outsiders_come_to_their_city_or_not_at_all() -> None:
    state = slots(OUTSIDER)
    migration.step(state, replace(NOBODY, outside_value=-1), replace(LUCK, month=0))
    n = state.talent.is_active.sum()
    assert 0 < n < 200
    assert (state.talent.city[state.talent.is_active] == 2).all()
    assert state.flows.moved["talent"][5, 2] == n
    assert state.people.position[state.people.row["outside"]].sum() == -n


def test_outside_worth_everything_empties_the_zone_worth_nothing_fills_it() -> None:
    state = employed()
    migration.step(state, replace(ALL_LOOK, outside_value=5, moving_cost=0), LUCK)
    assert not state.talent.is_active.any()
    assert not state.talent.weight.any()
    state = slots(OUTSIDER)
    migration.step(state, replace(NOBODY, outside_value=-5), replace(LUCK, month=0))
    assert state.talent.is_active[:200].all()


@pytest.mark.parametrize(("term", "share"), [(0.0, 0.5), (0.4, 0.1), (0.9, 0.0)])
def test_titles_lost_after_a_move(term: float, share: float) -> None:
    state = employed(3000)
    home = state.talent.city.copy()
    state.terms.title_recognition[:] = term
    migration.step(state, replace(ALL_LOOK, moving_cost=0, outside_value=-5), LUCK)
    moved = state.talent.city != home
    lost = state.talent.is_unrecognised
    assert not lost[~moved].any()
    error = 4 * np.sqrt(share * (1 - share) / moved.sum())
    assert lost[moved].mean() == pytest.approx(share, abs=error + 1e-12)


def test_support_is_a_lot_among_newcomers() -> None:
    places = np.array([1200.0, 120, 0, 12])
    found = housing.chance(places, np.array([100.0, 100, 5, 0]))
    assert found == pytest.approx([1, 0.1, 0, 1])


def test_expected_newcomers_by_hand() -> None:
    utility = np.log(np.array([[3.0, 1, 1], [1, 2, 1]]))
    found = housing.expected_newcomers(
        utility, np.array([0, 2]), np.array([10.0, 1]), np.array([2, 1, 0]), 1.0
    )
    assert found == pytest.approx([0.25, 10 / 5 + 0.5])


def supported(balance: float = 1e3) -> State:
    state = employed(3000)
    state.lines[housing.LINE] = np.full(5, balance)
    state.terms.housing_places[:], state.terms.housing_subsidy[:] = 1200, 0.024
    migration.step(state, ALL_LOOK, LUCK)
    return state


def test_places_are_given_to_movers_only_and_about_as_many_as_there_are() -> None:
    state = supported()
    helped = state.talent.supported_until == state.month + 36
    assert (state.talent.city[helped] != np.arange(3000)[helped] % 5).all()
    assert helped.sum() == pytest.approx(100, abs=4 * 10)


@pytest.mark.parametrize(("balance", "share"), [(1e3, 1.0), (0.01, None), (0.0, 0.0)])
def test_support_is_paid_as_far_as_the_line_goes(balance: float, share: float | None) -> None:
    state = supported(balance)
    due = state.by_city(state.talent.city, state.talent.support) / 12
    state.month += 1
    migration.step(state, NOBODY, LUCK)
    paid = balance - state.lines[housing.LINE]
    assert paid == pytest.approx(np.minimum(due, balance))
    assert (state.lines[housing.LINE] >= 0).all()
    if share is not None:
        assert paid == pytest.approx(share * due)
    assert state.money.position[state.money.row["households"]] == pytest.approx(paid)
    assert state.cities.supported_movers.sum() == (state.talent.support > 0).sum() > 0


def test_support_ends_after_36_months() -> None:
    state = supported()
    state.month += 36
    migration.step(state, NOBODY, LUCK)
    last = state.money.position[state.money.row["households"]].sum()
    state.month += 1
    migration.step(state, NOBODY, LUCK)
    assert last > 0
    assert state.money.position[state.money.row["households"]].sum() == last


def test_without_the_line_an_offer_changes_nothing() -> None:
    one, two = employed(), employed()
    two.terms.housing_places[:], two.terms.housing_subsidy[:] = 1200, 0.024
    for state in (one, two):
        migration.step(state, ALL_LOOK, LUCK)
    for name, column in one.talent.arrays.items():
        assert (column == two.talent.arrays[name]).all()
