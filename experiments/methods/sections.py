"""Tables of single questions as text, for the page of a report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.methods.labels import MINUS, interval, label, number, signed
from experiments.methods.panel import OWN
from experiments.methods.registered import combination
from experiments.methods.tables import Row
from sim.levers import LEVERS
from sim.processes import name_of

Part = dict[str, Any]  # one table: caption, columns, rows
Section = dict[str, Any]
SIGNS = {"+": "> 0", "-": "< 0"}
REGISTERED = (
    "lever", "clause", "indicator", "year", "expected", "estimate", "interval", "p", "verdict",
)  # fmt: skip
MONEY = ("lever", "indicator", "financing", "spent", "estimate", "interval", "cost")
EQUIVALENCE = ("lever", "indicator", "year", "margin", "estimate", "interval", "p", "verdict")
HYPOTHESES = (
    "part", "indicator", "contrast", "expected", "estimate", "interval", "verdict", "whole",
)  # fmt: skip
KEYS = ("lever", "financing", "indicator")  # of the rows of the plan as a whole


def saved(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of single questions that a results folder holds."""
    paths = {name: folder / "results" / f"{name}.parquet" for name in OWN}
    return {name: pd.read_parquet(path) for name, path in paths.items() if path.exists()}


def sections(tables: Mapping[str, pd.DataFrame], lang: str = "en") -> list[Section]:
    """What a page shows of the tables that are there."""
    found = []
    if "levers" in tables:
        levers, nothing = tables["levers"], tables["equivalence"]
        new = levers[levers["financing"] == "new"]
        found.append(
            section("levers", lang, [
                part("registered", REGISTERED, registered_rows(new, lang), lang),
                part("equivalence", EQUIVALENCE, margin_rows(nothing, lang), lang),
                plan_part(tables["plan"], lang),
                wide_part(tables["lever_indicators"], lang),
                part("money", MONEY, money_rows(levers, lang), lang),
            ])
        )  # fmt: skip
    if "hypotheses" in tables:
        rows = hypothesis_rows(tables["hypotheses"], lang)
        found.append(section("hypotheses", lang, [part("hypotheses", HYPOTHESES, rows, lang)]))
    return found


def section(name: str, lang: str, tables: list[Part]) -> Section:
    """A heading, how to read what follows, a picture if there is one, tables."""
    return {
        "heading": label(f"h.{name}_own", lang), "notes": [label(f"t.{name}_own", lang)],
        "figure": name, "alt": label(f"alt.{name}", lang), "tables": tables,
    }  # fmt: skip


def part(name: str, columns: tuple[str, ...], rows: list[Row], lang: str) -> Part:
    """One table of a section."""
    return {
        "caption": label(f"t.{name}", lang), "columns": columns, "rows": rows, "heads": {},
    }  # fmt: skip


def clauses() -> dict[str, str]:
    """The clause of the plan of every lever, in Chinese as it is printed."""
    return {name_of(m): m.CLAUSE.partition(" (")[0] for m in LEVERS}


def digits(low: float, high: float, estimate: float = 0.0) -> int:
    """Decimals so that a narrow interval, or half the estimate, is ten of the last ones."""
    half = abs(high - low if math.isfinite(high - low) else estimate) / 2
    if half == 0:
        return 3
    return min(max(math.ceil(math.log10(5 / half)), 1), 5)


def shared(row: pd.Series, lang: str) -> dict[str, str]:
    """Indicator, year, estimate and interval, with the digits of a picture that shows them."""
    d = int(row.get("digits", digits(row["low"], row["high"], row["estimate"])))
    return {
        "indicator": indicator_name(row["indicator"], lang),
        "year": str(row["year"]),
        "estimate": signed(row["estimate"], d),
        "interval": interval(row["low"], row["high"], d, lang),
        "verdict": str(row.get("verdict", "")),
    }


def indicator_name(indicator: str, lang: str) -> str:
    """Words for an indicator, or for the difference of two."""
    names = indicator.split(" - ")
    return f" {MINUS} ".join(label(name, lang) for name in names)


def registered_rows(levers: pd.DataFrame, lang: str = "en") -> list[Row]:
    """Every lever: what was expected and what came out."""
    clause = clauses()
    return [
        shared(row, lang)
        | {
            "lever": label(row["lever"], lang),
            "clause": clause.get(row["lever"], ""),
            "expected": f"{SIGNS.get(row['sign'], row['sign'])}, {prior(row)}",
            "p": probability(row["p_adjusted"]),
        }
        for _, row in levers.iterrows()
    ]


def prior(row: pd.Series) -> str:
    """The range that the priors imply."""
    values = (row["prior_low"], row["prior_high"])
    ends = (f"{value:+.3g}".replace("-", MINUS) if value else "0" for value in values)
    return f"[{', '.join(ends)}]"


def probability(p: float) -> str:
    """A p value."""
    return "\N{EN DASH}" if not math.isfinite(p) else "< 0.001" if p < 0.001 else f"{p:.3f}"


