"""Cities and fields: the tables of places and of markets, which no one opens or closes."""

from __future__ import annotations

from sim.shapes import Floats, Ints, PerCity
from sim.tables import Table, column


class Cities(Table):
    """Budget holders and places."""

    key: Ints = column("rank", "rank of the city's name: luck hangs on it", "int64")
    gdp: PerCity = column("m yuan/month", "output of the city, 2015 prices")
    other_output: PerCity = column("m yuan/month", "output of the rest of the economy")
    rest_path: PerCity = column("log points", "technology of the rest, as the scenario has it")
    rest_gain: PerCity = column("log points", "technology of the rest owed to firms, platforms")
    capital: PerCity = column("m yuan", "fixed capital, perpetual inventory")
    employment: PerCity = column("persons", "total employment, scenario")
    grants_pool: PerCity = column("m yuan", "fiscal S&T money for R&D grants, unspent")
    calls_pool: PerCity = column("m yuan", "money of project calls: promised or left over")
    support_pool: PerCity = column("m yuan", "fiscal S&T money for other support, unspent")
    firm_grants: PerCity = column("m yuan/month", "generic S&T grants offered to firms")
    institute_grants: PerCity = column("m yuan/month", "generic S&T grants to institutes")
    wage: Floats = column("m yuan/year", "wage of unit skill by field", width="fields")
    vacancies: Floats = column("persons", "posts open by field", width="fields")
    seekers: Floats = column("persons", "people seeking by field", width="fields")
    amenity: PerCity = column("log points", "what else makes a city worth living in")
    facility_rd: PerCity = column("m yuan/month", "facility building counted as R&D")
    facility_investment: PerCity = column("m yuan/month", "facility building, all of it")
    contract_extra: PerCity = column("m yuan/month", "contract research the platforms add")
    platform_gain: PerCity = column("log points", "productivity from contract research")
    platform_growth: PerCity = column("log points/month", "change of that gain")
    capital_start: PerCity = column("m yuan", "capital at the start")
    labour_start: PerCity = column("persons", "labour of the rest of the economy at the start")
    output_start: PerCity = column("m yuan/month", "output of the rest at the start")
    reachable: Floats = column("m yuan", "knowledge within reach, Z", width="fields")
    supported_movers: PerCity = column("persons", "movers with a housing subsidy")
    filing_level: PerCity = column("patents/month", "filings of a firm with 1 m yuan of R&D")
    quality_unit: PerCity = column(
        "ratio", "weight by quality of the mean patent at the start", fill=1
    )
    plan_spending: PerCity = column(
        "m yuan/month", "paid into the lines of instruments, and new money left for R&D grants"
    )
    layout: PerCity = column("share", "share of the city in zone-wide instruments")
    parks_start: PerCity = column("firms", "firms in high-tech parks at the start")
    consortium_start: PerCity = column("share", "lot from which on firms join", fill=-1)
    cluster_start: PerCity = column("share", "the same of its cluster", fill=-1)
    ftz_share: PerCity = column("share", "of the city's firms, in the free-trade zone")
    private_commitments: PerCity = column("m yuan/month", "private venture money offered")
    private_waiting: PerCity = column("m yuan", "private money not yet in a fund; <0 displaced")


class Fields(Table):
    """Technology fields and their markets."""

    demand_start: Floats = column("m yuan/month", "demand at the start")
    unit_sales: Floats = column("ratio", "sales per unit of attractiveness a A^2")
    productivity_start: Floats = column("index", "mean productivity at the start")
    productivity: Floats = column("index", "geometric mean productivity by last month's sales")
    mean_log: Floats = column("log points", "mean log productivity by number of firms")
    growth: Floats = column("log points/year", "growth of productivity, fading mean of a year")
