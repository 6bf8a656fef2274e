"""Doses: how does the effect of a lever grow with its dose, and is it a line?

Question      What do a quarter, half, all and twice of the plan's dose of each lever change,
              alone and with the rest of the plan, and is twice the dose twice the effect?
Estimand      The mean over draws and seeds of the difference, dose minus no dose of the lever,
              at year end; the test that all doses lie on the line through none and the plan's
              (experiments/methods/doses.py). Alone: all other levers are off. Within: all
              others are as in the plan, so that dose 0 is the plan without the lever.
Arms          none and plan; the arms of single doses are made from the plan.
Indicator     Those of `indicators`, by default the three of the plan.
Horizon       2022, the year of the targets, unless `horizon` says more.
What would    Effects that grow with the dose of a lever whose size is nobody's choice (rules
change our    such as the council); a response that turns its sign within the doses. What is
mind          said of the plan at dose 1 then holds at dose 1 only.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from configs.schema import Design
from experiments.methods.contrasts import NOBODY, Contrast, taken
from experiments.methods.doses import DOSES, dose_arm, p_linear, response
from experiments.methods.effects import chances, effects, reporting_years
from experiments.methods.engine import Progress, simulate
from experiments.methods.estimates import adjusted, table, targets
from experiments.methods.more_arms import check_ends, simulate_more
from experiments.methods.observed import yardsticks
from experiments.methods.panel import ZONE, Panel, Results
from experiments.methods.players import EACH, PLAN

if TYPE_CHECKING:
    import pandas as pd

    from sim.settings import Settings

CONTEXTS = ("alone", "within")  # the other levers are off, or as in the plan
KEEPS_CELLS = True  # the same command goes on, and a second time costs nothing
TAKES_DRAWS = True  # intervals are over draws and seeds


def check(design: Design) -> None:
    """Refuse arms other than the two from which all others are made."""
    check_ends(design, "doses")


def run(design: Design, progress: Progress) -> Results:
    """Every dose of every lever, alone and within the plan."""
    design = replace(design, own_luck=True)  # intervals take draws for independent
    shown = simulate(design, progress)
    panel = simulate_more(design, shown, arms(design), progress)
    years = reporting_years(panel.years)
    found = table(panel, [(where, c) for where in CONTEXTS for c in responses(where)], years)
    found = found.rename(columns={"players": "context", "subject": "lever"})
    return Results(
        panel=shown,
        effects=effects(shown, [(PLAN, NOBODY)], years),
        chances=chances(shown, yardsticks()),
        more={
            "doses": found.assign(dose=found.pop("kind").astype(float)).drop(columns="error"),
            "lines": lines(panel),
            "gaps": targets(shown),
        },
    )


def arms(design: Design) -> dict[str, Settings]:
    """Settings of every dose of every lever in both contexts."""
    plan, found = design.arms[PLAN], {}
    for where in CONTEXTS:
        base = plan if where == "within" else design.arms[NOBODY]
        for lever in EACH.names:
            for dose in DOSES:
                at_dose = {**base.levers, lever: replace(plan.levers[lever], dose=dose)}
                found[dose_arm(where, lever, dose)] = replace(base, levers=at_dose)
    return found


def responses(where: str) -> list[Contrast]:
    """What every dose of every lever changes."""
    return [response(where, lever, dose) for lever in EACH.names for dose in DOSES if dose]


def lines(panel: Panel) -> pd.DataFrame:
    """For every lever and indicator whether the zone's response is a line."""
    import pandas as pd

    zone, nan = panel.places.index(ZONE), float("nan")
    rows = []
    for where, lever, indicator, year in product(
        CONTEXTS, EACH.names, panel.indicators, reporting_years(panel.years)
    ):
        asked = {dose: response(where, lever, dose) for dose in DOSES}
        d = {dose: taken(panel, c, indicator, year)[:, zone] for dose, c in asked.items()}
        if all(np.isfinite(e).all() for e in d.values()):
            p = p_linear(d, panel.draws)
            rows.append((where, lever, indicator, year, len(panel.seeds), p, nan))
    names = ("context", "lever", "indicator", "year", "pairs", "p", "p_adjusted")
    found = pd.DataFrame(rows, columns=pd.Index(names))
    return adjusted(found, ("context", "year"))


def text(results: Results) -> str:
    """Every lever by dose, zone, first reporting year."""
    from experiments.methods.contrast_sections import contrast_text

    return contrast_text(results.more)


def headline(results: Results) -> float:
    """Share of levers and indicators, within the plan, whose response is no line at 5 %."""
    found = results.more["lines"]
    tested = found.loc[(found["context"] == "within") & found["p"].notna(), "p_adjusted"]
    return float((tested < 0.05).mean()) if len(tested) else float("nan")
