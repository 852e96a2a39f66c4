"""Shares granted: who gets them, who pays, what the money does, and whether the dividend comes."""

import numpy as np
import pytest

from sim.accounts.audit import Audit
from sim.accounts.books import CHAIN_INDEX
from sim.accounts.kinds import FLOW_INDEX
from sim.state.households import REGISTERED
from tests.model.levers import MONTHS, paid, total, under


def grant(share, chain="pigeon", **keys):
    return {"kind": "shares", "chain": chain, "households_share": share, **keys}


@pytest.fixture(scope="module")
def runs(calm_opening):
    """Four shares each to nobody, a twentieth and a fifth of the registered households."""
    return {share: under(calm_opening, grant(share)) for share in (0.0, 0.05, 0.2)}


def test_more_shares_cost_more_and_pay_more_dividends(runs):
    records = [runs[share][1] for share in (0.0, 0.05, 0.2)]
    grants = [paid(record, "share_grants", "pigeon") for record in records]
    dividends = [paid(record, "dividends", "pigeon") for record in records]
    assert grants[0] == 0.0 < grants[1] < grants[2]
    assert dividends[0] < dividends[1] < dividends[2]


def test_a_share_costs_so_much_and_only_registered_households_get_them(runs, calm_opening, plain):
    model, record = runs[0.2]
    before, after = calm_opening.holdings["pigeon"], model.holdings["pigeon"]
    held = np.zeros(len(model.households))
    np.add.at(held, after.household, after.shares)
    np.subtract.at(held, before.household, before.shares)
    new = np.flatnonzero(held > 0.0)
    assert set(held[new]) == {4.0}
    assert np.isin(model.households.get("status")[new], REGISTERED).all()
    registered = np.count_nonzero(np.isin(model.households.get("status"), REGISTERED))
    assert 0.1 * registered < new.size < 0.3 * registered
    price = 4.0 * plain.cooperative.share_price
    assert paid(record, "share_grants", "pigeon") == pytest.approx(new.size * price)
    # Nobody is there twice, and every shareholder has a cooperative that owes the dividend.
    assert len(np.unique(after.household)) == len(after)
    assert (after.cooperative[after.shares > 0.0] >= 0).all()


def test_little_reaches_whom_much_reaches_too(runs):
    def holders(share):
        table = runs[share][0].holdings["pigeon"]
        return set(table.household[table.shares > 0.0])

    assert holders(0.0) < holders(0.05) < holders(0.2)


def test_the_dividend_is_eight_percent_of_what_was_paid_in(runs, plain):
    """In the first January after the grant every share is paid its 160 yuan."""
    p = plain.cooperative
    model, record = runs[0.05]
    full = model.holdings["pigeon"].shares.sum() * p.share_price * p.dividend_rate
    assert yearly_dividends(record, "pigeon")[1] == pytest.approx(full)


def test_the_money_buys_stock_for_the_base_and_the_rest_is_working_capital(runs):
    bases = {share: runs[share][1] for share in (0.0, 0.2)}
    for county in ("luopu", "yutian"):
        produced = [total(record, "produced", county, "pigeon") for record in bases.values()]
        assert produced[0] <= produced[1]
    inputs = [paid(record, "cooperative_inputs", "pigeon") for record in bases.values()]
    assert inputs[0] < inputs[1]


def test_nobody_s_shares_change_nothing(calm_opening, runs):
    _, record = under(calm_opening)
    assert (record.flows == runs[0.0][1].flows).all()
    assert (record.cells == runs[0.0][1].cells).all()


def test_other_chains_shares_and_trade_are_not_touched(runs):
    for share in (0.05, 0.2):
        record, nothing = runs[share][1], runs[0.0][1]
        for chain in ("rabbit", "jujube", "rose"):
            assert paid(record, "dividends", chain) == paid(nothing, "dividends", chain)


def test_enterprises_grant_what_their_spare_cash_allows(calm_opening):
    model, record = under(calm_opening, grant(0.2, financed_by="enterprises"))
    given = paid(record, "enterprise_share_grants", "pigeon")
    assert paid(record, "share_grants") == 0.0
    assert given < paid(under(calm_opening, grant(0.2))[1], "share_grants", "pigeon")
    # Nobody buys dates in an enterprise of the sample county.
    _, record = under(calm_opening, grant(0.2, "jujube", financed_by="enterprises"))
    assert paid(record, "enterprise_share_grants") == 0.0


def yearly_dividends(record, chain):
    flows = record.flows[:, FLOW_INDEX["dividends"], CHAIN_INDEX[chain]]
    return flows.reshape(-1, 12).sum(axis=1)


def test_a_cooperative_without_surplus_pays_from_its_capital_until_it_is_gone(calm_opening):
    """Roses have no animals to buy: the money lies idle; without it there is no dividend."""
    model, record = under(calm_opening, grant(0.1, "rose", shares=10))
    full = 1600.0 * np.count_nonzero(model.holdings["rose"].shares > 0.0)
    assert full > 0.0
    assert yearly_dividends(record, "rose")[1:] == pytest.approx([full] * (MONTHS // 12 - 1))
    spent, _ = under(calm_opening, grant(0.1, "rose", shares=10))
    spent.cooperatives.cash[:] = 0.0
    spent.audit = Audit()
    spent.step()
    assert spent.calendar_month == 0
    assert spent.books.flows[FLOW_INDEX["dividends"], CHAIN_INDEX["rose"]] < 0.5 * full
