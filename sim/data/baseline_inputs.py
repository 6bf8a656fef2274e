"""Writes the exogenous inputs by year: `python -m sim.data.baseline_inputs`.

Real growth and both price indices come from the observations to 2020, population, budgets,
students and house prices to 2022; what lies later is assumed and says so. Real growth after
2020 is not here: it belongs to the scenario. Money is in million yuan of the year.
"""

import sys
from importlib.resources import as_file
from pathlib import Path

from sim.data.cells import seen
from sim.data.estimates import ZONE, of_city, of_zone
from sim.data.examination import examination
from sim.data.observed import chosen
from sim.data.places import city_names
from sim.data.residents import revised
from sim.data.series import FIRST_YEAR, LAST_YEAR
from sim.data.tables import committed, write

HEADER = ("series", "city", "year", "value", "unit", "grade", "method", "source")
HERE = "sim.data.baseline_inputs from observations.csv and estimates.csv"
LAST_OUTCOME, LAST_INPUT = 2020, 2022
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
Line = tuple[str, ...]


def line(
    series: str,
    city: str,
    year: int,
    value: float,
    unit: str,
    grade: str,
    method: str,
    source: str = HERE,
) -> Line:
    """One number of a year, written with six significant digits, people and yuan exactly."""
    text = f"{value:.0f}" if unit == "persons" else f"{value:.6g}"
    return series, city, str(year), text, unit, grade, method, source


def observed_then(
    series: str, indicator: str, unit: str, times: float, last: int, growth: float | None
) -> list[Line]:
    """Published figures to a last year, then growth in per cent a year; None ends there."""
    lines = []
    for city in city_names():
        level = 0.0
        for year in YEARS:
            if year <= last and (city, year) in chosen(indicator):
                found = seen(indicator, city, year)
                level = found.value * times
                grade = "estimated" if found.confidence == "recalled" else "observed"
                method = f"{indicator} x {times:g} ({found.confidence})"
                source = found.source or "recalled"
            elif year <= last:
                before, after = (seen(indicator, city, year + step).value for step in (-1, 1))
                level, grade, source = times * (before + after) / 2, "estimated", HERE
                method = "no figure: mean of the years before and after"
            elif growth is None:
                break
            else:
                level, grade, source = level * (1 + growth / 100), "assumed", HERE
                method = f"{growth:g} % a year after {last}"
            lines.append(line(series, city, year, level, unit, grade, method, source))
    return lines


def deflators() -> list[Line]:
    """The price index of GDP, 2015 = 1, and the noisy one of single years beside it."""
    nominal = [sum(seen("gdp", c, y).value for c in city_names()) for y in range(2013, 2021)]
    price = {2013: 1.0}
    for at, year in enumerate(range(2014, LAST_OUTCOME + 1)):
        weights = [seen("gdp", city, year - 1).value for city in city_names()]
        growth = [seen("gdp_growth_real", city, year).value for city in city_names()]
        real = sum(w * (1 + g / 100) for w, g in zip(weights, growth, strict=True))
        price[year] = price[year - 1] * nominal[at + 1] / real
    trend = (price[2019] / price[2014]) ** (1 / 5)
    later = 1 + of_zone("deflator_growth", 2021) / 100
    method = (
        f"zone GDP over real growth, 2014-19 as one trend of {100 * (trend - 1):.2f} % a year: "
        "single years jump with the vintage of GDP"
    )
    lines = []
    for year in YEARS:
        value = trend ** (min(year, LAST_OUTCOME) - 2015) * later ** max(0, year - LAST_OUTCOME)
        after = year > LAST_OUTCOME
        grade = "assumed" if after else "estimated"
        told = f"{100 * (later - 1):g} % a year after {LAST_OUTCOME}" if after else method
        lines.append(line("gdp_deflator", ZONE, year, value, "2015 = 1", grade, told))
    told = "first-published GDP of the zone over the real growth of its cities; not smoothed"
    return lines + [
        line("gdp_deflator_raw", ZONE, y, price[y] / price[2015], "2015 = 1", "estimated", told)
        for y in range(FIRST_YEAR, LAST_OUTCOME + 1)
    ]


