"""Draws by configuration: what each kind gives, what it refuses, what a table carries."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from configs import draw_table
from configs.axes import declared, value_of
from configs.priors import priors
from configs.refusal import Refused, options
from configs.schema import KINDS, Design, Draw
from experiments.methods.arrow import draws_table
from experiments.methods.files import write_csv
from experiments.methods.store import drawn_facts
from sim.levers import LEVERS
from sim.parameters import ParameterError, Parameters
from sim.processes import name_of
from tests.test_configuration import composed

RATIO, COST = "levers.fund_matching.match_ratio", "levers.talent_corridor.moving_cost"
SWEEP = "experiment=sweep"


def drawn(*words: str) -> tuple[Draw, ...]:
    """The draws of a configuration."""
    return composed(SWEEP, *words).draws


def column(draws: tuple[Draw, ...], path: str) -> list:
    return [dict(draw.values)[path] for draw in draws]


def test_one_draw_of_the_parameters_as_they_stand_is_the_default():
    assert composed().draws == (Draw(0),)
    assert set(KINDS) <= set(options("draws"))


def test_a_grid_needs_no_plus():
    draws = drawn(f"draws.over.{RATIO}=[0.2,0.5]", f"draws.over.{COST}=[0,0.1,0.2]")
    assert [draw.number for draw in draws] == list(range(6))
    assert column(draws, RATIO) == [0.2, 0.2, 0.2, 0.5, 0.5, 0.5]
    assert column(draws, COST) == [0.0, 0.1, 0.2, 0.0, 0.1, 0.2]
    assert draws == drawn(f"+draws.over.{RATIO}=[0.2,0.5]", f"++draws.over.{COST}=[0,0.1,0.2]")


def test_the_example_is_the_grid_of_the_two_levers():
    draws = drawn("draws=fund_and_corridor")
    assert sorted({*column(draws, RATIO)}) == [0.2, 0.3, 0.5]
    assert sorted({*column(draws, COST)}) == [0.0, 0.1, 0.2]
    assert len(draws) == 9


def test_lists_words_names_and_whole_numbers():
    draws = drawn(
        "draws=list", "draws.over.accounting.capital_method=[falling,constant]",
        "draws.over.levers.talent_corridor.cities=[[Suzhou,Wuxi],all]",
        "draws.over.processes.collaboration.project_months=[12,36]",
        "draws.over.scenario.growth=0.04",
    )  # fmt: skip
    assert [tuple(v for _, v in draw.values) for draw in draws] == [
        ("falling", ("Suzhou", "Wuxi"), 12, 0.04), ("constant", ("all",), 36, 0.04)
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["latin", "sobol"])
def test_samples_hang_on_their_own_seed_only(kind):
    over = [f"draws.over.{RATIO}={{low:0.2,high:0.5}}", f"draws.over.{COST}=[0,0.1]"]
    draws = drawn(f"draws={kind}", "draws.number=8", *over)
    assert 0.2 <= min(column(draws, RATIO)) < max(column(draws, RATIO)) <= 0.5
    assert sorted(column(draws, COST)) == [0.0] * 4 + [0.1] * 4
    assert draws == drawn(f"draws={kind}", "draws.number=8", "seeds=3", "workers=2", *over)
    assert draws != drawn(f"draws={kind}", "draws.number=8", "draws.seed=1", *over)


def test_priors_are_the_model_with_the_ranges_of_their_sources():
    paths = [prior.path for prior in priors()]
    assert len(set(paths)) == len(paths)
    for prior in priors():
        item = declared(prior.path)
        assert value_of(prior.path, prior.central) == item.default, prior.path
        about = item.metadata
        assert about["low"] <= prior.low <= prior.central <= prior.high <= about["high"]
        assert prior.low < prior.high
        assert prior.grade in ("", *"ABCD")
        assert prior.status in ("assumed", "sourced", "recalled", "seen", "partly"), prior.path
        assert len(prior.source) > 5
    with_prior = {path.split(".")[1] for path in paths if path.startswith("levers.")}
    assert with_prior == {name_of(module) for module in LEVERS}


def test_facts_are_drawn_once_and_every_prior_once_in_each_slice():
    draws = drawn("draws=priors", "draws.number=20")
    elasticity = column(draws, "processes.patenting.rd_elasticity")
    assert elasticity == column(draws, "levers.innovation_parks.patents_elasticity")
    assert elasticity == column(draws, "processes.budgets.filing_elasticity")
    grants = column(draws, "processes.rd_investment.grant_additionality")
    projects = column(draws, "processes.production.industry_additionality")
    assert list(np.argsort(grants)) == list(np.argsort(projects))
    prior = next(p for p in priors() if p.path == RATIO)
    ends = prior.quantiles(np.linspace(0, 1, 21))
    inside = np.digitize(column(draws, RATIO), ends)
    assert sorted(inside) == list(range(1, 21))


def test_a_prior_is_replaced_or_left_out():
    draws = drawn(
        "draws=priors", "draws.number=5", f"draws.over.{RATIO}=null", f"draws.over.{COST}=[0.3]"
    )
    assert RATIO not in dict(draws[0].values)
    assert column(draws, COST) == [0.3] * 5
    assert len(draws[0].values) == len(priors()) - 1


def test_a_table_gives_the_same_draws_again(tmp_path):
    draws = drawn(
        "draws=list", "draws.over.accounting.capital_method=[falling,constant,falling]",
        f"draws.over.{RATIO}=[0.21,{1 / 3},0.47]", "draws.over.accounting.window_years=[3,4,5]",
        "draws.over.levers.talent_corridor.cities=[[Suzhou,Wuxi],all,Nanjing]",
    )  # fmt: skip
    frame = draws_table(draws).to_pandas()
    frame.to_parquet(tmp_path / "draws.parquet")
    for file in (tmp_path / "draws.parquet", write_csv(tmp_path, "draws", frame)):
        assert drawn("draws=table", f"draws.file={file}") == draws
    assert drawn("draws=table", f"draws.file={file}", "draws.number=2") == draws[:2]
    (tmp_path / "a=[1,2],b").mkdir()  # as the folder of a sweep is called
    frame.to_parquet(tmp_path / "a=[1,2],b/draws.parquet")
    assert drawn("draws=table", f"draws.file={tmp_path}/a=[1,2],b/draws.parquet") == draws
    assert drawn_facts(draws)["hash"] != drawn_facts(draws[:2])["hash"]


BROKEN = {
    "empty": ("", "no column is a parameter"),
    "no parameter": ("draw,weight\n1,2\n", "weight = a column of"),
    "number only": ("draw\n1\n", "no column is a parameter"),
    "misspelt": (f"{RATIO[:-1]}\n0.3\n", "did you mean match_ratio"),
    "no rows": (f"{RATIO}\n", "0 rows"),
    "empty cell": (f"draw,{RATIO}\n0,0.3\n1,\n", "row 2 of"),
    "missing cell": (f"{RATIO},{COST}\n0.3,0\n0.4\n", "line 3 has 1 cells, the header 2"),
    "word": (f"{RATIO}\nmany\n", "match_ratio = many: no number"),
    "nan": (f"{RATIO}\nnan\n", "match_ratio = nan: no number"),
    "column twice": (f"{RATIO},{RATIO}\n1,1\n", "stands there twice"),
    "half a number": (f"draw,{RATIO}\n0.9,0.2\n1.2,0.3\n", "whole numbers"),
    "number twice": (f"draw,{RATIO}\n1,0.2\n1,0.3\n", "each once"),
    "no parquet": (None, "magic bytes"),
}


@pytest.mark.parametrize("case", BROKEN, ids=lambda name: name.replace(" ", "_"))
def test_a_broken_table_is_refused_in_one_line(case, tmp_path):
    text, expected = BROKEN[case]
    file = tmp_path / ("draws.csv" if text is not None else "draws.parquet")
    file.write_text("no such thing" if text is None else text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        draw_table.read(str(file))
    said = str(refused.value)
    assert expected in said
    assert "allowed" in said
    assert "\n" not in said


def test_a_parquet_file_of_truths_or_with_a_column_twice(tmp_path):
    file = tmp_path / "draws.parquet"
    for columns, names, expected in (
        ([[True, False]], [RATIO], "match_ratio = True: no number"),
        ([[0.1], [0.2]], [RATIO, RATIO], "stands there twice"),
        ([[0.5, 1.0], [0.2, 0.3]], ["draw", RATIO], "whole numbers, each once"),
    ):
        parquet.write_table(pa.table([pa.array(c) for c in columns], names=names), file)
        with pytest.raises(Refused, match=expected):
            draw_table.read(str(file))


@pytest.mark.parametrize("seeds", [(2**63 - 1,), (0, 2**63 - 1), (2**62, 7)])
def test_draws_have_seeds_of_their_own_however_large_they_are(seeds):
    design = Design(experiment="", arms={}, seeds=seeds, own_luck=True)
    found = [seed for i in range(50) for seed in design.seeds_of(Draw(i))]
    assert len(set(found)) == len(found)
    assert design.seeds_of(Draw(0)) == seeds
    assert 0 <= min(found) <= max(found) < 2**63


def test_a_table_in_which_a_column_has_gone(tmp_path):
    frame = pd.DataFrame({"draw": [0, 1], RATIO: [0.2, None]})
    frame.to_parquet(tmp_path / "draws.parquet")
    with pytest.raises(Refused, match="row 2"):
        draw_table.read(str(tmp_path / "draws.parquet"))


def test_many_draws_are_checked_by_their_ends(monkeypatch):
    checks, check = [], Parameters.__post_init__
    monkeypatch.setattr(Parameters, "__post_init__", lambda p: checks.append(p) or check(p))
    drawn("draws=priors", "draws.number=1000")
    assert len(checks) < 1000  # not one for every draw


def test_draws_whose_ends_go_beyond_a_limit_together_are_looked_at_one_by_one(tmp_path):
    weights = [f"processes.budgets.weight_of_{name}" for name in ("grants", "needs")]
    rows = np.column_stack([np.linspace(0, 1, 9), np.linspace(1, 0, 9)])
    frame = pd.DataFrame(rows, columns=pd.Index(weights))
    file = write_csv(tmp_path, "draws", frame)
    assert len(drawn("draws=table", "policy=plan", f"draws.file={file}")) == 9
    frame.iloc[4] = 0.6
    write_csv(tmp_path, "draws", frame)
    with pytest.raises(ParameterError, match=r"weight_of_needs = 1\.2, outside"):
        drawn("draws=table", "policy=plan", f"draws.file={file}")


def test_the_wheel_carries_the_priors():
    assert files("configs").joinpath("priors.csv").is_file()
