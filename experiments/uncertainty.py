"""Uncertainty: how much of an effect is chance, how much is assumption, are targets met?

Question      What do the headline levers, the plan and a plan that goes on to 2025 change when
              the parameters are not known; is it luck or parameters that would change it; what
              of the gap to each target do they close, and how likely is it that it is met?
Estimand      The mean over draws of the mean over seeds of the difference of two arms, at year
              end; its interval by nested bootstrap; the variance of one difference and of the
              estimate, split into chance (seeds within draws) and parameters (draws); where
              effects lie over parameters (experiments/methods/nested.py). The share of the gap
              between target and no plan (experiments/methods/gaps.py). The chance of meeting a
              target, with and without, over draws and seeds.
Arms          none, headline, plan, extended (configs/experiment/uncertainty.yaml). Every draw
              has seeds of its own.
Indicator     Those of `indicators`, by default the three of the plan.
Horizon       2030; reported are 2022, 2025 and 2030, in the zone and the cities.
What would    Less than half of the variance of the plan's effects from parameters: then seeds
change our    are what is missing. A chance of meeting a target that differs between scales by
mind          more than its interval: then it hangs on how many firms an agent stands for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from configs.schema import Design
from experiments.methods import nested
from experiments.methods.contrasts import NOBODY
from experiments.methods.effects import chances, effects, reporting_years
from experiments.methods.engine import Progress, simulate
from experiments.methods.estimates import adjusted, targets
from experiments.methods.observed import yardsticks
from experiments.methods.panel import ZONE, Panel, Results
from experiments.methods.players import PLAN

if TYPE_CHECKING:
    import pandas as pd

EXTENDED = "extended"
SPLIT = (
    "chance", "parameters", "of_estimate_chance", "of_estimate_parameters", "is_bounded",
    "share_low", "share_high",
)  # fmt: skip
KEEPS_CELLS = True  # the same command goes on, and a second time costs nothing
TAKES_DRAWS = True  # which it splits from chance


def check(design: Design) -> None:
    """Refuse arms without the one that all others are compared with."""
    if NOBODY not in design.arms or len(design.arms) < 2:
        raise ValueError(
            f"arms = {', '.join(design.arms)}: allowed: {NOBODY!r}, which the others are "
            "compared with, and at least one more"
        )


def run(design: Design, progress: Progress) -> Results:
    """Every arm under every draw and seed; effects, their variance, gaps and chances."""
    design = replace(design, own_luck=True)  # intervals take draws for independent
    panel = simulate(design, progress)
    pairs = compared(panel)
    years = reporting_years(panel.years)
    found = effects(panel, pairs, years)
    return Results(
        panel=panel,
        effects=found,
        chances=chances(panel, yardsticks()),
        more={"uncertainty": uncertainty(panel, found), "gaps": targets(panel)},
    )


def compared(panel: Panel) -> list[tuple[str, str]]:
    """Every arm against none, and the longer plan against the plan."""
    found = [(arm, NOBODY) for arm in panel.arms if arm != NOBODY]
    return found + ([(EXTENDED, PLAN)] if {EXTENDED, PLAN} <= set(panel.arms) else [])


def uncertainty(panel: Panel, found: pd.DataFrame) -> pd.DataFrame:
    """The table of effects with where they lie over parameters, variances and a test."""
    import pandas as pd

    rows = []
    keys = ["arm", "baseline", "indicator", "year"]
    for (arm, baseline, indicator, year), part in found.groupby(keys, sort=False):
        d = difference(panel, str(arm), str(baseline), str(indicator), int(str(year)))
        ends, parts = nested.reach(d, panel.draws), nested.split(d, panel.draws)
        columns = (*ends, *(getattr(parts, name) for name in SPLIT))
        for index, place in part["city"].items():
            k = panel.places.index(place)
            p = nested.p_value(d[:, k], panel.draws) if place == ZONE else np.nan
            rows.append((index, *(c[k] for c in columns), len(set(panel.draws)), p, np.nan))
    names = ("row", "reach_low", "reach_high", *SPLIT, "draws", "p", "p_adjusted")
    more = pd.DataFrame(rows, columns=pd.Index(names)).set_index("row")
    return adjusted(found.join(more), ("arm", "baseline", "year"))


def difference(panel: Panel, arm: str, baseline: str, indicator: str, year: int) -> np.ndarray:
    """Arm minus baseline by replication and place."""
    return panel.at(arm, indicator, year) - panel.at(baseline, indicator, year)


def text(results: Results) -> str:
    """Effects with their variance, then gaps and chances, zone."""
    from experiments.methods.contrast_sections import contrast_text

    return contrast_text(results.more)


def headline(results: Results) -> float:
    """Share of the variance of the plan's effect on R&D/GDP that parameters make, zone."""
    found = results.more["uncertainty"]
    here = (found["city"] == ZONE) & (found["indicator"] == "rd_intensity")
    here &= (found["arm"] == PLAN) & (found["baseline"] == NOBODY)
    row = found[here].nsmallest(1, "year")
    total = row["chance"] + row["parameters"]
    return float((row["parameters"] / total).iloc[0]) if len(row) else float("nan")
