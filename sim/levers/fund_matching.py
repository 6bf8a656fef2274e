"""Fund matching: provincial and city investment funds join private money in sub-funds.

Public money is committed to sub-funds that open in the cities. It is an asset, not a grant:
calls are paid over four years, proceeds return to the payers. The dose scales the money;
the public share of a sub-fund and its cap stay those of the plan. How much private money
is added is behaviour and the same with and without the plan: see crowd_in (0.90 net
private yuan per public yuan) of `financing`. At a public share of .30 a sub-fund holds
2.33 private yuan per public yuan, so 1.43 of them are displaced.

    q_p = s M w_p / Σ w                  money asked of payer p, million yuan a year     (1)
    match_share = m, match_cap = cap     where s > 0                                     (2)
    fund_leave_home += min(s (x - x_0), 1 - x_0)                                         (3)

    s strength (dose x ramp), M public_commitment, w the amounts from_..., m match_ratio,
    x cross_city, x_0 cross_city_without

References
----------
Colonnelli, Li & Liu (2024), JPE: managers dislike governments as investors. Brander, Du &
Hellmann (2015): mixed funding does best.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms

CLAUSE = "2.2.4 共建创新投资基金平台 (innovation investment fund platform)"
LINE = "fund_matching"
GRADE = "A"
ACTS_IN = ("budgets", "financing")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """Public money, its payers, and the rules of sub-funds."""

    public_commitment: float = parameter(
        1000, unit="million yuan a year", low=0, high=20_000, status="assumed",
        source="committed 2020-22, called over four years; no yuan is published in the plan; "
        "range 500-2,000",
    )  # fmt: skip
    match_ratio: float = parameter(
        0.30, unit="public share of a sub-fund", low=0.01, high=1, status="assumed",
        source="range .2-.5; gross: 2.33 private yuan per public yuan",
    )  # fmt: skip
    cap: float = parameter(
        300, unit="million yuan of public money per sub-fund", low=1, high=10_000,
        status="assumed", source="no cap is published in the plan; range 100-1,000",
    )  # fmt: skip
    cross_city: float = parameter(
        0.70, unit="share of a sub-fund that may leave its home city", low=0, high=1,
        status="assumed", source="more than without the plan; range .5-1",
    )  # fmt: skip
    cross_city_without: float = parameter(
        0.40, unit="share of a fund that may leave its home city", low=0, high=1,
        status="assumed", source="without the plan: leave_home of financing",
    )  # fmt: skip
    from_provincial_fund: float = parameter(
        600, unit="million yuan a year", low=0, high=2000, status="assumed",
        source="part of 1,000; other totals are divided alike",
    )  # fmt: skip
    from_city_funds: float = parameter(
        400, unit="million yuan a year", low=0, high=2000, status="assumed",
        source="part of 1,000; other totals are divided alike",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    parts = {
        "provincial_fund": params.from_provincial_fund,
        "city_funds": params.from_city_funds,
    }
    scale = params.public_commitment / max(sum(parts.values()), 1e-300)
    for payer, part in parts.items():
        terms.request(LINE, payer, scale * part * strength)
    terms.match_share += np.where(strength > 0, params.match_ratio, 0.0)
    terms.match_cap += np.where(strength > 0, params.cap, 0.0)
    more = params.cross_city - params.cross_city_without
    terms.fund_leave_home += np.minimum(strength * more, 1 - params.cross_city_without)
