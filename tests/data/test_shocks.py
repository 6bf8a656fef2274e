"""The file of national shocks: what is read, and how a broken line is refused."""

import pytest

from sim.data import DataError, city_names, shocks
from sim.data.shocks import COLUMNS, SHOCKS, read_shocks

GOOD = "lockdown_2022,Suzhou,2022-04,0.15,share of output,assumed,m,s"


def test_every_shock_has_a_size_and_stays_in_its_year():
    found = shocks()
    assert set(found) == set(SHOCKS)
    for name, path in found.items():
        year = int(name[-4:]) - 2015
        assert path.any(), name
        assert path.shape == (192, len(city_names()))
        assert not path[: 12 * year].any(), name
        assert not path[12 * (year + 1) :].any(), name


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Suzhou", "Nantong", "unknown city 'Nantong'"),
        ("lockdown_2022", "flood", "unknown shock 'flood'"),
        ("2022-04", "2022-13", "month '2022-13' is none"),
        ("2022-04", "2031-01", "allowed: 2015 to 2030"),
        ("0.15", "1.5", "allowed: a share from 0 to 1"),
        ("0.15", "much", "no number"),
    ],
)
def test_broken_lines_are_refused(tmp_path, old, new, said):
    file = tmp_path / "shocks.csv"
    file.write_text(",".join(COLUMNS) + "\n" + GOOD.replace(old, new) + "\n")
    with pytest.raises(DataError, match=rf"shocks.csv, line 2: .*{said}"):
        read_shocks(file)


def test_zone_means_every_city(tmp_path):
    file = tmp_path / "shocks.csv"
    file.write_text(",".join(COLUMNS) + "\n" + GOOD.replace("Suzhou", "zone") + "\n")
    assert (read_shocks(file)["lockdown_2022"][87] == 0.15).all()
