"""Employers: firms and institutes as one list, and which of them a seeker meets.

Employers are numbered as firms first, institutes after them. A seeker meets candidates by
inverse sampling: a uniform picks a group of employers (founded in one city, of one field),
what is left of it an employer of the group, both in proportion to

    x_e (1[same field] + o 1[other field]),  x = W start_mass^σ, of institutes by field  (1)

    x how well an employer is known, W weight, σ below one: the small are known beyond their
    size, and may have grown since; o weight of an employer of another field

which never changes, nor does the city of founding: so two arms of an experiment draw the
same candidates, whatever has become of them since.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.entities import FIRM, INSTITUTE, STARTUP, Firms, Institutes, Talent
from sim.randomness import Luck
from sim.shapes import Bools, Floats, Ints, PerMarket
from sim.state import State

BUCKETS = 2**15


@dataclass(frozen=True)
class Employers:
    """Every employer: its table, and whether it is open."""

    firms: Firms
    institutes: Institutes
    n_firms: int
    is_open: Bools

    @classmethod
    def of(cls, state: State) -> Employers:
        """The employers of a state."""
        firms, institutes = state.firms, state.institutes
        is_open = np.concatenate([firms.is_active, institutes.is_active])
        return cls(firms, institutes, len(firms), is_open)

    def __len__(self) -> int:
        return len(self.is_open)

    @staticmethod
    @lru_cache(maxsize=8)
    def draws(seed: int, process: str, n_firms: int, n_institutes: int) -> Floats:
        """One draw of every employer that never changes; locked."""
        luck = Luck(seed, process, month=-1)
        found = luck.uniform("firm", n_firms), luck.uniform("institute", n_institutes)
        draws = np.concatenate(found)
        draws.flags.writeable = False
        return draws

    def of_talent(self, talent: Talent) -> Ints:
        """Number of each person's employer; -1 without one."""
        return talent.employer + self.n_firms * (talent.employer_kind == INSTITUTE)

    def is_in(self, employer: Ints, city: Ints) -> Bools:
        """Whether an employer has its seat or a branch in a city."""
        firms, institutes = self.firms, self.institutes
        is_firm = employer < self.n_firms
        found = np.empty(len(employer), dtype=bool)
        row, there = employer[is_firm], city[is_firm]
        found[is_firm] = (firms.city[row] == there) | (firms.branch_city[row] == there)
        row, there = employer[~is_firm] - self.n_firms, city[~is_firm]
        found[~is_firm] = (institutes.city[row] == there) | institutes.branches[row, there]
        return found

    def posts_by_market(self, state: State, posts: Floats, branch_share: float) -> PerMarket:
        """Posts of employers by city and field; branches together have `branch_share`."""
        firms, institutes, n = self.firms, self.institutes, self.n_firms
        rows, at = (posts[:n] > 0).nonzero()[0], (posts[n:] > 0).nonzero()[0]
        field, branch = firms.field[rows], firms.branch_city[rows]
        away = np.where(branch >= 0, branch_share, 0.0) * posts[rows]
        market = state.by_market(firms.city[rows], field, posts[rows] - away)
        market += state.by_market(np.maximum(branch, 0), field, away)
        branches = institutes.branches[at]
        n_branches = branches.sum(axis=1)
        spread = branches * (branch_share / np.maximum(n_branches, 1))[:, None]
        at_seat = np.where(n_branches > 0, 1 - branch_share, 1.0)
        spread[np.arange(len(at)), institutes.city[at]] += at_seat
        by_field = posts[n + at, None] * institutes.field_weights[at]
        return market + np.einsum("ic,if->cf", spread, by_field)


def staff_of(state: State, kind: int, employers: Ints) -> Ints:
    """Rows of the people whom `employers`, row numbers of one kind, employ."""
    table = state.firms if kind == FIRM else state.institutes
    asked = np.zeros(len(table), dtype=bool)
    asked[employers] = True
    rows = (state.talent.employer_kind == kind).nonzero()[0]
    return rows[asked[state.talent.employer[rows]]]


def accepted(employer: Ints, priority: Floats, open_posts: Floats) -> Bools:
    """Whether each applicant is taken: the highest draws of each employer's applicants."""
    order = np.lexsort((-priority, employer))
    queue = employer[order]
    place = np.arange(len(queue)) - np.searchsorted(queue, queue)
    taken = np.zeros(len(queue), dtype=bool)
    taken[order] = place < open_posts[queue]
    return taken


def start_up_premium(state: State, elasticity: float) -> Floats | None:
    """What shares in a start-up are worth to those who seek, log odds by employer."""
    income = state.terms.inventor_income
    if not income.any():
        return None
    firms, premium = state.firms, np.zeros(len(state.firms) + len(state.institutes))
    start_ups = (firms.kind == STARTUP).nonzero()[0]
    premium[start_ups] = elasticity * income[firms.city[start_ups]]
    return premium


