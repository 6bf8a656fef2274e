"""Priors of parameters: how far each could be from its value, as far as sources say.

`priors.csv` has a row per path: distribution, central value (that of the model), low, high,
grade of the source (A to D, empty for sizes that were assumed), how it is known. Rows of one
`fact` share their quantile: the elasticity of filings that six modules use, or what Moretti
and Wilson found for movers and for seekers, is drawn once.

Known facts that have no parameter here, and why: grants per filing and the months to a
decision (data of every year, then a scenario), the relabelled share of R&D (an outcome, to
which the ease of relabelling was fitted), what venture money yields beside R&D money (it is
spent as R&D), agglomeration of inventors (no such mechanism), the money of joint research
(the sum of what two payers give). Facts that are a test of the model or the target of a
published estimator are no prior of a parameter, but of the size of a lever where it is set
to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from configs.samples import normal, triangular
from sim.data.tables import rows
from sim.shapes import Floats

COLUMNS = (
    "path", "distribution", "central", "low", "high", "fact", "grade", "status", "source",
)  # fmt: skip
QUANTILES = {"triangular": triangular, "normal": normal}


@dataclass(frozen=True)
class Prior:
    """The distribution of one parameter, and where it comes from."""

    path: str
    distribution: str
    central: float
    low: float
    high: float
    fact: str
    grade: str
    status: str
    source: str

    def quantiles(self, u: Floats) -> list[float]:
        """Values at shares of the probability."""
        found = QUANTILES[self.distribution](u, self.low, self.central, self.high)
        return np.asarray(found).tolist()


@cache
def priors() -> tuple[Prior, ...]:
    """The rows of `priors.csv`, in their order."""
    return tuple(
        Prior(
            path=row["path"],
            distribution=row.choice("distribution", tuple(QUANTILES)),
            central=row.number("central"),
            low=row.number("low"),
            high=row.number("high"),
            fact=row["fact"] or row["path"],
            grade=row["grade"],
            status=row["status"],
            source=row["source"],
        )
        for row in rows(files("configs").joinpath("priors.csv"), COLUMNS)
    )
