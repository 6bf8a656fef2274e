"""Who may import whom: nobody imports what stands to its right.

The order below is the flow of data through the program. Two places differ from what one
would guess: the accounts are a function of the state alone and stand left of those that
move it, and the population is made with equations of the processes and stands right of them.
"""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import sim

ROOT = Path(sim.__file__).parents[1]
ORDER = (
    ("sim.parameters", "sim.shapes"),
    ("sim.data",),
    ("sim.region",),
    ("sim.scenario",),
    ("sim.tables", "sim.ledger", "sim.terms", "sim.randomness", "sim.candidates", "sim.counts"),
    ("sim.cities", "sim.entities"),
    ("sim.state",),
    ("sim.accounting", "sim.patentees"),
    ("sim.growth", "sim.spending"),
    (
        "sim.accounts",
        "sim.calls",
        "sim.concepts",
        "sim.consortia",
        "sim.employers",
        "sim.examination",
        "sim.housing",
        "sim.industry",
        "sim.institutions",
        "sim.layout",
        "sim.licensing",
        "sim.moves",
        "sim.notch",
        "sim.national",
        "sim.partners",
        "sim.places",
        "sim.support",
        "sim.venture",
        "sim.yields",
    ),
    ("sim.levers", "sim.processes"),
    ("sim.population",),
    ("sim.settings",),
    ("sim.indicators",),
    ("sim.month",),
    ("sim.agents", "sim.agent_sets"),
    ("sim.model",),
    ("sim.describe", "sim.reference"),  # written by hand: tables of the ODD, fitted paths
    ("configs",),
    ("experiments",),
    ("run",),
)
LAZY = ("sim",)  # sim/__init__ names the model and its agents, and imports them when asked
FOREIGN = ("hydra", "omegaconf", "configs", "experiments", "run")
HEAVY = ("mesa", "pandas", "matplotlib")


def module_of(file: Path) -> str:
    """The dotted name of a source file."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def sources() -> dict[str, str]:
    """The text of every module of the project by dotted name."""
    files = [ROOT / "run.py"]
    for part in ("sim", "configs", "experiments"):
        files += sorted((ROOT / part).rglob("*.py"))
    return {module_of(file): file.read_text(encoding="utf-8") for file in files}


def at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those that only a type checker sees."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        yield node
        yield from at_run_time(node)


def imported(text: str, known: set[str]) -> set[str]:
    """Modules that a text imports, wherever in it, our own by their full name."""
    found = set()
    for node in at_run_time(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {item.name for item in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for item in node.names:
                inner = f"{node.module}.{item.name}"
                found.add(inner if inner in known else str(node.module))
    return found


def rank(module: str) -> int | None:
    """Place of one of our modules in the order; None for those of others."""
    for place, group in enumerate(ORDER):
        if any(module == name or module.startswith(f"{name}.") for name in group):
            return place
    return None


TEXTS = sources()
GRAPH = {module: imported(text, set(TEXTS)) for module, text in TEXTS.items()}


def test_every_module_has_its_place() -> None:
    assert [module for module in GRAPH if rank(module) is None and module not in LAZY] == []
    assert all(any(name in GRAPH for name in group) for group in ORDER)


@pytest.mark.parametrize("module", sorted(set(GRAPH) - set(LAZY)))
def test_nobody_imports_to_the_right(module: str) -> None:
    here = rank(module)
    assert here is not None
    later = [name for name in GRAPH[module] if (rank(name) or 0) > here]
    assert later == []


@pytest.mark.parametrize("module", [name for name in sorted(GRAPH) if name.startswith("sim")])
def test_the_model_is_a_library_without_its_clerk(module: str) -> None:
    roots = {name.partition(".")[0] for name in GRAPH[module]}
    assert roots.isdisjoint(FOREIGN)


def test_no_module_imports_itself_by_a_detour() -> None:
    ours = {
        module: {name for name in names if name in GRAPH and name != module}
        for module, names in GRAPH.items()
    }
    assert set(TopologicalSorter(ours).static_order()) == set(GRAPH)  # raises on a cycle


def test_levers_know_terms_and_nothing_of_the_state() -> None:
    ours = {"sim.parameters", "sim.shapes", "sim.terms"}
    for module in GRAPH:
        if module.startswith("sim.levers."):
            assert GRAPH[module] <= ours | {"__future__", "dataclasses", "numpy"}, module


def test_declarations_need_no_heavy_library() -> None:
    code = (
        "import sim, sim.settings, sim.month, sim.indicators, configs.schema, sys; "
        "sim.settings.Settings(); "
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_walk_sees_hidden_imports() -> None:
    text = (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import mesa\n"
        "def step():\n    from sim import month\n    import sim.accounts\n"
    )
    assert imported(text, set(TEXTS)) == {"typing", "sim.month", "sim.accounts"}
    assert (rank("sim.month") or 0) > (rank("sim.processes.hiring") or 0)


def test_every_shape_is_used():
    shapes = vars(importlib.import_module("sim.shapes"))
    names = [n for n, v in shapes.items() if n[0].isupper() and n not in ("Any", "NDArray")]
    texts = [p.read_text(encoding="utf-8") for p in ROOT.joinpath("sim").rglob("*.py")]
    unused = [n for n in names if sum(len(re.findall(rf"\b{n}\b", t)) for t in texts) < 2]
    assert unused == []
