"""Estimates: numbers that nobody published and that the model still needs to start.

Each has a method, a relative standard deviation in per cent where one could be given, and a
grade: `estimated` from the observations, `assumed` where they say nothing. An estimate is
good for a start and for an input, never as truth in a test.
"""

from dataclasses import dataclass
from functools import cache

from sim.data.places import city_names
from sim.data.tables import DataError, committed, rows

GRADES = ("observed", "estimated", "assumed", "fitted")
ZONE = "zone"


@dataclass(frozen=True)
class Estimate:
    """One number of `estimates.csv`."""

    city: str
    quantity: str
    year: int
    value: float
    unit: str
    sd: str
    grade: str
    method: str
    source: str


@cache
def estimates() -> dict[tuple[str, str, int], Estimate]:
    """All estimates by quantity, city (or zone) and year; DataError for a broken line."""
    columns = tuple(Estimate.__dataclass_fields__)
    table: dict[tuple[str, str, int], Estimate] = {}
    for row in rows(committed("estimates.csv"), columns):
        found = Estimate(
            row.choice("city", (*city_names(), ZONE)),
            row["quantity"],
            row.whole("year"),
            row.number("value"),
            row["unit"],
            row["sd"],
            row.choice("grade", GRADES),
            row["method"],
            row["source"],
        )
        key = found.quantity, found.city, found.year
        if key in table:
            raise row.error("duplicate; allowed: one row per city, quantity and year")
        table[key] = found
    return table


def of_city(quantity: str, city: str, year: int = 2014) -> Estimate:
    """The estimate of a quantity in a city, or in the zone; DataError when there is none."""
    key = quantity, city, year
    if key not in estimates():
        raise DataError(
            f"estimates.csv, line 1: no {quantity} of {city} {year}; allowed: "
            + ", ".join(sorted({name for name, _, _ in estimates()}))
        )
    return estimates()[key]


def of_zone(quantity: str, year: int = 2014) -> float:
    """The value of an estimate that holds for the cities together, in its own unit."""
    return of_city(quantity, ZONE, year).value


def by_city(quantity: str, year: int = 2014) -> list[float]:
    """The values of an estimate in the order of the cities, in its own unit."""
    return [of_city(quantity, city, year).value for city in city_names()]
