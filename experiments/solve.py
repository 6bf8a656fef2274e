"""Solve: with which parameter does the published estimator return the published effect?

A study tells by how many points members of a cluster or a consortium become more likely to
innovate; the model needs to know by how much more their research yields. What lies between
hangs on how unequal firms are, and no formula gives it: the estimator of the study is run on
simulated micro-data for several values of the parameter, and the value with which it returns
the target lies between two of them.

    v* = v_i + (v_{i+1} - v_i) (E - e_i) / (e_{i+1} - e_i)     for e_i ≤ E ≤ e_{i+1}      (1)

    v the values tried, e_i the estimate at v_i (mean over seeds), E the target. The interval
    of v* is that of E - d and E + d put through the same line, d half of the interval of the
    estimate at the nearer value

Question      Which `rise_per_point` of `industry_clusters` and of `joint_generic_research`
              makes firms that take part five points more likely to innovate, as the
              published estimator sees it?
Estimand      v* of (1), for each lever.
Arms          none; each lever alone, in an arm per value (configs/experiment/solve.yaml).
Indicator     Whether a firm innovates: it files at least four patents in a year, as 41 %
              do without the plan (in Falck, Heblich & Kipar 2010 firms say whether they
              have innovated; about 45 %, assumed).
Horizon       2024, that of experiment=estimators, of which it shares the data and the code.
              Its seeds are others, so that the result can be tested there.
What would    Targets that no value of the range returns: then the mechanism cannot do what
change our    was published.
mind
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from configs.schema import Design
from experiments.methods.causal_data import Survey
from experiments.methods.causal_effects import EFFECTS, LAST
from experiments.methods.causal_firms import START, innovation
from experiments.methods.causal_table import means
from experiments.methods.effects import chances, effects
from experiments.methods.engine import Progress, simulate
from experiments.methods.observed import yardsticks
from experiments.methods.panel import Panel, Results

if TYPE_CHECKING:
    import pandas as pd

BASELINE = "none"
COLUMNS = (
    "lever", "parameter", "value", "effect", "target", "estimate", "low", "high", "truth",
    "solved", "solved_low", "solved_high", "in_use", "usual",
)  # fmt: skip


@dataclass(frozen=True)
class Unknown:
    """A parameter of a lever, the estimator that it has to please, and the target in points."""

    lever: str
    parameter: str
    effect: str
    target: str = "innovation_probability"


UNKNOWNS = (
    Unknown("industry_clusters", "rise_per_point", "cluster_innovation"),
    Unknown("joint_generic_research", "rise_per_point", "joint_innovation"),
)


def check(design: Design) -> None:
    """Refuse arms that try nothing, and another horizon than that of the estimators."""
    if BASELINE not in design.arms or design.horizon != LAST:
        raise ValueError(
            f"arms = {', '.join(design.arms)}, horizon = {design.horizon}: allowed: "
            f"{BASELINE!r} among the arms, and horizon={LAST}"
        )
    for unknown in UNKNOWNS:
        if len(values := tried(design, unknown)) < 2:
            raise ValueError(
                f"{unknown.lever}.{unknown.parameter} is tried at {len(values)} values: "
                "allowed: two or more arms that differ in it"
            )


def tried(design: Design, unknown: Unknown) -> dict[float, str]:
    """Values of the parameter and the arms that try them, in the order of the values."""
    on = {
        getattr(settings.levers[unknown.lever], unknown.parameter): arm
        for arm, settings in design.arms.items()
        if settings.levers[unknown.lever].dose > 0
    }
    return dict(sorted(on.items()))


def run(design: Design, progress: Progress) -> Results:
    """Every value under every seed, the estimator on each, and where the target lies."""
    panel = simulate(replace(design, probe=Survey), progress)
    return Results(
        panel=replace(panel, found={}),
        effects=effects(panel, [], []),
        chances=chances(panel, yardsticks()),
        more={"solved": table(design, panel)},
    )


def table(design: Design, panel: Panel) -> pd.DataFrame:
    """One line per lever and value tried."""
    import pandas as pd

    lines, usual = [], usual_share(design, panel)
    for unknown in UNKNOWNS:
        measure = next(e for e in EFFECTS if e.name == unknown.effect).measure
        assert measure is not None
        values = tried(design, unknown)
        found = [
            means([
                measure(panel.found[arm, seed], panel.found[BASELINE, seed])
                for seed in design.seeds
            ])
            for arm in values.values()
        ]  # fmt: skip
        in_use = design.arms[BASELINE].levers[unknown.lever]
        target = getattr(in_use, unknown.target) / 100
        ends = solved(list(values), found, target)
        for value, numbers in zip(values, found, strict=True):
            lines.append((
                unknown.lever, unknown.parameter, value, unknown.effect, target,
                numbers["estimate"], numbers["estimate_low"], numbers["estimate_high"],
                numbers["truth"], *ends, getattr(in_use, unknown.parameter), usual,
            ))  # fmt: skip
    return pd.DataFrame(lines, columns=pd.Index(COLUMNS))


def usual_share(design: Design, panel: Panel) -> float:
    """Of firms with R&D in every year to 2019, those that innovate in it; mean over seeds."""
    shares = []
    for seed in design.seeds:
        data = panel.found[BASELINE, seed]
        there = innovation(data)[data.at(START - 1)]
        shares.append(np.average(there, weights=data.fixed["weight"]))
    return float(np.mean(shares))


def solved(
    values: list[float], found: list[dict[str, float]], target: float
) -> tuple[float, float, float]:
    """The value that returns the target and its interval, equation (1); NaN if none does."""
    estimates = np.array([f["estimate"] for f in found])
    half = np.array([f["estimate_high"] - f["estimate_low"] for f in found]) / 2
    at = float(crossing(values, estimates, target))
    if not np.isfinite(at):
        return at, at, at
    d = half[np.argmin(np.abs(np.array(values) - at))]
    low, high = (float(crossing(values, estimates, target + s * d)) for s in (-1, 1))
    return at, low, high


def crossing(values: list[float], estimates: np.ndarray, target: float) -> float:
    """Where a line through the estimates first reaches the target; NaN if it does not."""
    gaps = estimates - target
    for i in range(len(values) - 1):
        if gaps[i] <= 0 <= gaps[i + 1]:
            step = values[i + 1] - values[i]
            return values[i] - step * gaps[i] / (gaps[i + 1] - gaps[i])
    return float("nan")


def text(results: Results) -> str:
    """Values tried, what the estimator found, and the value that returns the target."""
    return listing(results.more["solved"])


def listing(found: pd.DataFrame) -> str:
    """The table for a terminal."""
    said = [f"{'lever':24} {'value':>6} {'estimate':>9} {'95 %':>17} {'truth':>7}"]
    for lever, group in found.groupby("lever", sort=False):
        for row in group.itertuples():
            ends = f"{row.low:+.3f} to {row.high:+.3f}"
            said.append(
                f"{lever:24} {row.value:6.3f} {row.estimate:+9.4f} {ends:>17} {row.truth:+7.4f}"
            )
        first = group.iloc[0]
        said.append(
            f"  {first['parameter']} that returns {first['target']:+.3f}: "
            f"{first['solved']:.3f} [{first['solved_low']:.3f}, {first['solved_high']:.3f}]; "
            f"in use: {first['in_use']:.3f}"
        )
    said.append(f"firms that innovate in 2019: {100 * found['usual'].iloc[0]:.1f} %")
    return "\n".join(said)


def headline(results: Results) -> float:
    """The first of the solved values."""
    return float(results.more["solved"]["solved"].iloc[0])
