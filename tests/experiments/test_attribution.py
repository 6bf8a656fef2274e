"""`attribution` on made runs with a known worth of levers, and its arms, tables and words."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from itertools import chain

import numpy as np
import pytest
import yaml

from experiments import attribution
from experiments.methods import shapley
from experiments.methods.contrast_sections import contrast_sections, contrast_text
from experiments.methods.engine import QUIET
from experiments.methods.estimates import targets
from experiments.methods.panel import ZONE
from experiments.methods.players import CHAPTERS, EACH, HEADLINE
from experiments.methods.share_plot import share_plot
from tests.experiments.made_results import drawn_texts
from tests.experiments.made_runs import instead
from tests.test_configuration import composed

OWN = {name: 0.01 * (i + 1) for i, name in enumerate(EACH.names)}


def worth(doses: dict[str, float]) -> float:
    """Every lever adds its own; the layout rule only doubles what the special fund adds."""
    own = {**OWN, "overall_layout": 0.0, "work_safety": 0.0}
    found = sum(own[name] * dose for name, dose in doses.items())
    return found + own["special_fund"] * doses["special_fund"] * doses["overall_layout"]


@pytest.fixture(scope="module")
def results():
    with pytest.MonkeyPatch.context() as patch:
        instead(patch, "experiments.attribution", worth)
        design = composed("experiment=attribution", "seeds=5", "permutations=4")
        return attribution.run(design, QUIET)


def value(results, players, kind, subject):
    table = results.more["attribution"]
    here = (table["players"] == players) & (table["kind"] == kind) & (table["city"] == ZONE)
    here &= (table["subject"] == subject) & (table["indicator"] == "rd_intensity")
    return table[here].iloc[0]


def test_each_lever_has_what_it_adds(results):
    for kind in ("alone", "without", shapley.SAMPLED):
        row = value(results, "levers", kind, "fund_matching")
        assert row["estimate"] == pytest.approx(OWN["fund_matching"])
        assert np.isnan([row["low"], row["high"], row["p"]]).all()  # alike in every seed
        assert value(results, "levers", kind, "work_safety")["estimate"] == 0
    platforms = sum(OWN[name] for name in HEADLINE.levers["platforms"])
    for kind in ("main effect", shapley.EXACT):
        row = value(results, "headline", kind, "platforms")
        assert row["estimate"] == pytest.approx(platforms)


def test_what_two_levers_need_each_other_for_is_shared(results):
    both = OWN["special_fund"]
    assert value(results, "levers", "alone", "overall_layout")["estimate"] == 0
    assert value(results, "levers", "without", "overall_layout")["estimate"] == (
        pytest.approx(both)
    )
    # An order and its reverse have each of the two first once.
    layout = value(results, "levers", shapley.SAMPLED, "overall_layout")
    assert layout["estimate"] == pytest.approx(both / 2)
    assert layout["error"] == pytest.approx(0, abs=1e-12)
    chapter = value(results, "chapters", shapley.EXACT, "chapter_safeguards")
    assert chapter["estimate"] == pytest.approx(2 * both + OWN["assessment"])


def test_the_largest_levers_are_looked_at_two_by_two(results):
    table = results.more["attribution"]
    pairs = table.loc[table["kind"] == "interaction", "subject"].unique()
    largest = ("talent_corridor", "reform_pilots", "special_fund", "assessment",
               "open_ecosystem")  # fmt: skip
    assert len(pairs) == 10
    assert {name for pair in pairs for name in pair.split("+")} == set(largest)
    assert (table.loc[table["kind"] == "interaction", "estimate"] == 0).all()


def test_shares_leave_no_remainder(results):
    table = results.more["remainders"]
    assert set(zip(table["players"], table["kind"], strict=True)) == {
        ("headline", shapley.EXACT), ("chapters", shapley.EXACT), ("levers", shapley.SAMPLED)
    }  # fmt: skip
    assert (table["largest_remainder"] < 1e-9).all()


def test_p_values_are_adjusted_for_all_levers_and_indicators(results):
    table = results.more["attribution"]
    alone = table[(table["kind"] == "alone") & (table["city"] == ZONE)]
    assert len(alone) == 21 * 3
    tested = alone[alone["estimate"] == 0]  # the others are alike in every seed
    assert alone["p_adjusted"].notna().sum() == len(tested) > 42
    assert (tested["p_adjusted"] >= tested["p"]).all()
    assert table.loc[table["city"] != ZONE, "p"].isna().all()


def test_effects_stand_beside_the_gap_and_the_chances(results):
    row = value(results, "chapters", "total", "plan")
    without = results.panel.at("none", "rd_intensity", 2022)[:, -1]
    assert row["gap_share"] == pytest.approx(row["estimate"] / (3.2 - without.mean()))
    assert row["chance_without"] == np.mean(without >= 3.2)
    plan = results.panel.at("plan", "rd_intensity", 2022)[:, -1]
    assert row["chance_with"] == np.mean(plan >= 3.2)
    shares = [value(results, "levers", shapley.SAMPLED, n)["gap_share"] for n in EACH.names]
    assert sum(shares) == pytest.approx(row["gap_share"])
    assert np.isnan(value(results, "headline", shapley.EXACT, "fund")["chance_with"])


def test_only_none_and_the_plan_are_arms():
    design = composed("experiment=attribution")
    assert set(design.arms) == {"none", "plan"}
    assert {p.dose for p in design.arms["plan"].levers.values()} == {1.0}
    with pytest.raises(ValueError, match="allowed: none and plan"):
        attribution.check(replace(design, arms={"plan": design.arms["plan"]}))


def test_players_are_the_policies():
    for players in (HEADLINE, CHAPTERS):
        for name, levers in players.levers.items():
            text = files("configs").joinpath(f"policy/{name}.yaml").read_text()
            assert list(yaml.safe_load(text)["levers"]) == list(levers)
    assert sorted(chain(*CHAPTERS.levers.values())) == sorted(EACH.names)


def test_without_orders_there_are_no_sampled_shares(monkeypatch):
    instead(monkeypatch, "experiments.attribution", worth)
    design = composed("experiment=attribution", "seeds=2", "permutations=0")
    found = attribution.run(design, QUIET)
    assert shapley.SAMPLED not in set(found.more["attribution"]["kind"])
    assert "Shapley share" in attribution.text(found)
    assert not found.more["attribution"]["orders"].any()
    assert ", exact;" in "".join(drawn_texts(share_plot(found.more["attribution"])))


def test_words_and_pictures_name_everybody_and_show_no_code(results):
    text = contrast_text(results.more)
    assert not [word for word in text.split() if "_" in word]
    assert text.count("talent corridor") == 3 + 3 * 1 + 1 + 4 + 1  # lines of each table
    for part in contrast_sections(results.more)[0]["tables"]:
        for row in part["rows"]:
            assert set(part["columns"]) <= set(row)
    table = results.more["attribution"]
    assert set(table["orders"]) == {0, 4}
    assert ((table["orders"] == 4) == (table["kind"] == shapley.SAMPLED)).all()
    figure = share_plot(table)
    said = " ".join(drawn_texts(figure))
    for name in ("2.4 action programmes", "overall layout", "work safety"):
        assert name in said


def test_the_headline_number_is_the_plan_on_rd(results):
    assert attribution.headline(results) == pytest.approx(worth(dict.fromkeys(EACH.names, 1.0)))
    assert np.isfinite(attribution.headline(results))


def test_gaps_and_chances_are_shown_with_the_reason_where_there_are_none(results):
    here = results.more["gaps"]
    row = here[(here["city"] == ZONE) & (here["indicator"] == "rd_intensity")].iloc[0]
    assert (row["arm"], row["state"]) == ("plan", "open")
    assert row["share"] == pytest.approx(
        value(results, "chapters", "total", "plan")["gap_share"]
    )
    assert "chance without" in attribution.text(results)
    panel = results.panel
    short = replace(panel, months=panel.months[:6], values=panel.values[:, :, :6])
    none = targets(short)
    assert set(none["state"]) == {"target year not run"}
    assert len(none) == 3
    said = contrast_text(results.more | {"gaps": none})
    assert said.count("target year not run") == 3
    assert "nan" not in said
