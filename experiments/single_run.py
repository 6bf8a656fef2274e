"""Single run: what does one run under one policy look like?

Question      How do the indicators of the cities go, month by month, under one policy?
Estimand      None: one seed says nothing about an effect. More seeds (seeds=20) give bands.
Arms          The policy that `policy=` names; levers.LEVER.PARAMETER= changes it.
Indicator     All.
Horizon       `horizon`, 2025 by default.
What would    Nothing: this is for looking at the model, and for scripts that search.
change our
mind
"""

from __future__ import annotations

import numpy as np

from configs.schema import Design
from experiments.methods.effects import chances, effects, reporting_years
from experiments.methods.engine import Progress, simulate
from experiments.methods.observed import yardsticks
from experiments.methods.panel import Results


def check(design: Design) -> None:
    """Refuse more than one arm."""
    if len(design.arms) > 1:
        raise ValueError(
            f"arms = {', '.join(design.arms)}: experiment single_run has one arm; allowed: "
            "one arm, or experiment=compare"
        )


def run(design: Design, progress: Progress) -> Results:
    """The one arm under every seed."""
    panel = simulate(design, progress)
    return Results(
        panel=panel,
        effects=effects(panel, [], []),
        chances=chances(panel, yardsticks()),
    )


def text(results: Results) -> str:
    """What the terminal ends with: the zone's indicators, mean over seeds, and chances."""
    from experiments.methods.chances import chance_lines
    from experiments.methods.labels import decimals, number
    from sim.indicators import UNITS

    panel, lines = results.panel, []
    years = reporting_years(panel.years)
    for name in panel.indicators:
        means = [float(np.mean(panel.at(panel.arms[0], name, y)[:, -1])) for y in years]
        said = "   ".join(
            f"{y}: {number(v, decimals(v, 6))}" for y, v in zip(years, means, strict=True)
        )
        lines.append(f"{name:<28}{said}   {UNITS[name]}")
    n = len(panel.seeds)
    head = f"arm {panel.arms[0]}, zone, {n} {'seed' if n == 1 else 'seeds'}"
    return "\n".join([head, *lines, chance_lines(results.chances)]).rstrip()


def headline(results: Results) -> float:
    """R&D/GDP of the zone, mean over seeds, in the year of the target or the last one."""
    year = reporting_years(results.panel.years)[0]
    values = results.panel.at(results.panel.arms[0], "rd_intensity", year)
    return float(np.mean(values[:, -1]))
