"""Reference paths: what makes the model without the plan agree with growth as published.

Four paths are fitted once, by running the ensemble without the plan, and stored in
`sim/data/fitted_inputs.csv`; `python -m sim.reference` makes the file again.

    a_c(t) <- a_c(t) + [ln Y*_c(t) - ln mean Y_c(t)] / s_c(t)   other_productivity    (1)
    Ā*_c(t) = mean of ln Ā_c(t) over the ensemble               firm_productivity     (2)
    d_c <- d_c + ln(r*_c / mean r_c) in 2019, linear from 2014, then constant  rd_drift (3)
    θ(t) <- θ(t) + ln(F*(t) / mean F(t)), 2015-20, then constant           filing_trend (4)

Y* is output at 2015 prices grown at the published real rates to 2020 and at the scenario's
rate afterwards, s the share of the rest in output, r R&D at current prices in 2019 as
balanced from what is published, F filings of the zone, F* those of the province times the
zone's share. (1) and (4) are exact by construction and so no test of the model; (3) is one
number per city. What (4) leaves to be tested is the grants that come out years later.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim import indicators, month, population, region, scenario
from sim.data.estimates import by_city
from sim.processes.production import city_productivity
from sim.region import Region
from sim.settings import Settings
from sim.shapes import Floats

YEARS = range(2014, 2031)
SEEDS, ROUNDS = 10, 6
FITTED = ("other_productivity", "firm_productivity", "rd_drift", "filing_trend")
COLUMNS = ("series", "city", "year", "value", "unit", "grade", "method", "source")
HOW = {
    "other_productivity": "output of the ensemble without the plan equals published growth",
    "firm_productivity": "mean log productivity of firms in the ensemble without the plan",
    "rd_drift": "R&D of the city in 2019; linear from 2014, constant from 2019",
    "filing_trend": "applications of the province times the zone's share; constant from 2020",
}


def output_target(place: Region, settings: Settings) -> Floats:
    """Output at 2015 prices by year and city: published growth, then the scenario's."""
    start = place.start["gdp"] / place.input("gdp_deflator", 2014)
    path = [start]
    for year in YEARS[1:]:
        growth = place.input("real_growth", year) / 100
        later = np.full(len(start), np.expm1(settings.scenario.growth))
        path.append(path[-1] * (1 + np.where(np.isnan(growth), later, growth)))
    return np.array(path)


def ensemble(place: Region, settings: Settings, seeds: int) -> dict[str, Floats]:
    """Mean of the runs without the plan by year and city."""
    runs = [list(yearly(place, settings, seed)) for seed in range(seeds)]
    names = ("gdp", "rd", "firm_productivity", "rest", "filings")
    return {
        name: np.mean([[row[i] for row in run] for run in runs], axis=0)
        for i, name in enumerate(names)
    }


def yearly(
    place: Region, settings: Settings, seed: int
) -> Iterator[tuple[Floats, Floats, Floats, Floats, Floats]]:
    """One run by year: output, R&D, mean productivity, share of the rest, filings."""
    state = population.build(settings, seed, place)
    gdp = 12 * state.cities.gdp
    rd = 12 * state.history["rd_reported"][11]
    log_a = np.log(city_productivity(state))
    filings = np.ones(len(state.cities))
    yield gdp, rd, log_a, state.cities.other_output / state.cities.gdp, filings
    for _ in YEARS[1:]:
        log_a, filings = np.zeros((2, len(state.cities)))
        for _ in range(12):
            month.advance(state, settings)
            log_a += np.log(city_productivity(state)) / 12
            for table in (state.firms, state.institutes):
                filings += state.by_city(table.city, table.filings)
        found = indicators.measure(state)
        rest = state.cities.other_output / state.cities.gdp
        yield found["gdp"][:-1], found["rd_spending"][:-1], log_a, rest, filings


def fit(settings: Settings, say: Callable[[str], object]) -> dict[str, Floats]:
    """The paths (year, city), by repeated correction; `say` hears how far it is."""
    place = region.load()
    target = output_target(place, settings)
    paths = {name: place.inputs[name].copy() for name in FITTED}
    deflator = place.inputs["gdp_deflator"]
    filed = published_filings()
    rd_goal = np.array(by_city("rd_intensity", 2019)) / 100 * published_gdp(2019)
    for turn in range(ROUNDS):
        place = replace(place, inputs=place.inputs | paths)
        mean = ensemble(place, settings, SEEDS)
        gap = np.log(target) - np.log(mean["gdp"])
        gap[0] = 0
        paths["other_productivity"] = paths["other_productivity"] + gap / mean["rest"]
        paths["firm_productivity"] = mean["firm_productivity"]
        miss = np.log(rd_goal / (mean["rd"][5] * deflator[5]))
        ramp = np.minimum(np.arange(len(YEARS)), 5) / 5
        paths["rd_drift"] = paths["rd_drift"] + 0.8 * ramp[:, None] * miss
        more = np.log(filed / mean["filings"].sum(axis=1)[1 : 1 + len(filed)])
        late = np.pad(more, (1, len(YEARS) - 1 - len(more)), mode="edge")
        late[0] = 0  # what is filed at the start is given
        paths["filing_trend"] = paths["filing_trend"] + late[:, None]
        say(
            f"round {turn + 1}: output off by {np.abs(gap).max():.4f}, R&D by "
            f"{np.abs(miss).max():.4f}, filings by {np.abs(more).max():.4f} log points\n"
        )
    return paths


def published_gdp(year: int) -> Floats:
    """First-published output by city, million yuan at current prices."""
    from sim.data.observed import chosen

    found = chosen("gdp")
    return np.array([100 * found[city, year].value for city in region.load().cities])


def published_filings() -> Floats:
    """Filings of the zone 2015-20: those of the province times the zone's share."""
    from sim.data.observed import chosen

    found = chosen("inv_patent_applications")
    part = sum(by_city("filing_share", 2015))
    return np.array([part * found["Jiangsu", year].value for year in YEARS[1:7]])


def write(paths: dict[str, Floats], target: Path) -> None:
    """Write the paths as a table, aside first."""
    aside = target.with_suffix(".tmp")
    with aside.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        for name in FITTED:
            for column, city in enumerate(region.load().cities):
                for row, year in enumerate(YEARS):
                    value = f"{paths[name][row, column]:.6f}"
                    out.writerow(
                        [name, city, year, value, "log points", "fitted", HOW[name],
                         f"python -m sim.reference, {SEEDS} seeds"]
                    )  # fmt: skip
    aside.replace(target)


def main(arguments: list[str]) -> None:
    """Fit and write; the target path may be given."""
    target = Path(arguments[0]) if arguments else Path("sim/data/fitted_inputs.csv")
    # With the shocks, paths fitted after 2020 would take them out again.
    calm = Settings(scenario=scenario.Params(**scenario.NO_SHOCKS))
    write(fit(calm, sys.stderr.write), target)


if __name__ == "__main__":
    main(sys.argv[1:])
