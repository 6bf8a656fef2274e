"""What the scenario plot draws, and the words that stand around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.methods.effects import reporting_years
from experiments.methods.labels import (
    INDICATORS,
    PLAN_START,
    ZONE,
    baseline_arm,
    decimals,
    in_order,
    label,
    lead_arm,
    precision,
    shown_indicators,
    signed,
)
from experiments.methods.style import BLACK, BLUE, GREY, VERMILION

Target = tuple[str, int, float, str, str]
QUANTILES = {"low90": 0.05, "low50": 0.25, "median": 0.5, "high50": 0.75, "high90": 0.95}
INVISIBLE = 0.01  # share of a panel's height; less than a line is thick


def yearly(trajectories: pd.DataFrame) -> pd.DataFrame:
    """The annual values: what stands at the end of December."""
    return trajectories[(trajectories["month"] == 12) & trajectories["value"].notna()]


def shown_arms(trajectories: pd.DataFrame) -> list[str]:
    """The baseline and the arm that stands for the policy; one arm where there is one."""
    baseline = baseline_arm(trajectories["arm"].unique())
    return list(dict.fromkeys([baseline, lead_arm(trajectories["arm"].unique(), baseline)]))


def without_plan(trajectories: pd.DataFrame) -> pd.DataFrame:
    """The runs of the baseline, where no arm stands for the policy."""
    return trajectories[trajectories["arm"] == baseline_arm(trajectories["arm"].unique())]


def scenario_numbers(trajectories: pd.DataFrame) -> pd.DataFrame:
    """What the scenario plot draws: quantiles over runs, per arm, indicator, city, year."""
    annual = yearly(trajectories)
    known = annual["indicator"].isin(shown_indicators(annual["indicator"].unique()))
    annual = annual[known & annual["arm"].isin(shown_arms(trajectories))]
    groups = annual.groupby(["arm", "indicator", "city", "year"], observed=True)["value"]
    table = groups.quantile(np.array(list(QUANTILES.values()))).unstack()
    table.columns = list(QUANTILES)
    return table.assign(runs=groups.size()).reset_index()


def zone_gaps(trajectories: pd.DataFrame, year: int) -> dict[str, float]:
    """Mean difference of the two shown arms over paired runs, zone, one year."""
    arms = shown_arms(trajectories)
    annual = yearly(trajectories)
    annual = annual[(annual["city"] == ZONE) & (annual["year"] == year)]
    wide = annual.pivot_table("value", ["indicator", "draw", "seed"], "arm", observed=True)
    if len(arms) < 2 or not set(arms) <= set(wide):
        return {}
    gaps = (wide[arms[1]] - wide[arms[0]]).groupby("indicator").mean()
    return {str(indicator): float(gap) for indicator, gap in gaps.items()}


def scenario_caption(
    trajectories: pd.DataFrame,
    numbers: pd.DataFrame,
    observed: pd.DataFrame | None,
    targets: Sequence[Target],
    lang: str,
) -> list[str]:
    """How to read the plot, how large the difference is, and where the numbers come from."""
    runs = int(numbers["runs"].max())
    what = label("draws" if trajectories["draw"].nunique() > 1 else "seeds", lang)
    how = label("how", lang, runs=runs, what=what) if runs > 1 else label("one_run", lang)
    for indicator in in_order(numbers["indicator"], INDICATORS):
        begin = numbers.loc[numbers["indicator"] == indicator, "year"].min()
        if begin > numbers["year"].min():
            how += label("st_late", lang, name=label(indicator, lang), year=begin)
    how += label("for_zone", lang) if targets else ""
    sources = "; ".join(dict.fromkeys(t[4] for t in targets))
    source = label(
        "source", lang,
        observed=label("no_observed" if observed is None else "observed_source", lang),
        targets=label("targets_source", lang, sources=sources) if targets
        else label("no_targets", lang),
    )  # fmt: skip
    return [how.strip(), gap_line(trajectories, numbers, lang), source]


def gap_line(trajectories: pd.DataFrame, numbers: pd.DataFrame, lang: str) -> str:
    """The size of the difference in words; says so where the eye cannot see it."""
    years = reporting_years(numbers["year"].unique())
    sizes, unseen = [], True
    for year in years:
        gaps = zone_gaps(trajectories, year)
        parts = []
        for indicator in shown_indicators(gaps):
            part = numbers[numbers["indicator"] == indicator]
            height = part["high90"].max() - part["low90"].min()
            unseen = unseen and abs(gaps[indicator]) < INVISIBLE * height
            unit = label(f"{indicator}.difference", lang)
            name = label(f"{indicator}.short", lang)
            parts.append(f"{name} {signed(gaps[indicator], digits(indicator, gaps))} {unit}")
        if parts:
            sizes.append(f"{year}{label(': ', lang)}{label(', ', lang).join(parts)}")
    if not sizes:
        return ""
    baseline, arm = (label(a, lang) for a in shown_arms(trajectories))
    lead = label("unseen" if unseen else "seen", lang, arm=arm, baseline=baseline)
    return lead + label("gap_line", lang, sizes=label("; ", lang).join(sizes))


def digits(indicator: str, gaps: dict[str, float]) -> int:
    """Decimals of a mean difference: two more than are published, else two figures."""
    limit = precision(indicator)
    return 4 if 0 < limit < 0.01 else 3 if limit else decimals(gaps[indicator], 2)


def draw_legend(
    figure: Figure,
    arms: Sequence[str],
    numbers: pd.DataFrame,
    observed: pd.DataFrame | None,
    targets: Sequence[Target],
    lang: str,
) -> None:
    """One legend above all panels, with nothing in it that is not drawn."""
    marks: list[tuple[Artist, str]] = []
    for arm, colour, line in zip(arms, (BLUE, VERMILION), ("-", (0, (3, 2))), strict=False):
        words = label("median", lang, arm=label(arm, lang))
        marks.append((Line2D([], [], color=colour, ls=line, lw=1.3), words))
    if numbers["runs"].max() > 1:
        marks.append((Patch(fc=GREY, alpha=0.55, lw=0), label("band50", lang)))
        marks.append((Patch(fc=GREY, alpha=0.25, lw=0), label("band90", lang)))
    if observed is not None:
        dot = {"color": BLACK, "marker": "o", "ls": "", "ms": 3.2, "mew": 0.7}
        marks.append((Line2D([], [], **dot), label("observed", lang)))
        marks.append((Line2D([], [], mfc="white", **dot), label("observed_low", lang)))
    for year in dict.fromkeys(t[1] for t in targets):
        marks.append((Line2D([], [], color=BLACK, lw=2), label("target", lang, year=year)))
    month = label(f"month.{PLAN_START[1]}", lang)
    start = label("start", lang, month=month, year=PLAN_START[0])
    marks.append((Line2D([], [], color=GREY, lw=0.8, ls=(0, (5, 2))), start))
    figure.legend(
        [m for m, _ in marks], [w for _, w in marks], loc="upper center", frameon=False,
        ncols=(len(marks) + 1) // 2 if len(marks) > 4 else len(marks),
        bbox_to_anchor=(0.5, 1.0), borderaxespad=0.2,
        columnspacing=1.6, handlelength=2.2,
    )  # fmt: skip
