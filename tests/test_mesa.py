"""What Mesa users expect of the model: clock, keywords, collected data, luck."""

from __future__ import annotations

import inspect
import random
import warnings
from dataclasses import fields

import mesa
import numpy as np
import pytest

from sim import Firm, InnovationModel, indicators, month, population
from sim.levers import LEVERS
from sim.parameters import ParameterError
from sim.processes import MONTH, name_of
from sim.settings import Settings

SMALL = {"firms_per_agent": 200, "people_per_agent": 1000}
WITH_RNG = "rng" in inspect.signature(mesa.batch_run).parameters


@pytest.fixture
def model() -> InnovationModel:
    return InnovationModel(rng=1, **SMALL)


def collected(model: InnovationModel, months: int) -> np.ndarray:
    for _ in range(months):
        model.step()
    return model.datacollector.get_model_vars_dataframe().to_numpy()


# The model: clock, horizon, what is collected


def test_readme_line():
    m = InnovationModel(rng=1)
    m.step()
    frame = m.datacollector.get_model_vars_dataframe()
    assert frame[["seed", "year", "month"]].to_numpy().tolist() == [[1, 2015, 1]]
    assert frame["rd_intensity"].item() == indicators.measure(m.state)["rd_intensity"][-1]


def test_clock_is_that_of_the_last_completed_month(model):
    assert (model.year, model.month) == (2014, 12)
    seen = []
    for _ in range(13):
        model.step()
        seen.append((model.year, model.month, model.steps))
    assert seen[0] == (2015, 1, 1)
    assert seen[11:] == [(2015, 12, 12), (2016, 1, 13)]


def test_model_adds_nothing_to_the_month(model):
    model.step()
    model.step()
    state = population.build(model.settings, 1)
    month.advance(state, model.settings)
    month.advance(state, model.settings)
    for name in state.TABLES:
        for column, array in getattr(state, name).arrays.items():
            np.testing.assert_array_equal(getattr(model.state, name).arrays[column], array)


def test_horizon_ends_the_run():
    m = InnovationModel(rng=1, horizon=2015, **SMALL)
    m.run_model()
    assert (m.running, m.steps, m.year, m.month) == (False, 12, 2015, 12)
    for _ in range(2):  # Mesa 3.5 stops its own clock after an error in a step
        with pytest.raises(RuntimeError, match=r"^the run ended in December 2015.*$"):
            m.step()
    assert (m.steps, m.state.month) == (12, 12)
    assert len(m.datacollector.get_model_vars_dataframe()) == 12


def test_cities_are_collected(model):
    model.step()
    model.step()
    table = model.datacollector.get_table_dataframe("cities")
    places = [*model.state.region.cities, "zone"]
    assert table["city"].tolist() == 2 * places
    assert set(table) == {"year", "month", "city", *indicators.UNITS}
    last = table[table["month"] == 2].set_index("city")
    measured = indicators.measure(model.state)
    assert set(measured) == set(indicators.UNITS)
    for name, expected in measured.items():
        np.testing.assert_array_equal(last[name], expected)
        for place, each in zip(places, expected, strict=True):
            np.testing.assert_equal(model.indicator(name, place), each)


# Parameters as keywords


def test_every_parameter_is_a_keyword_with_a_default():
    found = inspect.signature(InnovationModel).parameters
    assert all(p.kind is p.KEYWORD_ONLY and p.default is not p.empty for p in found.values())
    settings = Settings()
    expected = {"rng", "horizon", "settings"}
    expected |= set(vars(settings.population)) | set(vars(settings.scenario))
    for group in (settings.processes, settings.levers):
        for name, params in group.items():
            expected |= {f"{name}__{field}" for field in vars(params)}
    assert expected <= set(found)
    assert found["fund_matching__dose"].default == 0


def test_no_two_parameters_share_a_keyword():
    names = [name_of(module) for module in (*MONTH, *LEVERS)]
    assert len(set(names)) == len(names)
    plain = ["rng", "horizon", "settings"]
    plain += [*vars(Settings().population), *vars(Settings().scenario)]
    assert len(set(plain)) == len(plain)


def test_keywords_reach_the_settings_on_top_of_those_given():
    scenario = fields(Settings().scenario)[0]
    lowest = {scenario.name: scenario.metadata["low"]}
    base = InnovationModel(rng=1, **lowest, **SMALL).settings
    settings = InnovationModel(
        rng=1, settings=base, people_per_agent=np.int64(500),
        fund_matching__dose=np.float64(0.5), fund_matching__cities="Nanjing",
        talent_corridor__cities=["Wuxi", "Suzhou"],
    ).settings  # fmt: skip
    assert lowest.items() <= vars(settings.scenario).items()
    assert settings.population.firms_per_agent == 200
    assert settings.population.people_per_agent == 500
    assert settings.levers["fund_matching"].dose == 0.5
    assert settings.levers["fund_matching"].cities == ("Nanjing",)
    assert settings.levers["talent_corridor"].cities == ("Wuxi", "Suzhou")
    assert settings.levers["talent_corridor"].dose == 0
    assert settings.processes == base.processes
    assert base.levers["fund_matching"].dose == 0


