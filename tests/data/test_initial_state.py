"""The state at the end of 2014: written by its script, whole where counted, right in sum."""

import numpy as np
import pytest

from sim.data import DataError, initial, initial_cells
from sim.data.cells import HEADER
from sim.data.initial_state import build
from sim.data.series import COUNTED, read_initial_state
from sim.data.shares import whole_parts
from sim.data.tables import committed, write


def test_the_committed_file_is_what_the_script_writes(tmp_path):
    write(tmp_path / "again.csv", HEADER, build())
    again = (tmp_path / "again.csv").read_bytes()
    assert again == committed("initial_state.csv").read_bytes(), (
        "observations or estimates changed: run python -m sim.data.initial_state"
    )


@pytest.mark.parametrize(
    ("quantity", "total", "tolerance"),
    [
        ("gdp", 3_894_129, 1e-9),
        ("rd_spending", 103_900, 0.01),
        ("government_rd", 8_400, 1e-6),
        ("fiscal_st", 19_000, 0.01),
        ("patents_in_force", 62_860, 0),
        ("pending_filings", 237_400, 0.001),
        ("rd_people", 324_200, 0),
        ("certified_firms", 5_757, 0),
        ("active_firms", 9_000, 0),
        ("potential_firms", 20_000, 0),
        ("technology_sales", 2_400_000, 1e-6),
        ("institutes", 400, 0),
        ("funds", 120, 0),
        ("venture_capital", 60_000, 1e-9),
        ("population_unrevised", 33_188_000, 0),
    ],
)
def test_zone_totals(quantity, total, tolerance):
    assert initial(quantity).sum() == pytest.approx(total, rel=tolerance, abs=0)


def test_zone_ratios():
    gdp, spending = initial("gdp").sum(), initial("rd_spending").sum()
    assert 100 * spending / gdp == pytest.approx(2.67, abs=0.01)
    assert initial("rd_firms").sum() / spending == pytest.approx(0.88, abs=0.005)
    # The official ratio divides by the population of the year before: 0.3 % smaller.
    per_10k = 1e4 * initial("patents_in_force").sum() / initial("population_unrevised").sum()
    assert per_10k == pytest.approx(19.0, abs=0.15)


def test_parts_add_up_in_every_city():
    parts = initial("rd_firms") + initial("rd_institutes")
    assert parts == pytest.approx(initial("rd_spending"), abs=1e-3)
    ages = [
        name
        for name in dict.fromkeys(c.quantity for c in initial_cells())
        if name.startswith("pending_share_")
    ]
    assert sum(initial(age) for age in ages) == pytest.approx(np.ones(5))
    assert (initial("active_firms") < initial("potential_firms")).all()
    assert (initial("government_rd_institutes") < initial("rd_institutes")).all()
    assert (initial("employment") < initial("population_revised")).all()


def test_what_is_counted_is_whole():
    for cell in initial_cells():
        if cell.unit in COUNTED:
            assert initial(cell.quantity).dtype.kind == "i"


def test_observed_cells_are_few_and_named():
    observed = {(c.quantity, c.city) for c in initial_cells() if c.grade == "observed"}
    research = {"rd_intensity", "rd_firms_share", "rd_spending", "patents_in_force"}
    assert {pair for pair in observed if pair[0] in research} == {
        ("rd_intensity", "Changzhou"),
        ("rd_firms_share", "Changzhou"),
        ("patents_in_force", "Zhenjiang"),
    }
    assert all(cell.method and cell.source for cell in initial_cells())


def test_a_broken_state_is_refused(tmp_path):
    lines = build()
    path = tmp_path / "state.csv"
    at = next(n for n, line in enumerate(lines) if line[1] == "funds")
    half = (*lines[at][:2], "29.5", *lines[at][3:])
    write(path, HEADER, [*lines[:at], half, *lines[at + 1 :]])
    with pytest.raises(
        DataError, match=f"^state.csv, line {at + 2}: value '29.5' is not whole"
    ):
        read_initial_state(path)
    write(path, HEADER, [*lines, lines[at]])
    with pytest.raises(DataError, match=f"line {len(lines) + 2}: duplicate of line {at + 2}"):
        read_initial_state(path)
    write(path, HEADER, lines[:-1])
    with pytest.raises(DataError, match="ends without venture_capital of Zhenjiang"):
        read_initial_state(path)
    with pytest.raises(DataError, match="no 'ghosts'; allowed: gdp"):
        initial("ghosts")


def test_largest_remainder():
    assert whole_parts(5757, [1080, 1929, 1290, 1020, 440]) == [1080, 1928, 1289, 1020, 440]
    assert whole_parts(2, [1, 1, 1]) == [1, 1, 0]
