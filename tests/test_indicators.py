"""Indicators: what the statistics would report of a history written by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import growth
from sim.indicators import HEADLINE, UNITS, between_cities, contribution, measure, population
from tests.small import small_state

ZONE = -1
# A history at rest has no growth to divide by.
pytestmark = pytest.mark.filterwarnings("ignore:(invalid value|divide by zero) encountered")
RATIO = st.floats(1.01, 3)


def written(month=60):
    """A history that stands still: output 100, R&D 3 a month; the state after `month`."""
    state = small_state()
    n = len(state.cities)
    levels = {
        "gdp": 100.0, "capital": 3000.0, "employment": 50.0, "rd_real": 2.0,
        "rd_reported": 3.0, "patents": 80.0, "patent_grants": 2.0,
        "plan_spending": 4.0,
    }  # fmt: skip
    state.history = {name: np.full((12 + 192, n), level) for name, level in levels.items()}
    for name in growth.HISTORY:
        state.history[name] = np.zeros((12 + 192, n + 1))
    for name, people in (("unrevised", 40_000.0), ("revised", 50_000.0)):
        series = np.full_like(state.region.inputs["gdp_deflator"], people)
        inputs = state.region.inputs | {f"population_{name}": series}
        state.region = replace(state.region, inputs=inputs)
    state.month = month
    return state


def test_every_indicator_has_a_unit_and_a_value_for_each_city_and_the_zone():
    found = measure(written())
    assert set(found) == set(UNITS)
    assert set(HEADLINE) <= set(UNITS)
    assert {value.shape for value in found.values()} == {(6,)}


def test_research_intensity_is_a_ratio_of_yearly_sums():
    state = written(month=60)
    path = state.history
    path["rd_reported"][60:72] = np.arange(12)[:, None]  # of 2019: 66 in all
    path["gdp"][60:72, 0] = 50.0
    path["gdp"][72:] = path["rd_reported"][72:] = path["rd_reported"][:60] = 1e9
    found = measure(state)["rd_intensity"]
    assert found[:5] == pytest.approx([100 * 66 / 600] + [100 * 66 / 1200] * 4)
    assert found[ZONE] == pytest.approx(100 * 5 * 66 / (600 + 4 * 1200))


def test_real_research_leaves_out_what_is_relabelled():
    found = measure(written())
    assert found["rd_intensity"] == pytest.approx(3.0)
    assert found["rd_intensity_real"] == pytest.approx(2.0)
    assert found["rd_spending"] == pytest.approx([36.0] * 5 + [180.0])


@pytest.mark.parametrize(
    ("month", "people"),
    [(60, 40_000), (61, 40_000), (72, 40_000), (73, 50_000), (84, 50_000)],
)
def test_patents_per_head_use_residents_of_the_year_before(month, people):
    # December 2019, January and December 2020, January and December 2021: the census of
    # 2020 counts first for 2021.
    found = measure(written(month))
    assert found["patents_per_10k"] == pytest.approx(1e4 * 80 / people)
    assert found["patents_per_10k_unrevised"] == pytest.approx(20.0)
    assert found["patents_per_10k_census"] == pytest.approx(16.0)


def test_residents_are_those_of_the_previous_year_end():
    state = written(month=49)  # January 2019
    people = state.region.inputs["population_unrevised"]
    people[4], people[5] = 10_000.0, 1.0  # ends of 2018 and 2019
    assert population(state.region, 2018) == pytest.approx([10_000.0] * 5 + [50_000.0])
    state.region.inputs["population_revised"][4] = 20_000.0
    found = measure(state)
    assert found["patents_per_10k"] == pytest.approx(80.0)
    assert found["patents_per_10k_unrevised"] == pytest.approx(80.0)
    assert found["patents_per_10k_census"] == pytest.approx(40.0)


def test_patents_are_those_of_the_last_month_and_grants_those_of_a_year():
    state = written(month=60)
    state.history["patents"][71] = 100.0
    state.history["patents"][72] = 1e6
    state.history["patent_grants"][60] = 5.0
    state.history["patent_grants"][[59, 72]] = 1e6
    found = measure(state)
    assert found["patents_in_force"] == pytest.approx([100.0] * 5 + [500.0])
    assert found["patent_grants"][0] == pytest.approx(11 * 2 + 5)


def test_contribution_by_hand():
    e = np.exp
    found = contribution(e([0.4, 0.4, 0.4]), e([0.4, 0.0, 0.8]), e([0.0, 0.0, 0.2]), 0.35)
    # 1 - .35 x .4 / .4, all of it, and 1 - (.35 x .8 + .65 x .2) / .4.
    assert found == pytest.approx([65.0, 100.0, -2.5])


def test_contribution_without_technology_is_nothing():
    growth = np.array([1.3])
    assert contribution(growth, growth, growth, 0.35) == pytest.approx(0.0)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(RATIO, RATIO, RATIO, st.floats(1.01, 2))
def test_inputs_lower_the_contribution_and_output_raises_it(output, capital, labour, more):
    def at(*point):
        return contribution(*(np.array([x]) for x in point), 0.35)[0]

    base = at(output, capital, labour)
    assert at(output, capital * more, labour) < base
    assert at(output, capital, labour * more) < base
    assert at(output * more, capital, labour) > base


def test_growth_accounts_compare_with_five_years_before():
    state = written(month=65)  # May 2020
    path = state.history
    path["gdp"][:] = 1e9  # other months do not count
    path["gdp"][65:77], path["gdp"][5:17] = 150.0, 100.0
    path["capital"][:] = path["employment"][:] = 1e9
    path["capital"][76], path["capital"][16] = 4500.0, 3000.0
    path["employment"][76], path["employment"][16] = 60.0, 50.0
    found = measure(state)["st_contribution"]
    inputs = 0.35 * np.log(1.5) + 0.65 * np.log(1.2)
    assert found == pytest.approx(100 * (1 - inputs / np.log(1.5)))


def test_growth_accounts_begin_in_december_2019():
    early = measure(written(59))["st_contribution"]
    assert early.shape == (6,)
    assert np.isnan(early).all()
    state = written(60)
    state.history["gdp"][60:72] *= 1.4
    assert measure(state)["st_contribution"] == pytest.approx(100.0)


def test_the_zone_is_a_sum_not_a_mean():
    state = written(month=60)
    path = state.history
    path["gdp"][60:72, 0] = 1000.0
    path["capital"][71, 0] = 30_000.0
    zone = measure(state)["st_contribution"][ZONE]
    output, capital = (1000 + 400) / 500, (30_000 + 4 * 3000) / 15_000
    assert zone == pytest.approx(100 * (1 - 0.35 * np.log(capital) / np.log(output)))


def test_counts_carry_the_weight_of_rows():
    state = written()
    firms, talent, funds = state.firms, state.talent, state.funds
    firms.weight[:] = [10.0, 1.0, 1.0, 1.0]
    firms.is_active[2] = False
    firms.is_rd_active[:] = [True, True, False, False]
    firms.is_certified[0] = True
    firms.filings[:] = [7, 0, 0, 1]
    state.institutes.filings[1] = 4
    talent.weight[:] = 50.0
    talent.is_active[5] = False
    funds.capital[:], funds.portfolio[:] = [5.0, 1.0], [2.0, 0.0]
    state.cities.vacancies[0] = 3.0
    state.cities.plan_spending[:] = 0.5
    found = measure(state)
    expected = {
        "firms": [10, 1, 0, 1, 0, 12], "rd_active_firms": [10, 1, 0, 0, 0, 11],
        "certified_firms": [10, 0, 0, 0, 0, 10], "patent_filings": [7, 4, 0, 1, 0, 12],
        "rd_people": [50, 50, 50, 50, 50, 250], "venture_capital": [7, 1, 0, 0, 0, 8],
        "plan_spending": [0.5] * 5 + [2.5],
        "vacancies": [3.0 * len(state.fields), 0, 0, 0, 0, 3.0 * len(state.fields)],
    }  # fmt: skip
    for name, values in expected.items():
        assert found[name] == pytest.approx(values), name


def test_spread_between_cities_by_hand():
    found = between_cities(np.array([1.0, 3.0, 2.0]))  # two cities and the zone
    assert np.isnan(found[:2]).all()
    assert found[2] == pytest.approx(0.5)


def test_before_the_first_month_the_year_is_2014():
    state = written(month=0)
    assert measure(state)["rd_intensity"] == pytest.approx(3.0)
    assert measure(state)["patents_in_force"][0] == pytest.approx(80.0)
