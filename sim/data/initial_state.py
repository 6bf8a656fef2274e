"""Writes the state at the end of 2014: `python -m sim.data.initial_state`.

Observed by city are GDP, fiscal spending on science and technology, the wage, students,
universities, most house prices, the R&D of Changzhou and the patents of Zhenjiang (those of
Changzhou rest on its anchor of 2015). All else is estimated or assumed, and says so. Money
is in million yuan of 2014. The same observations and estimates give the same bytes.
"""

import sys
from collections.abc import Sequence
from importlib.resources import as_file
from pathlib import Path

from sim.data.cells import (
    HEADER,
    HERE,
    YEAR,
    Line,
    derived,
    estimated,
    observed,
    seen,
    text_of,
    values_of,
)
from sim.data.estimates import by_city, of_city, of_zone
from sim.data.observed import chosen
from sim.data.places import city_names
from sim.data.residents import revised
from sim.data.shares import mean_shares, shares, whole_parts
from sim.data.tables import committed, write


def research_money() -> tuple[list[Line], list[float]]:
    """GDP, R&D, who performs it and who pays; with the R&D of firms by city."""
    gdp = [100 * value for value in values_of("gdp")]
    rate, firms_share = by_city("rd_intensity"), by_city("rd_firms_share")
    spending = [g * r / 100 for g, r in zip(gdp, rate, strict=True)]
    firms = [x * s for x, s in zip(spending, firms_share, strict=True)]
    institutes = [x - f for x, f in zip(spending, firms, strict=True)]
    total, to_institutes = of_zone("government_rd"), of_zone("government_rd_institute_share")
    fiscal = shares(values_of("fiscal_st_expenditure"))
    own = [total * to_institutes * part for part in shares(institutes)]
    public = [total * (1 - to_institutes) * part for part in fiscal]
    government = [a + b for a, b in zip(own, public, strict=True)]
    split = f"of {total:.10g}: {to_institutes:g} by R&D of institutes, the rest by fiscal_st"
    told = [
        f"gdp {g:.10g} x rd_intensity {r:.10g} / 100" for g, r in zip(gdp, rate, strict=True)
    ]
    kept = [f"rd_spending x rd_firms_share {s:.10g}" for s in firms_share]
    lines = [
        *observed("gdp", "gdp", "million yuan", 100),
        *observed("gdp_revised", "gdp_revised", "million yuan", 100),
        *estimated("rd_intensity"),
        *derived("rd_spending", spending, "million yuan", "4", told),
        *estimated("rd_firms_share"),
        *derived("rd_firms", firms, "million yuan", "5", kept),
        *derived("rd_institutes", institutes, "million yuan", "20", "rd_spending - rd_firms"),
        *derived("government_rd", government, "million yuan", "15", split),
        *derived("government_rd_institutes", own, "million yuan", "20", split + "; first part"),
        *derived("government_rd_firms", public, "million yuan", "40", split + "; second part"),
        *observed("fiscal_st", "fiscal_st_expenditure", "million yuan", 100),
    ]
    return lines, firms


def patents() -> list[Line]:
    """Patents in force, the queue of filings and its age, the flow out."""
    lines = [
        *estimated("patents_in_force"),
        *estimated("patents_institute_share"),
        *estimated("exit_rate", 2015),
        *estimated("pending_filings"),
    ]
    for age in ("0_6m", "6_12m", "12_24m", "24_36m", "36_60m"):
        lines += estimated(f"pending_share_{age}", zone=True)
    return lines


def firms(rd_firms: Sequence[float]) -> list[Line]:
    """Certified, active and potential firms, and the sales of the technology sector."""
    industry = [
        gdp * part
        for gdp, part in zip(values_of("gdp"), values_of("gdp_share_secondary"), strict=True)
    ]
    mix = mean_shares(rd_firms, industry)
    guess, total = by_city("certified_firms"), of_zone("certified_firms")
    active, potential = of_zone("active_firms"), of_zone("potential_firms")
    sales = of_zone("technology_sales")
    half = "half by rd_firms, half by secondary-sector GDP"
    told = [
        f"{value:.10g} x {total:.10g} / {sum(guess):.10g}, largest remainder to {total:.10g}"
        for value in guess
    ]
    sd = [of_city("certified_firms", city).sd for city in city_names()]
    certified = derived("certified_firms", whole_parts(total, guess), "firms", "", told)
    return [
        *[(*line[:4], one, *line[5:]) for line, one in zip(certified, sd, strict=True)],
        *derived(
            "active_firms",
            whole_parts(active, rd_firms),
            "firms",
            "15",
            f"{active:g} in the zone by rd_firms, largest remainder",
        ),
        *derived(
            "potential_firms",
            whole_parts(potential, mix),
            "firms",
            "25",
            f"{potential:g} in the zone, {half}, largest remainder",
            "assumed",
        ),
        *derived(
            "technology_sales",
            [sales * part for part in mix],
            "million yuan",
            "20",
            f"{sales:.10g} in the zone, {half}",
            "assumed",
        ),
    ]


