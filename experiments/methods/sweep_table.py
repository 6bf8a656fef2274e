"""A sweep as text: a line per draw, or what effects hang on where there are many draws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from configs.axes import declared
from experiments.methods.by_draw import (
    NUMBER,
    apart,
    can_fit,
    coded,
    least_told,
    partial,
    paths_of,
)
from experiments.methods.effects import reporting_years
from experiments.methods.labels import (
    INDICATORS,
    ZONE,
    decimals,
    in_order,
    interval,
    label,
    number,
    pairs_of,
    percent,
    shown_indicators,
    signed,
    with_digits,
)
from experiments.methods.tables import Row
from sim.shapes import Floats

FEW = 40  # draws that are listed one by one
LEADING = 4  # parameters that are named
WIDEST = 6  # parameters whose values are shown; those of more stand in the table of draws
QUANTILES = (0.05, 0.95)


def sweep_text(table: pd.DataFrame, lang: str = "en") -> str:
    """Every contrast and reporting year of the zone, for the terminal."""
    zone, paths = zone_of(table), paths_of(table)
    make = value_rows if zone[NUMBER].nunique() <= FEW else sensitivity_rows
    blocks = [sweep_note(zone, paths, lang)]
    for (contrast, year), part in zone.groupby(["contrast", "year"], sort=False):
        head, rows = make(part, paths, lang)
        title = f"{caption(part, lang)}, {year}" if contrast else str(year)
        blocks.append(f"{title}\n{fixed_width([head, *rows])}")
    return "\n\n".join(blocks)


def zone_of(table: pd.DataFrame) -> pd.DataFrame:
    """What is shown: the zone, the plan's indicators if there are any, reporting years."""
    shown = shown_indicators(table["indicator"].unique())
    years = reporting_years(table["year"].unique())
    place = ZONE if ZONE in set(table["city"]) else str(table["city"].iloc[0])
    chosen = with_digits(table)
    chosen = chosen[chosen["indicator"].isin(shown) & chosen["year"].isin(years)]
    return chosen[chosen["city"] == place].reset_index(drop=True)


def caption(part: pd.DataFrame, lang: str) -> str:
    """A contrast in words."""
    arm, baseline = part["arm"].iloc[0], part["baseline"].iloc[0]
    return label("sweep.contrast", lang, arm=label(arm, lang), baseline=label(baseline, lang))


def sweep_note(zone: pd.DataFrame, paths: Sequence[str], lang: str) -> str:
    """How many draws there are, and what the intervals hold or the correlations must pass."""
    level = percent(float(zone["level"].iloc[0])) + label(" %", lang)
    key = "sweep.few" if zone[NUMBER].nunique() <= FEW else "sweep.many"
    return label(key, lang, draws=zone[NUMBER].nunique(), level=level,
                 pairs=pairs_of(zone["pairs"].max(), lang), kind=kind_words(zone, paths, lang),
                 **line_words(zone, paths))  # fmt: skip


def value_rows(part: pd.DataFrame, paths: Sequence[str], lang: str) -> tuple[Row, list[Row]]:
    """A row per draw: what varies, and the effect on every indicator with its interval."""
    indicators = in_order(part["indicator"], INDICATORS)
    names = short_names(paths) if len(paths) <= WIDEST else {}
    head = {NUMBER: label("sweep.draw", lang), **names}
    head |= {i: indicator_unit(i, lang) for i in indicators}
    rows = []
    for draw, of_draw in part.groupby(NUMBER, sort=False):
        first = of_draw.iloc[0]
        row = {NUMBER: str(draw), **{path: value_text(first[path]) for path in names}}
        for _, found in of_draw.iterrows():
            digits = int(found["digits"])
            ends = interval(found["low"], found["high"], digits, lang)
            row[found["indicator"]] = f"{signed(found['estimate'], digits)} {ends}"
        rows.append({key: row.get(key, "") for key in head})
    return head, rows


def sensitivity_rows(
    part: pd.DataFrame, paths: Sequence[str], lang: str
) -> tuple[Row, list[Row]]:
    """A row per indicator: mean and range of the draws' effects, and what they hang on."""
    keys = ("indicator", "mean", "range", "hangs")
    head = {key: label(f"sweep.{key}", lang) for key in keys}
    rows = []
    names, least = names_apart(part, paths), line(part, paths)
    for indicator in in_order(part["indicator"], INDICATORS):
        here = part[part["indicator"] == indicator]
        digits, y = int(here["digits"].iloc[0]), here["estimate"]
        low, high = (float(y.quantile(q)) for q in QUANTILES)
        told = [found for found in leading(here, list(names)) if abs(found[3]) > least]
        said = [f"{names[path]} {signed(r, 2)}" for path, _, _, r in told[:LEADING]]
        cells = (indicator_unit(indicator, lang), signed(float(y.mean()), digits),
                 interval(low, high, digits, lang),
                 ", ".join(said) or label("sweep.untold", lang))  # fmt: skip
        rows.append(dict(zip(keys, cells, strict=True)))
    return head, rows


