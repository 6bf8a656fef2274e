"""Estimators: does the model return published effects to the estimators that found them?

Held out are two: the effect of a first connection by high-speed rail on joint patents of
universities and firms (Cui, Li & Wang: +44 %; prior +20 %, 0 to 44), and the rise of reported
R&D at the notch (Chen et al.: +18.8 %; prior 10 to 25). No parameter is set by them (those of
the notch are by the part of a gap that is closed on paper and by the number of certificates)
and they are reported as they come out; a run had shown both before the second was named.
What members of clusters and consortia gain is solved so that its estimator finds the middle of
what was published (experiment=solve, other seeds); it is no test.
Few intervals are those of a study (bunching, the part on paper, private money of funds, whether
members innovate). Where a study gives a point or a sign, the interval is that of the lever's
prior, with the point inside or at its end: "within the prior" says no more than that. Of the
other effects, the years used (from 2018), the cities and dose of the fund and the choice of the
region at the notch were settled on simulated and made data, for precision; no interval was
moved.

Question      What would an econometrician find in the model's micro-data with the estimator
              of the study from which a lever's effect was taken, and would it be true?
Estimand      That of each study; the mean of its estimator over seeds. Beside it the truth:
              the same firms in the same years, arm minus `none`.
Arms          none; one per instrument, in which firms (or cities) with and without it are
              compared. Fund, assessment and corridor hold in some cities only, so that the
              others can be compared; the corridor is a first connection: 60 minutes less.
              Beside them a world without the advantage of the certificate, to 2019.
Indicator     Filings, grants, reported R&D, whether a firm innovates (files at least four
              patents in the year, as 41 % do without the plan), R&D at the notch, money of
              funds, joint filings, deals.
Horizon       2024: parks are judged 36 months after the start, grants two years after filing.
What would    An estimate outside the interval of the study, of an effect by which a lever was
change our    set: then the lever does not do what its source found. Outside the range of the
mind          prior: it does not do what was assumed. Bias against the truth says whether the
              estimator or the mechanism is at fault.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from configs.schema import Design
from experiments.methods import causal_firms, causal_table
from experiments.methods.causal_data import NOTCH_YEARS, Survey
from experiments.methods.causal_effects import EFFECTS, FREE, LAST, MADE
from experiments.methods.effects import chances, effects
from experiments.methods.engine import Progress, simulate
from experiments.methods.observed import aims, observed, yardsticks
from experiments.methods.panel import Results
from sim.settings import Settings

BASELINE, USERS = "none", "shared_instruments"


def check(design: Design) -> None:
    """Refuse arms without the baseline, or which no published effect needs."""
    known = {e.arm for e in EFFECTS} - {FREE}
    if BASELINE not in design.arms or set(design.arms) - known - {BASELINE}:
        raise ValueError(
            f"arms = {', '.join(design.arms)}: allowed: {BASELINE} and {', '.join(known)}, "
            "each with its own lever alone"
        )
    wrong = [arm for arm in design.arms if arm != BASELINE and on(design.arms[arm]) != [arm]]
    if wrong:
        raise ValueError(
            f"arms {', '.join(wrong)} with other levers than their own: allowed: the lever "
            "that the arm is named after, alone"
        )
    if design.horizon != LAST:
        raise ValueError(
            f"horizon = {design.horizon}: the estimators read years to {LAST} and no other; "
            f"allowed: horizon={LAST}"
        )


def on(settings: Settings) -> list[str]:
    """Levers that do something."""
    return [name for name, lever in settings.levers.items() if lever.dose > 0]


def quasi(arm: str, settings: Settings) -> Settings:
    """An arm as the econometrician needs it: in some cities only, or changed."""
    if arm not in MADE:
        return settings
    lever = replace(settings.levers[arm], **MADE[arm])
    return replace(settings, levers={**settings.levers, arm: lever})


def without_notch(settings: Settings) -> Settings:
    """A world in which the certificate saves no tax."""
    plain = replace(settings.processes["certification"], tax_advantage=0.0)
    return replace(settings, processes={**settings.processes, "certification": plain})


def run(design: Design, progress: Progress) -> Results:
    """Micro-data of every arm and seed, every estimator on them, and the truth."""
    arms = {name: quasi(name, settings) for name, settings in design.arms.items()}
    panel = simulate(replace(design, arms=arms, probe=Survey), progress)
    free = replace(
        design, arms={FREE: without_notch(design.arms[BASELINE])}, horizon=NOTCH_YEARS[-1],
        probe=Survey,
    )  # fmt: skip
    without = simulate(free, progress)
    runs = {**panel.found, **without.found}
    seeds = [seed for seed in panel.seeds if seed in without.seeds]
    more = {"estimators": causal_table.table(EFFECTS, runs, seeds, BASELINE)}
    if USERS in design.arms:
        more["event_study"] = causal_table.study_table({
            s: causal_firms.study(runs[USERS, s], runs[BASELINE, s], 2023)
            for s in seeds
        })  # fmt: skip
    return Results(
        panel=replace(panel, found={}),
        effects=effects(panel, [], []),
        chances=chances(panel, yardsticks()),
        more=more,
    )


def draw(folder: Path, design: Design) -> None:
    """The pictures and the page."""
    from experiments.methods.causal_report import write_page
    from experiments.methods.report import baseline_levels

    write_page(folder, baseline_levels(folder, observed(), aims()))


def text(results: Results) -> str:
    """Published, simulated and true effects."""
    return causal_table.text(results.more["estimators"])


def headline(results: Results) -> float:
    """Share of the effects that were run, not held out, within their study or prior."""
    table = results.more["estimators"]
    judged = table[~table["held_out"] & (table["verdict"] != "not run")]
    inside = judged["verdict"].isin(causal_table.WITHIN.values())
    return float(inside.mean()) if len(judged) else float("nan")
