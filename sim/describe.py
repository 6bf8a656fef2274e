"""Tables of the ODD, made from the declarations so that they cannot drift.

`python -m sim.describe` writes them into `sim/ODD.md` between their markers; a test holds
the file against the declarations.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from sim import (
    accounting,
    calls,
    concepts,
    consortia,
    examination,
    growth,
    housing,
    indicators,
    industry,
    institutions,
    layout,
    licensing,
    national,
    places,
    population,
    scenario,
    support,
    yields,
)
from sim.cities import Cities, Fields
from sim.entities import Firms, Funds, Institutes, Talent
from sim.levers import LEVERS
from sim.parameters import LeverParameters
from sim.processes import MONTH, name_of
from sim.tables import Table

TABLES: dict[str, type[Table]] = {
    "cities": Cities, "fields": Fields, "firms": Firms, "institutes": Institutes,
    "funds": Funds, "talent": Talent,
}  # fmt: skip


# Files with equations that processes are made of.
PARTS: tuple[Any, ...] = (
    layout, support, calls, national, consortia, industry, yields, licensing, institutions,
    examination, concepts, housing, places, growth,
)  # fmt: skip


def table(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    """A Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def columns() -> str:
    """Every state variable: unit, meaning, and what the weight of a row means for it."""
    weight = {"one": "of one real unit", "row": "of all units of the row"}
    rows = [
        (f"`{name}.{column}`", spec.unit, spec.meaning,
         weight[spec.scale] if name in ("firms", "talent", "institutes") else "")
        for name, kind in TABLES.items()
        for column, spec in kind.columns().items()
    ]  # fmt: skip
    return table(("column", "unit", "meaning", "value is"), rows)


def month() -> str:
    """The month in order, and what each process writes."""
    rows = [
        (i, f"`{name_of(m)}`", first_line(m), ", ".join(f"`{w}`" for w in m.WRITES))
        for i, m in enumerate(MONTH, 1)
    ]
    return table(("", "process", "what happens", "writes"), rows)


def levers() -> str:
    """The levers and their clauses of the plan."""
    rows = [(f"`{name_of(m)}`", m.CLAUSE, first_line(m)) for m in LEVERS]
    return table(("lever", "clause", "what it offers"), rows)


def clauses() -> str:
    """From every clause to its lever, the processes that act, what is known, and the grade."""
    rows = [
        (m.CLAUSE, f"`{name_of(m)}`", ", ".join(f"`{p}`" for p in m.ACTS_IN), priors(m),
         money(m), m.GRADE)
        for m in LEVERS
    ]  # fmt: skip
    head = ("clause", "lever", "acts in", "prior: value at dose 1, how known", "money", "grade")
    return table(head, rows)


def own_parameters(module: Any) -> list[Any]:
    """What a lever declares beyond dose, months and cities."""
    shared = {item.name for item in fields(LeverParameters)}
    return [item for item in fields(module.Params) if item.name not in shared]


def is_money(item: Any) -> bool:
    """Whether a parameter is an amount that somebody pays."""
    return item.name.startswith("from_") or "payer" in item.metadata


def priors(module: Any) -> str:
    """The sizes of a lever, as declared."""
    return ", ".join(
        f"`{item.name}` {item.default:g} {item.metadata['status']}"
        for item in own_parameters(module)
        if not item.name.startswith(("from_", "cost_of_"))
    )


def money(module: Any) -> str:
    """Payers and amounts of a lever, as declared."""
    found = [amount(item) for item in own_parameters(module) if is_money(item)]
    return ", ".join(found) or "none"


def amount(item: Any) -> str:
    """Payer and amount of a parameter, and its unit where that is no sum of money."""
    name, meta = item.name.replace("_", " "), item.metadata
    if "payer" not in meta:
        return f"{name.removeprefix('from ')} {item.default:g}"
    unit = "" if meta["unit"].startswith("million yuan") else f", {meta['unit']}"
    return f"{meta['payer']} {item.default:g} ({name.removeprefix('cost of ')}{unit})"


def submodels() -> str:
    """Words and equations of every process, its parts and every lever, from its file."""
    own = [(name_of(m), m) for m in (*MONTH, *LEVERS)]
    own[len(MONTH) : len(MONTH)] = [(m.__name__, m) for m in PARTS]
    return "\n\n".join(f"### `{name}`\n\n{body(m)}" for name, m in own)


def body(module: Any) -> str:
    """A docstring as it is written; its layout carries the equations."""
    return f"```text\n{(module.__doc__ or '').strip()}\n```"


def parameters() -> str:
    """Every parameter: value, unit, range, how it is known, source."""
    modules = [population, scenario, accounting, *MONTH, *LEVERS]
    rows = [
        (f"`{module.Params.path()}.{item.name}`", f"{item.default:g}", item.metadata["unit"],
         f"{item.metadata['low']:g} to {item.metadata['high']:g}", item.metadata["status"],
         item.metadata["source"])
        for module in modules
        for item in fields(module.Params)
        if "unit" in item.metadata
    ]  # fmt: skip
    return table(("parameter", "value", "unit", "range", "status", "source"), rows)


def measures() -> str:
    """Every indicator and its unit."""
    return table(("indicator", "unit"), [(f"`{k}`", v) for k, v in indicators.UNITS.items()])


def first_line(module: Any) -> str:
    """What a module says of itself in one line."""
    return module.__doc__.partition("\n")[0].partition(": ")[2]


GENERATED: dict[str, Callable[[], str]] = {
    "columns": columns, "month": month, "levers": levers, "parameters": parameters,
    "indicators": measures, "clauses": clauses, "submodels": submodels,
}  # fmt: skip


def filled(text: str) -> str:
    """The text of the ODD with every generated table as the declarations have it now."""
    for name, make in GENERATED.items():
        pattern = rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)"
        content = make()
        text = re.sub(pattern, lambda m, c=content: m[1] + c + "\n" + m[2], text, flags=re.S)
    return text


def main() -> None:
    """Rewrite the tables of `sim/ODD.md`."""
    path = Path("sim/ODD.md")
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
