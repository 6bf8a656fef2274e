"""From the seeds' estimates to one line per published effect, with a verdict.

The interval is that of the mean over seeds (t); where a seed has too few firms and all are
pooled, it is the jackknife's over seeds. `one_low` and `one_high` hold 90 % of the seeds:
what a single study could have found. Verdicts: within (the estimate lies in the interval of
the study), within the prior (in that of the lever's prior, where the study has none), overlaps
(its interval reaches into that), says nothing (it reaches over no effect as well), outside, not
run. `is_told` says whether the interval of the estimate leaves out no effect; where only a sign
is published, within needs that too. `misses_truth` says whether it leaves out the truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.methods.causal import Found
from experiments.methods.causal_data import MicroData
from experiments.methods.causal_effects import PRIOR, STUDY, Effect, shape_of

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.95
WITHIN = {STUDY: "within", PRIOR: "within the prior"}
NUMBERS = (
    "estimate", "estimate_low", "estimate_high", "one_low", "one_high", "study_error", "truth",
    "truth_low", "truth_high", "bias",
)  # fmt: skip
COLUMNS = (
    "effect",
    "arm",
    "held_out",
    "unit",
    "published",
    "low",
    "high",
    "basis",
    *NUMBERS,
    "misses_truth",
    "seeds",
    "is_told",
    "verdict",
    "truth_verdict",
    "source",
)
Runs = Mapping[tuple[str, int], MicroData]
NAN = float("nan")


def table(
    effects: Iterable[Effect], runs: Runs, seeds: Sequence[int], base: str
) -> pd.DataFrame:
    """One line per effect."""
    import pandas as pd

    lines = []
    for effect in effects:
        if any((effect.arm, seed) not in runs for seed in seeds):
            lines.append(line(effect, [], {}))
        elif effect.pool is not None:
            lines.append(pooled(effect, runs, seeds, base))
        else:
            assert effect.measure is not None
            found = [effect.measure(runs[effect.arm, s], runs[base, s]) for s in seeds]
            lines.append(line(effect, found, means(found)))
    return pd.DataFrame(lines, columns=pd.Index(COLUMNS))


def means(found: Sequence[Found]) -> dict[str, float]:
    """Means over seeds with their intervals."""
    estimate = interval(np.array([f.estimate for f in found]))
    truth = interval(np.array([f.truth for f in found]))
    one = np.quantile([f.estimate for f in found], [0.05, 0.95])
    return {
        "estimate": estimate[0], "estimate_low": estimate[1], "estimate_high": estimate[2],
        "truth": truth[0], "truth_low": truth[1], "truth_high": truth[2],
        "one_low": float(one[0]), "one_high": float(one[1]),
        "study_error": float(np.mean([f.error for f in found])),
    }  # fmt: skip


def interval(values: np.ndarray) -> tuple[float, float, float]:
    """Mean and its interval by Student's t."""
    from scipy.stats import t

    n = len(values)
    mean = float(values.mean())
    if n < 2:
        return mean, NAN, NAN
    half = float(t.ppf((1 + LEVEL) / 2, n - 1) * values.std(ddof=1) / np.sqrt(n))
    return mean, mean - half, mean + half


def pooled(effect: Effect, runs: Runs, seeds: Sequence[int], base: str) -> dict[str, Any]:
    """An effect on the firms of all seeds together; a jackknife over seeds."""
    assert effect.pool is not None
    pairs = [(runs[base, s].notch, runs[effect.arm, s].notch) for s in seeds]
    # Chosen once: a region that jumped from seed to seed would swamp the jackknife.
    shape = shape_of(effect.size_class, together(pairs)[0])
    whole = np.array(effect.pool(*together(pairs), shape))
    n = len(pairs)
    numbers = {"estimate": whole[0], "truth": whole[1]}
    if n > 1:
        from scipy.stats import t

        without = [effect.pool(*together(pairs[:i] + pairs[i + 1 :]), shape) for i in range(n)]
        spread = np.sqrt((n - 1) * np.var(without, axis=0))
        half = t.ppf((1 + LEVEL) / 2, n - 1) * spread
        for i, name in enumerate(("estimate", "truth")):
            numbers |= {f"{name}_low": whole[i] - half[i], f"{name}_high": whole[i] + half[i]}
    return line(effect, pairs, {name: float(v) for name, v in numbers.items()})


