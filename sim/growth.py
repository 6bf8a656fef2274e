"""Growth of the model: what output grew from, month by month, in full view of every row.

    y = τ_F + τ_x + τ_g + u + s + X                                                (1)
    τ_F = Σ w_i dln A_i                     technology of continuing firms         (2)
    τ_x = w_o da_c,  τ_g = w_o dD_c         of the rest: exogenous, owed to firms  (3)
    u = dln u_c                             change of capacity in use              (4)
    X = w_F dln L_F + w_o (α k + (1 - α) l_o)       inputs                         (5)
    s = y - τ_F - τ_x - τ_g - u - X         reallocation, selection, entry, exit   (6)
    y - α' k' - (1 - α') l = τ_F + τ_x + τ_g + u + s                               (7)
          + [X - α k - (1 - α) l] + (α - α')(k - l) + α'(k - k')

    y growth of output, w mean of the shares in output at both ends, A productivity, a_c
    rest_path, D_c rest_gain, u_c capacity, L_F workers of firms, k growth of the capital in
    use (that of the month's beginning), l_o, l labour of the rest and of all; α of the
    model, α' and k' of the official convention, whose residual is the left side of (7)

True technology growth is τ = τ_F + τ_x + τ_g; only τ_F and τ_g can respond to policy. Firms
make S = ℓ A L, so their capital is taken to grow as their workers do. Entrants and leavers
count in (6) by how productive they are relative to the mean, since (5) takes their workers
at the mean. The last three terms of (7) are no technology: inputs at shares in output rather
than at their own, the official capital share, and the official capital. For the zone all
shares are in its output; firms that move between cities continue there.

References
----------
Foster, Haltiwanger & Krizan (2001) for (2) and (6); Basu & Fernald (2002), European Economic
Review 46(6), for the gap between the residual and technology.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.accounting import Params, official_capital, with_zone
from sim.shapes import Floats, Ints, PerCity, PerFirm
from sim.state import State

TECHNOLOGY = ("firms", "rest", "gain")
PIECES = (*TECHNOLOGY, "capacity", "selection", "mix")
ACCOUNTS = ("output", *PIECES, "alpha_gap", "capital_gap", "residual")
HISTORY = tuple(f"growth_{name}" for name in ("output", *PIECES))


OUTPUT, REST, WORKERS, REST_LABOUR, LABOUR, CAPITAL = range(6)  # rows of Books.totals


@dataclass(frozen=True)
class Made:
    """Rows and log productivity of open firms, value added by row, workers by city."""

    rows: Ints
    log_productivity: PerFirm
    value: PerFirm
    workers: PerCity


@dataclass(frozen=True)
class Books:
    """What the accounts of growth need of a month.

    `totals` (6, cities and zone): output, that of the rest, workers of firms, labour of the
    rest and of all, capital in use. `levels` (3, cities): log technology of the rest, as the
    scenario has it and as owed to firms, and log capacity. `capital` is that at month end.
    """

    log_productivity: PerFirm
    value: PerFirm
    city: Ints
    totals: Floats
    levels: Floats
    capital: PerCity


def begin(state: State, value_added: float, path: PerCity) -> None:
    """Open the accounts at the end of 2014, with the rest of the economy on its path.

    2014 is kept as twelve equal months; from its mean, January would seem to grow by half
    a year.
    """
    cities, firms = state.cities, state.firms
    rest = cities.output_start * np.exp(path)
    output = cities.gdp - cities.output_start + rest
    rows = firms.is_active.nonzero()[0]
    weight, log_a = firms.weight[rows], np.log(firms.productivity[rows])
    workers = state.by_city(firms.city[rows], weight * firms.workers[rows])
    made = Made(rows, log_a, value_added * firms.weight * firms.sales, workers)
    state.past = {"books": _books(state, made, output, rest, path, cities.capital)}


def account(state: State, made: Made, alpha: float) -> None:
    """Work out this month's pieces once output is known; `sim.accounts` keeps them."""
    before: Books | None = state.past.get("books")
    cities = state.cities
    used = cities.capital if before is None else before.capital
    now = _books(state, made, cities.gdp, cities.other_output, cities.rest_path, used)
    state.past = {"books": now}
    if before is not None:
        state.past["pieces"] = pieces(before, now, alpha)


