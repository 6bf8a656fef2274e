"""Collaboration: firms find partners for joint projects among firms and institutes.

A firm with R&D and no running project looks for a partner about once a year and takes the best
of eight candidates, if that is worth the trouble. Partners neither too close nor too far in
what they know teach most; visits take time, and other cities are other administrations.

    U_ij = ω P(d) - κ τ_cc' / 60 - (b k + h) 1[c ≠ c'] + χ ln(1 + n) + m_j + ε_ij   (1)
    P(d) = 1 - ((d - d*) / w)²                                  proximity           (2)
    d = F + (1 - F) |x_i - x_j|                                 cognitive distance  (3)
    τ_cc' = max(travel + access_between - max(v_c, v_c'), 0), at home access_within (4)
    m_j = ln(M_j / M_j0) - ln(Σ M / Σ M_0), at most ±3          growth since start  (5)
    j* = argmax U if U > u_0, else none                                             (6)
    y = min(g max(P, 0), 0.25)                                 yield of the project (7)
    n' = (1 - λ)^(1/12) n; with a new project n' + 1, or 1 if the partner is new    (8)

    ω cognitive_weight, d* optimum, w tolerance, F distance of fields (region data; an
    institute's is the mean over its field_weights), x position (institutes: lot), κ
    visit_cost, v terms.visit_time_cut, b border_cost, k 1 less the smaller terms.border_cut
    of both cities (at most 1), h home_knowledge, χ tie_value, n tie (0 with all but the old
    partner), λ tie_decay, M rd_lagged, M_0 start_mass, Σ over all who are open, firms with
    W, ε Gumbel, u_0 reservation, g pair_gain, y pair_yield (without a project 0)

Every month ties fade (8), then a free firm looks with probability search_rate / 12. It draws
its candidates with replacement, institutes and firms by turns, by W start_mass, which no
policy changes; what has happened since enters by (5), as if they were drawn by present mass.
While n > 0 the old partner comes instead of the first institute. Only others that are open,
firms with R&D, can be chosen; each appearance has an ε of its own. An institute with a branch
in the firm's city counts as there. A project lasts project_months or until one of the two
closes: then an open firm may look again at once. joint_share of its filings are joint: a flow
to the city of the partner, lagged by a month. One searching row stands for W alike searches.
Programmes organise firms besides (`sim.consortia`). Conserves money and people.

References
----------
Nooteboom et al. (2007), Research Policy 36(7), for (2). Scherngell & Hu (2011): (3) before (4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import consortia
from sim.candidates import draw
from sim.consortia import ConsortiumParameters
from sim.entities import FIRM, INSTITUTE, Firms, Institutes
from sim.parameters import parameter
from sim.partners import field_distance, meeting_city, of_all, partners
from sim.randomness import Luck
from sim.shapes import Bools, CityToCity, Floats, Ints, PerCity
from sim.state import State

WRITES = (
    "firms.partner", "firms.partner_kind", "firms.partner_city", "firms.tie",
    "firms.pair_until", "firms.pair_yield", *consortia.WRITES,
)  # fmt: skip
CANDIDATES = 8  # of which the even ones are institutes; 0 is the old partner, if there is one


@dataclass(frozen=True, kw_only=True)
class Params(ConsortiumParameters):
    """Search, taste for partners, what a project gives, and how consortia are made."""

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
    np.fill_diagonal(away, within)
    return away


def border_between(cost: float, cut: PerCity) -> CityToCity:
    """Cost of the border between cities, in equation (1); both must have cut it."""
    border = cost * (1 - np.minimum(np.minimum(cut[:, None], cut[None, :]), 1.0))
    np.fill_diagonal(border, 0.0)
    return border


def growth(mass: Floats, start: Floats, mean: float) -> Floats:
    """Growth of a candidate since its start beyond that of all, equation (5)."""
    own = np.log(np.maximum(mass, 1e-300) / np.maximum(start, 1e-300))
    return np.minimum(np.maximum(own - mean, -GROWTH_CAP), GROWTH_CAP)


def best(utility: Floats, reservation: float) -> tuple[Ints, Bools]:
    """The best candidate of each searcher, and whether it is good enough, equation (6)."""
    choice = utility.argmax(axis=1)
    return choice, utility[np.arange(len(utility)), choice] > reservation


def pair_yield(near: Floats, gain: float) -> Floats:
    """Rise of the yield of a project's R&D, equation (7)."""
    return np.minimum(gain * np.maximum(near, 0.0), YIELD_CAP)


