"""Tables of attribution, doses and uncertainty as text, for the terminal and the page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from experiments.methods.gaps import NOT_RUN, OPEN
from experiments.methods.labels import (
    INDICATORS,
    MINUS,
    ZONE,
    in_order,
    interval,
    label,
    level_text,
    number,
    percent,
    signed,
    with_digits,
)
from experiments.methods.sections import digits, probability, shared
from experiments.methods.shapley import SAMPLED
from experiments.methods.tables import Row
from experiments.methods.terminal import fixed

Part = dict[str, Any]  # one table: caption, columns, rows, heads
Tables = Mapping[str, pd.DataFrame]
SIZE = 0.05
KINDS = {"alone": "alone", "without": "without", SAMPLED: "share"}
QUESTIONS = ("attribution", "doses", "uncertainty")


def contrast_text(tables: Tables) -> str:
    """What the terminal ends with: the same tables as the page, of the first year."""
    parts = [part for found in contrast_sections(tables) for part in found["tables"]]
    return "\n\n".join(
        f"{part['caption']}\n{fixed(part['columns'], part['rows'], part['heads'])}"
        for part in parts
    )


def contrast_sections(tables: Tables, lang: str = "en") -> list[Part]:
    """What a page shows of the tables that are there."""
    found = []
    for name in (n for n in QUESTIONS if n in tables):
        made = {"attribution": attribution_parts, "doses": dose_parts}
        parts = made.get(name, uncertainty_parts)(tables, lang)
        if "gaps" in tables:
            parts.append(gap_part(tables["gaps"], lang))
        found.append({
            "heading": label(f"h.{name}_own", lang), "notes": [label(f"t.{name}_own", lang)],
            "figure": name, "alt": label(f"alt.{name}", lang), "tables": parts,
        })  # fmt: skip
    return found


def table(name: str, columns: Sequence[str], rows: list[Row], heads: Row, lang: str) -> Part:
    """One table of a section."""
    caption = label(f"t.{name}", lang)
    return {"caption": caption, "columns": tuple(columns), "rows": rows, "heads": heads}


def attribution_parts(tables: Tables, lang: str) -> list[Part]:
    """Chapters, headline levers, every lever by indicator, levers two by two."""
    found = tables["attribution"]
    zone = found[found["city"] == ZONE]
    parts = []
    for players in ("chapters", "headline"):
        here = zone[zone["players"] == players]
        parts.append(wide(f"contrast_{players}", here, ["kind", "player"], lang))
    levers = zone[zone["players"] == "levers"]
    first = levers[levers["year"] == levers["year"].min()]
    for indicator in in_order(first["indicator"], INDICATORS):
        parts.append(lever_part(first[first["indicator"] == indicator], lang))
    pairs = levers[levers["kind"] == "interaction"]
    return [*parts, wide("contrast_together", pairs, ["player"], lang)]


def wide(name: str, found: pd.DataFrame, keys: list[str], lang: str) -> Part:
    """A row for every contrast, a column for every indicator and year."""
    heads = {
        f"{i}_{y}": f"{label(f'{i}.short', lang)} {y}, {label(f'{i}.difference', lang)}"
        for i, y in found[["indicator", "year"]].drop_duplicates().itertuples(index=False)
    }
    rows = []
    for (kind, subject), part in found.groupby(["kind", "subject"], sort=False):
        row = {"kind": label(str(kind), lang), "player": players_words(str(subject), lang)}
        rows.append(row | {f"{r['indicator']}_{r['year']}": cell(r, lang)
                           for _, r in part.iterrows()})  # fmt: skip
    return table(name, [*keys, *heads], rows, heads, lang)


def lever_part(found: pd.DataFrame, lang: str) -> Part:
    """One indicator and year: a row for every lever, alone, without, its share."""
    first = found.iloc[0]
    kinds = [kind for kind in KINDS if kind in set(found["kind"])]
    rows = []
    for lever, part in found[found["kind"].isin(kinds)].groupby("subject", sort=False):
        row = {"player": label(str(lever), lang)}
        for _, r in part.iterrows():
            row[KINDS[r["kind"]]] = cell(r, lang)
            if r["kind"] == SAMPLED:
                row["error"] = number(r["error"], digits(r["low"], r["high"]))
        rows.append(row)
    columns = ["player", *(KINDS[k] for k in kinds), *(["error"] if SAMPLED in kinds else [])]
    part = table("contrast_levers", columns, rows, {}, lang)
    return part | {"caption": label("t.contrast_levers", lang, **where(first, lang))}


def where(row: pd.Series, lang: str) -> dict[str, str]:
    """Indicator, year and unit for a caption."""
    unit = label(f"{row['indicator']}.difference", lang)
    return {"indicator": label(row["indicator"], lang), "year": str(row["year"]), "unit": unit}


def cell(row: pd.Series, lang: str) -> str:
    """Estimate and interval; a star where the adjusted p is below .05."""
    said = shared(row, lang)
    star = "*" if row["p_adjusted"] < SIZE else ""
    return f"{said['estimate']} {said['interval']}{star}"


def players_words(subject: str, lang: str) -> str:
    """The players of a contrast, one or several."""
    return " x ".join(label(name, lang) for name in subject.split("+"))


def dose_parts(tables: Tables, lang: str) -> list[Part]:
    """For every context and indicator, first year: a row for every lever, its doses."""
    found, lines = tables["doses"], tables["lines"]
    zone = found[(found["city"] == ZONE) & (found["year"] == found["year"].min())]
    tests = lines.set_index(["context", "lever", "indicator", "year"])["p_adjusted"]
    parts = []
    for context in dict.fromkeys(zone["context"]):
        here = zone[zone["context"] == context]
        for indicator in in_order(here["indicator"], INDICATORS):
            part = here[here["indicator"] == indicator]
            doses = {f"{dose:g}": f"x {dose:g}" for dose in dict.fromkeys(part["dose"])}
            rows = []
            for lever, by_dose in part.groupby("lever", sort=False):
                at_one = by_dose[by_dose["dose"] == 1].iloc[0]
                places = digits(at_one["low"], at_one["high"])
                row = {"player": label(str(lever), lang)}
                for _, r in by_dose.iterrows():
                    plain = signed(r["estimate"], places)
                    row[f"{r['dose']:g}"] = cell(r, lang) if r["dose"] == 1 else plain
                key = (context, lever, indicator, at_one["year"])
                rows.append(row | {"line": probability(float(tests[key]))})
            words = where(part.iloc[0], lang) | {"context": label(f"context.{context}", lang)}
            made = table("contrast_doses", ["player", *doses, "line"], rows, doses, lang)
            parts.append(made | {"caption": label("t.contrast_doses", lang, **words)})
    return parts


def uncertainty_parts(tables: Tables, lang: str) -> list[Part]:
    """Effects with where their variance comes from; the zone."""
    found = with_digits(tables["uncertainty"])
    zone = found[found["city"] == ZONE]
    rows = []
    for indicator in in_order(zone["indicator"], INDICATORS):
        for _, r in zone[zone["indicator"] == indicator].iterrows():
            places = int(r["digits"])
            row = shared(r, lang) | {
                "contrast": label(
                    "contrast.two", lang, arm=label(r["arm"], lang),
                    other=label(r["baseline"], lang),
                ),
                "indicator": label(f"{indicator}.short", lang),
                "unit": label(f"{indicator}.difference", lang),
                "reach": interval(r["reach_low"], r["reach_high"], places, lang)
                if math.isfinite(r["reach_low"]) else "\N{EN DASH}",
                "from_parameters": parameters_share(r),
                "p_holm": probability(r["p_adjusted"]),
            }  # fmt: skip
            rows.append(row)
    columns = ("contrast", "indicator", "year", "estimate", "interval", "reach",
               "from_parameters", "p_holm", "unit")  # fmt: skip
    return [table("uncertainty_own", columns, rows, {}, lang)]


GAP_COLUMNS = (
    "indicator", "year", "arm", "target", "gap", "closed", "chance_without", "chance_with",
    "more",
)  # fmt: skip


def parameters_share(row: pd.Series) -> str:
    """How much of the variance of one difference parameters make, with its interval."""
    if not math.isfinite(row["share_low"]):
        return "\N{EN DASH}"
    share = row["parameters"] / (row["chance"] + row["parameters"])
    said = [percent(x) for x in (share, row["share_low"], row["share_high"])]
    return f"{said[0]} % [{said[1]}, {said[2]}]"


def gap_part(gaps: pd.DataFrame, lang: str) -> Part:
    """Every arm and target, the zone."""
    rows = [gap_row(r, lang) for _, r in gaps[gaps["city"] == ZONE].iterrows()]
    return table("gaps_own", GAP_COLUMNS, rows, {}, lang)


def gap_row(row: pd.Series, lang: str) -> Row:
    """One arm and target: the gap, what of it is closed, chances without and with."""
    more = [percent(abs(x)) if math.isfinite(x) else "" for x in row[["more_low", "more_high"]]]
    signs = [MINUS if x < 0 else "+" if x > 0 else "" for x in row[["more_low", "more_high"]]]
    ends = ", ".join(sign + end for sign, end in zip(signs, more, strict=True))
    closed = label(row["state"], lang)
    if row["state"] == OPEN:
        said = [signed(100 * x, 1) for x in row[["share", "low", "high"]]]
        closed = f"{said[0]} %"
        if math.isfinite(row["low"]):
            closed += f" [{said[1]}, {said[2]}]"
    found = {
        "indicator": label(f"{row['indicator']}.short", lang),
        "year": str(row["year"]),
        "arm": label(row["arm"], lang),
        "target": level_text(row["indicator"], row["target"]),
        "closed": closed,
    }
    if row["state"] == NOT_RUN:
        return dict.fromkeys(GAP_COLUMNS, "\N{EN DASH}") | found
    return found | {
        "gap": signed(row["gap"], 2),
        "chance_without": f"{percent(row['chance_without'])} %",
        "chance_with": f"{percent(row['chance_with'])} %",
        "more": f"{signed(100 * row['more'], 0)} points [{ends}]",
    }
