"""Hiring: posts of firms and institutes meet R&D people, by city and field.

An employer wants so many rows of people; a permanent draw of its own settles the part of a
row. People retire, quit, are laid off where more are held than wanted, and lose the post when
the employer closes. Those without a post seek one in their own city. A seeker who finds meets
a few employers and takes the best; if too many want a post, it goes to the highest draws.

    n_e = floor(W_e N*_e / P + u_e)                              rows wanted       (1)
    l_e = 1 - (1 - q)^(1/12) (1 - a max(h_e - n_e - 1, 0) / h_e)  chance to leave   (2)
    o_e = floor(max(n_e - h_e, 0)),  V_cf = P Σ_e s_ecf o_e      open posts         (3)
    M = min(U, V, m U^(1/2) V^(1/2)),  chance to find M / U                        (4)
    Pr(e is met by a seeker of f) ∝ x_e (1[same field] + o 1[other field])         (5)
    utility = ln o_e + ζ i_c(e) 1[start-up] + Gumbel                               (6)
    Δ ln w_cf = clip(κ (V_cf / U_cf - 1) / 12, ±z) + ln(1 + g) / 12                (7)
    wage_p = w_cf skill_p (1 - t 1[unrecognised])                 of those employed (8)

    W weight, N* staff_wanted, P people_per_agent, u permanent uniform, h rows held (before
    anyone leaves in (2), after it in (3)), q quit_rate, a layoff_speed (a month), s share of
    posts in the city and field (branches have branch_share of them, in equal parts; institutes
    by field_weights), U cities.seekers, V cities.vacancies (both before anyone is hired), m
    match_efficiency, x = W start_mass^σ (of institutes by field_weights), σ size_known, o
    other_field, c(e) city of the seat, ζ income_elasticity, i terms.inventor_income, w
    cities.wage, κ wage_response, z wage_step, g wage_growth, t title_discount

A person retires with chance 1 - (1 - retirement_rate)^(1/12); of the others l_e leave, all
where e is closed. In (5) a seeker draws 7 employers founded in its city and 1 founded
elsewhere; if none has an open post and a seat or branch in its city, 13 and 3 more. Cities of
founding no policy moves: who meets whom hangs on permanent rows. Where nobody seeks, (7) is at
z if there are posts, else on the trend. (8) comes after (7), also for those just hired; tenure
grows by one for those who stay. Posts are whole rows: one above n_e is no surplus. Staff
limits R&D in `rd_investment` only: here a vacancy opens a post and no more. Conserves people:
who retires passes from talent to the retired; no one else goes.

References
----------
Petrongolo & Pissarides (2001), JEL 39(2), for (4). Blanchflower & Oswald (1994) for (7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.employers import Acquaintance, Employers, accepted, start_up_premium
from sim.entities import FIRM, INSTITUTE
from sim.parameters import Parameters, parameter
from sim.randomness import Luck
from sim.shapes import Bools, Floats, Ints, PerMarket
from sim.state import State
from sim.tables import sum_by

WRITES = (
    "talent.employer", "talent.employer_kind", "talent.tenure", "talent.wage",
    "talent.is_active", "talent.is_unrecognised", "talent.weight", "talent.skill",
    "talent.supported_until", "talent.support", "cities.vacancies", "cities.seekers",
    "cities.wage", "firms.staff", "firms.staff_filled", "institutes.staff",
    "institutes.staff_filled",
)  # fmt: skip
# Candidates from the seeker's city, and all, at first and if none of them has an open post:
# so many that the friction is in (4) alone, fixed so that the best is the same at any scale.
ROUNDS = (7, 8), (13, 16)


@dataclass(frozen=True, kw_only=True)
class Params(Parameters):
    """Leaving, finding and pay of R&D people."""

    quit_rate: float = parameter(
        0.08, unit="1/year", low=0, high=0.4, status="assumed", source="turnover; swept",
    )  # fmt: skip
    layoff_speed: float = parameter(
        0.25, unit="share of the surplus a month", low=0, high=1, status="assumed",
        source="months of notice",
    )  # fmt: skip
    retirement_rate: float = parameter(
        0.025, unit="1/year", low=0, high=0.1, status="assumed",
        source="a working life of about 40 years",
    )  # fmt: skip
    match_efficiency: float = parameter(
        0.35, unit="matches a month at U = V = 1", low=0.05, high=1, status="assumed",
        source="monthly matching functions .3-.5 (Petrongolo & Pissarides 2001, recalled)",
    )  # fmt: skip
    other_field: float = parameter(
        0.05, unit="weight of an employer of another field", low=0, high=1, status="assumed",
        source="most stay in their field",
    )  # fmt: skip
    size_known: float = parameter(
        0.5, unit="elasticity", low=0, high=1, status="assumed",
        source="between all employers alike and in proportion to R&D at the start",
    )  # fmt: skip
    branch_share: float = parameter(
        0.2, unit="share of posts in branches", low=0, high=1, status="assumed",
        source="as of the R&D done there",
    )  # fmt: skip
    income_elasticity: float = parameter(
        1.8, unit="log odds per log point of income", low=0.8, high=2.3, status="sourced",
        source="Moretti & Wilson (2017), inventors; as in migration",
    )  # fmt: skip
    wage_response: float = parameter(
        0.04, unit="log points a year per unit of V/U - 1", low=0, high=0.2, status="assumed",
        source="slow; swept",
    )  # fmt: skip
    wage_step: float = parameter(
        0.01, unit="log points a month", low=0, high=0.05, status="assumed",
        source="bounds the answer to thin markets",
    )  # fmt: skip
    wage_growth: float = parameter(
        0.050, unit="1/year, real", low=0, high=0.12, status="estimated",
        source="R&D spending per full-time person +6-7 % a year 2014-19 in the province",
    )  # fmt: skip
    title_discount: float = parameter(
        0.05, unit="share of the wage", low=0, high=0.3, status="assumed", source="plan doses",
    )  # fmt: skip


def wanted_posts(staff_wanted: Floats, weight: Floats, per_row: float, luck: Floats) -> Floats:
    """Whole rows of people that each employer wants, equation (1)."""
    return np.floor(weight * staff_wanted / per_row + luck)


def all_wanted(state: State, luck: Luck) -> Floats:
    """Rows wanted by every employer, firms first; the part of a row is settled for ever."""
    firms, institutes = state.firms, state.institutes
    staff = np.concatenate([firms.staff_wanted, institutes.staff_wanted])
    weight = np.concatenate([firms.weight, np.ones(len(institutes))])
    part = Employers.draws(luck.seed, luck.process, len(firms), len(institutes))
    return wanted_posts(staff, weight, state.people_per_agent, part)


def leaving_chance(held: Floats, wanted: Floats, is_open: Bools, params: Params) -> Floats:
    """Chance that one of an employer's people leaves this month, equation (2)."""
    surplus = np.maximum(held - wanted - 1, 0) / np.maximum(held, 1e-9)
    stays = (1 - params.quit_rate) ** (1 / 12) * (1 - params.layoff_speed * surplus)
    return np.where(is_open, 1 - stays, 1.0)


