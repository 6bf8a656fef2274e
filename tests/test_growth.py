"""Growth of the model: the pieces add up, and each is what it says."""

import numpy as np
import pytest

from sim import growth, indicators, month
from sim.accounting import METHODS, Params
from sim.growth import CAPITAL, LABOUR, OUTPUT, REST, REST_LABOUR, WORKERS, Books, pieces
from tests import tiny

ALPHA = 0.35


def books(firms, city, rest, rest_labour, capital, level=0.0, gain=0.0, capacity=0.0):
    """Books of firms (productivity, workers) that make A L each, and of the rest."""
    productivity, workers = np.array(firms, dtype=float).T
    value, city = productivity * workers, np.array(city)
    n = len(rest)
    made, staff = (np.bincount(city, x, n) for x in (value, workers))
    totals = np.zeros((6, n))
    totals[OUTPUT], totals[REST], totals[WORKERS] = made + rest, rest, staff
    totals[REST_LABOUR] = rest_labour
    totals[LABOUR], totals[CAPITAL] = staff + rest_labour, capital
    safe = np.where(productivity > 0, productivity, 1.0)
    return Books(
        np.log(safe), value, city, np.column_stack([totals, totals.sum(axis=1)]),
        np.array([np.full(n, x) for x in (level, gain, capacity)]), np.array(capital),
    )  # fmt: skip


REST_AS_IT_WAS = {"rest": [100.0, 50.0], "rest_labour": [10.0, 5.0], "capital": [300.0, 150.0]}


def test_everybody_more_productive_is_technology_and_nothing_else():
    firms, more = [(1, 10), (2, 5), (4, 5)], [(1.01, 10), (2.02, 5), (4.04, 5)]
    before = books(firms, [0, 0, 1], **REST_AS_IT_WAS)
    found = pieces(before, books(more, [0, 0, 1], **REST_AS_IT_WAS), ALPHA)
    # Shares in output of the cities: 20 of 120 and 20 of 70, a little more at the end.
    share = (20 / 120 + 20.2 / 120.2) / 2, (20 / 70 + 20.2 / 70.2) / 2
    assert found["firms"][:2] == pytest.approx(np.log(1.01) * np.array(share), rel=1e-9)
    assert np.abs(found["selection"]).max() < 1e-6  # second order: mean shares
    for name in ("rest", "gain", "capacity", "mix"):
        assert found[name] == pytest.approx(np.zeros(3), abs=1e-12), name


def test_work_that_goes_to_better_firms_is_selection():
    before = books([(1, 10), (2, 5), (1, 1)], [0, 0, 1], **REST_AS_IT_WAS)
    after = books([(1, 5), (2, 10), (1, 1)], [0, 0, 1], **REST_AS_IT_WAS)
    found = pieces(before, after, ALPHA)
    share = (20 / 120 + 25 / 125) / 2
    assert found["firms"] == pytest.approx(np.zeros(3), abs=1e-12)
    assert found["selection"][0] == pytest.approx(share * np.log(25 / 20), rel=0.01)
    assert found["selection"][1] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(("productivity", "sign"), [(2, 0), (3, 1), (1, -1)])
def test_entrants_count_by_how_productive_they_are_beside_the_mean(productivity, sign):
    before = books([(2, 10), (0, 0), (1, 1)], [0, 0, 1], **REST_AS_IT_WAS)
    after = books([(2, 10), (productivity, 0.5), (1, 1)], [0, 0, 1], **REST_AS_IT_WAS)
    found = pieces(before, after, ALPHA)
    made = 20 + 0.5 * productivity
    share = (20 / 120 + made / (100 + made)) / 2
    expected = share * np.log(made / 10.5 / 2)
    assert found["firms"] == pytest.approx(np.zeros(3), abs=1e-12)
    assert found["selection"][0] == pytest.approx(expected, abs=2e-5)
    assert abs(expected) > 3e-3 or sign == 0
    assert np.sign(expected.round(9)) == sign


