"""The state at the end of 2014 fits the processes that go on from it."""

import numpy as np
import pytest

from sim import population
from sim.entities import QUEUE_MONTHS, STARTUP
from sim.population.firms import field_shares, sales_by_rank
from sim.processes import certification, patenting, production
from sim.processes.innovation import Params as InnovationParams
from sim.settings import Settings
from tests.populations import SCALES, at_scale, prices, start

PARAMS = Settings().processes


def scatter(x, y):
    """Slope, and spread of what it leaves."""
    slope, level = np.polyfit(x, y, 1)
    return slope, (y - level - slope * x).std()


def test_sales_by_rank_have_a_power_tail():
    top, hundred_below = sales_by_rank(np.array([1e-4, 1e-2]), 1e6)
    # F(S) = 1 / (1 + S^-1.35): a hundred times as many firms are above.
    assert top / hundred_below == pytest.approx(100 ** (1 / 1.35), rel=0.01)
    assert sales_by_rank(np.array([0.5]), 1e6) == pytest.approx(1.0)


def test_shares_of_fields_by_hand():
    assert field_shares(1, 6) == pytest.approx([0.13, 0.23, 0.13, 0.13, 0.13, 0.25])


@pytest.mark.parametrize("scale", SCALES)
def test_demand_is_what_firms_sell(scale):
    state = at_scale(scale)
    firms, fields = state.firms, state.fields
    pull = production.attractiveness(firms.appeal, firms.productivity)
    assert pull == pytest.approx(firms.sales)
    by_field = np.bincount(firms.field, firms.weight * firms.sales, len(fields))
    assert fields.demand_start == pytest.approx(by_field)
    rows = np.flatnonzero(firms.is_active)
    weight, log_a = (firms.weight * firms.sales)[rows], np.log(firms.productivity[rows])
    mean = production.mean_productivity(firms.field[rows], weight, log_a, 6)
    assert mean == pytest.approx(np.ones(6))
    assert (fields.productivity == 1).all()
    assert (fields.productivity_start == 1).all()
    assert (firms.sales_mean == firms.sales).all()


def test_firms_spread_over_fields_ages_and_productivity():
    state = at_scale(5)
    firms = state.firms
    for city, speciality in enumerate(state.region.speciality):
        rows = firms.city == city
        found = np.bincount(firms.field[rows], minlength=6) / rows.sum()
        assert found == pytest.approx(field_shares(int(speciality), 6), abs=0.01)
    ordinary = firms.kind != STARTUP
    for rows, oldest in ((ordinary, 119), (~ordinary, 60)):
        age = -13 - firms.birth_month[rows]
        assert age.min() >= 0
        assert age.max() < oldest
        assert age.mean() == pytest.approx(oldest / 2, rel=0.05)
    assert np.log(firms.productivity).std() == pytest.approx(0.3, rel=0.05)
    assert np.histogram(firms.position, 4, (0, 1))[0].min() > 0.2 * len(firms)
    assert firms.quality.std() == pytest.approx(1.0, abs=0.05)


def test_large_firms_do_research_more_often_and_spend_a_smaller_share():
    firms = at_scale(5).firms
    ordinary = firms.kind != STARTUP
    half = np.median(firms.sales[ordinary])
    large, small = (ordinary & (firms.sales > half)), (ordinary & (firms.sales <= half))
    assert firms.is_rd_active[large].mean() > 1.5 * firms.is_rd_active[small].mean()
    # Size is not all: some of the large do none, some of the small do.
    assert firms.is_rd_active[large].mean() < 0.95
    assert firms.is_rd_active[small].mean() > 0.05
    assert firms.is_rd_active[~ordinary].mean() > 0.95
    active = firms.is_rd_active & (firms.rd_propensity < 0.29)
    log_phi = np.log(firms.rd_propensity[active])
    slope, spread = scatter(np.log(firms.sales[active]), log_phi)
    assert slope == pytest.approx(-0.10, abs=0.03)
    assert spread == pytest.approx(0.60, abs=0.05)


