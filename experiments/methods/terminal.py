"""What a terminal ends with: the tables of single questions in short, as fixed-width text."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from experiments.methods.labels import label, number
from experiments.methods.sections import (
    EQUIVALENCE,
    SIGNS,
    hypothesis_rows,
    margin_rows,
    plan_part,
    prior,
    probability,
    shared,
)
from experiments.methods.tables import Row

LEVERS = ("lever", "short", "expected", "new", "reallocated", "cost", "p", "verdict")
HYPOTHESES = ("part", "indicator", "contrast", "expected", "estimate", "interval", "verdict")


def levers_text(tables: Mapping[str, pd.DataFrame]) -> str:
    """The plan, equivalence to nothing, then every lever with both kinds of money."""
    nothing = fixed(EQUIVALENCE, margin_rows(tables["equivalence"]))
    every = fixed(LEVERS, lever_rows(tables["levers"]))
    plan = plan_part(tables["plan"])
    whole = fixed(plan["columns"], plan["rows"], plan["heads"])
    return "\n\n".join(
        f"{label(f't.{name}')}\n{block}"
        for name, block in (("plan", whole), ("equivalence", nothing), ("levers_short", every))
    )


def lever_rows(levers: pd.DataFrame) -> list[Row]:
    """Every lever: new money beside reallocated money and what a unit cost."""
    rows: list[Row] = []
    for name, both in levers.groupby("lever", sort=False):
        effects = {}
        for _, row in both.iterrows():
            said = shared(row, "en")
            effects[str(row["financing"])] = f"{said['estimate']} {said['interval']}"
        new = both[both["financing"] == "new"].iloc[0]
        rows.append(
            {
                "lever": label(str(name)),
                "short": f"{label(new['indicator'] + '.short')} {new['year']}",
                "expected": f"{SIGNS.get(new['sign'], new['sign'])}, {prior(new)}",
                "p": probability(new["p_adjusted"]),
                "verdict": str(new["verdict"]),
                "cost": cost(new["cost"]),
                **effects,
            }
        )
    return rows


def cost(value: float) -> str:
    """Million yuan of new money for a unit; none where the effect may be nothing."""
    return number(value, 0) if math.isfinite(value) else label("not_defined")


def hypotheses_text(table: pd.DataFrame) -> str:
    """Every part in a line, and the verdict of every hypothesis."""
    whole = table.drop_duplicates("hypothesis")
    said = (f"{r.hypothesis} {r.hypothesis_verdict}" for r in whole.itertuples())
    return f"{fixed(HYPOTHESES, hypothesis_rows(table))}\n\n{', '.join(said)}"


def fixed(
    columns: tuple[str, ...], rows: list[Row], named: Mapping[str, str] | None = None
) -> str:
    """Rows under their heads, in columns of equal width."""
    heads = {c: label(f"c.{c}") for c in columns} | dict(named or {})
    widths = {c: max(len(r[c]) for r in [heads, *rows]) for c in columns}
    lines = [heads, {c: "-" * widths[c] for c in columns}, *rows]
    return "\n".join("  ".join(r[c].ljust(widths[c]) for c in columns).rstrip() for r in lines)
