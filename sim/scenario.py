"""Scenario: futures that no lever changes; they hit every arm alike.

To 2020 the exogenous inputs are those of the region's data. A scenario says how they go on:

    a_c(t) += (g - g0) (t - 2020),  D_f(t) *= e^((g - g0) (t - 2020))      growth      (1)
    p_c(t) *= p / p0                                          share of grants          (2)
    n(t) = n                                                  growth of employment     (3)

for years t after 2020: a_c path of the rest of the economy, D_f demand of the fields, p_c
grant share of a city. g0 and p0 are the values for which the inputs were fitted, so that
the default scenario leaves them as they are, bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.parameters import Parameters, parameter
from sim.region import FIRST_INPUT_YEAR, Region

LAST_OBSERVED = 2020
FITTED_GROWTH, FITTED_GRANT_SHARE, FITTED_EMPLOYMENT = 0.055, 0.24, 0.5


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """What happens after the observed years."""

    growth: float = parameter(
        FITTED_GROWTH, unit="1/year, log points, output after 2020", low=0, high=0.10,
        source="5.5 % (4.5-6.5); never an observation", status="assumed",
    )  # fmt: skip
    grant_share: float = parameter(
        FITTED_GRANT_SHARE, unit="share of decisions in the zone after 2020", low=0.1, high=0.5,
        source="about .24 (.20-.28)", status="assumed",
    )  # fmt: skip
    employment_growth: float = parameter(
        FITTED_EMPLOYMENT, unit="% a year after 2020", low=-2, high=2,
        source="no total employment is published; 0-1 %", status="assumed",
    )  # fmt: skip


def applied(region: Region, params: Params) -> Region:
    """The region with the inputs of a scenario."""
    years = FIRST_INPUT_YEAR + np.arange(len(region.inputs["grant_share"]))
    after = np.maximum(years - LAST_OBSERVED, 0)[:, None]
    more = (params.growth - FITTED_GROWTH) * after
    share = np.where(after > 0, params.grant_share / FITTED_GRANT_SHARE, 1.0)
    labour = region.inputs["employment_growth"]
    changed = {
        "other_productivity": region.inputs["other_productivity"] + more,
        "demand_shift": np.zeros_like(labour) + more,
        "grant_share": region.inputs["grant_share"] * share,
        "employment_growth": np.where(after > 0, params.employment_growth, labour),
    }
    return replace(region, inputs=region.inputs | changed)
