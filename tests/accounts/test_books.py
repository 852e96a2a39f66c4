"""The books by hand: what is booked adds up by kind, sector and chain."""

import copy

import numpy as np
import pytest

from sim.accounts.books import CHAIN_INDEX, INSTITUTIONS, Books
from sim.accounts.kinds import CLAIM_INDEX, FLOW_INDEX, FLOWS, MOVEMENT_INDEX


@pytest.fixture
def books() -> Books:
    return Books()


def test_payments_add_up_by_kind_and_chain(books):
    books.pay("spot_sales", "jujube", 100.0)
    books.pay("spot_sales", "jujube", 20.0)
    books.pay("spot_sales", "rose", 3.0)
    row = books.flows[FLOW_INDEX["spot_sales"]]
    assert row[CHAIN_INDEX["jujube"]] == 120.0
    assert row[CHAIN_INDEX["rose"]] == 3.0
    assert books.flows.sum() == 123.0


def test_institutions_receive_and_pay(books):
    books.pay("premium_government", "jujube", 17.0)  # government > insurer
    books.pay("reinsurance_premium", "jujube", 12.0)  # insurer > world
    books.pay("spot_sales", "jujube", 50.0)  # buyers > households: no institution
    assert books.accounts == {
        "bank": 0.0, "insurer": 5.0, "government": -17.0, "suppliers": 0.0, "world": 12.0,
    }  # fmt: skip


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_a_payment_changes_the_accounts_of_its_parties_only(books, flow):
    books.pay(flow.name, "none", 8.0)
    for name in INSTITUTIONS:
        change = 8.0 * ((flow.payee == name) - (flow.payer == name))
        assert books.accounts[name] == change


def test_claims_are_created_paid_and_written_off(books):
    books.owe("member_deliveries", "pigeon", 10.0)
    books.settle("member_deliveries", "pigeon", 6.0)
    books.write_off("member_deliveries", "pigeon", 4.0)
    at = CLAIM_INDEX["member_deliveries"], CHAIN_INDEX["pigeon"]
    assert (books.created[at], books.paid[at], books.written_off[at]) == (10.0, 6.0, 4.0)
    assert books.created.sum() == 10.0
    # A claim moves no cash.
    assert not books.flows.any()
    assert not any(books.accounts.values())


def test_goods_move_on_declared_routes_only(books):
    books.move("jujube_dried", "nature", "households", "produced", 30.0)
    books.move("jujube_dried", "households", "buyers", "sold", 25.0)
    books.move("jujube_dried", "households", "buyers", "sold", 1.0)
    sold = MOVEMENT_INDEX["jujube_dried", "households", "buyers", "sold"]
    assert books.goods[sold] == 26.0
    assert books.goods.sum() == 56.0
    with pytest.raises(KeyError):
        books.move("jujube_dried", "households", "bank", "sold", 1.0)


def test_unknown_kinds_are_not_booked_anywhere(books):
    with pytest.raises(KeyError):
        books.pay("gifts", "none", 1.0)
    with pytest.raises(KeyError):
        books.pay("spot_sales", "no_chain", 1.0)
    with pytest.raises(KeyError):
        books.owe("gambling", "none", 1.0)
    assert not books.flows.any()


def test_a_new_month_empties_the_books_and_keeps_the_accounts(books):
    books.pay("interest_subsidy", "none", 9.0)
    books.owe("input_credit", "rose", 1.0)
    books.settle("input_credit", "rose", 1.0)
    books.write_off("input_credit", "rose", 1.0)
    books.move("squab", "nature", "households", "produced", 5.0)
    books.new_month()
    for bookings in (books.flows, books.created, books.paid, books.written_off, books.goods):
        assert not np.any(bookings)
    assert books.accounts["bank"] == 9.0
    assert books.accounts["government"] == -9.0


def test_a_copy_of_the_books_is_booked_into_alone(books):
    books.pay("fiscal_grant", "none", 5.0)
    twin = copy.deepcopy(books)
    twin.pay("fiscal_grant", "none", 2.0)
    twin.move("squab", "nature", "households", "produced", 3.0)
    row = FLOW_INDEX["fiscal_grant"], CHAIN_INDEX["none"]
    assert (books.flows[row], twin.flows[row]) == (5.0, 7.0)
    assert (books.accounts["world"], twin.accounts["world"]) == (-5.0, -7.0)
    assert not books.goods.any()


def test_what_suppliers_were_paid_and_are_owed_is_known_within_the_month(books):
    books.pay("household_inputs", "rose", 10.0)
    books.pay("stock_gifts", "rabbit", 4.0)
    books.pay("supplier_purchases", "none", 3.0)
    books.owe("input_credit", "rose", 6.0)
    books.settle("input_credit", "jujube", 2.0)
    assert books.paid_to("suppliers") == 14.0
    assert books.claims_grown("input_credit") == 4.0
