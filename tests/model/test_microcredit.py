"""Microcredit over months: due dates, arrears, write-offs, the fund behind them, who may borrow."""

import numpy as np
import pytest

from sim.accounts.kinds import CLAIM_INDEX, FLOW_INDEX
from sim.effects import Effects
from sim.phases.microcredit import borrow, borrowable, microcredit
from sim.phases.need import sellers
from sim.scenario.models import Lever, Shock
from sim.state.income import FIRST_SOURCE, INTEREST

MONTHS = 24
HOUSEHOLD_LOAN = CLAIM_INDEX["household_loan"]


def shock(kind, change, **keys):
    keys = {"county": "all", "start_month": 0, "name": kind, **keys}
    return Shock(kind=kind, change=change, **keys)


def lever(**keys):
    return Lever(**{"kind": "microcredit", "name": "m", "county": "all", "start_month": 0, **keys})


def lived(opening, *entries, months=MONTHS):
    """The opening after so many months under shocks and levers, and the sums of flows by kind."""
    shocks = tuple(entry for entry in entries if isinstance(entry, Shock))
    levers = tuple(entry for entry in entries if isinstance(entry, Lever))
    twin = opening.branch(Effects(shocks, levers))
    flows = np.zeros(len(FLOW_INDEX))
    lost = 0.0
    for _ in range(months):
        twin.step()
        flows += twin.books.flows.sum(axis=1)
        lost += twin.books.written_off[HOUSEHOLD_LOAN].sum()
    worst = twin.audit.worst
    assert worst["cash"] < 1e-6 * worst["turnover"]
    assert worst["claims"] < 1e-6 * worst["turnover"]
    return twin, {kind: flows[row] for kind, row in FLOW_INDEX.items()}, lost


@pytest.fixture(scope="module")
def usual(calm_opening):
    return lived(calm_opening)


@pytest.fixture
def due_now(calm_opening):
    """A branch of the opening in which one household's 30,000 yuan fall due this month."""
    twin = calm_opening.branch(Effects())
    h = twin.households
    row = int(np.flatnonzero(h.get("loan") > 0.0)[0])
    twin.borrowers = np.array([row])
    h.get("loan")[row] = h.get("usual_loan")[row] = 30_000.0
    h.get("loan_months")[row] = 1
    twin.usual_income[row] = 1e6
    twin.books.new_month()
    return twin, h, row


def test_in_a_calm_baseline_debt_stays_and_few_are_in_arrears(calm_opening, usual):
    twin, _, lost = usual
    before = calm_opening.households.get("loan")
    after = twin.households.get("loan")
    assert abs(after.sum() / before.sum() - 1.0) < 0.02
    assert 0 < (twin.households.get("overdue") > 0.0).sum() < 0.02 * (before > 0.0).sum()
    assert lost < 1e-3 * before.sum()


def test_who_has_the_cash_repays_and_is_lent_it_again(due_now):
    twin, h, row = due_now
    h.get("cash")[row] = 20_000.0
    microcredit(twin)
    assert h.get("loan")[row] == pytest.approx(30_000.0)
    assert h.get("cash")[row] == pytest.approx(20_000.0)
    assert h.get("overdue")[row] == 0.0
    assert h.get("loan_months")[row] == 36
    # 30,000 x (1 - 0.8) went to the bank and back.
    assert twin.books.paid[HOUSEHOLD_LOAN].sum() == pytest.approx(6000.0)
    assert twin.books.created[HOUSEHOLD_LOAN].sum() == pytest.approx(6000.0)


def test_who_has_not_is_in_arrears_pays_penalty_and_may_not_borrow(due_now):
    twin, h, row = due_now
    reserve = 2.0 * twin.cash_need()[row]
    h.get("cash")[row] = reserve + 1000.0
    microcredit(twin)
    assert h.get("overdue")[row] == pytest.approx(5000.0)
    assert h.get("loan")[row] == pytest.approx(29_000.0)
    assert h.get("cash")[row] == pytest.approx(reserve)
    assert borrowable(twin, np.array([row]))[0] == 0.0

    h.get("cash")[row] = twin.cash_need()[row] + 2000.0
    twin.books.new_month()
    twin.cells[:] = 0.0
    microcredit(twin)
    # 5,000 x 4.75% x 1.5 / 12, unsubsidised; the rest beyond subsistence repays.
    penalty = 5000.0 * 0.0475 * 1.5 / 12.0
    assert twin.cells[:, FIRST_SOURCE + INTEREST].sum() == pytest.approx(-penalty)
    assert h.get("overdue")[row] == pytest.approx(5000.0 - 2000.0 + penalty)
    assert h.get("cash")[row] == pytest.approx(twin.cash_need()[row])


