"""What was observed and what was aimed at, in the words of the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, fields
from typing import TYPE_CHECKING, Any

from configs.schema import Design
from experiments.methods.panel import ZONE
from sim import data
from sim.data.observed import chosen
from sim.indicators import UNITS

if TYPE_CHECKING:
    import pandas as pd

SERIES = {
    "rd_intensity": "rd_intensity",
    "patents_per_10k": "inv_patents_per_10k",
    "st_contribution": "st_contribution",
}
# What a target may be measured by instead: the residents of one vintage, growth accounting.
CONVENTIONS = {
    "patents_per_10k": ("patents_per_10k_census", "patents_per_10k_unrevised"),
    "st_contribution": tuple(name for name in UNITS if name.startswith("st_contribution_")),
}
# The title in Chinese and the address stand in sim/data/targets.csv.
PLAN = "implementation plan 2020-2022, provincial government of Jiangsu, May 2020"
COLUMNS = ["city", "year", "indicator", "value", "confidence"]


def observed() -> pd.DataFrame:
    """Published values of the plan's indicators by city, zone and year."""
    import pandas as pd

    places = {**{name: name for name in data.city_names()}, "SunanZone": ZONE}
    rows = [
        (places[region], year, indicator, found.value, found.confidence)
        for indicator, series in SERIES.items()
        for (region, year), found in chosen(series).items()
        if region in places
    ]
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS))


def aims() -> list[tuple[str, int, float, str, str]]:
    """The plan's targets: indicator, year, value, unit, source."""
    return [(t.indicator, t.year, t.value, t.unit, PLAN) for t in data.targets()]


def yardsticks() -> list[tuple[str, int, float]]:
    """Indicator, year and value of every target, by the plan and by every convention."""
    return [
        (name, t.year, t.value)
        for t in data.targets()
        for name in (t.indicator, *CONVENTIONS.get(t.indicator, ()))
    ]


def payer(item: Field[Any]) -> str:
    """Who pays an amount, as declared or as its name says; empty for what is no money."""
    said = item.name.removeprefix("from_") if item.name.startswith("from_") else ""
    return item.metadata.get("payer", said.replace("_", " "))


def changed(design: Design) -> list[dict[str, Any]]:
    """What an arm may differ by: levers that are on somewhere, processes off their defaults."""
    arms, rows = design.arms, list[dict[str, Any]]()
    for name in next(iter(arms.values())).levers:
        on = {arm: s.levers[name] for arm, s in arms.items() if s.levers[name].dose > 0}
        for item in fields(next(iter(on.values()))) if on else ():
            names = tuple(on) if item.name == "dose" and len(on) < len(arms) else ()
            rows += by_value(name, item, on, names)
    for name in next(iter(arms.values())).processes:
        nodes = {arm: s.processes[name] for arm, s in arms.items()}
        for item in fields(next(iter(nodes.values()))):
            if {getattr(node, item.name) for node in nodes.values()} != {item.default}:
                rows += by_value(f"processes.{name}", item, nodes)
    return rows


def by_value(
    module: str, item: Field[Any], nodes: Mapping[str, Any], everywhere: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """A row for every value of a parameter, with its arms; `everywhere` if there is one."""
    holds: dict[Any, list[str]] = {}
    for arm, node in nodes.items():
        holds.setdefault(getattr(node, item.name), []).append(arm)
    return [
        {
            "module": module,
            "parameter": item.name,
            "value": ", ".join(value) if isinstance(value, tuple) else value,
            "arms": everywhere if len(holds) == 1 else named(arms, len(nodes), item.name),
            "unit": item.metadata.get("unit", ""),
            "source": item.metadata.get("source", ""),
            "payer": payer(item),
        }
        for value, arms in holds.items()
    ]


def named(arms: list[str], of: int, parameter: str) -> tuple[str, ...]:
    """Arms by name; more than half are called the others, but never at a dose."""
    return ("others",) if 2 * len(arms) > of and parameter != "dose" else tuple(arms)
