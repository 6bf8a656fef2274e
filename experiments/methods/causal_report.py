"""The page of published effects: table, picture and provenance, out of a results folder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.methods.labels import interval, label, number, signed
from experiments.methods.report import picture, provenance, template
from experiments.methods.style import (
    BLACK,
    BLUE,
    PALE,
    VERMILION,
    aside,
    new_figure,
    save,
    styled,
)

COLUMNS = (
    "effect", "published", "interval", "simulated", "studies", "truth", "bias", "verdict",
    "source",
)  # fmt: skip
STUDY = ("years_since", "simulated", "truth")
NOT_RUN = "not run"
PER_CENT = ("share", "points", "log")  # units shown times 100
ENDS = {True: (-40.0, 100.0), False: (-0.5, 3.5)}  # of the two axes, per cent and others


def write_page(folder: Path) -> Path:
    """Writes the tables as CSV, the figure and `report.html`; returns the path of the page."""
    found = read(folder, "estimators")
    study = read(folder, "event_study")
    about = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    for name, frame in (("estimators", found), ("event_study", study)):
        if len(frame):
            text = frame.to_csv(index=False, lineterminator="\n", float_format="%.6g")
            put(folder / f"{name}.csv", text)
    files = save(drawn(found), folder / "figures", "estimators", found)
    page = template("causal").render(
        w=label, lang="en", title=label("x.title"), summary=summary(found),
        picture=picture(files[0]), columns=COLUMNS, rows=[row(r) for r in records(found)],
        study_columns=STUDY, study=[study_row(r) for r in records(study)],
        facts=provenance(about, "en"),
    )  # fmt: skip
    put(folder / "report.html", page)
    return folder / "report.html"


def read(folder: Path, name: str) -> pd.DataFrame:
    """A saved table, empty where it was not made."""
    path = folder / "results" / f"{name}.parquet"
    return pd.read_parquet(path) if path.exists() else pd.DataFrame()


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Lines of a table as mappings with names."""
    return [{str(k): v for k, v in r.items()} for r in frame.to_dict("records")]


def put(path: Path, text: str) -> None:
    """Write beside the final name and rename."""
    aside(path).write_text(text, encoding="utf-8")
    os.replace(aside(path), path)


def summary(found: pd.DataFrame) -> list[str]:
    """How many effects are met, and which are not."""
    run = found[found["verdict"] != NOT_RUN]
    used, held = run[~run["held_out"]], run[run["held_out"]]
    counts = used["verdict"].value_counts()
    said = [
        label("x.met", met=counts.get("within", 0), all=len(used),
              overlaps=counts.get("overlaps", 0))
    ]  # fmt: skip
    for key, part in (
        ("x.out", used[used["verdict"] == "outside"]),
        ("x.mute", used[used["verdict"] == "says nothing"]),
    ):
        if len(part):
            said.append(label(key, names="; ".join(label(n) for n in part["effect"])))
    if len(held):
        names = "; ".join(f"{label(str(r.effect))}: {r.verdict}" for r in held.itertuples())
        said.append(label("x.held", names=names))
    return said


def row(r: dict[str, Any]) -> dict[str, str]:
    """An effect as a person reads it."""
    name = label(r["effect"]) + (f" ({label('x.held_out')})" if r["held_out"] else "")
    shown = {"effect": name, "published": r["published"], "source": r["source"]}
    note = "" if r["is_told"] or r["verdict"] != "within" else f" ({label('x.untold')})"
    shown |= {"verdict": r["verdict"] + note, "interval": span(r["low"], r["high"], r["unit"])}
    if r["verdict"] == NOT_RUN:
        return shown
    return shown | {
        "simulated": with_interval(r, "estimate"),
        "truth": with_interval(r, "truth"),
        "studies": span(r["one_low"], r["one_high"], r["unit"]),
        "bias": shown_as(r["bias"], r["unit"]),
    }


