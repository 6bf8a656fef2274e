"""`levers` and `hypotheses` on panels made by hand, with what they must find."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from configs.schema import Design
from experiments import hypotheses, levers
from experiments.methods import hypothesis_plot
from experiments.methods.intervals import paired
from experiments.methods.labels import number, signed
from experiments.methods.panel import ZONE, Panel
from experiments.methods.registered import combination, expectations, parts
from experiments.methods.sections import sections
from experiments.methods.terminal import hypotheses_text, levers_text
from sim.indicators import UNITS
from sim.settings import Settings

SEEDS, YEARS = 12, tuple(range(2015, 2031))
ARMS = ("none", *(e.lever + end for e in expectations() for end in ("", "_reallocated")))
HYPOTHESES = tuple(dict.fromkeys(n for p in parts() for n in combination(p.contrast)))
Planted = Callable[[str, str], float]


def made(arms: tuple[str, ...], effect: Planted, noise: float = 0.001) -> Panel:
    """Levels about 50 with shared luck, and the effect of an arm on an indicator."""
    luck = np.random.default_rng(9)
    names = tuple(UNITS)
    base = 50 + luck.normal(size=(SEEDS, len(YEARS), len(names), 1))
    values = np.repeat(base[None], len(arms), axis=0)
    for a, arm in enumerate(arms):
        for i, name in enumerate(names):
            own = luck.normal(0, noise, size=(SEEDS, 1, 1)) * (arm != "none")
            values[a, :, :, i] += effect(arm, name) + own
    months = tuple(12 * t + 11 for t in range(len(YEARS)))
    return Panel(arms, tuple(range(SEEDS)), months, names, (ZONE,), values)


def as_the_prior_has_it(arm: str, indicator: str) -> float:
    known = {e.lever: e for e in expectations()}
    e = known.get(arm.removesuffix("_reallocated"))
    if indicator == levers.SPENT and e:
        return 300.0
    return e.central if e and e.indicator == indicator else 0.0


@pytest.fixture(scope="module")
def as_expected() -> Panel:
    return made(ARMS, as_the_prior_has_it)


def test_effects_of_the_size_of_the_prior_are_found(as_expected):
    table = levers.judged(as_expected)
    assert len(table) == 2 * 21
    new = table[table["financing"] == "new"].set_index("lever")
    big = [e.lever for e in expectations() if abs(e.central) >= 0.009]
    assert len(big) > 12
    assert set(new.loc[big, "verdict"]) == {"as expected"}
    assert new.loc["work_safety", "verdict"] == "see equivalence"
    assert new.loc["overall_layout", "verdict"] == "nothing seen, as the prior allows"
    assert (new["p_adjusted"] >= new["p"]).all()
    assert new["spent"].to_numpy() == pytest.approx(300, abs=0.01)
    assert set(table.loc[table["financing"] == "reallocated", "verdict"]) == {"not tested"}


def test_the_table_holds_the_paired_interval_and_the_cost_over_it(as_expected):
    row = levers.judged(as_expected).set_index("lever").loc["talent_corridor"].iloc[0]
    d = levers.difference(as_expected, "talent_corridor", "patents_per_10k", 2025)
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx(paired(d))
    assert row["cost"] == pytest.approx(300 / 0.12, rel=0.02)
    assert row["cost_low"] < row["cost"] < row["cost_high"]


def test_without_effects_nothing_is_claimed_and_no_cost_defined():
    table = levers.judged(made(ARMS, lambda arm, name: 0.0, noise=1e-4))
    new = table[table["financing"] == "new"].set_index("lever")
    assert not new["verdict"].isin(["as expected", "opposite", "sign right, size not"]).any()
    assert new.loc["firm_cultivation", "verdict"] == "less than the prior"
    covers = (table["low"] <= 0) & (table["high"] >= 0)
    assert covers.sum() > 30
    assert (table["cost"].isna() == covers).all()


def test_the_wrong_sign_is_called_opposite():
    wrong = made(ARMS, lambda arm, name: -as_the_prior_has_it(arm, name))
    new = levers.judged(wrong).query("financing == 'new'").set_index("lever")
    assert new.loc["firm_cultivation", "verdict"] == "opposite"
    assert new.loc["industry_projects", "verdict"] == "opposite"


@pytest.mark.parametrize(("effect", "said"), [(0.0, "equivalent"), (0.03, "not shown")])
def test_work_safety_is_tested_for_equivalence(effect, said):
    panel = made(ARMS, lambda arm, name: effect if arm == "work_safety" else 0.0)
    found = levers.equivalences(panel)
    assert list(found["margin"]) == [0.02, 0.005]
    assert all(verdict.startswith(said) for verdict in found["verdict"])


def test_three_indicators_stand_beside_in_both_years(as_expected):
    found = levers.beside(as_expected, [2022, 2025])
    assert len(found) == 21 * 2 * 3 * 2
    row = found.query("lever == 'assessment' and financing == 'reallocated' and year == 2022")
    assert row.set_index("indicator")["estimate"]["patents_per_10k"] == pytest.approx(
        0.77, abs=0.01
    )


EFFECTS = {
    ("corridor", "patents_per_10k"): 1.0, ("fund", "patents_per_10k"): 2.0,
    ("corridor_fund", "patents_per_10k"): 3.5, ("corridor", "patents_per_10k_cv"): 0.1,
    ("clusters_joint", "rd_intensity"): -0.3, ("clusters_joint", "patents_per_10k"): 0.2,
    ("clusters", "rd_intensity"): -0.2, ("joint", "rd_intensity"): -0.2,
    ("assessment", "rd_intensity"): 0.1, ("assessment", "patents_per_10k"): 0.7,
    ("facilities", "rd_intensity"): 0.02,
    ("fund_20", "patents_per_10k"): 1.0,
    ("no_spillover", "patents_per_10k"): -0.05, ("borderless", "patents_per_10k"): 0.5,
}  # fmt: skip


@pytest.fixture(scope="module")
def hypotheses_panel() -> Panel:
    panel = made(HYPOTHESES, lambda arm, name: EFFECTS.get((arm, name), 0.0))
    zone_rd = panel.indicators.index("rd_spending")
    # R&D doubles every five years, so twice from 2015 to 2025.
    panel.values[:, :, :, zone_rd, 0] = 100 * 2 ** (np.arange(len(YEARS)) / 5)
    return panel


def test_interactions_are_differences_of_differences(hypotheses_panel):
    table = hypotheses.judged(hypotheses_panel)
    found = table.set_index(table["hypothesis"] + table["part"])
    assert found.loc["H1a", "estimate"] == pytest.approx(0.5, abs=0.01)
    assert found.loc["H2c", "estimate"] == pytest.approx(0.1, abs=0.01)
    assert found.loc["H3d", "estimate"] == pytest.approx(0.1, abs=0.01)


def test_verdicts_of_planted_effects(hypotheses_panel):
    table = hypotheses.judged(hypotheses_panel)
    said = table.drop_duplicates("hypothesis").set_index("hypothesis")["hypothesis_verdict"]
    assert dict(said) == {
        "H1": "supported", "H2": "supported", "H3": "supported", "H4": "supported",
        "H5": "refuted", "H6": "supported", "H7": "supported",
    }  # fmt: skip
    none = hypotheses.judged(made(HYPOTHESES, lambda arm, name: 0.0, noise=1e-4))
    verdicts = none.set_index(none["hypothesis"] + none["part"])["verdict"]
    assert set(verdicts[["H3c", "H5a", "H5b", "H5c"]]) == {"supported"}


def test_per_cent_and_doublings_by_hand(hypotheses_panel):
    part = next(p for p in parts() if p.key == "H7a")
    zone = [hypotheses.value(hypotheses_panel, arm, "patents_per_10k", 2025)
            for arm in ("none", "no_spillover")]  # fmt: skip
    by_hand = 100 * np.log(zone[0] / zone[1]) / 2
    assert hypotheses.doublings(hypotheses_panel, 2025) == pytest.approx(2.0)
    assert hypotheses.contrast(hypotheses_panel, part) == pytest.approx(by_hand)
    table = hypotheses.judged(hypotheses_panel)
    more = table[(table["hypothesis"] == "H7") & (table["part"] == "b")].iloc[0]
    level = 100 * math.log(50.5 / 50) - by_hand.mean()
    assert more["estimate"] == pytest.approx(level, rel=0.05)


def test_what_a_question_cannot_use_is_refused():
    base = Settings()
    with pytest.raises(ValueError, match=r"without .*zone_council"):
        levers.check(Design(experiment="levers", arms={"none": base}, seeds=(1,)))
    arms = dict.fromkeys(ARMS, base)
    levers.check(Design(experiment="levers", arms=arms, seeds=(1,)))
    with pytest.raises(ValueError, match="horizon"):
        levers.check(Design(experiment="levers", arms=arms, seeds=(1,), horizon=2024))
    with pytest.raises(ValueError, match=r"without .*plan_spending_so_far"):
        levers.check(
            Design(experiment="levers", arms=arms, seeds=(1,), indicators=("rd_intensity",))
        )
    arms = dict.fromkeys(HYPOTHESES, base)
    hypotheses.check(Design(experiment="hypotheses", arms=arms, seeds=(1,), horizon=2030))
    with pytest.raises(ValueError, match="horizon"):
        hypotheses.check(Design(experiment="hypotheses", arms=arms, seeds=(1,), horizon=2025))
    del arms["borderless"]
    with pytest.raises(ValueError, match="borderless"):
        hypotheses.check(Design(experiment="hypotheses", arms=arms, seeds=(1,), horizon=2030))


def test_terminal_and_page_show_every_lever_and_part(as_expected, hypotheses_panel):
    tables = {
        "levers": levers.judged(as_expected),
        "equivalence": levers.equivalences(as_expected),
        "lever_indicators": levers.beside(as_expected, [2022, 2025]),
        "plan": levers.together(as_expected, [2022, 2025]),
        "hypotheses": hypotheses.judged(hypotheses_panel),
    }
    lines = levers_text(tables).splitlines()
    # The plan (here its two sums alone), equivalence, levers; blank lines between, heads.
    assert len(lines) == (3 + 14) + 1 + 5 + 1 + (3 + 21)
    corridor = next(line for line in lines if line.startswith("talent corridor"))
    rows = tables["levers"].query("lever == 'talent_corridor'").set_index("financing")
    for financing in ("new", "reallocated"):
        assert signed(rows.loc[financing, "estimate"], 3)[:5] in corridor
    assert number(rows.loc["new", "cost"], 0) in corridor
    assert corridor.endswith("as expected")
    assert max(map(len, lines)) < 200
    layout = next(line for line in lines if line.startswith("overall layout"))
    assert "not defined" in layout
    words = hypotheses_text(tables["hypotheses"])
    assert "corridor and fund, beyond the sum of each alone" in words
    assert words.endswith("H7 supported")
    reported = [line for line in words.splitlines() if "(reported only)" in line]
    assert [line[:3] for line in reported] == ["H2c", "H3d"]
    shown = sections(tables)
    assert [len(part["tables"]) for part in shown] == [5, 1]
    registered, _, plan, wide, money = shown[0]["tables"]
    assert len(plan["rows"]) == 2 * 7
    assert [len(t["rows"]) for t in (registered, wide, money)] == [21, 42, 42]
    for part in shown:
        for table in part["tables"]:
            assert all(set(table["columns"]) <= set(row) for row in table["rows"])
    layout = next(r for r in money["rows"] if r["lever"] == "overall layout")
    assert layout["cost"] == "not defined"
    corridor = next(r for r in registered["rows"] if r["lever"] == "talent corridor")
    assert "人才" in corridor["clause"]
    assert corridor["expected"] == "> 0, [0, +0.309]"
    expected = " ".join(row["expected"] for row in registered["rows"])
    assert "-" not in expected.replace("< 0", "")


def test_where_an_interval_must_lie():
    nan = float("nan")
    assert hypothesis_plot.expected("+", nan, 0.0, 2.0) == (0.0, 2.0)
    assert hypothesis_plot.expected("-", nan, 0.0, 2.0) == (-2.0, 0.0)
    assert hypothesis_plot.expected("0", 0.5, 0.0, 2.0) == (-0.5, 0.5)
    assert hypothesis_plot.expected("<", 0.5, 0.0, 2.0) == (-2.0, 0.5)
    assert hypothesis_plot.expected("> H7a", nan, 0.3, 2.0) == (0.3, 2.0)


def test_the_plan_stands_beside_the_sum_of_its_levers():
    arms = (*ARMS, "plan", "plan_without_special_fund", "plan_by_needs")
    sizes = {"none": 0.0, "plan": 0.5}
    panel = made(arms, lambda arm, name: sizes.get(arm.split("_")[0], 0.02), noise=0.0)
    table = levers.together(panel, [2025]).query("indicator == 'rd_intensity'")
    found = table.set_index(["lever", "financing"])["estimate"]
    assert found["plan", "special_fund"] == pytest.approx(0.5)
    assert found["plan_by_needs", "special_fund"] == pytest.approx(0.5)
    assert found["plan_without_special_fund", "reallocated"] == pytest.approx(0.5)
    for financing in ("new", "reallocated"):  # twenty: the fund's money is that of the others
        assert found["sum", financing] == pytest.approx(20 * 0.02)
