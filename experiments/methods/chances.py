"""Chances of meeting the targets as text, and how they hang on the convention.

A target can be met by one convention of the statistics and missed by another: residents before
or after the census, elasticity and investment rate of the capital in growth accounting.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from experiments.methods.labels import (
    ARMS,
    INDICATORS,
    PLACES,
    ZONE,
    baseline_arm,
    in_order,
    label,
    lead_arm,
    level_text,
    percent,
)
from experiments.methods.observed import CONVENTIONS
from experiments.methods.tables import Row, sorted_by

TWINS = {twin: indicator for indicator, twins in CONVENTIONS.items() for twin in twins}


def chance_rows(chances: pd.DataFrame, lang: str = "en") -> tuple[list[str], list[Row]]:
    """One row per target and place, one column per arm: chance and its interval."""
    chances = chances[~chances["indicator"].isin(TWINS)]
    arms = in_order(chances["arm"], ARMS)
    ordered = sorted_by(chances, indicator=INDICATORS, city=PLACES)
    rows = []
    keys = ["indicator", "city", "year"]
    for _, group in ordered.groupby(keys, sort=False, observed=True):
        first = group.iloc[0]
        row = {
            "indicator": label(first["indicator"], lang),
            "city": label(first["city"], lang),
            "year": str(int(first["year"])),
            "target": level_text(first["indicator"], first["target"]),
        }
        for arm, cells in group.groupby("arm", observed=True):
            row[str(arm)] = chance_text(cells.iloc[0])
        rows.append(row)
    return arms, rows


def chance_text(row: pd.Series) -> str:
    """A chance in per cent with its interval."""
    return f"{percent(row['chance'])} % [{percent(row['low'])}, {percent(row['high'])}]"


def convention_rows(chances: pd.DataFrame, arms: Sequence[str], lang: str = "en") -> list[Row]:
    """One row per target and convention, the zone: the chance of each arm."""
    zone = chances[(chances["city"] == ZONE) & chances["indicator"].isin(TWINS)]
    rows = []
    for twin, group in sorted_by(zone, indicator=tuple(TWINS)).groupby("indicator", sort=False):
        first = group.iloc[0]
        said = {str(cell["arm"]): chance_text(cell) for _, cell in group.iterrows()}
        row = {
            "indicator": label(TWINS[str(twin)], lang),
            "convention": label(f"{twin}.convention", lang),
            "year": str(int(first["year"])),
            "target": level_text(TWINS[str(twin)], first["target"]),
        }
        rows.append(row | {arm: said[arm] for arm in arms if arm in said})
    return rows


def spread(chances: pd.DataFrame, arm: str, lang: str = "en") -> str:
    """How far the chances of an arm differ over the conventions; empty without any."""
    zone = chances[(chances["city"] == ZONE) & (chances["arm"] == arm)]
    parts, differ = [], False
    for indicator, twins in CONVENTIONS.items():
        found = zone[zone["indicator"].isin(twins)]
        if len(found) == len(twins):
            ends = dict.fromkeys((found["chance"].min(), found["chance"].max()))
            differ = differ or len(ends) > 1
            said = " \N{EN DASH} ".join(share(p, found, lang) for p in ends)
            parts.append(f"{label(f'{indicator}.short', lang)} {said}")
    if not parts:
        return ""
    key = "chance.hangs" if differ else "chance.stands"
    return label(key, lang, arm=label(arm, lang), parts="; ".join(parts))


def share(chance: float, found: pd.DataFrame, lang: str) -> str:
    """A chance with its convention, or with how many conventions have it."""
    same = found[found["chance"] == chance]
    if len(same) == 1:
        return f"{percent(chance)} % ({label(f'{same.iloc[0].indicator}.convention', lang)})"
    words = {"chance": f"{percent(chance)} %", "count": len(same), "all": len(found)}
    return label("chance.of", lang, **words)


def chance_lines(chances: pd.DataFrame, lang: str = "en") -> str:
    """The chances of the zone without and with the policy, for the terminal."""
    zone = chances[chances["city"] == ZONE]
    if zone.empty:
        return ""
    baseline = baseline_arm(zone["arm"].unique())
    arms = list(dict.fromkeys([baseline, lead_arm(zone["arm"].unique(), baseline)]))
    parts = []
    for indicator in in_order(zone["indicator"], INDICATORS):
        if indicator not in TWINS:
            cells = zone[zone["indicator"] == indicator].set_index("arm").loc[arms]
            said = " / ".join(f"{percent(p)} %" for p in cells["chance"])
            parts.append(f"{label(f'{indicator}.short', lang)} {said}")
    if not parts:
        return ""
    head = label(
        "chance.line", lang, year=int(zone["year"].iloc[0]), parts="; ".join(parts),
        arms=" / ".join(label(arm, lang) for arm in arms),
    )  # fmt: skip
    return "\n".join(filter(None, [head, spread(zone, baseline, lang)]))