def step(state: State, params: Params, luck: Luck) -> None:
    consortia.organise(state, params)
    firms, month = state.firms, state.month
    running = keep_running(state)
    joint = params.joint_share * firms.filings[running]
    state.flows.add("co-patents", firms.city[running], firms.partner_city[running], joint)
    firms.tie *= (1 - params.tie_decay) ** (1 / 12)

    free = (firms.is_active & firms.is_rd_active & (firms.pair_until < month)).nonzero()[0]
    rows = free[luck.uniform("search", free) < params.search_rate / 12]
    if not len(rows):
        return
    who = candidates(state, rows, luck)
    city, near, value = appraise(state, rows, who, params)
    choice, found = best(value + luck.gumbel("taste", rows, CANDIDATES), params.reservation)

    at, pick = found.nonzero()[0], choice[found]
    rows, who = rows[at], who[at, pick]
    firms.tie[rows] = np.where(partners(firms, rows) == who, firms.tie[rows] + 1, 1.0)
    of_firm = who < len(firms)
    firms.partner[rows] = np.where(of_firm, who, who - len(firms))
    firms.partner_kind[rows] = np.where(of_firm, FIRM, INSTITUTE)
    firms.partner_city[rows] = city[at, pick]
    firms.pair_until[rows] = month + params.project_months - 1
    firms.pair_yield[rows] = pair_yield(near[at, pick], params.pair_gain)


def keep_running(state: State) -> Ints:
    """Rows whose project goes on; that of the others ends. Partners may have moved."""
    firms = state.firms
    running = firms.pair_until >= state.month
    rows = running.nonzero()[0]
    who = partners(firms, rows)
    firms.partner_city[rows] = meeting_city(state, who, firms.city[rows])
    on = of_all(state, "is_active")[who] & firms.is_active[rows]
    ended = rows[~on]
    firms.pair_until[ended] = state.month - 1
    running[ended] = False
    firms.pair_yield *= running
    return rows[on]


def candidates(state: State, rows: Ints, luck: Luck) -> Ints:
    """Numbers of eight candidates of each searcher."""
    firms, chance = state.firms, luck.uniform("candidate", rows, CANDIDATES)
    who = np.empty(chance.shape, dtype=np.int64)
    who[:, ::2] = len(firms) + draw(state.institutes.start_mass, chance[:, ::2])
    who[:, 1::2] = draw(firms.start_mass * firms.weight, chance[:, 1::2])
    tied = (firms.tie[rows] > 0).nonzero()[0]
    who[tied, 0] = partners(firms, rows[tied])
    return who


def appraise(
    state: State, rows: Ints, who: Ints, params: Params
) -> tuple[Ints, Floats, Floats]:
    """City, proximity and utility (1) of candidates; impossible ones are worth -inf."""
    firms, institutes = state.firms, state.institutes
    here = firms.city[rows][:, None]
    city = meeting_city(state, who, here)
    place = np.concatenate([firms.position, institutes.lot]).take(who)
    apart = field_distance(state, firms.field[rows][:, None], who)
    distance = cognitive_distance(apart, firms.position[rows][:, None], place)
    near = proximity(distance, params.optimum, params.tolerance)

    travel, cut = state.region.travel, state.terms.visit_time_cut
    minutes = door_to_door(travel, cut, params.access_between, params.access_within)
    visit = (params.visit_cost * minutes / 60).take(here * len(cut) + city)
    border = border_between(params.border_cost, state.terms.border_cut)
    abroad = border + params.home_knowledge * (1 - np.eye(len(cut)))
    tie = (params.tie_value * np.log1p(firms.tie[rows]))[:, None]
    mass, start = of_all(state, "rd_lagged").take(who), of_all(state, "start_mass").take(who)
    value = (
        params.cognitive_weight * near
        - visit
        - abroad.take(here * len(cut) + city)
        + tie * (partners(firms, rows)[:, None] == who)
        + growth(mass, start, mean_growth(firms, institutes))
    )
    fit = np.concatenate([firms.is_active & firms.is_rd_active, institutes.is_active])
    return city, near, np.where(fit.take(who) & (who != rows[:, None]), value, -np.inf)


def mean_growth(firms: Firms, institutes: Institutes) -> float:
    """Log growth of the R&D of all who are open, relative to their start."""
    weight, is_open = firms.weight * firms.is_active, institutes.is_active
    now = (weight * firms.rd_lagged).sum() + (institutes.rd_lagged * is_open).sum()
    then = (weight * firms.start_mass).sum() + (institutes.start_mass * is_open).sum()
    return float(np.log(max(now, 1e-300) / max(then, 1e-300)))
