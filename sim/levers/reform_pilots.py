"""Reform pilots: inventors keep more, start-ups pay with shares, new institutions open.

Three reforms. Inventors keep a larger part of licence income, and offer more. Tax on shares
for inventors in start-ups is deferred, which is worth a little income; a deferral moves no
money here, as the tax comes later. New-type R&D institutions are founded in 2020-22. Rules
stay, founding and its money end.

    inventor_share += s (i - i_0)                                                       (1)
    inventor_income += s e                               log points                     (2)
    new_institutes += s n,  q_p = s w_p   in the first `founding_months`                (3)

    s strength (dose x ramp), i inventor_share, i_0 inventor_share_without, e
    equity_incentive, n new_rd_institutions a year, w the amounts from_..., million yuan

References
----------
Law on the transfer of results (2015) and the thirty reform items of the province; sizes
assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms

CLAUSE = "2.4.6 实施全面创新改革试验推进行动计划 (pilots of comprehensive innovation reform)"
LINE = "reform_pilots"
GRADE = "D"
ACTS_IN = ("budgets", "innovation", "hiring", "institute_research")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """What inventors get, how many institutions, and who pays."""

    last_month: str = ""
    inventor_share: float = parameter(
        0.7, unit="share of licence income of the inventor", low=0, high=1,
        status="recalled", source="reform items; range .5-.9",
    )  # fmt: skip
    inventor_share_without: float = parameter(
        0.5, unit="share of licence income of the inventor", low=0, high=1,
        status="recalled", source="without the plan: inventor_part of innovation",
    )  # fmt: skip
    equity_incentive: float = parameter(
        0.02, unit="log points of income of inventors in start-ups", low=0, high=0.5,
        status="assumed", source="deferral of tax on shares; range 0-.05",
    )  # fmt: skip
    new_rd_institutions: float = parameter(
        10, unit="institutions a year in the zone", low=0, high=20, status="assumed",
        source="six new institutes in the province in 2020; range 5-20",
    )  # fmt: skip
    founding_months: float = parameter(
        31, unit="months", low=0, high=200, status="assumed",
        source="June 2020 to December 2022: money ends, rules stay",
    )  # fmt: skip
    from_special_fund: float = parameter(
        10, unit="million yuan a year", low=0, high=1000, status="assumed",
        source="line of the special fund; no yuan is published in the plan",
    )  # fmt: skip
    from_cities: float = parameter(
        190, unit="million yuan a year", low=0, high=1000, status="assumed",
        source="20 million yuan for each of ten institutions a year",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    more = params.inventor_share - params.inventor_share_without
    terms.inventor_share += np.minimum(strength * more, 1 - params.inventor_share_without)
    terms.inventor_income += strength * params.equity_incentive
    if terms.month < params.months()[0] + params.founding_months:
        terms.new_institutes += strength * params.new_rd_institutions
        terms.request(LINE, "special_fund", strength * params.from_special_fund)
        terms.request(LINE, "city_budgets", strength * params.from_cities)
