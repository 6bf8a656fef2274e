"""Many arms, a portion at a time: what a few thousand arms leave is never in memory at once.

Arms with the same settings are run once. Of every portion only the indicators are kept;
what moved between cities is kept of the arms that a report shows. Every portion runs the
months before the arms part once more, so small portions cost time: at a hundred arms less
than three per cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np

from configs.schema import Design
from experiments.methods.design import Progress, simulate
from experiments.methods.panel import Panel
from sim.settings import Settings

ARMS = 100  # of a portion


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
    new = [name for name, twin in same.items() if twin == name]
    portions = [new[i : i + ARMS] for i in range(0, len(new), ARMS)]
    panels = [replace(panel, flows=None)]
    for k, names in enumerate(portions):
        part = replace(design, arms={name: more[name] for name in names})
        found = simulate(part, part_of(progress, k, len(portions)))
        panels.append(replace(found, flows=None))
    return with_twins(joined(panels), same)


def identity(settings: Settings) -> tuple[Any, ...]:
    """What two arms have in common that cannot differ: a lever at dose 0 is like any other."""
    levers = tuple((name, p) for name, p in settings.levers.items() if p.dose > 0)
    rest = [getattr(settings, f.name) for f in fields(settings) if f.name != "levers"]
    return (levers, *(tuple(x.items()) if isinstance(x, Mapping) else x for x in rest))


def part_of(progress: Progress, before: int, parts: int) -> Progress:
    """Progress of one portion as progress of all of them, which are alike."""

    def say(done: int, of: int) -> None:
        if done or not before:
            progress(before * of + done, parts * of)

    return say


def joined(panels: list[Panel]) -> Panel:
    """One panel of the arms of several, of the replications that all of them have."""
    pairs = [list(zip(panel.draws, panel.seeds, strict=True)) for panel in panels]
    common = [pair for pair in pairs[0] if all(pair in others for others in pairs[1:])]
    values = [
        panel.values[:, [own.index(pair) for pair in common]]
        for panel, own in zip(panels, pairs, strict=True)
    ]
    return replace(
        panels[0],
        arms=tuple(arm for panel in panels for arm in panel.arms),
        values=np.concatenate(values),
        draws=tuple(draw for draw, _ in common),
        seeds=tuple(seed for _, seed in common),
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
