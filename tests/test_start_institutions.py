"""Institutes, funds and people in the start state."""

import numpy as np
import pytest

from sim.entities import FIRM, INSTITUTE
from sim.population.firms import field_shares
from sim.processes import budgets, institute_research
from sim.settings import Settings
from tests.populations import SCALES, at_scale, prices, start

PARAMS = Settings().processes


def test_institutes_begin_at_rest():
    state = at_scale(10)
    institutes = state.institutes
    rd = institutes.rd_spending
    for name in ("rd_start", "start_mass", "rd_lagged"):
        assert (institutes.arrays[name] == rd).all(), name
    assert (institutes.rd_recent == rd[:, None]).all()
    # A third of cash and a month's income is a month's research.
    assert institutes.cash == pytest.approx(2 * rd)
    fiscal = start(state, "fiscal_st") / prices(state) / 12 * PARAMS["budgets"].rd_part
    size = state.by_city(institutes.city, rd)
    grants = budgets.institute_grants(fiscal, size, PARAMS["budgets"])
    income = state.by_city(institutes.city, institutes.base_funding) + grants
    assert income == pytest.approx(size)
    assert (institutes.base_funding > 0).all()
    # What is lost and grown is made up for by research: 12 R = (δ + g) K.
    stock = institutes.knowledge.sum(axis=1)
    assert 12 * rd == pytest.approx(0.19 * stock)
    assert (institutes.knowledge == institutes.knowledge_start).all()
    assert institutes.knowledge == pytest.approx(stock[:, None] * institutes.field_weights)


def test_institutes_differ():
    state = at_scale(10)
    institutes = state.institutes
    kinds = np.bincount(institutes.kind, minlength=3) / len(institutes)
    assert kinds == pytest.approx([0.35, 0.40, 0.25], abs=0.02)
    for city in range(5):
        rows = institutes.city == city
        assert (institutes.kind[rows] == institute_research.APPLIED).any()
        largest = institutes.rd_spending[rows].max() / institutes.rd_spending[rows].sum()
        assert 2 / rows.sum() < largest < 0.5
    assert institutes.field_weights.sum(axis=1) == pytest.approx(np.ones(len(institutes)))
    assert (institutes.field_weights > 0).all()
    # Half as much again for the speciality: about 1.5 of 6.5 parts, with a spread of .14.
    special = state.region.speciality[institutes.city]
    share = institutes.field_weights[np.arange(len(institutes)), special].mean()
    assert share == pytest.approx(1.5 / 6.5, abs=4 * 0.14 / np.sqrt(len(institutes)))
    error = 4 / np.sqrt(len(institutes))
    assert institutes.quality.mean() == pytest.approx(0.3, abs=error)
    assert institutes.quality.std() == pytest.approx(1.0, abs=error)


def test_funds_begin_with_a_third_of_their_money_to_invest():
    state = at_scale(10)
    funds = state.funds
    assert funds.capital == pytest.approx(0.35 * funds.committed)
    assert funds.portfolio == pytest.approx(0.65 * funds.committed)
    assert funds.invested_away == pytest.approx(0.3 * funds.portfolio)
    assert set(funds.public_share) == {0.0, 0.3}
    assert (funds.public_share > 0).mean() == pytest.approx(0.3, abs=4 * 0.46 / 120**0.5)
    assert set(funds.field) == set(range(6))
    age = -1 - funds.birth_month
    assert 0 <= age.min() < age.max() < 72
    assert age.mean() == pytest.approx(36, abs=4 * 72 / 12**0.5 / 120**0.5)
    offered = 0.20 / 12 * start(state, "venture_capital") / prices(state)
    assert state.cities.private_commitments == pytest.approx(offered)


@pytest.mark.parametrize("scale", SCALES)
def test_posts_follow_research_and_pay_for_it(scale):
    state = at_scale(scale)
    wage = 0.45 * start(state, "rd_spending") / prices(state) / start(state, "rd_people")
    assert state.cities.wage == pytest.approx(np.repeat(wage[:, None], 6, axis=1))
    for table in (state.firms, state.institutes):
        wanted = 12 * 0.45 * table.rd_spending / wage[table.city]
        assert table.staff_wanted == pytest.approx(wanted)
    talent = state.talent
    busy = talent.employer >= 0
    pay = (talent.skill * wage[talent.city])[busy]
    assert talent.wage[busy] == pytest.approx(pay)


def test_people_differ_and_work_in_their_employers_field():
    state = at_scale(5)
    talent = state.talent
    n = len(talent)
    assert talent.skill.mean() == pytest.approx(1.0, abs=4 * 0.25 / np.sqrt(n))
    assert np.log(talent.skill).std() == pytest.approx(0.25, abs=4 * 0.25 / np.sqrt(2 * n))
    assert set(talent.tenure) == set(range(60))
    assert (talent.home_city == talent.city).all()
    of_firm = talent.employer_kind == FIRM
    assert (talent.field[of_firm] == state.firms.field[talent.employer[of_firm]]).all()
    of_institute = talent.employer_kind == INSTITUTE
    city = talent.city[of_institute]
    assert (city == state.institutes.city[talent.employer[of_institute]]).all()
    for code, speciality in enumerate(state.region.speciality):
        fields = talent.field[of_institute][city == code]
        share = field_shares(int(speciality), 6)
        count = np.bincount(fields, minlength=6)
        assert (np.abs(count - len(fields) * share) < 4 * np.sqrt(len(fields) * share)).all()
