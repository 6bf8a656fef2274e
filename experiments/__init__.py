"""The experiments: one file per question, chosen with `experiment=<name>`.

    attribution  to which levers does the effect of the plan belong?
    compare      what do the plan's headline levers do, against no plan?
    doses        how does the effect of a lever grow with its dose?
    levers       what does each lever of the plan do alone, as registered before the run?
    hypotheses   do seven statements hold that were written down before any run?
    estimators   do published estimators find published effects in the model, and truly?
    fit          how far is the model from what was observed to 2020?
    solve        with which parameter does a published estimator find the published effect?
    single_run   what does one run under one policy look like?
    sweep        how does the effect of a policy hang on parameters?
    uncertainty  how much of an effect is chance, how much assumption, and are targets met?
    validate     which known facts does the model show, and how often?

A question is a module of this folder and a file of the same name in configs/experiment. It
has `check(design)`, which refuses arms that it cannot use, `run(design, progress)`, which
returns `Results`, and `headline(results)`, the number that an optimiser gets; one with a
page of its own has `draw(folder, design)`, one whose folder keeps what is done KEEPS_CELLS,
one that can tell draws of parameters from chance TAKES_DRAWS.
What all share stands in `methods`: engine (arms x draws x seeds), effects, store (what a
folder holds), and figures and report, which read saved results only.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def names() -> list[str]:
    """Every question that can be asked."""
    return sorted(item.name for item in iter_modules(__path__) if not item.ispkg)


def question(name: str) -> ModuleType:
    """The module of a question."""
    if name not in names():
        raise ValueError(f"experiment = {name}: no such module; allowed: {', '.join(names())}")
    return import_module(f"{__name__}.{name}")
