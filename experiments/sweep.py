"""Sweep: how does the effect of a policy hang on parameters?

Question      What does a policy do against no plan if levers or behaviour are other than
              assumed: over a grid of values, a list, a sample of ranges, priors, or draws
              from a file?
Estimand      For every draw of parameters the mean over seeds of the difference, policy
              minus `none`, at year end. A draw holds in both arms, and all draws meet the
              luck of the same seeds.
Arms          none and the policy (`policy=`, by default the three headline levers). A lever
              that is off stays off.
Indicator     R&D/GDP, patents per 10,000 people, contribution of S&T, unless `indicators`
              says otherwise; zone and cities.
Horizon       The year of the targets (2022), 2025 and the last year (`horizon`).
What would    An effect whose interval lies on the other side of 0, or beyond half of the
change our    last published digit, for values that nobody can rule out: then what is said
mind          of the policy hangs on an assumption.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from configs.schema import Design
from experiments.methods.arrow import draws_table
from experiments.methods.by_draw import effects_by_draw, with_values
from experiments.methods.effects import chances, effects, reporting_years
from experiments.methods.engine import Progress, simulate
from experiments.methods.panel import ZONE, Results

BASELINE = "none"
TAKES_DRAWS = True  # intervals are within a draw
KEEPS_CELLS = True  # the same command goes on, and a second time costs nothing


def check(design: Design) -> None:
    """Refuse arms that cannot be compared, and a design in which nothing varies."""
    if BASELINE not in design.arms or len(design.arms) < 2:
        raise ValueError(
            f"arms = {', '.join(design.arms)}: sweep compares with {BASELINE!r}; allowed: "
            "policy= with any policy that does something, policy=headline is the default"
        )
    if not design.draws[0].values:
        raise ValueError(
            "draws = fixed: nothing to sweep; allowed: draws=fund_and_corridor, draws=priors, "
            "or draws=grid draws.over.levers.fund_matching.match_ratio=[0.2,0.3,0.5]"
        )


def run(design: Design, progress: Progress) -> Results:
    """Both arms under every draw and seed, and the effect of every draw."""
    panel = simulate(replace(design, flows=False), progress)
    pairs = [(arm, BASELINE) for arm in design.arms if arm != BASELINE]
    found = effects_by_draw(panel, pairs, reporting_years(panel.years))
    # A mean over a grid means nothing: effects and chances stand by draw, in `sweep`.
    return Results(
        panel=panel,
        effects=effects(panel, [], []),
        chances=chances(panel, []),
        more={"sweep": found, "draws": draws_table(design.draws).to_pandas()},
    )


def draw(folder: Path, design: Design) -> None:
    """The pictures and the page."""
    from experiments.methods.sweep_report import write_page

    write_page(folder, design)


def text(results: Results) -> str:
    """Effects by value, or the leading parameters where there are many draws."""
    from experiments.methods.sweep_table import sweep_text

    return sweep_text(with_values(results.more["sweep"], results.more["draws"]))


def headline(results: Results) -> float:
    """The mean over draws of the effect on the first indicator, zone, first reporting year."""
    table = results.more["sweep"]
    here = (table["city"] == ZONE) & (table["year"] == table["year"].min())
    here &= table["indicator"] == results.panel.indicators[0]
    return float(table.loc[here, "estimate"].mean())
