"""New-type institutions of the twin: founded by lot, fed by a line, then by clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.twin.contracts import sell
from tests.twin.lots import is_in_turn

if TYPE_CHECKING:
    from tests.twin.agents import Institute
    from tests.twin.model import Twin

NEW_TYPE = 3
LINE = "reform_pilots"
CLIENTS_OTHER_THAN_OF_PLATFORMS = 5  # years by which the window of lots is shifted


def found(twin: Twin, params: Any) -> None:
    """Open this month's slots whose lot is low enough, equations (1) and (4)."""
    of_year = [each for each in twin.institutes if each.slot_month // 12 == twin.month // 12]
    for each in of_year:
        share = twin.terms.new_institutes[each.city] / len(of_year)
        if each.slot_month == twin.month and is_in_turn(each.lot + 0.5, 0, share):
            each.is_active, each.birth_month = True, twin.month
            each.rd_start = params.new_institute_size / 12
            turnover = params.obsolescence + params.knowledge_growth
            each.knowledge_start = [
                12 * each.rd_start * weight / turnover for weight in each.field_weights
            ]


def pay_new_types(twin: Twin, params: Any) -> None:
    """The line pays the young, clients the others; it is income from contracts."""
    young: list[Institute] = []
    grown: list[Institute] = []
    for each in twin.institutes:
        if each.kind == NEW_TYPE and each.is_active:
            is_young = twin.month - each.birth_month < params.new_support_months
            (young if is_young else grown).append(each)
    pay_young(twin, young, params)
    pay_grown(twin, grown, params)


def pay_young(twin: Twin, young: list[Institute], params: Any) -> None:
    """Money of the first year as far as the line goes, equation (2)."""
    number, line = count(twin, young), twin.lines.get(LINE)
    if line is None:
        return
    part = [
        min(params.new_institute_size / 12, left / n) if n else 0.0
        for n, left in zip(number, line, strict=True)
    ]
    for each in young:
        each.contract_income += part[each.city]
        line[each.city] -= part[each.city]
        twin.money.pay("lines", "institutes", each.city, part[each.city])


def pay_grown(twin: Twin, grown: list[Institute], params: Any) -> None:
    """Contracts with firms of the city, equation (3)."""
    number = count(twin, grown)
    each_wants = params.new_contract_part * params.new_institute_size / 12
    year = twin.year + CLIENTS_OTHER_THAN_OF_PLATFORMS
    wanted = [each_wants * n for n in number]
    paid = sell(twin, wanted, year, params.new_client_share, params.new_client_cap)
    for each in grown:
        each.contract_income += paid[each.city] / number[each.city]


def count(twin: Twin, institutes: list[Institute]) -> list[int]:
    """How many are in each city."""
    number = [0] * twin.n_cities
    for each in institutes:
        number[each.city] += 1
    return number
