"""Observations: what was published about the cities, checked line by line.

One row is one figure of one source. Where sources differ, all are kept; `best` chooses by
confidence. A series holds one vintage only: two figures of the same region and year that lie
further apart than `agree` per cent (units.csv) come from two vintages and are refused.
Outcomes end in 2020 and inputs in 2022: a later figure is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sim.data.places import city_names
from sim.data.tables import DataError, Row, Source, committed, rows

if TYPE_CHECKING:
    import pandas

CONFIDENCE = ("high", "medium", "low", "recalled")
BOUNDS = ("", "above", "about")
GROUPS = ("SunanZone", "Jiangsu")


@dataclass(frozen=True)
class Unit:
    """What an indicator may be: its unit, range, last year, vintage."""

    indicator: str
    unit: str
    low: float
    high: float
    last_year: int
    required: bool
    agree: float | None
    vintage: str


@dataclass(frozen=True)
class Observation:
    """One published figure."""

    region: str
    year: int
    period: str
    indicator: str
    value: float
    bound: str
    unit: str
    confidence: str
    source: str
    url: str
    note: str


@cache
def units() -> dict[str, Unit]:
    """The indicators that may be observed, each with its unit and range."""
    columns = tuple(field.name for field in fields(Unit))
    return {
        row["indicator"]: Unit(
            row["indicator"],
            row["unit"],
            row.number("low"),
            row.number("high"),
            row.whole("last_year"),
            row.choice("required", ("0", "1")) == "1",
            row.number("agree") if row["agree"] else None,
            row["vintage"],
        )
        for row in rows(committed("units.csv"), columns)
    }


def _observation(row: Row) -> Observation:
    """The figure in a line, or DataError for what is wrong with it alone."""
    region = row.choice("region", (*city_names(), *GROUPS))
    if row["indicator"] not in units():
        allowed = ", ".join(units())
        raise row.error(f"unknown indicator {row['indicator']!r}; allowed: {allowed}")
    rule = units()[row["indicator"]]
    if row["unit"] != rule.unit:
        raise row.error(
            f"unit {row['unit']!r} of {rule.indicator} is wrong; allowed: {rule.unit!r}"
        )
    year, value = row.whole("year"), row.number("value")
    if not rule.low <= value <= rule.high:
        raise row.error(
            f"{rule.indicator} {value:g} {rule.unit} is out of range; "
            f"allowed: {rule.low:g} to {rule.high:g}"
        )
    if year > rule.last_year:
        raise row.error(f"{rule.indicator} of {year}; allowed: years to {rule.last_year}")
    return Observation(
        region,
        year,
        row["period"],
        rule.indicator,
        value,
        row.choice("bound", BOUNDS),
        rule.unit,
        row.choice("confidence", CONFIDENCE),
        row["source"],
        row["url"],
        row["note"],
    )


def _refuse_twice(row: Row, found: Observation, seen: dict[tuple, int]) -> None:
    """DataError when the same source gave the same figure in an earlier line."""
    key = found.region, found.year, found.period, found.indicator, found.source
    if key in seen:
        raise row.error(
            f"duplicate of line {seen[key]}; allowed: one row per region, year, period, "
            "indicator and source"
        )
    seen[key] = row.line


def _refuse_vintages(row: Row, found: Observation, first: dict[tuple, Observation]) -> None:
    """DataError when an earlier line of the same region and year is of another vintage."""
    rule = units()[found.indicator]
    if rule.agree is None or not _annual(found):
        return
    other = first.setdefault((found.region, found.year, found.indicator), found)
    if abs(found.value / other.value - 1) > rule.agree / 100:
        raise row.error(
            f"{found.indicator} {found.value:g} of {found.region} {found.year} beside "
            f"{other.value:g}: two vintages in one series; allowed: {rule.vintage}, "
            f"within {rule.agree:g} %"
        )


def check(source: Source) -> tuple[Observation, ...]:
    """The figures of a file in its order; DataError with file, line, reason and allowed."""
    kept: list[Observation] = []
    seen: dict[tuple, int] = {}
    first: dict[tuple, Observation] = {}
    last = 1
    for row in rows(source, tuple(field.name for field in fields(Observation))):
        found = _observation(row)
        _refuse_twice(row, found, seen)
        _refuse_vintages(row, found, first)
        kept.append(found)
        last = row.line
    present = {(found.region, found.indicator) for found in kept if _annual(found)}
    for rule in units().values():
        missing = [c for c in city_names() if (c, rule.indicator) not in present]
        if rule.required and missing:
            raise DataError(
                f"{source.name}, line {last}: the file ends without {rule.indicator} of "
                f"{', '.join(missing)}; allowed: every city"
            )
    return tuple(kept)


@cache
def committed_observations() -> tuple[Observation, ...]:
    """The figures that this package carries, checked once."""
    return check(committed("observations.csv"))


def _annual(found: Observation) -> bool:
    """Whether a figure stands for its year or its end, and is no bound."""
    return not found.period and not found.bound


def chosen(
    indicator: str, among: Iterable[Observation] | None = None
) -> dict[tuple[str, int], Observation]:
    """The most confident annual figure by region and year; the earlier line breaks ties."""
    if indicator not in units():
        raise DataError(
            f"units.csv, line 1: no indicator {indicator!r}; allowed: {', '.join(units())}"
        )
    picked: dict[tuple[str, int], Observation] = {}
    for found in committed_observations() if among is None else among:
        if found.indicator != indicator or not _annual(found):
            continue
        held = picked.setdefault((found.region, found.year), found)
        if CONFIDENCE.index(found.confidence) < CONFIDENCE.index(held.confidence):
            picked[found.region, found.year] = found
    return picked


def _frame(found: Iterable[Observation]) -> pandas.DataFrame:
    # pandas takes half a second to import, which the command line must not pay.
    import pandas

    names = [field.name for field in fields(Observation)]
    lines = [[getattr(one, name) for name in names] for one in found]
    return pandas.DataFrame(lines, columns=names)


def read_observations(path: Path | str) -> pandas.DataFrame:
    """The figures of any file of observations; DataError, in one line, when it is broken."""
    return _frame(check(Path(path)))


def observations() -> pandas.DataFrame:
    """All figures that this package carries: value in `unit`, with source and confidence."""
    return _frame(committed_observations())


def best(indicator: str) -> pandas.DataFrame:
    """One figure by region and year, in the unit of the indicator, sorted by both."""
    order = (*city_names(), *GROUPS)
    picked = chosen(indicator)
    keys = sorted(picked, key=lambda key: (order.index(key[0]), key[1]))
    return _frame(picked[key] for key in keys)
