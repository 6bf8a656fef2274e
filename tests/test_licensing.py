"""Licences: who takes one, what it adds, who is paid; neutral without the plan."""

from dataclasses import replace

import numpy as np
import pytest

from sim.licensing import (
    LINE,
    LicenceParameters,
    chance,
    take_licences,
    within_reach,
)
from sim.randomness import Luck
from tests.books import balanced, paid
from tests.small import small_state

PARAMS = LicenceParameters(knowledge_path=0, product_line=120)


def market(firms=2000, institutes=5):
    """Many firms of one field doing research, and an institute in each city."""
    state = small_state(firms=firms, institutes=institutes)
    state.firms.is_rd_active[:] = True
    state.firms.sales_mean[:] = 10.0
    state.institutes.knowledge_start[:] = 10.0
    state.institutes.knowledge[:] = 10.0
    return state, np.arange(firms)


def licences(state, rows, params=PARAMS, month=0):
    """Which firms took a licence, by the gain."""
    with balanced(state):
        gain = take_licences(state, params, Luck(1, "innovation", month), rows)
    return gain, gain > 0


def test_hazard_gain_and_neutrality():
    state, rows = market()
    gain, took = licences(state, rows)
    p = 1 - np.exp(-0.05)
    assert took.mean() == pytest.approx(p, abs=0.015)
    assert gain[took] == pytest.approx(0.02 * (1 - p))
    assert gain[~took] == pytest.approx(-0.02 * p)
    # Over all luck the gain is nothing: chance of a licence times gain, and the rest.
    assert p * 0.02 * (1 - p) - (1 - p) * 0.02 * p == pytest.approx(0)


def test_one_product_line_of_a_large_firm():
    state, rows = market()
    state.firms.sales_mean[:1000] = 100.0
    gain, took = licences(state, rows)
    p = 1 - np.exp(-0.05)
    assert gain[:1000][took[:1000]] == pytest.approx(0.002 * (1 - p))


def test_those_without_research_take_none():
    state, rows = market()
    state.firms.is_rd_active[::2] = False
    gain, _ = licences(state, rows)
    assert not gain[::2].any()
    assert gain[1::2].all()
    assert not state.firms.cash[::2].any()


def test_fees_by_hand_for_a_sure_licence():
    state, rows = market(firms=1, institutes=1)
    state.firms.weight[:] = 3.0
    params = replace(PARAMS, licence_hazard=0.5, licence_fee=0.1)
    state.terms.licence_hazard[:] = 100.0
    _, took = licences(state, rows, params)
    usual = 1 - np.exp(-0.5)
    assert took.all()
    # 12 a year of 120, by three firms: 36, of which half goes to the inventors.
    assert state.firms.cash[0] == pytest.approx(12 * (usual - 1))
    assert state.institutes.cash[0] == pytest.approx(18 - 18 * usual)
    assert paid(state, "households")[0] == pytest.approx(18)
    assert paid(state, "suppliers")[0] == pytest.approx(-36 * usual)
    assert paid(state, "central_government")[0] == pytest.approx(18 * usual)


def test_inventors_who_keep_more_offer_more():
    state, rows = market()
    before = licences(state, rows)[1]
    state.terms.inventor_share[:] = 0.2
    after = licences(state, rows)[1]
    assert (after >= before).all()  # the same luck
    assert after.sum() > before.sum()
    factor = (0.7 / 0.5) ** PARAMS.inventor_elasticity
    assert factor == pytest.approx(1.2, abs=0.01)
    assert after.mean() == pytest.approx(1 - np.exp(-0.05 * factor), abs=0.015)


def test_what_inventors_keep_institutes_do_not_have():
    state, rows = market()
    with balanced(state):
        take_licences(state, PARAMS, Luck(1, "innovation", 0), rows)
    half = paid(state, "households").sum()
    state, rows = market()
    state.terms.inventor_share[:] = 0.2
    with balanced(state):
        take_licences(
            state, replace(PARAMS, inventor_elasticity=0), Luck(1, "innovation", 0), rows
        )
    assert paid(state, "households").sum() == pytest.approx(half * 0.7 / 0.5)


def test_the_factor_of_the_plan_multiplies_the_hazard():
    state, rows = market()
    state.terms.licence_hazard[:] = [np.log(4), 0, 0, 0, 0]
    _, took = licences(state, rows)
    assert took[::5].mean() == pytest.approx(1 - np.exp(-0.2), abs=0.05)
    assert took[1::5].mean() == pytest.approx(1 - np.exp(-0.05), abs=0.03)


def test_more_knowledge_within_reach_means_more_licences_and_its_owner_is_paid():
    state, rows = market()
    state.institutes.knowledge[0] = 100.0
    before = state.institutes.cash.copy()
    _, took = licences(state, rows)
    assert took.mean() > 1.5 * (1 - np.exp(-0.05))
    assert (state.institutes.cash - before).argmax() == 0


def test_closed_institutes_offer_nothing():
    state, rows = market()
    state.institutes.is_active[:] = False
    gain, took = licences(state, rows)
    assert not took.any()
    state.institutes.knowledge_start[:] = 0  # no institute ever: nothing is expected either
    gain, took = licences(state, rows)
    assert not gain.any()


def test_the_path_of_knowledge_is_neutral():
    state, rows = market()
    state.month = 119
    state.institutes.knowledge *= np.exp(0.07 * 10)
    found = licences(state, rows, replace(PARAMS, knowledge_path=0.07))[1]
    state, rows = market()
    assert (found == licences(state, rows)[1]).all()


def test_vouchers_pay_a_part_of_fees_and_half_of_the_line_at_most():
    for money, given in ((100.0, None), (0.002, 0.001)):
        state, rows = market()
        _, took = licences(state, rows)
        cash = state.firms.cash.copy()
        state, rows = market()
        state.lines[LINE] = np.full(5, money)
        state.money.pay("province", "lines", state.lines[LINE].copy())
        licences(state, rows)
        more = state.firms.cash - cash
        assert not more[~took].any()
        fees = 0.01 * 120 * took.reshape(-1, 5).sum(axis=0)
        expected = fees / 2 if given is None else np.full(5, given)
        assert more.reshape(-1, 5).sum(axis=0) == pytest.approx(expected)
        assert state.lines[LINE] == pytest.approx(money - expected)


def test_reach_falls_with_distance():
    found = within_reach(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([[2.0], [6.0]]))
    assert found == pytest.approx(np.array([[5.0], [7.0]]))
    assert chance(np.zeros(1)) == 0
    assert chance(np.array([1e9])) == 1
