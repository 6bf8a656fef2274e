"""Patterns of what moves: talent and venture money (F11, F12).

T_ij = exp(a + m ln N_i + n ln N_j + d ln τ_ij + w ln(w_j / w_i) + p ln(p_j / p_i)) (1)

T people who move in a year, N R&D people, τ minutes by rail, w wage, p house price, all
of the December before; by Poisson pseudo maximum likelihood
"""

from __future__ import annotations

import numpy as np

from experiments.methods.micropanel import MicroPanel
from experiments.methods.patterns import Band, Curves, Fact
from experiments.methods.patterns_space import FIRST, minutes, pair_curves
from experiments.methods.poisson import dummies, poisson

LARGE_CITIES = ("Nanjing", "Suzhou")


def mobility(panel: MicroPanel) -> dict[str, float]:
    """Who moves where, equation (1)."""
    log_time, _, between = minutes(panel)
    y, x, year = [], [], []
    for place in range(panel.at(FIRST), len(panel.years)):
        past = place - 1
        people, wage, house = (
            np.log(panel.cities[name][past]) for name in ("people", "wage", "house_price")
        )
        origin, target = np.meshgrid(people, people, indexing="ij")
        columns = (origin, target, log_time, wage - wage[:, None], house - house[:, None])
        x.append(np.column_stack([c[between] for c in columns]))
        y.append(panel.cities["talent"][place][between])
        year.append(np.full(int(between.sum()), place))
    design = np.column_stack([np.concatenate(x), dummies(np.concatenate(year))])
    slope = poisson(np.concatenate(y), design).slope
    return {
        "mass of origin": slope[0],
        "mass of target": slope[1],
        "log travel time": slope[2],
        "wage of target / origin": slope[3],
        "house price of target / origin": slope[4],
        "graduates in Nanjing and Suzhou, in less from": drawn(panel),
    }


def drawn(panel: MicroPanel) -> float:
    """Share of graduates who live in the two large cities less the share who came there."""
    here = [panel.region.cities.index(name) for name in LARGE_CITIES]
    live, came = panel.cities["graduates"][-1], panel.cities["graduated"][-1]
    return float(live[here].sum() / live.sum() - came[here].sum() / came.sum())


def mobility_curves(panel: MicroPanel) -> Curves:
    """Moves by pair of cities."""
    return pair_curves(panel, "mobility", "talent", "people")


def venture(panel: MicroPanel) -> dict[str, float]:
    """Share of the two large cities in venture deals and in R&D."""
    here = [panel.region.cities.index(name) for name in LARGE_CITIES]
    place = slice(panel.at(FIRST), None)
    deals = panel.cities["capital"][place].sum(axis=(0, 1))
    rd = panel.cities["rd"][place].sum(axis=0)
    both = deals[here].sum() / deals.sum(), rd[here].sum() / rd.sum()
    return {
        "Suzhou and Nanjing, venture deals": both[0],
        "Suzhou and Nanjing, R&D": both[1],
        "venture deals less R&D": both[0] - both[1],
    }


CUI = "Cui, Wang & Wang 2021"
FACTS = (
    Fact("F11", "Talent follows gravity and wages", mobility, (
        Band(statistic="mass of origin", low=0, source=CUI),
        Band(statistic="mass of target", low=0, source=CUI),
        Band(statistic="log travel time", low=-1.2, high=-0.4, source=CUI, grade="recalled"),
        Band(statistic="wage of target / origin", low=0, source=CUI),
        Band(statistic="house price of target / origin", low=0, source=CUI),
    ), mobility_curves),
    Fact("F12", "Venture money is more concentrated than R&D", venture, (
        Band(statistic="Suzhou and Nanjing, venture deals", low=0.65, high=0.85, source="",
             grade="recalled"),
        Band(statistic="Suzhou and Nanjing, R&D", low=0.60, high=0.70, source="",
             grade="recalled"),
        Band(statistic="venture deals less R&D", low=0, source="", grade="recalled"),
    )),
)  # fmt: skip