def margin_rows(equivalence: pd.DataFrame, lang: str = "en") -> list[Row]:
    """Every test that an effect is nothing within a margin."""
    return [
        shared(row, lang)
        | {
            "lever": label(row["lever"], lang),
            "margin": f"\N{PLUS-MINUS SIGN}{row['margin']:g} ({label(row['role'], lang)})",
            "p": probability(row["p"]),
        }
        for _, row in equivalence.iterrows()
    ]


def money_rows(levers: pd.DataFrame, lang: str = "en") -> list[Row]:
    """Every lever and financing: money spent, effect, and money per unit of effect."""
    rows = []
    for name in dict.fromkeys(levers["lever"]):
        for _, row in levers[levers["lever"] == name].iterrows():
            rows.append(
                shared(row, lang)
                | {
                    "lever": label(name, lang),
                    "indicator": f"{indicator_name(row['indicator'], lang)}, {row['year']}",
                    "financing": label(row["financing"], lang),
                    "spent": number(row["spent"], 0),
                    "cost": cost(row, lang),
                }
            )
    return rows


def plan_part(table: pd.DataFrame, lang: str = "en") -> Part:
    """The plan as a whole and the sum of its levers: a row per arm and indicator."""
    rows = []
    for (arm, financing, indicator), part in table.groupby(list(KEYS), sort=False):
        row = {"lever": label(str(arm), lang), "financing": label(str(financing), lang)}
        row["indicator"] = label(f"{indicator}.short", lang)
        for _, cell in part.iterrows():
            said = shared(cell, lang)
            row[said["year"]] = f"{said['estimate']} {said['interval']}"
        rows.append(row)
    years = {str(year): str(year) for year in table["year"].unique()}
    return {
        "caption": label("t.plan", lang), "columns": (*KEYS, *years), "rows": rows,
        "heads": years,
    }  # fmt: skip


def wide_part(table: pd.DataFrame, lang: str = "en") -> Part:
    """Effects on the headline indicators: a row per lever and financing."""
    cells = {
        f"{i}_{y}": f"{label(f'{i}.short', lang)} {y}, {label(f'{i}.difference', lang)}"
        for i, y in table[["indicator", "year"]].drop_duplicates().itertuples(index=False)
    }
    rows = []
    for (lever, financing), part in table.groupby(["lever", "financing"], sort=False):
        row = {"lever": label(str(lever), lang), "financing": label(str(financing), lang)}
        for _, cell in part.iterrows():
            said = shared(cell, lang)
            key = f"{cell['indicator']}_{cell['year']}"
            row[key] = f"{said['estimate']} {said['interval']}"
        rows.append(row)
    return {
        "caption": label("t.lever_indicators", lang), "columns": ("lever", "financing", *cells),
        "rows": rows, "heads": cells,
    }  # fmt: skip


def cost(row: pd.Series, lang: str) -> str:
    """Million yuan per unit of the indicator, or that it is not defined."""
    if not math.isfinite(row["cost"]):
        return label("not_defined", lang)
    value, low, high = (number(row[k], 0) for k in ("cost", "cost_low", "cost_high"))
    return f"{value} [{low}, {high}]"


def hypothesis_rows(table: pd.DataFrame, lang: str = "en") -> list[Row]:
    """Every part of every hypothesis; one that decides nothing is marked so."""
    mark = {"decides": "", "reported": f" ({label('reported', lang)})"}
    return [
        shared(row, lang)
        | {
            "part": f"{row['hypothesis']}{row['part']}",
            "indicator": label(
                "part.where", lang, name=indicator_name(row["indicator"], lang),
                year=row["year"], unit=unit_of(row, lang),
            ),
            "contrast": contrast_words(row["contrast"], lang),
            "verdict": label(row["verdict"], lang) + mark[row["weight"]],
            "expected": statement(row),
            "whole": "" if mark[row["weight"]] else str(row["hypothesis_verdict"]),
        }
        for _, row in table.iterrows()
    ]  # fmt: skip


def unit_of(row: pd.Series, lang: str) -> str:
    """What the estimate of a part is counted in."""
    first = row["indicator"].split(" - ")[0]
    return label(f"{first if row['measure'] == 'level' else row['measure']}.difference", lang)


def contrast_words(contrast: str, lang: str = "en") -> str:
    """Two arms against each other, or two levers together beyond the sum of each."""
    names = [label(arm, lang) for arm in combination(contrast)]
    if len(names) == 2:
        return label("contrast.two", lang, arm=names[0], other=names[1])
    return label("contrast.four", lang, both=names[0])


def statement(row: pd.Series) -> str:
    """What was said of a contrast: above or below 0, within or below a margin."""
    sign, margin = str(row["sign"]), row["margin"]
    if sign == "0":
        return f"within \N{PLUS-MINUS SIGN}{margin:g}"
    if sign == "<":
        return f"< {margin:g}"
    return SIGNS.get(sign, sign)
