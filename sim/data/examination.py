"""Patent examination by year: grant shares by city and the time to a decision.

The grant share of a city is the share of the zone times a factor of the city. Two cities
drift between 2015 and 2020, in logarithms; the factors are scaled in each year so that their
mean, weighted by filings, is one. So the zone keeps its share whatever its cities do.
"""

from collections.abc import Callable

from sim.data.estimates import ZONE, by_city, of_zone
from sim.data.places import city_names
from sim.data.series import FIRST_YEAR, LAST_YEAR
from sim.data.shares import shares

Line = tuple[str, ...]
FIRST, LAST = 2015, 2020


def city_factors(year: int) -> list[float]:
    """Grant share of each city relative to the zone, from 2015 to 2020."""
    step = (year - FIRST) / (LAST - FIRST)
    pairs = zip(by_city("grant_factor", FIRST), by_city("grant_factor", LAST), strict=True)
    raw = [first * (last / first) ** step for first, last in pairs]
    weights = shares(by_city("filing_share", 2015))
    mean = sum(weight * factor for weight, factor in zip(weights, raw, strict=True))
    return [factor / mean for factor in raw]


def later_factors() -> list[float]:
    """The mean factor of each city over the last three years."""
    last = [city_factors(year) for year in range(LAST - 2, LAST + 1)]
    return [sum(factors) / len(last) for factors in zip(*last, strict=True)]


def pendency_median(year: int) -> float:
    """Months from filing to a decision, straight between the years that are assumed."""
    points = [(at, of_zone("pendency_median", at)) for at in (2014, 2020, 2022)]
    if year < 2020:
        return points[0][1]
    if year >= 2022:
        return points[2][1]
    step = (year - 2020) / 2
    return points[1][1] + step * (points[2][1] - points[1][1])


def examination(line: Callable[..., Line]) -> list[Line]:
    """The two series of examination, each number made a line by `line`."""
    lines = []
    for year in range(FIRST, LAST_YEAR + 1):
        known = year <= LAST
        zone = of_zone("grant_share", min(year, LAST + 1))
        factors = city_factors(year) if known else later_factors()
        grade = "estimated" if known else "assumed"
        when = "" if known else ", the mean of 2018-20"
        for city, factor in zip(city_names(), factors, strict=True):
            told = f"zone {zone:g} x city factor {factor:.4f}{when}"
            value = zone * factor
            lines.append(
                line("grant_share", city, year, value, "share of decisions", grade, told)
            )
    median = "26 months to 2019, 24 in 2020, 22 from 2022; not identified by annual totals"
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        months = pendency_median(year)
        lines.append(
            line("pendency_median", ZONE, year, months, "months from filing", "assumed", median)
        )
    return lines
