"""Patterns: facts about firms and regions that a credible run must show, with their bands.

A fact is a pure function from the micro-data of a run to numbers, and for each number the
band in which it should lie, fixed before the model was run. Hard ones must pass, soft ones
are scored. A band is judged by the share of seeds inside it, or by the median of the seeds
at the default scale where shares and tails need more agents than a small population has.

    PASS  at least 90 % of seeds, or the median, lie inside
    WARN  a soft one that does not;  FAIL  a hard one that does not
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.methods.micropanel import MicroPanel

if TYPE_CHECKING:
    import pandas as pd

SEEDS, MEDIAN = "seeds", "median"
SMALL, LARGE = "chosen", "default"  # scales: of population=, and the default one
NEEDED = 0.90  # share of seeds inside the band
INF = float("inf")
Curves = Mapping[tuple[str, str], tuple[Any, Any]]


@dataclass(frozen=True, kw_only=True)
class Band:
    """What a statistic should be. `testing` ones are held out: nothing was set by them."""

    statistic: str
    low: float = -INF
    high: float = INF
    hard: bool = False
    rule: str = SEEDS
    testing: bool = False
    source: str
    grade: str = "seen"


@dataclass(frozen=True)
class Fact:
    """A pattern: its number, its name, how it is measured, and what is accepted."""

    id: str
    name: str
    measure: Callable[[MicroPanel], dict[str, float]]
    bands: tuple[Band, ...]
    curves: Callable[[MicroPanel], Curves] | None = None


@dataclass(frozen=True)
class Elsewhere:
    """A pattern that is no statistic of a run, and where it is looked after."""

    id: str
    name: str
    where: str


def measured(panel: MicroPanel, facts: Iterable[Fact]) -> dict[str, Any]:
    """Every statistic of a run, and the curves of its pictures."""
    numbers: dict[tuple[str, str], float] = {}
    curves: dict[tuple[str, str], tuple[Any, Any]] = {}
    for fact in facts:
        found = fact.measure(panel)
        numbers |= {(fact.id, name): float(value) for name, value in found.items()}
        if fact.curves:
            curves |= fact.curves(panel)
    return {"statistics": numbers, "curves": curves}


def statistics_table(found: Mapping[str, Mapping[int, dict[str, Any]]]) -> pd.DataFrame:
    """Long table of scale, seed, pattern, statistic and value."""
    import pandas as pd

    rows = [
        (scale, seed, fact, name, value)
        for scale, runs in found.items()
        for seed, run in sorted(runs.items())
        for (fact, name), value in run["statistics"].items()
    ]
    columns = ["scale", "seed", "pattern", "statistic", "value"]
    return pd.DataFrame(rows, columns=pd.Index(columns))


def curves_table(found: Mapping[str, Mapping[int, dict[str, Any]]]) -> pd.DataFrame:
    """Long table of the points of every picture by scale and seed."""
    import pandas as pd

    parts = [
        pd.DataFrame({"picture": p, "series": s, "scale": scale, "seed": seed, "x": x, "y": y})
        for scale, runs in found.items()
        for seed, run in sorted(runs.items())
        for (p, s), (x, y) in run["curves"].items()
    ]
    return pd.concat(parts, ignore_index=True).astype({"x": float, "y": float})


def judged(statistics: pd.DataFrame, facts: Iterable[Fact]) -> pd.DataFrame:
    """One line per band: what the seeds show, how many pass, and the verdict."""
    import pandas as pd

    values = {
        key: part["value"].to_numpy()
        for key, part in statistics.groupby(["scale", "pattern", "statistic"])
    }
    rows = []
    for fact in facts:
        for band in fact.bands:
            scale = LARGE if band.rule == MEDIAN else SMALL
            here = line(band, scale, values[scale, fact.id, band.statistic])
            large = values[LARGE, fact.id, band.statistic]
            more = {
                "median_at_default_scale": float(np.median(large)),
                "pass_rate_at_default_scale": inside(band, large),
            }
            rows.append({"pattern": fact.id, "name": fact.name, **here, **more})
    return pd.DataFrame(rows)


def line(band: Band, scale: str, values: np.ndarray) -> dict[str, Any]:
    """A band beside the values of the seeds; a value that is not there is outside."""
    good = values[np.isfinite(values)]
    quantiles = np.quantile(good, [0.5, 0.05, 0.95]) if len(good) else [float("nan")] * 3
    rate = inside(band, values)
    median = float(quantiles[0])
    is_in = band.low <= median <= band.high if band.rule == MEDIAN else rate >= NEEDED
    return {
        "statistic": band.statistic, "median": median, "p05": float(quantiles[1]),
        "p95": float(quantiles[2]), "band_low": band.low, "band_high": band.high,
        "rule": band.rule, "scale": scale, "seeds": len(values), "pass_rate": rate,
        "kind": "hard" if band.hard else "soft", "off": off(median, band),
        "verdict": "PASS" if is_in else "FAIL" if band.hard else "WARN",
        "for_testing": band.testing, "source": band.source, "grade": band.grade,
    }  # fmt: skip


def inside(band: Band, values: np.ndarray) -> float:
    """Share of seeds inside a band."""
    if not len(values):
        return float("nan")
    return float(((values >= band.low) & (values <= band.high)).mean())


def off(median: float, band: Band) -> float:
    """How far the median lies outside the band; 0 inside, negative below."""
    if not np.isfinite(median):
        return float("nan")
    return min(median - band.low, 0.0) + max(median - band.high, 0.0)


def text(table: pd.DataFrame, elsewhere: Iterable[Elsewhere]) -> str:
    """The table as a person reads it on a terminal."""
    head = f"{'':4} {'statistic':44} {'median':>8} {'5-95 %':>16} {'band':>12} "
    lines = [head + f"{'pass':>6} {'kind':4} verdict {'off by':>7}   at default scale"]
    for r in table.itertuples():
        spread = f"{r.p05:.3g} to {r.p95:.3g}"
        rate = f"{100 * float(str(r.pass_rate)):.0f} %" if r.rule == SEEDS else "median"
        note = ", for testing" if r.for_testing else ""
        miss = f"{r.off:+.3g}" if r.off else ""
        lines.append(
            f"{r.pattern:4} {r.statistic:44} {r.median:8.3g} {spread:>16} "
            f"{interval(float(str(r.band_low)), float(str(r.band_high))):>12} {rate:>6} "
            f"{r.kind:4} {r.verdict:7} {miss:>7} {r.median_at_default_scale:8.2g}, "
            f"{100 * float(str(r.pass_rate_at_default_scale)):.0f} % pass{note}"
        )
    lines += [f"{e.id:4} {e.name}: {e.where}" for e in elsewhere]
    said = ", ".join(f"{kind} {count}" for kind, count in passed(table).items())
    return "\n".join([*lines, "", *short(table), f"\npassed: {said}"])


def passed(table: pd.DataFrame) -> dict[str, str]:
    """How many of the hard and of the soft bands are met."""
    counted = table.groupby("kind")["verdict"]
    return {str(kind): f"{(v == 'PASS').sum()}/{len(v)}" for kind, v in counted}


def short(table: pd.DataFrame) -> list[str]:
    """A line per pattern: bands met, and the hard ones that are not."""
    lines = [f"{'':4} {'pattern':64} {'hard':>5} {'soft':>5}   hard and not met"]
    for (fact, name), part in table.groupby(["pattern", "name"], sort=False):
        met = {"hard": "-", "soft": "-", **passed(part)}
        failed = "; ".join(part.loc[part["verdict"] == "FAIL", "statistic"])
        said = f"{fact:4} {name:64} {met['hard']:>5} {met['soft']:>5}   {failed}"
        lines.append(said.rstrip())
    return lines


def interval(low: float, high: float) -> str:
    """A band in words."""
    if low == -INF:
        return f"< {high:g}"
    return f"> {low:g}" if high == INF else f"{low:g} to {high:g}"
