"""Attribution: to which levers does the effect of the plan belong, and who needs whom?

Question      What does each lever do alone, what does the plan lose without it, which levers
              add to each other, and what is the share of each in the whole?
Estimand      Contrasts of arms within a draw and seed, at year end: alone, without, two beyond
              the sum of each, a full factorial of the three headline levers, Shapley shares
              (exact for these and for the five chapters, sampled over all twenty-one). Shares
              add up to the total in every draw and seed. Sampled ones have an error of their
              own, from the orders that were drawn.
Arms          none and plan; the arms of all coalitions that are asked for are made from the
              plan (experiments/methods/players.py). The layout rule does nothing alone, the
              special fund pays what others ask for: what they do together with others is
              interactions, and it is these that Shapley shares out.
Indicator     Those of `indicators`, by default the three of the plan.
Horizon       2022, the year of the targets, unless `horizon` says more.
What would    A share of work safety, which has a cost and no channel of its own, above the
change our    published precision; a lever whose share and whose loss to the plan differ in
mind          sign beyond their intervals; an error of the orders as large as the shares (then
              more `permutations` are needed before anything is said).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from configs.schema import Design
from experiments.methods import contrasts, shapley
from experiments.methods.contrasts import NOBODY, Contrast, taken
from experiments.methods.effects import chances, effects, reporting_years
from experiments.methods.engine import Progress, simulate
from experiments.methods.estimates import table, targets
from experiments.methods.more_arms import check_ends, simulate_more
from experiments.methods.observed import yardsticks
from experiments.methods.panel import ZONE, Panel, Results
from experiments.methods.players import CHAPTERS, EACH, HEADLINE, PLAN
from experiments.methods.shapley import Orders

if TYPE_CHECKING:
    import pandas as pd

    from sim.settings import Settings

LARGEST = 5  # levers of which every two are looked at together
LEVERS = "levers"  # the players that are all twenty-one
Asked = tuple[str, Contrast]  # name of the players, and what is asked of them
KEEPS_CELLS = True  # the same command goes on, and a second time costs nothing
TAKES_DRAWS = True  # intervals are over draws and seeds


def check(design: Design) -> None:
    """Refuse arms other than the two from which all others are made."""
    check_ends(design, "coalitions")


def run(design: Design, progress: Progress) -> Results:
    """Every coalition that is asked for, then the largest levers two by two."""
    design = replace(design, own_luck=True)  # intervals take draws for independent
    every = design.arms[PLAN]
    orders = shapley.sampled(EACH, design.permutations) if design.permutations else None
    shown = simulate(design, progress)
    panel = simulate_more(design, shown, arms(every, orders), progress)
    two = list(combinations(largest(panel), 2))
    panel = simulate_more(design, panel, EACH.arms(every, two), progress)
    asked = questions(orders) + [(LEVERS, contrasts.interaction(EACH, *pair)) for pair in two]
    years = reporting_years(panel.years)
    found = table(panel, asked, years, errors(panel, orders, years))
    is_sampled = found["kind"] == shapley.SAMPLED
    return Results(
        panel=shown,
        effects=effects(shown, [(PLAN, NOBODY)], years),
        chances=chances(shown, yardsticks()),
        more={
            "attribution": found.assign(orders=is_sampled * design.permutations),
            "remainders": remainders(panel, asked, years),
            "gaps": targets(shown),
        },
    )


def questions(orders: Orders | None) -> list[Asked]:
    """All that is asked before the largest levers are known."""
    found = [("headline", contrasts.total(HEADLINE)), ("chapters", contrasts.total(CHAPTERS))]
    found += [("headline", c) for c in contrasts.factorial(HEADLINE)]
    for name, players in (("headline", HEADLINE), ("chapters", CHAPTERS)):
        found += [(name, c) for c in shapley.exact(players)]
    for ask in (contrasts.alone, contrasts.without):
        found += [(LEVERS, ask(EACH, lever)) for lever in EACH.names]
    return found + [(LEVERS, c) for c in (orders.shares() if orders else ())]


def arms(every: Settings, orders: Orders | None) -> dict[str, Settings]:
    """The arms that these questions need, from the settings of the plan."""
    found = {}
    for players in (HEADLINE, CHAPTERS):
        found |= players.arms(every, contrasts.coalitions(players.names))
    ends = [c for lever in EACH.names for c in ((lever,), EACH.others(lever))]
    return found | EACH.arms(every, [*ends, *(orders.prefixes() if orders else ())])


def largest(panel: Panel) -> list[str]:
    """The levers that do most alone in the last year, in units of the published precision."""
    from experiments.methods.labels import precision

    year, zone = max(panel.years), panel.places.index(ZONE)
    size = {}
    for lever in EACH.names:
        alone = contrasts.alone(EACH, lever)
        found = [
            abs(taken(panel, alone, i, year)[:, zone].mean()) / (precision(i) or np.inf)
            for i in panel.indicators
        ]
        size[lever] = float(np.nanmax(found, initial=0.0))
    ranked = sorted(EACH.names, key=lambda lever: -size[lever])[:LARGEST]
    return [lever for lever in EACH.names if lever in ranked]


def errors(
    panel: Panel, orders: Orders | None, years: Sequence[int]
) -> dict[tuple[str, str, str, int], np.ndarray]:
    """The error of sampled shares by kind, lever, indicator and year."""
    if orders is None:
        return {}
    return {
        (shapley.SAMPLED, lever, indicator, year): error
        for indicator in panel.indicators
        for year in years
        for lever, error in orders.errors(panel, indicator, year).items()
    }


def remainders(panel: Panel, asked: Sequence[Asked], years: Sequence[int]) -> pd.DataFrame:
    """How far shares miss the total in any draw, seed and place: rounding, and no more."""
    import pandas as pd

    groups = {"headline": HEADLINE, "chapters": CHAPTERS, LEVERS: EACH}
    rows = []
    for name, players in groups.items():
        for kind in (shapley.EXACT, shapley.SAMPLED):
            shares = [c for who, c in asked if who == name and c.kind == kind]
            for indicator in panel.indicators if shares else ():
                for year in years:
                    missed = shapley.remainder(panel, players, shares, indicator, year)
                    rows.append((name, kind, indicator, year, len(panel.seeds), missed))
    names = ("players", "kind", "indicator", "year", "pairs", "largest_remainder")
    return pd.DataFrame(rows, columns=pd.Index(names))


def text(results: Results) -> str:
    """The chapters, the headline levers, then every lever, zone."""
    from experiments.methods.contrast_sections import contrast_text

    return contrast_text(results.more)


def headline(results: Results) -> float:
    """The effect of the whole plan on R&D/GDP in the zone, first reporting year."""
    found = results.effects
    here = (found["city"] == ZONE) & (found["indicator"] == "rd_intensity")
    first = found.loc[here & (found["year"] == found["year"].min()), "estimate"]
    return float(first.iloc[0]) if len(first) else float("nan")
