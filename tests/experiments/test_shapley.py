"""Shapley shares on made games: known answers, sums without a rest, errors that are right."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from experiments.methods import contrasts, shapley
from experiments.methods.contrasts import taken
from tests.experiments.made_game import INDICATOR, YEAR, panel, players

GLOVES = players("left", "right", "other")


def gloves(coalition: frozenset[str], pair: int) -> float:
    """A left and a right-hand glove are worth 1 together; two people have a right one."""
    return float("left" in coalition and bool(coalition & {"right", "other"}))


def shares(of, listed) -> dict[str, np.ndarray]:
    return {c.subject: taken(of, c, INDICATOR, YEAR) for c in listed}


def test_the_game_of_gloves():
    found = shares(
        panel(GLOVES, contrasts.coalitions(GLOVES.names), gloves), shapley.exact(GLOVES)
    )
    assert found["left"][:, 0] == pytest.approx(4 / 6)
    assert found["right"][:, 0] == pytest.approx(1 / 6)
    assert found["other"][:, 1] == pytest.approx(2 / 6)  # the zone has twice as much


def random_game(n: int, pairs: int = 5):
    """Players, coalitions and a worth without any structure, other in every replication."""
    game = players(*(f"p{i}" for i in range(n)))
    every = contrasts.coalitions(game.names)
    luck = np.random.default_rng(n).normal(60, 30, size=(len(every), pairs))
    at = {frozenset(c): luck[i] for i, c in enumerate(every)}
    return game, every, lambda coalition, pair: at[coalition][pair]


def test_exact_shares_are_the_mean_over_all_orders():
    game, every, worth = random_game(4)
    of = panel(game, every, worth, 5)
    orders = tuple(permutations(game.names))
    mean = shares(of, shapley.Orders(game, orders).shares())
    for player, found in shares(of, shapley.exact(game)).items():
        assert found == pytest.approx(mean[player], abs=1e-12)


@pytest.mark.parametrize("n", [1, 3, 5, 7])
def test_shares_add_up_to_the_total_in_every_replication(n):
    game, every, worth = random_game(n)
    of = panel(game, every, worth, 5)
    sample = shapley.sampled(game, 6)
    for listed in (shapley.exact(game), sample.shares()):
        assert shapley.remainder(of, game, listed, INDICATOR, YEAR) < 1e-9
    assert shapley.remainder(of, game, shapley.exact(game)[1:], INDICATOR, YEAR) > 1e-3


def test_who_changes_nothing_has_exactly_nothing():
    game, every, worth = random_game(5)
    inert = lambda c, pair: worth(c - {"p2"}, pair)  # noqa: E731
    of = panel(game, every, inert, 5)
    assert (shares(of, shapley.exact(game))["p2"] == 0).all()
    assert (shares(of, shapley.sampled(game, 8).shares())["p2"] == 0).all()


def test_orders_come_with_their_reverse_and_each_prefix_is_run_once():
    game = players(*"abcdef")
    sample = shapley.sampled(game, 10)
    for order, back in zip(sample.listed[::2], sample.listed[1::2], strict=True):
        assert order == back[::-1]
        assert sorted(order) == list("abcdef")
    names = [game.arm(c) for c in sample.prefixes()]
    assert len(set(names)) == len(names) < 10 * 5 + 2
    assert {arm for c in sample.shares() for arm in c.arms()} == set(names)


def test_orders_are_known_before_the_run_and_more_keep_those_there_were():
    game = players(*"abcdef")
    assert shapley.sampled(game, 4) == shapley.sampled(game, 4)
    assert shapley.sampled(game, 8).listed[:4] == shapley.sampled(game, 4).listed
    assert shapley.sampled(game, 4, seed=1).listed != shapley.sampled(game, 4).listed
    first = [shapley.sampled(game, 2, seed).listed[0][0] for seed in range(600)]
    for player in game.names:  # 600 / 6 with a standard deviation of 9.1
        assert first.count(player) == pytest.approx(100, abs=37)


def test_the_monte_carlo_error_is_that_of_the_sample():
    game, every, worth = random_game(6)
    of = panel(game, every, worth, 5)
    true = {k: v.mean(axis=0) for k, v in shares(of, shapley.exact(game)).items()}
    missed, claimed = [], []
    for seed in range(60):
        sample = shapley.sampled(game, 20, seed)
        found = shares(of, sample.shares())
        errors = sample.errors(of, INDICATOR, YEAR)
        missed += [found[k].mean(axis=0)[0] - true[k][0] for k in game.names]
        claimed += [errors[k][0] for k in game.names]
    assert np.sqrt(np.mean(np.square(claimed))) == pytest.approx(np.std(missed), rel=0.12)


def test_reverse_orders_are_worth_having():
    # Pairs of players that add to each other: an order and its reverse cancel most of it.
    game = players(*"abcdef")

    def worth(coalition: frozenset[str], pair: int) -> float:
        return float(len(coalition) ** 2)

    of = panel(game, contrasts.coalitions(game.names), worth)
    found = shares(of, shapley.sampled(game, 2).shares())
    for share in found.values():
        assert share[:, 0] == pytest.approx(6)


def test_one_pair_has_no_error_and_what_cannot_be_is_refused():
    game, every, worth = random_game(3)
    errors = shapley.sampled(game, 2).errors(panel(game, every, worth), INDICATOR, YEAR)
    assert all(np.isnan(e).all() for e in errors.values())
    for orders in (0, 1, 3):
        with pytest.raises(ValueError, match="an even number"):
            shapley.sampled(game, orders)
    with pytest.raises(ValueError, match="allowed: up to 8"):
        shapley.exact(players(*"abcdefghi"))
