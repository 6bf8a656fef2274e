"""Assessment: the push returns its target, and nothing real moves."""

from dataclasses import replace

import numpy as np
import pytest

from sim import month
from sim.levers.assessment import LINE, Params, needed_cut, offer
from sim.processes import patenting
from sim.terms import PAYERS, Terms
from tests import tiny


def test_offer_by_hand():
    terms = Terms.blank(3)
    offer(terms, Params(), np.array([1.0, 0.5, 0.0]))
    assert terms.filing_push == pytest.approx([1 - 1.1**-2.5, 1 - 1.05**-2.5, 0])
    assert terms.filing_subsidy.tolist() == [0.003, 0.003, 0]
    assert terms.relabel_push == pytest.approx([0.01, 0.005, 0])
    asked = 12 * terms.requests[LINE]
    assert asked[PAYERS.index("city_budgets")] == pytest.approx([100, 50, 0])
    assert asked.sum() == pytest.approx(150)


def test_the_weight_of_targets_scales_both_sizes():
    half, whole = Terms.blank(1), Terms.blank(1)
    offer(half, Params(), np.ones(1))
    offer(whole, Params(target_weight=1.0), np.ones(1))
    assert whole.relabel_push == pytest.approx(2 * half.relabel_push)
    assert whole.filing_push == pytest.approx(needed_cut(np.array([0.2]), 0.4))


@pytest.mark.parametrize("rise", [0.0, 0.05, 0.1, 0.288])
def test_filings_rise_by_the_target(rise):
    cut = needed_cut(np.array([rise]), 0.4)
    assert patenting.extra(cut, 0.4) == pytest.approx([rise])


def test_the_elasticity_is_that_of_patenting():
    assert Params().cost_elasticity == patenting.Params().cost_elasticity


def test_effort_ends_with_2022():
    assert Params().months() == (65, 95)


def settings(weight):
    """The same money is asked for at any weight: what it displaces is the same."""
    choice = tiny.settings(dose=0.0)
    lever = replace(
        choice.levers[LINE], dose=1.0, target_weight=weight, first_month="2015-02",
        ramp_months=1,
    )  # fmt: skip
    return replace(choice, levers={**choice.levers, LINE: lever})


@pytest.fixture(scope="module")
def arms():
    """Two years without and with officials who are judged by indicators."""
    start = tiny.built(settings(0.0))
    return [tiny.run(start.copy(), settings(weight), 24) for weight in (0.0, 0.5)]


def test_nothing_real_moves(arms):
    plain, pushed = (tiny.columns(state) for state in arms)
    for name in (
        "firms.rd_spending", "firms.knowledge", "firms.productivity", "firms.cash",
        "firms.is_certified", "firms.rd_paper", "institutes.filings", "cities.gdp",
        "talent.city", "institutes.rd_spending",
    ):  # fmt: skip
        assert (plain[name] == pushed[name]).all(), name


def test_the_estimator_finds_a_tenth_more_filings_and_a_hundredth_more_reported(arms):
    plain, pushed = arms
    queued = [state.firms.queue.sum() - state.firms.queue_low.sum() for state in arms]
    assert queued[0] == pytest.approx(queued[1], rel=0.01)
    rates = [[], []]
    for state, found, weight in zip(arms, rates, (0.0, 0.5), strict=True):
        later = state.copy()
        for _ in range(6):
            month.advance(later, settings(weight))
            found.append(later.firms.filings.sum())
    few, many = (sum(found) for found in rates)
    assert many / few - 1 == pytest.approx(0.1, abs=4 * np.sqrt(0.1 / few))
    told = pushed.firms.rd_relabelled - plain.firms.rd_relabelled
    assert told == pytest.approx(0.01 * plain.firms.rd_spending)
    reported, real = pushed.history["rd_reported"][35], pushed.history["rd_real"][35]
    more = pushed.firms.weight * pushed.firms.rd_relabelled
    assert (reported - real).sum() == pytest.approx(more.sum())
