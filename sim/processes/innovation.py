"""Innovation: productivity follows knowledge, with a tent-shaped shock once a year.

    dln A = β clip(dln Q, ±5 %) + g/12 - ρ/12 (ln A - m_f) + dG_c                 (1)
          + 1[own month] (b L + ln(1 - b²) + l)                                   (2)
    b = b0 (S/S0)^-0.15,  between 0.4 and 1.8 times b0                            (3)

    A productivity, β knowledge_elasticity, Q usable knowledge (knowledge_growth), g growth, ρ
    reversion, m_f fields.mean_log, mean ln A of the field by number of open firms before this
    month's growth (0 without any), l the gain of a licence (sim.licensing), G_c
    cities.platform_gain, b0 shock_scale, S 12 sales_mean, S0 reference_sales, L a keyed
    Laplace draw of scale 1; own month: ⌊12 lot⌋ is the month of the year less 1

E exp(b L) = 1/(1 - b²): the second part of (2) makes the shock neutral in levels, else the
trend of output would hang on the noise. A firm's yearly shock comes in its own month
(by lot), so that yearly growth holds one Laplace draw and keeps its tent shape. Without
the return to the field's mean, R&D/GDP would run to 5 % and twenty firms would be left.

References
----------
Chen et al. (2021): productivity elasticity of knowledge .098 (doubling: +7 %). Bottazzi &
Secchi (2006): Laplace growth rates. Stanley et al. (1996): spread falls with size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.licensing import LicenceParameters, take_licences
from sim.parameters import parameter
from sim.randomness import Luck
from sim.shapes import Bools, Ints, PerField, PerFirm
from sim.state import State

WRITES = ("firms.productivity", "firms.cash", "institutes.cash", "fields.mean_log")


@dataclass(frozen=True, kw_only=True)
class Params(LicenceParameters):
    """Knowledge, trend, reversion and luck of productivity."""

    knowledge_elasticity: float = parameter(
        0.098, unit="elasticity", low=0.05, high=0.13, status="sourced",
        source="Chen et al. 2021, on the knowledge stock",
    )  # fmt: skip
    growth: float = parameter(
        0.01, unit="1/year", low=-0.02, high=0.05, status="assumed",
        source="technology from elsewhere, the same for all fields",
    )  # fmt: skip
    reversion: float = parameter(
        0.06, unit="1/year", low=0, high=0.3, status="assumed",
        source="needed for a stable size distribution; .06 gives tails of .8-1.6",
    )  # fmt: skip
    shock_scale: float = parameter(
        0.18, unit="log points a year at the reference sales", low=0, high=0.5,
        status="estimated", source="growth rates of Chinese firms are Laplace (Zou 2019)",
    )  # fmt: skip
    reference_sales: float = parameter(
        60, unit="million yuan of sales a year", low=10, high=500, status="assumed",
        source="a middle-sized firm with R&D; a unit, not a mechanism",
    )  # fmt: skip
    size_slope: float = parameter(
        -0.15, unit="elasticity of the scale", low=-0.4, high=0, status="sourced",
        source="Stanley et al. 1996: -.15 to -.2",
    )  # fmt: skip
    clip: float = parameter(
        0.05, unit="log points a month", low=0.01, high=1, status="assumed",
        source="no firm learns faster than this",
    )  # fmt: skip


def shock_scale(sales: PerFirm, params: Params) -> PerFirm:
    """Scale of a firm's yearly shock, equation (3); `sales` a year."""
    relative = (np.maximum(sales, 1e-9) / params.reference_sales) ** params.size_slope
    return params.shock_scale * np.minimum(np.maximum(relative, 0.4), 1.8)


def shock(scale: PerFirm, luck: PerFirm, is_due: Bools) -> PerFirm:
    """The yearly shock in log points, neutral in levels, equation (2)."""
    return np.where(is_due, scale * luck + np.log1p(-(scale**2)), 0.0)


def mean_log(log_productivity: PerFirm, field: Ints, weight: PerFirm, n: int) -> PerField:
    """Mean log productivity of each field, by number of firms."""
    firms = np.bincount(field, weight, n)
    return np.bincount(field, weight * log_productivity, n) / np.maximum(firms, 1e-12)


def step(state: State, params: Params, luck: Luck) -> None:
    firms = state.firms
    rows = firms.is_active.nonzero()[0]
    log_a = np.log(firms.productivity[rows])
    field, weight = firms.field[rows], firms.weight[rows]
    means = mean_log(log_a, field, weight, len(state.fields))
    at = ((12 * firms.lot[rows]).astype(np.int64) == state.month % 12).nonzero()[0]
    due = rows[at]
    scale = shock_scale(12 * firms.sales_mean[due], params)
    jump = shock(scale, luck.laplace("shock", due), np.ones(len(due), dtype=bool))
    jump += take_licences(state, params, luck, due)

    learned = firms.knowledge_growth[rows]
    learned = np.minimum(np.maximum(learned, -params.clip), params.clip)
    growth = params.knowledge_elasticity * learned + params.growth / 12
    growth -= params.reversion / 12 * (log_a - means[field])
    gain = state.cities.platform_growth[firms.city[rows]]
    gain[at] += jump
    growth += gain
    firms.productivity[rows] = np.exp(log_a + growth)
    state.fields.mean_log[:] = means
