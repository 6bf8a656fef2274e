"""The words of the page of patterns; `words` takes them in."""

from __future__ import annotations

ENGLISH = {
    "c.statistic": "statistic",
    "c.band": "band",
    "c.pass_rate": "seeds inside",
    "c.kind": "hard or soft",
    "c.large": "median (seeds inside) at default scale",
    "c.off": "median off by",
    "v.title": "Patterns: what a credible run must show",
    "v.hard": "Hard: {met} of {all} bands are met.",
    "v.soft": "Soft: {met} of {all} bands are met.",
    "v.failed": "Hard and not met: {names}.",
    "v.h.table": "Patterns, bands and verdicts",
    "v.h.pictures": "Pictures",
    "v.how": "No plan, to 2020. Median and the range that holds 90 % of seeds. A band is met "
    "when nine seeds of ten lie inside, or, where it says so, the median of the seeds at the "
    "default scale does: shares and tails need many firms. PASS: met; WARN: soft and not met; "
    "FAIL: hard and not met. Bands were fixed before the model was run and are not moved; "
    "nothing in the model is set by those for testing.",
    "v.elsewhere": "Looked after elsewhere",
    "v.testing": "for testing",
    "v.by_median": "median of {seeds} seeds",
    "v.no_source": "no study",
    "v.model": "model",
    "v.index": "index",
    "v.patents": "patents in force",
    "v.R&D": "R&D",
    "v.zeta": "ζ = {zeta:g}",
    "v.laplace": "Laplace",
    "v.normal": "normal",
    "v.size": "Size tail, 2020",
    "v.size.x": "sales, million yuan a year",
    "v.size.y": "share of firms with larger sales",
    "v.growth": "Growth rates, 2016-2020",
    "v.growth.x": "growth of sales less mean of size class, standard deviations",
    "v.growth.y": "density",
    "v.notch.small": "Small firms, notch at 5 %",
    "v.notch.small.x": "reported R&D, % of sales",
    "v.notch.small.y": "% of firms per point",
    "v.notch.medium": "Medium firms, 4 %",
    "v.notch.medium.x": "reported R&D, % of sales",
    "v.notch.medium.y": "",
    "v.notch.large": "Large firms, 3 %",
    "v.notch.large.x": "reported R&D, % of sales",
    "v.notch.large.y": "",
    "v.lag": "Patents on R&D",
    "v.lag.x": "years before",
    "v.lag.y": "elasticity",
    "v.collaboration": "Joint patents between cities",
    "v.collaboration.x": "joint patents per R&D × R&D (mean = 1)",
    "v.collaboration.y": "",
    "v.mobility": "Moves of R&D people between cities",
    "v.mobility.x": "moves per people × people (mean = 1)",
    "v.mobility.y": "",
    "v.pair": "{pair}, {minutes} min",
    "v.shares.2017": "Shares of growth, 2017",
    "v.shares.2017.x": "",
    "v.shares.2017.y": "% of the zone",
    "v.shares.2020": "Shares of growth, 2020 (for testing)",
    "v.shares.2020.x": "",
    "v.shares.2020.y": "% of the zone",
    "v.alt.firms": "Default scale. Left: share of firms with larger sales, with two slopes of "
    "the accepted range. Right: density of growth rates beside Laplace's tent and the normal "
    "curve.",
    "v.alt.research": "Reported R&D intensity by size class at the default scale, 2016-2020, "
    "with the threshold of the certificate; and the elasticity of filings to R&D by years of "
    "lag.",
    "v.alt.gravity": "Joint patents and moves between pairs of cities, for the size of both, "
    "means 2016-2020; pairs in the order of their minutes by rail, the nearest on top.",
    "v.alt.shares": "Cities' shares of the growth of innovation: the regional index, and "
    "patents and R&D of the model. The index has no formula that the model could compute: "
    "agreement is a coincidence check.",
}