@pytest.mark.parametrize("scale", SCALES)
def test_wishes_and_stocks_go_on_smoothly(scale):
    firms = at_scale(scale).firms
    active, rd = firms.is_rd_active, firms.rd_spending
    assert (firms.rd_propensity * firms.sales)[active] == pytest.approx(rd[active])
    assert ((firms.rd_propensity > 0) & (firms.rd_propensity <= 0.3 + 1e-9)).all()
    assert not rd[~active].any()
    for name in ("rd_wanted", "rd_lagged"):
        assert (firms.arrays[name] == rd).all()
    assert (firms.rd_recent == rd[:, None]).all()
    # 8 % a year is what the stock grew by before: R = (.15 + .08) K.
    assert 12 * rd == pytest.approx(0.23 * firms.knowledge)
    aside = 0.7 * firms.project_rd  # grants paid and not yet spent, less what is misused
    assert firms.cash == pytest.approx(0.08 * 12 * firms.sales + aside)
    assert firms.profit == pytest.approx(0.25 * 0.55 * firms.sales)
    assert firms.workers * firms.productivity == pytest.approx(12 * firms.sales / 1.2)
    assert (firms.start_mass > rd).all()


def test_the_three_years_before_grew():
    firms = at_scale(10).firms
    own = 12 * firms.rd_spending
    assert firms.rd_by_year[:, 0] == pytest.approx(own)
    assert firms.sales_by_year[:, 0] == pytest.approx(12 * firms.sales)
    past = np.exp([0.0, -0.08, -0.16])
    assert firms.rd_by_year == pytest.approx(own[:, None] * past)
    assert firms.sales_by_year == pytest.approx(12 * firms.sales[:, None] * past)


@pytest.mark.parametrize("scale", SCALES)
def test_a_quarter_of_the_gap_is_relabelled(scale):
    firms = at_scale(scale).firms
    sales = 12 * firms.sales
    notch = PARAMS["certification"]
    required = certification.threshold(sales, notch) * sales
    gap = required - 12 * firms.rd_spending
    below = firms.is_certified & (gap > 1e-3 * required)
    assert below.any()
    share = 12 * firms.rd_relabelled[below] / gap[below]
    assert np.median(share) == pytest.approx(0.242, rel=0.02)
    assert (firms.rd_relabelled[~firms.is_certified | (gap < 0)] < 1e-3).all()


@pytest.mark.parametrize("scale", SCALES)
def test_filings_begin_at_the_rate_of_the_last_half_year(scale):
    state = at_scale(scale)
    found = np.zeros(len(state.cities))
    for table, weight in ((state.firms, state.firms.weight), (state.institutes, 1.0)):
        rate = patenting.filing_rate(
            12 * table.rd_lagged, table.patent_propensity, 0.0, np.zeros(len(table)),
            PARAMS["patenting"],
        )  # fmt: skip
        found += state.by_city(table.city, weight * rate)
    expected = start(state, "pending_filings") * start(state, "pending_share_0_6m") / 6
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("scale", SCALES)
def test_patents_and_queue_are_where_filings_come_from(scale):
    firms = at_scale(scale).firms
    rate = firms.weight * patenting.filing_rate(
        12 * firms.rd_lagged, firms.patent_propensity, 0.0, 0.0, PARAMS["patenting"]
    )
    for city in range(5):
        rows = firms.city == city
        for counts in (firms.patents, firms.queue.sum(axis=1)):
            expected = counts[rows].sum() * rate[rows] / rate[rows].sum()
            # Rounded to whole ones, in each month of decision for the queue.
            assert np.abs(counts[rows] - expected).max() < 1 + 6 * np.sqrt(expected.max())
            assert np.corrcoef(counts[rows], expected)[0, 1] > 0.95
    assert set(firms.patent_age[firms.patents > 0]) == {3.5}
    assert not firms.patent_age[firms.patents == 0].any()


def test_the_queue_is_decided_in_the_next_years_as_the_science_says():
    state = at_scale(10)
    queue = (state.firms.queue.sum(axis=0) + state.institutes.queue.sum(axis=0)).astype(float)
    assert len(queue) == QUEUE_MONTHS
    yearly = queue[:60].reshape(5, 12).sum(axis=1) / queue.sum()
    # Science check, section 1: 40, 34, 16, 5, 2 %.
    assert yearly == pytest.approx([0.40, 0.34, 0.16, 0.05, 0.02], abs=0.035)


