"""What the instruments cost is what the payers' budgets lost, to the yuan."""

import numpy as np
import pytest

from sim import month, spending
from sim.ledger import Ledger
from sim.levers import LEVERS
from sim.processes import budgets, name_of
from sim.processes.budgets import ACCOUNTS
from sim.state import PAID_BY
from tests import tiny
from tests.small import small_state

YUAN = 1e-6
MONTHS = 30


@pytest.fixture(scope="module", params=[0.0, 0.4, 1.0], ids=["old", "mixed", "new"])
def run(request):
    """Some months with all levers on, and what went from which account to which."""
    moved = {}
    pay = Ledger.pay

    def noted(self, source, target, amount, received=None):
        given = amount if received is None else received
        for key, money in (((source, "out", target), amount), ((source, "in", target), given)):
            moved[key] = moved.get(key, 0.0) + np.array(money)
        pay(self, source, target, amount, received)

    choice = tiny.changed(tiny.settings(dose=1), budgets={"new_money": request.param})
    state = tiny.built(choice)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "pay", noted)
        for _ in range(MONTHS):
            month.advance(state, choice)
    return state, moved


def test_every_account_lost_to_the_lines_what_it_is_said_to_have_paid(run):
    state, moved = run
    said = {}
    for payer, money in zip(PAID_BY, sum(state.paid.values()).sum(axis=0), strict=True):
        account = ACCOUNTS.get(payer, payer)
        said[account] = said.get(account, 0.0) + money
    into_lines = {source for source, way, target in moved if target == "lines"}
    assert into_lines <= said.keys()
    for account, money in said.items():
        lost = moved.get((account, "out", "lines"), np.zeros(len(state.cities)))
        assert lost == pytest.approx(money, abs=YUAN), account


@pytest.mark.parametrize("new_money", [0.0, 0.4, 1.0])
def test_every_lever_was_paid_what_its_payers_lost_month_by_month(new_money, monkeypatch):
    choice = tiny.changed(tiny.settings(dose=1), budgets={"new_money": new_money})
    state, settle = tiny.built(choice), budgets.settle
    seen = set()

    def watched(state, lines, book):
        before = {line: balance.copy() for line, balance in state.lines.items()}
        rows = [state.money.row[ACCOUNTS.get(payer, payer)] for payer in PAID_BY]
        held = state.money.position.copy()
        settle(state, lines, book)
        lost = held - state.money.position
        owed = np.zeros_like(lost)
        for line in lines:
            paid = state.paid[line][state.month]
            gained = state.lines[line] - before.get(line, 0.0)
            assert gained == pytest.approx(paid.sum(axis=0), abs=YUAN), line
            for row, money in zip(rows, paid, strict=True):
                owed[row] += money
            seen.add(line)
        owed[state.money.row["lines"]] -= owed.sum(axis=0)
        assert lost == pytest.approx(owed, abs=YUAN)

    monkeypatch.setattr(budgets, "settle", watched)
    tiny.run(state, choice, MONTHS)
    assert seen == state.paid.keys()
    assert {lever.LINE for lever in LEVERS if hasattr(lever, "LINE")} <= seen


@pytest.mark.parametrize("new_money", [0.0, 1.0])
@pytest.mark.parametrize("lever", LEVERS, ids=name_of)
def test_a_lever_alone_costs_what_accounts_paid_into_lines(lever, new_money, monkeypatch):
    lost = np.zeros(len(tiny.built(tiny.settings()).cities))
    pay = Ledger.pay

    def noted(self, source, target, amount, received=None):
        if target == "lines" or (source, target) == ("province", "grants_pool"):
            lost[:] += amount
        pay(self, source, target, amount, received)

    choice = tiny.changed(
        tiny.settings(), budgets={"new_money": new_money}, **{name_of(lever): {"dose": 1}}
    )
    state = tiny.built(choice)
    monkeypatch.setattr(Ledger, "pay", noted)
    tiny.run(state, choice, 8)
    paid = sum((spending.monthly(state, line).sum(axis=0) for line in state.paid), 0 * lost)
    if name_of(lever) == "special_fund":
        paid = lost  # no lever asks: all of it goes to the grants
        assert lost.sum() == pytest.approx(1000 / 12 * (1 / 3 + 2 / 3 + 5), rel=1e-9)
    assert lost == pytest.approx(paid, abs=YUAN)
    assert state.history["plan_spending"].sum() == pytest.approx(lost.sum(), abs=YUAN)
    assert lost.any() == (hasattr(lever, "LINE") or name_of(lever) == "special_fund")


def test_lines_spent_what_they_received_and_do_not_hold(run):
    state, moved = run
    received = sum(book.sum(axis=(0, 1)) for book in state.paid.values())
    spent = sum(
        money for (source, way, _), money in moved.items() if (source, way) == ("lines", "out")
    )
    assert received - spent == pytest.approx(sum(state.lines.values()), abs=YUAN)
    for line, book in state.paid.items():
        assert (book >= 0).all(), line
        assert (state.lines[line] <= book.sum(axis=(0, 1)) + YUAN).all(), line


def test_new_money_of_the_fund_is_never_paid_twice(run):
    state, moved = run
    strength = np.minimum((np.arange(MONTHS)) / 3, 1.0)  # from the second month on
    fund = 1000 / 12 * strength.sum()
    new = sum(book[:, PAID_BY.index("new_money")].sum() for book in state.paid.values())
    left = moved.get(("province", "out", "grants_pool"), np.zeros(1)).sum()
    assert new + left == pytest.approx(fund, rel=1e-9)


def test_table_sums_the_months_of_a_year():
    state = small_state()
    amount = np.array([1.0, 0, 2, 0, 0])
    for state.month in (3, 5, 14):
        spending.note(state, "experts", PAID_BY.index("province"), amount)
    rows = list(spending.table(state))
    assert [(r["year"], r["city"], r["paid"]) for r in rows] == [
        (2015, "Nanjing", 2.0), (2015, "Wuxi", 4.0),
        (2016, "Nanjing", 1.0), (2016, "Wuxi", 2.0),
    ]  # fmt: skip
    assert {(r["line"], r["payer"]) for r in rows} == {("experts", "province")}
    assert spending.monthly(state, "experts")[5] == pytest.approx(amount)
    assert not spending.monthly(state, "unknown").any()


def test_without_levers_there_are_no_lines():
    choice = tiny.settings()
    assert tiny.run(tiny.built(choice), choice, 8).paid == {}