def matches(seekers: PerMarket, vacancies: PerMarket, efficiency: float) -> PerMarket:
    """People who find a post this month, equation (4)."""
    most = np.minimum(seekers, vacancies)
    return np.minimum(most, efficiency * np.sqrt(seekers * vacancies))


def wage_change(seekers: PerMarket, vacancies: PerMarket, params: Params) -> PerMarket:
    """Change of the log wage in a month, equation (7); an empty market keeps to the trend."""
    empty = np.where(vacancies > 0, 1e9, 1.0)  # nobody seeks: as tight as can be
    tightness = np.divide(vacancies, seekers, out=empty, where=seekers > 0)
    answer = params.wage_response * (tightness - 1) / 12
    limit = params.wage_step
    return np.minimum(np.maximum(answer, -limit), limit) + np.log1p(params.wage_growth) / 12


def leave(state: State, params: Params, luck: Luck, staff: Employers, wanted: Floats) -> Floats:
    """Let people retire and leave their posts; the rows that each employer still holds."""
    talent, here = state.talent, state.talent.is_active.nonzero()[0]
    employer = staff.of_talent(talent)[here]
    rows_of = talent.weight[here] / state.people_per_agent
    held = sum_by(employer + 1, rows_of, len(staff) + 1)[1:]
    at, chance = (held > 0).nonzero()[0], np.zeros(len(staff) + 1)  # the last: of no employer
    chance[at] = leaving_chance(held[at], wanted[at], staff.is_open[at], params)
    # One draw for both: the lowest retire, the next ones leave.
    u = luck.uniform("leave", here)
    retiring = 1 - (1 - params.retirement_rate) ** (1 / 12)
    chance = retiring + (1 - retiring) * chance
    going = (u < chance.take(employer)).nonzero()[0]
    held -= sum_by(employer[going] + 1, rows_of[going], len(staff) + 1)[1:]
    going, retired = here[going], here[u < retiring]
    gone = state.by_city(talent.city[retired], talent.weight[retired])
    state.people.pay("talent", "retired", gone)
    talent.leave_job(going)
    talent.leave_zone(retired)
    return held


