"""Levers: what does every instrument of the plan do alone, as registered before the run?

Question      What does each of the twenty-one levers change in the indicator that was written
              down for it before it was run, and what does a unit of that cost?
Estimand      The mean over seeds of the difference, arm minus `none`, at year end, within
              fixed parameters; every lever alone at dose 1.
Arms          none; each lever with new money (tested) and with money taken from existing
              S&T budgets (`_reallocated`); the plan, with its special fund and without, and
              under other layout rules.
Indicator     One for each lever (`experiments/registered.csv`); the three headline indicators
              beside it.
Horizon       2022, the year of the targets, and 2025.
What would    An adjusted p below .05 with the wrong sign, or an interval that misses what the
change our    prior implies (`experiments/REGISTERED.md`). Work safety: no equivalence to
mind          nothing within the margin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from configs.schema import Design
from experiments.methods.effects import chances, effects, reporting_years
from experiments.methods.engine import Progress, simulate
from experiments.methods.inference import cost_per_unit, equivalence, holm, p_value
from experiments.methods.intervals import LEVEL, paired
from experiments.methods.observed import yardsticks
from experiments.methods.panel import ZONE, Panel, Results
from experiments.methods.registered import Expectation, expectations, lever_verdict, margins
from sim.indicators import HEADLINE
from sim.shapes import Floats

if TYPE_CHECKING:
    import pandas as pd

BASELINE, SPENT = "none", "plan_spending_so_far"
FINANCING = {"new": "", "reallocated": "_reallocated"}  # and how its arms end
PLAN, NO_FUND, SUM = "plan", "plan_without_special_fund", "sum"
# What stands behind the headline, and what money in funds costs.
BEHIND = (
    "rd_intensity_real", "patents_quality_per_10k", "technology_growth", "public_fund_cost",
)  # fmt: skip
COLUMNS = (
    "lever", "financing", "indicator", "year", "sign", "prior_low", "prior_high",
    "estimate", "low", "high", "level", "pairs", "p", "p_adjusted", "verdict",
    "spent", "cost", "cost_low", "cost_high",
)  # fmt: skip


def check(design: Design) -> None:
    """Refuse arms without the baseline, or in which a lever with an expectation is missing."""
    wanted = {e.lever + end for e in expectations() for end in FINANCING.values()}
    missing = sorted({BASELINE, *wanted} - set(design.arms))
    if missing:
        raise ValueError(
            f"arms without {', '.join(missing)}: allowed: {BASELINE} and every lever of "
            "experiments/registered.csv, alone and with _reallocated"
        )
    needed = {SPENT, *BEHIND, *(e.indicator for e in expectations())}
    lost = sorted(needed - set(design.indicators)) if design.indicators else []
    last = max(e.year for e in expectations())
    if lost:
        raise ValueError(f"indicators without {', '.join(lost)}: allowed: indicators=all")
    if design.horizon < last:
        raise ValueError(
            f"horizon = {design.horizon}: levers are judged in {last}; allowed: {last} or later"
        )


def run(design: Design, progress: Progress) -> Results:
    """Every arm under every seed, every arm against none, and what was registered."""
    panel = simulate(design, progress)
    pairs = [(arm, BASELINE) for arm in design.arms if arm != BASELINE]
    years = sorted({*reporting_years(panel.years), *(e.year for e in expectations())})
    return Results(
        panel=panel,
        effects=effects(panel, pairs, years),
        chances=chances(panel, yardsticks()),
        more={
            "levers": judged(panel),
            "equivalence": equivalences(panel),
            "lever_indicators": beside(panel, years),
            "plan": together(panel, years),
        },
    )


def difference(panel: Panel, arm: str, indicator: str, year: int) -> Floats:
    """Arm minus none by seed, the zone."""
    gap = panel.at(arm, indicator, year) - panel.at(BASELINE, indicator, year)
    return gap[:, panel.places.index(ZONE)]


def judged(panel: Panel) -> pd.DataFrame:
    """Every lever and financing: what was expected, what came out, what it cost."""
    import pandas as pd

    known = expectations()
    p = [p_value(difference(panel, e.lever, e.indicator, e.year)) for e in known]
    adjusted = dict(zip((e.lever for e in known), holm(p), strict=True))
    rows = [
        row(panel, e, financing, adjusted[e.lever]) for financing in FINANCING for e in known
    ]
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS))


def row(panel: Panel, e: Expectation, financing: str, adjusted: float) -> tuple[object, ...]:
    """One line of the table; only new money was registered, so only it is tested."""
    arm = e.lever + FINANCING[financing]
    d = difference(panel, arm, e.indicator, e.year)
    estimate, low, high = (float(x) for x in paired(d))
    tested = financing == "new"
    test = (p_value(d), adjusted, lever_verdict(e, estimate, low, high, adjusted))
    spent = difference(panel, arm, SPENT, e.year)
    cost = cost_per_unit(spent, d) or (float("nan"),) * 3
    return (
        e.lever, financing, e.indicator, e.year, {1: "+", -1: "-", 0: "0"}[e.sign], e.low,
        e.high, estimate, low, high, LEVEL, len(d),
        *(test if tested else (float("nan"), float("nan"), "not tested")),
        float(spent.mean()), *cost,
    )  # fmt: skip


def equivalences(panel: Panel) -> pd.DataFrame:
    """Tests that an effect is nothing within the margin stated before."""
    import pandas as pd

    rows = []
    for m in margins():
        found = equivalence(difference(panel, m.lever, m.indicator, m.year), m.margin)
        said = "equivalent to nothing" if found.holds else "not shown"
        rows.append((m.lever, m.indicator, m.year, m.margin, m.role, found.estimate, found.low,
                     found.high, found.p, said))  # fmt: skip
    names = ("lever", "indicator", "year", "margin", "role", "estimate", "low", "high", "p",
             "verdict")  # fmt: skip
    return pd.DataFrame(rows, columns=pd.Index(names))


def beside(panel: Panel, years: Sequence[int]) -> pd.DataFrame:
    """The three headline indicators for every lever and financing."""
    arms = {
        (e.lever, f): [e.lever + end] for e in expectations() for f, end in FINANCING.items()
    }
    return on_headline(panel, arms, years)


def together(panel: Panel, years: Sequence[int]) -> pd.DataFrame:
    """The same for the plan as a whole, and for the sum of its levers, each alone.

    The sum leaves out the special fund, whose money is that of the others.
    """
    arms: dict[tuple[str, str], list[str]] = {
        (arm, "reallocated" if arm == NO_FUND else "special_fund"): [arm]
        for arm in panel.arms
        if arm.startswith(PLAN)
    }
    alone = [e.lever for e in expectations() if e.lever != "special_fund"]
    arms |= {(SUM, f): [lever + end for lever in alone] for f, end in FINANCING.items()}
    return on_headline(panel, arms, years, (*HEADLINE, *BEHIND))


def on_headline(
    panel: Panel,
    arms: Mapping[tuple[str, str], list[str]],
    years: Sequence[int],
    indicators: Sequence[str] = HEADLINE,
) -> pd.DataFrame:
    """Arms, or sums of them, less none: mean over seeds with its interval."""
    import pandas as pd

    rows = []
    for (name, financing), added in arms.items():
        for indicator in indicators:
            for year in years:
                d = sum(difference(panel, arm, indicator, year) for arm in added)
                if np.isfinite(d).all():
                    found = (float(x) for x in paired(np.asarray(d)))
                    rows.append((name, financing, indicator, year, *found, LEVEL, np.size(d)))
    names = ("lever", "financing", "indicator", "year", "estimate", "low", "high", "level",
             "pairs")  # fmt: skip
    return pd.DataFrame(rows, columns=pd.Index(names))


def text(results: Results) -> str:
    """The plan, then every lever with both kinds of money, for the terminal."""
    from experiments.methods.terminal import levers_text

    return levers_text(results.more)


def headline(results: Results) -> float:
    """Share of the registered levers on which the run is not against the prior."""
    table = results.more["levers"]
    tested = table.loc[table["financing"] == "new", "verdict"]
    against = ("opposite", "sign right, size not", "less than the prior", "more than the prior")
    return float((~tested.isin(against)).mean())
