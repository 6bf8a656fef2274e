"""The month: fifteen mechanisms, in order. This tuple is the schedule of the model."""

from __future__ import annotations

from typing import Any, Protocol

from sim.processes import (
    budgets,
    certification,
    collaboration,
    entry,
    exit,
    financing,
    hiring,
    innovation,
    institute_research,
    knowledge,
    migration,
    patenting,
    production,
    rd_investment,
    relocation,
)
from sim.randomness import Luck
from sim.state import State


class Process(Protocol):
    """What a module must have to be a process.

    `step(state, params, luck)` writes the columns named in `WRITES` ("firms.cash") and
    books every flow of money, people and patents; nothing else.
    """

    Params: Any

    @property
    def WRITES(self) -> tuple[str, ...]: ...

    def step(self, state: State, params: Any, luck: Luck) -> None: ...


MONTH: tuple[Process, ...] = (
    budgets,  # public money of the month becomes available
    institute_research,  # institutes add to public knowledge
    collaboration,  # firms and institutes find partners
    rd_investment,  # firms spend on R&D
    certification,  # high-tech certificates, once a year
    knowledge,  # stocks of knowledge, and what is within reach
    innovation,  # productivity grows, with a tent-shaped shock
    patenting,  # filings, examination, lapse, transfer
    financing,  # funds raise money, choose start-ups and sell them
    hiring,  # posts meet people
    migration,  # people compare cities
    relocation,  # firms, institutes and funds open or move
    production,  # sales, cash, output, capital
    entry,  # new firms
    exit,  # closures
)


def name_of(module: Any) -> str:
    """The name of a process or lever: that of its file."""
    return module.__name__.rpartition(".")[2]
