"""The page of a sweep: the picture, the table and provenance, out of a results folder."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from configs.schema import Design
from experiments.methods.by_draw import NUMBER, paths_of, with_values
from experiments.methods.files import write_text
from experiments.methods.labels import label
from experiments.methods.report import picture, provenance, template
from experiments.methods.style import languages, save
from experiments.methods.sweep_plot import plotted, sweep_plot
from experiments.methods.sweep_table import (
    FEW,
    caption,
    sensitivity_rows,
    sweep_note,
    value_rows,
    value_text,
    values_text,
    varied_rows,
    zone_of,
)


def write_page(folder: Path, design: Design) -> Path:
    """Writes the pictures and `report.html`; returns its path."""
    effects, draws = (
        pd.read_parquet(folder / "results" / f"{name}.parquet") for name in ("sweep", "draws")
    )
    table = with_values(effects, draws)
    about = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    drawn = {lang: sweep_plot(table, lang) for lang in languages()}
    files = save(drawn["en"], folder, "sweep_zone", plotted(table))
    for lang, figure in drawn.items():
        if lang != "en":  # the numbers are the same
            save(figure, folder, f"sweep_zone_{lang}")
    note = sweep_note(zone_of(table), paths_of(table), "en")
    page = template("sweep").render(
        w=label, lang="en", title=label("sweep.title"),
        notes=[note, scope(design, draws)], varied=varied_rows(draws),
        picture=picture(files[0]), tables=tables(table), facts=provenance(about, "en"),
    )  # fmt: skip
    return write_text(folder / "report.html", page)


def scope(design: Design, draws: pd.DataFrame, lang: str = "en") -> str:
    """How far runs go, and the scale of the population."""
    size = next(iter(design.arms.values())).population
    words = {
        name: values_text(draws[path], lang) if (path := f"population.{name}") in draws
        else value_text(getattr(size, name)) for name in ("firms_per_agent", "people_per_agent")
    }  # fmt: skip
    return label("sweep.scope", lang, horizon=design.horizon, **words)


def tables(table: pd.DataFrame, lang: str = "en") -> list[tuple[str, dict[str, str], list]]:
    """Caption, heads and rows of every contrast and year."""
    zone, paths = zone_of(table), paths_of(table)
    make = value_rows if zone[NUMBER].nunique() <= FEW else sensitivity_rows
    found = []
    for (_, year), part in zone.groupby(["contrast", "year"], sort=False):
        head, rows = make(part, paths, lang)
        found.append((f"{caption(part, lang)}, {year}", head, rows))
    return found
