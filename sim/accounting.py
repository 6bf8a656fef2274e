"""Growth accounting: the official share of growth that inputs do not explain.

    S = 100 [1 - (α k + (1 - α) l) / y]                                            (1)
    K' = (1 - δ/12) K + i Y + what the plan adds            method `constant`      (2)

    y, k, l log growth of output, capital and employment over the window; α capital_share.
    Under the method `falling` capital is the model's own, from an investment rate that falls
    3 % a year; under `constant` the same stock less that investment, plus a constant rate i.

The level of (1) hangs on these choices, so all of them are configuration (`accounting`), and
only differences between arms at one convention mean anything. dS/dy = (100 - S)/y: higher
productivity raises output too. Capital spending lowers S.

References
----------
Solow (1957), Review of Economics and Statistics 39(3). Zhang, Wu & Zhang (2004): 9.6 %.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.parameters import ParameterError, Parameters, parameter
from sim.region import FIRST_INPUT_YEAR, Region
from sim.shapes import Floats, PerCity

METHODS = ("falling", "constant")


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """The convention of the official contribution of science and technology."""

    capital_share: float = parameter(
        0.35, unit="elasticity of output on capital, official", low=0.2, high=0.6,
        status="assumed", source="convention; .30 to .45 are in use",
    )  # fmt: skip
    window_years: int = parameter(
        5, unit="years", low=1, high=10, status="recalled", source="official practice"
    )
    constant_investment: float = parameter(
        0.36, unit="share of output, method constant", low=0.1, high=0.6, status="estimated",
        source="gives 65.4 % in 2019, as the falling rate does",
    )  # fmt: skip
    constant_depreciation: float = parameter(
        0.096, unit="1/year, method constant", low=0.03, high=0.15, status="sourced",
        source="Zhang, Wu & Zhang (2004)",
    )  # fmt: skip
    capital_method: str = "falling"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.capital_method not in METHODS:
            raise ParameterError(
                f"{self.path()}.capital_method = {self.capital_method!r}; allowed are "
                f"{', '.join(METHODS)}"
            )


def contribution(output: Floats, capital: Floats, labour: Floats, alpha: float) -> Floats:
    """Share of growth that inputs do not explain, in %, equation (1).

    Each argument holds the ratio of the end to the beginning of the window.
    """
    inputs = alpha * np.log(capital) + (1 - alpha) * np.log(labour)
    return 100 * (1 - inputs / np.log(output))


def with_zone(by_city: PerCity) -> Floats:
    """City values followed by their sum."""
    return np.append(by_city, by_city.sum())


def official_capital(
    region: Region, path: Mapping[str, Floats], row: int, method: str, params: Params
) -> Floats:
    """Capital at the end of a month by city and in the zone, equation (2)."""
    own = path["capital"][row]
    if method == "falling" or row < 12:
        return with_zone(own)
    months = np.arange(row - 11)
    rate = region.inputs["investment_rate"][months // 12 + 2015 - FIRST_INPUT_YEAR]
    kept = (1 - params.constant_depreciation / 12) ** months[::-1]
    more = (params.constant_investment - rate) * path["gdp"][12 : row + 1]
    return with_zone(own + (kept[:, None] * more).sum(axis=0))
