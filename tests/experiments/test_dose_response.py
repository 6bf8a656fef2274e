"""`doses` on made runs: bends are found, lines are left alone, words and curves are there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from configs.schema import Draw
from experiments import doses
from experiments.methods.contrast_sections import contrast_text
from experiments.methods.dose_plot import SHOWN, dose_plot, leading
from experiments.methods.engine import QUIET
from experiments.methods.panel import ZONE
from experiments.methods.players import EACH
from tests.experiments.made_runs import instead
from tests.test_configuration import composed


def worth(at: dict[str, float]) -> float:
    """One line, one bend, and a lever that needs another one."""
    return (
        0.1 * at["fund_matching"]
        + 0.1 * at["assessment"] ** 0.5
        + 0.2 * at["overall_layout"] * at["special_fund"]
    )


@pytest.fixture(scope="module")
def results():
    with pytest.MonkeyPatch.context() as patch:
        instead(patch, "experiments.doses", worth, factor=lambda draw: 0.9 + draw / 25)
        design = composed("experiment=doses", "seeds=2")
        return doses.run(replace(design, draws=tuple(Draw(j) for j in range(6))), QUIET)


def estimates(results, context, lever):
    table = results.more["doses"]
    here = (table["context"] == context) & (table["lever"] == lever) & (table["city"] == ZONE)
    part = table[here & (table["indicator"] == "rd_intensity")]
    return dict(zip(part["dose"], part["estimate"], strict=True))


def test_responses_are_those_of_the_made_runs(results):
    line = {dose: pytest.approx(0.1 * dose) for dose in (0.25, 0.5, 1, 2)}
    bend = {dose: pytest.approx(0.1 * dose**0.5) for dose in (0.25, 0.5, 1, 2)}
    for context in doses.CONTEXTS:
        assert estimates(results, context, "fund_matching") == line
        assert estimates(results, context, "assessment") == bend
    assert set(estimates(results, "alone", "overall_layout").values()) == {0}
    within = {dose: pytest.approx(0.2 * dose) for dose in (0.25, 0.5, 1, 2)}
    assert estimates(results, "within", "overall_layout") == within


def test_only_the_bend_is_no_line(results):
    table = results.more["lines"]
    bent = table[(table["p_adjusted"] < 0.05) & (table["indicator"] == "rd_intensity")]
    assert set(zip(bent["context"], bent["lever"], strict=True)) == {
        ("alone", "assessment"), ("within", "assessment")
    }  # fmt: skip
    assert len(table) == 2 * 21 * 3
    assert doses.headline(results) == pytest.approx(1 / 63)


def test_the_arms_are_every_dose_of_every_lever():
    design = composed("experiment=doses")
    arms = doses.arms(design)
    assert len(arms) == 2 * 21 * 5
    at = {n: p.dose for n, p in arms["fund_matching=0.25 within"].levers.items()}
    assert at == {name: 0.25 if name == "fund_matching" else 1.0 for name in EACH.names}
    at = {n: p.dose for n, p in arms["fund_matching=2 alone"].levers.items()}
    assert at == {name: 2.0 if name == "fund_matching" else 0.0 for name in EACH.names}
    with pytest.raises(ValueError, match="allowed: none and plan"):
        doses.check(replace(design, arms={"none": design.arms["none"]}))


def test_words_and_curves(results):
    text = contrast_text(results.more)
    assert not [word for word in text.split() if "_" in word]
    assert text.count("fund matching") == 2 * 3
    zone = results.more["doses"][results.more["doses"]["city"] == ZONE]
    assert {"fund_matching", "assessment", "overall_layout"} <= set(leading(zone))
    assert len(dose_plot(results.more["doses"]).axes) == 3 * SHOWN


def test_gaps_and_chances_of_the_plan_are_shown(results):
    assert set(results.more["gaps"]["arm"]) == {"plan"}
    assert "chance without" in doses.text(results)
