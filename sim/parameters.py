"""Parameters: a number of a process or lever, declared once with unit, range and source.

A declaration stands beside the equation that uses it and feeds everything else: the
range check, the configuration, the tables of the ODD and the bounds of a sweep.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

STATUSES = ("sourced", "recalled", "estimated", "fitted", "assumed")
FIRST_YEAR = 2015


class ParameterError(ValueError):
    """A parameter that is not what it may be; its text is one line for the user."""


def parameter(
    default: float, *, unit: str, low: float, high: float, source: str, status: str,
    payer: str = "",
) -> Any:  # fmt: skip
    """A declared number: value, unit, allowed range, source and how it is known.

    `status` is one of `STATUSES`: sourced (read in the source named), recalled (from
    memory of it), estimated (from the data here), fitted (to a moment of 2014-2020) or
    assumed (to be swept). `payer` is who pays it, where the name does not say so.
    """
    if status not in STATUSES:
        raise ParameterError(f"status {status!r} is not one of {', '.join(STATUSES)}")
    meta = {"unit": unit, "low": low, "high": high, "source": source, "status": status}
    return field(default=default, metadata=meta | ({"payer": payer} if payer else {}))


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """The parameters of one process or lever; a value outside its range is refused."""

    def __post_init__(self) -> None:
        for item in fields(self):
            if "unit" in item.metadata:
                _check(f"{self.path()}.{item.name}", getattr(self, item.name), item.metadata)

    @classmethod
    def path(cls) -> str:
        """Where the parameters stand in the configuration, as in `levers.fund_matching`."""
        return cls.__module__.removeprefix("sim.")


def _check(path: str, value: Any, meta: Any) -> None:
    low, high = meta["low"], meta["high"]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ParameterError(f"{path} = {value!r} is no number; allowed is [{low}, {high}]")
    if not low <= value <= high:
        raise ParameterError(f"{path} = {value:g} {meta['unit']}, outside [{low:g}, {high:g}]")


@cache  # read again for every lever in every month
def month_index(text: str, path: str) -> int:
    """Months since January 2015 of a text such as '2020-06'."""
    year, _, month = str(text).partition("-")
    if not (year.isdigit() and month.isdigit() and len(year) == 4 and 1 <= int(month) <= 12):
        raise ParameterError(f"{path} = {text!r} is no month; write it as 2020-06")
    return (int(year) - FIRST_YEAR) * 12 + int(month) - 1


@dataclass(frozen=True, kw_only=True)
class LeverParameters(Parameters):
    """What every lever has: how much of it, when and where.

    The strength s of a lever in city c and month t is dose x ramp(t) x 1[c covered],
    with ramp(t) rising linearly to one over `ramp_months` and zero outside the months.
    An empty `last_month` means that the instrument stays.
    """

    dose: float = parameter(
        0.0,
        unit="times the plan (0 = as if it did not exist, 1 = the plan)",
        low=0,
        high=2,
        source="design: a lever is neutral until a policy sets it",
        status="assumed",
    )
    first_month: str = "2020-06"
    last_month: str = "2022-12"
    ramp_months: float = parameter(
        12,
        unit="months",
        low=1,
        high=120,
        source="instruments start up within a year",
        status="assumed",
    )
    cities: tuple[str, ...] = ("all",)

    def __post_init__(self) -> None:
        super().__post_init__()
        first, last = self.months()
        if last < first:
            raise ParameterError(
                f"{self.path()}.last_month = {self.last_month!r} is before "
                f"first_month = {self.first_month!r}"
            )

    def months(self) -> tuple[int, int]:
        """First and last month in which the lever offers anything, since January 2015."""
        path = self.path()
        first = month_index(self.first_month, path + ".first_month")
        if not self.last_month:
            return first, 10**6
        return first, month_index(self.last_month, path + ".last_month")
