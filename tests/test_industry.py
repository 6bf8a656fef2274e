"""Support of industry and the cost of safety, on a few firms."""

from dataclasses import replace

import numpy as np
import pytest

from sim.industry import (
    CHEMICAL_FIELDS,
    LINE,
    PLAN_FIELDS,
    IndustryParameters,
    researched,
    safety_cost,
    support_industry,
    supported,
)
from tests.books import balanced, paid
from tests.small import small_state

ALL = IndustryParameters(industry_coverage=1, chemical_part=1)


def large(firms=5):
    """Large firms of the first field of the plan, one in each city, and a full line."""
    state = small_state(firms=firms)
    state.firms.field[:] = state.region.fields.index(PLAN_FIELDS[0])
    state.firms.is_rd_active[:] = True
    state.firms.sales_mean[:] = 50.0
    state.firms.rd_spending[:] = 10.0
    state.firms.lot[:] = (np.arange(firms) + 0.5) / firms
    state.lines[LINE] = np.array([10.0, 0, 0, 0, 0])
    state.money.pay("province", "lines", state.lines[LINE].copy())
    state.terms.capital_leverage[:] = 5.0
    return state


def test_support_by_hand():
    state = large()
    with balanced(state):
        invested = support_industry(state, ALL)
    # 3 of 10 are for research: .9 leave for owners, 2.1 and a little own money are spent.
    assert state.firms.industry_rd == pytest.approx([2.1 * 1.075, 0, 0, 0, 0])
    assert state.firms.cash == pytest.approx([2.1, 0, 0, 0, 0])
    assert paid(state, "suppliers")[0] == pytest.approx(7 + 43)
    assert paid(state, "owners")[0] == pytest.approx(0.9 - 43)
    assert invested == pytest.approx([50, 0, 0, 0, 0])
    assert state.lines[LINE] == pytest.approx(0)


def test_misuse_or_crowding_out_never_both():
    assert researched(np.ones(1), 0.3, 0.0) == pytest.approx(0.7)
    assert researched(np.ones(1), 0.3, -0.2) == pytest.approx(0.8)
    state = large()
    with balanced(state):
        support_industry(state, replace(ALL, industry_additionality=-0.2))
    assert state.firms.cash[0] == pytest.approx(3.0)
    assert state.firms.industry_rd[0] == pytest.approx(2.4)


def test_money_is_shared_by_research_of_real_firms():
    state = large(firms=10)
    state.firms.rd_spending[5], state.firms.weight[5] = 5.0, 2.0
    with balanced(state):
        support_industry(state, ALL)
    assert state.firms.industry_rd[5] == pytest.approx(state.firms.industry_rd[0] / 2)
    total = (state.firms.weight * state.firms.cash).sum()
    assert total == pytest.approx(2.1)


def test_no_grant_above_research_and_the_rest_waits():
    state = large()
    state.firms.rd_spending[:] = 0.3
    with balanced(state):
        invested = support_industry(state, ALL)
    assert state.lines[LINE][0] == pytest.approx(9.0)
    assert invested[0] == pytest.approx(5.0)


def test_only_large_active_firms_of_the_fields_in_turn():
    state = large(firms=100)
    firms = state.firms
    firms.field[:10] = state.region.fields.index("software")
    firms.is_rd_active[10:20] = False
    firms.sales_mean[20:30] = 30.0
    firms.kind[30:40] = 1
    assert supported(state, ALL).tolist() == list(range(40, 100))
    quarter = replace(ALL, industry_coverage=0.25)
    terms = [supported(state, quarter).tolist()]
    for state.month in (35, 36, 72):
        terms.append(supported(state, quarter).tolist())
    assert len(terms[0]) == pytest.approx(15, abs=6)
    assert terms[0] != terms[2] != terms[3]


def test_research_of_last_month_is_forgotten_when_the_line_is_empty():
    state = large()
    support_industry(state, ALL)
    support_industry(state, ALL)
    assert not state.firms.industry_rd.any()


def test_safety_costs_the_chemical_part_of_two_fields():
    state = large(firms=400)
    firms, rows = state.firms, np.arange(400)
    chemical = rows % 2 == 0
    firms.field[chemical] = state.region.fields.index(CHEMICAL_FIELDS[0])
    firms.field[~chemical] = state.region.fields.index("software")
    sales = np.full(400, 8.0)
    assert not safety_cost(state, IndustryParameters(), rows, sales).any()
    state.terms.compliance_cost[:] = 0.001
    cost = safety_cost(state, IndustryParameters(), rows, sales)
    assert sorted(set(cost[chemical].round(9))) == [0.0, 0.008]
    assert (cost[chemical] > 0).mean() == pytest.approx(0.25, abs=0.06)
    assert not cost[~chemical].any()
