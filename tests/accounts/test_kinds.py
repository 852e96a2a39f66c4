"""Everything bookable has exactly one payer, one payee, one class; routes join declared parties."""

import pytest

from sim.accounts.kinds import (
    ASSETS,
    CHAIN_COLUMNS,
    CLAIM_INDEX,
    CLAIMS,
    FLOW_INDEX,
    FLOWS,
    MOVEMENT_INDEX,
    MOVEMENTS,
    NATURE,
    REGIONAL_SECTORS,
    SECTORS,
)
from sim.chains import CHAINS
from sim.scenario.levers import LEVERS

CLASSES = {"trade", "input", "wage", "insurance", "transfer", "consumption", "principal"}
FATES = {"produced", "delivered", "sold", "eaten", "transformed", "shrunk", "discarded"}


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_a_flow_goes_from_sector_to_sector(flow):
    assert flow.payer in SECTORS
    assert flow.payee in SECTORS
    assert flow.category in CLASSES


def test_few_sectors_pay_their_own_kind():
    """Hired picking among households, base output among enterprises, dates into others' stores."""
    own = {flow.name: flow.payer for flow in FLOWS if flow.payer == flow.payee}
    assert own == {
        "picking_wages": "households",
        "enterprise_mutual_sales": "enterprises",
        "storage_purchases_mutual": "cooperatives",
    }


def test_an_outlay_is_tagged_with_a_lever_that_exists():
    tagged = {flow.lever for flow in FLOWS if flow.lever}
    assert tagged <= set(LEVERS)
    paid_for = {lever.name for lever in LEVERS.values()} - tagged
    # A contract's price is what it costs, and no payment of its own.
    assert paid_for == {"contract_share"}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_a_claim_joins_two_sectors(claim):
    assert claim.creditor in SECTORS
    assert claim.debtor in SECTORS
    assert claim.creditor != claim.debtor


def test_names_are_unique():
    assert len(FLOW_INDEX) == len(FLOWS)
    assert len(CLAIM_INDEX) == len(CLAIMS)
    assert len(MOVEMENT_INDEX) == len(MOVEMENTS)
    assert len({asset.name for asset in ASSETS}) == len(ASSETS)


def test_principal_is_what_the_bank_lends_and_gets_back():
    principal = {(f.payer, f.payee) for f in FLOWS if f.category == "principal"}
    borrowers = {claim.debtor for claim in CLAIMS if claim.loan}
    assert principal == {pair for b in borrowers for pair in (("bank", b), (b, "bank"))}


def test_goods_come_from_and_go_to_declared_places():
    places = {*SECTORS, NATURE}
    for movement in MOVEMENTS:
        assert movement.origin in places
        assert movement.destination in places
        if movement.origin == movement.destination:
            assert movement.origin in {"enterprises", "cooperatives"}
            assert movement.fate == "sold"
        assert movement.fate in FATES
        assert movement.chain in CHAINS


def test_every_animal_is_a_good_and_no_tree_is():
    goods = {movement.product for movement in MOVEMENTS}
    for chain in CHAINS.values():
        for stage in chain.stages:
            assert (stage.asset in goods) == stage.moves


def test_only_world_lies_outside_the_region():
    assert (*REGIONAL_SECTORS, "world") == SECTORS
    assert (*CHAINS, "none") == CHAIN_COLUMNS
