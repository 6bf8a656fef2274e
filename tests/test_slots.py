"""Slots: who might enter in a year, the same whatever has happened."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim import population
from sim.entities import STARTUP
from sim.population import slots
from sim.population.firms import field_shares
from sim.randomness import Luck
from sim.settings import Settings
from tests.populations import SCALES, at_scale, params, start


@cache
def opened(scale):
    """A state with the slots of 2015, and the first new rows of firms, talent and funds."""
    state = at_scale(scale).copy()
    old = [len(getattr(state, table)) for table in ("firms", "talent", "funds")]
    slots.add(state, params(scale), Luck(1, "slots", 2015))
    return state, old


@pytest.mark.parametrize("scale", SCALES)
def test_firms_are_as_many_as_expected_in_real_units(scale):
    state, (first, *_) = opened(scale)
    firms, choice = state.firms, params(scale)
    new = np.arange(len(firms)) >= first
    ordinary, starts = new & (firms.kind != STARTUP), new & (firms.kind == STARTUP)
    expected = choice.entrant_slots * start(state, "potential_firms")
    found = state.by_city(firms.city[ordinary], firms.weight[ordinary])
    assert found == pytest.approx(expected, abs=scale)  # off by a row a city at most
    assert (firms.weight[ordinary] == scale).all()
    assert (firms.weight[starts] == 1).all()
    # Half of them where institutes are, half where venture money is.
    spin, venture = (start(state, name) for name in ("institutes", "venture_capital"))
    where = (spin / spin.sum() + venture / venture.sum()) / 2
    found = state.by_city(firms.city[starts], np.ones(starts.sum()))
    assert found == pytest.approx(choice.startup_slots * where, abs=1)


@pytest.mark.parametrize("scale", SCALES)
def test_people_and_funds_are_as_many_as_expected(scale):
    state, (_, talents, funds) = opened(scale)
    talent, choice = state.talent, params(scale)
    for origin, expected in (
        (1, choice.graduate_slots * state.region.input("graduates", 2015)),
        (2, choice.outsider_slots * start(state, "rd_people")),
    ):
        rows = np.flatnonzero(talent.origin == origin)
        assert (rows >= talents).all()
        found = state.by_city(talent.city[rows], talent.weight[rows])
        assert found == pytest.approx(expected, abs=10 * scale)
    venture = start(state, "venture_capital") / start(state, "venture_capital").sum()
    for matched, number in ((0, choice.private_fund_slots), (1, choice.matched_fund_slots)):
        rows = funds + np.flatnonzero(state.funds.is_matched[funds:] == matched)
        found = state.by_city(state.funds.city[rows], np.ones(len(rows)))
        assert found == pytest.approx(number * venture, abs=1)


def test_slots_are_closed_and_spread_over_the_year():
    state, old = opened(10)
    for table, first in zip((state.firms, state.talent, state.funds), old, strict=True):
        assert not table.is_active[first:].any()
        months = np.bincount(table.slot_month[first:], minlength=12)
        assert len(months) == 12
        assert months.max() < 1.5 * months.mean()
    firms, first = state.firms, old[0]
    for name in ("sales", "cash", "rd_spending", "knowledge", "patents", "productivity"):
        assert not firms.arrays[name][first:].any(), name
    assert (firms.start_mass[first:] == params(10).entrant_mass).all()


def test_later_years_start_in_their_january():
    state = at_scale(10).copy()
    state.month = 24
    first = len(state.firms)
    slots.add(state, params(10), Luck(1, "slots", 2017))
    assert set(state.firms.slot_month[first:]) == set(range(24, 36))


def test_who_might_enter_varies_as_those_who_are_there():
    state, (firms, talents, funds) = opened(5)
    rows = slice(firms, None)
    new = state.firms
    n = len(new) - firms
    level = state.cities.filing_level[new.city[rows]]
    level = level * np.where(new.kind[rows] == STARTUP, 3.0, 1.0)
    z = np.log(new.patent_propensity[rows] / level)
    for draw, mean, sd in ((z, 0.0, 1.1), (new.quality[rows], 0.0, 1.0)):
        assert draw.mean() == pytest.approx(mean, abs=4 * sd / np.sqrt(n))
        assert draw.std() == pytest.approx(sd, abs=4 * sd / np.sqrt(2 * n))
    for column in (new.lot[rows], new.position[rows]):
        assert np.histogram(column, 4, (0, 1))[0] == pytest.approx(n / 4, abs=4 * n**0.5)
    skill = np.log(state.talent.skill[talents:])
    n = len(skill)
    assert np.exp(skill).mean() == pytest.approx(1.0, abs=4 * 0.25 / np.sqrt(n))
    assert skill.std() == pytest.approx(0.25, abs=4 * 0.25 / np.sqrt(2 * n))
    fields = np.bincount(state.funds.field[funds:], minlength=6)
    assert fields == pytest.approx(fields.mean(), abs=4 * fields.mean() ** 0.5)


@pytest.mark.parametrize("table", ["firms", "talent"])
def test_fields_follow_the_citys_speciality(table):
    state, (firms, talents, _) = opened(5)
    rows = getattr(state, table)
    first = firms if table == "firms" else talents
    for city, speciality in enumerate(state.region.speciality):
        of_city = np.flatnonzero(rows.city[first:] == city) + first
        share = field_shares(int(speciality), 6)
        assert share[speciality] == max(share[:-1])
        found = np.bincount(rows.field[of_city], minlength=6)
        n = len(of_city)
        assert (np.abs(found - n * share) < 4 * np.sqrt(n * share)).all()


def test_slots_of_a_year_do_not_hang_on_what_has_happened():
    one, other = at_scale(10).copy(), at_scale(10).copy()
    other.firms.is_active[:50] = False
    other.cities.gdp[:] *= 2
    other.firms.rd_spending[:] *= 3
    for state in (one, other):
        slots.add(state, params(10), Luck(1, "slots", 2015))
    for table in ("firms", "talent", "funds"):
        first = len(getattr(at_scale(10), table))
        for name, column in getattr(one, table).arrays.items():
            again = getattr(other, table).arrays[name]
            assert (again[first:] == column[first:]).all(), (table, name)


def test_without_slots_nobody_can_enter():
    state = at_scale(50).copy()
    none = replace(
        params(50), entrant_slots=0, startup_slots=0, graduate_slots=0, outsider_slots=0,
        private_fund_slots=0, matched_fund_slots=0,
    )  # fmt: skip
    slots.add(state, none, Luck(1, "slots", 2015))
    assert len(state.firms) == len(at_scale(50).firms)
    assert len(state.talent) == len(at_scale(50).talent)
    assert len(state.funds) == len(at_scale(50).funds)


def test_every_january_makes_slots_and_clears_the_years_flows():
    state = at_scale(50).copy()
    state.month = 12
    first = len(state.firms)
    state.flows.add("talent", np.array([0]), np.array([1]), 3.0)
    population.open_slots(state, replace(Settings(), population=params(50)))
    assert not any(moved.any() for moved in state.flows.moved.values())
    assert set(state.firms.slot_month[first:]) == set(range(12, 24))
    by_hand = at_scale(50).copy()
    by_hand.month = 12
    slots.add(by_hand, params(50), Luck(1, "slots", 2016))
    assert (state.firms.quality == by_hand.firms.quality).all()
