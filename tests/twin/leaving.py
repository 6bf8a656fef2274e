"""Leaving: what is left of people who give up their post, or the zone."""

from __future__ import annotations

from sim.entities import NONE
from tests.twin.agents import Person


def leave_job(person: Person) -> None:
    """Be without an employer."""
    person.employer, person.employer_kind = -1, NONE
    person.tenure, person.wage = 0.0, 0.0


def leave_zone(person: Person) -> None:
    """Be zeros for good: only where the person lived and what it was stay."""
    leave_job(person)
    person.is_active, person.is_unrecognised = False, False
    person.weight, person.skill = 0.0, 0.0
    person.supported_until, person.support = -1, 0.0
