"""Population: the start values of every city, exactly, at every scale."""

import csv
from dataclasses import replace
from functools import cache
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import accounts, population
from sim.indicators import measure
from sim.population import slots
from sim.population.patents import decided_by_month
from sim.population.sharing import apportion, choose, scale_to, spread, weights_of
from sim.randomness import Luck
from sim.settings import Settings
from sim.state import FIRM, INSTITUTE, NONE, STARTUP

SCALES = (5, 10, 50)


def built(scale, seed):
    params = population.Params(firms_per_agent=scale, people_per_agent=10 * scale)
    return population.build(replace(Settings(), population=params), seed)


@cache
def at_scale(scale, seed=1):
    """The state of a scale, made once; tests that write take a copy."""
    return built(scale, seed)


@cache
def published():
    """Start values by quantity and city, as they stand in the file."""
    text = files("sim.data").joinpath("initial_state.csv").read_text(encoding="utf-8")
    found = {}
    for row in csv.DictReader(text.splitlines()):
        found[row["quantity"], row["city"]] = float(row["value"])
    return found


def start(state, quantity):
    return np.array([published()[quantity, city] for city in state.region.cities])


def prices(state):
    """From 2014 to 2015."""
    return state.region.input("gdp_deflator", 2014)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(
    ("quantity", "flag"),
    [
        ("potential_firms", "is_active"),
        ("active_firms", "is_rd_active"),
        ("certified_firms", "is_certified"),
    ],
)
def test_numbers_of_firms_are_exact(scale, quantity, flag):
    for seed in (1, 2, 3):
        state = at_scale(scale, seed)
        firms = state.firms
        number = state.by_city(firms.city, firms.weight * firms.arrays[flag])
        assert number.tolist() == start(state, quantity).tolist()


@pytest.mark.parametrize("scale", SCALES)
def test_sales_and_research_are_exact(scale):
    state = at_scale(scale)
    firms, institutes = state.firms, state.institutes
    reported = firms.rd_spending + firms.rd_relabelled
    for quantity, amount in (
        ("technology_sales", state.by_city(firms.city, firms.weight * firms.sales)),
        ("rd_firms", state.by_city(firms.city, firms.weight * reported)),
        ("rd_institutes", state.by_city(institutes.city, institutes.rd_spending)),
        ("rd_spending", accounts.rd_performed(state, reported=True)),
        ("gdp", state.cities.gdp),
    ):
        assert 12 * amount * prices(state) == pytest.approx(start(state, quantity), rel=1e-9)


@pytest.mark.parametrize("scale", SCALES)
def test_patents_and_applications_are_exact(scale):
    state = at_scale(scale)
    in_force = accounts.sum_both(state, "patents")
    assert in_force.tolist() == start(state, "patents_in_force").tolist()
    pending = accounts.STOCKS["patents", "pending"](state)
    assert pending.tolist() == start(state, "pending_filings").tolist()
    assert (state.firms.queue >= 0).all()
    assert (state.institutes.patents >= 0).all()
    of_institutes = state.by_city(state.institutes.city, state.institutes.patents)
    share = of_institutes / in_force
    assert share == pytest.approx(start(state, "patents_institute_share"), abs=1e-3)


@pytest.mark.parametrize("scale", SCALES)
def test_people_and_money_of_funds_are_exact(scale):
    state = at_scale(scale)
    talent, funds = state.talent, state.funds
    persons = state.by_city(talent.city, talent.weight * talent.is_active)
    assert persons.tolist() == start(state, "rd_people").tolist()
    money = state.by_city(funds.city, funds.capital + funds.portfolio)
    assert money * prices(state) == pytest.approx(start(state, "venture_capital"), rel=1e-9)
    assert state.by_city(funds.city, funds.is_active).tolist() == start(state, "funds").tolist()
    number = state.by_city(state.institutes.city, state.institutes.is_active)
    assert number.tolist() == start(state, "institutes").tolist()
    assert funds.called == pytest.approx(funds.committed)
    assert funds.invested_home + funds.invested_away == pytest.approx(funds.portfolio)


@pytest.mark.parametrize("scale", SCALES)
def test_headlines_of_2014_are_those_of_the_data(scale):
    state = at_scale(scale)
    found = measure(state)
    assert found["rd_intensity"][:5] == pytest.approx(start(state, "rd_intensity"), rel=1e-6)
    assert found["rd_intensity"][5] == pytest.approx(2.67, abs=0.01)
    assert found["certified_firms"][5] == 5757


