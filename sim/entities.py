"""The entities: firms, institutes, funds and people, each kind a table of columns.

Money is in million yuan at 2015 prices; flows are per month; a stock is its month-end
level. Columns of firms and talent are those of ONE real firm or person unless their
declaration says scale="row"; a sum over the region carries the weight.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.shapes import Bools, FirmCounts, Floats, Ints
from sim.tables import Table, column

NONE, FIRM, INSTITUTE = 0, 1, 2  # employer kinds of talent
ORDINARY, STARTUP = 0, 1  # kinds of firms: a start-up seeks venture money, weight 1
QUEUE_MONTHS = 72  # the longest examination that is kept apart


class Patentees(Table):
    """What firms and institutes have in common: they file patents."""

    city: Ints = column("code", "city", "int64")
    start_mass: Floats = column("m yuan/month", "R&D at the start of life: what others notice")
    patent_propensity: Floats = column("ratio", "permanent filings per R&D, h")
    quality: Floats = column("z-score", "permanent quality of ideas")
    rd_spending: Floats = column("m yuan/month", "R&D performed, real")
    rd_recent: Floats = column(
        "m yuan/month", "R&D of one to three months ago, by its yield", width="3"
    )
    rd_lagged: Floats = column("m yuan/month", "mean of the same of about 3-15 months ago")
    filings: FirmCounts = column("patents/month", "applications", "int64", scale="row")
    grants: FirmCounts = column("patents/month", "patents granted", "int64", scale="row")
    patents: FirmCounts = column("patents", "invention patents in force", "int64", scale="row")
    patent_age: Floats = column("years", "mean time since grant of patents in force")
    patent_quality: Floats = column("ratio", "mean weight of patents in force by quality")
    queue: NDArray[np.int32] = column(
        "patents", "applications by month of decision", "int32",
        width=str(QUEUE_MONTHS), scale="row",
    )  # fmt: skip
    staff: Floats = column("persons", "R&D people after the month's hiring")
    staff_wanted: Floats = column("persons", "R&D people wanted")
    staff_filled: Floats = column(
        "share", "posts filled of those wanted after the month's hiring; 1 if none", fill=1
    )


class Firms(Patentees):
    """R&D-active or potentially R&D-active enterprises."""

    queue_low: NDArray[np.int32] = column(
        "patents", "part of queue: filed for the count", "int32",
        width=str(QUEUE_MONTHS), scale="row",
    )  # fmt: skip
    field: Ints = column("code", "technology field", "int64")
    kind: Ints = column("code", "0 ordinary, 1 start-up", "int64")
    weight: Floats = column("firms", "real firms that the row stands for, W")
    lot: Floats = column("share", "permanent number in [0,1), spread evenly over sizes")
    position: Floats = column("share", "place in the space of knowledge of its field")
    birth_month: Ints = column("month", "month of opening; -1 not yet", "int64", fill=-1)
    slot_month: Ints = column("month", "month in which a slot may open", "int64", fill=-1)
    is_active: Bools = column("flag", "open", "bool")
    is_rd_active: Bools = column("flag", "does R&D", "bool")
    workers: Floats = column("persons", "production workers")
    productivity: Floats = column("index", "total factor productivity, A")
    appeal: Floats = column("m yuan/month at A = 1", "demand for its goods, a")
    sales: Floats = column("m yuan/month", "sales, S")
    sales_mean: Floats = column("m yuan/month", "fading mean of sales of a year, capacity full")
    profit: Floats = column(
        "m yuan/month", "surplus of value added over wages: before R&D and tax"
    )
    rd_propensity: Floats = column("share of sales", "permanent R&D propensity, phi")
    rd_shock: Floats = column("log points", "transitory R&D propensity, x")
    rd_cost: Floats = column("ratio", "after-tax cost of R&D, relative to 2020's rule", fill=1)
    rd_wanted: Floats = column("m yuan/month", "R&D that the firm wants, R*")
    rd_jump: Floats = column("m yuan/month", "real R&D added to reach the notch")
    rd_paper: Floats = column("m yuan/month", "planned: relabelled to reach the notch")
    rd_for_notch: Floats = column(
        "m yuan", "this year's R&D to reach the notch: done, relabelled", width="2"
    )
    rd_relabelled: Floats = column("m yuan/month", "reported as R&D and not R&D, all of it")
    contract_fee: Floats = column("m yuan/month", "paid for contract research")
    rd_grant: Floats = column("m yuan/month", "R&D grants spent this month")
    rd_by_year: Floats = column("m yuan", "own R&D, this and two past years", width="3")
    sales_by_year: Floats = column("m yuan", "sales, this and two past years", width="3")
    is_certified: Bools = column("flag", "certified high-tech enterprise", "bool")
    certified_until: Ints = column("month", "last month of the certificate", "int64", fill=-1)
    instrument_boost: Floats = column("share", "yield of project R&D from shared instruments")
    is_instrument_user: Bools = column("flag", "uses shared instruments this year", "bool")
    knowledge: Floats = column("m yuan", "knowledge stock, K")
    knowledge_growth: Floats = column("log points/month", "growth of usable knowledge, dlnQ")
    cash: Floats = column("m yuan", "cash")
    partner: Ints = column("row", "partner: row in the table of its kind", "int64", fill=-1)
    partner_kind: Ints = column("code", "0 none, 1 firm, 2 institute", "int64")
    partner_city: Ints = column("code", "city of the partner", "int64", fill=-1)
    tie: Floats = column("projects", "past projects with the partner, fading")
    pair_until: Ints = column("month", "last month of the joint project", "int64", fill=-1)
    pair_yield: Floats = column("share", "rise of the yield of project R&D")
    fund: Ints = column("row", "leading fund", "int64", fill=-1)
    stake: Floats = column("m yuan", "what its funds paid in")
    stake_public: Floats = column("m yuan", "public part of the stake")
    venture_month: Ints = column("month", "month of the first deal", "int64", fill=-1)
    concept_bonus: Floats = column(
        "log points", "odds of a first deal, from a grant for proof of concept"
    )
    venture_rd: Floats = column("m yuan", "venture money set aside for R&D")
    project_rd: Floats = column("m yuan", "grant money set aside for R&D")
    project_promised: Floats = column("m yuan", "grant awarded and not yet paid")
    project_month: Ints = column("month", "month of its payment", "int64", fill=-1)
    project_quality: Floats = column("z-score", "quality of the project, unknown to reviewers")
    project_city: Ints = column("code", "city of the last call; -1 none", "int64", fill=-1)
    is_duplicate: Bools = column("flag", "project on a topic of another city", "bool")
    national_rd: Floats = column("m yuan", "national project money set aside for R&D")
    grant_value: Floats = column(
        "m yuan/month", "worth of grant-paid R&D beyond its cost, by quality of projects"
    )
    joint_rd: Floats = column("m yuan/month", "joint research paid by the programme")
    industry_rd: Floats = column("m yuan/month", "research paid by support of industry")
    in_consortium: Bools = column("flag", "in joint generic research", "bool")
    in_cluster: Bools = column("flag", "organised in a cluster", "bool")
    consortium_yield: Floats = column("share", "rise of the yield of R&D from either")
    consortium_rd: Floats = column("share", "change of own R&D from either")
    in_park: Bools = column("flag", "in a high-tech park", "bool")
    in_ftz: Bools = column("flag", "in the free-trade zone", "bool")
    place_yield: Floats = column("share", "rise of the yield of R&D from park and zone")
    in_pool: Bools = column("flag", "in the cultivation pool this year", "bool")
    branch_city: Ints = column("code", "city of an R&D branch; -1 none", "int64", fill=-1)
    moved_from: Ints = column("code", "city it was founded in; -1 never left", "int64", fill=-1)


class Institutes(Patentees):
    """Universities, public institutes and applied institutes; weight 1."""

    kind: Ints = column("code", "0 university, 1 public, 2 applied, 3 new-type", "int64")
    slot_month: Ints = column("month", "month in which a slot may open", "int64", fill=-1)
    birth_month: Ints = column("month", "month of founding; -1 before 2015", "int64", fill=-1)
    lot: Floats = column("share", "permanent number in [0,1)")
    field_weights: Floats = column("share", "research by field", width="fields")
    base_funding: Floats = column("m yuan/month", "central and own income at the start")
    cash: Floats = column("m yuan", "cash")
    rd_start: Floats = column("m yuan/month", "R&D at the start")
    knowledge: Floats = column("m yuan", "public knowledge by field", width="fields")
    knowledge_start: Floats = column("m yuan", "the same at the start", width="fields")
    facility_inputs: Floats = column("share", "rise of inputs from shared facilities")
    contract_income: Floats = column("m yuan/month", "contract research, last month")
    branches: Bools = column("flag", "branch in the city", "bool", width="cities")
    is_active: Bools = column("flag", "open", "bool", fill=True)


class Funds(Table):
    """Government sub-funds and private venture funds; weight 1."""

    city: Ints = column("code", "city", "int64")
    field: Ints = column("code", "field it knows best", "int64")
    is_active: Bools = column("flag", "raised", "bool")
    is_matched: Bools = column("flag", "raised with matched public money", "bool")
    birth_month: Ints = column("month", "month of closing; -1 not yet", "int64", fill=-1)
    slot_month: Ints = column("month", "month in which a slot may open", "int64", fill=-1)
    public_share: Floats = column("share", "public part of the fund")
    leave_extra: Floats = column("share", "added by the plan to what it may invest away")
    committed: Floats = column("m yuan", "promised by investors")
    called: Floats = column("m yuan", "paid in by investors")
    capital: Floats = column("m yuan", "cash to invest")
    portfolio: Floats = column("m yuan", "cost of companies held")
    invested_home: Floats = column("m yuan", "invested in its own city, ever")
    invested_away: Floats = column("m yuan", "invested in other cities, ever")


class Talent(Table):
    """R&D people; a row stands for people_per_agent full-time persons."""

    city: Ints = column("code", "city", "int64")
    home_city: Ints = column("code", "city where the person comes from", "int64")
    field: Ints = column("code", "field", "int64")
    skill: Floats = column("ratio", "productivity relative to the mean")
    weight: Floats = column("persons", "full-time persons that the row stands for")
    origin: Ints = column("code", "0 at start, 1 graduate, 2 from outside", "int64")
    slot_month: Ints = column("month", "month in which a slot may open", "int64", fill=-1)
    is_active: Bools = column("flag", "lives in the zone", "bool")
    employer_kind: Ints = column("code", "0 none, 1 firm, 2 institute", "int64")
    employer: Ints = column("row", "row of the employer; -1 none", "int64", fill=-1)
    tenure: Floats = column("months", "time with the employer")
    wage: Floats = column("m yuan/year", "wage")
    supported_until: Ints = column("month", "last month of housing support", "int64", fill=-1)
    support: Floats = column("m yuan/year", "housing support promised until then")
    is_unrecognised: Bools = column("flag", "moved, title not recognised", "bool")

    def leave_job(self, rows: Ints) -> None:
        """Let the people of `rows` be without an employer."""
        self.employer[rows], self.employer_kind[rows] = -1, NONE
        self.tenure[rows], self.wage[rows] = 0, 0

    def leave_zone(self, rows: Ints) -> None:
        """Make `rows` zeros for good: only where they lived and what they were stay."""
        self.leave_job(rows)
        self.is_active[rows], self.is_unrecognised[rows] = False, False
        self.weight[rows], self.skill[rows] = 0, 0
        self.supported_until[rows], self.support[rows] = -1, 0
