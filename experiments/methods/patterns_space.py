"""Patterns in space: spillovers and collaboration (F8 to F10).

    C_ij = exp(a + m ln R_i + n ln R_j + d ln τ_ij + s P_ij + h 1[i = j] + year)    (1)

    C joint patents, R R&D, τ minutes by rail, P nearness in technology; by Poisson pseudo
    maximum likelihood

With effects of both cities in the place of the masses, what else makes a city a good partner
(universities, say) no longer passes for nearness (Anderson & van Wincoop 2003).

Between five cities technology hardly differs, so that nearness in technology is measured
on pairs of a city and a field: (1) with running joint projects, P = 1 - distance of fields.
"""

from __future__ import annotations

import numpy as np

from experiments.methods.micropanel import MicroPanel
from experiments.methods.patterns import Band, Curves, Fact
from experiments.methods.poisson import Estimate, dummies, least_squares, poisson, with_effects
from sim.shapes import Bools, Floats

FIRST = 2016


def spillovers(panel: MicroPanel) -> dict[str, float]:
    """Filings of a city and field on its own R&D and that of the other cities in it.

    As Bottazzi and Peri do it: means over years in logarithms, across regions, with dummies
    of the larger unit (there countries, here cities).
    """
    place = slice(panel.at(FIRST), None)
    rd = panel.by_cell(panel.weight * panel.firms["rd"])[place].mean(axis=0)
    filings = panel.by_cell(panel.firms["filings"])[place].mean(axis=0)
    city = np.indices(rd.shape)[0].ravel()
    near = np.log(rd.sum(axis=0) - rd).ravel()
    good = (filings.ravel() > 0) & (rd.ravel() > 0)
    x = np.column_stack([np.log(np.maximum(rd, 1e-12)).ravel(), near, dummies(city)])[good]
    found = least_squares(np.log(np.maximum(filings, 1e-12)).ravel()[good], x)
    firms = within_firms(panel)
    return {
        "coefficient on neighbours' R&D": found.slope[1],
        "standard error of it": found.error[1],
        "coefficient on own R&D": found.slope[0],
        "neighbours' R&D, within firms": firms.slope[1],
        "standard error within firms": firms.error[1],
    }


def within_firms(panel: MicroPanel) -> Estimate:
    """Filings of a firm on last year's R&D, its own and its neighbours', with firm effects."""
    own, is_open = panel.firms["rd"], panel.whole_year
    cells = panel.by_cell(panel.weight * own)
    near = np.log(cells.sum(axis=1, keepdims=True) - cells)
    y, x, row, year = [], [], [], []
    for place in range(1, len(panel.years)):
        past = place - 1
        kept = np.flatnonzero((own[past] > 0) & is_open(past) & is_open(place))
        others = near[past][panel.firms["city"][past], panel.fixed["field"]]
        x.append(np.column_stack([np.log(own[past][kept]), others[kept]]))
        y.append(panel.firms["filings"][place][kept].astype(float))
        row.append(kept)
        year.append(np.full(len(kept), place))
    design = np.column_stack([np.concatenate(x), dummies(np.concatenate(year))])
    return with_effects(np.concatenate(y), design, np.concatenate(row))


def likeness(panel: MicroPanel) -> Floats:
    """Correlation of the cities' filings by field, over all years."""
    profile = panel.by_cell(panel.firms["filings"]).sum(axis=0)
    return np.corrcoef(profile / profile.sum(axis=1, keepdims=True))


def standardised(value: Floats, between: Bools) -> Floats:
    """Deviations from the mean over pairs of different cities, in standard deviations."""
    return (value - value[between].mean()) / max(float(value[between].std()), 1e-12)


def minutes(panel: MicroPanel) -> tuple[Floats, Bools, Bools]:
    """Log travel time between cities (0 within), and which pairs are one city."""
    same = np.eye(len(panel.region.cities), dtype=bool)
    travel = np.where(same, 1.0, np.maximum(panel.region.travel, 1.0))
    return np.log(travel), same, ~same


def city_gravity(panel: MicroPanel) -> Estimate:
    """Equation (1) on directed pairs of cities and years."""
    log_time, same, between = minutes(panel)
    alike = np.where(same, 0.0, standardised(likeness(panel), between))
    y, x, year = [], [], []
    for place in range(panel.at(FIRST), len(panel.years)):
        mass = np.log(panel.cities["rd"][place])
        origin, target = np.meshgrid(mass, mass, indexing="ij")
        columns = (origin, target, log_time, alike, same.astype(float))
        x.append(np.column_stack([c.ravel() for c in columns]))
        y.append(panel.cities["co-patents"][place].ravel())
        year.append(np.full(same.size, place))
    design = np.column_stack([np.concatenate(x), dummies(np.concatenate(year))])
    return poisson(np.concatenate(y), design)


def travel_between_like_cities(panel: MicroPanel) -> float:
    """The coefficient d of (1) with effects of both cities instead of their masses."""
    log_time, same, _ = minutes(panel)
    joint = panel.cities["co-patents"][panel.at(FIRST) :].sum(axis=0)
    firm, partner = np.indices(same.shape)
    columns = [log_time.ravel(), same.ravel().astype(float)]
    effects = [dummies(firm.ravel()), dummies(partner.ravel())]
    return poisson(joint.ravel(), np.column_stack([*columns, *effects])).slope[0]


