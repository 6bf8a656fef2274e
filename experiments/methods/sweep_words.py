"""The words of sweeps in both languages; `words` and `chinese_words` take them in."""

from __future__ import annotations

SWEEP = {
    "sweep.title": "How the effect of a policy hangs on parameters",
    "sweep.contrast": "{arm} against {baseline}",
    "sweep.few": "{draws} draws of parameters. Mean of {pairs} within a draw, in brackets its "
    "{level} interval: chance, at these parameters.",
    "sweep.many": "{draws} draws of parameters, {pairs} each. Mean over draws, in brackets the "
    "5 and 95 % quantiles over draws; then what it hangs on: {kind}, largest first, where |r| "
    "is beyond {line}, which by chance alone any of the {many} looked at passes in one of "
    "twenty such tables. (+n): n more move in step.",
    "sweep.partial": "partial correlation (less what a linear fit on the others explains)",
    "sweep.simple": "simple correlation (too few draws to hold the other parameters)",
    "sweep.untold": "not told from chance",
    "sweep.draw": "draw",
    "sweep.scope": "Runs go to the end of {horizon}; beyond the largest, a row of the "
    "population stands for {firms_per_agent} firms or {people_per_agent} people.",
    "h.sweep_varied": "What varies",
    "t.sweep_varied": "Values that were drawn: all of them, or the lowest to the highest and "
    "how many there are.",
    "sweep.parameter": "parameter",
    "sweep.values": "values",
    "sweep.unit": "unit",
    "sweep.to": " to ",
    "sweep.indicator": "indicator",
    "sweep.mean": "mean",
    "sweep.range": "5 to 95 %",
    "sweep.hangs": "hangs on",
    "sweep.panel": "{indicator}, {year}",
    "sweep.lines.how": "{contrast}, zone: point = mean of {pairs} at one value, bar = {level} "
    "interval; hollow: covers 0. Grey ground: below the reporting precision.",
    "sweep.map.how": "{contrast}, zone: each cell = mean of {pairs} at two values; brackets: "
    "its {level} interval covers 0. Every map has its own scale around 0.",
    "sweep.scatter.how": "{contrast}, zone: each point = mean of {pairs} in one draw; r: "
    "{kind}. The parameters of largest r are shown; filled: |r| is beyond {line}, which by "
    "chance alone any of the {many} r looked at passes in one of twenty such pictures. "
    "(+n): n more move in step.",
    "sweep.alt": "Effects by the values of what was swept; the numbers are in the table below.",
    "h.sweep": "Effects by parameters",
    "h.sweep_table": "Zone, by draw",
    "t.sweep_files": "All draws, places and years stand in results/sweep.parquet, the draws "
    "alone in results/draws.parquet.",
    "sweep.limits": "Intervals within a draw cover chance only. What the draws themselves "
    "cover is what was put into them: a grid says nothing of how likely its values are. "
    "All draws meet the same luck, so that a difference between two draws is surer than both.",
}
SWEEP_CHINESE = {
    "sweep.contrast": "{arm}相对{baseline}",
    "sweep.panel": "{indicator}，{year}年",
    "sweep.lines.how": "{contrast}，示范区：点为同一取值下{pairs}的均值，横线为{level}区间；"
    "空心：区间含0。灰色底：低于公布精度。",
    "sweep.map.how": "{contrast}，示范区：每格为两个取值下{pairs}的均值；"
    "括号：{level}区间含0。各图以0为中心，刻度各异。",
    "sweep.scatter.how": "{contrast}，示范区：每点为一组参数下{pairs}的均值；r为{kind}。"
    "只列r最大的参数；实心：|r|大于{line}，仅凭偶然，二十幅这样的图中才有一幅"
    "在所看的{many}个r中出现一个。(+n)：另有n个参数同步变化。",
    "sweep.partial": "偏相关系数（两轴均扣除其余参数的线性影响）",
    "sweep.simple": "简单相关系数（参数组太少，无法扣除其余参数）",
    "sweep.untold": "与偶然无法区分",
    "sweep.scope": "模拟至{horizon}年末；除最大者外，总体中每行代表{firms_per_agent}家企业或"
    "{people_per_agent}人。",
    "h.sweep_varied": "变化的参数",
    "t.sweep_varied": "抽取的取值：全部列出，或列最小值、最大值及个数。",
    "sweep.parameter": "参数",
    "sweep.values": "取值",
    "sweep.unit": "单位",
    "sweep.to": "至",
}
