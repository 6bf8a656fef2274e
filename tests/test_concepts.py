"""Grants for proof of concept, and what funds make of them."""

import numpy as np
import pytest

from sim.concepts import LINE, bonus, fund_concepts, unfunded
from sim.entities import STARTUP
from sim.processes import financing
from sim.venture import appraise
from tests.books import balanced, paid
from tests.small import small_state


def startups(number=50, money=5.0):
    """Young start-ups in all cities, ten in each, and a line."""
    state = small_state(firms=number)
    firms = state.firms
    firms.kind[:] = STARTUP
    firms.lot[:] = (np.arange(number) + 0.5) / number
    state.month = 60
    firms.birth_month[:] = 30
    state.lines[LINE] = np.full(5, money)
    state.money.pay("province", "lines", state.lines[LINE].copy())
    state.terms.proof_of_concept[:] = np.log(1.5)
    return state


def test_half_of_them_get_a_grant_once():
    state = startups()
    with balanced(state):
        fund_concepts(state, 1.0, 96)
    funded = state.firms.concept_bonus > 0
    assert funded.sum() == pytest.approx(25, abs=5)
    assert state.firms.concept_bonus[funded] == pytest.approx(np.log(1.5))
    assert state.firms.cash[funded] == pytest.approx(state.firms.venture_rd[funded])
    assert state.firms.cash.sum() == pytest.approx(-paid(state, "province").sum() - left(state))
    again = state.firms.cash.copy()
    with balanced(state):
        fund_concepts(state, 1.0, 96)
    assert (state.firms.cash[funded] == again[funded]).all()


def test_nobody_gets_a_second_grant_where_it_impresses_no_fund():
    state = startups(money=4.0)
    state.terms.proof_of_concept[:] = 0.0  # a factor of one, or the lever has ended
    with balanced(state):
        for _ in range(30):
            fund_concepts(state, 1.0, 96)
            state.month += 1
    assert state.firms.cash.sum() >= 4
    assert state.firms.cash.max() <= 1.0
    some = np.arange(5)[:, None]
    assert bonus(state, some, 1.0) == pytest.approx(0.0, abs=1e-99)


def left(state):
    return state.lines[LINE].sum()


def test_no_grant_above_the_usual_and_no_line_below_zero():
    for money in (0.0, 0.3, 5.0, 100.0):
        state = startups(money=money)
        with balanced(state):
            fund_concepts(state, 1.0, 96)
        assert state.firms.cash.max() <= 1.0
        assert (state.lines[LINE] >= -1e-12).all()
        if money == 100:
            assert state.firms.cash == pytest.approx(1.0)
            assert state.lines[LINE] == pytest.approx(90.0)


def test_only_young_open_start_ups_that_no_fund_has_backed():
    state = startups()
    firms = state.firms
    firms.kind[:5], firms.is_active[5:10] = 0, False
    firms.venture_month[10:15], firms.concept_bonus[15:20] = 40, 0.4
    firms.birth_month[20:25] = 60 - 96
    assert unfunded(state, 96).tolist() == list(range(25, 50))


def test_funds_see_the_grant_until_the_first_deal():
    state = startups()
    firms = state.firms
    firms.concept_bonus[:2] = 0.4
    firms.venture_month[1] = 50
    found = bonus(state, np.array([[0, 1, 2]]), 1.5)
    assert found == pytest.approx(np.array([[0.6, 0.0, 0.0]]))


def test_without_the_plan_nothing_happens():
    state = startups(money=0.0)
    state.lines.clear()
    fund_concepts(state, 1.0, 96)
    assert not state.firms.cash.any()


def test_a_grant_raises_the_score_and_the_odds_of_a_first_deal():
    state = startups()
    firms, funds = state.firms, state.funds
    firms.birth_month[:], funds.committed[:] = 59, 100.0
    firms.city[:] = funds.city[:] = 0
    params = financing.Params()
    rng = np.random.default_rng(1)
    target = rng.integers(0, 50, (20_000, params.candidates))
    fund, error = np.zeros(20_000, dtype=int), rng.standard_normal(target.shape)
    without = appraise(state, fund, target, error, np.ones(20_000), params)
    firms.concept_bonus[:10] = np.log(1.5)
    score = appraise(state, fund, target, error, np.ones(20_000), params)
    assert score - without == pytest.approx(np.log(1.5) * (target < 10))
    deals = np.bincount(target[np.arange(20_000), score.argmax(axis=1)], minlength=50)
    odds = deals[:10].mean() / deals[10:].mean()
    # Ten open candidates; half of those in the model are closed, and 1.5 comes out.
    assert 1.4 < odds < 2.1
