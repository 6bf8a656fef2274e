"""Institute research: income, spending, public knowledge, facilities and contracts."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.processes.institute_research import (
    APPLIED,
    Params,
    clients,
    contract_fees,
    knowledge_growth,
    platform_gain,
    step,
)
from sim.randomness import Luck
from tests.books import balanced, paid
from tests.small import small_state

SLOW = Params(funding_growth=0.0, obsolescence=0.10, knowledge_growth=0.09)
ALL_CLIENTS = replace(SLOW, client_share=1.0)


def pair():
    """Two institutes of city 0, at rest: a month's R&D is 3 and 1, cash twice that."""
    state = small_state(firms=3, institutes=2)
    institutes = state.institutes
    institutes.city[:] = 0
    institutes.rd_start[:] = institutes.base_funding[:] = [3.0, 1.0]
    institutes.cash[:] = [6.0, 2.0]
    institutes.field_weights[:, 0] = 1.0
    institutes.knowledge_start[:, 0] = institutes.knowledge[:, 0] = [300.0, 100.0]
    institutes.kind[:] = [0, APPLIED]
    institutes.lot[:] = [0.1, 0.5]
    return state


def run(state, params=SLOW):
    with balanced(state):
        step(state, params, Luck(1, "institute_research", state.month))


def test_knowledge_by_hand():
    start, params = np.full((3, 1), 100.0), Params(input_elasticity=0.5, knowledge_growth=0.09)
    found = knowledge_growth(start, start, np.array([0.0, 1.0, 4.0]), params)
    # (.10 + .09) 100 a year at unchanged inputs, doubled at four times; 10 a year is lost.
    assert found[:, 0] == pytest.approx([-10 / 12, 9 / 12, 28 / 12])


def test_knowledge_settles_where_gain_equals_loss():
    params = Params(obsolescence=0.1, knowledge_growth=0.09)
    start = np.array([[100.0]])
    assert knowledge_growth(1.9 * start, start, np.ones(1), params) == pytest.approx(0.0)


def test_a_third_of_the_cash_is_spent():
    state = pair()
    run(state)
    assert state.institutes.rd_spending == pytest.approx([3.0, 1.0])
    assert state.institutes.cash == pytest.approx([6.0, 2.0])
    assert paid(state, "central_government")[0] == pytest.approx(-4.0)
    assert paid(state, "households")[0] == pytest.approx(0.45 * 4)
    assert paid(state, "suppliers")[0] == pytest.approx(0.55 * 4)
    # 12 months x .45 x 3 for people who earn .2 a year.
    assert state.institutes.staff_wanted == pytest.approx([81.0, 27.0])
    # Inputs are those of the start: (.19 x 300 - .10 x 300) / 12.
    assert state.institutes.knowledge[0, 0] == pytest.approx(300 + 27 / 12)


def test_own_and_central_income_grows():
    state = pair()
    state.month = 24
    run(state, replace(SLOW, funding_growth=0.05))
    assert paid(state, "central_government")[0] == pytest.approx(-4 * np.exp(0.1))


@pytest.mark.parametrize(("filled", "share"), [(1.0, 1.0), (0.9, 1.0), (0.5, 0.6), (0.0, 0.0)])
def test_empty_posts_limit_spending(filled, share):
    state = pair()
    state.institutes.staff_filled[:] = filled
    run(state)  # of a post filled, 1.2 times the normal can be had
    assert state.institutes.rd_spending == pytest.approx([3 * share, share])
    assert state.institutes.cash == pytest.approx([9 - 3 * share, 3 - share])
    assert state.institutes.staff_wanted == pytest.approx([81.0, 27.0])


def test_a_closed_institute_spends_nothing():
    state = pair()
    state.institutes.is_active[1] = False
    run(state)
    assert state.institutes.rd_spending == pytest.approx([3.0, 0.0])
    assert state.institutes.staff_wanted[1] == 0


def test_generic_grants_are_shared_by_size_and_leave_the_pool():
    state = pair()
    state.cities.grants_pool[:] = 10.0
    state.cities.institute_grants[:] = 4.0
    run(state)
    assert state.cities.grants_pool == pytest.approx([6.0, 10.0, 10.0, 10.0, 10.0])
    # 6 + 3 + 3 and 2 + 1 + 1, a third of it each.
    assert state.institutes.rd_spending == pytest.approx([4.0, 4 / 3])


def test_platform_gain_per_doubling():
    base = np.full(3, 100.0)
    gain = platform_gain(np.array([0.0, 100.0, 300.0]), base, 0.0011)
    assert gain == pytest.approx([0.0, 0.0011, 0.0022])


def test_fees_by_hand():
    city, demand, weight = np.array([0, 0, 1]), np.array([3.0, 1.0, 0.0]), np.array([1.0, 2, 1])
    fees = contract_fees(np.array([1.0, 1.0]), city, demand, weight, 0.5)
    assert fees == pytest.approx([0.6, 0.2, 0.0])  # 3 + 2 x 1 share 1; nobody in city 1
    fees = contract_fees(np.array([10.0, 0.0]), city, demand, weight, 0.5)
    assert fees == pytest.approx([1.5, 0.5, 0.0])


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    st.floats(0, 1e4), st.floats(0.01, 1), st.lists(st.floats(0, 100), min_size=2, max_size=6)
)
def test_fees_never_exceed_the_total_or_the_cap(total, cap, demand):
    demand = np.array(demand)
    city, weight = np.zeros(len(demand), dtype=int), np.arange(1.0, len(demand) + 1)
    fees = contract_fees(np.array([total]), city, demand, weight, cap)
    assert (fees <= cap * demand + 1e-9).all()
    assert (weight * fees).sum() <= total * (1 + 1e-9)


