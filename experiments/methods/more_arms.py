"""Arms that an experiment makes itself, hundreds or thousands of them, beside those it shows.

Arms with the same settings are run once. What moved between cities is kept of the arms that
are shown only: of thousands it would fill the memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np

from configs.schema import Design
from experiments.methods.contrasts import NOBODY
from experiments.methods.engine import Progress, simulate
from experiments.methods.panel import Panel
from experiments.methods.players import PLAN
from sim.settings import Settings


def check_ends(design: Design, made: str) -> None:
    """Refuse arms other than the two from which all others are made."""
    if set(design.arms) != {NOBODY, PLAN}:
        raise ValueError(
            f"arms = {', '.join(design.arms)}: allowed: {NOBODY} and {PLAN}, from which the "
            f"arms of all {made} are made; levers.LEVER.dose= changes a lever of the plan"
        )


def simulate_more(
    design: Design, panel: Panel, more: Mapping[str, Settings], progress: Progress
) -> Panel:
    """The panel of a design, without flows, and further arms under its draws and seeds.

    Arms that it has are left out, and so are those of the design under another name.
    """
    first = {identity(settings): name for name, settings in design.arms.items()}
    same = {
        name: first.setdefault(identity(settings), name)
        for name, settings in more.items()
        if name not in panel.arms
    }
    new = {name: more[name] for name, twin in same.items() if twin == name}
    if not new:
        return with_twins(replace(panel, flows=None), same)
    found = simulate(replace(design, arms=new, flows=False), progress)
    return with_twins(joined(panel, found), same)


def identity(settings: Settings) -> tuple[Any, ...]:
    """What two arms have in common that cannot differ: a lever at dose 0 is like any other."""
    levers = tuple((name, p) for name, p in settings.levers.items() if p.dose > 0)
    rest = [getattr(settings, f.name) for f in fields(settings) if f.name != "levers"]
    return (levers, *(tuple(x.items()) if isinstance(x, Mapping) else x for x in rest))


def joined(one: Panel, other: Panel) -> Panel:
    """One panel of the arms of two, of the replications that both have."""
    pairs = [list(zip(panel.draws, panel.seeds, strict=True)) for panel in (one, other)]
    common = [pair for pair in pairs[0] if pair in pairs[1]]
    if not common:
        raise ValueError("no replication is complete in all arms; see the table of failures")
    values = [
        panel.values[:, [own.index(pair) for pair in common]]
        for panel, own in zip((one, other), pairs, strict=True)
    ]
    return replace(
        one,
        arms=(*one.arms, *other.arms),
        values=np.concatenate(values),
        draws=tuple(draw for draw, _ in common),
        seeds=tuple(seed for _, seed in common),
        failures=(*one.failures, *other.failures),
        kinds=(), flows=None, found={},
    )  # fmt: skip


def with_twins(panel: Panel, same: Mapping[str, str]) -> Panel:
    """The panel with arms that were not run, because another one is the same."""
    missing = [name for name in same if name not in panel.arms]
    rows = [panel.arms.index(same[name]) for name in missing]
    return replace(
        panel,
        arms=(*panel.arms, *missing),
        values=np.concatenate([panel.values, panel.values[rows]]),
    )
