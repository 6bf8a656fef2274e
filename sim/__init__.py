"""Sunan: firms, institutes, funds and talent of a region under an innovation plan.

How to read this package, in order:

    parameters, shapes   how a number and an array are declared
    data, region         what is observed, and the region made of it
    tables               columns
    cities, entities     places and fields; firms, institutes, funds and people
    ledger, terms        the books, and what levers offer
    state                all tables, and the books
    randomness           luck, keyed by agent
    accounts             what must balance
    levers, processes    the instruments, and the month
    population           data -> the state at the end of 2014
    indicators           what is reported
    month                one month of the model
    model, agents        the Mesa model, and agents as views of rows
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.agents import Firm, Fund, Institute, Talent
    from sim.model import InnovationModel

_PLACE = {
    "InnovationModel": "sim.model",
    "Firm": "sim.agents",
    "Institute": "sim.agents",
    "Fund": "sim.agents",
    "Talent": "sim.agents",
}

__all__ = ["Firm", "Fund", "InnovationModel", "Institute", "Talent"]


def __getattr__(name: str) -> Any:
    # Mesa takes most of a second to import: only who asks for an agent pays for it.
    if name in _PLACE:
        return getattr(import_module(_PLACE[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
