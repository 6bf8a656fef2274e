"""The page of results shows what its tables say."""

import re

import pytest

from experiments.methods import published
from experiments.methods.registered import expectations


def test_the_page_is_made_from_its_tables():
    text = published.PAGE.read_text(encoding="utf-8")
    assert published.page(text, published.blocks(published.taken())) == text
    assert len(published.BLOCK.findall(text)) == 8


def test_another_number_in_a_table_is_another_page():
    text, tables = published.PAGE.read_text(encoding="utf-8"), published.taken()
    tables["levers"].loc[3, "estimate"] += 0.5
    assert published.page(text, published.blocks(tables)) != text


def test_every_registered_lever_is_published():
    levers = published.taken()["levers"]
    new = levers[levers["financing"] == "new"]
    assert new["lever"].tolist() == [e.lever for e in expectations()]
    known = {e.lever: e for e in expectations()}
    for row in new.itertuples():
        e = known[str(row.lever)]
        assert (row.indicator, row.year) == (e.indicator, e.year)
        assert (row.prior_low, row.prior_high) == pytest.approx((e.low, e.high))


def test_tables_reach_the_page(tmp_path, monkeypatch):
    (tmp_path / "run/tables").mkdir(parents=True)
    for name in published.NAMES:
        source = (published.TABLES / f"{name}.csv").read_bytes()
        (tmp_path / f"run/tables/{name}.csv").write_bytes(source)
    monkeypatch.setattr(published, "TABLES", tmp_path / "published")
    monkeypatch.setattr(published, "PAGE", tmp_path / "RESULTS.md")
    (tmp_path / "run/tables/draws.csv").write_text("not published")
    published.PAGE.write_text("Before.\n<!-- hypotheses -->\nold\n<!-- end -->\nAfter.\n")
    published.main([str(tmp_path / "run")])
    text = published.PAGE.read_text(encoding="utf-8")
    assert re.match(r"Before\.\n<!-- hypotheses -->\n```text\npart ", text)
    assert text.endswith("\n```\n<!-- end -->\nAfter.\n")
    assert "old" not in text
    there = {path.stem for path in published.TABLES.iterdir()}
    assert there == set(published.NAMES)


def test_a_second_run_of_a_question_stands_beside_the_first(tmp_path, monkeypatch):
    monkeypatch.setattr(published, "TABLES", tmp_path / "published")
    monkeypatch.setattr(published, "PAGE", tmp_path / "RESULTS.md")
    monkeypatch.setattr(published, "blocks", lambda tables: {})
    monkeypatch.setattr(published, "taken", dict)
    published.PAGE.write_text("")
    for folder in ("a=1", "b"):
        (tmp_path / folder / "tables").mkdir(parents=True)
        (tmp_path / folder / "tables/gaps.csv").write_text(folder)
    published.main([str(tmp_path / "a=1"), f"default={tmp_path / 'b'}"])
    assert (published.TABLES / "gaps.csv").read_text() == "a=1"
    assert (published.TABLES / "gaps_default.csv").read_text() == "b"
