"""Rows of the report's tables, as text; the terminal prints the same numbers."""

from __future__ import annotations

import pandas as pd

from experiments.methods.effects import reporting_years
from experiments.methods.labels import (
    ARMS,
    INDICATORS,
    MINUS,
    PLACES,
    PLAN_START,
    ZONE,
    in_order,
    interval,
    label,
    level_text,
    number,
    shown_indicators,
    signed,
    verdict,
    with_digits,
)

Row = dict[str, str]
TEXT_COLUMNS = ("contrast", "short", "year", "estimate", "interval", "unit", "remark")


def sorted_by(table: pd.DataFrame, **orders: tuple[str, ...]) -> pd.DataFrame:
    """Rows in the fixed order of names, column after column."""
    ranks = {
        column: table[column].map({v: i for i, v in enumerate(in_order(table[column], order))})
        for column, order in orders.items()
    }
    position = pd.DataFrame(ranks, index=table.index)
    return table.loc[position.sort_values(list(ranks), kind="stable").index]


def effect_rows(effects: pd.DataFrame, lang: str = "en") -> list[Row]:
    """One row per contrast, indicator, place and reporting year; digits as in the figures."""
    chosen = with_digits(effects)
    chosen = chosen[chosen["year"].isin(reporting_years(chosen["year"].unique()))]
    chosen = chosen[chosen["indicator"].isin(shown_indicators(chosen["indicator"].unique()))]
    chosen = chosen.sort_values("year", kind="stable")
    chosen = sorted_by(chosen, indicator=INDICATORS, baseline=ARMS, arm=ARMS, city=PLACES)
    rows = []
    for _, row in chosen.iterrows():
        digits = int(row["digits"])
        arm, baseline = label(row["arm"], lang), label(row["baseline"], lang)
        rows.append(
            {
                "contrast": f"{arm} {MINUS} {baseline}",
                "indicator": label(row["indicator"], lang),
                "short": label(f"{row['indicator']}.short", lang),
                "city": label(row["city"], lang),
                "year": str(int(row["year"])),
                "estimate": signed(row["estimate"], digits),
                "interval": interval(row["low"], row["high"], digits, lang),
                "unit": label(f"{row['indicator']}.difference", lang),
                "pairs": str(int(row["pairs"])),
                "remark": verdict(row, lang),
            }
        )
    return rows


def effects_table(effects: pd.DataFrame, place: str = ZONE, lang: str = "en") -> str:
    """The zone's effects as fixed-width text for the terminal."""
    digits = with_digits(effects)
    rows = effect_rows(digits[digits["city"] == place], lang)
    heads = {c: label(f"c.{c}", lang) for c in TEXT_COLUMNS}
    widths = {c: max([len(heads[c]), *(len(r[c]) for r in rows)]) for c in TEXT_COLUMNS}

    def line(row: Row) -> str:
        right = ("estimate", "interval")
        cells = (
            row[c].rjust(widths[c]) if c in right else row[c].ljust(widths[c])
            for c in TEXT_COLUMNS
        )
        return "  ".join(cells).rstrip()

    rule = "  ".join("-" * widths[c] for c in TEXT_COLUMNS)
    return "\n".join([line(heads), rule, *(line(row) for row in rows)])


def too_early(effects: pd.DataFrame, lang: str = "en") -> str:
    """That the plan begins later, where nothing differs for that reason; else empty."""
    if effects["estimate"].any() or not effects["year"].max() < PLAN_START[0]:
        return ""
    month = label(f"month.{PLAN_START[1]}", lang)
    return label("too_early", lang, month=month, year=PLAN_START[0])


def fit_rows(fit: pd.DataFrame, lang: str = "en") -> list[Row]:
    """Observed against simulated, with what a miss is put down to."""
    rows = []
    ordered = fit.sort_values("year", kind="stable")
    for _, row in sorted_by(ordered, indicator=INDICATORS, city=PLACES).iterrows():
        name = row["indicator"]
        ends = (level_text(name, row["low"]), level_text(name, row["high"]))
        rows.append(
            {
                "indicator": label(name, lang),
                "city": label(row["city"], lang),
                "year": str(int(row["year"])),
                "observed": level_text(name, row["observed"]),
                "confidence": str(row["confidence"]),
                "median": level_text(name, row["median"]),
                "range": f"{ends[0]} to {ends[1]}",
                "miss": number(row["miss_percent"], 1),
                "verdict": label(str(row["verdict"]), lang),
                "reason": "" if pd.isna(row["reason"]) else str(row["reason"]),
            }
        )
    return rows
