"""What a configuration may say, what it means, and how it is refused."""

from __future__ import annotations

import sys
from dataclasses import fields
from importlib.resources import files

import pytest
import yaml
from omegaconf import OmegaConf

import experiments
import run
from configs import checks, guide
from configs.refusal import GROUPS, Refused, options
from configs.schema import Config, Design, structured
from sim.levers import LEVERS
from sim.processes import MONTH, name_of
from tests.test_refusals import said


def composed(*overrides: str) -> Design:
    """What the command line gives, by Hydra's own composition, with our check in it."""
    from hydra import compose, initialize_config_module

    with initialize_config_module("configs", version_base="1.3"):
        return checks.design_of(compose("config", list(overrides), return_hydra_config=True))


def test_traceback_only_on_request(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("HYDRA_FULL_ERROR", "1")
    monkeypatch.setattr(sys, "argv", ["run.py", "horizon=1"])
    with pytest.raises(SystemExit) as end:
        run.main()
    assert end.value.code == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_good_configuration_is_shown_and_checked(capsys, monkeypatch):
    code, lines = said(capsys, monkeypatch, "--cfg", "job", "seeds=3")
    assert (code, lines) == (0, [])
    code, lines = said(capsys, monkeypatch, "--cfg", "job", "levers.fund_matching.dose=3")
    assert (code, len(lines)) == (2, 1)


def test_every_process_and_lever_is_in_the_configuration_with_its_defaults():
    config = structured()
    assert list(config.processes) == [name_of(m) for m in MONTH]
    assert list(config.levers) == [name_of(m) for m in LEVERS]
    settings = composed("experiment=single_run").arms["none"]
    assert settings.processes == {name_of(m): m.Params() for m in MONTH}
    assert settings.levers == {name_of(m): m.Params() for m in LEVERS}


def test_every_option_starts_with_what_it_is():
    for group in GROUPS:
        assert options(group)
        for name in options(group):
            assert len(guide.said_of(group, name)) > 20, (group, name)


def test_the_guide_ends_no_sentence_in_the_middle():
    words = " ".join(guide.text().split())
    for group in GROUPS:
        for name in options(group):
            assert f"{name} {guide.said_of(group, name)}" in words
            assert guide.said_of(group, name)[-1] in ".0)", (group, name)
    assert "observed inputs before." in words
    assert "subsidies on filings go on." in words
    lines = "\n".join(guide.groups()).splitlines()
    assert max(map(len, lines)) <= 100


def test_questions_and_their_files_match():
    assert options("experiment") == experiments.names()
    for name in experiments.names():
        module = experiments.question(name)
        words = module.__doc__ or ""
        for head in ("Question", "Estimand", "Arms", "Indicator", "Horizon", "What would"):
            assert f"\n{head} " in words, (name, head)
        assert f"    {name} " in (experiments.__doc__ or "")


def test_arms_of_compare_are_the_policies():
    folder = files("configs")
    arms = yaml.safe_load(folder.joinpath("experiment/compare.yaml").read_text())["arms"]
    assert list(arms) == ["none", "platforms", "fund", "talent", "headline"]
    for name, on in arms.items():
        policy = yaml.safe_load(folder.joinpath(f"policy/{name}.yaml").read_text())
        assert {lever: {"dose": 1} for lever in on} == policy.get("levers", {})
        assert policy["arms"] == {name: ["all"]}


def test_the_default_is_the_main_job():
    design = composed()
    assert design.experiment == "compare"
    assert design.seeds == tuple(range(20))
    assert (design.horizon, design.record, design.indicators) == (2025, "yearly", ())
    on = {arm: {n for n, p in s.levers.items() if p.dose} for arm, s in design.arms.items()}
    platforms = {"research_facilities", "technology_platforms", "shared_instruments"}
    assert on == {
        "none": set(),
        "platforms": platforms,
        "fund": {"fund_matching"},
        "talent": {"talent_corridor"},
        "headline": {*platforms, "fund_matching", "talent_corridor"},
    }
    assert {p.dose for s in design.arms.values() for p in s.levers.values()} == {0.0, 1.0}


@pytest.mark.parametrize("dose", [0.0, 0.5, 2.0])
def test_a_lever_is_changed_in_the_arms_in_which_it_is_on(dose):
    arms = composed(f"levers.fund_matching.dose={dose}").arms
    doses = {arm: s.levers["fund_matching"].dose for arm, s in arms.items()}
    assert doses == {"none": 0, "platforms": 0, "fund": dose, "talent": 0, "headline": dose}
    if dose == 0:
        assert arms["fund"] == arms["none"]


def test_policy_chooses_the_arm_of_a_single_run():
    design = composed("experiment=single_run", "policy=fund", "levers.talent_corridor.dose=0.3")
    assert design.seeds == (0,)
    assert list(design.arms) == ["fund"]
    doses = {name: p.dose for name, p in design.arms["fund"].levers.items() if p.dose}
    assert doses == {"fund_matching": 1.0, "talent_corridor": 0.3}


def test_seeds_are_a_number_or_a_list():
    assert composed("seeds=3").seeds == (0, 1, 2)
    assert composed("seeds=[7,2]").seeds == (7, 2)


def test_lists_arrive_as_tuples():
    arms = composed("levers.talent_corridor.cities=[Suzhou,Wuxi]").arms
    assert arms["talent"].levers["talent_corridor"].cities == ("Suzhou", "Wuxi")


def test_a_snapshot_means_the_same(tmp_path):
    from hydra import compose, initialize_config_module

    overrides = ["seeds=[3,5]", "levers.fund_matching.dose=0.7", "population=small"]
    with initialize_config_module("configs", version_base="1.3"):
        original = compose("config", overrides)
    OmegaConf.save(original, tmp_path / "config.yaml")
    snapshot = OmegaConf.load(tmp_path / "config.yaml")
    assert checks.design_of(snapshot) == checks.design_of(original)


def test_a_snapshot_is_checked_by_the_schema():
    good = {"experiment": "compare", "arms": {"none": []}}
    assert checks.design_of(OmegaConf.create(good)).experiment == "compare"
    for change in ({"unknown": 1}, {"horizon": "abc"}, {"levers": {"fund_matching": {"x": 1}}}):
        with pytest.raises(Refused):
            checks.design_of(OmegaConf.create({**good, **change}))


def test_the_guide_names_everything():
    words = guide.text()
    for module in (*MONTH, *LEVERS):
        for item in fields(module.Params):
            assert f".{name_of(module)}.{item.name} = " in words
    for item in fields(Config):
        assert f"  {item.name}" in words
    for group in GROUPS:
        assert f"  {group}=" in words
