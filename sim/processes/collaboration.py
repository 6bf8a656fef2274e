"""Collaboration: firms find partners for joint projects among firms and institutes.

A firm with R&D and without a running project looks for a partner about once a year. It
weighs eight candidates that it comes across in proportion to their research, its old
partner among them, and takes the best one if that is worth the trouble. Partners that are
neither too close nor too far in what they know teach most; a visit takes time, another
city is another administration, and one knows one's own city better.

    U_ij = ω P(d) - κ τ_cc' / 60 - (b + h) 1[c ≠ c'] + χ ln(1 + n) + m_j + ε_ij     (1)
    P(d) = 1 - ((d - d*) / w)²                                  proximity           (2)
    d = F + (1 - F) |x_i - x_j|                                 cognitive distance  (3)
    τ_cc' = travel + access - max(v_c, v_c') between cities     door to door        (4)
    m_j = ln(M_j / M_j0) - ln(Σ M / Σ M_0), at most ±3          growth since start  (5)
    j* = argmax U if U > u_0, else none                                             (6)
    y = min(g max(P, 0), 0.25)                                  yield of the project (7)
    n' = (1 - λ)^(1/12) n, and n + 1 with the same partner, 1 with a new one        (8)

    d* optimum, w tolerance, F distance of fields (region data; an institute's is the mean
    over its field_weights), x position (institutes: lot), v terms.visit_time_cut, n tie,
    M rd_lagged, M_0 start_mass, y pair_yield, ε Gumbel; b border cost, h home knowledge

Candidates are drawn by start_mass, which no policy changes, half from institutes and half
from firms; what has happened since enters by (5), so that the choice is as if they were
drawn by their present mass. An institute with a branch in the firm's city counts as being
there. One searching row stands for W alike searches. A share of the filings of a firm with
a project is joint: it counts as a flow from its city to that of the partner, lagged by a
month. Conserves everything: no money or people move.

References
----------
Nooteboom et al. (2007), Research Policy 36(7): the inverted U (2). Scherngell & Hu (2011):
nearness in knowledge matters more than nearness in space. Falck, Heblich & Kipar (2010).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.candidates import draw
from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.shapes import Bools, CityToCity, Floats, Ints, PerCity
from sim.state import FIRM, INSTITUTE, Firms, Institutes, State

WRITES = (
    "firms.partner", "firms.partner_kind", "firms.partner_city", "firms.tie",
    "firms.pair_until", "firms.pair_yield",
)  # fmt: skip
CANDIDATES = 8  # of which the even ones are institutes; 0 is the old partner, if there is one


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """Search, taste for partners, and what a project gives."""

    search_rate: float = parameter(
        1.0, unit="1/year", low=0, high=12, status="assumed", source="about one month in twelve"
    )
    project_months: int = parameter(
        24, unit="months", low=1, high=120, status="assumed", source="usual grant projects"
    )
    cognitive_weight: float = parameter(
        1.0, unit="log points", low=0, high=3, status="assumed", source="scale of (1)"
    )
    optimum: float = parameter(
        0.35, unit="distance, 0-1", low=0, high=1, status="assumed", source="top of the U (2)"
    )
    tolerance: float = parameter(
        0.5, unit="distance, 0-1", low=0.1, high=2, status="assumed", source="width of the U"
    )
    visit_cost: float = parameter(
        0.5, unit="log points per hour", low=0, high=2, status="assumed",
        source="elasticity of collaboration to travel time -.2 to -.9 (recalled)",
    )  # fmt: skip
    access_between: float = parameter(
        60, unit="minutes", low=0, high=180, status="assumed", source="to and from stations"
    )
    access_within: float = parameter(
        30, unit="minutes", low=0, high=120, status="assumed", source="a visit at home"
    )
    border_cost: float = parameter(
        0.20, unit="log points", low=0, high=0.5, status="assumed",
        source="within one province .1-.4; sign sourced (intra-provincial bias)",
    )  # fmt: skip
    home_knowledge: float = parameter(
        1.2, unit="log points", low=0, high=4, status="fitted",
        source="a quarter of co-patents between cities (assumed)",
    )  # fmt: skip
    tie_value: float = parameter(
        0.3, unit="log points", low=0, high=1, status="assumed", source="repeated partners"
    )
    tie_decay: float = parameter(
        1 / 3, unit="1/year", low=0, high=0.99, status="assumed", source="contacts fade"
    )
    reservation: float = parameter(
        2.35, unit="log points", low=-10, high=10, status="fitted",
        source="co-patents 8 % of firms' filings (assumed): a third of firms in a project",
    )  # fmt: skip
    pair_gain: float = parameter(
        0.10, unit="share", low=0, high=0.25, status="assumed", source="yield at proximity 1"
    )
    joint_share: float = parameter(
        0.20, unit="share of filings", low=0, high=1, status="assumed",
        source="joint filings of a firm with a project",
    )  # fmt: skip


YIELD_CAP = 0.25  # no project does better than this [assumed]
GROWTH_CAP = 3.0  # log points, equation (5): a tiny start does not make a giant attractive


def proximity(distance: Floats, optimum: float, tolerance: float) -> Floats:
    """How much two can learn from each other, equation (2)."""
    return 1 - ((distance - optimum) / tolerance) ** 2


def cognitive_distance(of_fields: Floats, place: Floats, other: Floats) -> Floats:
    """Distance in knowledge from that of the fields and of places in them, equation (3)."""
    return of_fields + (1 - of_fields) * np.abs(place - other)


def door_to_door(travel: CityToCity, cut: PerCity, between: float, within: float) -> CityToCity:
    """Minutes of a visit, equation (4); within a city nothing is cut."""
    away = np.maximum(travel + between - np.maximum(cut[:, None], cut[None, :]), 0.0)
    same = np.eye(len(cut), dtype=bool)
    return np.where(same, within, away)


def growth(mass: Floats, start: Floats, mean: float) -> Floats:
    """Growth of a candidate since its start beyond that of all, equation (5)."""
    own = np.log(np.maximum(mass, 1e-300) / np.maximum(start, 1e-300))
    return np.clip(own - mean, -GROWTH_CAP, GROWTH_CAP)


def best(utility: Floats, reservation: float) -> tuple[Ints, Bools]:
    """The best candidate of each searcher, and whether it is good enough, equation (6)."""
    choice = utility.argmax(axis=1)
    return choice, utility[np.arange(len(utility)), choice] > reservation


def pair_yield(near: Floats, gain: float) -> Floats:
    """Rise of the yield of a project's R&D, equation (7)."""
    return np.minimum(gain * np.maximum(near, 0.0), YIELD_CAP)


