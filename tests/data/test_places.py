"""Cities, fields, travel and targets."""

import subprocess
import sys

import numpy as np
import pytest

from sim.data import DataError, between, cities, field_distance, fields, targets, travel


def test_cities_and_fields():
    assert [city.name for city in cities()] == [
        "Nanjing",
        "Suzhou",
        "Wuxi",
        "Changzhou",
        "Zhenjiang",
    ]
    assert [city.is_free_trade_zone for city in cities()] == [True, True, False, False, False]
    assert [city.name for city in cities() if city.is_capital] == ["Nanjing"]
    assert [field.is_in_plan for field in fields()] == [True] * 4 + [False] * 2
    samples = [field.name for field in fields() if field.imports_samples]
    assert samples == ["integrated_circuits", "biomedicine"]
    assert len(fields()) == 6
    assert {city.speciality for city in cities()} <= {field.name for field in fields()}


def test_travel_is_symmetric_minutes():
    minutes = travel()
    assert minutes.shape == (5, 5)
    assert np.array_equal(minutes, minutes.T)
    assert np.array_equal(np.diag(minutes), np.zeros(5))
    assert minutes[0, 1] == 84
    assert (minutes[~np.eye(5, dtype=bool)] > 0).all()
    with pytest.raises(ValueError, match="read-only"):
        minutes[0, 1] = 0


def test_field_distance_is_symmetric_between_zero_and_one():
    distance = field_distance()
    names = [field.name for field in fields()]
    assert distance.shape == (6, 6)
    assert np.array_equal(distance, distance.T)
    assert np.array_equal(np.diag(distance), np.zeros(6))
    assert ((distance >= 0) & (distance <= 1)).all()
    assert distance[names.index("integrated_circuits"), names.index("software")] == 0.4


def test_a_measure_without_all_pairs_is_refused():
    with pytest.raises(DataError, match="no ferry_min between Nanjing and Suzhou"):
        between("ferry_min")


def test_targets_of_the_plan():
    found = {target.indicator: (target.value, target.year) for target in targets()}
    assert found == {
        "rd_intensity": (3.2, 2022),
        "patents_per_10k": (65, 2022),
        "st_contribution": (66, 2022),
    }


def test_the_package_is_cheap_to_import():
    code = (
        "import sys, sim.data as d; d.cities(); d.travel(); d.targets(); d.initial('gdp'); "
        "d.inputs('fiscal_st'); print({'pandas', 'scipy', 'mesa'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
