"""Observed inputs: what is known about the cities, what is estimated, and the readers.

Start with `SOURCES.md`. `observations` and `best` give published figures as tables;
`cities`, `fields`, `travel`, `targets` the places; `initial` the state at the end of 2014 and
`inputs` the exogenous series by year, both as arrays in the order of the cities. A broken
file raises `DataError` in one line.
"""

from sim.data.observed import best, observations, read_observations
from sim.data.places import (
    City,
    Field,
    Target,
    between,
    cities,
    city_names,
    field_distance,
    fields,
    targets,
    travel,
)
from sim.data.series import Cell, initial, initial_cells, input_rows, inputs
from sim.data.shocks import shocks
from sim.data.tables import DataError

__all__ = [
    "Cell",
    "City",
    "DataError",
    "Field",
    "Target",
    "best",
    "between",
    "cities",
    "city_names",
    "field_distance",
    "fields",
    "initial",
    "initial_cells",
    "input_rows",
    "inputs",
    "observations",
    "read_observations",
    "shocks",
    "targets",
    "travel",
]