@pytest.mark.parametrize("scale", SCALES)
def test_the_largest_firms_and_start_ups_stand_for_themselves(scale):
    state = at_scale(scale)
    firms = state.firms
    assert (firms.weight[firms.kind == STARTUP] == 1).all()
    for city in range(len(state.cities)):
        rows = np.flatnonzero((firms.city == city) & (firms.kind != STARTUP))
        number = start(state, "potential_firms")[city]
        large = rows[np.argsort(-firms.sales[rows])][: round(0.02 * number)]
        # The yearly luck of sales may swap a few at the very edge.
        assert (firms.weight[large] == 1).mean() > 0.95
        weights = firms.weight[rows]
        assert (weights == 1).sum() >= round(0.02 * number)
        assert set(weights[weights != 1]) - {scale} == {(weights[weights != 1]).min()} - {scale}


@pytest.mark.parametrize("scale", SCALES)
def test_sizes_are_skewed_and_most_firms_do_no_research(scale):
    firms = at_scale(scale).firms
    order = np.argsort(-firms.sales)
    number = np.cumsum(firms.weight[order]) / firms.weight.sum()
    sales = np.cumsum((firms.weight * firms.sales)[order])
    top = np.interp(0.01, number, sales / sales[-1])
    assert 0.2 < top < 0.4  # science check, section 5: .17-.34 of sales in the top 1 %
    idle = firms.weight @ (firms.rd_spending == 0) / firms.weight.sum()
    assert idle == pytest.approx(11 / 20, abs=0.01)
    without = firms.weight @ (firms.patents == 0) / firms.weight.sum()
    assert without > 0.5
    assert (firms.patents[firms.rd_spending == 0] == 0).all()


def test_the_tail_of_sizes_has_the_declared_exponent():
    firms = at_scale(5).firms
    rows = firms.weight == 1
    sales = np.sort(firms.sales[rows & (firms.kind != STARTUP)])[::-1]
    rank = np.arange(1, len(sales) + 1)
    head = slice(5, 200)
    slope = np.polyfit(np.log(sales[head]), np.log(rank[head]), 1)[0]
    assert 0.8 < -slope < 1.6


@pytest.mark.parametrize("scale", SCALES)
def test_certified_firms_report_what_is_required_in_part_on_paper(scale):
    state = at_scale(scale)
    firms = state.firms
    assert not (firms.is_certified & ~firms.is_rd_active).any()
    assert not firms.rd_relabelled[~firms.is_certified].any()
    assert firms.rd_relabelled.any()
    assert (firms.rd_spending <= 0.3 * firms.sales * (1 + 1e-6)).all()
    ends = firms.certified_until[firms.is_certified]
    assert set(ends) == {11, 23, 35}
    assert (firms.certified_until[~firms.is_certified] == -1).all()


@pytest.mark.parametrize("scale", SCALES)
def test_posts_and_people_agree(scale):
    state = at_scale(scale)
    talent = state.talent
    at_firms, at_institutes = (
        np.bincount(
            talent.employer[talent.employer_kind == kind],
            talent.weight[talent.employer_kind == kind], len(table),
        )
        for kind, table in ((FIRM, state.firms), (INSTITUTE, state.institutes))
    )  # fmt: skip
    assert state.firms.weight * state.firms.staff == pytest.approx(at_firms)
    assert state.institutes.staff == pytest.approx(at_institutes)
    idle = talent.employer_kind == NONE
    assert 0.03 < talent.weight @ idle / talent.weight.sum() < 0.2
    assert (talent.employer[idle] == -1).all()
    assert (talent.wage[idle] == 0).all()
    busy = talent.employer_kind == FIRM
    assert (state.firms.city[talent.employer[busy]] == talent.city[busy]).all()


@pytest.mark.parametrize("scale", SCALES)
def test_the_books_open_with_the_stocks(scale):
    for account, gap in accounts.residuals(at_scale(scale)).items():
        assert gap == pytest.approx(0.0, abs=1e-12), account


def test_totals_do_not_depend_on_scale_or_seed_but_who_does_what_does():
    one, other = at_scale(10, 1), at_scale(10, 2)
    assert (one.firms.weight == other.firms.weight).all()
    assert (one.firms.is_rd_active != other.firms.is_rd_active).any()
    assert one.cities.gdp == pytest.approx(other.cities.gdp)
    again = built(10, 1)
    for table in one.TABLES:
        for name, column in getattr(one, table).arrays.items():
            assert (getattr(again, table).arrays[name] == column).all(), name


# --- slots ---


