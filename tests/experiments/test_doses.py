"""Dose and response on made numbers: the line is found, and what is no line."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from experiments.methods import doses
from experiments.methods.doses import DOSES, departures, p_linear


def made(luck, pairs: int, bend: float, noise: float):
    """Responses to each dose that hang together by replication."""
    slope = 1 + 0.3 * luck.normal(size=pairs)
    found = {}
    for dose in DOSES:
        own = noise * luck.normal(size=pairs) if dose else np.zeros(pairs)
        found[dose] = slope * dose + bend * dose * (dose - 1) + own
    return found


def test_hand_worked_departures():
    found = {0.0: np.zeros(2), 0.5: np.array([1.0, 2]), 1.0: np.array([2.0, 3]),
             2.0: np.array([5.0, 6])}  # fmt: skip
    assert departures(found).tolist() == [[0.0, 1.0], [0.5, 0.0]]


def test_a_line_is_rejected_in_five_of_a_hundred():
    luck = np.random.default_rng(1)
    p = [p_linear(made(luck, 12, 0, 0.5), [0] * 12) for _ in range(1000)]
    assert np.mean(np.array(p) < 0.05) == pytest.approx(
        0.05, abs=4 * np.sqrt(0.05 * 0.95 / 1000)
    )


def test_a_bend_is_found_and_one_departure_has_the_t_test():
    luck = np.random.default_rng(2)
    bent = made(luck, 12, 0.5, 0.1)
    assert p_linear(bent, [0] * 12) < 1e-4
    one = {dose: bent[dose] for dose in (0.0, 1.0, 2.0)}
    u = departures(one)[:, 0]
    assert p_linear(one, [0] * 12) == pytest.approx(ttest_1samp(u, 0).pvalue)


def test_exact_lines_and_what_cannot_be_tested():
    line = {dose: np.full(6, 3.0) * dose for dose in DOSES}
    assert p_linear(line, [0] * 6) == 1
    bend = {dose: np.full(6, 3.0) * dose**2 for dose in DOSES}
    assert np.isnan(p_linear(bend, [0] * 6))  # they do not scatter: chance is not known
    levels = np.random.default_rng(3).normal(3, 1, 6)
    lumps = {dose: (levels + 0.01 * dose**2) - levels for dose in DOSES}
    assert np.isnan(p_linear(lumps, [0] * 6))
    few = made(np.random.default_rng(3), 3, 1.0, 0.1)
    assert np.isnan(p_linear(few, [0] * 3))


def test_with_draws_the_draw_is_the_unit():
    luck = np.random.default_rng(4)
    means = made(luck, 10, 0.2, 0.5)
    twice = {dose: np.repeat(e, 3) for dose, e in means.items()}
    draws = np.repeat(np.arange(10), 3).tolist()
    assert p_linear(twice, draws) == pytest.approx(p_linear(means, [0] * 10))


def test_a_response_is_against_dose_nothing():
    found = doses.response("alone", "fund_matching", 0.25)
    assert (found.kind, found.subject) == ("0.25", "fund_matching")
    assert found.terms == ((1.0, "fund_matching=0.25 alone", "fund_matching=0 alone"),)