def test_clients_are_a_share_that_moves_on():
    lots = (np.arange(10_000) + 0.5) / 10_000
    samples = [clients(lots, year, 0.1) for year in range(2015, 2031)]
    assert [sample.sum() for sample in samples] == [1000] * 16
    assert all(not (one & two).any() for one, two in pairwise(samples))
    assert np.any(samples, axis=0).mean() > 0.9
    assert clients(lots, 2015, 1.0).all()
    assert not clients(lots, 2015, 0.0).any()


def contracting(total=240.0, public=0.0):
    """Contracts of 240 a year in the zone, 4 a month in each city, 20 in all."""
    state = pair()
    state.firms.city[:] = 0
    state.firms.weight[:] = [1.0, 2.0, 1.0]
    state.firms.is_rd_active[:] = [True, True, False]
    state.firms.rd_spending[:] = [6.0, 2.0, 50.0]
    state.firms.lot[:] = [0.1, 0.5, 0.9]
    state.firms.cash[:] = 100.0
    state.terms.contract_research[:] = total
    state.lines["technology_platforms"] = np.full(5, public)
    return state


def test_contracts_move_money_from_clients_to_applied_institutes():
    state = contracting(public=1.0)
    run(state, ALL_CLIENTS)
    # 4 a month in city 0, 1 of it public: 3 are shared by R&D of 6 + 2 x 2.
    assert state.firms.contract_fee == pytest.approx([1.8, 0.6, 0.0])
    assert state.firms.cash == pytest.approx([98.2, 99.4, 100.0])
    assert state.institutes.contract_income == pytest.approx([0.0, 4.0], abs=1e-4)
    assert state.lines["technology_platforms"][0] == pytest.approx(0.0)
    assert state.cities.contract_extra[0] == pytest.approx(4.0)
    assert state.institutes.rd_spending == pytest.approx([3.0, 7 / 3], rel=1e-5)


def test_clients_are_sampled():
    state = contracting()
    chosen = clients(state.firms.lot, state.year, 0.5)
    assert 0 < chosen[:2].sum() < 2
    run(state, replace(SLOW, client_share=0.5))
    assert ((state.firms.contract_fee > 0) == (chosen & state.firms.is_rd_active)).all()


def test_fees_stop_at_half_of_a_clients_research():
    state = contracting(total=2400.0)
    run(state, ALL_CLIENTS)
    assert state.firms.contract_fee == pytest.approx([3.0, 1.0, 0.0])
    assert state.cities.contract_extra[0] == pytest.approx(5.0)


def test_contracts_raise_productivity_once():
    state = contracting(total=20 * 12.0)
    params = replace(ALL_CLIENTS, contract_revenue=1200.0)
    run(state, params)
    gain = 0.0011 * np.log2(1 + 4 / 20)  # 1200 a year are 20 a month in each city
    assert state.cities.platform_gain[0] == pytest.approx(gain)
    assert state.cities.platform_growth[0] == pytest.approx(gain)
    run(state, params)
    assert state.cities.platform_gain[0] == pytest.approx(gain)
    assert state.cities.platform_growth[0] == pytest.approx(0.0, abs=1e-15)
    state.terms.clear()
    run(state, params)
    assert state.cities.platform_growth[0] == pytest.approx(-gain)
    assert not state.firms.contract_fee.any()


def test_facilities_are_built_and_counted():
    state = pair()
    state.lines["research_facilities"] = np.array([12.0, 0, 0, 0, 3.0])
    state.money.pay("province", "lines", state.lines["research_facilities"].copy())
    state.terms.facility_rd_share[:] = [0.6, 0.6, 0.6, 0.6, 1.5]  # at most all of it
    state.terms.facility_inputs[:] = 0.10
    run(state)
    assert state.cities.facility_investment == pytest.approx([12.0, 0, 0, 0, 3.0])
    assert state.cities.facility_rd == pytest.approx([7.2, 0, 0, 0, 3.0])
    assert not state.lines["research_facilities"].any()
    assert paid(state, "suppliers")[4] == pytest.approx(3.0)
    # Only the institute whose lot is below .2 has access; a 36th is there already.
    assert state.institutes.facility_inputs == pytest.approx([0.10 / 36, 0.0])
    grown = 0.19 * 300 * (1 + 0.10 / 36) ** 0.7 - 30
    assert state.institutes.knowledge[0, 0] == pytest.approx(300 + grown / 12)


def test_access_builds_up_over_three_years_and_stays():
    state = pair()
    state.terms.facility_inputs[:] = 0.10
    path = []
    for _ in range(40):
        run(state)
        path.append(state.institutes.facility_inputs[0])
    assert path[17] == pytest.approx(0.05)
    assert path[35:] == pytest.approx([0.10] * 5)
    state.terms.clear()
    run(state)
    assert state.institutes.facility_inputs[0] == pytest.approx(0.10)
    assert not state.cities.facility_rd.any()


def test_access_waits_until_an_institution_is_open():
    state = pair()
    state.institutes.is_active[0] = False
    state.terms.facility_inputs[:] = 0.10
    run(state)
    assert not state.institutes.facility_inputs.any()


def test_a_city_without_institutes_gets_no_contracts():
    state = contracting(public=1.0)
    state.firms.city[0] = 3
    run(state, ALL_CLIENTS)
    assert state.firms.contract_fee[0] == 0
    assert state.lines["technology_platforms"] == pytest.approx([0.0, 1, 1, 1, 1])
    assert state.cities.contract_extra[3] == 0
