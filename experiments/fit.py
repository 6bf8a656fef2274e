"""Fit: how far is the model without the plan from what was observed to 2020?

Question      Does the model, with its first parameter values, go through the published
              figures of 2015-2020 for R&D, patents, certified firms and output?
Estimand      Median over seeds of each observed cell, with the band that holds 90 % of them.
Arms          none.
Indicator     Every observed cell: R&D, R&D/GDP, patents in force and per 10,000, grants,
              certified firms, GDP, by city and zone.
Horizon       2020, the last observed year.
What would    A high or medium cell off by more than 15 %, a low or recalled one by more than
change our    25 %, without a reason that stands in the table.
mind

What agrees by construction is no evidence: output to 2020 (the path of the rest of the
economy is fitted to it), R&D of 2019 by city (one drift each), grants (the shares of grants
by city are inputs). The rest is a test. Bounds, part-year figures and series of another scope
are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from configs.schema import Design
from experiments.methods.effects import chances, effects
from experiments.methods.engine import Progress, simulate
from experiments.methods.observed import yardsticks
from experiments.methods.panel import FIRST_YEAR, ZONE, Panel, Results
from sim import data, region

if TYPE_CHECKING:
    import pandas as pd

LAST_YEAR = 2020
TOLERANCE = {"high": 15.0, "medium": 15.0, "low": 25.0, "recalled": 25.0}  # per cent
# Published series, the model's indicator, and whether it is money at current prices.
SERIES = {
    "rd_expenditure": ("rd_spending", True),
    "rd_intensity": ("rd_intensity", False),
    "inv_patents_stock": ("patents_in_force", False),
    "inv_patents_per_10k": ("patents_per_10k", False),
    "inv_patents_granted": ("patent_grants", False),
    "hightech_enterprises": ("certified_firms", False),
    "gdp": ("gdp", True),
}
REASONS = {
    ("hightech_enterprises", "Nanjing"): "a city campaign doubled certificates after 2017; "
    "the model has one national application rate; observed value recalled from 2018 on",
    ("hightech_enterprises", "Suzhou"): "a city campaign in 2019-20 that the model has not; "
    "observed value recalled",
    ("inv_patents_granted", "Zhenjiang"): "the grant share of the city is one constant factor, "
    "while its grants peaked in 2017-18",
    (
        "gdp",
        "Zhenjiang",
    ): "published output fell by 13 % with the census of 2018; the model grows "
    "at the published real rates from the level before",
}


def check(design: Design) -> None:
    """Refuse anything but one arm without the plan that runs to the observed years' end."""
    if list(design.arms) != ["none"] or design.horizon < LAST_YEAR:
        raise ValueError(
            f"arms = {', '.join(design.arms)}, horizon = {design.horizon}: experiment fit has "
            f"the one arm none; allowed: policy=none and horizon={LAST_YEAR} or later"
        )


def run(design: Design, progress: Progress) -> Results:
    """The no-plan arm under every seed, beside what was observed."""
    panel = simulate(design, progress)
    return Results(
        panel=panel,
        effects=effects(panel, [], []),
        chances=chances(panel, yardsticks()),
        fit=compare(panel),
    )


def compare(panel: Panel) -> pd.DataFrame:
    """Every observed cell beside the model: observed, median, 90 % band, miss, verdict."""
    import pandas as pd

    rows = []
    for series, (indicator, is_money) in SERIES.items():
        table = data.best(series)
        table = table[table["year"].between(FIRST_YEAR, LAST_YEAR)]
        for cell in table.itertuples():
            place = ZONE if cell.region == "SunanZone" else str(cell.region)
            if place in panel.places:
                rows.append(row(panel, series, indicator, is_money, cell, place))
    return pd.DataFrame(rows)


def row(
    panel: Panel, series: str, indicator: str, is_money: bool, cell: Any, place: str
) -> dict[str, object]:
    """One observed cell beside the model."""
    year, value = int(cell.year), float(cell.value)
    model = panel.at("none", indicator, year)[:, panel.places.index(place)]
    if is_money:  # from million yuan at 2015 prices to 100 million at current ones
        model = model * region.load().input("gdp_deflator", year)[0] / 100
    low, median, high = np.quantile(model, [0.05, 0.5, 0.95])
    miss = 100 * (median / value - 1)
    confidence = str(cell.confidence)
    passes = abs(miss) <= TOLERANCE[confidence]
    reason = "" if passes else REASONS.get((series, place), "no reason found")
    return {
        "indicator": series, "city": place, "year": year, "observed": value,
        "confidence": confidence, "median": median, "low": low, "high": high,
        "miss_percent": miss, "verdict": "passes" if passes else "misses", "reason": reason,
    }  # fmt: skip


def text(results: Results) -> str:
    """Every cell as a line of a Markdown table, and how many pass."""
    table = results.fit
    assert table is not None
    lines = [
        "| series | place | year | observed | confidence | model median | 90 % band | miss, % |"
        " verdict |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for r in table.itertuples():
        said = f"{r.verdict}: {r.reason}" if r.reason else r.verdict
        lines.append(
            f"| {r.indicator} | {r.city} | {r.year} | {r.observed:,.6g} | {r.confidence} "
            f"| {r.median:,.6g} | {r.low:,.6g} to {r.high:,.6g} | {r.miss_percent:+.1f} "
            f"| {said} |"
        )
    passed = int((table["verdict"] == "passes").sum())
    n = len(results.panel.seeds)
    seeds = f"{n} {'seed' if n == 1 else 'seeds'}"
    lines.append(f"\n{passed} of {len(table)} cells pass, {seeds}.")
    return "\n".join(lines)


def headline(results: Results) -> float:
    """Share of the observed cells that the model meets."""
    assert results.fit is not None
    return float((results.fit["verdict"] == "passes").mean())
