"""Moves: what changes city with a firm, and people who keep their employer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.twin.agents import Firm, Person
    from tests.twin.model import Twin


def book_firm(twin: Twin, firm: Firm, target: int) -> None:
    """Cash, patents and pending files change city with the firm."""
    home = firm.city
    twin.money.pay("firms", "firms", home, firm.weight * firm.cash, target)
    twin.patents_book.pay("in_force", "in_force", home, firm.patents, target)
    twin.patents_book.pay("pending", "pending", home, sum(firm.queue), target)
    twin.flows["firms"][home][target] += firm.weight


def move_person(twin: Twin, person: Person, target: int) -> None:
    """A person changes city and keeps the employer."""
    twin.people_book.pay("talent", "talent", person.city, person.weight, target)
    twin.flows["talent"][person.city][target] += person.weight
    person.city = target