def test_a_firm_that_moves_goes_on_in_the_zone():
    before = books([(1, 10), (1, 10)], [0, 1], **REST_AS_IT_WAS)
    after = books([(1.1, 10), (1, 10)], [1, 1], **REST_AS_IT_WAS)
    after.totals[WORKERS, 0] = 1e-9
    found = pieces(before, after, ALPHA)["firms"]
    assert found[:2] == pytest.approx([0.0, 0.0])
    assert found[2] == pytest.approx(np.log(1.1) * (10 / 170 + 11 / 171) / 2)


def test_technology_and_capacity_of_the_rest_have_their_own_places():
    before = books([(1, 10), (1, 10)], [0, 1], **REST_AS_IT_WAS)
    factor = np.exp(0.01 + 0.002)
    after = books(
        [(1, 10), (1, 10)], [0, 1], rest=np.array([100.0, 50.0]) * factor,
        rest_labour=[10.0, 5.0], capital=[300.0, 150.0], level=0.01, gain=0.002,
    )  # fmt: skip
    found = pieces(before, after, ALPHA)
    share = (100 / 110 + 100 * factor / (10 + 100 * factor)) / 2
    assert found["rest"][0] == pytest.approx(0.01 * share)
    assert found["gain"][0] == pytest.approx(0.002 * share)
    assert np.abs(found["selection"]).max() < 1e-6


@pytest.fixture(scope="module")
def run():
    """A region in December 2022, with every lever on since 2015."""
    choice = tiny.settings(dose=1)
    state = tiny.built(choice)
    seen = [(state.cities.gdp.copy(), state.cities.capital.copy())]
    state = tiny.run(state, choice, 96)
    return state, seen


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("share", [0.30, 0.45])
def test_pieces_add_up_to_the_official_residual_every_month(run, method, share):
    state, _ = run
    path = state.history
    parts = (*growth.PIECES, "alpha_gap", "capital_gap")
    for years in (1, 5):
        params = Params(capital_share=share, capital_method=method, window_years=years)
        for row in range(11 + 12 * years, state.month + 12):
            found = growth.accounts(state, row, params)
            gap = found["residual"] - sum(found[name] for name in parts)
            assert np.abs(gap).max() < 1e-10
    # The residual itself from the history, for one window: its output is chained.
    row = state.month + 11
    ends = (indicators.with_zone(path["gdp"][at]) for at in (row, row - 60))
    assert found["output"] == pytest.approx(20 * np.log(next(ends) / next(ends)), abs=1e-9)


def test_growth_accounting_identity_of_every_month(run):
    # y = technology + selection + capacity + inputs, from the equations of the model.
    state, _ = run
    path = state.history
    total = sum(path[f"growth_{name}"] for name in growth.PIECES if name != "mix")
    inputs = path["growth_output"] - total
    capital = indicators.with_zone(path["capital"][50]) / indicators.with_zone(
        path["capital"][49]
    )
    labour = indicators.with_zone(path["employment"][51]) / indicators.with_zone(
        path["employment"][50]
    )
    expected = ALPHA * np.log(capital) + (1 - ALPHA) * np.log(labour)
    assert inputs[51] - path["growth_mix"][51] == pytest.approx(expected, abs=1e-10)
    assert np.abs(path["growth_firms"][12:108]).max() > 1e-5


def test_accounts_go_on_in_a_branch():
    choice = tiny.settings()
    state = tiny.run(tiny.built(choice), choice, 6)
    twin = tiny.run(state.copy(), choice, 2)
    tiny.run(state, choice, 2)
    for name in growth.HISTORY:
        assert (twin.history[name] == state.history[name]).all()


def test_production_works_out_the_accounts_and_the_month_keeps_them(monkeypatch):
    choice = tiny.settings()
    state = tiny.run(tiny.built(choice), choice, 1)
    for name in growth.PIECES:
        assert (state.history[f"growth_{name}"][12] == state.past["pieces"][name]).all()
    called = []
    monkeypatch.setattr(growth, "account", lambda *a: called.append(a))
    month.advance(state, choice)
    assert len(called) == 1
