"""Overall layout: the zone's money goes more to where it brings most.

A rule and no money: it changes which city gets how much of what is for the whole zone, and
does nothing by itself where there is no such money. Without it money follows R&D. Other
rules (past grants of patents, needs) are variants of what merit means, parameters of
`budgets`.

    merit_weight += s m                                                                  (1)

    s strength (dose x ramp), m merit_weight: weight of the expected marginal return in the
    layout rule, at most one (see sim.layout)

References
----------
No size is known: the rule itself is the experiment.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameters import LeverParameters, parameter
from sim.shapes import PerCity
from sim.terms import Terms

CLAUSE = "4.1 加强统筹布局 (overall layout of stock and increment of resources)"
GRADE = "D"
ACTS_IN = ("budgets",)


@dataclass(frozen=True, kw_only=True)
class Params(LeverParameters):
    """How much merit counts; a rule stays."""

    last_month: str = ""
    merit_weight: float = parameter(
        0.5, unit="weight of marginal return in dividing money of the zone", low=0, high=1,
        status="assumed", source="0 by R&D of the cities, 1 by return alone; range 0-1",
    )  # fmt: skip


def offer(terms: Terms, params: Params, strength: PerCity) -> None:
    terms.merit_weight += strength * params.merit_weight
