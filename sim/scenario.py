"""Scenario: futures that no lever changes; they hit every arm alike.

To 2020 the exogenous inputs are those of the region's data. A scenario says how they go on:

    a_c(t) += (g - g0) (t - 2020),  D_f(t) *= e^((g - g0) (t - 2020))      growth      (1)
    p_c(t) *= p / p0                                          share of grants          (2)
    n(t) = n                                                  growth of employment     (3)

for years t after 2020: a_c path of the rest of the economy, D_f demand of the fields, p_c
grant share of a city. g0 and p0 are the values for which the inputs were fitted, so that
with no shock and these values the inputs stay as they are, bit for bit. Four national
shocks come on top, by month m:

    u_c = 1 - s1 l1_c(m) + κ r(m) - s2 l2_c(m),  Σ of 2020 as without l1   capacity    (4)
    d = 0.75 to 2020, then d                                  super-deduction of R&D   (5)
    f = 1 to June 2021, then f                    force of subsidies on filings        (6)
    ln filings += ln(1 - b) from March to December 2021, ln(1 - q (1 - f)) as f falls  (7)
    p_c(t) *= (1 - q (1 - f)/2) / (1 - q (1 - f))  from 2024                           (8)

    u part of output that is produced (firms and the rest), l1 and r region data of the
    epidemic of 2020 and of how its loss is made good, l2 of the closures of spring 2022,
    q filings of low quality (half the chance of a grant), b those purged as abnormal

Output of 2020 as a whole is fitted to what was published, so (4) moves it only within the
year: κ is what makes the loss good. The loss of 2022 is not made good. (8) is because most
decisions from 2024 on are about filings of after June 2021. No outcome after 2020 is used.

References
----------
Recalled: State Administration of Taxation, notices 2018/99 (75 %) and 2021/13 (100 %); CNIPA,
notices of January 2021 (end of subsidies) and March 2021 (abnormal applications).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.parameters import Parameters, month_index, parameter
from sim.region import FIRST_INPUT_YEAR, USUAL, Region
from sim.shapes import Floats

LAST_OBSERVED = 2020
FITTED_GROWTH, FITTED_GRANT_SHARE, FITTED_EMPLOYMENT = 0.055, 0.24, 0.5
GROWTH_WITHIN_YEAR = 0.05  # how output rises within 2020: weights for the sum of the year
CAMPAIGN, PURGE = "2021-07", ("2021-03", "2021-12")
CLEAN_DECISIONS = 2024  # most decisions are about filings after the campaign began


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """What happens after the observed years, and the national shocks."""

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
    covid_2020: float = parameter(
        1.0, unit="times the loss in sim/data/shocks.csv", low=0, high=2, status="assumed",
        source="first quarter of 2020; moves output within the year only",
    )  # fmt: skip
    lockdown_2022: float = parameter(
        1.0, unit="times the loss in sim/data/shocks.csv", low=0, high=3, status="assumed",
        source="closures of spring 2022, deepest beside Shanghai; the size is no observation",
    )  # fmt: skip
    super_deduction: float = parameter(
        1.0, unit="extra deduction per yuan of R&D from 2021", low=0.75, high=1.2,
        status="recalled", source="national rule: 100 % for manufacturing from January 2021",
    )  # fmt: skip
    subsidy_force: float = parameter(
        0.3, unit="times before, subsidies on filings from July 2021", low=0, high=1,
        status="assumed", source="national campaign: subsidies end by 2025 [recalled]",
    )  # fmt: skip
    low_quality: float = parameter(
        0.05, unit="share of filings that hang on subsidies", low=0, high=0.288,
        status="assumed", source="up to .288 in less innovative provinces under targets",
    )  # fmt: skip
    purged: float = parameter(
        0.05, unit="share of filings, March to December 2021", low=0, high=0.2,
        status="assumed", source="purge of abnormal applications [recalled]; size assumed",
    )  # fmt: skip


NO_SHOCKS = {
    "covid_2020": 0.0, "lockdown_2022": 0.0, "super_deduction": USUAL["super_deduction"],
    "subsidy_force": 1.0, "purged": 0.0,
}  # fmt: skip


def applied(region: Region, params: Params) -> Region:
    """The region with the inputs of a scenario."""
    years = FIRST_INPUT_YEAR + np.arange(len(region.inputs["grant_share"]))
    after = np.maximum(years - LAST_OBSERVED, 0)[:, None]
    more = (params.growth - FITTED_GROWTH) * after
    share = np.where(after > 0, params.grant_share / FITTED_GRANT_SHARE, 1.0)
    lost = params.low_quality * (1 - params.subsidy_force)
    share = share * np.where(years < CLEAN_DECISIONS, 1.0, (1 - lost / 2) / (1 - lost))[:, None]
    labour = region.inputs["employment_growth"]
    changed = {
        "other_productivity": region.inputs["other_productivity"] + more,
        "demand_shift": np.zeros_like(labour) + more,
        "grant_share": region.inputs["grant_share"] * share,
        "employment_growth": np.where(after > 0, params.employment_growth, labour),
    }
    return replace(
        region, inputs=region.inputs | changed, monthly=monthly_inputs(region, params)
    )


def monthly_inputs(region: Region, params: Params) -> dict[str, Floats]:
    """The national shocks as monthly series by city, equations (4) to (7)."""
    capacity = produced(region.shocks, params)
    month = np.arange(len(capacity))[:, None] + np.zeros_like(capacity)
    late = month >= month_index(CAMPAIGN, "campaign")
    first, last = (month_index(text, "purge") for text in PURGE)
    purge = np.where((first <= month) & (month <= last), np.log(1 - params.purged), 0.0)
    lost = params.low_quality * (1 - params.subsidy_force)
    new = month >= month_index(f"{LAST_OBSERVED + 1}-01", "year")
    return {
        "capacity": capacity,
        "super_deduction": np.where(new, params.super_deduction, USUAL["super_deduction"]),
        "filing_subsidy_force": np.where(late, params.subsidy_force, 1.0),
        "filing_shift": purge + np.where(late, np.log(1 - lost), 0.0),
    }


def produced(shocks: dict[str, Floats], params: Params) -> Floats:
    """Part of output that is produced by month and city, equation (4)."""
    loss, recovery = params.covid_2020 * shocks["covid_2020"], shocks["recovery_2020"]
    weight = np.exp(GROWTH_WITHIN_YEAR / 12 * np.arange(len(loss)))[:, None]
    made_good = (weight * loss).sum(axis=0) / (weight * recovery).sum(axis=0)
    return 1 - loss + made_good * recovery - params.lockdown_2022 * shocks["lockdown_2022"]
