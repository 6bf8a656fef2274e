"""What is refused: exit code 2 and one line with the key, the value and what is allowed."""

from __future__ import annotations

import sys

import pytest
from omegaconf import OmegaConf

import run
from configs import checks
from configs.refusal import Refused, check_key

SINGLE = ("experiment=single_run", "population=small", "horizon=2015")


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


MANY = f"[{','.join(['0.5'] * 400)}]"
OVER = "draws.over.levers.fund_matching"
DRAWS = {
    "an empty grid": (["draws=grid"], ["draws.over = {}", "an empty grid", "match_ratio=["]),
    "an empty list": (["draws=grid", f"{OVER}.match_ratio=[]"], ["match_ratio = []", "empty"]),
    "unknown path": (
        ["draws=grid", "draws.over.levers.fund_matchin.match_ratio=[1]"],
        ["did you mean fund_matching?", "talent_corridor"],
    ),
    "path of no parameter": (["draws=grid", f"{OVER}=[1]"], ["fund_matching = [1]", "NAME"]),
    "drawn beyond its limits": (
        ["draws=grid", f"{OVER}.match_ratio=[0.2,7]"], ["match_ratio = 7", "[0.01, 1]"]
    ),
    "range beyond its limits": (
        ["draws=latin", f"{OVER}.match_ratio={{low:0.2,high:1.01}}"], ["1.01", "[0.01, 1]"]
    ),
    "half a range": (["draws=latin", f"{OVER}.match_ratio={{low:0.2}}"], ["two ends", "high:"]),
    "range the wrong way": (
        ["draws=latin", f"{OVER}.match_ratio={{low:0.4,high:0.2}}"], ["no range", "low below"]
    ),
    "range in a grid": (
        ["draws=grid", f"{OVER}.match_ratio={{low:0.2,high:0.4}}"], ["a list of", "latin"]
    ),
    "word for a number": (["draws=grid", f"{OVER}.cap=[a]"], ["cap = a: no", "[1, 10000]"]),
    "number for a word": (["draws=grid", f"{OVER}.first_month=[3]"], ["first_month = 3"]),
    "no month drawn": (["draws=grid", f"{OVER}.first_month=[May]"], ["'May'", "2020-06"]),
    "no city drawn": (["draws=grid", f"{OVER}.cities=[[Paris]]"], ["Paris", "Nanjing"]),
    "half a month": (
        ["draws=grid", "draws.over.processes.collaboration.project_months=[1.5]"], ["a whole"]
    ),
    "lists of two lengths": (
        ["draws=list", f"{OVER}.cap=[1,2]", f"{OVER}.match_ratio=[0.1,0.2,0.3]"],
        ["cap has 2", "match_ratio has 3", "one length"],
    ),
    "too many draws": (
        ["draws=grid", f"{OVER}.match_ratio={MANY}", f"{OVER}.dose={MANY}"],
        ["draws = 400 x 400", "160000 draws", "100000"],
    ),
    "no number of draws": (["draws.kind=latin", f"{OVER}.cap=[1]"], ["draws.number = None"]),
    "0 draws of a sample": (
        ["draws=latin", "draws.number=0", f"{OVER}.cap=[1]"], ["number = 0", "from 1 to"]
    ),
    "0 points of Sobol": (
        ["draws=sobol", "draws.number=0", f"{OVER}.cap=[1]"], ["number = 0", "from 1 to"]
    ),
    "0 draws of priors": (["draws=priors", "draws.number=0"], ["number = 0", "from 1 to"]),
    "0 rows of a table": (
        ["draws=table", "draws.file=no.csv", "draws.number=0"], ["number = 0", "from 1 to"]
    ),
    "number of a grid": (
        ["draws=grid", "draws.number=3", f"{OVER}.cap=[1]"], ["draws.number = 3", "latin"]
    ),
    "no power of two": (
        ["draws=sobol", "draws.number=100", f"{OVER}.cap=[1,2]"], ["100", "64 or 128"]
    ),
    "kind of draws": (["draws.kind=foo"], ["draws.kind = foo", "grid", "sobol"]),
    "draws as a mapping": (["draws={kind:grid}"], ["draws = {kind:grid}", "one of fixed"]),
    "draws of no kind": (["draws=foo"], ["draws = foo", "priors"]),
    "seed of draws": (["draws=priors", "draws.seed=-1"], ["draws.seed = -1", ">= 0"]),
    "over with fixed": ([f"{OVER}.cap=[1]"], ["draws.over = fixed", "draws.kind=grid"]),
    "no file of draws": (["draws=table"], ["draws.file = None", "needs a file"]),
    "missing file of draws": (["draws=table", "draws.file=no.csv"], ["no.csv", "No such file"]),
    "file with a grid": (
        ["draws=grid", "draws.file=no.csv", f"{OVER}.cap=[1]"], ["draws.file = no.csv", "table"]
    ),
    "file beside the grid of a sweep": (
        ["experiment=sweep", "draws.file=no.csv"], ["draws.file = no.csv", "draws=table"]
    ),
    "drawn of a lever that is off": (
        ["experiment=sweep", "policy=fund", "draws.over.levers.talent_corridor.dose=[0,1]"],
        ["talent_corridor.dose = drawn", "off in every arm", "talent_corridor.dose=1"],
    ),
    "drawn and set by an arm": (
        ["experiment=hypotheses", "draws=grid", f"{OVER}.match_ratio=[0.1,0.2]"],
        ["arm fund_", "sets it itself", "match_ratio=null"],
    ),
    "draws in compare": (["draws=priors"], ["50 draws", "compare", "sweep", "uncertainty"]),
    "nothing to sweep": (["experiment=sweep", "draws=fixed"], ["nothing", "draws=priors"]),
    "no policy to sweep": (
        ["experiment=sweep", "policy=none", "draws=fund_and_corridor"], ["policy=headline"]
    ),
}  # fmt: skip

