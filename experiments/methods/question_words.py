"""The words of single questions, the levers and the hypotheses; `words` takes them in."""

from __future__ import annotations

from experiments.methods.sweep_words import SWEEP

QUESTIONS = {
    "corridor": "talent corridor",
    "corridor_fund": "corridor and fund",
    "clusters": "industry clusters",
    "joint": "joint research",
    "clusters_joint": "clusters and joint research",
    "facilities": "research facilities",
    "fund_05": "fund, 5 % public",
    "fund_10": "fund, 10 % public",
    "fund_20": "fund, 20 % public",
    "fund_30": "fund, 30 % public",
    "fund_40": "fund, 40 % public",
    "fund_60": "fund, 60 % public",
    "no_spillover": "no plan without spillovers",
    "borderless": "no borders",
    "part.where": "{name}, {year}, {unit}",
    "contrast.two": "{arm} against {other}",
    "contrast.four": "{both}, beyond the sum of each alone",
    "rd_intensity_real": "real R&D / GDP",
    "rd_intensity_real.short": "real R&D / GDP",
    "patents_per_10k_cv": "patents per 10k, variation between cities",
    "patents_per_10k_cv.short": "variation of patents between cities",
    "patents_per_10k_cv.difference": "sd / mean",
    "technology_growth": "true growth of technology",
    "technology_growth.short": "true growth of technology",
    "technology_growth.difference": "pp a year",
    "percent.difference": "%",
    "percent per doubling of R&D.difference": "% per doubling of R&D",
    "hypotheses.how": "Point = mean of {pairs}, bar = {level} interval; hollow: "
    "undecided. Blue ground: where the interval must lie to support the part. Each row has "
    "its own scale and unit, centred on 0; compare the numbers, not bars.",
    "t.levers_short": "Every lever alone against no plan, 95 % intervals; cost: million yuan "
    "of new money for one unit of the indicator",
    "t.plan": "The whole plan against no plan, money laid out by several rules, and the sum of "
    "its levers, each alone, without the special fund, whose money is theirs; 95 % intervals",
    "plan_without_special_fund": "whole plan, no special fund",
    "plan_by_research": "whole plan, money by R&D",
    "plan_by_return": "whole plan, money by expected patents",
    "plan_by_grants": "whole plan, money by past grants of patents",
    "plan_by_needs": "whole plan, money by needs",
    "sum": "sum of the levers but the fund, each alone",
    "public_fund_cost.short": "net cost of public funds",
    "patents_quality_per_10k.short": "patents by quality",
    "c.new": "new money",
    "c.reallocated": "reallocated, not tested",
    **SWEEP,
}
