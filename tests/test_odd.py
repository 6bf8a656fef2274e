"""The tables of the ODD are those of the declarations."""

import re
from pathlib import Path

import pytest

from sim import describe

ODD = Path(describe.__file__).parent / "ODD.md"


def test_tables_match_the_declarations(request: pytest.FixtureRequest) -> None:
    text = ODD.read_text(encoding="utf-8")
    made = describe.filled(text)
    if request.config.getoption("--accept"):
        ODD.write_text(made, encoding="utf-8")
        return
    assert text == made, "run python -m sim.describe"


def test_every_process_and_column_is_in_the_odd() -> None:
    text = ODD.read_text(encoding="utf-8")
    for module in describe.MONTH:
        assert f"`{describe.name_of(module)}`" in text
    for name, kind in describe.TABLES.items():
        assert all(f"`{name}.{column}`" in text for column in kind.columns())


CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction",
    "Sensing", "Interaction", "Stochasticity", "Collectives", "Observation",
)  # fmt: skip
ELEMENTS = (
    "Purpose and patterns", "Entities, state variables and scales",
    "Process overview and scheduling", "Design concepts", "Initialisation", "Input data",
    "Submodels",
)  # fmt: skip
CLAUSES = [
    *(f"2.1.{i}" for i in (1, 2, 3)), *(f"2.2.{i}" for i in (1, 2, 3, 4)),
    *(f"2.3.{i}" for i in (1, 2, 3, 4)), *(f"2.4.{i}" for i in (1, 2, 3, 4, 5, 6)),
    *(f"4.{i}" for i in (1, 2, 3, 4)),
]  # fmt: skip


def test_the_odd_has_the_seven_elements_in_order_and_all_design_concepts() -> None:
    text = ODD.read_text(encoding="utf-8")
    assert re.findall(r"^## ([1-7])\. (.+)$", text, re.M) == [
        (str(i), name) for i, name in enumerate(ELEMENTS, 1)
    ]
    section = text[text.index("## 4.") : text.index("## 5.")]
    assert [c for c in CONCEPTS if f"*{c}.*" not in section] == []


def test_every_clause_of_the_plan_is_a_lever_or_a_principle() -> None:
    text = ODD.read_text(encoding="utf-8")
    assert sorted(m.CLAUSE.split()[0] for m in describe.LEVERS) == sorted(CLAUSES)
    principles = text[text.index("## 9.") : text.index("## 10.")]
    assert [i for i in range(1, 5) if f"| 1.{i} " not in principles] == []


def test_the_table_of_clauses_names_priors_payers_and_grade() -> None:
    lines = describe.clauses().splitlines()[2:]
    assert len(lines) == len(describe.LEVERS)
    for lever, line in zip(describe.LEVERS, lines, strict=True):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells[0] == lever.CLAUSE
        assert cells[1] == f"`{describe.name_of(lever)}`"
        assert all(f"`{process}`" in cells[2] for process in lever.ACTS_IN)
        assert cells[5] in "ABCD"
    funds = next(line for line in lines if "`fund_matching`" in line)
    assert "`match_ratio` 0.3 assumed" in funds
    assert "provincial fund 600, city funds 400" in funds
    paid = {name: line.split("|")[-3] for line in lines for name in [line.split("`")[1]]}
    assert "province 1000" in paid["special_fund"]
    assert "city budgets 240 (housing)" in paid["talent_corridor"]
    assert "firms 0.001" in paid["work_safety"]
    assert "central government 500" in paid["national_projects"]


def test_submodels_carry_the_equations_of_every_process_part_and_lever() -> None:
    made = describe.submodels()
    for module in (*describe.MONTH, *describe.LEVERS):
        assert f"### `{describe.name_of(module)}`" in made
        assert describe.first_line(module) in made
    for module in describe.PARTS:
        assert f"### `{module.__name__}`" in made
        assert "(1)" in describe.body(module)
    files = (*describe.MONTH, *describe.PARTS, *describe.LEVERS)
    assert made.count("```text\n") == len(files)