def step(state: State, params: Params, luck: Luck) -> None:
    firms, month = state.firms, state.month
    running = keep_running(state)
    joint = params.joint_share * firms.filings[running]
    state.flows.add("co-patents", firms.city[running], firms.partner_city[running], joint)
    firms.tie *= (1 - params.tie_decay) ** (1 / 12)

    free = np.flatnonzero(firms.is_active & firms.is_rd_active & (firms.pair_until < month))
    rows = free[luck.uniform("search", free) < params.search_rate / 12]
    if not len(rows):
        return
    kind, row = candidates(state, rows, luck)
    city, near, value = appraise(state, rows, kind, row, params)
    choice, found = best(value + luck.gumbel("taste", rows, CANDIDATES), params.reservation)

    at, pick = np.flatnonzero(found), choice[found]
    rows, kind, row = rows[at], kind[at, pick], row[at, pick]
    old = (firms.partner[rows] == row) & (firms.partner_kind[rows] == kind)
    firms.tie[rows] = np.where(old, firms.tie[rows] + 1, 1.0)
    firms.partner[rows], firms.partner_kind[rows] = row, kind
    firms.partner_city[rows] = city[at, pick]
    firms.pair_until[rows] = month + params.project_months - 1
    firms.pair_yield[rows] = pair_yield(near[at, pick], params.pair_gain)


