"""Contrasts: what is asked of arms, as paired differences with weights.

    d = Σ_k w_k (y(arm_k) - y(base_k))          one value for every replication    (1)

Everything that is asked of levers is such a sum: a lever alone, the plan without it, two
levers beyond the sum of each, effects of a factorial, a Shapley share. Differences are taken
first, so that arms that are equal give exactly 0 and shared luck is gone before anything is
added.

    alone        v({i}) - v(∅)                                                     (2)
    without      v(N) - v(N \\ {i})                                                 (3)
    interaction  [v({i, j}) - v({j})] - [v({i}) - v(∅)]                            (4)
    factorial    2^(1-n) Σ_S Π_{j in A} s_j(S) v(S),  s_j = 1 if j in S, else -1     (5)

    v indicator of the arm of a coalition, N all players, n their number, A the players of a
    main effect (one) or an interaction (several), S every coalition

(5) is the convention of a 2^n factorial: a main effect is the mean of the player's effect over
all that the others may do, an interaction of two is half of what (4) is on average.

References
----------
Box, Hunter & Hunter (2005), Statistics for Experimenters, ch. 5: (5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, combinations

import numpy as np

from experiments.methods.panel import Panel
from sim.settings import Settings
from sim.shapes import Floats

NOBODY = "none"
ROUNDING = 1e-13  # of the level of an indicator: some hundred roundings
Difference = tuple[float, str, str]  # weight, arm, baseline
Coalition = tuple[str, ...]  # players that are on


@dataclass(frozen=True)
class Contrast:
    """One thing that is asked: of what kind, about whom, and its sum (1)."""

    kind: str
    subject: str
    terms: tuple[Difference, ...]

    def arms(self) -> list[str]:
        """The arms that it needs."""
        return list(dict.fromkeys(arm for _, *both in self.terms for arm in both))


@dataclass(frozen=True)
class Players:
    """Who can be switched on and off: a lever each, or several together.

    `whole` is the arm in which all are on. The arm of a coalition bears the players' names,
    in their order and joined by +; of more than half, the whole and who is missing.
    """

    whole: str
    levers: Mapping[str, tuple[str, ...]]

    @cached_property
    def names(self) -> Coalition:
        """Every player."""
        return tuple(self.levers)

    def arm(self, coalition: Iterable[str]) -> str:
        """The name of the arm in which these players are on, and no other."""
        inside = set(coalition)
        if 2 * len(inside) > len(self.names):
            return "-".join([self.whole, *(n for n in self.names if n not in inside)])
        return "+".join(n for n in self.names if n in inside) or NOBODY

    def others(self, *players: str) -> Coalition:
        """Everybody but these."""
        return tuple(name for name in self.names if name not in players)

    def settings(self, every: Settings, coalition: Iterable[str]) -> Settings:
        """The settings of a coalition's arm: `every` lever as given, or at dose 0."""
        on = set(chain.from_iterable(self.levers[player] for player in coalition))
        return replace(
            every,
            levers={n: p if n in on else replace(p, dose=0.0) for n, p in every.levers.items()},
        )

    def arms(self, every: Settings, wanted: Iterable[Iterable[str]]) -> dict[str, Settings]:
        """The arms of some coalitions, each once."""
        return {self.arm(c): self.settings(every, c) for c in map(tuple, wanted)}


def taken(panel: Panel, contrast: Contrast, indicator: str, year: int) -> Floats:
    """Values of a contrast by replication and place, equation (1).

    What is left where differences cancel is 0, for rounding would else be tested as an effect.
    """
    terms = [
        (weight, panel.at(arm, indicator, year), panel.at(base, indicator, year))
        for weight, arm, base in contrast.terms
    ]
    found = np.sum([weight * (y - y0) for weight, y, y0 in terms], axis=0)
    level = np.max([np.abs(y) for _, y, _ in terms], axis=0)
    return np.where(np.abs(found) < ROUNDING * level, 0.0, found)


def coalitions(names: Coalition) -> list[Coalition]:
    """Every set of players, small ones first."""
    sizes = range(len(names) + 1)
    return list(chain.from_iterable(combinations(names, size) for size in sizes))


def total(players: Players) -> Contrast:
    """Everybody against nobody."""
    return Contrast("total", players.whole, ((1.0, players.whole, NOBODY),))


def alone(players: Players, player: str) -> Contrast:
    """One player against nobody, equation (2)."""
    return Contrast("alone", player, ((1.0, players.arm([player]), NOBODY),))


def without(players: Players, player: str) -> Contrast:
    """Everybody against everybody but one, equation (3)."""
    rest = players.arm(players.others(player))
    return Contrast("without", player, ((1.0, players.whole, rest),))


def interaction(players: Players, one: str, other: str) -> Contrast:
    """Two players together beyond the sum of each, equation (4)."""
    both, i, j = (players.arm(c) for c in ((one, other), (one,), (other,)))
    return Contrast("interaction", f"{one}+{other}", ((1.0, both, j), (-1.0, i, NOBODY)))


def factorial(players: Players) -> list[Contrast]:
    """Main effects and interactions of all orders, equation (5)."""
    found = []
    for inside in coalitions(players.names)[1:]:
        first, *others = inside
        terms = []
        for rest in coalitions(players.others(first)):
            sign = np.prod([1.0 if other in rest else -1.0 for other in others])
            pair = players.arm((first, *rest)), players.arm(rest)
            terms.append((float(sign) / 2 ** (len(players.names) - 1), *pair))
        kind = "main effect" if not others else f"interaction of {len(inside)}"
        found.append(Contrast(kind, "+".join(inside), tuple(terms)))
    return found
