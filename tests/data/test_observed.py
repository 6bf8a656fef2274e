"""The reader of observations accepts the committed file and refuses broken ones in one line."""

import csv
from pathlib import Path

import pytest

from sim.data import DataError, best, observations, read_observations
from sim.data.observed import CONFIDENCE, chosen, units
from sim.data.places import city_names
from sim.data.tables import committed


@pytest.fixture
def lines() -> list[list[str]]:
    with committed("observations.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


def spoilt(folder: Path, lines: list[list[str]]) -> Path:
    path = folder / "spoilt.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(lines)
    return path


def place(lines: list[list[str]], **wanted: str) -> int:
    """The position of the first line with these cells."""
    at = {lines[0].index(column): cell for column, cell in wanted.items()}
    return next(
        number
        for number, cells in enumerate(lines)
        if all(cells[column] == cell for column, cell in at.items())
    )


def test_committed_file_is_accepted():
    table = observations()
    assert len(table) == 1597
    assert set(table.region) == {*city_names(), "SunanZone", "Jiangsu"}
    assert set(table.confidence) <= set(CONFIDENCE)


def test_rows_without_an_address_or_a_source_are_those_that_the_sources_name():
    table = observations()
    known = table[table.confidence != "recalled"]
    recalled = table[table.confidence == "recalled"]
    assert (len(recalled), set(recalled.source), set(recalled.url)) == (39, {""}, {""})
    bare = known[known.url == ""]
    assert (bare.source != "").all()
    assert bare.confidence.value_counts().to_dict() == {"medium": 5, "low": 2}
    assert set(bare[bare.confidence == "medium"].region) == {"Jiangsu"}
    nameless = known[known.source == ""]
    assert [(r.region, r.year, r.confidence) for r in nameless.itertuples()] == [
        ("Nanjing", 2012, "low")
    ]


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("region", "Nantong", "unknown region 'Nantong'; allowed: Nanjing, Suzhou"),
        ("indicator", "gdp_guess", "unknown indicator 'gdp_guess'; allowed: avg_wage"),
        ("unit", "yuan", "unit 'yuan' of gdp is wrong; allowed: '100m yuan current'"),
        ("value", "much", "value 'much' is no number; allowed: a finite number"),
        ("value", "nan", "value 'nan' is no number; allowed: a finite number"),
        ("value", "8820750", "gdp 8.82075e+06 100m yuan current is out of range; allowed: "),
        ("confidence", "sure", "unknown confidence 'sure'; allowed: high, medium, low, reca"),
        ("bound", "below", "unknown bound 'below'; allowed: , above, about"),
        ("year", "2014.5", "year '2014.5' is not whole; allowed: a whole number"),
        ("year", "2021", "gdp of 2021; allowed: years to 2020"),
    ],
)
def test_a_broken_cell_is_refused(tmp_path, lines, column, cell, reason):
    at = place(lines, region="Nanjing", year="2014", indicator="gdp")
    lines[at][lines[0].index(column)] = cell
    with pytest.raises(DataError) as refusal:
        read_observations(spoilt(tmp_path, lines))
    message = str(refusal.value)
    assert message.startswith(f"spoilt.csv, line {at + 1}: {reason}")
    assert "\n" not in message


def test_a_duplicate_is_refused_with_both_lines(tmp_path, lines):
    at = place(lines, region="Wuxi", year="2016", indicator="university_students")
    lines.append(list(lines[at]))
    with pytest.raises(DataError, match=f"^spoilt.csv, line {len(lines)}: duplicate of line "):
        read_observations(spoilt(tmp_path, lines))


def test_a_missing_city_is_refused(tmp_path, lines):
    where, what = lines[0].index("region"), lines[0].index("indicator")
    kept = [one for one in lines if (one[where], one[what]) != ("Zhenjiang", "gdp")]
    with pytest.raises(DataError) as refusal:
        read_observations(spoilt(tmp_path, kept))
    assert str(refusal.value) == (
        f"spoilt.csv, line {len(kept)}: the file ends without gdp of Zhenjiang; "
        "allowed: every city"
    )


def test_two_vintages_in_one_series_are_refused(tmp_path, lines):
    at = place(lines, region="Zhenjiang", year="2015", indicator="gdp")
    revised = list(lines[at])
    revised[lines[0].index("value")] = "3088.47"
    revised[lines[0].index("source")] = "another"
    lines.append(revised)
    with pytest.raises(DataError, match=f"line {len(lines)}: gdp .*two vintages in one series"):
        read_observations(spoilt(tmp_path, lines))


def test_a_missing_column_and_a_short_line_are_refused(tmp_path, lines):
    lines[5] = lines[5][:-1]
    with pytest.raises(DataError, match="line 6: 10 cells; allowed: 11"):
        read_observations(spoilt(tmp_path, lines))
    lines[0][0] = "where"
    with pytest.raises(DataError, match="line 1: no column 'region'"):
        read_observations(spoilt(tmp_path, lines))
    with pytest.raises(DataError, match="no such file"):
        read_observations(tmp_path / "absent.csv")


def test_best_takes_the_most_confident_figure():
    gdp = best("gdp").set_index(["region", "year"])
    assert gdp.index.is_unique
    assert gdp.loc[("Changzhou", 2014), "value"] == 4901.9
    assert gdp.loc[("Changzhou", 2014), "confidence"] == "high"
    assert (best("hightech_enterprises").bound == "").all()
    everything = observations()
    assert len(everything[everything.indicator == "gdp"]) > len(gdp)
    with pytest.raises(DataError, match="no indicator 'happiness'; allowed: "):
        best("happiness")


def test_outcomes_end_in_2020_and_inputs_in_2022():
    inputs = {rule.indicator for rule in units().values() if rule.last_year > 2020}
    table = observations()
    assert table[~table.indicator.isin(inputs)].year.max() == 2020
    assert table.year.max() == 2022
    assert not {name for name in inputs if name.startswith(("gdp", "rd_", "inv_", "st_"))}


def test_refiled_rows_stand_with_their_vintage():
    assert chosen("gdp")["Zhenjiang", 2013].value == 2927.28
    assert chosen("population_resident")["Changzhou", 2015].value == 470.14
    assert chosen("population_resident_revised")["Changzhou", 2015].value == 516.66
