"""The exogenous inputs by year: written by their script, and consistent with the zone."""

import numpy as np
import pytest

from sim.data import DataError, initial, inputs
from sim.data.baseline_inputs import HEADER, build
from sim.data.estimates import by_city, of_zone
from sim.data.series import read_inputs
from sim.data.shares import shares
from sim.data.tables import committed, write

COMPLETE = (
    "gdp_deflator",
    "population_unrevised",
    "population_revised",
    "fiscal_st",
    "pendency_median",
    "filing_trend",
    "investment_rate",
    "employment_growth",
    "wage_growth",
    "graduates",
    "house_price",
)


def test_the_committed_file_is_what_the_script_writes(tmp_path):
    write(tmp_path / "again.csv", HEADER, build())
    again = (tmp_path / "again.csv").read_bytes()
    assert again == committed("baseline_inputs.csv").read_bytes(), (
        "observations or estimates changed: run python -m sim.data.baseline_inputs"
    )


@pytest.mark.parametrize("series", COMPLETE)
def test_a_series_runs_from_2014_to_2030(series):
    values = inputs(series)
    assert values.shape == (17, 5)
    assert np.isfinite(values).all()


def test_growth_after_2020_belongs_to_the_scenario():
    growth = inputs("real_growth")
    assert np.isfinite(growth[:7]).all()
    assert np.isnan(growth[7:]).all()


def test_inputs_start_from_the_state_of_2014():
    for name in ("population_unrevised", "population_revised", "fiscal_st", "house_price"):
        assert inputs(name)[0] == pytest.approx(initial(name), rel=1e-5)


def test_grant_shares_keep_the_share_of_the_zone():
    weights = np.array(shares(by_city("filing_share", 2015)))
    for year in range(2015, 2021):
        mean = weights @ inputs("grant_share")[year - 2014]
        assert mean == pytest.approx(of_zone("grant_share", year), rel=1e-5)
    nanjing, suzhou = inputs("grant_share")[1:7, 0], inputs("grant_share")[1:7, 1]
    assert (np.diff(nanjing / suzhou) > 0).all()
    assert weights @ inputs("grant_share")[16] == pytest.approx(0.24, rel=1e-5)
    assert ((inputs("grant_share")[1:] > 0) & (inputs("grant_share")[1:] < 1)).all()


def test_known_years():
    assert inputs("gdp_deflator")[1, 0] == 1
    assert inputs("gdp_deflator")[5, 0] / inputs("gdp_deflator")[0, 0] == pytest.approx(
        1.017, abs=0.002
    )
    assert list(inputs("pendency_median")[[0, 5, 6, 7, 8, 16], 0]) == [26, 26, 24, 23, 22, 22]
    trend = inputs("filing_trend")[:, 0]
    assert trend[0] == 0
    assert trend[5] < trend[4] - 0.1  # fewer applications in 2019
    assert (trend[6:] == trend[6]).all()
    assert inputs("investment_rate")[1, 0] == 0.386
    assert inputs("population_revised")[7].sum() == pytest.approx(38_317_500)


def test_broken_inputs_are_refused(tmp_path):
    lines = build()
    path = tmp_path / "given.csv"
    for at, cell, reason in (
        (1, "Nantong", "unknown city 'Nantong'; allowed: Nanjing, "),
        (2, "2031", "year 2031; allowed: 2014 to 2030"),
        (3, "inf", "value 'inf' is no number; allowed: a finite number"),
        (5, "sure", "unknown grade 'sure'; allowed: observed, estimated, assumed"),
    ):
        bad = (*lines[0][:at], cell, *lines[0][at + 1 :])
        write(path, HEADER, [bad, *lines[1:]])
        with pytest.raises(DataError, match=f"^given.csv, line 2: {reason}"):
            read_inputs(path)
    write(path, HEADER, [*lines, lines[3]])
    with pytest.raises(DataError, match=f"line {len(lines) + 2}: duplicate of line 5"):
        read_inputs(path)
    with pytest.raises(DataError, match="no 'weather'; allowed: real_growth"):
        inputs("weather")