@pytest.mark.parametrize("scale", SCALES)
def test_slots_are_as_many_as_expected_in_real_units(scale):
    state = at_scale(scale).copy()
    params = population.Params(firms_per_agent=scale, people_per_agent=10 * scale)
    old = len(state.firms), len(state.talent), len(state.funds)
    slots.add(state, params, Luck(1, "slots", 2015))
    firms, talent, funds = state.firms, state.talent, state.funds
    new = np.arange(len(firms)) >= old[0]
    ordinary, starts = new & (firms.kind != STARTUP), new & (firms.kind == STARTUP)
    # Off by a row a city at most.
    per_city = state.by_city(firms.city[ordinary], firms.weight[ordinary])
    expected = params.entrant_slots * start(state, "potential_firms")
    assert per_city == pytest.approx(expected, abs=scale)
    assert (firms.weight[starts] == 1).all()
    assert starts.sum() == pytest.approx(params.startup_slots, abs=5)
    fresh = np.arange(len(talent)) >= old[1]
    graduates = fresh & (talent.origin == 1)
    expected = params.graduate_slots * state.region.input("graduates", 2015)
    found = state.by_city(talent.city[graduates], talent.weight[graduates])
    assert found == pytest.approx(expected, abs=10 * scale)
    per_year = params.private_fund_slots + params.matched_fund_slots
    assert len(funds) - old[2] == pytest.approx(per_year, abs=10)
    for table, first in ((firms, old[0]), (talent, old[1]), (funds, old[2])):
        assert not table.is_active[first:].any()
        assert ((table.slot_month[first:] >= 0) & (table.slot_month[first:] < 12)).all()
    assert len(set(firms.slot_month[old[0] :])) == 12
    for name in ("sales", "cash", "rd_spending", "knowledge", "patents"):
        assert not firms.arrays[name][old[0] :].any(), name


def test_slots_of_a_year_do_not_hang_on_what_has_happened():
    one, other = at_scale(10).copy(), at_scale(10).copy()
    other.firms.is_active[:50] = False
    other.cities.gdp[:] *= 2
    other.firms.rd_spending[:] *= 3
    for state in (one, other):
        slots.add(state, population.Params(), Luck(1, "slots", 2015))
    first = len(at_scale(10).firms)
    for name, column in one.firms.arrays.items():
        assert (other.firms.arrays[name][first:] == column[first:]).all(), name


# --- dividing totals ---


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(1, 5000), st.integers(0, 100), st.integers(1, 200))
def test_weights_sum_to_the_total(total, large, scale):
    large = min(large, total)
    weights = weights_of(total, large, scale)
    assert weights.sum() == total
    assert (weights[:large] == 1).all()
    assert (weights > 0).all()
    assert (weights[large:-1] == scale).all()


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.integers(0, 10_000), st.lists(st.floats(0.001, 1e4), min_size=1, max_size=30),
    st.floats(0, 0.999),
)  # fmt: skip
def test_apportioned_parts_sum_to_the_total_and_stay_near_their_share(total, share, where):
    parts = apportion(total, np.array(share), where)
    assert parts.sum() == total
    assert (np.abs(parts - total * np.array(share) / np.sum(share)) < 1 + 1e-6).all()
    assert (parts >= 0).all()


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(2, 50), st.integers(60, 200), st.integers(5, 40), st.integers(0, 10_000))
def test_chosen_rows_sum_to_the_total(scale, singles, rows, seed):
    weight = np.concatenate([np.ones(singles), np.full(rows, scale)])
    luck = Luck(seed, "choose", 0)
    score = luck.uniform("score", len(weight))
    total = int(luck.uniform("total", 1)[0] * weight.sum())
    taken = choose(total, weight, score)
    assert weight[taken].sum() == total


def test_the_best_are_chosen():
    score = np.array([5.0, 4.0, 3.0, 2.0, 1.0])
    assert choose(3, np.ones(5), score).tolist() == [True, True, True, False, False]
    # A heavy row that does not fit comes in for single ones of lowest score.
    weight = np.array([1.0, 1.0, 1.0, 3.0])
    assert choose(4, weight, np.array([4.0, 2, 3, 1])).tolist() == [True, False, False, True]
    assert choose(6, weight, np.array([4.0, 2, 3, 1])).all()
    assert not choose(0, weight, score[:4]).any()


def test_points_are_spread_evenly():
    for first in (0, 17, 300):
        points = np.sort(spread(1000, 0.3)[first : first + 100])
        gaps = np.diff(np.append(points, points[0] + 1))
        assert gaps.max() < 3 / 100


def test_scaling_by_hand():
    found = scale_to(np.array([1.0, 2.0]), np.array([2.0, 1.0]), 8.0)
    assert found == pytest.approx([2.0, 4.0])


def test_old_applications_are_decided_sooner():
    median, sd = 26.0, 0.4
    young, old = (decided_by_month(median, sd, *ages) for ages in ((0, 6), (24, 36)))
    assert young.sum() == pytest.approx(1.0)
    assert old.sum() == pytest.approx(1.0)
    months = np.arange(len(young))
    assert (months * young).sum() > (months * old).sum() + 10
    # Of applications filed now, half are decided by the median.
    fresh = decided_by_month(median, sd, 0, 1)
    assert fresh[:26].sum() == pytest.approx(0.5, abs=0.03)