def together(pairs: Sequence[tuple[dict, dict]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The firms of all seeds, each seed's with keys of its own."""
    worlds = []
    for which in range(2):
        parts = [pair[which] for pair in pairs]
        joined = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
        apart = [np.full(len(p["key"]), 1000 * i) for i, p in enumerate(parts)]
        joined["key"] = joined["key"] + np.column_stack(
            [np.concatenate(apart), np.zeros(len(joined["key"]), dtype=int)]
        )
        worlds.append(joined)
    return worlds[0], worlds[1]


def line(effect: Effect, found: Sequence[Any], numbers: Mapping[str, float]) -> dict[str, Any]:
    """One line of the table."""
    known = {name: numbers.get(name, NAN) for name in NUMBERS}
    known["bias"] = known["estimate"] - known["truth"]
    low, high = known["estimate_low"], known["estimate_high"]
    return {
        "effect": effect.name, "arm": effect.arm, "held_out": effect.held_out,
        "unit": effect.unit, "published": effect.published, "low": effect.low,
        "high": effect.high, "basis": effect.basis, "source": effect.source,
        "seeds": len(found), **known,
        "misses_truth": known["truth"] < low or known["truth"] > high,
        "is_told": is_told(effect, known, "estimate"),
        "verdict": verdict(effect, known, "estimate"),
        "truth_verdict": verdict(effect, known, "truth"),
    }  # fmt: skip


def verdict(effect: Effect, numbers: Mapping[str, float], name: str) -> str:
    """Where an estimate lies against the interval of the study, or of the prior."""
    value = numbers[name]
    if not np.isfinite(value):
        return "not run"
    told = is_told(effect, numbers, name)
    sign_only = np.isinf(effect.low) or np.isinf(effect.high)
    if effect.low <= value <= effect.high and (told or not sign_only):
        return WITHIN[effect.basis]
    low, high = numbers[f"{name}_low"], numbers[f"{name}_high"]
    if not (low <= effect.high and high >= effect.low):
        return "outside"
    return "overlaps" if told else "says nothing"


def is_told(effect: Effect, numbers: Mapping[str, float], name: str) -> bool:
    """Whether an interval leaves out no effect."""
    return not numbers[f"{name}_low"] <= effect.nothing <= numbers[f"{name}_high"]


def study_table(studies: Mapping[int, list[tuple[int, float, float]]]) -> pd.DataFrame:
    """The event study of all seeds: means by years since first use."""
    import pandas as pd

    lines = []
    steps = sorted({step for found in studies.values() for step, *_ in found})
    for step in steps:
        here = np.array([f[1:] for found in studies.values() for f in found if f[0] == step])
        estimate, truth = interval(here[:, 0]), interval(here[:, 1])
        lines.append((step, *estimate, *truth, len(here)))
    names = ("years_since", "estimate", "estimate_low", "estimate_high", "truth", "truth_low",
             "truth_high", "seeds")  # fmt: skip
    return pd.DataFrame(lines, columns=pd.Index(names))


def said(row: Mapping[str, Any]) -> str:
    """The verdict with what qualifies it, in the same words wherever it is shown."""
    is_untold = row["verdict"] in WITHIN.values() and not row["is_told"]
    return f"{row['verdict']}, not told from nothing" if is_untold else str(row["verdict"])


def text(found: pd.DataFrame) -> str:
    """The table for a terminal."""
    head = f"{'effect':20} {'published':25} {'interval':>14} {'of the':6} {'estimate':>9} "
    lines = [head + f"{'95 %':>17} {'truth':>7} {'bias':>8}   verdict"]
    for row in found.to_dict("records"):
        r = {str(name): value for name, value in row.items()}
        ends = f"{r['low']:.3g} to {r['high']:.3g}"
        spread = f"{r['estimate_low']:+.3f} to {r['estimate_high']:+.3f}"
        lines.append(
            f"{r['effect']:20} {r['published']:25} {ends:>14} {r['basis']:6} "
            f"{r['estimate']:+9.3f} {spread:>17} {r['truth']:+7.3f} {r['bias']:+8.3f}"
            f"{'*' if r['misses_truth'] else ' '}  {said(r)}{', held out' * r['held_out']}"
        )
    foot = "bias: estimate less truth; * the 95 % interval of the estimate leaves out the truth"
    return "\n".join([*lines, foot])
