"""An economy at rest, for the tests of production."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.processes.production import Params, step
from sim.randomness import Luck
from tests.books import balanced
from tests.small import small_state

FLAT = Params(demand_growth=0.0, demand_response=0.0)


def economy(firms=12):
    """Firms that sell 10 a month with A = 1, in every city and field; the rest makes 1000."""
    state = small_state(firms=firms)
    n = len(state.cities)
    inputs = {
        name: np.full_like(state.region.inputs["gdp_deflator"], value)
        for name, value in (
            ("demand_shift", 0.0), ("other_productivity", 0.0), ("firm_productivity", 0.0),
            ("investment_rate", 0.4), ("employment_growth", 0.0),
        )
    }  # fmt: skip
    state.region = replace(state.region, inputs=state.region.inputs | inputs)
    rows, fields, cities = state.firms, state.fields, state.cities
    rows.field[:] = np.arange(firms) % len(fields)
    rows.sales[:] = rows.sales_mean[:] = rows.appeal[:] = 10.0
    rows.productivity[:] = 1.0
    fields.demand_start[:] = np.bincount(rows.field, rows.sales, len(fields))
    fields.productivity_start[:] = fields.productivity[:] = 1.0
    cities.output_start[:] = 1000.0
    cities.capital[:] = cities.capital_start[:] = 30_000.0
    cities.employment[:] = 10_000.0
    # 12 x 10 / 1.2 workers a firm.
    cities.labour_start[:] = 10_000.0 - 100 * np.bincount(rows.city, minlength=n)
    return state


def run(state, params=FLAT):
    with balanced(state):
        step(state, params, Luck(1, "production", state.month))
