"""The work that is timed: a year of the region with every lever on, at several sizes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim import data, population, region
from sim.region import Region
from sim.settings import Settings
from sim.state import State
from tests import tiny

MONTHS, SEED = 12, 1
PER_REGION = {  # units of what a larger region has more of
    "million yuan", "persons", "firms", "institutes", "universities", "funds", "patents",
    "filings", "full-time equivalents",
}  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How finely the region is drawn, and how many times larger than the real one it is."""

    firms_per_agent: float
    people_per_agent: float
    region: float = 1
    institutes: float = 1
    large_share: float = 0.02

    def settings(self) -> Settings:
        """Every lever at dose 1 from February 2015 on."""
        scale = replace(
            Settings().population, firms_per_agent=self.firms_per_agent,
            people_per_agent=self.people_per_agent, large_share=self.large_share,
        )  # fmt: skip
        return replace(tiny.settings(dose=1), population=scale)

    def place(self) -> Region:
        """The region, all that is counted in it multiplied."""
        units = {cell.quantity: cell.unit for cell in data.initial_cells()}
        units |= {row.series: row.unit for row in data.input_rows()}
        here = region.load()

        def larger(table: dict) -> dict:
            return {
                name: value * (self.region if units[name] in PER_REGION else 1)
                for name, value in table.items()
            }

        return replace(here, start=larger(here.start), inputs=larger(here.inputs))

    def state(self) -> State:
        """The state before January 2015."""
        return population.build(self.settings(), SEED, self.place())


# About one firm to twelve people, as in the region one to one.
SIZES = {
    1_000: Size(firms_per_agent=200, people_per_agent=1000, large_share=0.005),
    10_000: Size(firms_per_agent=45, people_per_agent=38),
    100_000: Size(firms_per_agent=3, people_per_agent=3.5),
    1_000_000: Size(firms_per_agent=1, people_per_agent=1, region=2.9),
}


def agents(state: State) -> int:
    """Open firms, institutes, funds and people."""
    tables = (state.firms, state.institutes, state.funds, state.talent)
    return sum(int(table.is_active.sum()) for table in tables)
