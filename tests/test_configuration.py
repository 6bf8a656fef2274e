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

SINGLE = ("experiment=single_run", "population=small", "horizon=2015")


def composed(*overrides: str) -> Design:
    """What the command line gives, by Hydra's own composition, with our check in it."""
    from hydra import compose, initialize_config_module

    with initialize_config_module("configs", version_base="1.3"):
        return checks.design_of(compose("config", list(overrides), return_hydra_config=True))


def said(capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch, *words: str):
    """Exit code and lines of `python run.py words`."""
    monkeypatch.setenv("HYDRA_FULL_ERROR", "0")
    monkeypatch.setattr(run, "FAILED", [])
    monkeypatch.setattr(sys, "argv", ["run.py", *words])
    try:
        run.main()
        code = 0
    except SystemExit as end:
        code = end.code
    return code, capsys.readouterr().err.splitlines()


REFUSED = {
    "misspelt group": (["polcy=fund"], ["polcy", "fund", "policy"]),
    "misspelt lever": (
        ["levers.fund_matchin.dose=1"],
        ["levers.fund_matchin.dose = 1", "fund_matching", "talent_corridor"],
    ),
    "misspelt parameter": (["processes.hiring.quit=1"], ["processes.hiring.quit = 1"]),
    "missing option": (["policy=foo"], ["policy = foo", "headline", "none", "talent"]),
    "missing experiment": (["experiment=foo"], ["experiment = foo", "compare", "single_run"]),
    "missing scenario": (["scenario=foo"], ["scenario = foo", "baseline"]),
    "word for a dose": (["levers.fund_matching.dose=abc"], ["dose", "abc", "[0, 2]"]),
    "flag for a dose": (["levers.fund_matching.dose=true"], ["fund_matching.dose", "[0, 2]"]),
    "word for a year": (["horizon=abc"], ["horizon", "abc", "2015 to 2030"]),
    "number for levers": (["levers=5"], ["levers", "5", "fund_matching"]),
    "nothing for a year": (["horizon=null"], ["horizon", "2015 to 2030"]),
    "unknown key": (["+unknown.key=1"], ["unknown.key = 1", "horizon"]),
    "unknown key below": (["+levers.fund_matching.x=1"], ["matching.x = 1", "match_ratio"]),
    "group with a plus": (["+experiment=single_run"], ["+experiment", "leave out the +"]),
    "choice taken away": (["~policy"], ["~policy", "headline"]),
    "two options": (["policy=[none,plan]"], ["policy = [none,plan]", "headline"]),
    "two known options": (["policy=[none,fund]"], ["policy = [none,fund]", "headline"]),
    "sweep without -m": (["policy=none,fund"], ["policy = none,fund: allowed", "--multirun"]),
    "interpolation": (["levers.fund_matching.dose=${x}"], ["dose = ${x}", "allowed"]),
    "resolver": (["experiment=${oc.env:HOME}"], ["experiment = ${oc.env:HOME}", "allowed"]),
    "dose -1": (["levers.fund_matching.dose=-1"], ["fund_matching.dose = -1", "[0, 2]"]),
    "dose nan": (["levers.fund_matching.dose=nan"], ["fund_matching.dose = nan", "[0, 2]"]),
    "dose 3": (["levers.fund_matching.dose=3"], ["fund_matching.dose = 3", "[0, 2]"]),
    "no month": (["levers.fund_matching.first_month=May"], ["first_month = 'May'", "2020-06"]),
    "no city": (["levers.fund_matching.cities=[Paris]"], ["cities", "Paris", "Nanjing"]),
    "scale 0": (["population.firms_per_agent=0"], ["firms_per_agent = 0", "[1, 200]"]),
    "horizon too early": (["horizon=2014"], ["horizon = 2014", "2015 to 2030"]),
    "horizon too late": (["horizon=2031"], ["horizon = 2031", "2015 to 2030"]),
    "seeds repeat": (["seeds=[1,2,1]"], ["seeds = [1, 2, 1]", "distinct"]),
    "no seeds": (["seeds=0"], ["seeds = 0", ">= 1"]),
    "seed below 0": (["seeds=[-1]"], ["seeds = [-1]", ">= 0"]),
    "half a seed": (["seeds=1.5"], ["seeds = 1.5", "a number n"]),
    "no workers": (["workers=0"], ["workers = 0", ">= 1"]),
    "word for workers": (["workers=many"], ["workers", "many", ">= 1"]),
    "record": (["record=daily"], ["record = daily", "yearly or monthly"]),
    "indicator": (["indicators=[foo]"], ["indicators = ['foo']", "rd_intensity"]),
    "arms taken away": (["arms={}"], ["arms = {}", "~arms.NAME"]),
    "lever in an arm": (["arms.fund=[foo]"], ["arms.fund = ['foo']", "fund_matching"]),
    "policy in compare": (["policy=fund"], ["policy = fund", "its own arms", "single_run"]),
    "two arms in single_run": (
        ["experiment=single_run", "+arms.fund=[all]"], ["arms", "single_run", "compare"]
    ),
    "target": (["+levers._target_=os.getcwd"], ["levers._target_ = os.getcwd", "allowed"]),
    "callback": (["+hydra.callbacks.a._target_=os.getcwd"], ["hydra.callbacks.a", "os.getcwd"]),
    "class for logging": (
        ["+hydra.job_logging.handlers.a.class=subprocess.Popen"], ["Popen", "allowed"]
    ),
    "target in a launcher": (["+hydra.launcher.a._target_=os.abort"], ["os.abort", "allowed"]),
    "pickle": (["--experimental-rerun", "a.pickle"], ["--experimental-rerun", "allowed"]),
    "no configuration": (["-cn", "nothing"], ["nothing", "allowed"]),
    "half a list": (["seeds=[1"], ["[1"]),
    "no value": (["horizon"], ["horizon"]),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=lambda name: name.replace(" ", "_"))
def test_is_refused_in_one_line_before_a_folder_is_made(case, tmp_path, capsys, monkeypatch):
    words, expected = REFUSED[case]
    monkeypatch.chdir(tmp_path)
    code, lines = said(capsys, monkeypatch, *words, f"hydra.run.dir={tmp_path}/out/here")
    assert code == 2
    assert len(lines) == 1
    assert [word for word in expected if word not in lines[0]] == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["/proc/sunan/out", "{tmp}/file/out"])
def test_folder_that_cannot_be_written_is_refused(folder, tmp_path, capsys, monkeypatch):
    (tmp_path / "file").touch()
    folder = folder.format(tmp=tmp_path)
    code, lines = said(capsys, monkeypatch, *SINGLE, f"hydra.run.dir={folder}")
    assert (code, len(lines)) == (2, 1)
    assert folder in lines[0]
    assert "allowed" in lines[0]


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
