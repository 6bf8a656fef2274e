"""Validate: does the model without the plan show what a credible one must show?

Question      Which known facts about firms, patents, cities and their flows does the model
              reproduce, how often, and by how much does it miss the others?
Estimand      For each fact the share of seeds whose statistic lies in a band that was fixed
              before; for sizes and aggregates the median of the seeds at the default scale.
Arms          none.
Indicator     The statistics of experiments/methods/patterns_*.py, each with the estimator of
              the study that the band is from.
Horizon       2020, the last observed year.
What would    A hard fact outside its band in more than one seed of ten. Bands are not moved,
change our    and nothing in the model is set by those marked "for testing".
mind

All seeds run at the scale of `population=` (small, unless chosen otherwise), and again at
the default scale. Each process keeps the yearly micro-data of its run and sends
home statistics only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from configs.schema import Design
from experiments.methods import (
    patterns,
    patterns_firms,
    patterns_levels,
    patterns_moves,
    patterns_research,
    patterns_space,
)
from experiments.methods.effects import chances, effects
from experiments.methods.engine import Progress, simulate
from experiments.methods.micropanel import MicroPanel, Watch
from experiments.methods.observed import aims, observed, yardsticks
from experiments.methods.panel import Panel, Results
from experiments.methods.patterns import LARGE, SMALL, Elsewhere
from sim.population import Params as Population

LAST_YEAR = 2020
FACTS = tuple(
    sorted(
        (
            *patterns_firms.FACTS, *patterns_research.FACTS, *patterns_space.FACTS,
            *patterns_moves.FACTS, *patterns_levels.FACTS,
        ),
        key=lambda fact: int(fact.id[1:]),
    )
)  # fmt: skip
ELSEWHERE = (
    Elsewhere("F19", "no return of place policy in a capital",
              "an input: no effect of a park is assumed for Nanjing"),
    Elsewhere("F20", "published effects by the published estimator",
              "needs arms with levers: experiment=estimators"),
    Elsewhere("F21", "arithmetic of the official contribution", "a unit test"),
    Elsewhere("F22", "growth accounting closes", "a unit test"),
)  # fmt: skip


def check(design: Design) -> None:
    """Refuse anything but one arm without the plan that ends with the observed years."""
    if list(design.arms) != ["none"] or design.horizon != LAST_YEAR:
        raise ValueError(
            f"arms = {', '.join(design.arms)}, horizon = {design.horizon}: experiment validate "
            f"has the one arm none; allowed: policy=none and horizon={LAST_YEAR}"
        )


def statistics(panel: MicroPanel) -> dict[str, Any]:
    """What one run sends home."""
    return patterns.measured(panel, FACTS)


def run(design: Design, progress: Progress) -> Results:
    """Every seed at the chosen scale and at the default one, and the verdicts."""
    watched = replace(design, probe=partial(Watch, statistics))
    panel = simulate(watched, progress)
    default = replace(design.arms["none"], population=Population())
    large = panel
    if design.arms["none"] != default:
        large = simulate(replace(watched, arms={"none": default}), progress)
    found = {SMALL: by_seed(panel), LARGE: by_seed(large)}
    table = patterns.statistics_table(found)
    return Results(
        panel=replace(panel, found={}),
        effects=effects(panel, [], []),
        chances=chances(panel, yardsticks()),
        more={
            "patterns": table,
            "verdicts": patterns.judged(table, FACTS),
            "pictures": patterns.curves_table(found),
        },
    )


def by_seed(panel: Panel) -> Mapping[int, dict[str, Any]]:
    """What the runs sent home."""
    return {seed: found for (_, seed), found in panel.found.items()}


def draw(folder: Path, design: Design) -> None:
    """The pictures and the page."""
    from experiments.methods.pattern_report import write_page
    from experiments.methods.report import baseline_levels

    elsewhere = [(e.id, e.name, e.where) for e in ELSEWHERE]
    write_page(folder, elsewhere, baseline_levels(folder, observed(), aims()))


def text(results: Results) -> str:
    """The table of patterns."""
    return patterns.text(results.more["verdicts"], ELSEWHERE)


def headline(results: Results) -> float:
    """Share of the hard bands that are met."""
    table = results.more["verdicts"]
    return float((table.loc[table["kind"] == "hard", "verdict"] == "PASS").mean())
