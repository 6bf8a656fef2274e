"""Spending by line and payer: to the yuan what the payers lost."""

import numpy as np
import pytest

from sim import spending
from sim.ledger import Ledger
from sim.terms import PAYERS
from tests import tiny
from tests.small import small_state


def test_table_sums_the_months_of_a_year():
    state = small_state()
    amount = np.array([1.0, 0, 2, 0, 0])
    for month in (3, 5, 14):
        state.month = month
        spending.note(state, "experts", PAYERS.index("province"), amount)
    rows = list(spending.table(state))
    assert [(r["year"], r["city"], r["paid"]) for r in rows] == [
        (2015, "Nanjing", 2.0), (2015, "Wuxi", 4.0),
        (2016, "Nanjing", 1.0), (2016, "Wuxi", 2.0),
    ]  # fmt: skip
    assert {(r["line"], r["payer"]) for r in rows} == {("experts", "province")}
    assert spending.monthly(state, "experts")[5] == pytest.approx(amount)
    assert not spending.monthly(state, "unknown").any()


def test_lines_got_what_the_payers_lost(monkeypatch):
    lost = {payer: np.zeros(5) for payer in PAYERS}
    account = {"grants_pool": "special_fund", "support_pool": "city_budgets"}
    pay = Ledger.pay

    def watched(book, source, target, amount, received=None):
        if target == "lines":
            lost[account.get(source, source)] += amount
        pay(book, source, target, amount, received)

    monkeypatch.setattr(Ledger, "pay", watched)
    choice = tiny.settings(dose=1)
    state = tiny.built(choice)
    offered = np.zeros(5)
    for _ in range(18):
        tiny.run(state, choice, 1)
        offered += state.cities.plan_spending
    total = sum(book.sum(axis=0) for book in state.paid.values())
    assert state.paid.keys() >= {"research_facilities", "fund_matching"}
    assert total.sum(axis=0) == pytest.approx(offered, rel=1e-12)
    for row, payer in enumerate(PAYERS):
        assert total[row] == pytest.approx(lost[payer], rel=1e-12), payer
    assert min(lost["special_fund"].min(), lost["province"].min()) > 0


def test_without_levers_there_are_no_lines():
    choice = tiny.settings()
    assert tiny.run(tiny.built(choice), choice, 8).paid == {}
