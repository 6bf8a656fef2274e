"""The table of observed cells beside the model."""

from __future__ import annotations

import numpy as np
import pytest

from configs.schema import Design
from experiments import fit
from experiments.methods.panel import ZONE, Panel
from sim import data, region
from sim.settings import Settings

YEARS = range(2015, 2021)


def panel_of(factor: float) -> Panel:
    """Two runs that agree with what was observed, up to a factor; 1 where nothing was."""
    place = region.load()
    names = tuple(dict.fromkeys(name for name, _ in fit.SERIES.values()))
    places = (*place.cities, ZONE)
    values = np.ones((1, 2, len(YEARS), len(names), len(places)))
    for series, (name, is_money) in fit.SERIES.items():
        for cell in data.best(series).itertuples():
            where = ZONE if cell.region == "SunanZone" else cell.region
            if cell.year in YEARS and where in places:
                unit = 100 / place.input("gdp_deflator", cell.year)[0] if is_money else 1
                at = (YEARS.index(cell.year), names.index(name), places.index(where))
                values[0, :, at[0], at[1], at[2]] = factor * unit * cell.value
    months = tuple(12 * (year - 2015) + 11 for year in YEARS)
    return Panel(("none",), (0, 1), months, names, places, values)


def test_every_observed_cell_is_there_and_passes_where_the_model_agrees():
    table = fit.compare(panel_of(1.0))
    assert len(table) > 130
    assert np.allclose(table["miss_percent"], 0)
    assert set(table["verdict"]) == {"passes"}
    assert {"Nanjing", "Zhenjiang", ZONE} <= set(table["city"])


@pytest.mark.parametrize(
    ("factor", "fails"), [(1.14, ()), (1.2, ("high", "medium")), (0.7, ("high", "low"))]
)
def test_tolerance_goes_by_confidence(factor, fails):
    table = fit.compare(panel_of(factor))
    missed = set(table.loc[table["verdict"] == "misses", "confidence"])
    assert missed >= set(fails)
    if factor == 1.2:
        assert not missed & {"low", "recalled"}
    if not fails:
        assert not missed
    assert (table.loc[table["verdict"] == "misses", "reason"] != "").all()


def test_arms_with_a_plan_are_refused():
    arms = {"headline": Settings()}
    with pytest.raises(ValueError, match="the one arm none"):
        fit.check(Design(experiment="fit", arms=arms, seeds=(0,), horizon=2020))
    with pytest.raises(ValueError, match="horizon=2020"):
        fit.check(Design(experiment="fit", arms={"none": Settings()}, seeds=(0,), horizon=2019))
