"""What a result folder holds at every moment, and that its bytes hang on numbers alone."""

from __future__ import annotations

import json
import subprocess

import numpy as np
import pandas as pd
import pytest

from configs.schema import Design
from experiments.methods import arrow, files, store
from experiments.methods.panel import Panel
from sim.ledger import Flows
from sim.settings import Settings

PLACES = ("Nanjing", "Suzhou", "zone")


def made_panel() -> Panel:
    """Two arms, two seeds, two months of one year, an indicator that begins late."""
    luck = np.random.default_rng(1)
    values = luck.normal(size=(2, 2, 2, 2, 3))
    values[:, :, 0, 1, :] = np.nan
    flows = np.arange(2 * 2 * 1 * 7 * 9, dtype=float).reshape(2, 2, 1, 7, 3, 3)
    return Panel(
        ("none", "plan"), (5, 2), (10, 11), ("gdp", "late"), PLACES, values, Flows.KINDS, flows
    )


def test_every_number_stands_in_its_row():
    panel = made_panel()
    table = arrow.trajectories(panel).to_pandas().astype({"arm": str, "indicator": str})
    assert len(table) == np.isfinite(panel.values).sum()
    row = table[
        (table["arm"] == "plan") & (table["seed"] == 2) & (table["year"] == 2015)
        & (table["month"] == 12) & (table["city"] == "Suzhou") & (table["indicator"] == "late")
    ]  # fmt: skip
    assert list(row["value"]) == [panel.values[1, 1, 1, 1, 1]]
    assert set(table.loc[table["month"] == 11, "indicator"]) == {"gdp"}
    assert list(dict.fromkeys(table["seed"])) == [5, 2]


def test_every_flow_stands_in_its_row():
    panel = made_panel()
    table = arrow.flows(panel).to_pandas()
    row = table[
        (table["arm"] == "none") & (table["seed"] == 2) & (table["kind"] == "capital")
        & (table["from_city"] == "Suzhou") & (table["to_city"] == "outside")
    ]  # fmt: skip
    assert panel.flows is not None
    assert list(row["value"]) == [panel.flows[0, 1, 0, Flows.KINDS.index("capital"), 1, 2]]
    assert set(table["year"]) == {2015}


def test_same_numbers_same_bytes(tmp_path):
    for name in ("a", "b"):
        store.write_parquet(tmp_path / name, arrow.trajectories(made_panel()))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert pd.read_parquet(tmp_path / "a")["city"].iloc[0] == "Nanjing"


def test_status_runs_and_is_done_when_the_run_says_so(tmp_path):
    def status() -> str:
        return json.loads((tmp_path / "results.json").read_text())["status"]

    (tmp_path / "report.html").write_text("of an earlier run")
    with store.recorded(tmp_path, {"seeds": [1]}) as say:
        assert status() == "running"
        assert not (tmp_path / "report.html").exists()
        say("done")
    assert status() == "done"


def test_whoever_replaces_results_of_another_configuration_is_told(tmp_path, caplog):
    for about in ({"config_hash": "a", "experiment": "uncertainty"}, {"config_hash": "a"}):
        with store.recorded(tmp_path, about) as say:
            say("done")
    assert not caplog.messages
    with store.recorded(tmp_path, {"config_hash": "b"}):
        pass
    [line] = caplog.messages
    assert line == f"{tmp_path}: results of another configuration (None) are replaced"
    with store.recorded(tmp_path, {"config_hash": "c"}):  # what was not done is no loss
        pass
    assert len(caplog.messages) == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [(RuntimeError("no money"), "failed"), (KeyboardInterrupt(), "interrupted")],
)
def test_a_failure_is_written_down_and_goes_on(error, status, tmp_path):
    with pytest.raises(type(error)), store.recorded(tmp_path, {}):
        raise error
    about = json.loads((tmp_path / "results.json").read_text())
    assert about["status"] == status
    assert type(error).__name__ in about["error"]


def test_half_a_file_has_no_final_name(tmp_path):
    def breaks(path):
        path.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        files.aside(tmp_path / "table.parquet", breaks)
    assert list(tmp_path.iterdir()) == []


def test_hash_hangs_on_what_bears_on_numbers():
    design = Design(experiment="compare", arms={"none": Settings()}, seeds=(0,))
    one = store.facts({"seeds": 1, "workers": 1}, design)["config_hash"]
    assert store.facts({"workers": 8, "seeds": 1}, design)["config_hash"] == one
    assert store.facts({"seeds": 2, "workers": 1}, design)["config_hash"] != one


def test_commit_is_that_of_the_very_folder(tmp_path):
    def git(*words: str) -> str:
        call = ("git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b", *words)
        return subprocess.run(call, check=True, capture_output=True, text=True).stdout.strip()

    assert store.commit_of(tmp_path) == (None, None)
    git("init", "-q")
    (tmp_path / "file").write_text("1")
    git("add", "file")
    git("commit", "-q", "-m", "one")
    assert store.commit_of(tmp_path) == (git("rev-parse", "HEAD"), False)
    (tmp_path / "file").write_text("2")
    assert store.commit_of(tmp_path)[1] is True
    (tmp_path / "inside").mkdir()
    assert store.commit_of(tmp_path / "inside") == (None, None)
