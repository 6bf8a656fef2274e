"""Entry: which slots open, and what entrants bring."""

from dataclasses import replace

import numpy as np
import pytest

from sim.entities import STARTUP
from sim.processes.entry import (
    Params,
    chance,
    first_sales,
    propensity,
    step,
    tilted,
    untilted,
    venture_climate,
)
from sim.randomness import Luck
from tests.books import balanced, paid
from tests.small import small_state

OPEN = Params(log_odds=5.0)  # 99 in 100
MONTH = 7


def slots(n=400, startups=False):
    """Slots of this month in city 0 and field 0, all closed."""
    state = small_state(firms=n)
    firms, fields = state.firms, state.fields
    state.month = MONTH
    firms.is_active[:] = False
    firms.city[:] = 0
    firms.slot_month[:] = MONTH
    firms.kind[:] = STARTUP if startups else 0
    fields.mean_log[:] = 0.5
    fields.unit_sales[:] = 2.0
    return state


def run(state, params=OPEN):
    with balanced(state):
        step(state, params, Luck(1, "entry", state.month))
    return state.firms.is_active


def fields_of_a_year(tilt=0.0):
    """Slots of all months and fields in city 1; its speciality grows fastest."""
    state = slots(6000)
    own = state.firms
    own.city[:] = 1
    own.field[:] = np.arange(6000) % 6
    own.slot_month[:] = np.arange(6000) // 6 % 12
    state.fields.growth[:] = np.linspace(-0.1, 0.1, 6)
    state.fields.unit_sales[:] = 2
    state.terms.entry_tilt[:] = tilt
    return state


def test_a_tilt_shifts_fields_and_keeps_the_number_of_entrants():
    plain, leaning = fields_of_a_year(), fields_of_a_year(0.4)
    rows, odds = untilted(plain, Params())
    same, more = tilted(leaning, Params())
    assert rows.tolist() == same.tolist()
    field = plain.firms.field[rows]
    special = field == plain.region.speciality[1]
    assert chance(more).sum() == pytest.approx(chance(odds).sum(), rel=1e-6)
    gap = more - odds
    assert np.ptp(gap[special]) < 1e-12
    assert gap[special][0] - gap[~special][0] == pytest.approx(0.4)
    assert gap[~special][0] < 0
    before, after = run(plain, Params()), run(leaning, Params())
    assert (after & ~before & (plain.firms.field != plain.region.speciality[1])).sum() == 0
    assert (before & ~after & (plain.firms.field == plain.region.speciality[1])).sum() == 0
    assert (before != after).any()


def test_a_city_without_a_tilt_keeps_its_odds():
    state = fields_of_a_year()
    state.terms.entry_tilt[3] = 0.4
    assert tilted(state, Params())[1] == pytest.approx(untilted(state, Params())[1])


def test_chance_by_hand():
    assert chance(np.log([1.0, 4.0, 0.25])) == pytest.approx([0.5, 0.8, 0.2])
    assert chance(np.array([-50.0, 50.0])) == pytest.approx([0, 1])


def test_first_sales_and_propensity_by_hand():
    params = Params(median_sales=25, sales_sd=1.0, startup_sales=5, median_propensity=0.05)
    luck, kind = np.array([0.0, 1.0, 0.0, 2.0]), np.array([False, False, True, True])
    assert first_sales(luck, kind, params) == pytest.approx([25, 25 * np.e, 5, 5 * np.e])
    found = propensity(np.array([0.0, -1.0, 0.0, 5.0]), kind, params)
    assert found == pytest.approx([0.05, 0.05 * np.exp(-0.7), 0.2, 0.3])


def test_only_slots_of_this_month_open():
    state = slots()
    state.firms.slot_month[:100] = MONTH + 1
    state.firms.slot_month[100:200] = MONTH - 1
    opened = run(state)
    assert not opened[:200].any()
    assert opened[200:].mean() > 0.95
    assert (state.firms.birth_month[opened] == MONTH).all()


def test_a_firm_that_is_open_is_left_alone():
    state = slots()
    state.firms.is_active[0], state.firms.sales[0] = True, 123.0
    run(state)
    assert state.firms.sales[0] == 123.0
    assert state.firms.cash[0] == 0.0


def test_four_slots_in_five_open_at_the_start():
    opened = run(slots(4000), Params())
    assert opened.mean() == pytest.approx(0.8, abs=4 * np.sqrt(0.16 / 4000))


