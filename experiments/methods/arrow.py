"""The tables of a panel as Arrow tables, with their types fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.methods.panel import FIRST_YEAR, OUTSIDE, Panel

if TYPE_CHECKING:
    import pyarrow as pa

    from configs.schema import Draw


def trajectories(panel: Panel) -> pa.Table:
    """One row per arm, draw, seed, month, city and indicator that has a value."""
    names = (panel.arms, panel.seeds, panel.months, panel.indicators, panel.places)
    # Cities run outside indicators, so that a reader sees a city's numbers together.
    values = np.swapaxes(panel.values, 3, 4)
    arm, pair, month, city, indicator = np.indices(values.shape, dtype=np.int32).reshape(5, -1)
    months = np.array(panel.months)[month]
    keep = np.isfinite(values.ravel())
    columns = {
        "arm": words(names[0], arm[keep]),
        "draw": np.array(panel.draws, np.int32)[pair[keep]],
        "seed": np.array(panel.seeds, np.int64)[pair[keep]],
        "year": (FIRST_YEAR + months[keep] // 12).astype(np.int32),
        "month": (months[keep] % 12 + 1).astype(np.int32),
        "city": words(names[4], city[keep]),
        "indicator": words(names[3], indicator[keep]),
        "value": values.ravel()[keep],
    }
    return table_of(columns)


def flows(panel: Panel) -> pa.Table:
    """What moved in a year from city to city, and from and to the world outside."""
    years = [FIRST_YEAR + m // 12 for m in panel.months if m % 12 == 11]
    places = (*panel.places[:-1], OUTSIDE)
    values = np.moveaxis(np.asarray(panel.flows), 3, 5)
    arm, pair, year, origin, target, kind = np.indices(values.shape, np.int32).reshape(6, -1)
    columns = {
        "arm": words(panel.arms, arm),
        "draw": np.array(panel.draws, np.int32)[pair],
        "seed": np.array(panel.seeds, np.int64)[pair],
        "year": np.array(years, np.int32)[year],
        "from_city": words(places, origin),
        "to_city": words(places, target),
        "kind": words(panel.kinds, kind),
        "value": values.ravel(),
    }
    return table_of(columns)


def draws_table(draws: tuple[Draw, ...]) -> pa.Table:
    """One row per draw: its number, and a column per path of a parameter."""
    columns: dict[str, Any] = {"draw": np.array([draw.number for draw in draws], np.int32)}
    for i, (path, _) in enumerate(draws[0].values):
        values = [draw.values[i][1] for draw in draws]
        # The names of cities as a user writes them.
        columns[path] = [",".join(v) if isinstance(v, tuple) else v for v in values]
    return table_of(columns)


def words(names: tuple[str, ...], index: np.ndarray) -> pa.Array:
    """Names by their index, without a Python string per row."""
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(index), pa.array(names))


def table_of(columns: dict[str, Any]) -> pa.Table:
    """Columns as an Arrow table."""
    import pyarrow as pa

    return pa.table(columns)


def effects_schema() -> pa.Schema:
    """Types of the effects, the same for an empty table."""
    return _schema("contrast arm baseline indicator city", "year", "estimate low high level",
                   "pairs")  # fmt: skip


def chances_schema() -> pa.Schema:
    """Types of the chances, the same for an empty table."""
    return _schema("arm indicator city", "year", "target chance low high", "replications")


def _schema(texts: str, year: str, numbers: str, count: str) -> pa.Schema:
    import pyarrow as pa

    groups = ((texts, pa.string()), (year, pa.int32()), (numbers, pa.float64()),
              (count, pa.int32()))  # fmt: skip
    return pa.schema([(name, kind) for names, kind in groups for name in names.split()])
