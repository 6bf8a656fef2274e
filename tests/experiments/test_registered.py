"""What was registered is whole, and is judged by the rules of REGISTERED.md."""

from __future__ import annotations

import math
from importlib.resources import files

import pytest
import yaml

from configs.schema import FIRST_HORIZON, LAST_HORIZON
from experiments.methods.labels import precision
from experiments.methods.registered import (
    TOLERANCE,
    Expectation,
    combination,
    expectations,
    lever_verdict,
    margins,
    part_verdict,
    parts,
    verdict_of,
)
from sim.indicators import HEADLINE, UNITS
from sim.levers import LEVERS
from sim.processes import name_of

PATENTS = Expectation("talent_corridor", "patents_per_10k", 2025, 1, 0.1, 0.2, 0.3)


def test_every_lever_has_one_expectation_and_no_other_name_has():
    assert len(expectations()) == 21
    assert {e.lever for e in expectations()} == {name_of(m) for m in LEVERS}


def test_expectations_are_of_an_indicator_with_a_target_and_hold_their_centre():
    for e in expectations():
        assert e.indicator in HEADLINE, e.lever
        assert e.year in (2022, 2025), e.lever
        assert e.low <= e.central <= e.high, e.lever
        assert e.central * e.sign >= 0, e.lever
    assert [e.lever for e in expectations() if e.sign == 0] == ["work_safety"]


def test_tolerance_is_half_of_the_last_published_digit():
    assert {name: pytest.approx(precision(name)) for name in HEADLINE} == TOLERANCE


def test_the_margin_is_wider_than_the_prior_and_below_what_is_printed():
    first = margins()[0]
    assert (first.lever, first.year, first.role) == ("work_safety", 2025, "decides")
    prior = next(e for e in expectations() if e.lever == "work_safety")
    assert abs(prior.low) < first.margin < TOLERANCE["patents_per_10k"]


def test_contrasts_are_combinations_of_arms():
    assert combination("a - b - c + none") == {"a": 1, "b": -1, "c": -1, "none": 1}
    assert combination("a") == {"a": 1}
    with pytest.raises(KeyError):
        combination("a minus b")


def test_every_part_has_its_arms_indicators_and_year():
    folder = files("configs")
    arms = yaml.safe_load(folder.joinpath("experiment/hypotheses.yaml").read_text())["arms"]
    for part in parts():
        signs = combination(part.contrast)
        assert set(signs) <= set(arms), part.key
        assert sum(signs.values()) == 0, part.key  # a level common to all arms drops out
        assert set(combination(part.indicator)) <= set(UNITS), part.key
        assert FIRST_HORIZON <= part.year <= LAST_HORIZON
        assert part.measure in ("level", "percent", "percent per doubling of R&D")
        assert math.isfinite(part.margin) == (part.sign in ("0", "<")), part.key
    assert [p.hypothesis for p in parts() if p.part == "a"] == [f"H{i}" for i in range(1, 8)]
    assert {p.hypothesis for p in parts() if p.weight == "decides"} == {
        f"H{i}" for i in range(1, 8)
    }


@pytest.mark.parametrize(
    ("estimate", "low", "high", "p", "said"),
    [
        (0.2, 0.15, 0.25, 0.01, "as expected"),
        (0.05, 0.01, 0.12, 0.01, "as expected"),
        (0.05, 0.01, 0.09, 0.01, "sign right, size not"),
        (0.6, 0.5, 0.7, 0.01, "sign right, size not"),
        (-0.2, -0.3, -0.1, 0.01, "opposite"),
        (0.1, -0.04, 0.24, 0.2, "nothing seen, as the prior allows"),
        (0.1, -0.06, 0.24, 0.2, "nothing seen, chance too large"),
        (0.1, -0.04, 0.36, 0.2, "nothing seen, chance too large"),
        (0.0, -0.04, 0.04, 0.9, "less than the prior"),
        (0.6, 0.5, 0.7, 0.2, "more than the prior"),
        (0.2, math.nan, math.nan, 1.0, "no interval"),
    ],
)
def test_a_lever_is_judged_by_sign_range_and_adjusted_p(estimate, low, high, p, said):
    assert lever_verdict(PATENTS, estimate, low, high, p) == said


def test_a_lever_expected_to_lower_an_indicator():
    down = Expectation("industry_projects", "st_contribution", 2022, -1, -0.05, -0.03, -0.02)
    assert lever_verdict(down, -0.03, -0.04, -0.02, 0.001) == "as expected"
    assert lever_verdict(down, 0.03, 0.02, 0.04, 0.001) == "opposite"


def test_work_safety_is_judged_by_equivalence():
    none = Expectation("work_safety", "patents_per_10k", 2025, 0, -0.01, 0.0, 0.0)
    assert lever_verdict(none, -0.2, -0.3, -0.1, 0.001) == "see equivalence"


@pytest.mark.parametrize(
    ("sign", "margin", "low", "high", "said"),
    [
        ("+", math.nan, 0.1, 0.2, "supported"),
        ("+", math.nan, -0.2, -0.1, "refuted"),
        ("+", math.nan, -0.1, 0.2, "undecided"),
        ("+", math.nan, 0.0, 0.0, "undecided"),
        ("-", math.nan, -0.2, -0.1, "supported"),
        ("-", math.nan, 0.1, 0.2, "refuted"),
        ("0", 0.5, -0.4, 0.4, "supported"),
        ("0", 0.5, 0.6, 0.9, "refuted"),
        ("0", 0.5, -0.9, -0.6, "refuted"),
        ("0", 0.5, 0.4, 0.6, "undecided"),
        ("<", 3.0, 0.0, 2.9, "supported"),
        ("<", 3.0, 3.1, 9.0, "refuted"),
        ("<", 3.0, 2.0, 4.0, "undecided"),
        ("+", math.nan, math.nan, math.nan, "undecided"),
    ],
)
def test_a_part_is_judged_by_its_interval(sign, margin, low, high, said):
    assert part_verdict(sign, margin, low, high) == said


def test_a_hypothesis_needs_all_its_parts():
    assert verdict_of(["supported", "supported"]) == "supported"
    assert verdict_of(["supported", "undecided"]) == "undecided"
    assert verdict_of(["undecided", "refuted", "supported"]) == "refuted"
