"""National shocks by month and city: how much of a month's output is lost, and when.

A row is one shock in one month, of a city or of the whole zone. Sizes are assumptions with
their reasons; the scenario says how strongly each shock hits (`sim.scenario`).
"""

from functools import cache

import numpy as np

from sim.data.estimates import ZONE
from sim.data.places import city_names
from sim.data.series import LAST_YEAR
from sim.data.tables import Row, Source, committed, rows
from sim.shapes import Floats

COLUMNS = ("shock", "city", "month", "value", "unit", "grade", "method", "source")
SHOCKS = ("covid_2020", "recovery_2020", "lockdown_2022")
FIRST_YEAR = 2015
MONTHS = 12 * (LAST_YEAR - FIRST_YEAR + 1)


def month_of(row: Row) -> int:
    """Months since January 2015 of a row; DataError when it names none in the range."""
    year, _, month = row["month"].partition("-")
    if not (year.isdigit() and month.isdigit() and 1 <= int(month) <= 12):
        raise row.error(f"month {row['month']!r} is none; allowed: as in 2020-02")
    at = 12 * (int(year) - FIRST_YEAR) + int(month) - 1
    if not 0 <= at < MONTHS:
        raise row.error(f"month {row['month']}; allowed: {FIRST_YEAR} to {LAST_YEAR}")
    return at


def read_shocks(source: Source) -> dict[str, Floats]:
    """Each shock as an array (months from January 2015, cities)."""
    cities = city_names()
    found = {name: np.zeros((MONTHS, len(cities))) for name in SHOCKS}
    for row in rows(source, COLUMNS):
        place = row.choice("city", (*cities, ZONE))
        value = row.number("value")
        if not 0 <= value <= 1:
            raise row.error(f"value {value:g}; allowed: a share from 0 to 1")
        where = slice(None) if place == ZONE else list(cities).index(place)
        found[row.choice("shock", SHOCKS)][month_of(row), where] = value
    return found


@cache
def shocks() -> dict[str, Floats]:
    """The shocks of this package."""
    return read_shocks(committed("shocks.csv"))
