"""`uncertainty` on made runs: variance by source, gaps, chances, and the longer plan."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import numpy as np
import pytest

from configs.schema import Draw
from experiments import uncertainty
from experiments.methods import nested, report
from experiments.methods.contrast_sections import contrast_text
from experiments.methods.engine import QUIET
from experiments.methods.panel import ZONE
from experiments.methods.store import write_results
from experiments.methods.tables import effects_table
from experiments.methods.uncertainty_plot import uncertainty_plot
from sim.levers import LEVERS
from sim.processes import name_of
from tests.experiments.made_runs import instead
from tests.test_configuration import composed

DRAWS = 30


def worth(doses: dict[str, float]) -> float:
    """A hundredth for every lever."""
    return 0.01 * sum(doses.values())


def factor(draw: int) -> float:
    """What a draw makes of it: from 0.5 to 1.5."""
    return 0.5 + draw / (DRAWS - 1)


@pytest.fixture(scope="module")
def results():
    with pytest.MonkeyPatch.context() as patch:
        instead(patch, "experiments.uncertainty", worth, factor=factor)
        design = composed("experiment=uncertainty", "draws=fixed", "horizon=2022", "seeds=3")
        design = replace(design, draws=tuple(Draw(j) for j in range(DRAWS)))
        return uncertainty.run(design, QUIET)


def row(table, **keys):
    for column, wanted in {"city": ZONE, "indicator": "rd_intensity", **keys}.items():
        table = table[table[column] == wanted]
    return table.iloc[0]


def test_all_of_the_variance_is_from_parameters_where_luck_is_shared(results):
    found = row(results.more["uncertainty"], arm="plan", baseline="none")
    factors = np.array([factor(j) for j in range(DRAWS)])
    assert found["estimate"] == pytest.approx(0.21)
    assert found["chance"] == pytest.approx(0, abs=1e-12)
    assert found["parameters"] == pytest.approx(np.var(0.21 * factors, ddof=1))
    assert found["of_estimate_parameters"] == pytest.approx(found["parameters"] / DRAWS)
    ends = np.quantile(0.21 * factors, (0.025, 0.975))
    assert (found["reach_low"], found["reach_high"]) == pytest.approx(tuple(ends))
    d = np.repeat(0.21 * factors, 3)
    draws = np.repeat(np.arange(DRAWS), 3).tolist()
    assert (found["low"], found["high"]) == pytest.approx(nested.interval(d, draws)[1:])
    assert found["p"] == pytest.approx(nested.p_value(d, draws))
    assert found["p"] <= found["p_adjusted"]
    assert uncertainty.headline(results) == pytest.approx(1)


def test_gaps_and_chances(results):
    found = row(results.more["gaps"], arm="plan")
    assert found["state"] == "open"
    assert found["gap"] == pytest.approx(0.2, abs=0.03)
    assert found["share"] == pytest.approx(0.21 / found["gap"])
    assert 0 == found["chance_without"] < found["chance_with"] < 1
    assert found["more"] == pytest.approx(found["chance_with"])
    assert found["more_low"] < found["more"] < found["more_high"]
    assert found["chance_with"] == row(results.chances, arm="plan")["chance"]
    far = row(results.more["gaps"], arm="plan", indicator="patents_per_10k")
    assert (far["share"], far["chance_with"], far["more"]) == (0, 0, 0)
    assert far["more_low"] < 0 < far["more_high"]


def test_the_longer_plan_is_the_plan_with_its_ends_moved(results):
    arms = composed("experiment=uncertainty", "draws=fixed").arms
    (alone,) = composed("experiment=single_run", "policy=extended").arms.values()
    assert arms["extended"].levers == alone.levers
    last = (2025 - 2015) * 12 + 11
    for module in LEVERS:
        name = name_of(module)
        plan, longer = (arms[arm].levers[name] for arm in ("plan", "extended"))
        if plan.months()[1] < last:
            assert longer.months() == (plan.months()[0], last)
            assert replace(longer, last_month=plan.last_month) == plan
        elif name == "reform_pilots":  # whose rules stay and whose money ends
            assert plan.months()[0] + longer.founding_months == last + 1
            assert replace(longer, founding_months=plan.founding_months) == plan
        else:
            assert longer == plan
    pairs = results.more["uncertainty"][["arm", "baseline"]].drop_duplicates()
    assert ["extended", "plan"] in pairs.to_numpy().tolist()


def test_parameters_vary_unless_asked_not_to():
    assert len(composed("experiment=uncertainty").draws) > 1
    assert len(composed("experiment=uncertainty", "draws=fixed").draws) == 1
    assert composed("experiment=uncertainty").horizon == 2030


def test_words_and_picture(results):
    text = contrast_text(results.more)
    assert not [word for word in text.split() if "_" in word]
    assert "100 % [100, 100]" in text
    assert "its 95 % interval" in text
    assert "p, Holm" in text
    assert "adjusted (Holm) for the indicators of a contrast and year" in text
    assert len(uncertainty_plot(results.more["uncertainty"]).axes) == 3


def narrower(table):
    """Two arms are known much better than the other."""
    is_narrow = table["baseline"].eq("none") & table["arm"].ne("extended")
    ends = {end: table[end].where(~is_narrow, table["estimate"] + sign * 0.0004)
            for end, sign in (("low", -1), ("high", 1))}  # fmt: skip
    return table.assign(**ends)


def test_the_page_gives_an_effect_the_same_digits_everywhere(results, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "languages", lambda: ("en",))
    own = {**results.more, "uncertainty": narrower(results.more["uncertainty"])}
    results = replace(results, effects=narrower(results.effects), more=own)
    write_results(tmp_path, results)
    (tmp_path / "results.json").write_text("{}", encoding="utf-8")
    page = html.unescape(report.write_report(tmp_path).read_text(encoding="utf-8"))
    cells = re.findall(r'<td class="c-(estimate|interval)">([^<]*)</td>', page)
    said = [text for _, text in cells]
    for line in effects_table(results.effects).splitlines()[2:]:
        numbers = re.search(r"(\S+)\s+(\[.*?\])", line)
        assert numbers is not None
        both = [said[i : i + 2] for i in range(len(said))].count([numbers[1], numbers[2]])
        assert both >= 2, line  # of all effects, and of those with their variance
