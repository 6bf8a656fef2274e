"""One HTML file from a results folder: figures, tables and where the numbers come from.

Everything is read from saved results; nothing is simulated here. The file carries its
pictures and style, asks nothing of a network and prints on A4.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import resources
from pathlib import Path

import jinja2
import pandas as pd

from experiments.methods.chances import chance_rows, convention_rows, spread
from experiments.methods.contrast_sections import contrast_sections
from experiments.methods.figures import draw_all
from experiments.methods.files import write_text
from experiments.methods.labels import (
    ZONE,
    label,
    lead_arm,
    number,
    precisions,
    shown_indicators,
    with_digits,
)
from experiments.methods.scenario_words import Target, shown_arms, without_plan
from experiments.methods.sections import saved, sections
from experiments.methods.story import Results, cards, headline, target_gaps
from experiments.methods.style import languages
from experiments.methods.tables import Row, effect_rows, effects_table, fit_rows

__all__ = ["effects_table", "read_results", "write_report"]

EFFECT_COLUMNS = ("contrast", "indicator", "year", "estimate", "interval", "unit", "remark")
CITY_COLUMNS = ("city", *EFFECT_COLUMNS[1:])
Levels = tuple[str, str]  # the picture inside a page, and what it shows
LEVER_COLUMNS = ("module", "parameter", "value", "unit", "arms", "source", "payer")
FIT_COLUMNS = (
    "indicator", "city", "year", "observed", "confidence", "median", "range", "miss",
    "verdict", "reason",
)  # fmt: skip


def write_report(
    folder: Path | str,
    *,
    observed: pd.DataFrame | None = None,
    targets: Sequence[Target] = (),
    fit: pd.DataFrame | None = None,
    levers: Sequence[Mapping[str, object]] = (),
    limits: Sequence[str] = (),
    title: str | None = None,
    lang: str = "en",
) -> Path:
    """Draws the figures into `figures/` and writes `report.html`; returns its path."""
    folder = Path(folder)
    results, own = read_results(folder), saved(folder)
    gaps = target_gaps(results, targets)
    drawn = {
        other: draw_all(
            folder, results.trajectories, results.effects, observed, targets, gaps, other, own
        )
        for other in languages()
    }
    page = template().render(
        w=partial(label, lang=lang),
        lang=lang,
        title=title or label("title", lang),
        headline=headline(results, targets, lang),
        cards=cards(results, targets, lang),
        pictures={name: picture(paths[0]) for name, paths in drawn[lang].items()},
        effects=effect_sections(results, lang),
        chances=chance_section(results, lang),
        own=[*sections(own, lang), *contrast_sections(own, lang)],
        has_lead="hypotheses" not in own,  # no arm of these stands for the policy
        levers=[{k: plain(v, lang) for k, v in row.items()} for row in levers],
        fit=fit_section(fit, lang),
        limits=[*(label(f"limit.{i}", lang) for i in range(1, 6 if levers else 5)), *limits],
        facts=facts(results, targets, lang),
        words=page_words(results, lang),
        columns={"levers": LEVER_COLUMNS, "fit": FIT_COLUMNS},
    )
    return write_text(folder / "report.html", page)


def baseline_levels(folder: Path, observed: pd.DataFrame, targets: Sequence[Target]) -> Levels:
    """The scenario plot of the arm without the plan, drawn into a folder, and its words."""
    trajectories = without_plan(read_results(folder).trajectories)
    files = [
        draw_all(folder, trajectories, None, observed, targets, lang=other)["scenario"]
        for other in languages()
    ]
    shown = shown_indicators(trajectories["indicator"].unique())
    listed = ", ".join(label(i) for i in shown)
    return picture(files[0][0]), label("alt.scenario", indicators=listed)


def read_results(folder: Path | str) -> Results:
    """The saved tables of a run; a table that was not made is None."""
    folder = Path(folder)
    tables = {}
    for name in ("trajectories", "effects", "chances"):
        path = folder / "results" / f"{name}.parquet"
        filters = [("month", "==", 12)] if name == "trajectories" else None
        table = pd.read_parquet(path, filters=filters) if path.exists() else None
        if table is not None:
            kinds = dict.fromkeys(table.select_dtypes("category"), str)
            table = table.astype(kinds)
        tables[name] = table if table is not None and len(table) else None
    if tables["effects"] is not None:
        tables["effects"] = with_digits(tables["effects"])
    about = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return Results(about=about, **tables)


def template(name: str = "report") -> jinja2.Template:
    """A page, shipped beside this file."""
    folder = resources.files("experiments.methods")
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda n: folder.joinpath(n).read_text(encoding="utf-8")),
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    return environment.get_template(f"{name}.html.j2")


def picture(path: Path) -> str:
    """A picture inside the page."""
    return f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def effect_sections(results: Results, lang: str) -> list[dict[str, object]]:
    """The table of the zone and that of the cities, if there are differences at all."""
    effects = results.effects
    if effects is None:
        return []
    baseline = effects["baseline"].mode().iloc[0]
    arm = lead_arm(effects["arm"].unique(), baseline)
    zone = effects["city"] == ZONE
    lead = (effects["arm"] == arm) & (effects["baseline"] == baseline)
    names = {"arm": label(arm, lang), "baseline": label(baseline, lang)}
    sections: list[tuple[str, tuple[str, ...], pd.DataFrame]] = [
        (label("t.effects", lang), EFFECT_COLUMNS, effects[zone])
    ]
    if not zone.all():
        sections.append((label("t.cities", lang, **names), CITY_COLUMNS, effects[lead]))
    return [
        {"caption": caption, "columns": columns, "rows": effect_rows(part, lang)}
        for caption, columns, part in sections
        if len(part)
    ]


def chance_section(results: Results, lang: str) -> dict[str, object] | None:
    """Chances by target, place and arm, with what they leave out."""
    if results.chances is None:
        return None
    arms, rows = chance_rows(results.chances, lang)
    key = "t.chances_draws" if results.trajectories["draw"].nunique() > 1 else "t.chances"
    runs = int(results.chances["replications"].max())
    columns = ("indicator", "city", "year", "target", *arms)
    heads = {arm: label(arm, lang) for arm in arms}
    caption = label(key, lang, runs=runs)
    shown = shown_arms(results.trajectories)
    return {
        "caption": caption, "columns": columns, "heads": heads, "rows": rows,
        "by_convention": convention_rows(results.chances, shown, lang),
        "convention_columns": ("indicator", "convention", "year", "target", *shown),
        "spread": spread(results.chances, shown[0], lang),
    }  # fmt: skip


def fit_section(fit: pd.DataFrame | None, lang: str) -> dict[str, object] | None:
    """How far the runs without plan are from what was observed."""
    if fit is None or fit.empty:
        return None
    caption = label(
        "t.fit", lang, passed=int((fit["verdict"] == "passes").sum()), all=len(fit),
        miss=number(float(fit["miss_percent"].abs().median()), 1),
    )  # fmt: skip
    return {"caption": caption, "columns": FIT_COLUMNS, "rows": fit_rows(fit, lang)}


def page_words(results: Results, lang: str) -> Row:
    """Sentences of the page that name arms and indicators."""
    arms = shown_arms(results.trajectories)
    names = {"arm": label(arms[-1], lang), "baseline": label(arms[0], lang)}
    shown = shown_indicators(results.trajectories["indicator"].unique())
    limits = precisions(shown, lang)
    runs = len(results.trajectories[["draw", "seed"]].drop_duplicates())
    listed = ", ".join(label(i, lang) for i in shown)
    return {
        "cities": label("h.cities", lang, **names),
        "precision": label("t.precision", lang, precision=limits) if limits else "",
        "runs": str(runs),
        "alt_scenario": label("alt.scenario", lang, indicators=listed),
    }


def plain(value: object, lang: str) -> str:
    """A setting, or the arms in which it holds, as a person would write it."""
    if isinstance(value, tuple):
        return ", ".join(label(str(arm), lang) for arm in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def seed_list(seeds: list[int]) -> str:
    """Seeds in a row by their ends, others one by one."""
    if len(seeds) > 2 and seeds == list(range(seeds[0], seeds[-1] + 1)):
        return f"{seeds[0]}\N{EN DASH}{seeds[-1]}"
    return ", ".join(map(str, seeds))


def facts(results: Results, targets: Sequence[Target], lang: str) -> list[tuple[str, str]]:
    """Provenance, and whose targets these are."""
    rows = provenance(results.about, lang)
    for indicator, year, value, unit, source in targets:
        text = f"{label(indicator, lang)} {year}: {value:g} {unit} ({source})"
        rows.append((label("p.targets", lang), text))
    return rows


def provenance(told: Mapping[str, object], lang: str) -> list[tuple[str, str]]:
    """What was run with which program."""
    about = dict(told)
    if about.get("dirty"):
        about["commit"] = f"{about.get('commit')} ({label('dirty', lang)})"
    if failed := about.pop("cells_failed", 0):
        about["cells_failed"] = label("failed", lang, failed=failed, of=about["cells"])
    if isinstance(seeds := about.get("seeds"), list):
        about["seeds"] = f"{len(seeds)}: {seed_list(seeds)}"
    if isinstance(versions := about.get("versions"), Mapping):
        about["versions"] = ", ".join(f"{k} {v}" for k, v in versions.items())
    keys = (
        "status",
        "cells_failed",
        "seconds",
        "seeds",
        "config_hash",
        "commit",
        "schema_version",
        "versions",
    )
    return [(label(f"p.{key}", lang), str(about[key])) for key in keys if key in about]
