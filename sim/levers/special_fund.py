"""Special fund: the province adds new money for the zone's instruments.

The fund pays what instruments ask of the special fund, as far as it goes; what no
instrument asks for becomes generic grants of the cities. It is the same yuan that the
lines of the other levers name as `special_fund`, never one more. Without this lever those
lines fall on the existing S&T budgets (`replacement` of `budgets`).

    new_money += s A                                     million yuan a year             (1)

    s strength (dose x ramp), A amount, for the whole zone; `budgets` divides it by layout

References
----------
Size recalled, not published in the plan: 1 billion yuan a year, range .5 to 2.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms

CLAUSE = "4.2 加大支持力度 (more support: a larger special fund)"
GRADE = "D"
ACTS_IN = ("budgets",)


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """How much new money."""

    amount: float = parameter(
        1000, unit="million yuan a year of new provincial money", low=0, high=20_000,
        status="recalled", payer="province",
        source="June 2020 to December 2022; from outside the cities; range 500-2,000",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    terms.new_money += strength * params.amount
