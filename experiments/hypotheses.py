"""Hypotheses: how do the levers work together, where is nothing, and what is gamed?

Question      Do seven statements hold that were written down before any run?
Estimand      The mean over seeds of a contrast of arms within the seed; an interaction is a
              difference of differences, both - one - other + none.
Arms          Levers alone, in pairs and with changed parameters
              (configs/experiment/hypotheses.yaml); all with new money.
Indicator     One for each part, in `experiments/registered_hypotheses.csv`.
Horizon       2022 and 2025; 2030 for what sub-funds return.
What would    An interval on the other side of what was stated: such a part is refuted, and
change our    with it the hypothesis. An interval that covers both sides leaves it undecided.
mind
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from configs.schema import Design
from experiments.methods.effects import chances, effects
from experiments.methods.engine import Progress, simulate
from experiments.methods.intervals import LEVEL, paired
from experiments.methods.observed import yardsticks
from experiments.methods.panel import ZONE, Panel, Results
from experiments.methods.registered import (
    DECIDES,
    Part,
    combination,
    part_verdict,
    parts,
    verdict_of,
)
from sim.indicators import UNITS
from sim.shapes import Floats

if TYPE_CHECKING:
    import pandas as pd

BASELINE, GROWTH_FROM = "none", 2015
COLUMNS = (
    "hypothesis", "part", "weight", "indicator", "year", "measure", "contrast", "sign",
    "margin", "estimate", "low", "high", "level", "pairs", "verdict", "hypothesis_verdict",
)  # fmt: skip


def check(design: Design) -> None:
    """Refuse arms, indicators or a horizon with which some part could not be judged."""
    arms = {name for part in parts() for name in combination(part.contrast)}
    asked = {name for part in parts() for name in combination(part.indicator)} | {"rd_spending"}
    missing = ", ".join(sorted({BASELINE, *arms} - set(design.arms)))
    lost = ", ".join(sorted(asked - set(design.indicators or UNITS)))
    last = max(part.year for part in parts())
    wrong = [
        f"arms lack {missing}" if missing else "",
        f"indicators lack {lost}" if lost else "",
        f"horizon = {design.horizon}" if design.horizon < last else "",
    ]
    if any(wrong):
        raise ValueError(
            f"{', '.join(filter(None, wrong))}; allowed: all arms of "
            f"configs/experiment/hypotheses.yaml, indicators=all, horizon={last}"
        )


def run(design: Design, progress: Progress) -> Results:
    """Every arm under every seed, and every part judged."""
    panel = simulate(design, progress)
    pairs = [(arm, BASELINE) for arm in design.arms if arm != BASELINE]
    years = sorted({part.year for part in parts()})
    return Results(
        panel=panel,
        effects=effects(panel, pairs, years),
        chances=chances(panel, yardsticks()),
        more={"hypotheses": judged(panel)},
    )


def judged(panel: Panel) -> pd.DataFrame:
    """Every part with its interval and verdict, and the verdict of its hypothesis."""
    import pandas as pd

    found: dict[str, Floats] = {}
    rows, verdicts = [], {}
    for part in parts():
        d = found[part.key] = contrast(panel, part)
        sign, margin = part.sign, part.margin
        if sign.startswith("> "):  # more than another part, seed by seed
            sign, d = "+", d - found[sign.removeprefix("> ")]
        estimate, low, high = (float(x) for x in paired(d))
        said = part_verdict(sign, margin, low, high)
        if part.weight == DECIDES:
            verdicts.setdefault(part.hypothesis, []).append(said)
        rows.append([part.hypothesis, part.part, part.weight, part.indicator, part.year,
                     part.measure, part.contrast, part.sign, margin, estimate, low, high,
                     LEVEL, len(d), said])  # fmt: skip
    whole = {name: verdict_of(said) for name, said in verdicts.items()}
    return pd.DataFrame([[*r, whole[r[0]]] for r in rows], columns=pd.Index(COLUMNS))


def contrast(panel: Panel, part: Part) -> Floats:
    """A contrast of arms by seed, in the measure of the part."""
    arms = combination(part.contrast)
    if part.measure == "level":
        return sum_of(panel, part, arms)
    # Per cent: logs of levels, so that a contrast of two arms is a ratio.
    logs = {arm: np.log(value(panel, arm, part.indicator, part.year)) for arm in arms}
    percent = 100 * np.sum([sign * logs[arm] for arm, sign in arms.items()], axis=0)
    if part.measure == "percent":
        return percent
    return percent / doublings(panel, part.year)


def sum_of(panel: Panel, part: Part, arms: dict[str, int]) -> Floats:
    """Levels of the arms, added with their signs."""
    levels = [sign * value(panel, arm, part.indicator, part.year) for arm, sign in arms.items()]
    return np.sum(levels, axis=0)


def value(panel: Panel, arm: str, indicator: str, year: int) -> Floats:
    """An indicator of the zone, or a difference of two, by seed."""
    zone = panel.places.index(ZONE)
    terms = [
        sign * panel.at(arm, name, year)[:, zone]
        for name, sign in combination(indicator).items()
    ]
    return np.sum(terms, axis=0)


def doublings(panel: Panel, year: int) -> Floats:
    """How many times the zone's R&D doubled without a plan, from 2015 to a year."""
    late, early = (value(panel, BASELINE, "rd_spending", y) for y in (year, GROWTH_FROM))
    return np.log2(late / early)


def text(results: Results) -> str:
    """Every part in a line, for the terminal."""
    from experiments.methods.terminal import hypotheses_text

    return hypotheses_text(results.more["hypotheses"])


def headline(results: Results) -> float:
    """How many of the hypotheses are supported."""
    table = results.more["hypotheses"].drop_duplicates("hypothesis")
    return float((table["hypothesis_verdict"] == "supported").sum())
