"""The rest of the economy: its path, its capital, and that it is no residual."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.processes.production import Params, city_productivity, other_output, path_at
from tests.economy import economy, run

RATIO = st.floats(0.2, 5)


def test_the_rest_by_hand():
    params = Params(capital_elasticity=0.5, diffusion=0.1)
    one, four = np.ones(1), np.full(1, 4.0)
    assert other_output(one, np.log(one), one, one, one, params) == pytest.approx(1.0)
    found = other_output(10 * one, np.log(2 * one), four, 9 * one, 1.5 * one, params)
    assert found == pytest.approx(10 * 2 * 2 * 3 * 1.05)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(RATIO, RATIO, RATIO, st.floats(1.01, 3))
def test_the_rest_rises_with_all_it_has(capital, labour, relative, more):
    def at(*point):
        arrays = (np.array([x]) for x in point)
        return other_output(np.ones(1), np.zeros(1), *arrays, Params())[0]

    base = at(capital, labour, relative)
    assert base < at(capital * more, labour, relative) < base * more
    assert base < at(capital, labour * more, relative) < base * more
    assert base < at(capital, labour, relative * more) < base * more
    # Constant returns to capital and labour.
    assert at(capital * more, labour * more, relative) == pytest.approx(base * more)


def test_paths_run_through_the_middle_of_the_years():
    path = np.array([[0.0], [12.0], [36.0]])  # 2014, 2015, 2016
    assert path_at(path, 0) == pytest.approx(6.5)
    assert (path_at(path, 5) + path_at(path, 6)) / 2 == pytest.approx(12 + 0.25)
    assert path_at(path, 11) - path_at(path, 10) == pytest.approx(2.0)
    assert path_at(path, 17) == pytest.approx(35.0)
    assert path_at(path, 29) == pytest.approx(59.0)  # on as in the last year given


def test_the_mean_of_a_city_is_weighted_by_sales_and_firms():
    state = economy()
    firms = state.firms
    firms.productivity[[0, 5, 10]] = np.exp([1.0, 2.0, 0.0])
    firms.sales[[0, 5, 10]] = [2.0, 3.0, 0.0]
    firms.weight[0] = 3.0
    firms.is_active[10], firms.productivity[10] = False, 0.0
    # (3 x 2 x 1 + 3 x 2) / (6 + 3)
    assert city_productivity(state) == pytest.approx([np.exp(12 / 9), 1, 1, 1, 1])


def test_the_rest_is_no_residual():
    # What firms sell more is added to output; were the rest published output less firms,
    # every effect would cancel.
    before, after = economy(), economy()
    after.fields.demand_start *= 3
    after.cities.labour_start[:] = 10_000 - 300 * np.bincount(after.firms.city, minlength=5)
    run(before)
    run(after)
    assert after.cities.other_output == pytest.approx(before.cities.other_output)
    more = after.cities.gdp - before.cities.gdp
    assert more == pytest.approx(0.25 * 20 * np.array([3, 3, 2, 2, 2]))


def test_output_of_the_rest_by_hand():
    state = economy()
    cities, inputs = state.cities, state.region.inputs
    inputs["employment_growth"][:] = 12 * 100 * np.log(1.1)  # 10 % in a month
    inputs["other_productivity"][:] = np.log(1.2)
    inputs["firm_productivity"][:] = np.log(0.5)  # firms are twice as good as without the plan
    cities.platform_gain[:] = np.log(1.5)
    cities.capital *= 2
    cities.facility_investment[0] = 7.0
    run(state)
    assert cities.employment == pytest.approx(np.full(5, 11_000.0))
    labour = 1 + 1000 / cities.labour_start
    expected = 1000 * 1.2 * 1.5 * 2**0.35 * labour**0.65 * (1 + 0.05 * (2 - 1))
    assert cities.other_output == pytest.approx(expected)
    capital = 60_000 * (1 - 0.096 / 12) + 0.4 * cities.gdp + [7, 0, 0, 0, 0]
    assert cities.capital == pytest.approx(capital)
