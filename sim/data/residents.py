"""Resident population, back-revised after the 2020 census, for every city from 2014 to 2022.

The revised series lacks most years of one city. Between two known years the logarithm is
straight; before the first one the city follows the other cities with a census break.
"""

from sim.data.observed import chosen
from sim.data.places import city_names
from sim.data.tables import DataError

INDICATOR = "population_resident_revised"
FIRST, LAST = 2014, 2022


def _known(city: str) -> dict[int, float]:
    """The published revised figures of a city by year, in 10k persons."""
    return {
        year: found.value for (where, year), found in chosen(INDICATOR).items() if where == city
    }


def _others(year: int) -> list[str]:
    """Cities with a revised figure in a year and the next that moved with the census."""
    unrevised = chosen("population_resident")
    return [
        city
        for city in city_names()
        if {year, year + 1} <= _known(city).keys()
        and _known(city)[year] / unrevised[city, year].value > 1.02
    ]


def revised(city: str, year: int) -> tuple[float, str]:
    """The revised population of a city in 10k persons and how it was found.

    DataError outside the years that the figures can carry.
    """
    known = _known(city)
    if year in known:
        return known[year], f"{INDICATOR} {known[year]:g} 10k persons"
    before = [at for at in known if at < year]
    after = [at for at in known if at > year]
    if not after:
        raise DataError(
            f"observations.csv, line 1: no {INDICATOR} of {city} from {year} on; allowed: "
            f"years {FIRST} to {LAST}"
        )
    if before:
        low, high = max(before), min(after)
        step = (year - low) / (high - low)
        value = known[low] * (known[high] / known[low]) ** step
        return value, f"between {known[low]:g} in {low} and {known[high]:g} in {high}, 10k"
    others = _others(year)
    if not others:
        raise DataError(
            f"observations.csv, line 1: no city with {INDICATOR} in {year} and {year + 1} to "
            f"fill {city}; allowed: at least one"
        )
    ratio = sum(_known(c)[year] for c in others) / sum(_known(c)[year + 1] for c in others)
    value, _ = revised(city, year + 1)
    return value * ratio, (
        f"{value:g} 10k in {year + 1} x {ratio:.5f}, the growth of {', '.join(others)}"
    )
