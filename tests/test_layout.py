"""The layout rule: by R&D, by expected return, and its variants."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim import examination
from sim.layout import LayoutParameters, divided, expected_return, layout, shares
from sim.parameters import ParameterError
from sim.processes import patenting
from tests.small import small_state

PARAMS = LayoutParameters()
POSITIVE = arrays(float, 5, elements=st.floats(1, 1e5))


def calm():
    """Equal cities; firms of 5 rows and no institutes that do research."""
    state = small_state(firms=5)
    state.history = {name: np.ones((60, 5)) for name in ("rd_real", "patent_grants")}
    state.firms.rd_lagged[:] = 1.0
    state.firms.patent_propensity[:] = 1.0
    years = len(state.region.inputs["grant_share"])
    people = np.full((years, 5), 1000.0)
    inputs = {"grant_share": np.full((years, 5), 0.5), "population_revised": people}
    state.region = replace(state.region, inputs=state.region.inputs | inputs)
    state.month = 12
    return state


def test_without_the_rule_money_follows_research():
    state = calm()
    state.history["rd_real"][12:24, 0] = 6.0
    state.firms.patent_propensity[1] = 50.0
    assert divided(state, PARAMS) == pytest.approx([0.6, 0.1, 0.1, 0.1, 0.1])


def test_half_by_merit_by_hand():
    state = calm()
    state.terms.merit_weight[:] = 0.5
    state.history["rd_real"][12:24, 0] = 6.0
    state.firms.patent_propensity[1] = 6.0
    # By R&D .6 and .1; by expected patents .1 and .6.
    assert divided(state, PARAMS) == pytest.approx([0.35, 0.35, 0.1, 0.1, 0.1])
    state.terms.merit_weight[:] = 1.0
    assert divided(state, PARAMS) == pytest.approx([0.1, 0.6, 0.1, 0.1, 0.1])


def test_expected_return_is_the_slope_of_expected_patents():
    state = calm()
    state.firms.rd_lagged[:] = [1.0, 2.0, 4.0, 8.0, 16.0]
    state.firms.weight[:] = [1, 2, 1, 3, 1]
    before = patents(state)
    state.firms.rd_lagged *= 1 + 1e-6
    slope = (patents(state) - before) / 1e-6  # of a rise in proportion to R&D
    found = expected_return(state, PARAMS, 1.0)
    assert found == pytest.approx(slope, rel=1e-4)


def test_the_unit_of_money_leaves_the_shares_alone():
    state = calm()
    state.firms.rd_lagged[:] = [1.0, 2.0, 4.0, 8.0, 16.0]
    one, other = (shares(expected_return(state, PARAMS, unit)) for unit in (1.0, 30.0))
    assert one == pytest.approx(other)


def patents(state):
    """Expected grants a month of each city by the equations of `patenting`."""
    firms, params = state.firms, patenting.Params()
    filings = patenting.filing_rate(firms.rd_lagged, firms.patent_propensity, 0, 0, params)
    chance = examination.grant_chance(np.full(5, 0.5), firms.quality, params.quality_slope)
    return firms.weight * filings * chance


def test_numbers_are_those_of_patenting():
    assert PARAMS.filing_elasticity == patenting.Params().rd_elasticity
    assert PARAMS.quality_slope == patenting.Params().quality_slope


def test_better_ideas_count_for_more():
    state = calm()
    state.firms.quality[:] = [0, 1, 0, 0, 0]
    found = expected_return(state, PARAMS, 1.0)
    assert found[1] == pytest.approx(found[0] * (np.exp(0.3) / (1 + np.exp(0.3))) / 0.5)


def test_variants_by_grants_and_by_needs():
    state = calm()
    state.terms.merit_weight[:] = 1.0
    state.history["patent_grants"][12:24, 2] = 6.0
    state.history["rd_real"][12:24, 3] = 2.0
    grants = divided(state, replace(PARAMS, weight_of_grants=0.5))
    assert grants == pytest.approx([0.15, 0.15, 0.4, 0.15, 0.15])
    needs = divided(state, replace(PARAMS, weight_of_needs=0.5))
    assert needs == pytest.approx(np.array([19, 19, 19, 14, 19]) / 90)


def test_all_of_merit_may_be_needs_and_no_more_than_all():
    assert replace(PARAMS, weight_of_needs=1.0).weight_of_needs == 1
    with pytest.raises(ParameterError, match=r"weight_of_grants \+ weight_of_needs = 1.5"):
        replace(PARAMS, weight_of_needs=1.0, weight_of_grants=0.5)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(POSITIVE, POSITIVE, st.floats(0, 2))
def test_shares_add_to_one_whatever_the_weight(rd, merit, weight):
    found = layout(rd, shares(merit), np.full(5, weight))
    assert found.sum() == pytest.approx(1.0)
    assert (found >= 0).all()
    assert layout(7 * rd, shares(merit), np.full(5, weight)) == pytest.approx(found)
