"""Pictures of saved results; nothing here runs a model.

`scenario_plot` shows levels over time, `forest_plot` and `effect_by_city` differences with
their intervals, `save` writes any of them, `draw_all` writes the set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from experiments.methods.dose_plot import dose_plot
from experiments.methods.forest import Gaps, effect_by_city, forest_numbers, forest_plot
from experiments.methods.hypothesis_plot import hypothesis_plot
from experiments.methods.labels import ZONE, lead_arm
from experiments.methods.lever_plot import lever_plot
from experiments.methods.scenario import scenario_plot
from experiments.methods.scenario_words import Target, scenario_numbers, without_plan
from experiments.methods.share_plot import share_plot
from experiments.methods.style import save
from experiments.methods.uncertainty_plot import uncertainty_plot

# Of the table that a question adds, and is named after.
OF_QUESTIONS = {
    "hypotheses": hypothesis_plot,
    "attribution": share_plot,
    "doses": dose_plot,
    "uncertainty": uncertainty_plot,
}
__all__ = [
    "Gaps",
    "Target",
    "draw_all",
    "effect_by_city",
    "forest_numbers",
    "forest_plot",
    "save",
    "scenario_numbers",
    "scenario_plot",
]


def draw_all(
    folder: Path | str,
    trajectories: pd.DataFrame,
    effects: pd.DataFrame | None = None,
    observed: pd.DataFrame | None = None,
    targets: Sequence[Target] = (),
    gaps: Gaps | None = None,
    lang: str = "en",
    own: Mapping[str, pd.DataFrame] | None = None,
) -> dict[str, list[Path]]:
    """Every figure that the results allow, written to a folder: name to its files.

    Names end in _zh for another language than English.
    """
    own = own or {}
    has_lead = "hypotheses" not in own  # no arm of these stands for the policy
    trajectories = trajectories if has_lead else without_plan(trajectories)
    figures: dict[str, tuple[Figure, pd.DataFrame]] = {
        "scenario": (
            scenario_plot(trajectories, observed, targets, lang),
            scenario_numbers(trajectories),
        )
    }
    if effects is not None and len(effects) and has_lead:
        numbers = forest_numbers(effects).drop(columns="digits")
        draws = trajectories["draw"].nunique()
        zone, cities = numbers["city"] == ZONE, numbers["arm"] == lead_arm(numbers["arm"], None)
        figures["effects"] = (forest_plot(effects, gaps, lang, draws), numbers[zone])
        if numbers["city"].nunique() > 1:
            by_city = effect_by_city(effects, None, lang, draws)
            figures["effects_by_city"] = (by_city, numbers[cities])
        if "levers" in own:
            figures["levers"] = (lever_plot(effects, own["levers"], lang), own["levers"])
    for name in (n for n in OF_QUESTIONS if n in own):
        figures[name] = (OF_QUESTIONS[name](own[name], lang), own[name])
    if lang != "en":  # the numbers are the same
        return {
            name: save(drawn, folder, f"{name}_{lang}") for name, (drawn, _) in figures.items()
        }
    return {
        name: save(figure, folder, name, numbers) for name, (figure, numbers) in figures.items()
    }