def test_propensities_have_their_spread_size_effect_and_start_ups():
    state = at_scale(5)
    firms = state.firms
    rd = 12 * firms.rd_propensity * firms.sales
    where = np.zeros(len(firms))
    for city in range(5):
        rows = (firms.city == city) & (firms.kind != STARTUP)
        where[firms.city == city] = np.log(firms.patent_propensity[rows]).mean()
    log_h = np.log(firms.patent_propensity) - where
    ordinary = firms.kind != STARTUP
    slope, spread = scatter(np.log(rd[ordinary]), log_h[ordinary])
    assert slope == pytest.approx(0.35, abs=0.05)
    assert spread == pytest.approx(1.1, abs=0.05)
    others = np.polyval(np.polyfit(np.log(rd[ordinary]), log_h[ordinary], 1), np.log(rd))
    gap = (log_h - others)[~ordinary]
    assert gap.mean() == pytest.approx(np.log(3), abs=4 * 1.1 / np.sqrt(len(gap)) + 0.05)


def test_entrants_file_as_a_firm_with_one_million_yuan():
    state = at_scale(10)
    firms = state.firms
    size = np.maximum(12 * firms.rd_spending, 1e-3) ** 0.35
    for city in range(5):
        rows = (firms.city == city) & firms.is_rd_active
        weight = firms.weight[rows]
        level = (weight * firms.patent_propensity[rows]).sum() / (weight * size[rows]).sum()
        # The mean of exp(1.1 z) is exp(.605).
        expected = level / np.exp(0.605)
        assert state.cities.filing_level[city] == pytest.approx(expected)


@pytest.mark.parametrize("scale", SCALES)
def test_output_of_the_rest_is_what_firms_do_not_make(scale):
    state = at_scale(scale)
    cities, firms = state.cities, state.firms
    value = 0.25 * state.by_city(firms.city, firms.weight * firms.sales)
    assert cities.output_start == pytest.approx(cities.gdp - value)
    assert (cities.other_output == cities.output_start).all()
    workers = state.by_city(firms.city, firms.weight * firms.workers)
    assert cities.labour_start == pytest.approx(cities.employment - workers)
    assert (cities.labour_start > 0).all()
    assert cities.capital * prices(state) == pytest.approx(start(state, "capital"))
    assert (cities.capital_start == cities.capital).all()
    assert cities.layout.sum() == pytest.approx(1.0)
    share = value.sum() / cities.gdp.sum()
    assert share == pytest.approx(0.155, abs=0.01)  # science check, section 5: 15-16 %


def test_history_is_2014_in_twelve_equal_months():
    state = at_scale(10)
    for name, stock in (
        ("gdp", state.cities.gdp), ("capital", state.cities.capital),
        ("employment", state.cities.employment),
    ):  # fmt: skip
        assert (state.history[name][:12] == stock).all()
        assert not state.history[name][12:].any()
    reported, real = (state.history[f"rd_{name}"][:12] for name in ("reported", "real"))
    assert 12 * reported * prices(state) == pytest.approx(
        np.repeat(start(state, "rd_spending")[None], 12, axis=0)
    )
    assert (real < reported).all()


def test_reference_sales_agree_where_they_mean_the_same():
    assert InnovationParams().reference_sales == PARAMS["exit"].reference_sales


def test_a_blank_state_has_cities_and_nobody():
    filled = at_scale(10)
    state = population.blank(filled.region, population.Params(), seed=7)
    names = np.array(state.region.cities)
    assert (np.sort(names)[state.cities.key] == names).all()
    sizes = [len(getattr(state, table)) for table in state.TABLES]
    assert sizes == [5, 6, 0, 0, 0, 0]
    for book, filled_book in ((state.money, filled.money), (state.patents, filled.patents)):
        assert book.row == filled_book.row
        assert not book.position.any()
