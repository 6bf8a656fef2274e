"""What was expected before the runs: `experiments/registered*.csv`, and how it is judged.

The rules stand in `experiments/REGISTERED.md`. Nothing here is fitted or changed by a run.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from experiments.methods.inference import SIZE

# Half of the last digit that yearbooks print.
TOLERANCE = {"rd_intensity": 0.005, "patents_per_10k": 0.05, "st_contribution": 0.05}
DECIDES = "decides"


@dataclass(frozen=True)
class Expectation:
    """What a lever alone at dose 1 should do to one indicator of the zone."""

    lever: str
    indicator: str
    year: int
    sign: int  # +1, -1, or 0 where nothing is expected
    low: float
    central: float
    high: float


@dataclass(frozen=True)
class Margin:
    """Within what an effect counts as nothing."""

    lever: str
    indicator: str
    year: int
    margin: float
    role: str


@dataclass(frozen=True)
class Part:
    """One statement of a hypothesis: a contrast of arms and what is said of it."""

    hypothesis: str
    part: str
    indicator: str
    year: int
    measure: str
    contrast: str
    sign: str
    margin: float
    weight: str

    @property
    def key(self) -> str:
        """Its name, as in H1a."""
        return self.hypothesis + self.part


def rows(name: str) -> Iterator[dict[str, str]]:
    """Lines of a file of this package."""
    text = files("experiments").joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def expectations() -> tuple[Expectation, ...]:
    """One for each lever, in the order of the plan."""
    signs = {"+": 1, "-": -1, "0": 0}
    return tuple(
        Expectation(
            r["lever"], r["indicator"], int(r["year"]), signs[r["sign"]],
            float(r["low"]), float(r["central"]), float(r["high"]),
        )
        for r in rows("registered.csv")
    )  # fmt: skip


def margins() -> tuple[Margin, ...]:
    """The tests of equivalence to nothing."""
    return tuple(
        Margin(r["lever"], r["indicator"], int(r["year"]), float(r["margin"]), r["role"])
        for r in rows("registered_equivalence.csv")
    )


def parts() -> tuple[Part, ...]:
    """Every part of every hypothesis."""
    return tuple(
        Part(
            r["hypothesis"], r["part"], r["indicator"], int(r["year"]), r["measure"],
            r["contrast"], r["sign"], float(r["margin"] or "nan"), r["weight"],
        )
        for r in rows("registered_hypotheses.csv")
    )  # fmt: skip


def combination(contrast: str) -> dict[str, int]:
    """Names with their sign: 'a - b + c' gives a 1, b -1, c 1."""
    words = contrast.split()
    signs = {"+": 1, "-": -1}
    pairs = zip(["+", *words[1::2]], words[::2], strict=True)
    return {name: signs[sign] for sign, name in pairs}


def lever_verdict(
    expected: Expectation, estimate: float, low: float, high: float, p: float
) -> str:
    """What a run says of an expectation; p is adjusted for the number of levers."""
    if not math.isfinite(low) or not math.isfinite(high):
        return "no interval"
    if expected.sign == 0:
        return "see equivalence"
    meets = low <= expected.high and high >= expected.low
    if p <= SIZE:
        if estimate * expected.sign < 0:
            return "opposite"
        return "as expected" if meets else "sign right, size not"
    if not meets:
        far = low > expected.high if expected.sign > 0 else high < expected.low
        return "more than the prior" if far else "less than the prior"
    room = TOLERANCE[expected.indicator]
    least, most = min(expected.low, 0.0) - room, max(expected.high, 0.0) + room
    inside = least <= low and high <= most
    return f"nothing seen, {'as the prior allows' if inside else 'chance too large'}"


def part_verdict(sign: str, margin: float, low: float, high: float) -> str:
    """Supported, refuted or undecided, by the interval of a part."""
    below, above = {
        "+": (high < 0, low > 0),
        "-": (low > 0, high < 0),
        "<": (low > margin, high < margin),
        "0": (low > margin or high < -margin, -margin < low and high < margin),
    }[sign]
    return "supported" if above else "refuted" if below else "undecided"


def verdict_of(parts: list[str]) -> str:
    """Of a hypothesis, from the verdicts of the parts that decide."""
    if "refuted" in parts:
        return "refuted"
    return "undecided" if "undecided" in parts else "supported"
