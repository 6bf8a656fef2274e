"""What a yuan of research is worth: equation (1) of `sim.yields`, one firm at a time."""

from __future__ import annotations

from tests.twin.agents import Firm


def effective_rd(firm: Firm) -> float:
    """R&D by its yield, equation (1); never below zero."""
    gain = 1 + firm.consortium_yield + firm.place_yield
    return max(firm.rd_spending * gain + firm.grant_value, 0.0)
