"""The page of published effects: table, picture and provenance, out of a results folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.methods.causal_numbers import shown_as, span, with_interval
from experiments.methods.causal_plot import NOT_RUN, drawn
from experiments.methods.causal_table import WITHIN, said
from experiments.methods.files import write_text
from experiments.methods.labels import label, signed
from experiments.methods.report import Levels, picture, provenance, template
from experiments.methods.style import save

COLUMNS = (
    "effect", "published", "interval", "basis", "simulated", "studies", "truth", "bias",
    "verdict", "source",
)  # fmt: skip
STUDY = ("years_since", "simulated", "truth")


def write_page(folder: Path, levels: Levels) -> Path:
    """Writes the figure and `report.html`, with the levels without a plan; returns its path."""
    found = read(folder, "estimators")
    study = read(folder, "event_study")
    about = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    files = save(drawn(found), folder, "estimators", found)
    page = template("causal").render(
        w=label, lang="en", title=label("x.title"), summary=summary(found),
        picture=picture(files[0]), columns=COLUMNS, rows=[row(r) for r in records(found)],
        study_columns=STUDY, study=[study_row(r) for r in records(study)],
        facts=provenance(about, "en"), levels=levels,
    )  # fmt: skip
    return write_text(folder / "report.html", page)


def read(folder: Path, name: str) -> pd.DataFrame:
    """A saved table, empty where it was not made."""
    path = folder / "results" / f"{name}.parquet"
    return pd.read_parquet(path) if path.exists() else pd.DataFrame()


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Lines of a table as mappings with names."""
    return [{str(k): v for k, v in r.items()} for r in frame.to_dict("records")]


def summary(found: pd.DataFrame) -> list[str]:
    """How many effects are met, and which are not."""
    run = found[found["verdict"] != NOT_RUN]
    used, held = run[~run["held_out"]], run[run["held_out"]]
    counts = used["verdict"].value_counts()
    inside = used[used["verdict"].isin(WITHIN.values())]
    sentences = [
        label("x.met", all=len(used), met=counts.get("within", 0),
              prior=counts.get("within the prior", 0), untold=int((~inside["is_told"]).sum()),
              overlaps=counts.get("overlaps", 0))
    ]  # fmt: skip
    for key, part in (
        ("x.out", used[used["verdict"] == "outside"]),
        ("x.mute", used[used["verdict"] == "says nothing"]),
    ):
        if len(part):
            sentences.append(label(key, names="; ".join(label(n) for n in part["effect"])))
    if len(held):
        names = "; ".join(f"{label(r['effect'])}: {said(r)}" for r in records(held))
        sentences.append(label("x.held", names=names))
    return sentences


def row(r: dict[str, Any]) -> dict[str, str]:
    """An effect as a person reads it."""
    name = label(r["effect"]) + (f" ({label('x.held_out')})" if r["held_out"] else "")
    shown = {"effect": name, "verdict": said(r)}
    shown |= {key: r[key] for key in ("published", "basis", "source")}
    shown |= {"interval": span(r["low"], r["high"], r["unit"])}
    if r["verdict"] == NOT_RUN:
        return shown
    return shown | {
        "simulated": with_interval(r, "estimate"),
        "truth": with_interval(r, "truth"),
        "studies": span(r["one_low"], r["one_high"], r["unit"]),
        "bias": shown_as(r["bias"], r["unit"]) + "*" * bool(r["misses_truth"]),
    }


def study_row(r: dict[str, Any]) -> dict[str, str]:
    """A year of the event study."""
    whole = {"unit": "share", **r}
    return {
        "years_since": signed(r["years_since"], 0),
        "simulated": with_interval(whole, "estimate"),
        "truth": with_interval(whole, "truth"),
    }