def keep_running(state: State) -> Ints:
    """Rows whose project goes on; that of the others ends. Partners may have moved."""
    firms, institutes = state.firms, state.institutes
    rows = np.flatnonzero(firms.pair_until >= state.month)
    partner = firms.partner[rows]
    from_firm = firms.partner_kind[rows] == FIRM
    peer, school = np.where(from_firm, partner, 0), np.where(from_firm, 0, partner)
    lives = np.where(from_firm, firms.is_active[peer], institutes.is_active[school])
    here = firms.city[rows]
    present = institutes.branches[school, here]
    away = np.where(present, here, institutes.city[school])

    on = lives & firms.is_active[rows]
    firms.partner_city[rows] = np.where(from_firm, firms.city[peer], away)
    firms.pair_until[rows[~on]] = state.month - 1
    firms.pair_yield[firms.pair_until < state.month] = 0.0
    return rows[on]


def candidates(state: State, rows: Ints, luck: Luck) -> tuple[Ints, Ints]:
    """Kind and row of eight candidates of each searcher."""
    firms, institutes = state.firms, state.institutes
    kind = np.full((len(rows), CANDIDATES), FIRM)
    kind[:, ::2] = INSTITUTE
    chance = luck.uniform("candidate", rows, CANDIDATES)
    row = np.empty_like(kind)
    row[:, ::2] = draw(institutes.start_mass, chance[:, ::2])
    row[:, 1::2] = draw(firms.start_mass * firms.weight, chance[:, 1::2])
    tied = firms.tie[rows] > 0
    kind[tied, 0] = firms.partner_kind[rows[tied]]
    row[tied, 0] = firms.partner[rows[tied]]
    return kind, row


def appraise(
    state: State, rows: Ints, kind: Ints, row: Ints, params: Params
) -> tuple[Ints, Floats, Floats]:
    """City, proximity and utility (1) of candidates; impossible ones are worth -inf."""
    firms, institutes = state.firms, state.institutes
    is_firm, me, here = kind == FIRM, rows[:, None], firms.city[rows][:, None]
    peer, school = np.where(is_firm, row, 0), np.where(is_firm, 0, row)

    def of(column: str) -> Floats:
        return np.where(is_firm, firms.arrays[column][peer], institutes.arrays[column][school])

    city = of("city")
    city = np.where(~is_firm & institutes.branches[school, here], here, city)
    distances, field = state.region.field_distance, firms.field[me]
    mixed = (institutes.field_weights[:, :, None] * distances).sum(axis=1)
    apart = np.where(is_firm, distances[firms.field[peer], field], mixed[school, field])
    place = np.where(is_firm, firms.position[peer], institutes.lot[school])
    distance = cognitive_distance(apart, firms.position[me], place)
    near = proximity(distance, params.optimum, params.tolerance)

    cut = state.terms.visit_time_cut
    travel, between, within = state.region.travel, params.access_between, params.access_within
    minutes = door_to_door(travel, cut, between, within)[here, city]
    known = (kind == firms.partner_kind[me]) & (row == firms.partner[me])
    value = (
        params.cognitive_weight * near
        - params.visit_cost * minutes / 60
        - (params.border_cost + params.home_knowledge) * (city != here)
        + params.tie_value * np.log1p(np.where(known, firms.tie[me], 0.0))
        + growth(of("rd_lagged"), of("start_mass"), mean_growth(firms, institutes))
    )
    doing_rd = np.where(is_firm, firms.is_rd_active[peer] & (peer != me), True)
    return city, near, np.where(of("is_active") & doing_rd, value, -np.inf)


def mean_growth(firms: Firms, institutes: Institutes) -> float:
    """Log growth of the R&D of all who are open, relative to their start."""
    now = (firms.weight * firms.rd_lagged * firms.is_active).sum()
    then = (firms.weight * firms.start_mass * firms.is_active).sum()
    now += (institutes.rd_lagged * institutes.is_active).sum()
    then += (institutes.start_mass * institutes.is_active).sum()
    return float(np.log(max(now, 1e-300) / max(then, 1e-300)))
