"""Compare: what do the plan's headline levers do, each alone and together?

Question      What do shared platforms, fund matching and the talent corridor change in the
              three indicators of the plan, in each city and in the zone?
Estimand      The mean over seeds of the difference, arm minus `none`, at year end, within
              fixed parameters. Arms of one seed share their luck.
Arms          none, platforms, fund, talent, headline (configs/experiment/compare.yaml).
Indicator     All; reported are R&D/GDP, patents per 10,000 people, contribution of S&T.
Horizon       The year of the targets (2022), 2025 and the last year (`horizon`): of the
              patents that the plan brings about, most are granted after 2022.
What would    An interval beyond half of the last published digit (0.005 points of R&D/GDP),
change our    either way: then a lever does something that a yearbook could show.
mind
"""

from __future__ import annotations

from configs.schema import Design
from experiments.methods.effects import chances, effects, reporting_years
from experiments.methods.engine import Progress, simulate
from experiments.methods.observed import yardsticks
from experiments.methods.panel import ZONE, Results

BASELINE = "none"


def check(design: Design) -> None:
    """Refuse arms without the one that all others are compared with."""
    if BASELINE not in design.arms or len(design.arms) < 2:
        raise ValueError(
            f"arms = {', '.join(design.arms)}: allowed: {BASELINE!r}, which the others are "
            "compared with, and at least one more"
        )


def run(design: Design, progress: Progress) -> Results:
    """Every arm under every seed, and every arm against none."""
    panel = simulate(design, progress)
    pairs = [(arm, BASELINE) for arm in design.arms if arm != BASELINE]
    return Results(
        panel=panel,
        effects=effects(panel, pairs, reporting_years(panel.years)),
        chances=chances(panel, yardsticks()),
    )


def text(results: Results) -> str:
    """What the terminal ends with: the zone's effects, and the chances of the targets."""
    from experiments.methods.chances import chance_lines
    from experiments.methods.tables import effects_table, too_early

    found = results.effects
    blocks = (effects_table(found), too_early(found), chance_lines(results.chances))
    return "\n\n".join(filter(None, blocks))


def headline(results: Results) -> float:
    """The effect of the last arm on R&D/GDP in the zone, first reporting year."""
    table = results.effects
    arm, year = results.panel.arms[-1], table["year"].min()
    here = (table["arm"] == arm) & (table["year"] == year) & (table["city"] == ZONE)
    found = table.loc[here & (table["indicator"] == "rd_intensity"), "estimate"]
    return float(found.iloc[0]) if len(found) else float("nan")
