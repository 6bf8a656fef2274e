"""What `--help` says: the purpose, examples, groups with their options, keys with limits."""

from __future__ import annotations

import textwrap
from dataclasses import fields, is_dataclass
from importlib import metadata
from itertools import takewhile
from typing import Any

from configs.refusal import GROUPS, options, text_of
from configs.schema import Config

HEAD = """\
What does the 2020-2022 innovation plan of the five southern-Jiangsu cities do to R&D/GDP,
patents per 10,000 people and the contribution of S&T to growth?

    python run.py [GROUP=OPTION] [KEY=VALUE] [FLAG]

Examples
  python run.py                                              the main job
  python run.py experiment=single_run policy=headline        one run under one policy
  python run.py experiment=single_run population=small       the same in a few seconds
  python run.py seeds=5 horizon=2022 record=monthly
  python run.py levers.fund_matching.dose=0.5                a lever at half the plan's size
  python run.py experiment=single_run policy=plan levers.talent_corridor.dose=0
                                                             the plan without a lever
  python run.py experiment=levers                            every lever, as registered
  python run.py financing=new                                paid from outside the zone
  python run.py experiment=sweep draws=fund_and_corridor     effects over a grid of parameters
  python run.py experiment=sweep draws.over.levers.fund_matching.match_ratio=[0.2,0.3,0.5]
  python run.py experiment=sweep policy=plan draws=priors    over what nobody knows exactly
  python run.py -m experiment=single_run policy=none,fund    several jobs: a folder for each
  python run.py -cp OUT/.hydra -cn config                    run a result folder again
"""
FOOT = """\
Flags
  --cfg job           show and check the configuration; --info defaults: where it comes from
  -m                  sweep over values that are separated by commas
  hydra.run.dir=OUT   where results go; default outputs/DATE/TIME. With the folder of a run that
                      was interrupted or killed, the same command goes on where it stopped
  --version           the version of this project; --hydra-help: the flags of Hydra

Exit code 0: done, 1: a run failed, 2: the configuration was refused, in one line that says
what is allowed. HYDRA_FULL_ERROR=1 shows the traceback."""


def text() -> str:
    """The whole of it."""
    return "\n".join([HEAD, *groups(), *keys(), FOOT])


def version() -> str:
    """The name of the project and its version."""
    try:
        return f"sunan {metadata.version('sunan')}"
    except metadata.PackageNotFoundError:  # run from a checkout that was not installed
        return "sunan, not installed"


def groups() -> list[str]:
    """Every option with the comment that its file starts with."""
    lines = ["Groups"]
    for group in GROUPS:
        lines.append(f"  {group}=")
        lines += [beside(f"    {name:<24}", said_of(group, name)) for name in options(group)]
    return [*lines, ""]


def beside(name: str, words: str) -> str:
    """Words beside a name, on as many lines as they need."""
    indent = " " * len(name)
    return textwrap.fill(
        words, 100, initial_indent=name, subsequent_indent=indent, break_on_hyphens=False
    )


def said_of(group: str, option: str) -> str:
    """What an option says of itself: the comment that its file starts with."""
    lines = text_of(group, option).splitlines()
    comments = takewhile(lambda line: line.startswith("#"), lines)
    words = (line[1:].strip() for line in comments)
    return " ".join(line for line in words if not line.startswith("@"))


def keys() -> list[str]:
    """Every key with its default, its unit and what it may be."""
    config, lines = Config(), ["Keys (default; what is allowed)"]
    for item in fields(config):
        if item.name not in (*GROUPS, "accounting", "levers", "processes"):
            value = getattr(config, item.name)
            lines.append(f"  {item.name} ({value}): {item.metadata['allowed']}")
    for name in ("draws", "population", "scenario", "accounting", "levers", "processes"):
        lines += ["", *below(name, getattr(config, name))]
    return [*lines, ""]


def below(path: str, node: Any) -> list[str]:
    """The parameters of a node and of what is below it."""
    lines = []
    for item in fields(node):
        value = getattr(node, item.name)
        if is_dataclass(value):
            lines += below(f"{path}.{item.name}", value)
            continue
        shown = ",".join(value) if isinstance(value, tuple) else value
        meta = item.metadata
        line = f"  {path}.{item.name} = {shown}"
        if "allowed" in meta:
            line += f" ({meta['allowed']})"
        if "unit" in meta:
            line += f" {meta['unit']} [{meta['low']:g}, {meta['high']:g}]"
        lines.append(line)
    return lines