def _revised(city: str) -> tuple[float, str]:
    """The back-revised population in 10k persons and how it was found."""
    return revised(city, YEAR)


def population_revised() -> list[Line]:
    """The residents of the series that was revised back after the 2020 census."""
    lines = []
    for city in city_names():
        value, method = _revised(city)
        known = (city, YEAR) in chosen("population_resident_revised")
        text, grade = text_of(10_000 * value, "persons"), "observed" if known else "estimated"
        source = seen("population_resident_revised", city).source if known else HERE
        sd = "" if known else "1"
        lines.append((city, "population_revised", text, "persons", sd, method, grade, source))
    return lines


def house_price() -> list[Line]:
    """The listing price; a missing one is the mean of the years before and after."""
    indicator, unit, lines = "house_price_listing_58", "yuan per m2", []
    for city in city_names():
        found = chosen(indicator).get((city, YEAR))
        if found is not None:
            value, sd, grade, source = found.value, "10", "observed", found.source
            method = f"{indicator} {value:.10g} yuan per sqm ({found.confidence})"
        else:
            first, last = seen(indicator, city, YEAR - 1), seen(indicator, city, YEAR + 1)
            value, sd, grade, source = (first.value + last.value) / 2, "12", "estimated", HERE
            method = f"no figure of {YEAR}: ({first.value:.10g} + {last.value:.10g}) / 2"
        lines.append(
            (city, "house_price", text_of(value, unit), unit, sd, method, grade, source)
        )
    return lines


def people() -> list[Line]:
    """Residents, employment, R&D people, students, wages and house prices."""
    ratio = of_zone("employment_to_population")
    residents = [10_000 * value for value, _ in map(_revised, city_names())]
    employed = [ratio * value for value in residents]
    at_institutes = [1 - share for share in by_city("rd_firms_share")]
    return [
        *estimated("rd_people"),
        *derived(
            "rd_people_institute_share",
            at_institutes,
            "share of rd_people",
            "20",
            "1 - rd_firms_share: the same R&D per person in firms and institutes",
            "assumed",
        ),
        *observed("population_unrevised", "population_resident", "persons", 10_000),
        *population_revised(),
        *derived(
            "employment",
            employed,
            "persons",
            "8",
            f"{ratio:g} x population_revised; nothing published by city for 2014",
            "assumed",
        ),
        *observed("wage", "avg_wage_urban_units", "yuan a year", 1),
        *house_price(),
        *observed("university_students", "university_students", "persons", 1),
        *observed("universities", "universities", "universities", 1),
    ]


def capital_and_places() -> list[Line]:
    """Capital of the economy, institutes, funds and what the funds hold."""
    ratio, gdp = of_zone("capital_to_gdp"), [100 * value for value in values_of("gdp")]
    count, n_funds, money = of_zone("institutes"), of_zone("funds"), of_zone("venture_capital")
    mix = mean_shares(values_of("universities"), values_of("university_teachers"))
    part = by_city("fund_share")
    told = [f"{share:g} of {{:.10g}} in the zone, assumed" for share in part]
    return [
        *derived(
            "capital",
            [ratio * value for value in gdp],
            "million yuan",
            "15",
            f"{ratio:g} x gdp",
            "assumed",
        ),
        *derived(
            "institutes",
            whole_parts(count, mix),
            "institutes",
            "30",
            f"{count:g} in the zone, half by universities, half by their teachers",
            "assumed",
        ),
        *derived(
            "funds",
            whole_parts(n_funds, part),
            "funds",
            "40",
            [text.format(n_funds) for text in told],
            "assumed",
        ),
        *derived(
            "venture_capital",
            [money * share for share in part],
            "million yuan",
            "40",
            [text.format(money) for text in told],
            "assumed",
        ),
    ]


def build() -> list[Line]:
    """All lines of the start state, by quantity and city; DataError when a figure lacks."""
    money, rd_firms = research_money()
    return [*money, *patents(), *firms(rd_firms), *people(), *capital_and_places()]


if __name__ == "__main__":
    with as_file(committed("initial_state.csv")) as target:
        write(Path(sys.argv[1]) if len(sys.argv) > 1 else target, HEADER, build())
