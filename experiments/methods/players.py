"""Who shares the effect of the plan: its headline levers, its chapters, all its levers."""

from __future__ import annotations

from experiments.methods.contrasts import Players
from sim.levers import LEVERS
from sim.processes import name_of

PLAN = "plan"
CHAPTER_NAMES = {
    "2.1": "chapter_organisation",
    "2.2": "chapter_platforms",
    "2.3": "chapter_projects",
    "2.4": "chapter_programmes",
    "4": "chapter_safeguards",
}


def _chapters() -> dict[str, tuple[str, ...]]:
    """Levers by the chapter that their clause stands in."""
    found: dict[str, list[str]] = {name: [] for name in CHAPTER_NAMES.values()}
    for lever in LEVERS:
        clause = lever.CLAUSE
        number = next(n for n in CHAPTER_NAMES if clause.startswith(f"{n}."))
        found[CHAPTER_NAMES[number]].append(name_of(lever))
    return {name: tuple(levers) for name, levers in found.items()}


HEADLINE = Players(
    "headline",
    {
        "platforms": ("research_facilities", "technology_platforms", "shared_instruments"),
        "fund": ("fund_matching",),
        "talent": ("talent_corridor",),
    },
)
CHAPTERS = Players(PLAN, _chapters())
EACH = Players(PLAN, {name_of(lever): (name_of(lever),) for lever in LEVERS})
