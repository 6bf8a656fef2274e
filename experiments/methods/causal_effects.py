"""The published effects: value, interval, source, and the quasi-experiment that repeats it.

`basis` says where an interval is from. STUDY: the ends, the versions or the bare sign that the
study printed. PRIOR: the range in which the lever's effect was put before the model was made;
the study's own number is one point of it, often an end, and to lie inside is less than to meet
the study. Neither is ever moved. `arm` is the arm whose data are used; MADE says what is
special about it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from experiments.methods import causal_firms as firms
from experiments.methods import causal_notch as notch
from experiments.methods import causal_places as places
from experiments.methods.causal import NOT_FOUND, Found
from experiments.methods.causal_data import MicroData

INF = float("inf")
STUDY, PRIOR = "study", "prior"
LAST = 2024
AFTER = (2023, 2024)  # 36 months after the start
LESS_INNOVATIVE = ("Wuxi", "Changzhou", "Zhenjiang")
PILOTS = ("Wuxi", "Zhenjiang")
BACKED = ("Suzhou", "Wuxi")  # most public money: funds are few and large
FREE = "no_notch"  # the arm without the advantage of the certificate
# Arms in which an instrument holds in some cities only, or is changed.
MADE: dict[str, dict[str, Any]] = {
    "fund_matching": {"cities": BACKED, "dose": 2.0},  # a ratio: the dose only adds power
    "assessment": {"cities": LESS_INNOVATIVE},
    "talent_corridor": {
        "cities": PILOTS, "visit_time_cut": 60.0, "ramp_months": 1.0, "moving_cost": 0.0,
        "mutual_recognition": 0.5, "housing_places": 0.0, "cost_of_housing": 0.0,
        "cost_of_recognition": 0.0,
    },
}  # fmt: skip
Measure = Callable[[MicroData, MicroData], Found]
Pool = Callable[[dict[str, Any], dict[str, Any], notch.Shape], tuple[float, float]]


@dataclass(frozen=True)
class Effect:
    """A published effect. `measure` is for one seed, `pool` for the firms of all seeds."""

    name: str
    arm: str
    published: str
    low: float
    high: float
    basis: str
    source: str
    unit: str = "share"
    measure: Measure | None = None
    pool: Pool | None = None
    size_class: int = -1  # whose region is chosen for the pool; all for -1
    held_out: bool = False
    nothing: float = 0.0  # what no effect would be


def of_class(code: int, notch_data: dict[str, Any]) -> dict[str, Any]:
    """Firms of a size class; all for -1."""
    if code < 0:
        return notch_data
    here = notch.size_class(notch_data["sales"]) == code
    return {name: column[here] for name, column in notch_data.items()}


def shape_of(code: int, one: dict[str, Any]) -> notch.Shape:
    """Region and degree for the firms of a class."""
    part = of_class(code, one)
    return notch.shape_of(notch.relative(part), part["weight"])


def at_class(
    code: int, one: dict[str, Any], free: dict[str, Any], shape: notch.Shape
) -> tuple[float, float]:
    """Excess mass of a size class, and in truth."""
    (x, w), (y, v) = (
        (notch.relative(part), part["weight"])
        for part in (of_class(code, one), of_class(code, free))
    )
    return notch.bunching(x, w, shape)[0], notch.true_excess(x, w, y, v, shape)


def rise(one: dict[str, Any], free: dict[str, Any], shape: notch.Shape) -> tuple[float, float]:
    """Intention-to-treat effect on reported R&D, and in truth."""
    x = notch.relative(one)
    found = notch.itt(x, np.log(x), one["weight"], shape)
    return found, notch.true_itt(one, free, shape)[0]


def on_paper(
    one: dict[str, Any], free: dict[str, Any], shape: notch.Shape
) -> tuple[float, float]:
    """Part of that rise that is relabelled, and in truth."""
    x = notch.relative(one)
    real = np.log(x * one["rd"] / (one["rd"] + one["relabelled"]))
    reported, done = (notch.itt(x, y, one["weight"], shape) for y in (np.log(x), real))
    truth = notch.true_itt(one, free, shape)
    return 1 - done / reported, 1 - truth[1] / truth[0]


def relabelled(
    one: dict[str, Any], free: dict[str, Any], shape: notch.Shape
) -> tuple[float, float]:
    """Relabelled share of what affected firms report: the books of the model, no estimate."""
    share = notch.relabelled_share(one)
    return share, share


def joint_count(flag: str, last: int, data: MicroData, none: MicroData) -> Found:
    """Change of the chance that a member innovates."""
    sample = firms.joined(data, flag, last)
    return firms.mean_effect(data, none, sample, firms.innovation)


def joint_research(flag: str, last: int, data: MicroData, none: MicroData) -> Found:
    """Change of members' log R&D."""
    sample = firms.joined(data, flag, last, present=True)
    return firms.mean_effect(data, none, sample, firms.log_research)


def in_parks(data: MicroData, none: MicroData) -> Found:
    """Filings of firms in parks."""
    return firms.count_effect(data, none, firms.parks(data, AFTER))


def in_free_trade(data: MicroData, none: MicroData) -> Found:
    """Filings of firms in the free-trade zone."""
    return firms.count_effect(data, none, firms.free_trade(data, AFTER))