@dataclass(frozen=True)
class Acquaintance:
    """Cumulative tables of (1), over permanent columns only; cities stand in name order."""

    employer: Ints  # by entry: a firm, or an institute in one of its fields
    known: Floats  # cumulative mass before each entry, and the total
    guide: Ints  # how many of `known` lie in the buckets before each
    edges: Floats  # section number plus cumulative share of the groups, flattened
    edge_guide: Ints  # the same of `edges`
    cells: tuple[Floats, ...]  # edge below, distance, mass before the group, its mass
    n_groups: int
    n_fields: int

    @classmethod
    def of(cls, state: State, other_field: float, size: float) -> Acquaintance:
        """The tables of a state; groups are city of founding by field."""
        firms, institutes, n_fields = state.firms, state.institutes, len(state.fields)
        # City codes depend on the order of the file; names do not.
        founded = np.where(firms.moved_from >= 0, firms.moved_from, firms.city)
        own = state.cities.key[founded] * n_fields + firms.field
        others = state.cities.key[institutes.city][:, None] * n_fields + np.arange(n_fields)
        group = np.concatenate([own, others.ravel()]).astype(np.int16)
        # The weight stands outside the power: ten copies of a firm are met ten times as often.
        firm, institute = firms.start_mass**size, institutes.start_mass**size
        by_field = institute[:, None] * institutes.field_weights
        mass = np.concatenate([firms.weight * firm, by_field.ravel()])
        order = np.argsort(group, kind="stable")
        known = np.concatenate([[0.0], np.cumsum(mass[order])])
        in_group = np.bincount(group, minlength=len(state.cities) * n_fields)
        first = np.concatenate([[0], np.cumsum(in_group)])
        start, mass = known[first[:-1]], np.diff(known[first])
        edges = _edges(mass, len(state.cities), other_field)
        below = np.column_stack([np.arange(len(edges)), edges[:, :-1]])
        width = np.maximum(edges - below, 1e-300)
        cells = tuple(x.ravel() for x in np.broadcast_arrays(below, width, start, mass))
        n, edges = len(firms), edges.ravel()
        employer = np.where(order < n, order, n + (order - n) // n_fields)
        guides = _guide(known, known[-1]), _guide(edges, 2 * len(mass))
        return cls(employer, known, guides[0], edges, guides[1], cells, len(mass), n_fields)

    def candidates(self, key: Ints, field: Ints, luck: Floats, at_home: int) -> Ints:
        """Employers met by seekers in cities of rank `key`: one per number of luck.

        The first `at_home` of them were founded in the seeker's city, the rest elsewhere.
        """
        away = np.arange(luck.shape[1]) >= at_home
        section = 2 * (key * self.n_fields + field)[:, None] + away
        aim = section + luck
        at = _find(aim, self.edges, self.edge_guide, 2 * self.n_groups)
        # A section is empty only where no institute was founded; its last employer stands in.
        at = np.minimum(at, (section + 1) * self.n_groups - 1)
        below, width, start, mass = (cell.take(at) for cell in self.cells)
        aim = start + np.minimum((aim - below) / width, 1 - 1e-12) * mass
        entry = _find(aim, self.known, self.guide, self.known[-1])
        return self.employer.take(entry - 1, mode="clip")


def _bucket(place: Floats, total: float) -> Ints:
    """Which of the equal buckets from zero to the total each place lies in."""
    return (place * (BUCKETS / max(total, 1e-300))).astype(np.intp)


def _guide(table: Floats, total: float) -> Ints:
    """How many entries of a rising table lie in the buckets before each."""
    in_bucket = np.bincount(_bucket(table, total), minlength=BUCKETS + 1)
    return np.concatenate([[0], np.cumsum(in_bucket)])


def _find(aim: Floats, table: Floats, guide: Ints, total: float) -> Ints:
    """Entries of a rising table that are not above each aim, by its guide.

    Bisection is left to the few with an entry in their own bucket.
    """
    bucket = _bucket(aim, total)
    entry = guide.take(bucket)
    unsure = np.flatnonzero(entry < guide.take(bucket + 1))
    entry.put(unsure, np.searchsorted(table, aim.take(unsure), side="right"))
    return entry


def _edges(mass: Floats, n_cities: int, other_field: float) -> Floats:
    """Section number + cumulative shares of its groups; sections: city, field, home or away."""
    cube = mass.reshape(n_cities, -1)
    fit = np.where(np.eye(cube.shape[1], dtype=bool), 1.0, other_field)
    here = np.eye(n_cities)
    place = np.stack([here, 1 - here], axis=1)  # (city, home or away, city of the group)
    share = (place[:, None, :, :, None] * (fit[:, None] * cube)[None, :, None]).reshape(
        -1, mass.size
    )
    total = np.cumsum(share, axis=1)
    total /= np.where(total[:, -1:] > 0, total[:, -1:], 1.0)
    return np.arange(len(total))[:, None] + total
