"""Twins of the indicators: by quality, between cities, and at other conventions."""

from dataclasses import replace

import numpy as np
import pytest

from sim.accounting import Params
from sim.indicators import measure, theil
from tests.test_indicators import ZONE, written

# A history at rest has no growth to divide by.
pytestmark = pytest.mark.filterwarnings("ignore:(invalid value|divide by zero) encountered")


def test_theil_index_by_hand():
    # Two cities of equal size and the zone: all in one is ln 2, the same per head nothing.
    heads = np.array([5.0, 5.0, 10.0])
    assert theil(np.array([8.0, 0.0, 8.0]), heads)[2] == pytest.approx(np.log(2))
    assert theil(np.array([3.0, 3.0, 6.0]), heads)[2] == pytest.approx(0.0)
    found = theil(np.array([1.0, 3.0, 4.0]), heads)
    assert found[2] == pytest.approx(0.25 * np.log(0.5) + 0.75 * np.log(1.5))
    assert np.isnan(found[:2]).all()


def test_unequal_cities_count_per_head_of_the_year_before():
    state = written(month=60)
    state.history["patents"][71] = [4.0, 1.0, 1.0, 1.0, 1.0]
    found = measure(state)
    shares = np.array([0.5, 0.125, 0.125, 0.125, 0.125])
    assert found["patents_per_10k_theil"][ZONE] == pytest.approx(
        (shares * np.log(shares / 0.2)).sum()
    )
    assert found["rd_per_head_theil"][ZONE] == pytest.approx(0.0)


def test_patents_by_quality_weight_each_holder():
    state = written(month=60)
    state.firms.patents[:], state.institutes.patents[:] = [10, 20, 0, 0], [30, 0]
    state.firms.patent_quality[:] = [0.5, 1.0, 0.0, 1.0]
    state.institutes.patent_quality[:] = 2.0
    found = measure(state)["patents_quality_per_10k"]
    assert found == pytest.approx(1e4 * np.array([65, 20, 0, 0, 0, 85 / 5]) / 40_000)


def test_high_tech_share_is_of_sales():
    state = written()
    firms = state.firms
    firms.weight[:], firms.sales_mean[:] = [10.0, 1, 1, 1], [1.0, 5.0, 3.0, 2.0]
    firms.is_certified[:] = [True, False, True, False]
    found = measure(state)["high_tech_share"]
    assert found[[0, 1, 2, 3, ZONE]] == pytest.approx([100, 0, 100, 0, 65.0])


def test_the_convention_of_the_run_is_one_of_those_shown():
    state = written(month=60)
    path = state.history
    path["gdp"][60:72], path["capital"][71] = 140.0, 4000.0
    found = measure(state, Params(capital_share=0.45))
    assert found["st_contribution"] == pytest.approx(found["st_contribution_45_falling"])
    assert found["st_contribution_45_falling"] == pytest.approx(
        100 * (1 - 0.45 * np.log(4 / 3) / np.log(1.4))
    )
    assert found["st_contribution_30_falling"][0] > found["st_contribution_45_falling"][0]


def test_capital_at_a_constant_rate_adds_what_the_rate_adds():
    state = written(month=60)
    rate = state.region.inputs["investment_rate"]
    rate = np.full_like(rate, 0.30)
    state.region = replace(state.region, inputs=state.region.inputs | {"investment_rate": rate})
    state.history["gdp"][60:72] = 140.0
    params = Params(capital_method="constant", constant_investment=0.36)
    found = measure(state, params)["st_contribution"][0]
    kept = 1 - 0.096 / 12
    flows = [0.06 * (100.0 if m < 48 else 140.0) * kept ** (59 - m) for m in range(60)]
    capital = (3000 + sum(flows)) / 3000
    assert found == pytest.approx(100 * (1 - 0.35 * np.log(capital) / np.log(1.4)))
