"""An audit that cannot fail proves nothing: every planted error must show, and only there."""

import pytest

import sim.model
from sim.accounts.kinds import FLOWS
from sim.effects import Effects
from sim.schedule import SCHEDULE, Phase

TOLERANCE = 1e-6


def counterfeit(model):
    """Give one household cash that nobody paid."""
    model.households.get("cash")[7] += 1000.0


def forged_receipt(model):
    """Book wages that nobody receives."""
    model.books.pay("enterprise_wages", "rose", 1000.0)


def money_that_leaves_the_bank(model):
    """Take cash from an institution without a payment."""
    model.books.accounts["bank"] -= 1000.0


def forgotten_debt(model):
    """Forgive a loan without writing it off."""
    loan = model.households.get("loan")
    loan[loan.argmax()] = 0.0


def imagined_debt(model):
    """Book a claim that no agent holds."""
    model.books.owe("member_deliveries", "jujube", 1000.0)


def mice(model):
    """Let stored dates vanish."""
    model.holdings["jujube"].stock[:] *= 0.5


def rustling(model):
    """Take pairs from a base."""
    model.bases["pigeon"].state[0] *= 0.9


def unborn(model):
    """Book kits that were never born."""
    model.books.move("kit", "nature", "households", "produced", 500.0)


def dates_in_a_buyers_hands(model):
    """Sell dates to buyers who do not resell them: they hold no stock."""
    model.books.move("jujube_dried", "cooperatives", "buyers", "sold", 500.0)


def refund_booked_backwards(model):
    """Book a negative payment, with the cash moved to match: only the sign gives it away."""
    model.books.pay("floor_support", "rose", -1000.0)
    model.enterprises[-1].cash -= 1000.0


def residuals(opening, monkeypatch, *errors, months=2):
    """Worst residuals of some months with the errors planted at the end of each."""
    planted = tuple(Phase(error.__name__, error) for error in errors)
    monkeypatch.setattr(sim.model, "SCHEDULE", (*SCHEDULE, *planted))
    twin = opening.branch(Effects())
    for _ in range(months):
        twin.step()
    worst = twin.audit.worst
    assert worst["turnover"] > 0.0
    return {
        "cash": worst["cash"] / worst["turnover"],
        "claims": worst["claims"] / worst["turnover"],
        "goods": worst["goods"],
    }


def test_honest_books_balance(lucky_opening, monkeypatch):
    found = residuals(lucky_opening, monkeypatch, months=14)
    assert max(found.values()) < TOLERANCE


@pytest.mark.parametrize(
    ("error", "account"),
    [
        (counterfeit, "cash"),
        (forged_receipt, "cash"),
        (money_that_leaves_the_bank, "cash"),
        (refund_booked_backwards, "cash"),
        (forgotten_debt, "claims"),
        (imagined_debt, "claims"),
        (mice, "goods"),
        (rustling, "goods"),
        (unborn, "goods"),
        (dates_in_a_buyers_hands, "goods"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_planted_error_is_caught(error, account, calm_opening, monkeypatch):
    found = residuals(calm_opening, monkeypatch, error)
    assert found.pop(account) > TOLERANCE
    assert max(found.values()) < TOLERANCE


def test_an_error_in_one_month_is_not_forgotten(calm_opening, monkeypatch):
    monkeypatch.setattr(sim.model, "SCHEDULE", (*SCHEDULE, Phase("once", _once)))
    twin = calm_opening.branch(Effects())
    for _ in range(4):
        twin.step()
    assert twin.audit.worst["cash"] == pytest.approx(1000.0, rel=1e-3)


def _once(model):
    """Counterfeit in the first month only."""
    if model.month == 0:
        counterfeit(model)


def test_the_opening_forgets_the_burn_in(calm_opening):
    assert calm_opening.audit.worst["turnover"] == 0.0
    assert calm_opening.month == -1


def test_turnover_is_the_largest_sectors_in_and_out(calm_opening):
    twin = calm_opening.branch(Effects())
    twin.step()
    amounts = twin.books.flows.sum(axis=1)
    by_sector = {}
    for flow, amount in zip(FLOWS, amounts, strict=True):
        by_sector[flow.payer] = by_sector.get(flow.payer, 0.0) + amount
        by_sector[flow.payee] = by_sector.get(flow.payee, 0.0) + amount
    assert twin.audit.worst["turnover"] == pytest.approx(max(by_sector.values()))
