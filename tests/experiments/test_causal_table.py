"""Lines of the table of published effects: verdicts, intervals, bias, and their picture."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.methods import causal_plot, causal_table
from experiments.methods.causal import Found
from experiments.methods.causal_effects import EFFECTS, PRIOR, STUDY, Effect


def effect(low: float = 0.1, high: float = 0.3, **changes: object) -> Effect:
    """A published effect."""
    given = {"basis": STUDY, **changes}
    return Effect("made", "arm", "10 to 30 %", low, high, source="here", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        ((0.2, 0.1, 0.3), "within"), ((0.4, 0.25, 0.5), "overlaps"),
        ((0.05, -0.2, 0.3), "says nothing"), ((0.05, 0.02, 0.08), "outside"),
        ((float("nan"),) * 3, "not run"),
    ],
)  # fmt: skip
def test_verdicts(numbers, verdict):
    names: tuple[str, ...] = ("estimate", "estimate_low", "estimate_high")
    found: dict[str, float] = dict(zip(names, numbers, strict=True))
    assert causal_table.verdict(effect(), found, "estimate") == verdict


def test_the_range_of_a_prior_is_not_called_the_interval_of_a_study():
    found = {"estimate": 0.2, "estimate_low": 0.1, "estimate_high": 0.3}
    assert causal_table.verdict(effect(basis=PRIOR), found, "estimate") == "within the prior"
    from_studies = {e.name for e in EFFECTS if e.basis == STUDY}
    assert from_studies == {
        "excess_small", "excess_medium", "excess_large", "notch_on_paper", "crowd_in",
        "cluster_innovation", "joint_innovation",
    }  # fmt: skip
    assert {e.basis for e in EFFECTS} == {STUDY, PRIOR}
    # Excess mass is 0 where nothing bunches, though its unit is a ratio.
    assert {e.name for e in EFFECTS if e.nothing} == {"proof_of_concept"}


def made_table() -> pd.DataFrame:
    """An effect that is met, one that nothing is told of, and one beyond the axis."""
    numbers = [(0.2, 0.15, 0.25, 0.2), (0.2, -0.1, 0.5, 0.2), (2.5, 0.2, 4.0, 0.1)]
    names = ("estimate", "estimate_low", "estimate_high", "truth")
    lines = [
        causal_table.line(effect(basis=basis), [1], dict(zip(names, n, strict=True)))
        for basis, n in zip((STUDY, PRIOR, PRIOR), numbers, strict=True)
    ]
    return pd.DataFrame(lines, columns=pd.Index(causal_table.COLUMNS))


def test_the_terminal_prints_bias_and_marks_where_the_truth_is_left_out():
    one, two, three, foot = causal_table.text(made_table()).splitlines()[1:]
    assert " study " in one
    assert one.endswith("+0.000   within")
    assert two.endswith("+0.000   within the prior, not told from nothing")
    assert "+2.400*" in three
    assert foot.startswith("bias: estimate less truth; *")


def test_the_picture_has_the_words_of_the_table_and_arrows_for_what_is_beyond():
    figure = causal_plot.drawn(made_table())
    texts = [t.get_text() for t in figure.axes[0].texts]
    assert texts.count("prior") == 2
    for row in made_table().to_dict("records"):
        assert causal_table.said(row) in texts
    arrows = [line for line in figure.axes[0].lines if line.get_marker() == ">"]
    assert [(line.get_xdata()[0], line.get_clip_on()) for line in arrows] == [(100, False)]
    assert "+250" in texts


def test_where_only_a_sign_is_published_the_sign_must_be_told():
    found = {"estimate": 0.2, "estimate_low": -0.1, "estimate_high": 0.5}
    sign = effect(0.0, float("inf"))
    assert causal_table.verdict(sign, found, "estimate") == "says nothing"
    assert causal_table.verdict(sign, found | {"estimate_low": 0.1}, "estimate") == "within"
    ratio = effect(1.0, 2.0, nothing=1.0)
    assert not causal_table.is_told(ratio, found | {"estimate_high": 1.5}, "estimate")


def test_means_by_hand_and_the_jackknife_of_a_mean_is_its_interval(monkeypatch):
    found = [Found(e, 0.5, 0.1) for e in (0.1, 0.2, 0.6)]
    numbers = causal_table.means(found)
    half = 4.302653 * np.std([0.1, 0.2, 0.6], ddof=1) / np.sqrt(3)
    assert numbers["estimate_high"] - numbers["estimate"] == pytest.approx(half)
    assert numbers["truth_low"] == pytest.approx(0.1)
    assert numbers["study_error"] == 0.5

    monkeypatch.setattr(causal_table, "shape_of", lambda code, one: (3, 0.5, 1.2))

    def pool(one, free, shape):
        return float(one["rd"].mean()), float(free["rd"].mean())

    def firms(value):
        return {"rd": np.full(4, value), "key": np.zeros((4, 2), dtype=int)}

    class Made:
        def __init__(self, value):
            self.notch = firms(value)

    values = (0.1, 0.2, 0.6)
    runs = {("none", s): Made(v) for s, v in enumerate(values)}
    runs |= {("arm", s): Made(v / 2) for s, v in enumerate(values)}
    line = causal_table.pooled(effect(pool=pool), runs, (0, 1, 2), "none")  # type: ignore[arg-type]
    assert line["estimate"] == pytest.approx(0.3)
    assert line["truth"] == pytest.approx(0.15)
    assert line["estimate_high"] - line["estimate"] == pytest.approx(half)


def test_seeds_together_keep_their_firms_apart():
    part = {"rd": np.ones(2), "key": np.array([[2, 0], [2, 1]])}
    one, _ = causal_table.together([(part, part), (part, part)])
    assert len(one["rd"]) == 4
    assert len(np.unique(one["key"], axis=0)) == 4
