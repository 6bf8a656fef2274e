"""Project calls: who applies, who wins, when money comes, and what a project is worth."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from sim.calls import CallParams, bar, hold_calls, mean_worth, promised, spend_projects, worth
from sim.randomness import Luck
from tests.books import balanced, paid
from tests.small import small_state

PARAMS = CallParams()
SURE = replace(PARAMS, application_rate=6, project_cap=1000)
FREE = replace(SURE, application_cost=0)
LUCK = Luck(1, "rd_investment", 0)


def asking(firms=1000, money=10.0, rd=1.0, weight=1.0):
    """Firms of city 0 that do R&D of one million a month, and money for a call in all."""
    state = small_state(firms=firms)
    state.firms.city[:] = 0
    state.firms.is_rd_active[:] = True
    state.firms.rd_spending[:] = rd
    state.firms.weight[:] = weight
    offer(state, money)
    return state


def offer(state, money):
    cities = state.cities
    cities.firm_grants[:] = money
    cities.grants_pool += money
    state.money.pay("treasury", "grants_pool", cities.firm_grants.copy())


def hold(state, params=PARAMS, month=0):
    state.month = month
    with balanced(state):
        hold_calls(state, params, replace(LUCK, month=month))


def winners(state):
    return np.flatnonzero(state.firms.project_promised + state.firms.project_rd)


def test_money_of_the_call_is_promised_and_waits_in_the_pool():
    state = asking(firms=4000, money=100.0)
    hold(state)
    assert state.cities.grants_pool == pytest.approx(0, abs=1e-12)
    assert state.cities.calls_pool == pytest.approx(100)
    # 4,000 firms of which 8 % apply and 40 % of these win: 128, standard deviation 11.
    assert len(winners(state)) == pytest.approx(0.4 * 4000 * (1 - np.exp(-1 / 12)), abs=35)
    assert promised(state)[0] == pytest.approx(100, abs=28)
    assert (promised(state) <= 100).all()
    assert promised(state)[1:] == pytest.approx(0)
    assert not state.firms.project_rd.any()


def test_size_by_hand():
    # Standard: .3 of a year's 12 million; expected to win: .4 x 8 % of 1,000 of them.
    state = asking(money=10.0)
    hold(state)
    usual = 0.4 * (1 - np.exp(-1 / 12)) * 1000
    cut = min(1, 10 / (10 / usual * len(winners(state))))
    assert state.firms.project_promised[winners(state)] == pytest.approx(10 / usual * cut)
    rich = asking(firms=50, money=1e6)
    hold(rich, SURE)
    # Money without end: every applicant wins, and no project exceeds a year's R&D.
    assert rich.firms.project_promised[winners(rich)] == pytest.approx(12.0)
    assert len(winners(rich)) == pytest.approx(50 * (1 - np.exp(-0.5)), abs=12)


def test_large_firms_ask_for_no_more_than_the_cap():
    state = asking(money=50.0)
    state.firms.rd_spending[::2] = 100.0
    hold(state)
    size = state.firms.project_promised
    large, small = size[::2][size[::2] > 0], size[1::2][size[1::2] > 0]
    assert large[0] / small[0] == pytest.approx(10 / 3.6)


def test_an_application_must_be_worth_its_cost():
    # A project of .2 a month in all for usual 33 winners: .006 each, and .4 of it expected.
    state = asking(money=1.0)
    hold(state)
    assert not len(winners(state))
    assert paid(state, "suppliers")[0] == 0
    cheap = replace(PARAMS, application_cost=0.4 * 1.0 / (0.4 * 1000 * (1 - np.exp(-1 / 12))))
    for change, some in ((1.001, False), (0.999, True)):
        state = asking(money=1.0)
        hold(state, replace(cheap, application_cost=change * cheap.application_cost))
        assert bool(len(winners(state))) == some
    state = asking(money=1.0)
    state.terms.application_cost_cut[:] = 0.01
    hold(state, replace(cheap, application_cost=1.005 * cheap.application_cost))
    assert len(winners(state))


def test_applicants_pay_for_applying_whether_they_win_or_not():
    state = asking(firms=200, weight=3.0, money=100.0)
    state.terms.application_cost_cut[:] = 0.2
    hold(state, SURE)
    applied = state.firms.cash < 0
    assert state.firms.cash[applied] == pytest.approx(-0.08)
    assert len(winners(state)) < applied.sum() < 200
    assert paid(state, "suppliers")[0] == pytest.approx(0.08 * 3 * applied.sum())


def test_who_has_a_project_does_not_apply():
    state = asking(firms=300)
    state.firms.project_promised[:50], state.firms.project_month[:50] = 0.1, 5
    state.firms.project_city[:50] = 0
    state.firms.project_rd[50:100] = 0.1
    state.firms.is_rd_active[100:200] = False
    hold(state, SURE)
    applied = np.flatnonzero(state.firms.cash)
    assert applied.size
    assert applied.min() >= 200


@pytest.mark.parametrize(("cut", "wait"), [(0, 6), (2, 4), (1.5, None), (9, 0)])
def test_money_comes_some_months_after_the_award(cut, wait):
    state = asking(firms=2000, money=100.0)
    state.terms.approval_cut[:] = cut
    hold(state)
    won = winners(state)
    assert len(won) > 30
    months = state.firms.project_month[won]
    if wait is None:
        assert set(months) == {4, 5}
        assert months.mean() == pytest.approx(4.5, abs=0.25)
    else:
        assert (months == wait).all()
    assert state.firms.project_rd.any() == (wait == 0)


def test_a_project_is_paid_once_and_spent_in_twelve_months():
    state = asking(money=20.0)
    hold(state)
    size = state.firms.project_promised.copy()
    owed, cash, taken = promised(state)[0], state.firms.cash.copy(), np.zeros(1000)
    for month in range(1, 20):
        state.month = month
        with balanced(state):
            spend_projects(state, PARAMS)
        taken += state.firms.rd_grant
        state.cities.firm_grants[:] = 0  # no further call
        hold(state, PARAMS, month)
        if month == 6:
            assert state.firms.project_rd == pytest.approx(size)
            assert paid(state, "owners")[0] == pytest.approx(0.3 * owed)
            assert state.firms.cash - cash == pytest.approx(0.7 * size)
            assert not state.firms.rd_grant.any()
        elif month == 7:
            assert state.firms.rd_grant == pytest.approx(size / 12)
    assert taken == pytest.approx(size)
    assert state.cities.calls_pool[0] == pytest.approx(20 - owed)
    assert not winners(state).size
    assert paid(state, "owners")[0] == pytest.approx(0.3 * owed)


def test_a_firm_that_moves_brings_its_promise_and_one_that_closes_frees_it():
    state = asking(money=20.0)
    hold(state)
    first, second = winners(state)[:2]
    size, owed = state.firms.project_promised[first], promised(state)[0]
    state.firms.city[first] = 3
    state.firms.project_promised[second] = 0  # as exit does
    for month in (1, 6):
        state.cities.firm_grants[:] = 0
        hold(state, PARAMS, month)
        assert (promised(state) == 0).all() == (month == 6)
    assert paid(state, "owners")[3] == pytest.approx(0.3 * size)
    assert state.cities.calls_pool[0] == pytest.approx(20 - owed + size)
    assert state.cities.calls_pool[3] == pytest.approx(20)


def test_reviewers_see_quality_through_noise():
    found = []
    for more in (0.0, 0.3, 0.8):
        state = asking(firms=40_000, money=400.0)
        state.terms.review_precision[:] = more
        hold(state, FREE)
        found.append(state.firms.project_quality[winners(state)].mean())
    # Among the best 40 % of standard normal scores the mean is .966.
    mean = norm.pdf(norm.ppf(0.6)) / 0.4
    assert found == pytest.approx([0.2 * mean, 0.5 * mean, mean], abs=0.05)


def test_what_is_funded_without_the_plan_is_worth_its_cost():
    state = asking(firms=40_000, money=400.0)
    hold(state, FREE)
    won = winners(state)
    value = worth(state.firms.project_quality[won], state.firms.is_duplicate[won], PARAMS)
    assert value.mean() == pytest.approx(1, abs=4 * value.std() / np.sqrt(len(won)))
    assert mean_worth(0.0, 0.4, 0.5) == pytest.approx(1)
    assert mean_worth(0.3, 0.4, 0.5) / mean_worth(0.2, 0.4, 0.5) == pytest.approx(
        1.045, abs=2e-3
    )


def test_worth_of_a_months_spending_by_hand():
    state = small_state(firms=3)
    firms = state.firms
    firms.project_rd[:], firms.project_month[:] = [12, 12, 0], -1
    firms.project_month[:2], state.month = 9, 10  # paid last month: a twelfth
    firms.is_duplicate[1] = True
    spend_projects(state, PARAMS)
    average = np.exp(-0.125) / (mean_worth(0.2, 0.4, 0.5) * 0.94)
    assert firms.rd_grant == pytest.approx([1, 1, 0])
    assert firms.project_rd == pytest.approx([11, 11, 0])
    assert firms.grant_value == pytest.approx([1.07 * (average - 1), -1.07, 0])


def test_duplicates_that_are_seen_get_nothing_and_their_money_goes_to_others():
    money, share = [], []
    for cut in (0.0, 0.02, 0.5):
        state = asking(firms=40_000, money=400.0)
        state.terms.duplication_cut[:] = cut
        hold(state, FREE)
        won = winners(state)
        share.append(state.firms.is_duplicate[won].mean())
        money.append(promised(state)[0])
    assert share == pytest.approx([0.06, 0.04, 0.0], abs=0.006)
    assert money == pytest.approx([400] * 3, rel=0.05)


def test_the_bar_uses_up_the_money():
    asked = np.array([10.0, 10, 10, 0])
    assert norm.sf(bar(np.array([4.0, 10, 20, 1]), asked)) == pytest.approx([0.4, 1, 1, 1])
    assert bar(np.zeros(1), np.ones(1)) == np.inf


@pytest.mark.parametrize("weight", [1.0, 20.0])
def test_nothing_but_noise_depends_on_how_many_firms_a_row_stands_for(weight):
    given, number = [], []
    for seed in range(30):
        state = asking(firms=int(4000 / weight), money=100.0, weight=weight)
        hold_calls(state, PARAMS, Luck(seed, "rd_investment", 0))
        given.append(promised(state)[0])
        number.append(weight * len(winners(state)))
    usual = 0.4 * 4000 * (1 - np.exp(-1 / 12))
    error = 4 * np.sqrt(usual * weight / 30)
    assert np.mean(number) == pytest.approx(usual, abs=error)
    assert np.mean(given) > 100 * (1 - np.sqrt(weight / usual))
