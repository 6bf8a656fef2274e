"""R&D investment: wish, means, posts, grants and venture money."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.processes.rd_investment import (
    Params,
    next_shock,
    possible,
    status,
    step,
    trend,
    wanted,
)
from sim.randomness import Luck
from tests.books import balanced, paid
from tests.small import small_state

STILL = Params(drift=0.0, shock_sd=0.0, start_hazard=0.0, stop_hazard=0.0)
POSITIVE = st.floats(1e-3, 1e3)


def rich(firms=4):
    """Firms with sales of 10 a month, a propensity of .1 and ample means, all in city 0."""
    state = small_state(firms=firms)
    inputs = state.region.inputs
    inputs = inputs | {"rd_drift": np.zeros_like(inputs["rd_drift"])}
    state.region = replace(state.region, inputs=inputs)
    rows = state.firms
    rows.city[:] = 0
    rows.is_rd_active[:] = True
    rows.sales_mean[:] = 10.0
    rows.rd_propensity[:] = 0.1
    rows.profit[:] = 5.0
    rows.lot[:] = (np.arange(firms) + 0.5) / firms
    return state


def run(state, params=STILL):
    with balanced(state):
        step(state, params, Luck(1, "rd_investment", state.month))


def test_trend_rises_to_2019_and_then_halves_every_four_years():
    params = Params(drift=0.02, drift_half_life=4.0)
    assert trend(11, params) == pytest.approx(0.02)
    assert trend(59, params) == pytest.approx(0.10)
    forever = 0.10 + 0.02 * 4 / np.log(2)  # the integral of .02 x 2^(-t/4) to infinity
    assert trend(12 * 10_000, params) == pytest.approx(forever)
    assert trend(59 + 48, params) == pytest.approx((0.10 + forever) / 2)
    steps = np.diff([trend(month, params) for month in range(200)])
    assert (steps > 0).all()
    assert (np.diff(steps) < 1e-12).all()


def test_shock_fades_to_97_percent_in_a_year():
    shock = np.array([1.0, -2.0])
    for _ in range(12):
        shock = next_shock(shock, np.zeros(2), 0.97, 0.14)
    assert shock == pytest.approx([0.97, -1.94])


def test_a_years_luck_has_the_declared_spread():
    # The weight of each month's draw after a year, from unit draws one at a time.
    weights = []
    for month in range(12):
        shock = np.zeros(1)
        for now in range(12):
            shock = next_shock(shock, np.array([float(now == month)]), 0.97, 0.14)
        weights.append(shock[0])
    assert np.sqrt(np.sum(np.square(weights))) == pytest.approx(0.14)


def test_wish_by_hand():
    params = Params(propensity_cap=0.3, user_cost_elasticity=0.4)
    found = wanted(
        np.array([10.0, 10, 10, 10, 0]), np.full(5, 0.1),
        np.array([0, np.log(2), 5.0, 0, 0]), np.array([1, 1, 1, 0.97, 1]), params,
    )  # fmt: skip
    assert found == pytest.approx([1.0, 2.0, 3.0, 0.97**-0.4, 0.0])


def test_posts_and_money_cut_the_wish():
    wish = np.full(6, 10.0)
    filled = np.array([1.0, 0.9, 0.5, 1.0, 1.0, 0.0])
    surplus = np.array([20.0, 20, 20, 3.0, -5.0, 20])
    cash = np.array([0.0, 0, 0, 12.0, -12.0, 0])
    # 1.2 x .5 of the wish; 3 + 12 / 6 yuan; nothing at all.
    found = possible(wish, filled, surplus, cash, 1.2)
    assert found == pytest.approx([10, 10, 6, 5, 0, 0])


@settings(derandomize=True, deadline=None, max_examples=60)
@given(POSITIVE, st.floats(0, 1.5), st.floats(-100, 100), st.floats(-100, 100), POSITIVE)
def test_more_means_or_people_never_mean_less_research(wish, filled, surplus, cash, more):
    def at(*point):
        return possible(*(np.array([x]) for x in point), 1.2)[0]

    base = at(wish, filled, surplus, cash)
    assert 0 <= base <= wish
    assert at(wish + more, filled, surplus, cash) >= base
    assert at(wish, filled + more, surplus, cash) >= base
    assert at(wish, filled, surplus + more, cash) >= base
    assert at(wish, filled, surplus, cash + more) >= base


def test_who_starts_and_stops():
    params = Params(start_hazard=0.3, stop_hazard=0.04)
    start, stop = 1 - np.exp(-0.3 / 12), 1 - np.exp(-0.04 / 12)
    luck = np.array([start * 0.99, start * 1.01, stop * 0.99, stop * 1.01])
    was = np.array([False, False, True, True])
    found = status(was, luck, params)
    assert found.tolist() == [True, False, False, True]


def test_nobody_starts_or_stops_without_hazards():
    luck = np.array([1e-12, 1 - 1e-12])
    for was in (True, False):
        flags = np.full(2, was)
        assert (status(flags, luck, STILL) == was).all()


def test_a_month_by_hand():
    state = rich(firms=5)
    firms = state.firms
    firms.is_rd_active[3] = False
    firms.rd_jump[:] = [0.0, 0.5, 0.0, 0.5, 0.0]
    firms.staff_filled[2] = 0.5
    firms.profit[4], firms.cash[4] = 0.1, 2.4
    firms.weight[1] = 10.0
    run(state)
    assert firms.rd_wanted == pytest.approx([1, 1, 1, 0, 1])
    # Full, with the jump of the certificate, 1.2 x .5 of the posts, idle, .1 + 2.4 / 6.
    assert firms.rd_spending == pytest.approx([1, 1.5, 0.6, 0, 0.5])
    assert firms.cash == pytest.approx([-1, -1.5, -0.6, 0, 1.9])
    # Wished for, not only affordable: 12 x .45 x 1 at .2 a year.
    assert firms.staff_wanted == pytest.approx([27, 40.5, 27, 0, 27])
    spent = 1 + 10 * 1.5 + 0.6 + 0.5
    assert paid(state, "households")[0] == pytest.approx(0.45 * spent)
    assert paid(state, "suppliers")[0] == pytest.approx(0.55 * spent)


def test_a_transitory_shock_moves_the_wish_and_fades():
    state = rich(firms=3)
    state.firms.rd_shock[:] = [0.0, 0.5, -0.5]
    run(state)
    left = 0.5 * 0.97 ** (1 / 12)
    assert state.firms.rd_shock == pytest.approx([0.0, left, -left])
    assert state.firms.rd_wanted == pytest.approx(np.exp(state.firms.rd_shock))


def test_some_firms_start_and_some_stop_every_month():
    state = rich(firms=4000)
    state.firms.is_rd_active[:] = np.arange(4000) < 2000
    run(state, replace(STILL, start_hazard=0.3, stop_hazard=0.15))
    was, now = (np.arange(4000) < 2000), state.firms.is_rd_active
    for flag, hazard in ((~was & now, 0.3), (was & ~now, 0.15)):
        mean = 2000 * (1 - np.exp(-hazard / 12))
        assert flag.sum() == pytest.approx(mean, abs=4 * np.sqrt(mean))
    assert not state.firms.rd_spending[was & ~now].any()
    assert state.firms.rd_spending[~was & now] == pytest.approx(1.0)


def test_a_closed_firm_stays_a_row_of_zeros():
    state = rich()
    for name in ("is_active", "is_rd_active"):
        state.firms.arrays[name][1] = False
    for name in ("sales_mean", "rd_propensity", "profit"):
        state.firms.arrays[name][1] = 0.0
    run(state, replace(STILL, start_hazard=0.5, shock_sd=0.14))
    for name in ("is_rd_active", "rd_shock", "rd_wanted", "rd_spending", "staff_wanted"):
        assert not state.firms.arrays[name][1], name
    assert state.firms.rd_shock[[0, 2, 3]].all()


def test_the_citys_drift_shifts_the_wish():
    state = rich(firms=2)
    state.firms.city[1] = 3
    state.region.inputs["rd_drift"][1, 3] = np.log(1.5)  # 2015
    run(state)
    assert state.firms.rd_wanted == pytest.approx([1.0, 1.5])


def test_contracts_replace_own_research():
    state = rich()
    state.firms.contract_fee[:] = [0.0, 0.4, 9.0, 0.0]
    run(state)
    assert state.firms.rd_spending == pytest.approx([1.0, 0.8, 0.0, 1.0])


def test_research_paid_by_others_adds_to_ones_own():
    state = rich(firms=5)
    firms = state.firms
    firms.project_rd[1], firms.project_month[1] = 6.0, -12  # the last month of it
    firms.national_rd[2] = 12.0
    firms.joint_rd[3], firms.industry_rd[3] = 0.25, 0.5
    firms.is_rd_active[4], firms.joint_rd[4] = False, 0.1  # what is promised is done
    run(state)
    extra = np.array([0, 1.07 * 6, 1.3 * 1, 0.75, 0.1])
    assert firms.rd_spending == pytest.approx(np.array([1, 1, 1, 1, 0]) + extra)
    assert firms.cash == pytest.approx(-firms.rd_spending)
    assert firms.staff_wanted[:4] == pytest.approx(27 * (1 + extra[:4]))


def test_money_set_aside_for_projects_is_no_means_of_own_research():
    state = rich(firms=3)
    firms = state.firms
    firms.profit[:], firms.cash[:] = 0.0, 6.0
    firms.project_rd[1], firms.project_month[1] = 6 / 0.7, 100
    firms.national_rd[2] = 3.0
    run(state)
    own = firms.rd_spending - 1.07 * firms.rd_grant - 1.3 * np.array([0, 0, 0.25])
    assert own == pytest.approx([1.0, 0.0, 0.5])


def test_joint_research_and_clusters_change_the_wish():
    state = rich(firms=2)
    state.firms.consortium_rd[:] = [0.0, -0.1]
    run(state)
    assert state.firms.rd_wanted == pytest.approx([1.0, 0.9])
    assert state.firms.rd_spending == pytest.approx([1.0, 0.9])


def test_venture_money_is_spent_by_a_24th_a_month():
    state = rich(firms=2)
    state.firms.venture_rd[:] = [24.0, 0.0]
    run(state)
    assert state.firms.rd_spending == pytest.approx([2.0, 1.0])
    assert state.firms.venture_rd == pytest.approx([23.0, 0.0])
