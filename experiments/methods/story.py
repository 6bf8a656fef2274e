"""What the results say in one sentence and three cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import pandas as pd

from experiments.methods.chances import chance_text
from experiments.methods.effects import reporting_years
from experiments.methods.labels import (
    NOTHING,
    ZONE,
    interval,
    label,
    lead_arm,
    level_text,
    pairs_of,
    percent,
    shown_indicators,
    signed,
    verdict,
    with_digits,
    worth,
)
from experiments.methods.scenario_words import Target, shown_arms, yearly
from experiments.methods.tables import too_early


@dataclass(frozen=True)
class Results:
    """What a results folder holds, as far as a report needs it."""

    trajectories: pd.DataFrame
    effects: pd.DataFrame | None
    chances: pd.DataFrame | None
    about: dict[str, object]


def levels(results: Results, year: int) -> pd.Series:
    """Mean over runs of the zone's value, by arm and indicator."""
    annual = yearly(results.trajectories)
    annual = annual[(annual["city"] == ZONE) & (annual["year"] == year)]
    return annual.groupby(["arm", "indicator"], observed=True)["value"].mean()


def target_gaps(results: Results, targets: Sequence[Target]) -> dict[tuple[str, int], float]:
    """How far the zone is from each target without plan: the scale of the effects."""
    baseline = shown_arms(results.trajectories)[0]
    gaps = {}
    for indicator, year, value, _unit, _source in targets:
        level = levels(results, year).get((baseline, indicator))
        if level is not None:
            gaps[indicator, year] = value - float(level)
    return gaps


def zone_effects(results: Results, year: int) -> pd.DataFrame:
    """The effects of the leading arm on the zone in one year, by indicator."""
    if results.effects is None:
        return pd.DataFrame()
    effects = with_digits(results.effects)
    baseline = effects["baseline"].mode().iloc[0]
    effects = effects[(effects["city"] == ZONE) & (effects["year"] == year)]
    effects = effects[effects["baseline"] == baseline]
    arm = lead_arm(effects["arm"].unique(), baseline)
    return effects[effects["arm"] == arm].drop_duplicates("indicator").set_index("indicator")


def effect_on(indicator: str, effects: pd.DataFrame) -> pd.Series:
    """The row of an indicator in `zone_effects`, which has one each, under its name."""
    row = cast(pd.Series, effects.loc[indicator])
    return pd.concat([row, pd.Series({"indicator": indicator})])


def headline(results: Results, targets: Sequence[Target], lang: str = "en") -> list[str]:
    """The result in sentences: what changes, by how much against what, and whether it shows."""
    year, *later = reporting_years(results.trajectories["year"].unique())
    effects = zone_effects(results, year)
    if effects.empty:
        return [level_sentence(results, targets, year, lang)]
    base, arm = effects["baseline"].iloc[0], effects["arm"].iloc[0]
    means = levels(results, year)
    names = shown_indicators(effects.index)
    parts = []
    for indicator in names:
        row = effect_on(indicator, effects)
        words = verdict(row, lang)
        digits = int(row["digits"])
        parts.append(
            label(
                "change", lang, name=label(indicator, lang),
                size=signed(row["estimate"], digits),
                unit=label(f"{indicator}.difference_long", lang),
                interval=interval(row["low"], row["high"], digits, lang),
                words=f", {words}" if words else "",
                level=level_text(indicator, means.get((base, indicator), float("nan"))),
                level_unit=label(f"{indicator}.unit", lang),
            )
        )  # fmt: skip
    lead = label(
        "by", lang, year=year, arm=label(arm, lang), baseline=label(base, lang)
    ) + "; ".join(parts)  # fmt: skip
    sentences = [f"{lead}.", short(effects, names, year, lang)]
    said = " ".join(sizes(zone_effects(results, y), y, lang) for y in later)
    sentences.append(said or too_early(effects.assign(year=year), lang))
    return [*sentences, cover(results, effects, lang)]


def sizes(effects: pd.DataFrame, year: int, lang: str) -> str:
    """The effects of one year, short."""
    parts = []
    for indicator in shown_indicators(effects.index):
        row = effect_on(indicator, effects)
        digits = int(row["digits"])
        size = signed(row["estimate"], digits)
        ends = interval(row["low"], row["high"], digits, lang)
        unit = label(f"{indicator}.difference", lang)
        parts.append(f"{label(f'{indicator}.short', lang)} {size} {unit} {ends}")
    return label("later", lang, year=year, sizes="; ".join(parts)) if parts else ""