def choices(
    state: State, params: Params, luck: Luck, rows: Ints, staff: Employers, open_posts: Floats
) -> Ints:
    """The employer to which each of `rows` applies, equations (5) and (6); -1 none."""
    talent, choice = state.talent, np.full(len(rows), -1)
    premium = start_up_premium(state, params.income_elasticity)
    known = state.known or Acquaintance.of(state, params.other_field, params.size_known)
    for number, (at_home, n) in enumerate(ROUNDS):
        left = (choice < 0).nonzero()[0]
        who, city = rows[left], talent.city[rows[left]]
        meeting = luck.uniform(f"meeting {number}", who, n)
        met = known.candidates(state.cities.key[city], talent.field[who], meeting, at_home)
        # Few of those met have an open post: taste, n numbers a row, is drawn for them only.
        at = np.flatnonzero(open_posts.take(met) > 0)
        at = at[staff.is_in(met.take(at), city[at // n])]
        taste = luck.gumbel(f"taste {number}", who[at // n] * n + at % n)
        utility = np.full(met.size, -np.inf)
        utility[at] = np.log(open_posts[met.take(at)]) + taste
        if premium is not None:
            utility[at] += premium[met.take(at)]
        best = n * np.arange(len(who)) + utility.reshape(-1, n).argmax(axis=1)
        choice[left] = np.where(utility[best] > -np.inf, met.take(best), -1)
    return choice


def hire(
    state: State, params: Params, luck: Luck, rows: Ints, staff: Employers, open_posts: Floats
) -> Floats:
    """Let those of `rows` who are taken start their posts; rows hired by employer."""
    talent = state.talent
    choice = choices(state, params, luck, rows, staff, open_posts)
    rows, choice = rows[choice >= 0], choice[choice >= 0]
    taken = accepted(choice, luck.uniform("priority", rows), open_posts)
    rows, choice = rows[taken], choice[taken]
    talent.employer[rows] = choice - staff.n_firms * (choice >= staff.n_firms)
    talent.employer_kind[rows] = np.where(choice < staff.n_firms, FIRM, INSTITUTE)
    return sum_by(choice, talent.weight[rows] / state.people_per_agent, len(staff))


def pay(state: State, params: Params) -> None:
    """Those employed earn the posted wage for their skill."""
    talent, posted = state.talent, state.cities.wage
    wage = posted.take(talent.city * posted.shape[1] + talent.field)
    wage *= talent.skill
    wage *= talent.employer >= 0
    talent.wage[:] = wage * np.where(talent.is_unrecognised, 1 - params.title_discount, 1.0)


def report(state: State, staff: Employers, held: Floats, wanted: Floats) -> None:
    """Write what each employer has of what it wants; the next month's R&D reads it."""
    filled = np.where(wanted > 0, held / np.maximum(wanted, 1), 1.0)
    persons = held * state.people_per_agent
    n, weight = staff.n_firms, state.firms.weight
    state.firms.staff[:] = persons[:n] * (weight > 0) / np.maximum(weight, 1e-9)
    state.institutes.staff[:] = persons[n:]
    state.firms.staff_filled[:], state.institutes.staff_filled[:] = filled[:n], filled[n:]


def step(state: State, params: Params, luck: Luck) -> None:
    talent, cities, staff = state.talent, state.cities, Employers.of(state)
    wanted = all_wanted(state, luck) * staff.is_open
    held = leave(state, params, luck, staff, wanted)
    open_posts = np.floor(np.maximum(wanted - held, 0) + 1e-9)
    seekers = (talent.is_active & (talent.employer < 0)).nonzero()[0]
    city, field = talent.city[seekers], talent.field[seekers]
    cities.seekers[:] = state.by_market(city, field, talent.weight[seekers])
    posts = staff.posts_by_market(state, open_posts, params.branch_share)
    cities.vacancies[:] = posts * state.people_per_agent
    found = matches(cities.seekers, cities.vacancies, params.match_efficiency)
    chance = found / np.maximum(cities.seekers, 1e-9)
    finders = seekers[luck.uniform("find", seekers) < chance[city, field]]
    talent.tenure += talent.employer >= 0
    held += hire(state, params, luck, finders, staff, open_posts)
    cities.wage *= np.exp(wage_change(cities.seekers, cities.vacancies, params))
    pay(state, params)
    report(state, staff, held, wanted)
