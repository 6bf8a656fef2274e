"""Production: shares of demand, taxes and cash of firms."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.processes.production import Params, attractiveness, demand, rd_cost, taxes
from tests.books import paid
from tests.economy import FLAT, economy, run

RATIO = st.floats(0.2, 5)


def test_pull_and_demand_by_hand():
    assert attractiveness(np.array([2.0, 0.0]), np.array([3.0, 5.0])) == pytest.approx([18, 0])
    found = demand(np.array([10.0, 10]), np.array([1.0, 4.0]), np.log(2), 0.5)
    assert found == pytest.approx([20.0, 40.0])


def test_taxes_by_hand():
    params = Params(tax_rate=0.25, certified_tax_rate=0.15)
    surplus, rd = np.array([10.0, 10.0, 3.0]), np.array([2.0, 2.0, 2.0])
    found = taxes(surplus, rd, np.array([False, True, False]), 0.75, params)
    assert found == pytest.approx([0.25 * 6.5, 0.15 * 6.5, 0.0])


def test_cost_of_research_after_tax_by_hand():
    assert rd_cost(0.25, 0.75) == rd_cost(0.15, 0.75) == 1.0  # exactly: nothing moves to 2020
    assert rd_cost(0.25, 1.0) == pytest.approx(0.50 / 0.5625)
    assert rd_cost(0.15, 1.0) == pytest.approx(0.70 / 0.7375)


def under(state, **series):
    """The same economy with monthly series of the scenario at one value."""
    n = len(state.cities)
    monthly = {name: np.full((192, n), value) for name, value in series.items()}
    state.region = replace(state.region, monthly=monthly)
    return state


def test_super_deduction_lowers_tax_and_the_cost_of_research():
    tax, cost = [], []
    for deduction in (0.75, 1.0):
        state = under(economy(), super_deduction=deduction)
        state.firms.rd_spending[:] = 0.5
        state.firms.is_certified[1] = True
        run(state)
        tax.append(paid(state, "treasury"))
        cost.append(state.firms.rd_cost.copy())
    # A quarter of .5 yuan less is taxed: at 25 %, and at 15 % in the second city.
    saved = 0.25 * 0.5 * np.array([3 * 0.25, 2 * 0.25 + 0.15])
    assert (tax[0] - tax[1])[:2] == pytest.approx(saved)
    assert cost[0] == pytest.approx(np.ones(12))
    assert cost[1][:2] == pytest.approx([0.5 / 0.5625, 0.7 / 0.7375])


def test_idle_capacity_cuts_output_and_leaves_workers():
    usual, idle = economy(), under(economy(), capacity=0.8)
    run(usual)
    run(idle)
    assert idle.firms.sales == pytest.approx(0.8 * usual.firms.sales)
    assert idle.firms.workers == pytest.approx(usual.firms.workers)
    assert idle.cities.gdp == pytest.approx(0.8 * usual.cities.gdp)
    assert idle.firms.sales_mean == pytest.approx(usual.firms.sales_mean)  # plans stay
    assert idle.cities.capital == pytest.approx(usual.cities.capital, rel=1e-12)


def test_an_economy_at_rest_stays_there():
    state = economy()
    state.region.inputs["investment_rate"][:] = 0.0
    run(state, replace(FLAT, depreciation=0.03))
    assert state.firms.sales == pytest.approx(np.full(12, 10.0))
    assert state.firms.workers == pytest.approx(np.full(12, 100.0))
    assert state.cities.other_output == pytest.approx(np.full(5, 1000.0))
    assert state.fields.growth == pytest.approx(np.zeros(6))
    firms_in = np.array([3, 3, 2, 2, 2])
    assert state.cities.gdp == pytest.approx(1000 + 2.5 * firms_in)
    assert state.cities.capital == pytest.approx(np.full(5, 30_000 * (1 - 0.03 / 12)))


def test_sales_are_shares_of_the_demand_of_the_field():
    state = economy()
    firms = state.firms
    firms.appeal[0], firms.productivity[0] = 5.0, 2.0  # pull of 20 against 10 in field 0
    firms.weight[6] = 4.0
    state.fields.demand_start[0] = 30.0
    run(state)
    # 30 over 20 + 4 x 10.
    assert firms.sales[[0, 6]] == pytest.approx([10.0, 5.0])
    assert (firms.weight * firms.sales)[[0, 6]].sum() == pytest.approx(30.0)
    assert state.fields.unit_sales[0] == pytest.approx(0.5)
    assert firms.sales[1:6] == pytest.approx(10.0)
    assert firms.workers[[0, 6]] == pytest.approx([12 * 10 / 2.4, 50.0])


def test_demand_grows_with_time_and_with_mean_productivity():
    state = economy()
    state.month = 11
    state.region.inputs["demand_shift"][:] = 0.1
    state.firms.productivity[:] = 1.21
    fields = state.fields
    fields.productivity_start[:], fields.productivity[:] = 1.21 / 4, 1.1
    fields.growth[:] = 0.6
    run(state, Params(demand_growth=0.045, demand_response=0.5))
    assert fields.productivity == pytest.approx(np.full(6, 1.21))
    assert state.firms.sales == pytest.approx(np.full(12, 10 * np.exp(0.145) * 2))
    # One twelfth of the way from .6 to this month's growth, at a year's rate.
    assert fields.growth == pytest.approx(np.full(6, 0.6 + np.log(1.1) - 0.05))


def test_the_mean_of_a_field_is_weighted_by_sales():
    state = economy()
    firms = state.firms
    firms.productivity[0], firms.sales[0] = np.exp(1.0), 30.0
    firms.is_active[6] = False
    run(state)
    assert state.fields.productivity[0] == pytest.approx(np.exp(1.0))
    firms.is_active[6], firms.sales[[0, 6]] = True, [30.0, 10.0]
    run(state)
    assert state.fields.productivity[0] == pytest.approx(np.exp(0.75))


def test_cash_by_hand():
    state = economy(firms=18)
    firms = state.firms
    firms.appeal[:] = 100.0
    state.fields.demand_start[:] = 300.0
    firms.rd_spending[:3] = [2.0, 2.0, 50.0]
    firms.is_certified[1] = True
    run(state)
    # 100 of sales leave 25 of value added and 13.75 after wages; tax on 13.75 - 1.75 x 2.
    assert firms.profit == pytest.approx(np.full(18, 13.75))
    tax = np.array([0.25 * 10.25, 0.15 * 10.25, 0.0, 0.25 * 13.75])
    rest = np.array([11.75, 11.75, 0.0, 13.75]) - tax
    expected = 13.75 - tax - 0.6 * rest  # R&D was paid before
    assert firms.cash[:4] == pytest.approx(expected)
    assert paid(state, "customers").sum() == pytest.approx(-18 * 25)
    assert paid(state, "households").sum() == pytest.approx(18 * 11.25)
    assert paid(state, "treasury").sum() == pytest.approx(tax[:3].sum() + 15 * tax[3])
    assert paid(state, "owners").sum() == pytest.approx(0.6 * (rest[:3].sum() + 15 * rest[3]))


def test_mean_sales_follow_over_a_year():
    state = economy()
    state.firms.appeal[:] = state.fields.demand_start[:] = 22.0
    state.fields.demand_start *= 2
    state.firms.sales_mean[:2] = [0.0, 0.4]  # the first is new: takes its sales at once
    run(state)
    assert state.firms.sales_mean[:3] == pytest.approx([22.0, 0.4 + 1.8, 11.0])


def test_a_closed_firm_stays_a_row_of_zeros():
    state = economy()
    for name in ("is_active", "sales", "sales_mean", "appeal", "productivity"):
        state.firms.arrays[name][0] = 0
    run(state)
    for name in ("sales", "sales_mean", "profit", "workers", "cash"):
        assert state.firms.arrays[name][0] == 0, name
    assert state.firms.sales[6] == pytest.approx(20.0)  # alone in its field