def short(effects: pd.DataFrame, names: Sequence[str], year: int, lang: str) -> str:
    """Where the effect is practically nothing, not told from chance, or beyond it."""
    kinds: dict[str, list[str]] = {"nothing": [], "covers": [], "no_interval": [], "seen": []}
    for indicator in names:
        key = worth(effect_on(indicator, effects))
        kind = "nothing" if key in NOTHING else key if key in kinds else "seen"
        kinds[kind].append(label(f"{indicator}.short", lang))
    parts = (
        label(f"short.{kind}", lang, names=label("and", lang).join(found))
        for kind, found in kinds.items()
        if found
    )
    return label("short", lang, year=year, parts="; ".join(parts))


def cover(results: Results, effects: pd.DataFrame, lang: str) -> str:
    """What the intervals cover, and what they leave out."""
    many = results.trajectories["draw"].nunique() > 1
    what = label("cover_draws" if many else "cover_seeds", lang)
    level = f"{percent(float(effects['level'].iloc[0]))} %"
    pairs = pairs_of(effects["pairs"].max(), lang)
    return label("cover", lang, level=level, pairs=pairs, what=what)


def level_sentence(results: Results, targets: Sequence[Target], year: int, lang: str) -> str:
    """One arm has levels only."""
    arm = shown_arms(results.trajectories)[0]
    aims = {t[0]: t[2] for t in targets if t[1] == year}
    means = levels(results, year)
    parts = []
    for indicator in shown_indicators(means.loc[arm].index):
        aim = aims.get(indicator)
        parts.append(
            label(
                "level_only", lang, name=label(indicator, lang), year=year,
                level=level_text(indicator, means[arm, indicator]),
                unit=label(f"{indicator}.unit", lang),
                target="" if aim is None
                else label("level_target", lang, target=level_text(indicator, aim)),
            )
        )  # fmt: skip
    return label("alone", lang, arm=label(arm, lang)) + "; ".join(parts) + "."


def cards(
    results: Results, targets: Sequence[Target], lang: str = "en"
) -> list[dict[str, object]]:
    """Per indicator: value without and with the levers, target, difference, chances."""
    arms = shown_arms(results.trajectories)
    found = []
    for indicator in shown_indicators(results.trajectories["indicator"].unique()):
        aim = next((t for t in targets if t[0] == indicator), None)
        years = results.trajectories["year"].unique()
        year = aim[1] if aim and aim[1] in years else reporting_years(years)[0]
        means, effects = levels(results, year), zone_effects(results, year)
        lines = [(label(a, lang), level_text(indicator, means[a, indicator], 1)) for a in arms]
        if aim:
            lines.append((label("card.target", lang), level_text(indicator, aim[2])))
        card = {"name": label(indicator, lang), "unit": label(f"{indicator}.unit", lang)}
        if indicator in effects.index:
            card |= difference(effect_on(indicator, effects), lang)
        found.append(
            card | {"year": year, "lines": lines + chances(results, indicator, arms, lang)}
        )
    return found


def difference(row: pd.Series, lang: str) -> dict[str, object]:
    """The difference of a card, with its interval and its worth."""
    digits = int(row["digits"])
    return {
        "level": f"{percent(float(row['level']))} %",
        "estimate": signed(row["estimate"], digits),
        "interval": interval(row["low"], row["high"], digits, lang),
        "difference_unit": label(f"{row['indicator']}.difference", lang),
        "verdict": verdict(row, lang),
    }


def chances(
    results: Results, indicator: str, arms: Sequence[str], lang: str
) -> list[tuple[str, str]]:
    """The chance of meeting the target, without the levers and with them."""
    if results.chances is None:
        return []
    table = results.chances
    table = table[(table["indicator"] == indicator) & (table["city"] == ZONE)]
    lines = []
    for arm in arms:
        for _, row in table[table["arm"] == arm].head(1).iterrows():
            name = label("card.chance", lang, arm=label(arm, lang))
            lines.append((name, chance_text(row)))
    return lines
