"""Places: who is in a park or in the free-trade zone, and what that is worth."""

from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.places import (
    PlaceParameters,
    buy_services,
    city_gain,
    crowding,
    faster,
    holding,
    lookers,
    park_chance,
    settle,
    write_yield,
)
from sim.population.places import ftz_share
from sim.processes import collaboration, relocation
from sim.randomness import Luck
from tests import tiny
from tests.books import balanced
from tests.small import small_state

PARAMS = PlaceParameters()
NOBODY = np.zeros(0, dtype=np.int64)


def crowd(firms=2000):
    """Firms of which half do research; each may look for a site."""
    state = small_state(firms=firms)
    state.month = 70
    state.firms.is_rd_active[: firms // 2] = True
    state.firms.lot[:] = (np.arange(firms) + 0.5) / firms
    state.firms.field[:] = np.arange(firms) // 5 % 6
    state.cities.parks_start[:] = 1.0
    return state


def settled(state, movers=NOBODY, **change):
    params: Any = SimpleNamespace(**(asdict(PARAMS) | change))  # beyond the ranges, too
    settle(state, params, Luck(1, "relocation", state.month), movers)
    return state.firms


def test_chance_of_a_park_by_hand():
    does_rd = np.array([True, False, True])
    chance = park_chance(does_rd, np.array([0, 0, np.log(1.5)]), 0.4, 0.2)
    assert chance == pytest.approx([0.4, 0.2, 0.5])


def test_congestion_per_doubling():
    now, start = np.array([20.0, 10, 5, 3]), np.array([10.0, 10, 10, 0])
    assert crowding(now, start, 0.05) == pytest.approx([0.05, 0, -0.05, 0])


def test_the_capital_loses_what_the_lever_says():
    state = crowd(10)
    assert holding(state, np.full(5, 0.1)) == pytest.approx(np.full(5, 0.1))
    state.terms.capital_loss[:] = 0.75
    held = holding(state, np.full(5, 0.1))
    assert held == pytest.approx(np.where(state.region.is_capital > 0, 0.025, 0.1))


def test_parks_add_their_expected_gain_to_a_city():
    assert city_gain(np.zeros(2), 0.4).tolist() == [0, 0]
    assert city_gain(np.array([0.1]), 1.0) == pytest.approx([0.1])
    assert city_gain(np.array([0.1]), 0.4) == pytest.approx([np.log(0.6 + 0.4 * np.exp(0.1))])


def test_a_shorter_project_raises_the_throughput():
    assert faster(np.array([0, 0.5, 1.0]), 24) == pytest.approx([0, 0.5 / 23.5, 1 / 23])


def test_the_length_of_projects_is_that_of_collaboration():
    length = collaboration.Params().project_months
    assert relocation.Params().project_length == length


def test_newcomers_take_a_place_once():
    state = crowd()
    state.firms.slot_month[:] = state.firms.birth_month[:] = 69
    state.firms.birth_month[::2] = 68  # they have settled
    state.cities.ftz_share[1] = 0.5
    firms = settled(state, park_rate=0)
    assert not firms.in_park[::2].any()
    new = np.arange(2000) % 2 > 0
    assert firms.in_park[new & firms.is_rd_active].mean() == pytest.approx(0.4, abs=0.06)
    assert firms.in_park[new & ~firms.is_rd_active].mean() == pytest.approx(0.15, abs=0.06)
    assert firms.in_ftz[new & (firms.city == 1)].mean() == pytest.approx(0.5, abs=0.1)
    assert not firms.in_ftz[firms.city != 1].any()


def test_who_moves_away_leaves_the_zone():
    state = crowd()
    state.firms.in_ftz[:] = True
    firms = settled(state, movers=np.arange(100), park_rate=0)
    assert not firms.in_ftz[:100].any()
    assert firms.in_ftz[100:].all()


def test_each_firm_looks_once_in_a_turn_of_lots():
    state = crowd()
    state.firms.is_active[-10:] = False
    number = [lookers(state.firms, month, 0.12).sum() for month in range(50)]
    assert np.mean(number) == pytest.approx(0.01 * 1990, rel=0.05)
    assert not lookers(state.firms, 3, 12.0)[-10:].any()


def test_a_bonus_draws_firms_into_parks_and_nowhere_else():
    share = []
    for bonus in (0.0, 0.5):
        state = crowd()
        state.terms.park_bonus[2] = bonus
        firms = settled(state, park_rate=12.0, congestion=0)
        share.append(np.bincount(firms.city, firms.in_park))
    more = share[1] - share[0]
    assert more[2] > 0
    assert not more[[0, 1, 3, 4]].any()


def test_the_yield_adds_park_and_zone_for_those_who_are_there():
    state = crowd(60)
    firms, terms = state.firms, state.terms
    firms.in_park[::2], firms.in_ftz[::3] = True, True
    terms.park_yield[:], terms.capital_loss[:] = 0.04, 1
    terms.ftz_yield[:2], terms.clearance[:2] = 0.13, 0.5
    write_yield(state, PARAMS)
    park = 0.04 * firms.in_park * (state.region.is_capital[firms.city] == 0)
    quick = 0.5 / 23.5 * state.region.imports_samples[firms.field]
    zone = firms.in_ftz * (firms.city < 2) * (0.13 + quick)
    assert firms.place_yield == pytest.approx(park + zone)
    assert len(set(np.round(firms.place_yield, 6))) >= 5
    terms.clear()
    write_yield(state, PARAMS)
    assert not firms.place_yield.any()


def test_lines_buy_services():
    state = crowd(5)
    for name in ("innovation_parks", "open_ecosystem", "another"):
        state.lines[name] = np.arange(5.0)
    with balanced(state):
        buy_services(state)
    assert not any(line.any() for name, line in state.lines.items() if name != "another")
    assert state.lines["another"].tolist() == [0, 1, 2, 3, 4]


def test_firms_in_the_zone_make_their_share_of_the_filings():
    share = ftz_share(np.array([60.0, 40]), np.array([40.0, 40]), np.array([1.0, 0]), 0.08)
    assert share == pytest.approx([0.2, 0])


def test_parks_and_zone_at_the_start():
    state = tiny.built(tiny.settings())
    firms, cities = state.firms, state.cities
    active = firms.is_rd_active
    for mass in (firms.weight, firms.weight * firms.rd_spending):
        parked = state.by_city(firms.city, mass * active * firms.in_park)
        assert parked / state.by_city(firms.city, mass * active) == pytest.approx(0.4, abs=0.1)
        zone = state.by_city(firms.city, mass * active * firms.in_ftz)
        held = zone / state.by_city(firms.city, mass * active)
        assert held == pytest.approx(cities.ftz_share, abs=0.05)
    parks = state.by_city(firms.city, firms.weight * firms.in_park)
    assert parks == pytest.approx(cities.parks_start)
    inside = state.region.is_free_trade_zone > 0
    assert (cities.ftz_share[inside] > 0.08).all()
    assert not cities.ftz_share[~inside].any()


def test_without_the_plan_a_place_is_worth_nothing():
    one, other = (tiny.built(tiny.settings()) for _ in range(2))
    often = tiny.changed(tiny.settings(), relocation={"park_rate": 0.2, "congestion": 0.5})
    tiny.run(one, tiny.settings(), 14)
    tiny.run(other, often, 14)
    assert tiny.differences(tiny.image(one), tiny.image(other)) == ["firms.in_park"]