def field_gravity(panel: MicroPanel) -> Estimate:
    """Equation (1) on pairs of city and field; travel and nearness standardised."""
    log_time, same, between = minutes(panel)
    place = slice(panel.at(FIRST), None)
    joint = panel.cities["projects"][place].sum(axis=0)
    mass = np.log(panel.cities["research"][place].mean(axis=0))
    near = 1 - panel.region.field_distance
    wide = np.ones_like(joint)
    time = np.where(same, 0.0, standardised(log_time, between))
    columns = (
        wide * mass[:, :, None, None], wide * mass[None, None, :, :],
        wide * time[:, None, :, None],
        wide * ((near - near.mean()) / near.std())[None, :, None, :],
        wide * same[:, None, :, None],
    )  # fmt: skip
    return poisson(joint.ravel(), np.column_stack([c.ravel() for c in columns]))


def collaboration(panel: MicroPanel) -> dict[str, float]:
    """Who works with whom."""
    cities, fields = city_gravity(panel), field_gravity(panel)
    return {
        "mass of the firm's city": cities.slope[0],
        "mass of the partner's city": cities.slope[1],
        "log travel time": cities.slope[2],
        "likeness of cities' technology (std)": cities.slope[3],
        "log travel time, effects of cities": travel_between_like_cities(panel),
        "same city": cities.slope[4],
        "nearness of fields (std)": fields.slope[3],
        "travel time between city-fields (std)": fields.slope[2],
        "nearness less |travel time| (std)": fields.slope[3] - abs(fields.slope[2]),
    }


def network(panel: MicroPanel) -> dict[str, float]:
    """The graph of joint patents between cities."""
    between = ~np.eye(len(panel.region.cities), dtype=bool)
    links = panel.cities["co-patents"] + panel.cities["co-patents"].swapaxes(1, 2)
    last, first = links[-1][between], links[0][between]
    return {
        "log growth of joint patents between cities": np.log(last.sum() / first.sum()),
        "mean link / strongest link": last.mean() / last.max(),
    }


def pair_curves(panel: MicroPanel, picture: str, flow: str, mass: str) -> Curves:
    """Travel minutes, and flow over the product of masses relative to its mean, by pair."""
    _, _, between = minutes(panel)
    place = slice(panel.at(FIRST), None)
    size = panel.cities[mass][place].mean(axis=0)
    rate = panel.cities[flow][place].mean(axis=0) / (size[:, None] * size)
    rate = (rate + rate.T) / 2
    pairs, mean = np.argwhere(np.triu(between)), rate[np.triu(between)].mean()
    names = panel.region.cities
    return {
        (picture, f"{names[i]} - {names[j]}"): (
            panel.region.travel[[i], j],
            rate[[i], j] / mean,
        )
        for i, j in pairs
    }


def gravity_curves(panel: MicroPanel) -> Curves:
    """Collaboration by pair of cities."""
    return pair_curves(panel, "collaboration", "co-patents", "rd")


PERI = "Bottazzi & Peri 2003"
SCHERNGELL = "Scherngell & Hu 2011"
FACTS = (
    Fact("F8", "Spillovers from neighbours are small", spillovers, (
        Band(statistic="coefficient on neighbours' R&D", low=0.0, high=0.04, hard=True,
             source=PERI),
        Band(statistic="neighbours' R&D, within firms", low=0.0, high=0.04,
             source="the same, second estimator"),
    )),
    Fact("F9", "Collaboration follows gravity, technology before geography", collaboration, (
        Band(statistic="mass of the firm's city", low=0, hard=True, testing=True,
             source=SCHERNGELL),
        Band(statistic="mass of the partner's city", low=0, hard=True, testing=True,
             source=SCHERNGELL),
        Band(statistic="log travel time", high=0, hard=True, testing=True, source=SCHERNGELL),
        Band(statistic="same city", low=0, hard=True, testing=True, source=SCHERNGELL),
        Band(statistic="nearness of fields (std)", low=0, hard=True, testing=True,
             source=SCHERNGELL),
        Band(statistic="nearness less |travel time| (std)", low=0, hard=True, testing=True,
             source=SCHERNGELL),
        Band(statistic="mass of the firm's city", low=0.6, high=1.0, source=SCHERNGELL,
             grade="recalled"),
        Band(statistic="mass of the partner's city", low=0.6, high=1.0, source=SCHERNGELL,
             grade="recalled"),
        Band(statistic="log travel time", low=-0.9, high=-0.2, source=SCHERNGELL,
             grade="recalled"),
        Band(statistic="log travel time, effects of cities", low=-0.9, high=-0.2, testing=True,
             source=f"{SCHERNGELL}; the estimator: Anderson & van Wincoop 2003",
             grade="recalled"),
    ), gravity_curves),
    Fact("F10", "The corridor's network grows denser", network, (
        Band(statistic="log growth of joint patents between cities", low=0,
             source="Changsanjiao Yishiting: G60 cities .547 = 2.44 x the delta's mean"),
    )),
)  # fmt: skip