def _books(
    state: State, made: Made, output: PerCity, rest: PerCity, path: PerCity, used: PerCity
) -> Books:
    firms, cities = state.firms, state.cities
    log_productivity = np.zeros(len(firms))
    log_productivity[made.rows] = made.log_productivity
    labour, of_firms = cities.employment, made.workers
    by_city = np.array([output, rest, of_firms, labour - of_firms, labour, used])
    capacity = np.log(state.region.now("capacity", state.month))
    return Books(
        log_productivity=log_productivity,
        value=made.value,
        city=firms.city.copy(),
        totals=np.concatenate([by_city, by_city.sum(axis=1, keepdims=True)], axis=1),
        levels=np.array([path, cities.rest_gain, capacity]),
        capital=cities.capital.copy(),
    )


def pieces(before: Books, now: Books, alpha: float) -> dict[str, Floats]:
    """Growth of a month by city and in the zone, and what it came from, (1) to (6)."""
    grown = np.log(now.totals / before.totals)
    old, new = before.totals, now.totals
    rest_share = (old[REST] / old[OUTPUT] + new[REST] / new[OUTPUT]) / 2
    in_zone = (old[:2, :-1] / old[OUTPUT, -1] + new[:2, :-1] / new[OUTPUT, -1]) / 2
    levels = now.levels - before.levels
    inputs = alpha * grown[CAPITAL, :-1] + (1 - alpha) * grown[REST_LABOUR, :-1]
    change = np.array([levels[0], levels[1], inputs])
    of_rest = np.empty((3, grown.shape[1]))
    of_rest[:, :-1] = rest_share[:-1] * change
    of_rest[:, -1] = (in_zone[REST] * change).sum(axis=1)
    firms = technology_of_firms(before, now)
    capacity = np.append(levels[2], (in_zone[OUTPUT] * levels[2]).sum())
    inputs = (1 - rest_share) * grown[WORKERS] + of_rest[2]
    return {
        "output": grown[OUTPUT],
        "firms": firms,
        "rest": of_rest[0],
        "gain": of_rest[1],
        "capacity": capacity,
        "selection": grown[OUTPUT] - firms - of_rest[0] - of_rest[1] - capacity - inputs,
        "mix": inputs - alpha * grown[CAPITAL] - (1 - alpha) * grown[LABOUR],
    }


def technology_of_firms(before: Books, now: Books) -> Floats:
    """Growth of productivity of firms that sold in both months, equation (2)."""
    n, (old_output, new_output) = len(before.value), (x.totals[OUTPUT] for x in (before, now))
    value, cities = now.value[:n], len(old_output) - 1
    gain = now.log_productivity[:n] - before.log_productivity
    gain *= (before.value > 0) & (value > 0)
    old, new = before.value * gain, value * gain
    zone = (old.sum() / old_output[-1] + new.sum() / new_output[-1]) / 2
    moved = (now.city[:n] != before.city).nonzero()[0]
    old[moved], new[moved] = 0, 0
    by_city = (
        np.bincount(before.city, old, cities) / old_output[:-1]
        + np.bincount(before.city, new, cities) / new_output[:-1]
    ) / 2
    return np.append(by_city, zone)


def accounts(state: State, row: int, params: Params) -> dict[str, Floats]:
    """The official residual over the window and its pieces, % a year, equation (7).

    Months are chained: output of the last month of the window against that of the month
    before it, so that the pieces add up to the residual exactly.
    """
    path, region = state.history, state.region
    months = 12 * params.window_years
    before = row - months
    if before < 11:
        nothing = np.full(len(state.cities) + 1, np.nan)
        return dict.fromkeys(ACCOUNTS, nothing)
    scale = 100 / params.window_years
    found = {
        name: scale * path[f"growth_{name}"][before + 1 : row + 1].sum(axis=0)
        for name in ("output", *PIECES)
    }

    def growth(name: str, lag: int = 0) -> Floats:
        ends = (with_zone(path[name][at - lag]) for at in (row, before))
        return scale * np.log(next(ends) / next(ends))

    alpha, labour, used = params.capital_share, growth("employment"), growth("capital", lag=1)
    ends = (
        official_capital(region, path, at, params.capital_method, params)
        for at in (row, before)
    )
    official = scale * np.log(next(ends) / next(ends))
    inputs = found["output"] - sum(found[name] for name in PIECES if name != "mix")
    found["alpha_gap"] = inputs - found["mix"] - alpha * used - (1 - alpha) * labour
    found["capital_gap"] = alpha * (used - official)
    found["residual"] = found["output"] - alpha * official - (1 - alpha) * labour
    return found
