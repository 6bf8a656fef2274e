"""Shapley shares: what each player adds, averaged over all orders in which they may come.

    φ_i = Σ_{S without i} |S|! (n - |S| - 1)! / n! [v(S + i) - v(S)]               (1)
    φ_i = mean over orders π of v(P_i(π) + i) - v(P_i(π))                          (2)
    Σ_i φ_i = v(N) - v(∅)                                                          (3)
    error of (2): e_i² = s²(pair means) / m                                        (4)

    v indicator of the arm of a coalition, N all n players, P_i(π) who comes before i in π,
    m antithetic pairs (an order and its reverse, whose mean is one pair mean)

(1) needs all 2^n coalitions, so it is for few players. (2) samples orders and runs their
prefixes, each once however many orders share it; (3) holds for every order and so for the
sample, in every draw and seed. All replications see the same orders: the error (4) is what
other orders would have changed in the mean, and no number of seeds lowers it. A lever that
acts through others (the layout rule divides money that must be there, the special fund pays
what others ask for) does little or nothing alone; of what it does together with one other it
is given half, with two a third, and so on: interactions are what (1) shares out.

Orders are keyed by (seed, number of the pair), so that the arms of a design are known before
anything runs, and more orders keep those that there were.

References
----------
Shapley (1953), A value for n-person games. Castro, Gómez & Tejada (2009), Computers &
Operations Research 36(5): (2). Mitchell et al. (2022), JMLR 23(43): antithetic orders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np

from experiments.methods.contrasts import (
    Coalition,
    Contrast,
    Players,
    coalitions,
    taken,
    total,
)
from experiments.methods.panel import Panel
from sim.randomness import stream_key, uniforms
from sim.shapes import Floats

EXACT, SAMPLED = "shapley", "sampled shapley"
MOST = 8  # players of the exact shares: 256 arms


@dataclass(frozen=True)
class Orders:
    """A sample of orders in antithetic pairs: one, then its reverse."""

    players: Players
    listed: tuple[Coalition, ...]

    def shares(self) -> list[Contrast]:
        """The share of every player, equation (2)."""
        return [self._share(player, self.listed) for player in self.players.names]

    def prefixes(self) -> list[Coalition]:
        """The coalitions that the orders pass, each once, as they are met."""
        found: dict[str, Coalition] = {}
        for order in self.listed:
            for size in range(len(order) + 1):
                found.setdefault(self.players.arm(order[:size]), order[:size])
        return list(found.values())

    def errors(self, panel: Panel, indicator: str, year: int) -> dict[str, Floats]:
        """Monte-Carlo error of every player's mean share by place, (4); NaN for one pair."""
        pairs = list(zip(self.listed[::2], self.listed[1::2], strict=True))
        found = {}
        for player in self.players.names:
            parts = (self._share(player, pair) for pair in pairs)
            means = np.array([taken(panel, c, indicator, year).mean(axis=0) for c in parts])
            spread = means.std(axis=0, ddof=1) if len(pairs) > 1 else means[0] * np.nan
            found[player] = spread / np.sqrt(len(pairs))
        return found

    def _share(self, player: str, orders: Sequence[Coalition]) -> Contrast:
        arm = self.players.arm
        before = [order[: order.index(player)] for order in orders]
        counts = Counter((arm((*prefix, player)), arm(prefix)) for prefix in before)
        terms = tuple((many / len(orders), *pair) for pair, many in counts.items())
        return Contrast(SAMPLED, player, terms)


def sampled(players: Players, orders: int, seed: int = 0) -> Orders:
    """Orders drawn by keyed luck, half of them, and their reverses."""
    if orders < 2 or orders % 2:
        raise ValueError(f"permutations = {orders}: allowed: an even number from 2")
    found: list[Coalition] = []
    for pair in range(orders // 2):
        key = stream_key(seed, "shapley", pair, "order")
        rank = np.argsort(uniforms(key, np.arange(len(players.names))))
        order = tuple(players.names[i] for i in rank)
        found += [order, order[::-1]]
    return Orders(players, tuple(found))


def exact(players: Players) -> list[Contrast]:
    """The share of every player from all coalitions, equation (1)."""
    n = len(players.names)
    if n > MOST:
        raise ValueError(f"{n} players: allowed: up to {MOST}, for there are 2^n arms")
    found = []
    for player in players.names:
        terms = []
        for s in coalitions(players.others(player)):
            weight = factorial(len(s)) * factorial(n - len(s) - 1) / factorial(n)
            terms.append((weight, players.arm((*s, player)), players.arm(s)))
        found.append(Contrast(EXACT, player, tuple(terms)))
    return found


def remainder(
    panel: Panel, players: Players, shares: Sequence[Contrast], indicator: str, year: int
) -> float:
    """How far the shares miss the total in any replication and place, (3): rounding only."""
    added = np.sum([taken(panel, share, indicator, year) for share in shares], axis=0)
    missed = np.abs(added - taken(panel, total(players), indicator, year))
    return float(np.nanmax(missed, initial=0.0))