REFUSED = {
    "word for a cluster": (["cluster=foo"], ["cluster = foo", "local", "tcp://"]),
    "cluster without a port": (["cluster=tcp://host"], ["cluster = tcp://host", "HOST:PORT"]),
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
    "too many seeds": (["seeds=1000000000000"], ["seeds = 1000000000000", "100000"]),
    "seed beyond 64 bits": (["seeds=[9223372036854775808]"], ["seeds", "9223372036854775807"]),
    "no seeds": (["seeds=0"], ["seeds = 0", ">= 1"]),
    "seed below 0": (["seeds=[-1]"], ["seeds = [-1]", ">= 0"]),
    "half a seed": (["seeds=1.5"], ["seeds = 1.5", "a number n"]),
    "no workers": (["workers=0"], ["workers = 0", ">= 1"]),
    "word for workers": (["workers=many"], ["workers", "many", ">= 1"]),
    "record": (["record=daily"], ["record = daily", "yearly or monthly"]),
    "indicator": (["indicators=[foo]"], ["indicators = ['foo']", "rd_intensity"]),
    "half a pair of orders": (
        ["experiment=attribution", "permutations=3"], ["permutations = 3", "even"]
    ),
    "orders elsewhere": (["permutations=4"], ["permutations = 4", "compare samples no"]),
    "arms of attribution": (
        ["experiment=attribution", "+arms.fund=[fund_matching]"], ["none and plan"]
    ),
    "arms of doses": (["experiment=doses", "~arms.none"], ["none and plan"]),
    "an unknown arm": (["arms={x:[fund_matching]}"], ["arms.x", "no such arm", "+arms.x="]),
    "arms taken away": (["arms={}"], ["arms = {}", "~arms.NAME"]),
    "lever in an arm": (["arms.fund=[foo]"], ["arms.fund = ['foo']", "fund_matching"]),
    "policy in compare": (["policy=fund"], ["policy = fund", "its own arms", "single_run"]),
    "financing in hypotheses": (
        ["experiment=hypotheses", "financing=new"], ["financing = new", "who pays", "compare"]
    ),
    "financing in levers": (
        ["experiment=levers", "financing=new"], ["financing = new", "who pays", "compare"]
    ),
    "levers to 2022": (
        ["experiment=levers", "horizon=2022"], ["horizon = 2022: levers", "2025 or later"]
    ),
    "estimators to 2022": (
        ["experiment=estimators", "horizon=2022"], ["horizon = 2022: the", "horizon=2024"]
    ),
    "behaviour in a lever": (
        ["levers.fund_matching.crowd_in=1"], ["crowd_in = 1", "processes.financing.crowd_in;"]
    ),
    "two arms in single_run": (
        ["experiment=single_run", "+arms.fund=[all]"], ["arms", "single_run", "compare"]
    ),
    **DRAWS,
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


def test_several_values_without_brackets_are_refused_as_they_were_written(capsys, monkeypatch):
    code, lines = said(capsys, monkeypatch, "experiment=sweep", f"{OVER}.cap=1,2")
    assert (code, len(lines)) == (2, 1)
    assert lines[0].startswith(f"{OVER}.cap = 1,2: allowed: one value")


@pytest.mark.parametrize("folder", ["/proc/sunan/out", "{tmp}/file/out", "a" * 300])
def test_folder_that_cannot_be_written_is_refused(folder, tmp_path, capsys, monkeypatch):
    (tmp_path / "file").touch()
    folder = folder.format(tmp=tmp_path)
    code, lines = said(capsys, monkeypatch, *SINGLE, f"hydra.run.dir={folder}")
    assert (code, len(lines)) == (2, 1)
    assert folder in lines[0]
    assert "allowed" in lines[0]


@pytest.mark.parametrize("group", ["population", "scenario"])
def test_a_group_is_refused_beside_a_snapshot(group):
    snapshot = OmegaConf.create({"experiment": "compare", "arms": {"none": []}, group: "small"})
    with pytest.raises(Refused, match=rf"{group} = small: .*allowed: .* {group}\.\w+"):
        checks.design_of(snapshot)


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("technology_platforms.tfp_per_doubling", "institute_research.tfp_per_doubling"),
        ("national_projects.own_rd_per_yuan", "rd_investment.own_rd_per_yuan"),
        ("industry_projects.misuse", "production.industry_misuse"),
        ("industry_projects.additionality", "production.industry_additionality"),
        ("special_fund.replacement", "budgets.replacement"),
    ],
)
def test_behaviour_that_is_looked_for_in_a_lever_is_pointed_to(key, place):
    with pytest.raises(Refused, match=rf"behaviour: processes\.{place};"):
        check_key(f"levers.{key}", 1)
    with pytest.raises(Refused) as error:
        check_key("levers.fund_matching.quit_rates", 1)
    assert "behaviour" not in str(error.value)
