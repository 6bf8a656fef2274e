"""Budgets: pools, lines, layout and the payers' limits."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.processes.budgets import (
    Params,
    affordable,
    fiscal_money,
    institute_grants,
    step,
)
from sim.randomness import Luck
from sim.state import PAID_BY
from sim.terms import SERVICES
from tests.books import balanced, paid
from tests.small import small_state

HALF = Params(
    rd_part=0.5, institute_share=0.75, institute_cap=0.6, outside_limit=120,
    city_part_from_grants=0.25,
)  # fmt: skip
MONEY = st.floats(0, 1e6)


def calm(month=12):
    """Fiscal S&T money of 240 a year at a deflator of 2: 10 a month, and equal cities."""
    state = small_state(institutes=5)
    state.institutes.rd_spending[:] = 100.0
    n = len(state.cities)
    years = len(state.region.inputs["fiscal_st"])
    inputs = state.region.inputs | {
        "fiscal_st": np.full((years, n), 240.0),
        "gdp_deflator": np.full((years, n), 2.0),
    }
    state.region = replace(state.region, inputs=inputs)
    state.month = month
    state.history = {"rd_real": np.ones((60, n))}
    return state


def run(state, params=HALF):
    with balanced(state):
        step(state, params, Luck(1, "budgets", state.month))


def test_pools_without_the_plan():
    state = calm()
    state.cities.grants_pool[:] = 1.0
    state.money.pay("treasury", "grants_pool", state.cities.grants_pool.copy())
    run(state)
    # 240 / 2 / 12 = 10 a month, half of it for R&D, beside 1 left over.
    assert state.cities.grants_pool == pytest.approx(6.0)
    assert state.cities.institute_grants == pytest.approx(0.75 * 6)
    assert state.cities.firm_grants == pytest.approx(0.25 * 6)
    assert state.cities.support_pool == pytest.approx(0.0)
    assert paid(state, "treasury") == pytest.approx(-11.0)
    assert paid(state, "suppliers") == pytest.approx(5.0)
    assert not state.cities.plan_spending.any()
    assert not state.lines


def test_institutes_take_their_share_but_not_all_of_their_research():
    found = institute_grants(np.full(3, 8.0), np.array([100.0, 10.0, 5.0]), HALF)
    assert found == pytest.approx([6.0, 6.0, 3.0])
    state = calm()
    state.institutes.rd_spending[2] = 1.0
    run(state)
    assert state.cities.institute_grants == pytest.approx([3.75, 3.75, 0.6, 3.75, 3.75])
    assert state.cities.firm_grants == pytest.approx([1.25, 1.25, 4.4, 1.25, 1.25])


def test_fiscal_money_is_that_of_the_year_at_constant_prices():
    state = calm()
    money, prices = (state.region.inputs[name] for name in ("fiscal_st", "gdp_deflator"))
    money[2], prices[2] = 330.0, 3.0  # 2016
    state.month = 11
    assert fiscal_money(state) == pytest.approx(120.0)
    state.month = 12
    assert fiscal_money(state) == pytest.approx(110.0)


def test_layout_is_the_share_of_the_last_twelve_months():
    state = calm(month=12)
    state.history["rd_real"][:] = 1000.0
    state.history["rd_real"][:, 1:] = 0.0
    state.history["rd_real"][12:24] = [1.0, 1.0, 1.0, 1.0, 6.0]  # rows of 2015
    run(state)
    assert state.cities.layout == pytest.approx([0.1, 0.1, 0.1, 0.1, 0.6])


def test_a_line_of_the_special_fund_is_paid_out_of_grants_yuan_for_yuan():
    state = calm()
    state.terms.request("research_facilities", "special_fund", np.full(5, 60.0))
    run(state)
    # 60 a year in the zone: 5 a month, of which a fifth falls on each city.
    assert state.lines["research_facilities"] == pytest.approx(1.0)
    assert state.cities.grants_pool == pytest.approx(4.0)
    assert state.cities.firm_grants + state.cities.institute_grants == pytest.approx(4.0)
    assert state.cities.plan_spending == pytest.approx(1.0)
    assert paid(state, "lines") == pytest.approx(1.0)


def test_a_line_that_rounding_overdrew_begins_the_month_at_nothing():
    state = calm()
    state.lines["industry_projects"] = np.array([-4e-19, 0, 2.0, 0, 0])
    run(state)
    assert state.lines["industry_projects"].tolist() == [0, 0, 2.0, 0, 0]


def test_city_budgets_pay_out_of_both_parts_of_their_spending():
    state = calm()
    state.terms.request("talent_corridor", "city_budgets", np.full(5, 120.0))
    run(state)
    # 2 a month in each city, a quarter of it out of R&D grants.
    assert state.lines["talent_corridor"] == pytest.approx(2.0)
    assert state.cities.grants_pool == pytest.approx(4.5)
    assert paid(state, "suppliers") == pytest.approx(3.5)


def test_new_money_pays_first_and_what_nobody_asks_for_becomes_grants():
    state = calm()
    state.terms.new_money[:] = 120.0
    state.terms.request("research_facilities", "special_fund", np.full(5, 60.0))
    run(state)
    assert state.lines["research_facilities"] == pytest.approx(1.0)
    assert state.cities.grants_pool == pytest.approx(6.0)
    assert paid(state, "province") == pytest.approx(-2.0)
    state = calm()
    state.terms.new_money[:] = 24.0
    run(state)
    assert state.cities.grants_pool == pytest.approx(5.4)
    assert paid(state, "province") == pytest.approx(-0.4)


def test_what_the_special_fund_does_not_cover_falls_on_grants_or_is_not_paid():
    for replacement, line, grants in ((1.0, 3.0, 3.0), (0.5, 2.0, 4.0), (0.0, 1.0, 5.0)):
        state = calm()
        state.terms.new_money[:] = 60.0
        state.terms.request("research_facilities", "special_fund", np.full(5, 180.0))
        run(state, replace(HALF, replacement=replacement))
        assert state.lines["research_facilities"] == pytest.approx(line)
        assert state.cities.grants_pool == pytest.approx(grants)


def test_new_financing_leaves_existing_budgets_alone():
    state = calm()
    state.terms.new_money[:] = 60.0
    state.terms.request("research_facilities", "special_fund", np.full(5, 120.0))
    state.terms.request("research_facilities", "city_budgets", np.full(5, 60.0))
    run(state, replace(HALF, new_money=1.0))
    assert state.lines["research_facilities"] == pytest.approx(3.0)
    assert state.cities.grants_pool == pytest.approx(5.0)
    assert paid(state, "suppliers") == pytest.approx(5.0)
    assert paid(state, "province") == pytest.approx(-2.0)
    assert paid(state, "treasury") == pytest.approx(-10.0 - 1.0)


def test_who_paid_for_which_line_is_remembered():
    state = calm()
    state.terms.new_money[:] = 60.0
    for payer in ("special_fund", "city_budgets", "central_government"):
        state.terms.request("research_facilities", payer, np.full(5, 120.0))
    for _ in range(2):
        run(state, replace(HALF, new_money=0.5))
    book = dict(zip(PAID_BY, state.paid["research_facilities"].sum(axis=0), strict=True))
    by_hand = {
        "new_money": 2.0, "grants_pool": 1.0 + 0.5, "support_pool": 1.5, "province": 1.0,
        "treasury": 2.0, "central_government": 4.0,
    }  # fmt: skip
    for payer, money in book.items():
        assert money == pytest.approx(by_hand.get(payer, 0.0)), payer


def test_requests_beyond_the_pool_are_cut_in_proportion():
    state = calm()
    for line, yearly in (("shared_instruments", 480.0), ("research_facilities", 120.0)):
        state.terms.request(line, "special_fund", np.full(5, yearly))
    run(state)
    # 8 and 2 a month are asked in each city, 5 are there.
    assert state.lines["shared_instruments"] == pytest.approx(4.0)
    assert state.lines["research_facilities"] == pytest.approx(1.0)
    assert state.cities.grants_pool == pytest.approx(0.0)
    assert state.cities.institute_grants == pytest.approx(0.0)


def test_each_outside_payer_has_a_limit_of_its_own():
    state = calm()
    for payer in ("province", "central_government"):
        state.terms.request("research_facilities", payer, np.full(5, 600.0))
    run(state)
    # 10 a month are asked of each in every city; 120 a year are 2 a month there.
    assert state.lines["research_facilities"] == pytest.approx(4.0)
    assert paid(state, "province") == pytest.approx(-2.0)
    assert paid(state, "central_government") == pytest.approx(-2.0)
    assert state.cities.grants_pool == pytest.approx(5.0)


def test_a_line_keeps_what_is_not_spent_and_services_are_spent_at_once():
    state = calm()
    for line in ("fund_matching", SERVICES, SERVICES + " of a council"):
        state.terms.request(line, "province", np.full(5, 30.0))
    run(state)
    run(state)
    assert state.lines["fund_matching"] == pytest.approx(1.0)
    assert state.lines[SERVICES] == pytest.approx(0.0)
    assert state.lines[SERVICES + " of a council"] == pytest.approx(0.0)
    assert paid(state, "suppliers") == pytest.approx(2 * (5.0 + 0.5 + 0.5))
    assert state.cities.plan_spending == pytest.approx(1.5)


def test_an_instrument_in_one_city_costs_only_its_share():
    state = calm()
    only = np.array([1.0, 0, 0, 0, 0])
    state.terms.request("research_facilities", "special_fund", 60 * only)
    run(state)
    assert state.lines["research_facilities"] == pytest.approx(only)
    assert state.cities.grants_pool == pytest.approx(5 - only)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(arrays(float, (3, 2), elements=MONEY), arrays(float, 2, elements=MONEY))
def test_no_more_is_paid_than_asked_or_there(requests, pool):
    granted = affordable(requests, pool)
    total = requests.sum(axis=0)
    assert (granted >= 0).all()
    assert (granted <= requests * (1 + 1e-12)).all()
    assert granted.sum(axis=0) == pytest.approx(np.minimum(total, pool), rel=1e-9, abs=1e-9)
    # Every line is cut by the same share.
    assert granted * total == pytest.approx(requests * granted.sum(axis=0), rel=1e-9)


def test_a_line_for_some_cities_is_paid_by_these_alone():
    state = calm()
    state.terms.request("zone", "province", np.full(5, 120.0), only_in="is_free_trade_zone")
    state.terms.request("zone", "city_budgets", np.full(5, 12.0), only_in="is_free_trade_zone")
    state.terms.request("all", "city_budgets", np.full(5, 12.0))
    with balanced(state):
        step(state, replace(HALF, outside_limit=1200), Luck(1, "budgets", state.month))
    inside = state.region.is_free_trade_zone
    assert state.lines["zone"] == pytest.approx(inside * (10 + 1) / inside.sum())
    assert state.lines["all"] == pytest.approx(np.full(5, 0.2))
    assert paid(state, "province") == pytest.approx(-10 * inside / inside.sum())