def study_row(r: dict[str, Any]) -> dict[str, str]:
    """A year of the event study."""
    whole = {"unit": "share", **r}
    return {
        "years_since": signed(r["years_since"], 0),
        "simulated": with_interval(whole, "estimate"),
        "truth": with_interval(whole, "truth"),
    }


def with_interval(r: dict[str, Any], name: str) -> str:
    """A number and its interval in the unit of the effect."""
    factor, digits = scale(r["unit"])
    ends = interval(factor * r[f"{name}_low"], factor * r[f"{name}_high"], digits)
    return f"{shown_as(r[name], r['unit'])} {ends}"


def shown_as(value: float, unit: str) -> str:
    """A number in the unit of its effect."""
    factor, digits = scale(unit)
    if not np.isfinite(value):
        return number(value, digits)
    return signed(factor * value, digits) + {"share": " %", "points": " pp"}.get(unit, "")


def span(low: float, high: float, unit: str) -> str:
    """Two ends in the unit of the effect; an end that is open is left out."""
    if np.isinf(high):
        return f"> {shown_as(low, unit)}"
    if np.isinf(low):
        return f"< {shown_as(high, unit)}"
    if not np.isfinite(low):
        return number(low, 0)
    return f"{shown_as(low, unit)} to {shown_as(high, unit)}"


def scale(unit: str) -> tuple[float, int]:
    """Factor and digits of a unit."""
    return (1.0, 2) if unit in ("yuan", "ratio", "log") else (100.0, 1)


def drawn(found: pd.DataFrame) -> Figure:
    """Published intervals, estimates and truths, one line per effect that was run."""
    run = found[found["verdict"] != NOT_RUN]
    parts = [run[run["unit"].isin(PER_CENT)], run[~run["unit"].isin(PER_CENT)]]
    heights = [max(len(part), 1) for part in parts]
    with styled():
        figure = new_figure(1.7 + 0.27 * sum(heights))
        axes = figure.subplots(2, 1, height_ratios=heights)
        total = figure.get_size_inches()[1]
        figure.subplots_adjust(left=0.3, right=0.86, top=1 - 0.3 / total,
                               bottom=0.42 / total,
                               hspace=1.5 / float(np.mean(heights)))  # fmt: skip
        for place, part, is_share in zip(axes, parts, (True, False), strict=True):
            panel(place, part, is_share)
        handles, names = axes[0].get_legend_handles_labels()
        figure.legend(handles, names, ncols=3, loc="upper center", frameon=False)
    return figure


def panel(axes: Axes, part: pd.DataFrame, is_share: bool) -> None:
    """Effects of one axis; what lies beyond its ends is drawn at the end."""
    factor, (least, most) = (100.0 if is_share else 1.0), ENDS[is_share]

    def at(column: str) -> np.ndarray:
        return np.clip(factor * part[column].to_numpy(float), least, most)

    y = np.arange(len(part))[::-1]
    axes.barh(y, at("high") - at("low"), left=at("low"), height=0.75, color=PALE,
              label=label("x.published"))  # fmt: skip
    looks = (("estimate", BLUE, "o", 0.14), ("truth", VERMILION, "D", -0.14))
    for name, colour, marker, shift in looks:
        axes.hlines(y + shift, at(f"{name}_low"), at(f"{name}_high"), color=colour, lw=1.1)
        axes.plot(at(name), y + shift, marker, color=colour, ms=4, ls="",
                  label=label(f"x.{name}"))  # fmt: skip
    axes.axvline(0, color=BLACK, lw=0.6)
    names = [
        label(r["effect"]) + (f" ({label('x.held_out')})" if r["held_out"] else "")
        for r in records(part)
    ]
    axes.set_yticks(y, names)
    axes.set(xlim=(least, most), ylim=(-0.6, max(len(part), 1) - 0.4))
    axes.set_xlabel(label("x.shares" if is_share else "x.others"))
    axes.tick_params(axis="y", length=0)
    for height, said in zip(y, part["verdict"], strict=True):
        axes.text(1.01, height, said, transform=axes.get_yaxis_transform(), va="center",
                  size=7)  # fmt: skip