def test_growth_of_the_field_draws_more_and_the_same_firms_first():
    calm, booming = slots(4000), slots(4000)
    booming.fields.growth[0] = 0.10
    few, many = run(calm, Params()), run(booming, Params())
    # Log odds of ln 4 and ln 4 + 5 x .1.
    assert many.mean() == pytest.approx(1 / (1 + np.exp(-0.5) / 4), abs=0.025)
    assert many.sum() > few.sum()
    assert not (few & ~many).any()


def test_what_an_entrant_is_by_hand():
    state = slots()
    state.firms.weight[:] = 10.0
    state.firms.staff_filled[:] = 0.0
    params = replace(OPEN, productivity_sd=0.0, rd_share=1.0, starting_cash=0.2)
    opened = run(state, params)
    firms = state.firms
    assert firms.productivity[opened] == pytest.approx(np.exp(0.5))
    # Its pull makes the sales it starts with: unit_sales a A² = S.
    pull = 2.0 * firms.appeal * firms.productivity**2
    assert pull[opened] == pytest.approx(firms.sales[opened])
    assert (firms.sales_mean == firms.sales).all()
    assert firms.cash[opened] == pytest.approx(0.2 * 12 * firms.sales[opened])
    assert paid(state, "owners")[0] == pytest.approx(-10 * firms.cash.sum())
    assert firms.is_rd_active[opened].all()
    assert (firms.staff_filled[opened] == 1).all()
    for name in ("knowledge", "rd_spending", "rd_shock", "patents"):
        assert not firms.arrays[name].any(), name


def test_a_slot_that_stays_closed_stays_a_row_of_zeros():
    state = slots()
    opened = run(state, Params(log_odds=0.0))
    assert 0 < opened.sum() < 400
    for name in ("sales", "cash", "productivity", "appeal", "rd_propensity", "is_rd_active"):
        assert not state.firms.arrays[name][~opened].any(), name


def test_entrants_vary_as_declared():
    state = slots(4000)
    params = Params(sales_sd=1.1, productivity_sd=0.3, rd_share=0.85)
    opened = run(state, params)
    firms, n = state.firms, opened.sum()
    log_sales = np.log(12 * firms.sales[opened])
    log_a = np.log(firms.productivity[opened])
    assert log_sales.mean() == pytest.approx(np.log(25), abs=4 * 1.1 / np.sqrt(n))
    assert log_sales.std() == pytest.approx(1.1, abs=4 * 1.1 / np.sqrt(2 * n))
    assert log_a.mean() == pytest.approx(0.5, abs=4 * 0.3 / np.sqrt(n))
    assert log_a.std() == pytest.approx(0.3, abs=4 * 0.3 / np.sqrt(2 * n))
    middle = np.median(firms.rd_propensity[opened])
    assert middle == pytest.approx(0.05, rel=4 * 0.7 * 1.25 / np.sqrt(n))
    share = firms.is_rd_active[opened].mean()
    assert share == pytest.approx(0.85, abs=4 * np.sqrt(0.85 * 0.15 / n))
    assert abs(np.corrcoef(log_sales, log_a)[0, 1]) < 4 / np.sqrt(n)


def test_start_ups_are_small_and_all_do_research():
    state = slots(4000, startups=True)
    opened = run(state, Params(rd_share=0.0))
    assert state.firms.is_rd_active[opened].all()
    assert np.median(12 * state.firms.sales[opened]) == pytest.approx(5, rel=0.05)
    assert state.firms.rd_propensity.max() <= 0.3


def test_venture_climate_by_hand():
    state = slots(10, startups=True)
    state.firms.is_active[:9] = True  # nine start-ups and one to come share the money
    state.funds.city[:] = 0
    state.funds.capital[:] = [60.0, 60.0]
    assert venture_climate(state, 8.0) == pytest.approx([0.5, -1, -1, -1, -1])
    state.funds.capital[:] = 1e6
    assert venture_climate(state, 8.0)[0] == 1.0


def test_venture_money_draws_start_ups_only():
    def opened(startups, money):
        state = slots(4000, startups)
        state.funds.city[:] = 0
        state.funds.capital[:] = money
        return run(state, Params(venture_response=2.0, usual_venture=8.0)).mean()

    # With nobody there one start-up to come has 8, 12 or none: log odds of ln 4 + 2 x (0, .5
    # or -1).
    for money, more in ((4.0, 0.0), (6.0, 1.0), (0.0, -2.0)):
        expected = 1 / (1 + np.exp(-more) / 4)
        assert opened(True, money) == pytest.approx(expected, abs=0.025)
    assert opened(False, 6.0) == opened(False, 0.0)
