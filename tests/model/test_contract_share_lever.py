"""How much of members' output is under contract: more reaches the contract buyers, or less."""

import numpy as np
import pytest

from sim.effects import Effects
from tests.model.levers import paid, same_elsewhere, total, under


def contracts(chain, share):
    return {"kind": "contract_share", "chain": chain, "share": share}


@pytest.fixture(scope="module")
def runs(calm_opening):
    return {share: under(calm_opening, contracts("jujube", share)) for share in (0.0, 0.3, 0.9)}


def test_less_under_contract_is_sold_on_the_spot(runs):
    delivered = [total(runs[s][1], "sold_contract", "luopu", "jujube") for s in (0.0, 0.3, 0.9)]
    spot = [total(runs[s][1], "sold_spot", "luopu", "jujube") for s in (0.0, 0.3, 0.9)]
    assert delivered[0] == 0.0 < delivered[1] < delivered[2]
    assert spot[0] > spot[1] > spot[2]
    # In a calm year dealers buy on the spot what they no longer sign for.
    sold = [c + s for c, s in zip(delivered, spot, strict=True)]
    assert sold == pytest.approx([sold[0]] * 3, rel=0.02)


def test_without_contracts_no_commission_refund_or_contract_claim(runs):
    record = runs[0.0][1]
    # What was delivered before the lever is still paid for; afterwards nothing is owed.
    assert record.claims_created[:, 2].sum() == 0.0
    assert paid(record, "patronage_refunds", "jujube") < paid(
        runs[0.9][1], "patronage_refunds", "jujube"
    )


def test_the_lever_reaches_no_other_chain_and_costs_no_budget(runs):
    assert same_elsewhere(runs[0.0][1], runs[0.9][1], "jujube")
    for kind in ("floor_support", "dealer_floor_support", "lever_grants"):
        assert paid(runs[0.9][1], kind) == 0.0


def test_the_usual_share_changes_nothing(calm_opening):
    market = next(m for m in calm_opening.markets if (m.county, m.chain) == ("luopu", "pigeon"))
    usual = float(calm_opening.contract_share[market.index])
    lever = {**contracts("pigeon", usual), "county": "luopu"}
    _, with_lever = under(calm_opening, lever)
    without = calm_opening.branch(Effects()).run(36, "x")
    assert np.array_equal(with_lever.flows, without.flows)


def test_more_under_contract_reaches_the_enterprise_up_to_its_capacity(calm_opening):
    low = under(calm_opening, contracts("pigeon", 0.1))[1]
    high = under(calm_opening, contracts("pigeon", 1.0))[1]
    for county in ("luopu", "yutian"):
        before, after = (total(record, "sold_contract", county, "pigeon") for record in (low, high))
        assert before < after
    assert same_elsewhere(low, high, "pigeon")
