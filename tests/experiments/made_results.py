"""Made-up results of a realistic size (the arms almost coincide), and what a figure shows."""

from __future__ import annotations

import json
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from experiments.methods.observed import CONVENTIONS

CITIES = ("Nanjing", "Suzhou", "Wuxi", "Changzhou", "Zhenjiang", "zone")
ARMS = ("none", "platforms", "fund", "talent", "headline")
YEARS = range(2015, 2026)
SEEDS = 20
TARGETS = [
    ("rd_intensity", 2022, 3.2, "%", "plan, table 1"),
    ("patents_per_10k", 2022, 65.0, "per 10,000 residents", "plan, table 1"),
    ("st_contribution", 2022, 66.0, "%", "plan, table 1"),
]
# start, growth a year, spread of seeds, effect of all levers at its height
SHAPE = {
    "rd_intensity": (2.67, 0.12, 0.04, 0.012),
    "patents_per_10k": (31.0, 5.1, 1.1, 0.12),
    "st_contribution": (62.0, 0.55, 0.9, 0.04),
}
SHARE = {"none": 0.0, "platforms": 0.5, "fund": 0.35, "talent": 0.1, "headline": 1.0}
LEVEL = (1.18, 1.08, 0.93, 0.88, 0.7, 1.0)


def made_trajectories(arms: tuple[str, ...] = ARMS, seeds: int = SEEDS) -> pd.DataFrame:
    """Monthly rows with paired luck: an arm differs by its effect and a little noise."""
    luck = np.random.default_rng(7)
    blocks = []
    for indicator, (start, growth, spread, size) in SHAPE.items():
        for city, level in zip(CITIES, LEVEL, strict=True):
            for seed in range(seeds):
                shock = luck.normal(0, spread, len(YEARS)).cumsum() / 2
                for arm in arms:
                    noise = luck.normal(0, size / 4)
                    for t, year in enumerate(YEARS):
                        if indicator == "st_contribution" and year < 2019:
                            continue
                        ramp = np.clip((year - 2019) / 4, 0, 1)
                        value = (start + growth * t) * level + shock[t]
                        value += ramp * (SHARE[arm] * size + (arm != "none") * noise)
                        blocks.append((arm, 0, seed, year, 12, city, indicator, value))
    columns = ["arm", "draw", "seed", "year", "month", "city", "indicator", "value"]
    return pd.DataFrame(blocks, columns=columns)


def made_effects(trajectories: pd.DataFrame) -> pd.DataFrame:
    """Paired means with normal intervals, every arm against none."""
    keys = ["indicator", "city", "year", "seed"]
    wide = trajectories.pivot_table("value", keys, "arm")
    tables = []
    for arm in wide.columns.drop("none"):
        groups = (wide[arm] - wide["none"]).groupby(["indicator", "city", "year"])
        half = 2.09 * groups.std() / np.sqrt(groups.size())
        table = pd.DataFrame({"estimate": groups.mean(), "pairs": groups.size()})
        table = table.assign(low=table.estimate - half, high=table.estimate + half)
        tables.append(
            table.assign(contrast=f"{arm} - none", arm=arm, baseline="none", level=0.95)
        )
    return pd.concat(tables).reset_index()


def made_chances(trajectories: pd.DataFrame) -> pd.DataFrame:
    """Shares of seeds at or above the target, with Wilson intervals."""
    rows = []
    for indicator, year, target, _unit, _source in TARGETS:
        part = trajectories[(trajectories.indicator == indicator) & (trajectories.year == year)]
        for (arm, city), group in part.groupby(["arm", "city"]):
            n, p = len(group), float((group["value"] >= target).mean())
            middle = (p + 1.92 / n) / (1 + 3.84 / n)
            half = 1.96 * np.sqrt(p * (1 - p) / n + 0.96 / n**2) / (1 + 3.84 / n)
            rows.append(
                (
                    arm,
                    indicator,
                    city,
                    year,
                    target,
                    p,
                    max(0, middle - half),
                    min(1, middle + half),
                    n,
                )
            )
    columns = ["arm", "indicator", "city", "year", "target", "chance", "low", "high"]
    table = pd.DataFrame(rows, columns=[*columns, "replications"])
    twins = [(name, twin) for name, of in CONVENTIONS.items() for twin in of]
    copies = [table[table["indicator"] == n].assign(indicator=twin) for n, twin in twins]
    return pd.concat([table, *copies], ignore_index=True)


def made_observed() -> pd.DataFrame:
    """Dots near the made-up paths, some of them recalled."""
    luck = np.random.default_rng(3)
    rows = []
    for indicator, (start, growth, spread, _) in SHAPE.items():
        for city, level in zip(CITIES, LEVEL, strict=True):
            for year in range(2015, 2021):
                if indicator == "st_contribution" and (city != "zone" or year < 2019):
                    continue
                value = (start + growth * (year - 2015)) * level + luck.normal(0, spread)
                firm = "high" if luck.random() > 0.4 else "low"
                rows.append((city, year, indicator, value, firm))
    return pd.DataFrame(rows, columns=["city", "year", "indicator", "value", "confidence"])


def made_fit() -> pd.DataFrame:
    observed = made_observed()
    fit = observed.rename(columns={"value": "observed"}).assign(
        median=lambda t: t.observed * 1.03,
        low=lambda t: t.observed * 0.97,
        high=lambda t: t.observed * 1.06,
        miss_percent=3.0,
        verdict="passes",
        reason="",
    )
    fit.loc[::9, ["verdict", "reason", "miss_percent"]] = ["fails", "boundary change", 12.3]
    return fit


LEVERS = [
    {"module": "shared_instruments", "parameter": "user_share", "value": 0.1,
     "unit": "share of firms", "source": "assumed, 0.05 to 0.2", "payer": "special fund"},
    {"module": "fund_matching", "parameter": "ratio", "value": 0.3, "unit": "yuan per yuan",
     "source": "plan, item 9", "payer": "special fund; cities"},
]  # fmt: skip


def write_results(folder: Path, arms: tuple[str, ...] = ARMS, seeds: int = SEEDS) -> None:
    """A results folder as a run leaves it."""
    tables = folder / "results"
    tables.mkdir(parents=True)
    trajectories = made_trajectories(arms, seeds)
    trajectories.to_parquet(tables / "trajectories.parquet")
    if len(arms) > 1:
        made_effects(trajectories).to_parquet(tables / "effects.parquet")
    made_chances(trajectories).to_parquet(tables / "chances.parquet")
    about = {
        "schema_version": 1, "status": "done", "seconds": 41.2, "seeds": list(range(seeds)),
        "config_hash": "3f9ac1", "commit": "0123abcd", "dirty": True,
        "versions": {"python": "3.11.9", "numpy": "2.4.6", "mesa": "3.3.1"},
    }  # fmt: skip
    (folder / "results.json").write_text(json.dumps(about), encoding="utf-8")


def drawn_texts(figure: Figure) -> dict[str, Bbox]:
    """Where every text stands that is drawn, in pixels."""
    drawn: list[Text] = []
    draw = Text.draw

    def noted(text: Text, renderer: RendererBase) -> None:
        drawn.append(text)
        draw(text, renderer)

    with mock.patch.object(Text, "draw", noted):
        figure.canvas.draw()
    shown = [t for t in drawn if t.get_visible() and t.get_text().strip()]
    return {f"{i} {t.get_text()}": t.get_window_extent() for i, t in enumerate(shown)}
