"""Zone council: one body for five cities makes partners next door easier to find.

The council lowers what a partner in another city costs beyond distance, and it sees which
topics two cities fund at once: that project money goes to other applicants of the same
city. It gives no money.

    border_cut += s b                                                                   (1)
    duplication_cut += s d                                                              (2)
    q = s w                                      asked of the special fund, m yuan a year (3)

    s strength (dose x ramp), b border_cut, d duplication_cut, w from_special_fund: its office

References
----------
Shao, Wang & Luo (2020): enlargement of the Yangtze delta raised innovation (sign only).
Sizes are assumed and swept.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import SERVICES, Terms

CLAUSE = "2.1.1 成立苏南自创区理事会 (council of the demonstration zone)"
LINE = SERVICES + " of zone_council"
GRADE = "D"
ACTS_IN = ("budgets", "collaboration", "rd_investment")


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """How much of the border and of double work goes; it stays after 2022."""

    last_month: str = ""
    border_cut: float = parameter(
        0.25, unit="share of the cost of a partner in another city", low=0, high=1,
        status="assumed", source="range .1-.4; sign of regional integration studies (grade A)",
    )  # fmt: skip
    duplication_cut: float = parameter(
        0.02, unit="share of project money freed from duplicate topics", low=0, high=0.5,
        status="assumed", source="range 0-.05; at most the duplicates that there are",
    )  # fmt: skip
    from_special_fund: float = parameter(
        5, unit="million yuan a year", low=0, high=100, status="assumed",
        source="office of the council; no yuan is published in the plan",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    terms.border_cut += strength * params.border_cut
    terms.duplication_cut += strength * params.duplication_cut
    terms.request(LINE, "special_fund", strength * params.from_special_fund)