def test_cleared_arrears_bring_credit_back_after_some_months(due_now):
    twin, h, row = due_now
    h.get("cash")[row] = 0.0
    microcredit(twin)
    assert h.get("overdue")[row] == pytest.approx(6000.0)
    h.get("cash")[row] = 50_000.0
    for month in range(7):
        microcredit(twin)
        assert h.get("overdue")[row] == 0.0
        back = month == 6  # six months in good standing
        assert h.get("loan")[row] == pytest.approx(30_000.0 if back else 24_000.0)
        assert (borrowable(twin, np.array([row]))[0] > 0.0) == back


def test_old_arrears_are_written_off_and_the_fund_shares_the_loss(due_now):
    twin, h, row = due_now
    county = h.get("county")[row]
    fund = twin.safety.loan_funds
    fund[county] = 3000.0
    for _ in range(13):
        h.get("cash")[row] = 0.0
        twin.books.new_month()
        microcredit(twin)
    assert twin.books.written_off[HOUSEHOLD_LOAN].sum() == pytest.approx(6000.0)
    # 70% of 6,000 is more than the fund has.
    paid = twin.books.flows[FLOW_INDEX["loan_risk_compensation"]].sum()
    assert paid == pytest.approx(3000.0)
    assert fund[county] == 0.0
    assert h.get("loan")[row] == pytest.approx(24_000.0)
    assert h.get("credit_wait")[row] == 60
    # With the fund empty the bank lends less to everyone there.
    others = (h.get("county") == county) & (h.get("status") > 0)
    others &= (h.get("credit_wait") == 0) & (h.get("overdue") == 0.0)
    room = np.maximum(50_000.0 - h.get("loan"), 0.0)
    assert borrowable(twin, np.flatnonzero(others)) == pytest.approx(0.8 * room[others])


def test_a_due_date_asks_no_more_than_the_plan(due_now):
    twin, h, row = due_now
    # 1,000 yuan a month beyond subsistence: the plan bears 4,000 of the 6,000.
    twin.usual_income[row] = 12.0 * (twin.cash_need()[row] + 1000.0)
    h.get("cash")[row] = 0.0
    microcredit(twin)
    assert h.get("overdue")[row] == pytest.approx(4000.0)


def test_only_registered_and_marginal_households_borrow_up_to_the_cap(calm_opening):
    twin = calm_opening.branch(Effects())
    twin.books.new_month()
    h = twin.households
    room = borrowable(twin, np.arange(len(h)))
    assert (room[h.get("status") == 0] == 0.0).all()
    assert (room + h.get("loan"))[room > 0.0] == pytest.approx(50_000.0)

    rows = np.array([np.flatnonzero(room > 0.0)[0], np.flatnonzero(h.get("status") == 0)[0]])
    cash, loan = h.get("cash")[rows].copy(), h.get("loan")[rows].copy()
    most = room[rows].copy()
    lent = borrow(twin, rows, np.array([1e6, 1e6]))
    assert lent == pytest.approx(most)
    assert h.get("cash")[rows] == pytest.approx(cash + lent)
    assert h.get("loan")[rows] == pytest.approx(loan + lent)
    assert twin.books.created[HOUSEHOLD_LOAN].sum() == pytest.approx(lent.sum())
    assert rows[0] in twin.borrowers
    assert rows[1] not in twin.borrowers
    assert borrowable(twin, rows[:1])[0] == pytest.approx(0.0)


def test_keepers_sell_animals_for_old_arrears_only(calm_opening):
    twin = calm_opening.branch(Effects())
    table, h = twin.holdings["pigeon"], twin.households
    assert not table.lean_months.any()
    assert sellers(twin, table)[0].size == 0
    row = int(np.flatnonzero(~table.fee_raised & (table.state[0] > 0.0))[0])
    value = float(table.chain.unit_values(twin.parameters.pigeon) @ table.state[:, row])
    holder = table.household[row]
    h.get("overdue")[holder] = value / 10.0
    h.get("overdue_months")[holder] = 2
    assert sellers(twin, table)[0].size == 0
    h.get("overdue_months")[holder] = 3
    rows, sold, decided = sellers(twin, table)
    assert rows.tolist() == [row]
    assert sold == pytest.approx([0.1])
    assert not decided.any()


