"""Effects of every draw of parameters, and what they hang on.

Within a draw an effect is a mean over seeds with its interval, equations (1) and (2) of
`effects`; runs that failed are left out of their draw. How effects hang on parameters is
measured over draws, with the other parameters held by a linear fit:

    r = cor(e_y, e_x)       partial correlation of an effect with a parameter            (1)
    r* = t* / √(ν + t*²)    what it must pass to be told from chance                     (2)
    P(|t_ν| > t*) = 1 - (1 - 0.05)^(1/m)                                                 (3)

    e_y, e_x what a linear fit on all other parameters leaves of effect and parameter,
    ν draws less 2 and less the parameters held, m correlations looked at

A fit takes some draws for every parameter; with fewer, (1) is the simple correlation. Of many
correlations the largest is large by chance alone: of the m that one table looks at, any passes
(2) in 5 % of tables where nothing hangs on anything.

References
----------
Saltelli et al. (2004), Sensitivity Analysis in Practice: partial correlations. Šidák (1967),
Journal of the American Statistical Association 62(318): (3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.methods.effects import EFFECT_COLUMNS, LEVEL
from experiments.methods.intervals import scatters
from experiments.methods.panel import Panel
from sim.shapes import Floats

if TYPE_CHECKING:
    import pandas as pd

NUMBER = "draw"
FOR_EACH = 3  # draws for every parameter, before the others are held
SIZE = 0.05


def paired_by_draw(
    difference: Floats, draws: Sequence[int], level: float = LEVEL
) -> tuple[list[int], Floats, Floats, Floats, Floats]:
    """Numbers of the draws; estimate, low, high and pairs, each (draws, ...).

    `difference` has a replication per row; a row of NaN is no pair. One pair, or pairs that
    are all alike and not 0, have an estimate and no interval.
    """
    from scipy.special import stdtrit

    at = np.asarray(draws)
    numbers = list(dict.fromkeys(draws))
    parts = [difference[at == number] for number in numbers]
    longest = max(map(len, parts))
    wide = np.full((len(parts), longest, *difference.shape[1:]), np.nan)
    for i, part in enumerate(parts):
        wide[i, : len(part)] = part
    pairs = np.isfinite(wide).sum(axis=1).astype(float)
    counted = np.where(pairs > 0, pairs, np.nan)
    estimate = np.nansum(wide, axis=1) / counted
    squares = np.nansum((wide - estimate[:, None]) ** 2, axis=1)
    free = np.where(pairs > 1, pairs - 1, np.nan)
    spread = np.sqrt(squares / free)
    spread = np.where(scatters(spread, estimate), spread, np.nan)
    half = stdtrit(free, (1 + level) / 2) * spread / np.sqrt(counted)
    return numbers, estimate, estimate - half, estimate + half, pairs


def effects_by_draw(
    panel: Panel, contrasts: Iterable[tuple[str, str]], years: Sequence[int]
) -> pd.DataFrame:
    """Every contrast (arm, baseline) by draw, indicator, place and year; NaN is left out."""
    import pandas as pd

    found = []
    for arm, baseline in contrasts:
        for indicator in panel.indicators:
            for year in (y for y in years if y in panel.years):
                gap = panel.at(arm, indicator, year) - panel.at(baseline, indicator, year)
                numbers, *columns = paired_by_draw(gap, panel.draws)
                draw, place = np.indices(columns[0].shape).reshape(2, -1)
                estimate, low, high, pairs = (column.ravel() for column in columns)
                table = {
                    NUMBER: np.array(numbers, np.int32)[draw],
                    "contrast": f"{arm} - {baseline}", "arm": arm, "baseline": baseline,
                    "indicator": indicator, "city": np.array(panel.places)[place],
                    "year": np.int32(year),
                    "estimate": estimate, "low": low, "high": high, "level": LEVEL,
                    "pairs": pairs.astype(np.int32),
                }  # fmt: skip
                found.append(pd.DataFrame(table).dropna(subset="estimate"))
    columns = pd.Index([NUMBER, *EFFECT_COLUMNS])
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def with_values(effects: pd.DataFrame, draws: pd.DataFrame) -> pd.DataFrame:
    """Effects with the values of their draw beside its number, a column per path."""
    return draws.merge(effects, on=NUMBER, how="right", validate="one_to_many")


def paths_of(table: pd.DataFrame) -> list[str]:
    """The paths that vary in a table of `with_values`, in their order; all if none does."""
    known = {NUMBER, *EFFECT_COLUMNS}
    paths = [c for c in table.columns if c not in known]
    return [path for path in paths if table[path].nunique() > 1] or paths


def apart(table: pd.DataFrame, paths: Sequence[str]) -> dict[str, int]:
    """Paths that vary on their own, and how many others move in step with each.

    A fact that several modules share has a path in each of them; their influences cannot be
    told apart, so the first path stands for all.
    """
    found: dict[bytes, list[str]] = {}
    for path in paths:
        order = np.unique(coded(table[path]), return_inverse=True)[1]
        found.setdefault(order.astype(np.int64).tobytes(), []).append(path)
    return {group[0]: len(group) - 1 for group in found.values()}


def is_grid(table: pd.DataFrame, paths: Sequence[str]) -> bool:
    """Whether every combination of the values of two paths is there, once."""
    rows = table.drop_duplicates(NUMBER)[list(paths)]
    counts = [rows[path].nunique() for path in paths]
    return len(rows) == len(rows.drop_duplicates()) == int(np.prod(counts))


def coded(values: pd.Series) -> Floats:
    """Numbers as they are, words by the order in which they come."""
    if values.dtype.kind in "if":
        return np.asarray(values, dtype=float)
    order = {v: i for i, v in enumerate(values.unique())}
    return np.array([order[v] for v in values], dtype=float)


def residual(y: Floats, others: Floats) -> Floats:
    """What a linear fit on the columns of `others` and a constant leaves of y."""
    columns = np.column_stack([np.ones(len(y)), others])
    return y - columns @ np.linalg.lstsq(columns, y, rcond=None)[0]


def partial(y: Floats, parameters: Floats, i: int) -> tuple[Floats, Floats, float]:
    """Parameter i and effect less what the other parameters explain, and (1).

    With too few draws for a fit nothing is taken off: the correlation is a simple one.
    """
    others = np.delete(parameters, i, axis=1)
    if not can_fit(*parameters.shape):
        others = others[:, :0]
    x, left = residual(parameters[:, i], others), residual(y, others)
    if is_flat(x, parameters[:, i]) or is_flat(left, y):
        return x, left, 0.0
    return x, left, float(np.corrcoef(x, left)[0, 1])


def is_flat(left: Floats, before: Floats) -> bool:
    """Whether a fit left nothing but rounding errors, which correlate with anything."""
    return bool(np.ptp(left) <= 1e-9 * np.ptp(before) + 1e-12 * np.abs(before).max())


def can_fit(draws: int, parameters: int) -> bool:
    """Whether there are draws enough to hold all other parameters."""
    return draws >= FOR_EACH * parameters


def least_told(draws: int, parameters: int, indicators: int) -> float:
    """What a correlation must pass to be told from chance, (2); 1 where none could be."""
    from scipy.special import stdtrit

    free = draws - 2 - (parameters - 1 if can_fit(draws, parameters) else 0)
    if free < 1:
        return 1.0
    size = 1 - (1 - SIZE) ** (1 / (parameters * indicators))
    t = stdtrit(free, 1 - size / 2)
    return float(t / np.sqrt(free + t**2))
