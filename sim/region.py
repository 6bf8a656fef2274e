"""The region: its cities, fields, distances, start values and exogenous inputs, from data.

Nothing about a particular group of cities stands in code: another `sim/data` is another
region. Arrays run over cities in the order of `cities.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from sim.shapes import CityToCity, Floats, Ints, PerCity

FIRST_INPUT_YEAR, LAST_INPUT_YEAR = 2014, 2030
# What holds in every month where no scenario says otherwise.
USUAL = {
    "capacity": 1.0,  # share of what could be produced that is
    "super_deduction": 0.75,  # extra tax deduction per yuan of R&D: national rule 2018-20
    "filing_subsidy_force": 1.0,  # how far officials can still buy filings
    "filing_shift": 0.0,  # log points on filings
}


@dataclass(frozen=True)
class Region:
    """What is given: read once, shared by all runs, never written."""

    cities: tuple[str, ...]
    fields: tuple[str, ...]
    speciality: Ints
    is_free_trade_zone: Floats
    is_capital: Floats
    is_in_plan: Floats
    imports_samples: Floats
    travel: CityToCity
    field_distance: Floats
    start: dict[str, PerCity]
    inputs: dict[str, Floats]
    shocks: dict[str, Floats] = field(default_factory=dict)
    monthly: dict[str, Floats] = field(default_factory=dict)

    @property
    def keys(self) -> Ints:
        """Rank of each city's name: luck hangs on names, not on the order of the file."""
        return np.argsort(np.argsort(np.array(self.cities)))

    @property
    def by_name(self) -> list[int]:
        """City codes in the order of the names: in it rows are made and handed out."""
        return [int(city) for city in np.argsort(self.keys)]

    def input(self, series: str, year: int) -> PerCity:
        """An exogenous series in a year; the last year given holds for later ones."""
        path = self.inputs[series]
        return path[min(max(year - FIRST_INPUT_YEAR, 0), len(path) - 1)]

    def now(self, series: str, month: int) -> PerCity:
        """A monthly series of the scenario; the usual value where there is none."""
        path = self.monthly.get(series)
        if path is None:
            return np.full(len(self.cities), USUAL[series])
        return path[min(max(month, 0), len(path) - 1)]

    def reordered(self, order: Ints) -> Region:
        """The same region with its cities in another order."""
        return replace(
            self,
            cities=tuple(self.cities[i] for i in order),
            speciality=self.speciality[order],
            is_free_trade_zone=self.is_free_trade_zone[order],
            is_capital=self.is_capital[order],
            travel=self.travel[np.ix_(order, order)],
            start={name: value[order] for name, value in self.start.items()},
            inputs={name: path[:, order] for name, path in self.inputs.items()},
            shocks={name: path[:, order] for name, path in self.shocks.items()},
            monthly={name: path[:, order] for name, path in self.monthly.items()},
        )


@cache
def load() -> Region:
    """The region of `sim.data`."""
    from sim import data

    cities, fields = data.cities(), data.fields()
    names = tuple(city.name for city in cities)
    field_names = tuple(item.name for item in fields)
    quantities = sorted({cell.quantity for cell in data.initial_cells()})
    series = {row.series for row in data.input_rows()}
    return Region(
        cities=names,
        fields=field_names,
        speciality=np.array([field_names.index(city.speciality) for city in cities]),
        is_free_trade_zone=np.array([float(city.is_free_trade_zone) for city in cities]),
        is_capital=np.array([float(city.is_capital) for city in cities]),
        is_in_plan=np.array([float(item.is_in_plan) for item in fields]),
        imports_samples=np.array([float(item.imports_samples) for item in fields]),
        travel=data.travel(),
        field_distance=data.field_distance(),
        start={name: data.initial(name).astype(float) for name in quantities},
        inputs={name: data.inputs(name) for name in sorted(series)},
        shocks=data.shocks(),
    )