def test_a_credit_freeze_makes_loans_fall_due(calm_opening, usual):
    """Low and high: more arrears, less debt, less consumption; wages and transfers stay."""
    mild, hard = (lived(calm_opening, shock("credit_freeze", change)) for change in (-0.3, -1.0))
    arrears = [model.households.get("overdue").sum() for model, *_ in (usual, mild, hard)]
    assert arrears == sorted(arrears)
    assert arrears[2] > 5.0 * arrears[0]
    debt = [model.households.get("loan").sum() for model, *_ in (usual, mild, hard)]
    assert debt == sorted(debt, reverse=True)
    assert hard[1]["consumption"] < mild[1]["consumption"] < usual[1]["consumption"]
    assert hard[1]["transfers"] == usual[1]["transfers"]
    assert hard[1]["outside_wages"] == usual[1]["outside_wages"]


def test_the_credit_lever_moves_lending_dates_and_subsidy(calm_opening, usual):
    usual_debt = usual[0].households.get("loan").sum()
    less, more = (lived(calm_opening, lever(volume=volume)) for volume in (0.5, 1.5))
    assert less[0].households.get("loan").sum() < usual_debt
    assert more[0].households.get("loan").sum() > usual_debt
    assert more[0].households.get("loan").max() <= 50_000.0 + 0.01

    longer = lived(calm_opening, lever(volume=1.0, extension_months=36))
    assert longer[1]["household_repayments"] < 0.1 * usual[1]["household_repayments"]
    assert longer[2] == 0.0 or longer[2] < usual[2]

    unsubsidised = lived(calm_opening, lever(volume=1.0, subsidy_share=0.0))
    assert unsubsidised[1]["interest_subsidy"] == 0.0
    paid = unsubsidised[1]["household_interest"] - usual[1]["household_interest"]
    assert paid == pytest.approx(usual[1]["interest_subsidy"], rel=0.02)


def test_who_finances_the_credit_lever_pays_what_it_adds(calm_opening, usual):
    own, outside = (
        lived(calm_opening, lever(volume=1.5, financed_by=payer))
        for payer in ("government", "world")
    )
    added = own[1]["interest_subsidy"] - usual[1]["interest_subsidy"]
    assert added > 0.0
    assert own[1]["lever_grants"] == 0.0
    assert outside[1]["lever_grants"] == pytest.approx(added, rel=0.1)
    assert outside[1]["interest_subsidy"] == own[1]["interest_subsidy"]


def test_due_dates_bite_after_a_bad_year(calm_opening, usual):
    """A fall of all incomes from transfers leaves more households in arrears than a usual year."""
    bad = lived(calm_opening, shock("support_withdrawn", -1.0, support="transfers"))
    in_arrears = [(model.households.get("overdue") > 0.0).sum() for model, *_ in (usual, bad)]
    assert in_arrears[1] > 1.5 * in_arrears[0]


def test_due_dates_bite_growers_whose_price_fell(calm_opening):
    fall = shock("price", -0.7, chain="jujube", start_month=6)
    model, _, _ = lived(calm_opening, fall, months=30)
    calm, _, _ = lived(calm_opening, months=30)
    growers = np.unique(model.holdings["jujube"].household)
    overdue = [one.households.get("overdue")[growers].sum() for one in (calm, model)]
    assert overdue[1] > 2.0 * overdue[0]
    others = np.setdiff1d(np.arange(len(model.households)), growers)
    unharmed = [one.households.get("overdue")[others].sum() for one in (calm, model)]
    assert overdue[1] - overdue[0] > unharmed[1] - unharmed[0]


def test_withdrawn_subsidies_fall_to_households_and_are_saved_above(calm_opening, usual):
    half, all_of_it = (
        lived(calm_opening, shock("support_withdrawn", change, support="subsidies"))
        for change in (-0.5, -1.0)
    )
    paid = [run[1]["interest_subsidy"] for run in (usual, half, all_of_it)]
    assert paid[1] == pytest.approx(0.5 * paid[0], rel=0.02)
    assert paid[2] == 0.0
    interest = [run[1]["household_interest"] for run in (usual, half, all_of_it)]
    assert interest == sorted(interest)
    for run in (half, all_of_it):
        saved = usual[1]["fiscal_grant"] - run[1]["fiscal_grant"]
        spared = sum(
            usual[1][kind] - run[1][kind] for kind in ("interest_subsidy", "premium_government")
        )
        assert saved == pytest.approx(spared, rel=0.1)
        assert run[1]["transfers"] == usual[1]["transfers"]


def test_withdrawn_transfers_leave_the_county_as_it_was(calm_opening, usual):
    run = lived(calm_opening, shock("support_withdrawn", -0.4, support="transfers"))
    assert run[1]["transfers"] == pytest.approx(0.6 * usual[1]["transfers"])
    saved = usual[1]["fiscal_grant"] - run[1]["fiscal_grant"]
    assert saved == pytest.approx(usual[1]["transfers"] - run[1]["transfers"])
