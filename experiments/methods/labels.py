"""Order, units and digits of everything a reader sees.

A figure or table never spells a word of its own: it asks `label`, so that another language
is one more mapping in `words.py`. Numbers carry a Unicode minus and no negative zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from experiments.methods.words import LABELS
from sim.indicators import UNITS

CITIES = ("Nanjing", "Suzhou", "Wuxi", "Changzhou", "Zhenjiang")
ZONE = "zone"
PLACES = (*CITIES, ZONE)
INDICATORS = ("rd_intensity", "patents_per_10k", "st_contribution")
ARMS = ("none", "platforms", "fund", "talent", "headline", "plan")
PLAN_START = (2020, 6)
NOT_FIRM = ("low", "recalled")
MINUS = "\N{MINUS SIGN}"
SPELT = {"gdp": "GDP", "rd": "R&D", "st": "S&T", "theil": "Theil"}
NOTHING = ("exactly", "nothing_covers", "nothing")
VERDICTS = (*NOTHING, "covers", "small")

# Decimals in which the statistics are published: an effect below half of the last one
# could never be seen in a yearbook.
PUBLISHED_DECIMALS = {"rd_intensity": 2, "patents_per_10k": 1, "st_contribution": 1}


def label(key: str, lang: str = "en", **words: object) -> str:
    """The words for a key; a key without words is shown as it is, without underscores."""
    known = LABELS[lang]  # some words are empty, and meant to be
    text = known[key] if key in known else of_indicator(key, lang)
    return text.format(**words) if words else text


def pairs_of(count: float, lang: str = "en") -> str:
    """How many pairs of runs."""
    return label("pairs", lang, count=int(count)) if count != 1 else label("one_pair", lang)


def of_indicator(key: str, lang: str) -> str:
    """Words of an indicator that has none of its own, from its name and unit in the model."""
    name, _, kind = key.partition(".")
    if name not in UNITS:
        return key.replace("_", " ")
    spelt = " ".join(SPELT.get(part, part) for part in name.split("_"))
    words, unit = LABELS[lang].get(name, spelt), UNITS[name]
    if kind.startswith("difference"):
        return f"points{unit[1:]}" if unit.startswith("%") else unit
    return {"unit": unit, "axis": f"{words}, {unit}"}.get(kind, words)


def in_order(values: Iterable[str], order: tuple[str, ...]) -> list[str]:
    """Known names in their fixed order, unknown ones after them as they come."""
    present = list(dict.fromkeys(values))
    return [v for v in order if v in present] + [v for v in present if v not in order]


def shown_indicators(values: Iterable[str]) -> list[str]:
    """The plan's three indicators, of those that the results have; else all there are."""
    present = in_order(values, INDICATORS)
    return [i for i in present if i in INDICATORS] or present


def lead_arm(arms: Iterable[str], baseline: str | None) -> str:
    """The arm that stands for the policy: the three levers, else the last one there is."""
    others = [a for a in in_order(arms, ARMS) if a != baseline]
    lead = next((a for a in ("headline", "plan") if a in others), None)
    return lead or (others or [str(baseline)])[-1]


def baseline_arm(arms: Iterable[str]) -> str:
    """No plan where it was run, else the first arm."""
    return in_order(arms, ARMS)[0]


def precision(indicator: str) -> float:
    """Half of the last digit in which the indicator is published; 0 if never published."""
    decimals = PUBLISHED_DECIMALS.get(indicator)
    return 0.0 if decimals is None else 0.5 * 10.0**-decimals


def precisions(indicators: Iterable[str], lang: str = "en") -> str:
    """The reporting precision of every indicator that is published; empty if none is."""
    limits = {i: precision(i) for i in indicators if precision(i)}
    said = (f"{x:g} {label(f'{i}.difference', lang)}" for i, x in limits.items())
    return label(", ", lang).join(said)


def number(value: float, digits: int) -> str:
    """A level, rounded; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "\N{EN DASH}"
    text = f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def signed(value: float, digits: int) -> str:
    """A difference: always with its sign, except 0."""
    text = number(value, digits)
    return f"+{text}" if value > 0 and float(text.replace(",", "")) != 0 else text


def level_text(indicator: str, value: float, more: int = 0) -> str:
    """A level in the decimals in which the indicator is published, and some more."""
    if indicator in PUBLISHED_DECIMALS:
        return number(value, PUBLISHED_DECIMALS[indicator] + more)
    return number(value, decimals(value))


def decimals(value: float, figures: int = 4) -> int:
    """Decimals that show a number of figures, none of a large number."""
    if value == 0 or not math.isfinite(value):
        return 0
    return max(0, figures - 1 - math.floor(math.log10(abs(value))))


def interval(low: float, high: float, digits: int, lang: str = "en") -> str:
    """Both ends of an interval in brackets; one that rounds to 0 keeps its side."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return f"[{label('no_interval', lang)}]"
    sides = ("" if end == 0 else "+" if end > 0 else MINUS for end in (low, high))
    ends = (number(abs(end), digits) for end in (low, high))
    return f"[{', '.join(side + end for side, end in zip(sides, ends, strict=True))}]"


def percent(share: float) -> str:
    """A share as a whole percentage, without its sign."""
    return number(100 * share, 0)


def with_digits(effects: pd.DataFrame) -> pd.DataFrame:
    """Effects with the decimals they need: a narrow interval is ten units of the last one wide.

    One number per indicator and year, from the complete table, so that figures, report
    and terminal print the same digits.
    """
    if "digits" in effects:
        return effects
    half = (effects["high"] - effects["low"]).abs() / 2
    scale = half.where(half > 0, effects["estimate"].abs()).replace(0.0, np.nan)
    keys = [effects["indicator"], effects["year"]]
    narrow = scale.groupby(keys).transform("quantile", 0.25)
    wanted = pd.Series(np.ceil(np.log10(5 / narrow.astype(float))), narrow.index)
    least = (effects["indicator"].map(PUBLISHED_DECIMALS) + 1.0).fillna(0.0)
    return effects.assign(digits=wanted.fillna(least).clip(least, 5).astype(int))


def verdict(row: pd.Series, lang: str = "en") -> str:
    """What an effect amounts to, in words; empty where the numbers say it."""
    key = worth(row)
    return label(key, lang) if key in VERDICTS else ""


def worth(row: pd.Series) -> str:
    """One of `VERDICTS`, `seen` or `no_interval`, by where the interval lies."""
    low, high, limit = row["low"], row["high"], precision(row["indicator"])
    if row["estimate"] == low == high == 0:
        return "exactly"
    if not (math.isfinite(low) and math.isfinite(high)):
        return "no_interval"
    covers = low <= 0 <= high
    if max(abs(low), abs(high)) < limit:
        return "nothing_covers" if covers else "nothing"
    if covers:
        return "covers"
    return "small" if abs(row["estimate"]) < limit else "seen"