def leading(
    part: pd.DataFrame, paths: Sequence[str]
) -> list[tuple[str, Floats, Floats, float]]:
    """Every parameter with `partial` of it and the effect, the largest correlation first."""
    parameters, y = matrix(part, paths), part["estimate"].to_numpy(float)
    found = [(path, *partial(y, parameters, i)) for i, path in enumerate(paths)]
    return sorted(found, key=lambda item: -abs(item[3]))


def line(part: pd.DataFrame, paths: Sequence[str]) -> float:
    """What correlations of a part must pass; it shows all its indicators and parameters."""
    return least_told(
        part[NUMBER].nunique(), len(apart(part, paths)), part["indicator"].nunique()
    )


def line_words(part: pd.DataFrame, paths: Sequence[str]) -> dict[str, str]:
    """What correlations must pass, and how many of them are looked at."""
    many = len(apart(part, paths)) * part["indicator"].nunique()
    return {"line": number(line(part, paths), 2), "many": str(many)}


def kind_words(part: pd.DataFrame, paths: Sequence[str], lang: str) -> str:
    """Whether the other parameters are held."""
    return label("sweep.partial" if is_partial(part, paths) else "sweep.simple", lang)


def names_apart(part: pd.DataFrame, paths: Sequence[str]) -> dict[str, str]:
    """Short names of the parameters of their own, with the number of those in step."""
    names = short_names(paths)
    return {p: names[p] + (f" (+{n})" if n else "") for p, n in apart(part, paths).items()}


def matrix(part: pd.DataFrame, paths: Sequence[str]) -> Floats:
    """Parameters as numbers, (draws, paths)."""
    return np.column_stack([coded(part[path]) for path in paths])


def is_partial(part: pd.DataFrame, paths: Sequence[str]) -> bool:
    """Whether the other parameters could be held."""
    return can_fit(part[NUMBER].nunique(), len(apart(part, paths)))


def indicator_unit(indicator: str, lang: str) -> str:
    """An indicator and the unit of its differences."""
    unit = label(f"{indicator}.difference", lang)
    return f"{label(f'{indicator}.short', lang)} ({unit})"


def short_names(paths: Sequence[str]) -> dict[str, str]:
    """Module and parameter of every path."""
    return {path: ".".join(path.split(".")[-2:]) for path in paths}


def varied_rows(draws: pd.DataFrame, lang: str = "en") -> tuple[Row, list[Row]]:
    """A row per parameter that draws set: its path, the values drawn and their unit."""
    head = {key: label(f"sweep.{key}", lang) for key in ("parameter", "values", "unit")}
    rows = [
        dict(
            zip(
                head,
                (str(path), values_text(draws[path], lang), unit_of(str(path))),
                strict=True,
            )
        )
        for path in draws.columns.drop(NUMBER)
    ]
    return head, rows


def values_text(values: pd.Series, lang: str = "en") -> str:
    """All values of a parameter if they are few or words, else the lowest and the highest."""
    is_number, known = values.dtype.kind in "if", list(values.unique())
    known = sorted(known) if is_number else known
    if len(known) <= WIDEST or not is_number:
        return ", ".join(value_text(v) for v in known)
    ends = label("sweep.to", lang).join(
        number(v, decimals(v, 3)) for v in (known[0], known[-1])
    )
    return f"{ends} ({len(known)})"


def unit_of(path: str) -> str:
    """The unit in which a parameter is declared; words have none."""
    return str(declared(path).metadata.get("unit", ""))


def value_text(value: object) -> str:
    """A value as a person writes it."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def fixed_width(rows: Sequence[Row]) -> str:
    """Rows as text, the first of them a head with a rule below."""
    widths = {key: max(len(row[key]) for row in rows) for key in rows[0]}
    lines = ["  ".join(row[key].ljust(widths[key]) for key in row).rstrip() for row in rows]
    rule = "  ".join("-" * width for width in widths.values())
    return "\n".join([lines[0], rule, *lines[1:]])
