"""Policies, financing and arms: the plan, its chapters, and who is meant by them."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
import yaml

from configs.refusal import Refused, options
from sim.levers import LEVERS
from sim.processes import name_of
from tests.test_configuration import composed

CHAPTERS = {
    "organisation": "2.1.", "platforms": "2.2.", "projects": "2.3.", "programmes": "2.4.",
    "safeguards": "4.",
}  # fmt: skip
NAMES = [name_of(lever) for lever in LEVERS]


def read(path: str) -> dict[str, Any]:
    """A file of the configuration, as it is written."""
    return yaml.safe_load(files("configs").joinpath(path).read_text(encoding="utf-8"))


def doses(*overrides: str) -> dict[str, float]:
    """Levers that are on in the arm of a single run, with their dose."""
    (arm,) = composed("experiment=single_run", *overrides).arms.values()
    return {name: params.dose for name, params in arm.levers.items() if params.dose}


def test_the_plan_is_every_lever_at_dose_one():
    assert doses("policy=plan") == dict.fromkeys(NAMES, 1.0)


@pytest.mark.parametrize("lever", NAMES)
def test_the_plan_without_a_lever(lever):
    rest = doses("policy=plan", f"levers.{lever}.dose=0")
    assert rest == {name: 1.0 for name in NAMES if name != lever}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_is_its_clauses_of_the_plan(chapter):
    wanted = {name_of(m) for m in LEVERS if m.CLAUSE.startswith(CHAPTERS[chapter])}
    assert doses(f"policy=chapter_{chapter}") == dict.fromkeys(wanted, 1.0)


def test_chapters_divide_the_plan():
    found = [name for c in CHAPTERS for name in read(f"policy/chapter_{c}.yaml")["levers"]]
    assert found == list(read("policy/plan.yaml")["levers"])
    assert len(found) == len(set(found)) == 21


def test_every_policy_runs_under_its_own_name():
    for name in options("policy"):
        assert read(f"policy/{name}.yaml")["arms"] == {name: ["all"]}


@pytest.mark.parametrize(("financing", "new"), [("new", 1.0), ("reallocated", 0.0)])
def test_financing_says_where_the_money_comes_from(financing, new):
    design = composed("experiment=single_run", "policy=fund", f"financing={financing}")
    assert design.arms["fund"].processes["budgets"].new_money == new
    assert composed().arms["headline"].processes["budgets"].new_money == 0


def test_arms_of_the_question_about_levers():
    design = composed("experiment=levers")
    assert next(iter(design.arms)) == "none"
    for name in NAMES:
        for ending, new in (("", 1.0), ("_reallocated", 0.0)):
            arm = design.arms[name + ending]
            assert {n for n, p in arm.levers.items() if p.dose} == {name}
            assert arm.levers[name].dose == 1
            assert arm.processes["budgets"].new_money == new
    for arm, missing in (("plan", set()), ("plan_without_special_fund", {"special_fund"})):
        on = {n for n, p in design.arms[arm].levers.items() if p.dose == 1}
        assert on == set(NAMES) - missing
    layouts = {}
    for rule in ("research", "return", "grants", "needs"):
        arm = design.arms[f"plan_by_{rule}"]
        merit, budgets = arm.levers["overall_layout"], arm.processes["budgets"]
        weight = merit.dose * merit.merit_weight
        layouts[rule] = (weight, budgets.weight_of_grants, budgets.weight_of_needs)
    assert layouts == {
        "research": (0, 0, 0), "return": (1, 0, 0), "grants": (1, 1, 0), "needs": (1, 0, 1)
    }  # fmt: skip
    assert len(design.arms) == 2 * len(NAMES) + 7


def test_arms_of_the_hypotheses():
    design = composed("experiment=hypotheses")
    assert all(arm.processes["budgets"].new_money == 1 for arm in design.arms.values())
    shares = {
        arm: s.levers["fund_matching"].match_ratio
        for arm, s in design.arms.items()
        if arm.startswith("fund_")
    }
    assert shares == {f"fund_{x:02d}": x / 100 for x in (5, 10, 20, 30, 40, 60)}
    assert design.arms["fund_30"] == design.arms["fund"]
    spillovers = {a: s.processes["knowledge"].spillover for a, s in design.arms.items()}
    assert [arm for arm, value in spillovers.items() if value == 0] == ["no_spillover"]
    assert design.arms["borderless"].levers["zone_council"].border_cut == 1


def test_a_change_holds_in_its_own_arm_only():
    arms = composed(
        "experiment=compare",
        "arms.fund=[fund_matching,'levers.fund_matching.cap=77',"
        "'levers.fund_matching.first_month=2021-01','processes.hiring.quit_rate=0.1',"
        "'levers.fund_matching.cities=Suzhou']",
    ).arms
    fund, rest = arms["fund"], arms["headline"]
    assert fund.levers["fund_matching"].cap == 77
    assert fund.levers["fund_matching"].first_month == "2021-01"
    assert fund.levers["fund_matching"].cities == ("Suzhou",)
    assert fund.processes["hiring"].quit_rate == 0.1
    assert rest.levers["fund_matching"].cap == 300
    assert rest.processes["hiring"].quit_rate != 0.1


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ("levers.fund_matching.capp=1", ["capp", "did you mean cap"]),
        ("levers.fund_matchin.cap=1", ["fund_matchin", "fund_matching"]),
        ("processes.hiring=1", ["arms.fund", "allowed"]),
        ("seeds=2", ["arms.fund", "allowed"]),
        ("levers.fund_matching.cap=much", ["arms.fund", "a number"]),
        ("levers.fund_matching.dose=3", ["dose", "[0, 2]"]),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(items, words):
    from sim.parameters import ParameterError

    with pytest.raises((Refused, ParameterError)) as error:
        composed(f"arms.fund=['{items}']")
    assert [word for word in words if word not in str(error.value)] == []


@pytest.mark.parametrize("experiment", ["levers", "hypotheses"])
def test_a_policy_where_the_question_sets_its_arms_is_refused(experiment):
    with pytest.raises(Refused, match="its own arms"):
        composed(f"experiment={experiment}", "policy=plan")
