"""Each pattern on made micro-data with a known answer, and how bands are judged."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.methods import (
    patterns_firms,
    patterns_levels,
    patterns_moves,
    patterns_research,
    patterns_space,
)
from experiments.methods.causal_notch import size_class
from sim.notch import THRESHOLDS
from tests.experiments.made_panel import YEARS, made


@pytest.fixture
def rng() -> np.random.Generator:
    """The same draws for every test, in whatever order they run."""
    return np.random.default_rng(11)


def test_size_and_growth_come_from_yearly_sales(rng):
    rows = 4000
    size = rng.random(rows) ** (-1 / 1.2)
    steps = 0.1 * rng.laplace(size=(YEARS, rows))
    sales = size * np.exp(np.cumsum(steps, axis=0) - steps)
    panel = made(rows, firms={"sales": sales})
    tail = patterns_firms.firm_size(panel)["zeta, rank-size, top 10 %"]
    assert tail == pytest.approx(1.2, abs=0.2)
    assert patterns_firms.growth_shape(panel)["Subbotin b"] == pytest.approx(1, abs=0.06)
    assert abs(patterns_firms.volatility(panel)["slope of log sd on log size"]) < 0.05


def test_firms_that_came_within_a_year_have_no_growth():
    panel = made(50, fixed={"birth_month": np.where(np.arange(50) < 10, 30, -20)})
    growth, _, _ = patterns_firms.growth_rates(panel)
    # Ten firms born in July 2017 have whole years from 2018 on: two growth rates each.
    assert len(growth) == 40 * 5 + 10 * 2


def test_entry_exit_and_survival_by_hand():
    born = np.full(20, -20)
    born[:4] = 30  # start-ups of July 2017
    kind = (np.arange(20) < 4).astype(int)
    is_open = np.ones((YEARS, 20), dtype=bool)
    is_open[:2, :4] = False
    is_open[4:, 0] = False  # gone in 2019: at an age of 2.5 it is open no more
    is_open[5:, 1] = False
    found = patterns_firms.turnover(
        made(20, firms={"is_active": is_open}, fixed={"birth_month": born, "kind": kind})
    )
    stock = 16 + 16 + 20 + 20 + 19
    assert found["entry, a year"] == pytest.approx(4 / stock)
    assert found["exit, a year"] == pytest.approx(2 / stock)
    assert found["start-ups open after three years"] == pytest.approx(np.sqrt(0.75 * 0.5))


def test_bunching_is_seen_at_the_threshold_of_each_class(rng):
    rows = 30_000
    sales = np.tile(rng.choice([20.0, 100.0, 500.0], rows), (YEARS, 1))
    notch = np.array(THRESHOLDS)[size_class(sales[0])]
    ratio = notch * rng.uniform(0.1, 2.6, (YEARS, rows))
    jumps = (ratio > 0.6 * notch) & (ratio < notch) & (rng.random((YEARS, rows)) < 0.4)
    moved = np.where(jumps, notch * (1 + 0.1 * rng.random((YEARS, rows))), ratio)
    books = {"sales": 2 * sales, "sales_in_books": sales}
    smooth, bunched = (
        patterns_research.notch(made(rows, firms=books | {"rd": each * sales}))
        for each in (ratio, moved)
    )
    for name in ("excess mass above the threshold", "missing mass below it"):
        assert smooth[name] == pytest.approx(0, abs=0.05)
        assert bunched[name] > 0.15


def test_relabelled_share_by_hand():
    sales = np.full((YEARS, 4), 100.0)
    rd, paper, jump = np.zeros((YEARS, 4)), np.zeros((YEARS, 4)), np.zeros((YEARS, 4))
    rd[:, :2], paper[:, 0], jump[:, 0] = 4.0, 1.0, 3.0
    certified = np.tile([True, True, False, False], (YEARS, 1))
    changed = {"sales": sales, "rd": rd, "relabelled": paper}
    changed["rd_for_notch"] = np.stack([jump, paper], axis=-1)
    found = patterns_research.relabelling(made(4, firms=changed | {"is_certified": certified}))
    assert found["relabelled share of reported R&D"] == pytest.approx(1 / 5)
    assert found["relabelled share of the gap"] == pytest.approx(1 / 4)
    assert found["share without R&D, sales from 20 m"] == pytest.approx(0.5)


def test_persistence_of_research(rng):
    log_rd = [rng.normal(size=3000)]
    for _ in range(YEARS - 1):
        log_rd.append(0.8 * log_rd[-1] + 0.6 * rng.normal(size=3000))
    panel = made(3000, firms={"rd": np.exp(log_rd)})
    assert patterns_research.persistence(panel)["AR(1) of log R&D"] == pytest.approx(
        0.8, abs=0.02
    )


def test_patents_of_real_firms_not_of_rows():
    count = np.zeros((YEARS, 100), dtype=np.int64)
    count[-1, 0] = 400  # one firm holds a half, one row of a hundred firms the rest
    count[-1, 1] = 400
    weight = np.where(np.arange(100) == 1, 100.0, 1.0)
    found = patterns_research.concentration(
        made(100, firms={"patents": count}, fixed={"weight": weight})
    )
    assert found["share of the top 1 %"] == pytest.approx(0.5, abs=0.02)
    assert found["variance / mean of patents"] > 100
    assert 0.6 < found["Gini of patents"] < 0.9


def test_elasticity_and_lag_of_patents(rng):
    rows = 3000
    log_rd = np.cumsum(0.4 * rng.normal(size=(YEARS, rows)), axis=0) + rng.normal(size=rows)
    past = np.vstack([log_rd[:1], log_rd[:-1]])
    rate = np.exp(1 + rng.normal(size=rows) + 0.1 * log_rd + 0.3 * past)
    panel = made(rows, firms={"rd": np.exp(log_rd), "filings": rng.poisson(rate)})
    lag = patterns_research.lag_regression(panel)
    assert lag == pytest.approx([0.1, 0.3, 0.0], abs=0.05)
    found = patterns_research.elasticity(panel)
    assert found["elasticity, firms (Poisson FE)"] == pytest.approx(0.4, abs=0.06)
    assert found["share of the lag weight in years 0-1"] == pytest.approx(1, abs=0.15)


def test_regions_elasticity_and_spillovers():
    panel = made(600)
    cells = panel.by_cell(panel.firms["rd"])
    own = cells[:, panel.firms["city"][0], panel.fixed["field"]]
    near = cells.sum(axis=1)[:, panel.fixed["field"]] - own
    # A cell has twenty firms; together they file 50,000 R^.9 N^.3.
    filings = np.rint(50_000 / 20 * own**0.9 * near**0.3).astype(np.int64)
    panel = made(600, firms={"filings": filings})
    found = patterns_space.spillovers(panel)
    assert found["coefficient on own R&D"] == pytest.approx(0.9, abs=0.01)
    assert found["coefficient on neighbours' R&D"] == pytest.approx(0.3, abs=0.01)


def flows(panel, size, **powers):
    """Flows that follow gravity exactly."""
    log_time, same, _ = patterns_space.minutes(panel)
    m = np.log(size)
    index = powers["mass"] * (m[:, :, None] + m[:, None, :]) + powers["time"] * log_time
    return np.exp(3 + index + powers.get("same", 0) * same)


def test_gravity_of_collaboration(rng):
    mass = rng.lognormal(size=(YEARS, 5))
    # Fields of filings differ between cities at random, and tell nothing.
    base = made(firms={"filings": rng.poisson(5, (YEARS, 400))}, cities={"rd": mass})
    joint = flows(base, mass, mass=0.8, time=-0.5, same=1.5)
    panel = made(firms=base.firms, cities={"rd": mass, "co-patents": joint})
    slope = patterns_space.city_gravity(panel).slope
    assert slope[:5] == pytest.approx([0.8, 0.8, -0.5, 0, 1.5], abs=1e-6)


def test_effects_of_cities_see_travel_behind_what_makes_partners(rng):
    mass = rng.lognormal(size=(YEARS, 5))
    base = made(firms={"filings": rng.poisson(5, (YEARS, 400))}, cities={"rd": mass})
    joint = flows(base, np.ones((YEARS, 5)), mass=0, time=-0.5, same=1.5)
    joint = joint * np.array([50.0, 1, 1, 1, 1])  # universities that no mass of R&D shows
    panel = made(firms=base.firms, cities={"rd": mass, "co-patents": joint})
    found = patterns_space.travel_between_like_cities(panel)
    assert found == pytest.approx(-0.5, abs=1e-6)
    assert abs(patterns_space.city_gravity(panel).slope[2] + 0.5) > 0.1


def test_nearness_in_technology_against_distance(rng):
    base = made()
    n, m = len(base.region.cities), len(base.region.fields)
    research = rng.lognormal(size=(YEARS, n, m))
    log_time, same, between = patterns_space.minutes(base)
    time = np.where(same, 0.0, patterns_space.standardised(log_time, between))
    near = 1 - base.region.field_distance
    near = (near - near.mean()) / near.std()
    mass = np.log(research[1:].mean(axis=0))
    index = mass[:, :, None, None] + mass - 0.2 * time[:, None, :, None]
    joint = np.exp(index + 0.3 * near[:, None, :] + same[:, None, :, None])
    panel = made(cities={"research": research, "projects": np.tile(joint, (YEARS, 1, 1, 1, 1))})
    slope = patterns_space.field_gravity(panel).slope
    assert slope == pytest.approx([1, 1, -0.2, 0.3, 1], abs=1e-6)


def test_mobility_and_venture_by_hand(rng):
    people, wage = rng.lognormal(size=(2, YEARS, 5))
    base = made()
    move = flows(base, people, mass=0.7, time=-0.6)
    ratio = np.log(wage)[:, None, :] - np.log(wage)[:, :, None]
    move = np.roll(move * np.exp(1.1 * ratio), 1, axis=0)  # on masses of the year before
    house = rng.lognormal(size=(YEARS, 5))
    cities = {"people": people, "wage": wage, "talent": move, "house_price": house}
    found = patterns_moves.mobility(made(cities=cities))
    wanted = {"mass of origin": 0.7, "mass of target": 0.7, "log travel time": -0.6,
              "wage of target / origin": 1.1, "house price of target / origin": 0}  # fmt: skip
    assert {k: found[k] for k in wanted} == pytest.approx(wanted, abs=1e-6)
    deals = np.ones((YEARS, 5, 5))
    deals[:, :, :2] = 3  # Nanjing and Suzhou come first
    money = patterns_moves.venture(made(cities={"capital": deals}))
    assert money["Suzhou and Nanjing, venture deals"] == pytest.approx(6 / 9)
    assert money["venture deals less R&D"] == pytest.approx(6 / 9 - 0.4)


def test_levels_against_the_published_ones():
    names = made().region.cities
    index = {
        y: patterns_levels.observed("sunan_innovation_index", y, names) for y in (2017, 2020)
    }
    level = np.ones((YEARS, 5))
    level[2], level[5] = index[2017] / 100, index[2020] / 100
    zone = np.tile(np.full(6, 3.26), (YEARS, 1))
    cities = {"patents": level, "rd_reported": level, "patents_per_10k": np.ones((YEARS, 6))}
    cities |= {name: zone for name in patterns_levels.AGGREGATES.values()}
    panel = made(cities=cities)
    for year in (2017, 2020):
        assert patterns_levels.composite(panel, year) == pytest.approx(index[year])
        assert patterns_levels.ranking(panel)[
            f"rank correlation with the index, {year}"
        ] == pytest.approx(1)
    found = patterns_levels.levels(panel)
    assert found["rd_intensity 2019, % off"] == pytest.approx(0)
    assert found["certified_firms 2019, % off"] == pytest.approx(100 * (3.26 / 17000 - 1))
    assert found["rd_intensity 2020, % off"] == pytest.approx(100 * (3.26 / 3.4 - 1))


def test_city_shares_by_hand():
    path = np.ones((YEARS, 5))
    path[2] += patterns_levels.observed(
        "sunan_index_growth_contribution", 2017, made().region.cities
    )
    found = patterns_levels.city_shares(made(cities={"patents": path}))
    assert found["largest gap of patents shares, pp, 2017"] == pytest.approx(0, abs=0.05)


def test_convergence_by_hand():
    first = np.array([10.0, 20, 30, 40, 50])
    last = first * (first / 30) ** -0.3
    per_head = np.tile(np.append(last, 0), (YEARS, 1))
    panel = made(cities={"patents_per_10k": per_head}, start={"per_10k": first})
    found = patterns_levels.convergence(panel)
    assert found["beta, % a year"] == pytest.approx(30 / 6)
    assert found["sigma 2020 / 2014"] < 0.8
