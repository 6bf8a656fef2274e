"""What was observed and what was aimed at, in the words of the results."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from configs.schema import Design
from experiments.methods.panel import ZONE
from sim import data
from sim.data.observed import chosen

if TYPE_CHECKING:
    import pandas as pd

SERIES = {
    "rd_intensity": "rd_intensity",
    "patents_per_10k": "inv_patents_per_10k",
    "st_contribution": "st_contribution",
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


def payer(parameter: str) -> str:
    """Who pays an amount, as its name says; empty for what is no money."""
    if parameter.startswith("cost_of_"):
        return "city budgets"
    if parameter.startswith("from_"):
        return parameter.removeprefix("from_").replace("_", " ")
    return ""


def changed(design: Design) -> list[dict[str, object]]:
    """Parameters of the levers that are on in some arm, with value, unit and source."""
    settings = [arm.levers for arm in design.arms.values()]
    rows: list[dict[str, object]] = []
    for name in settings[0]:
        on = [levers[name] for levers in settings if levers[name].dose > 0]
        for item in fields(on[0]) if on else ():
            value = getattr(on[0], item.name)
            rows.append(
                {
                    "lever": name,
                    "parameter": item.name,
                    "value": ", ".join(value) if isinstance(value, tuple) else value,
                    "unit": item.metadata.get("unit", ""),
                    "source": item.metadata.get("source", ""),
                    "payer": payer(item.name),
                }
            )
    return rows