def by_users(data: MicroData, none: MicroData) -> Found:
    """Filings of users of instruments in the year after their first use."""
    return firms.count_effect(data, none, firms.users(data, 2023))


def under_targets(
    column: str, after: tuple[int, ...], data: MicroData, none: MicroData
) -> Found:
    """Filings or grants of firms in cities with targets."""
    sample = firms.targeted(data, LESS_INNOVATIVE, after)
    return firms.count_effect(data, none, sample, column)


def research_under_targets(data: MicroData, none: MicroData) -> Found:
    """Log of reported R&D of firms in cities with targets."""
    sample = firms.targeted(data, LESS_INNOVATIVE, (2021,))
    return firms.mean_effect(data, none, sample, firms.log_research)


def granted_under_targets(data: MicroData, none: MicroData) -> Found:
    """Change of grants two years later against that of filings."""
    grants = under_targets("grants", (2023,), data, none)
    filings = under_targets("filings", (2021,), data, none)
    if not np.isfinite(grants.estimate):
        return NOT_FOUND
    error = np.hypot(grants.error, filings.error)
    estimate, truth = (
        (1 + g) / (1 + f) - 1
        for g, f in ((grants.estimate, filings.estimate), (grants.truth, filings.truth))
    )
    return Found(estimate, float(error), truth)


def connections(data: MicroData, none: MicroData) -> Found:
    """Joint filings of universities and firms after a first connection."""
    return places.connected(data, none, PILOTS, (2022, 2023, 2024))


NOTCH = "Chen, Liu, Suárez Serrato & Xu 2021"
FALCK = "Falck, Heblich & Kipar 2010"
TARGETS = "Stimulating innovation or managing numbers?"
EFFECTS: Sequence[Effect] = (
    *(
        Effect(f"excess_{name}", FREE, "positive", 0.0, INF, STUDY, NOTCH, "ratio",
               pool=partial(at_class, i), size_class=i)
        for i, name in enumerate(notch.CLASSES)
    ),
    Effect("notch_reported", FREE, "+18.8 %", 0.10, 0.25, PRIOR, NOTCH, pool=rise,
           held_out=True),
    Effect("notch_on_paper", FREE, "24.2 to 45 %", 0.24, 0.45, STUDY, NOTCH, pool=on_paper),
    Effect("relabelled", FREE, "24.2 %", 0.15, 0.45, PRIOR, NOTCH, pool=relabelled),
    Effect("crowd_in", "fund_matching", "0.88 to 0.93", 0.88, 0.93, STUDY, "ssrn 3221997",
           "yuan", places.crowd_in),
    # The working paper has 4 to 7 points, the journal 4.6 to 5.7.
    Effect("cluster_innovation", "industry_clusters", "+4.6 to +5.7 (4-7) points", 0.04, 0.07,
           STUDY, FALCK, "points", partial(joint_count, "cluster", LAST)),
    Effect("cluster_research", "industry_clusters", "-19.4 %; lever -10 %", -0.194, 0.05,
           PRIOR, FALCK, "log", partial(joint_research, "cluster", LAST)),
    Effect("joint_innovation", "joint_generic_research", "+4.6 to +5.7 (4-7) points", 0.04,
           0.07, STUDY, FALCK, "points", partial(joint_count, "consortium", 2023)),
    Effect("joint_research", "joint_generic_research", "-19.4 %; lever -10 %", -0.194, 0.05,
           PRIOR, FALCK, "log", partial(joint_research, "consortium", 2022)),
    Effect("target_filings", "assessment", "+28.8 %, less innovative", 0.0, 0.288, PRIOR,
           TARGETS, measure=partial(under_targets, "filings", (2021,))),
    # The study prints no more than "no more R&D"; 0.03 is the top of the prior of relabelling.
    Effect("target_research", "assessment", "no change", -0.03, 0.03, PRIOR, TARGETS, "log",
           research_under_targets),
    # The study prints fewer citations; that grants fall behind filings is the lever's own.
    Effect("target_granted", "assessment", "falls", -INF, 0.0, PRIOR, TARGETS,
           measure=granted_under_targets),
    Effect("user_filings", "shared_instruments", "+8 %, sign sourced", 0.0, 0.15, PRIOR,
           "Sharing the Labs 2026; Kleine, Heite & Huber 2022", measure=by_users),
    Effect("park_filings", "innovation_parks", "+1.6 %, sign sourced", 0.0, 0.04, PRIOR,
           "Li & Yang 2019", measure=in_parks),
    Effect("free_trade_filings", "open_ecosystem", "+5 %, sign sourced", 0.0, 0.12, PRIOR,
           "Yang et al. 2025", measure=in_free_trade),
    Effect("first_connection", "talent_corridor", "+44 %; prior +20 %", 0.0, 0.44, PRIOR,
           "Cui, Li & Wang", measure=connections, held_out=True),
    Effect("proof_of_concept", "technology_transfer", "x 2; prior x 1.5", 1.0, 2.0, PRIOR,
           "Howell 2017", "ratio", places.funded, nothing=1.0),
)  # fmt: skip
