"""Places, fields and targets: the group of cities that the model is about.

All of it is data: another group of cities is another set of these files.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.data.tables import DataError, committed, rows


@dataclass(frozen=True)
class City:
    """A city: its centre in degrees, the field it stands for, and its status."""

    name: str
    name_zh: str
    lon: float
    lat: float
    speciality: str
    is_free_trade_zone: bool
    is_capital: bool
    source: str


@dataclass(frozen=True)
class Field:
    """A technology field: does the plan name it, and does its research import samples?"""

    name: str
    name_zh: str
    is_in_plan: bool
    imports_samples: bool


@dataclass(frozen=True)
class Target:
    """What the plan wants an indicator to be at the end of a year."""

    indicator: str
    year: int
    value: float
    unit: str
    source: str
    url: str


@cache
def fields() -> tuple[Field, ...]:
    """The technology fields, in the order of every array by field."""
    found = rows(committed("fields.csv"), ("field", "name_zh", "is_in_plan", "imports_samples"))
    return tuple(
        Field(
            row["field"],
            row["name_zh"],
            row.choice("is_in_plan", ("0", "1")) == "1",
            row.choice("imports_samples", ("0", "1")) == "1",
        )
        for row in found
    )


@cache
def cities() -> tuple[City, ...]:
    """The cities, in the order of every array by city; DataError for an unknown field."""
    names = tuple(field.name for field in fields())
    columns = (
        "name", "name_zh", "lon", "lat", "speciality", "is_free_trade_zone", "is_capital",
        "source",
    )  # fmt: skip
    return tuple(
        City(
            row["name"],
            row["name_zh"],
            row.number("lon"),
            row.number("lat"),
            row.choice("speciality", names),
            row.choice("is_free_trade_zone", ("0", "1")) == "1",
            row.choice("is_capital", ("0", "1")) == "1",
            row["source"],
        )
        for row in rows(committed("cities.csv"), columns)
    )


def city_names() -> tuple[str, ...]:
    """The names of the cities in their order."""
    return tuple(city.name for city in cities())


@cache
def targets() -> tuple[Target, ...]:
    """The targets of the plan, each with its year, unit and source."""
    columns = ("indicator", "year", "value", "unit", "source", "url")
    return tuple(
        Target(
            row["indicator"],
            row.whole("year"),
            row.number("value"),
            row["unit"],
            row["source"],
            row["url"],
        )
        for row in rows(committed("targets.csv"), columns)
    )


@cache
def between(measure: str) -> np.ndarray:
    """A measure between cities, one row and column by city, symmetric, 0 on the diagonal.

    The unit is that of `intercity.csv`. DataError when a pair of cities has no value.
    """
    place = {name: at for at, name in enumerate(city_names())}
    table = np.full((len(place), len(place)), np.nan)
    np.fill_diagonal(table, 0.0)
    for row in rows(committed("intercity.csv"), ("city_a", "city_b", "measure", "value")):
        pair = row["city_a"], row["city_b"]
        if row["measure"] == measure and pair[0] in place and pair[1] in place:
            here, there = place[pair[0]], place[pair[1]]
            table[here, there] = table[there, here] = row.number("value")
    gaps = np.argwhere(np.isnan(table))
    if len(gaps):
        pair = " and ".join(city_names()[at] for at in gaps[0])
        raise DataError(
            f"intercity.csv, line 1: no {measure} between {pair}; allowed: every pair of cities"
        )
    table.flags.writeable = False
    return table


def travel() -> np.ndarray:
    """Rail minutes between cities: the median of all fast trains, timetable of 2016."""
    return between("rail_median_min")


@cache
def field_distance() -> np.ndarray:
    """Distance between fields in [0, 1], one row and column by field, symmetric, 0 within.

    DataError when a pair of fields has no value.
    """
    names = tuple(field.name for field in fields())
    table = np.full((len(names), len(names)), np.nan)
    np.fill_diagonal(table, 0.0)
    for row in rows(committed("field_distance.csv"), ("field_a", "field_b", "distance")):
        here = names.index(row.choice("field_a", names))
        there = names.index(row.choice("field_b", names))
        distance = row.number("distance")
        if not 0 <= distance <= 1:
            raise row.error(f"distance {distance:g} is out of range; allowed: 0 to 1")
        table[here, there] = table[there, here] = distance
    gaps = np.argwhere(np.isnan(table))
    if len(gaps):
        pair = " and ".join(names[at] for at in gaps[0])
        raise DataError(
            f"field_distance.csv, line 1: no distance of {pair}; allowed: every pair of fields"
        )
    table.flags.writeable = False
    return table
