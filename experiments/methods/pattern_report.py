"""The page of patterns: the table, pictures and provenance, out of a results folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from experiments.methods.files import write_text
from experiments.methods.labels import MINUS, label, number
from experiments.methods.pattern_figures import draw_patterns
from experiments.methods.patterns import MEDIAN, interval
from experiments.methods.report import Levels, picture, provenance, template

COLUMNS = (
    "pattern", "statistic", "median", "range", "large", "band", "pass_rate", "kind", "verdict",
    "off", "source",
)  # fmt: skip
PICTURES = ("firms", "research", "gravity", "shares")


def write_page(folder: Path, elsewhere: Iterable[tuple[str, str, str]], levels: Levels) -> Path:
    """Writes the figures and `report.html`, with the levels of the runs; returns its path."""
    verdicts = pd.read_parquet(folder / "results" / "verdicts.parquet")
    curves = pd.read_parquet(folder / "results" / "pictures.parquet")
    about = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    files = draw_patterns(folder, curves)
    page = template("patterns").render(
        w=label, lang="en", title=label("v.title"), summary=summary(verdicts), columns=COLUMNS,
        groups=groups(verdicts), elsewhere=list(elsewhere), facts=provenance(about, "en"),
        pictures=[(name, picture(files[name][0])) for name in PICTURES], levels=levels,
    )  # fmt: skip
    return write_text(folder / "report.html", page)


def summary(verdicts: pd.DataFrame) -> list[str]:
    """How many of the hard and soft bands are met, and which hard ones are not."""
    sentences = []
    for kind in ("hard", "soft"):
        part = verdicts[verdicts["kind"] == kind]
        met = int((part["verdict"] == "PASS").sum())
        sentences.append(label(f"v.{kind}", met=met, all=len(part)))
    failed = verdicts[verdicts["verdict"] == "FAIL"]
    names = "; ".join(f"{r.pattern} {r.statistic}" for r in failed.itertuples())
    return [*sentences, label("v.failed", names=names)] if names else sentences


def groups(verdicts: pd.DataFrame) -> list[tuple[str, list[dict[str, str]]]]:
    """Rows of the table by pattern."""
    found = []
    for (fact, name), part in verdicts.groupby(["pattern", "name"], sort=False):
        found.append((f"{fact}: {name}", [row(r) for r in part.to_dict("records")]))
    return found


def row(found: dict) -> dict[str, str]:
    """A band as a person reads it."""
    is_median = found["rule"] == MEDIAN
    testing = f", {label('v.testing')}" if found["for_testing"] else ""
    source = f"{found['source'] or label('v.no_source')} [{found['grade']}]"
    return {
        "pattern": found["pattern"], "statistic": found["statistic"] + testing,
        "median": short(found["median"]),
        "range": f"{short(found['p05'])} to {short(found['p95'])}",
        "large": f"{short(found['median_at_default_scale'])} "
        f"({number(100 * found['pass_rate_at_default_scale'], 0)} %)",
        "band": interval(found["band_low"], found["band_high"]).replace("-", MINUS),
        "pass_rate": label("v.by_median", seeds=found["seeds"]) if is_median
        else f"{number(100 * found['pass_rate'], 0)} %",
        "kind": found["kind"], "verdict": found["verdict"],
        "off": short(found["off"]) if found["off"] else "", "source": source,
    }  # fmt: skip


def short(value: float) -> str:
    """Three digits that count."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return number(value, digits)
