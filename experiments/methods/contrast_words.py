"""The words of attribution, doses and uncertainty; `words` and `chinese_words` take them in."""

from __future__ import annotations

CONTRASTS = {
    "extended": "plan to 2025",
    "chapter_organisation": "2.1 organisation",
    "chapter_platforms": "2.2 shared platforms",
    "chapter_projects": "2.3 joint projects",
    "chapter_programmes": "2.4 action programmes",
    "chapter_safeguards": "4 safeguards",
    "total": "total",
    "main effect": "main effect",
    "interaction of 2": "interaction",
    "interaction of 3": "interaction of three",
    "shapley": "Shapley share",
    "sampled shapley": "Shapley share",
    "c.player": "lever",
    "c.kind": "what",
    "c.alone": "alone",
    "c.without": "lost without it",
    "c.share": "Shapley share",
    "c.error": "± of orders",
    "c.line": "p, no line",
    "c.p_holm": "p, Holm",
    "c.dose": "dose",
    "c.reach": "over parameters",
    "c.from_parameters": "variance from parameters",
    "c.gap": "gap",
    "c.closed": "share of the gap closed",
    "c.chance_without": "chance without",
    "c.chance_with": "chance with",
    "c.more": "difference",
    "c.arm": "arm",
    "t.contrast_chapters": "Shapley shares of the plan's chapters, exact; they add up to the "
    "total in every draw and seed. Zone, 95 % intervals; * adjusted p below .05.",
    "t.contrast_headline": "Full factorial of the headline levers: main effects and "
    "interactions (half of the difference of differences), and Shapley shares, exact. Zone, "
    "95 % intervals; * adjusted p below .05.",
    "t.contrast_levers": "{indicator} {year}, {unit}: every lever alone against no plan, what "
    "the plan loses without it, and its Shapley share with the Monte-Carlo error of the orders "
    "that were drawn. Zone, 95 % intervals; * adjusted p below .05.",
    "t.contrast_together": "Two levers together beyond the sum of each, of the levers that do "
    "most alone in this very run (so the largest are a little too large). Zone, 95 % "
    "intervals; * adjusted p below .05.",
    "t.contrast_doses": "{indicator} {year}, {unit}: change by dose of a lever, {context}, "
    "against none of it. Zone; 95 % interval at the plan's dose; p of the test that all doses "
    "lie on one line, adjusted.",
    "context.alone": "all others off",
    "context.within": "all others as in the plan",
    "t.uncertainty_own": "Effects with parameters varying. In brackets the 95 % interval of "
    "the mean over draws and seeds; then where 95 % of the effects lie over parameters, chance "
    "taken out; then how much of the variance of one difference parameters make, with its 95 % "
    "interval, which is wide where draws or seeds are few. p tests that "
    "the mean is 0 with the resamples that make the interval, adjusted (Holm) for the "
    "indicators of a contrast and year; it can be above .05 where the interval leaves out 0.",
    "t.gaps_own": "Targets: the gap is target minus no plan, a positive share closes it; "
    "where the interval of the gap covers 0 it is not told whether it is open. "
    "Chances over draws and seeds, without and with; in brackets 95 % intervals.",
    "closed without the plan": "closed without the plan",
    "target year not run": "target year not run",
    "not told from closed": "not told, open or closed",
    "h.attribution_own": "Who has which part of the effect",
    "t.attribution_own": "Arms are all coalitions of levers that are asked for; each has the "
    "luck of the same draws and seeds.",
    "alt.attribution": "Shapley share of every lever or chapter with its interval, beside its "
    "effect alone and what the plan loses without it; numbers in the tables below.",
    "h.doses_own": "Dose and response",
    "t.doses_own": "Every lever at a quarter, half, all and twice the dose of the plan.",
    "alt.doses": "Change by dose for the levers that do most; numbers in the tables below.",
    "h.uncertainty_own": "Chance and assumption",
    "alt.uncertainty": "Effects with the interval of the mean and where effects lie over "
    "parameters; numbers in the tables below.",
    "attribution.how": "Difference in the zone, {year}. Bar: Shapley share over {pairs}, "
    "{orders}; line: {level} interval. Ring: alone; triangle: what the plan loses without it. "
    "Where ring and triangle are apart, a lever hangs on others. Grey ground: below the "
    "reporting precision.",
    "attribution.exact": "exact",
    "attribution.no_error": "of levers from {orders} orders, too few to know their error",
    "attribution.orders": "of levers from {orders} orders (red whiskers: their Monte-Carlo "
    "error, twice its size)",
    "doses.how": "Difference to dose 0 in the zone, {year}, the levers that do most at the "
    "dose of the plan; mean of {pairs} with {level} interval. Dashed: the line through dose 0 "
    "and the plan. Each panel has its own scale.",
    "doses.axis": "dose, times the plan",
    "uncertainty.how": "Difference in the zone: point = mean over {pairs} of draw and seed, "
    "thick bar = {level} interval of the mean, thin bar = where {level} of the effects lie "
    "over parameters, chance taken out; at the right the part of the variance of one "
    "difference that parameters make. Grey ground: below the reporting precision. Each panel "
    "has its own scale.",
    "c.within": "with the rest of the plan",
}
CONTRASTS_ZH = {
    "extended": "方案延长至2025年",
    "chapter_organisation": "2.1 组织管理",
    "chapter_platforms": "2.2 共建平台",
    "chapter_projects": "2.3 联合项目",
    "chapter_programmes": "2.4 行动计划",
    "chapter_safeguards": "4 保障措施",
    "sampled shapley": "沙普利份额",
    "shapley": "沙普利份额",
    "c.alone": "单独作用",
    "c.without": "方案缺少它的损失",
    "attribution.how": "示范区，{year}年的差异。柱：{pairs}的沙普利份额，{orders}；"
    "线：{level}区间。圆圈：单独作用；三角：方案缺少它的损失。"
    "圆圈与三角相距远，说明该举措依赖其他举措。灰色底：低于公布精度。",
    "attribution.exact": "精确值",
    "attribution.no_error": "各举措的份额抽取{orders}个次序，太少而无法估计其误差",
    "attribution.orders": "各举措的份额抽取{orders}个次序（红色：其蒙特卡洛误差的两倍）",
    "doses.how": "示范区，{year}年与剂量0之差，仅列出方案剂量下作用最大的举措；"
    "{pairs}的均值及{level}区间。虚线：通过剂量0与方案剂量的直线。各图尺度不同。",
    "doses.axis": "剂量，方案的倍数",
    "uncertainty.how": "示范区的差异：点为{pairs}（参数抽样与种子）的均值，"
    "粗线为均值的{level}区间，细线为去除偶然性后{level}的效应在参数上的范围；右侧为单次差异的方差中来自参数的部分。"
    "灰色底：低于公布精度。各图尺度不同。",
    "c.within": "在整个方案之内",
}
