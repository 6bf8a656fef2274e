"""Every word that figures, tables and the report show; one mapping a language."""

from __future__ import annotations

from experiments.methods.causal_words import CAUSAL
from experiments.methods.chinese_words import CHINESE
from experiments.methods.contrast_words import CONTRASTS, CONTRASTS_ZH
from experiments.methods.pattern_words import ENGLISH
from experiments.methods.question_words import QUESTIONS

LABELS: dict[str, dict[str, str]] = {
    "en": {
        "zone": "Zone",
        "none": "no plan",
        "platforms": "shared platforms",
        "fund": "fund matching",
        "talent": "talent corridor",
        "headline": "all three levers",
        "plan": "whole plan",
        "rd_intensity": "R&D spending / GDP",
        "rd_intensity.short": "R&D / GDP",
        "rd_intensity.unit": "%",
        "rd_intensity.difference": "pp",
        "rd_intensity.difference_long": "percentage points of GDP",
        "rd_intensity.axis": "R&D / GDP, %",
        "patents_per_10k": "Invention patents in force",
        "patents_per_10k.short": "patents",
        "patents_per_10k.unit": "per 10,000 residents",
        "patents_per_10k.difference": "per 10k",
        "patents_per_10k.difference_long": "patents per 10,000 residents",
        "patents_per_10k.axis": "patents per 10,000",
        "st_contribution": "S&T contribution to growth",
        "st_contribution.short": "S&T contribution",
        "st_contribution.unit": "%",
        "st_contribution.difference": "points",
        "st_contribution.difference_long": "percentage points",
        "st_contribution.axis": "S&T contribution, %",
        "nothing": "practically nothing, but not 0",
        "nothing_covers": "practically nothing; interval covers 0",
        "covers": "interval covers 0",
        "small": "small, but not 0",
        "no_interval": "no interval",
        "exactly": "exactly 0",
        "median": "{arm}, median",
        "band50": "50 % of runs",
        "band90": "90 % of runs",
        "observed": "observed",
        "observed_low": "observed, low confidence or recalled",
        "start": "plan starts ({month} {year})",
        "month.6": "June",
        "target": "target {year}",
        "seeds": "seeds",
        "draws": "seeds and parameter draws",
        "how": "Values stand at the end of their year. Bands: {runs} runs over {what}. ",
        "one_run": "Values stand at the end of their year. One run, so no bands. ",
        "for_zone": "Targets are set for the zone; in the city columns the line is only a "
        "reference. ",
        "st_late": "{name} looks back five years and begins in {year}. ",
        "unseen": "The lines of {arm} and {baseline} cannot be told apart at this scale: ",
        "seen": "The difference between {arm} and {baseline}: ",
        "gap_line": "zone, mean over paired runs, {sizes}.",
        "source": "Source: simulation; {observed}; {targets}.",
        "observed_source": "observed values with their sources in the data folder",
        "no_observed": "no observed values shown",
        "targets_source": "targets: {sources}",
        "no_targets": "no targets shown",
        "forest_title": "{indicator}, {year}",
        "forest_gap": "target minus no plan: {gap} {unit}",
        "forest_how": "Difference to {baseline}, {place}: point = mean of the pairs, bar = "
        "{level} interval over {pairs} of runs with the same {shared}. Hollow and grey: the "
        "interval covers 0. Every panel has its own linear scale, centred on 0; compare the "
        "numbers, not bars.",
        "forest_precision": "Shaded: below the reporting precision (half of the last "
        "published digit: {precision}); an effect is called practically nothing if its whole "
        "interval lies there.",
        "same_seed": "seed",
        "same_draw": "seed and draw of parameters ({draws} draws)",
        "place_zone": "the five cities together",
        "place_cities": "city by city, {arm}",
        "source_effects": "Source: simulation.",
        # report
        "title": "What the levers change: five cities of southern Jiangsu",
        "h.headline": "Result",
        "h.scenario": "Levels over time",
        "h.effects": "Differences that the levers make",
        "h.cities": "Where: {arm} against {baseline}",
        "h.chances": "Chance of meeting the targets",
        "h.conventions": "The same by other conventions, zone",
        "h.levers": "What was changed",
        "h.fit": "Fit to observed values",
        "h.limits": "Limits",
        "h.provenance": "Provenance",
        "alt.scenario": "Small panels of {indicators} for each city and the zone, by year: "
        "medians and bands over runs, observed dots and targets.",
        "alt.effects": "Differences of every arm to the baseline with intervals, in panels by "
        "indicator and year; the numbers are in the table below.",
        "alt.effects_by_city": "Differences by city with intervals, in panels by indicator and "
        "year; the numbers are in the table below.",
        "by": "By the end of {year}, {arm} against {baseline} change: ",
        "change": "{name} by {size} {unit} {interval}{words} "
        "(level without: {level} {level_unit})",
        "short": "In short, by {year}: {parts}.",
        "short.nothing": "practically nothing in {names}",
        "short.covers": "nothing beyond chance in {names}",
        "short.no_interval": "one pair, or pairs all alike, so no interval, for {names}",
        "short.seen": "a difference beyond chance in {names}",
        "and": " and ",
        "later": "By the end of {year}: {sizes}.",
        "level_only": "{name} stands at {level} {unit} at the end of {year}{target}",
        "level_target": " (target {target})",
        "alone": "One arm only ({arm}), so nothing to compare with: ",
        "cover": "{level} intervals over {pairs} of runs; they cover {what}.",
        "one_pair": "1 pair",
        "pairs": "{count} pairs",
        "too_early": "The plan starts in {month} {year}, after the last year shown; before it "
        "nothing differs.",
        "cover_seeds": "chance (seeds) only; the uncertainty of the parameters is larger",
        "cover_draws": "chance (seeds) and the parameter draws",
        "card.target": "target",
        "card.difference": "({level} interval)",
        "card.chance": "chance, {arm}",
        "card.how": "Values of the zone at the end of the year, mean over runs ({runs}). "
        "Chance: of meeting the target.",
        "chance.line": "Chance of meeting the targets of {year}, zone, {arms}: {parts}.",
        "chance.hangs": "It depends on the convention, here {arm}: {parts}.",
        "chance.stands": "No convention changes that, here {arm}: {parts}.",
        "chance.of": "{chance} ({count} of {all})",
        "patents_per_10k_census.convention": "residents of the census",
        "patents_per_10k_unrevised.convention": "residents before the census",
        **{
            f"st_contribution_{share}_{rate}.convention": f"\N{GREEK SMALL LETTER ALPHA} "
            f"0.{share}, {rate} investment rate"
            for share in (30, 35, 40, 45)
            for rate in ("falling", "constant")
        },
        "c.contrast": "contrast",
        "c.indicator": "indicator",
        "c.short": "indicator",
        "c.city": "place",
        "c.year": "year",
        "c.estimate": "difference",
        "c.interval": "interval",
        "c.unit": "unit",
        "c.pairs": "pairs",
        "c.remark": "remark",
        "c.target": "target",
        "c.convention": "convention",
        "c.lever": "lever",
        "c.module": "lever or process",
        "c.parameter": "parameter",
        "c.arms": "arms",
        "c.value": "value",
        "c.source": "source",
        "c.payer": "payer",
        "c.observed": "observed",
        "c.confidence": "confidence",
        "c.median": "median",
        "c.range": "range of runs",
        "c.miss": "miss, %",
        "c.verdict": "verdict",
        "c.reason": "reason",
        "t.effects": "Zone, every contrast",
        "t.cities": "By city, {arm} against {baseline}",
        "t.precision": "Practically nothing: the whole interval lies within {precision}, half "
        "of the last published digit. Small, but not 0: the estimate lies there, the "
        "interval reaches beyond and leaves out 0.",
        "t.chances": "Chance within fixed parameters: over seeds only (runs an arm: {runs}); "
        "it leaves out parameter uncertainty, which is larger. In brackets the 95 % interval "
        "of the share. The targets are set for the zone; for a city they are a yardstick.",
        "t.chances_draws": "Chance over seeds and parameter draws (runs an arm: {runs}). In "
        "brackets the 95 % interval of the share. The targets are set for the zone; for a "
        "city they are a yardstick.",
        "t.conventions": "Published patents per head use the residents of the census from 2020 "
        "on. \N{GREEK SMALL LETTER ALPHA} is the elasticity of output on capital; capital "
        "grows by an investment rate that falls or is constant. The chances above are those "
        "of the convention of the run (by default 0.35, falling).",
        "t.levers": "Every parameter of the levers that are on, and those of processes "
        "that are not at their declared value. Where no arm is named, the value holds in all "
        "of them, or in those that are named at the dose of the lever.",
        "others": "the others",
        "t.fit": "Observed values against the runs without plan. {passed} of {all} pass; "
        "median miss {miss} %.",
        "passes": "passes",
        "fails": "fails",
        "limit.1": "Bands and intervals come from repeated runs of a model. They do not say "
        "how wrong the model itself may be.",
        "limit.2": "A target that is met is no evidence that the plan works: compare the "
        "chance without plan.",
        "limit.3": "Patents are granted years after filing: most of what a lever induces is "
        "not in force when the plan ends.",
        "limit.4": "The S&T contribution is a residual of growth accounting over five years. "
        "The convention for capital moves it by more than any lever does.",
        "limit.5": "Arms differ by what stands under 'What was changed' and by nothing else.",
        "p.status": "status",
        "p.cells_failed": "cells that failed",
        "failed": "{failed} of {of}; their draws and seeds are left out (tables/failures.csv)",
        "p.seeds": "seeds",
        "p.config_hash": "configuration hash",
        "p.commit": "commit",
        "p.seconds": "seconds",
        "p.schema_version": "schema version",
        "p.versions": "versions",
        "p.targets": "targets",
        # what single questions add
        "h.levers_own": "Every lever, as registered",
        "t.levers_own": "What was expected was written down before the run "
        "(experiments/REGISTERED.md): one indicator, sign and range for each lever, alone at "
        "dose 1 against no plan, paid with new money. Intervals hold 95 % each, for chance "
        "only; p is adjusted (Holm) for the number of levers. An interval that covers 0 is a "
        "result where it lies within what the prior allows.",
        "t.registered": "Registered effects, new money",
        "t.equivalence": "Equivalence to nothing (two one-sided tests, 90 % interval)",
        "t.lever_indicators": "The three indicators for every lever, 95 % intervals",
        "t.money": "Money spent to the end of the year, and money per unit of the indicator, "
        "million yuan at 2015 prices. Spent is public money paid into the lines of the lever, "
        "not tax forgone and not what firms pay; reallocated money was not registered.",
        "alt.levers": "Effect of every lever on the three indicators with intervals, new and "
        "reallocated money, and the range that was registered; numbers in the tables below.",
        "h.hypotheses_own": "Seven hypotheses, as registered",
        "t.hypotheses_own": "Stated before the run (experiments/REGISTERED.md). A part is "
        "supported or refuted by its 95 % interval; a hypothesis is supported if all parts "
        "that decide are, refuted if one is.",
        "t.hypotheses": "Every part",
        "alt.hypotheses": "Every part of the hypotheses beside what was expected of it",
        "not_defined": "not defined",
        "decides": "decides",
        "reported": "reported only",
        "new": "new money",
        "reallocated": "reallocated",
        "c.clause": "clause",
        "c.expected": "expected",
        "c.p": "p",
        "c.financing": "money",
        "c.spent": "spent",
        "c.cost": "cost per unit",
        "c.margin": "margin",
        "c.part": "part",
        "c.whole": "hypothesis",
        "levers.how": "Difference to {baseline}, zone: point = mean of {pairs}, bar = "
        "{level} interval; filled: leaves out 0. Blue box: the range registered for this lever "
        "and indicator before the run. Grey ground: below the reporting precision. Axes are "
        "linear up to the reporting precision, logarithmic beyond; compare numbers, not bars.",
        "dirty": "with uncommitted changes",
        **ENGLISH,
        **CAUSAL,
        **QUESTIONS,
        **CONTRASTS,
    },
    "zh": CHINESE | CONTRASTS_ZH,
}