@pytest.mark.parametrize(
    ("keywords", "says"),
    [
        ({"fund_matching__dos": 1}, "no parameter fund_matching__dos; .*fund_matching__dose"),
        ({"fund__dose": 1}, "no parameter fund__dose; .*horizon.*fund_matching__…"),
        ({"firms_per_agnt": 1}, "no parameter firms_per_agnt; .*firms_per_agent"),
        ({"seed": 1}, "no parameter seed; allowed are rng"),
        ({"fund_matching__dose": 9}, r"levers.fund_matching.dose = 9 .*\[0, 2\]"),
        ({"fund_matching__cities": "Paris"}, "levers.fund_matching.cities.*Paris.*Nanjing"),
        ({"horizon": 2040}, r"horizon = 2040 is outside \[2015, 2030\]"),
        ({"horizon": 2020.5}, "horizon = 2020.5 is no whole number"),
        ({"rng": -1}, "rng = -1 is outside"),
        ({"rng": "one"}, "rng = 'one' is no whole number"),
    ],
)
def test_what_does_not_exist_is_refused_in_one_line(keywords, says):
    with pytest.raises(ParameterError, match=says) as refusal:
        InnovationModel(**keywords)
    assert "\n" not in str(refusal.value)
    assert isinstance(refusal.value, TypeError) == says.startswith("no parameter")


# Luck


def test_seed_decides_the_run():
    runs = [collected(InnovationModel(rng=seed, **SMALL), 3) for seed in (1, 1, 2)]
    np.testing.assert_array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0][:, 3:], runs[2][:, 3:])


def test_fresh_seed_is_reported_and_repeats_the_run():
    first, second = InnovationModel(**SMALL), InnovationModel(**SMALL)
    assert first.seed != second.seed
    again = InnovationModel(rng=first.seed, **SMALL)
    np.testing.assert_array_equal(collected(first, 3), collected(again, 3))
    assert first.random.random() == again.random.random()


def batch(parameters, **keywords):
    return mesa.batch_run(
        InnovationModel, SMALL | {"horizon": 2015} | parameters, number_processes=1,
        display_progress=False, **keywords,
    )  # fmt: skip


def test_batch_run_gives_replications_that_can_be_repeated():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.5: iterations of batch_run
        rows = batch({}, iterations=2)
    assert rows[0]["rd_intensity"] != rows[1]["rd_intensity"]
    for row in rows:
        assert (row["year"], row["month"]) == (2015, 12)
        again = InnovationModel(rng=row["seed"], horizon=2015, **SMALL)
        again.run_model()
        assert again.indicator("rd_intensity") == row["rd_intensity"]


def test_batch_run_with_seeds_gives_every_parameter_the_same_luck():
    grid = {"large_share": np.array([0.05, 0.06])}

    def run():
        return batch(grid, rng=[1, 2]) if WITH_RNG else batch(grid | {"rng": [1, 2]})

    rows = sorted(run(), key=lambda row: (row["seed"], row["large_share"]))
    assert [(r["seed"], r["large_share"]) for r in rows] == [
        (1, 0.05), (1, 0.06), (2, 0.05), (2, 0.06)
    ]  # fmt: skip
    assert rows[0]["patents_in_force"] != rows[2]["patents_in_force"]
    again = sorted(run(), key=lambda row: (row["seed"], row["large_share"]))
    assert [r["rd_intensity"] for r in rows] == [r["rd_intensity"] for r in again]


GLOBAL = [
    (owner, name)
    for owner in (np.random, random)
    for name in dir(owner)
    if not name.startswith("_") and hasattr(getattr(owner, name), "__self__")
]


def test_no_global_random_state(monkeypatch):
    def raising(*args, **keywords):
        raise AssertionError("global random state was used")

    assert (np.random, "normal") in GLOBAL
    assert (random, "shuffle") in GLOBAL
    for owner, name in GLOBAL:
        monkeypatch.setattr(owner, name, raising)
    with pytest.raises(AssertionError):
        random.random()
    tour(InnovationModel(**SMALL))


def test_no_warnings():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        tour(InnovationModel(rng=1, **SMALL))
    assert [str(warning.message) for warning in caught] == []


def tour(m: InnovationModel) -> None:
    """A little of everything."""
    m.step()
    chosen = m.agents_by_type[Firm]
    chosen.shuffle_do(lambda firm: firm.cash)
    chosen.select(lambda firm: firm.city == 1, at_most=3).set("cash", 1.0)
    chosen.shuffle().sort("sales").groupby("city").agg("sales", sum)
    list(m.agents)
    m.agents[0]
    m.step()