def unrevised_residents() -> list[Line]:
    """Population as published to 2019, continued at its own growth of 2014-19."""
    lines = []
    for city in city_names():
        found = {year: seen("population_resident", city, year) for year in range(2014, 2020)}
        growth = (found[2019].value / found[2014].value) ** (1 / 5)
        told = f"{100 * (growth - 1):.2f} % a year, as 2014-19"
        for year in YEARS:
            one = found.get(year)
            if one is None:
                value = found[2019].value * growth ** (year - 2019)
                grade, method, source = "assumed", told, HERE
            else:
                value, source = one.value, one.source or "recalled"
                grade = "estimated" if one.confidence == "recalled" else "observed"
                method = f"population_resident ({one.confidence})"
            whole = 10_000 * value
            lines.append(
                line(
                    "population_unrevised", city, year, whole, "persons", grade, method, source
                )
            )
    return lines


def revised_residents() -> list[Line]:
    """Population of the back-revised series to 2022, continued at its growth of 2020-22."""
    lines = []
    for city in city_names():
        last, _ = revised(city, LAST_INPUT)
        growth = (last / revised(city, LAST_INPUT - 2)[0]) ** (1 / 2)
        told = f"{100 * (growth - 1):.2f} % a year, as 2020-22"
        for year in YEARS:
            one = chosen("population_resident_revised").get((city, year))
            if year > LAST_INPUT:
                value, method, grade = last * growth ** (year - LAST_INPUT), told, "assumed"
            else:
                value, method = revised(city, year)
                grade = "observed" if one else "estimated"
            source, whole = one.source if one else HERE, 10_000 * value
            lines.append(
                line("population_revised", city, year, whole, "persons", grade, method, source)
            )
    return lines


def graduates() -> list[Line]:
    """New graduates who can do R&D, from students smoothed over three years."""
    share, years = of_zone("rd_graduate_share"), of_zone("study_years")
    told = f"students (mean of three years, jumps are changes of scope) / {years:g} x {share:g}"
    lines = []
    for city in city_names():
        for year in YEARS:
            middle = min(year, LAST_INPUT)
            near = [at for at in range(middle - 1, middle + 2) if at <= LAST_INPUT]
            students = [seen("university_students", city, at).value for at in near]
            after = f"; students of {LAST_INPUT} held" if year > LAST_INPUT else ""
            value = sum(students) / len(near) / years * share
            lines.append(
                line("graduates", city, year, value, "persons", "assumed", told + after)
            )
    return lines


def economy() -> list[Line]:
    """Investment rate, employment and wage growth of the zone."""
    rate, change = of_zone("investment_rate", 2015), of_zone("investment_rate_change", 2015)
    work, wage = of_city("employment_growth", ZONE, 2015), of_city("wage_growth", ZONE, 2015)
    lines = []
    for year in YEARS:
        value = rate * (1 + change / 100) ** (year - 2015)
        told = f"{rate:g} in 2015, {change:g} % a year"
        lines.append(
            line("investment_rate", ZONE, year, value, "share of GDP", "assumed", told)
        )
        for one in (work, wage):
            lines.append(
                line(one.quantity, ZONE, year, one.value, one.unit, one.grade, one.method)
            )
    return lines


def build() -> list[Line]:
    """All lines of the inputs, by series, city and year; DataError when a figure lacks."""
    budget, house = of_zone("fiscal_st_growth", 2023), of_zone("house_price_growth", 2023)
    lines = [
        *observed_then("real_growth", "gdp_growth_real", "%", 1, LAST_OUTCOME, None),
        *deflators(),
        *unrevised_residents(),
        *revised_residents(),
        *observed_then(
            "fiscal_st", "fiscal_st_expenditure", "million yuan", 100, LAST_INPUT, budget
        ),
        *examination(line),
        *economy(),
        *graduates(),
        *observed_then(
            "house_price", "house_price_listing_58", "yuan per m2", 1, LAST_INPUT, house
        ),
    ]
    order = list(dict.fromkeys(one[0] for one in lines))
    return sorted(lines, key=lambda one: order.index(one[0]))


if __name__ == "__main__":
    with as_file(committed("baseline_inputs.csv")) as target:
        write(Path(sys.argv[1]) if len(sys.argv) > 1 else target, HEADER, build())
