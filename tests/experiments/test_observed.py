"""What the arms differ by and who pays, as the page of a report lists it."""

from __future__ import annotations

from typing import Any

import pytest

from experiments.methods.observed import changed
from experiments.methods.report import plain
from sim.levers import LEVERS
from sim.processes import name_of
from tests.test_configuration import composed


@pytest.fixture(scope="module")
def hypotheses() -> list[dict[str, Any]]:
    return changed(composed("experiment=hypotheses"))


def values(
    rows: list[dict[str, Any]], module: str, parameter: str
) -> dict[object, tuple[str, ...]]:
    """Every listed value of a parameter, with the arms that are named for it."""
    found = [r for r in rows if (r["module"], r["parameter"]) == (module, parameter)]
    return {r["value"]: r["arms"] for r in found}


def test_what_differs_between_arms_is_listed_by_arm(hypotheses):
    ratios = values(hypotheses, "fund_matching", "match_ratio")
    assert {value: len(arms) for value, arms in ratios.items()} == {
        0.05: 1, 0.1: 1, 0.2: 1, 0.3: 3, 0.4: 1, 0.6: 1,
    }  # fmt: skip
    assert ratios[0.6] == ("fund_60",)
    spillover = values(hypotheses, "processes.knowledge", "spillover")
    assert list(spillover.values()) == [("others",), ("no_spillover",)]
    assert values(hypotheses, "zone_council", "dose") == {1.0: ("borderless",)}
    money = values(changed(composed("experiment=levers")), "processes.budgets", "new_money")
    assert money == {0.0: ("others",), 1.0: tuple(name_of(lever) for lever in LEVERS)}


def test_what_all_arms_share_names_none(hypotheses):
    assert values(hypotheses, "processes.budgets", "new_money") == {1.0: ()}
    assert values(hypotheses, "fund_matching", "first_month") == {"2020-06": ()}
    assert changed(composed("experiment=single_run")) == []


def test_every_arm_is_rebuilt_from_the_list():
    design = composed("experiment=levers")
    rows = changed(design)
    on = {name_of(lever): values(rows, name_of(lever), "dose") for lever in LEVERS}
    for arm, settings in design.arms.items():
        told = {name: v for name, doses in on.items() for v, arms in doses.items()
                if arm in arms}  # fmt: skip
        assert told == {n: p.dose for n, p in settings.levers.items() if p.dose}


def test_payers_are_those_that_the_parameters_declare():
    rows = changed(composed("experiment=single_run", "policy=plan"))
    paid = {(r["module"], r["parameter"]): r["payer"] for r in rows}
    assert paid["special_fund", "amount"] == "province"
    assert paid["national_projects", "external_money"] == "central government"
    assert paid["work_safety", "compliance_cost"] == "firms"
    assert paid["talent_corridor", "cost_of_visits"] == "city budgets"
    assert paid["fund_matching", "from_city_funds"] == "city funds"
    assert paid["fund_matching", "match_ratio"] == ""


def test_arms_are_named_as_elsewhere():
    assert plain(("fund", "no_spillover"), "en") == "fund matching, no plan without spillovers"
    assert plain((), "en") == ""
