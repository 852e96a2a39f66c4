"""Whatever befalls the region, some things stay true in every month."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.accounts.stocktaking import take_stock
from sim.effects import Effects
from sim.model import ValueChainModel
from sim.record import CELL_COLUMNS
from sim.scenario import Scenario
from sim.state.income import SOURCES
from tests.model.entries import levers, shocks

# From January to March of the next year: strike, signing, harvest, payout, refund, decision.
MONTHS = 15
# Cash is money in sums of millions: rounding leaves less than a fen.
FEN = 0.01


@pytest.fixture(scope="module", params=["calm", "lucky"])
def opening(request, calm_opening, lucky_opening):
    return calm_opening if request.param == "calm" else lucky_opening


EVERYWHERE = {"chain": "all", "county": "all", "start_month": 0}
WORTHLESS = [{**EVERYWHERE, "kind": "price", "change": -1.0, "at": "reference"}]
RUIN = [
    {**EVERYWHERE, "kind": "demand", "change": -1.0, "start_month": 4},
    {**EVERYWHERE, "kind": "mortality", "change": 1.0},
    {**EVERYWHERE, "kind": "harvest", "change": -1.0},
    {**EVERYWHERE, "kind": "enterprise_exit", "start_month": 6},
]
UNPAYABLE_FLOORS = [
    {"kind": "floor_price", "chain": chain, "price": 40.0, "backed_by": backer}
    for chain, backer in (("pigeon", "enterprise"), ("jujube", "government"))
]


@settings(max_examples=30)
@example(drawn_shocks=WORTHLESS, drawn_levers=[])
@example(drawn_shocks=RUIN, drawn_levers=[])
@example(drawn_shocks=WORTHLESS, drawn_levers=UNPAYABLE_FLOORS)
@given(
    drawn_shocks=st.lists(shocks(MONTHS), max_size=4),
    drawn_levers=st.lists(levers(MONTHS), max_size=4),
)
def test_whatever_happens(opening, drawn_shocks, drawn_levers):
    live_and_check(opening, drawn_shocks, drawn_levers)


@pytest.mark.parametrize(
    "values",
    [
        {"pigeon.contract_delay": 0.0, "jujube.contract_delay": 3.0, "rabbit.contract_delay": 3.0},
        {"insurance.share_households": 0.5, "insurance.share_exchange": 0.3,
         "insurance.share_futures": 0.1, "insurance.yield_basis": 1.0,
         "insurance.retention": 1.0},
        {"insurance.share_households": 1.0, "insurance.premium_rate": 0.15},
        {"jujube.pass_through": 0.7, "jujube.demand_exponent": 1.0,
         "jujube.contract_deduction": 2.0},
        {"cooperative.dividend_rate": 0.12, "cooperative.refund_share": 1.0,
         "cooperative.cash_months": 0.0, "buyer.cash_months": 0.5},
        {"finance.rollover_share": 0.0, "finance.relending_share": 0.0,
         "finance.interest_subsidy_share": 0.0, "household.consumption_subsistence": 4000.0},
        {"jujube.input_credit_share": 0.8, "finance.input_credit_repayment": 1.0,
         "pigeon.feed_price": 4.0, "rabbit.feed_price": 4.0, "enterprise.liquidation_share": 0.0},
    ],
    ids=lambda values: next(iter(values)),
)  # fmt: skip
def test_whatever_the_parameters(sample_region, parameters, values):
    changed = parameters.with_values(values).drawn(seed=5, draw=2)
    opening = ValueChainModel(sample_region, changed, seed=5, draw=2).open()
    fall = {**EVERYWHERE, "kind": "price", "change": -0.5, "start_month": 7}
    live_and_check(opening, [fall], [])


def live_and_check(opening, shocks_there, levers_there):
    """Live through shocks and levers from an opening and check every month."""
    scenario = Scenario.from_dict(
        {
            "title": "anything",
            "title_zh": "任意情形",
            "run": {"region": "sample", "months": MONTHS},
            "shock": [{**entry, "name": f"s{i}"} for i, entry in enumerate(shocks_there)],
            "lever": [{**entry, "name": f"l{i}"} for i, entry in enumerate(levers_there)],
        }
    )
    model = opening.branch(Effects(scenario.shocks, scenario.levers))
    before = head_counts(model)
    for _ in range(MONTHS):
        debts = [enterprise.debt for enterprise in model.enterprises]
        model.step()
        nobody_spends_what_is_not_there(model, debts)
        nothing_is_less_than_nothing(model)
        markets_sell_what_is_offered(model)
        claims_are_seen_alike_from_both_ends(model)
        holdings_are_in_order(model)
        households_are_counted_once(model)
        assert head_counts(model) == before
    worst = model.audit.worst
    assert worst["cash"] < 1e-6 * worst["turnover"]
    assert worst["claims"] < 1e-6 * worst["turnover"]
    assert worst["goods"] < 1e-6


def head_counts(model):
    """What is never born and never leaves: people, bases and organisations."""
    return (
        len(model.households),
        int(model.households.get("persons").sum()),
        {name: len(table) for name, table in model.bases.items()},
        len(model.cooperatives), len(model.enterprises), len(model.buyers),
    )  # fmt: skip


def nobody_spends_what_is_not_there(model, debts):
    assert model.households.get("cash").min() >= -FEN
    assert model.cooperatives.cash.min() >= -FEN
    assert min(enterprise.cash for enterprise in model.enterprises) >= -FEN
    assert model.households.get("loan").min() >= 0.0
    overdue = model.households.get("overdue")
    assert ((overdue >= 0.0) & (overdue <= model.households.get("loan") + FEN)).all()
    assert model.safety.village_funds.min() >= 0.0
    assert model.safety.loan_funds.min() >= 0.0
    for enterprise, before in zip(model.enterprises, debts, strict=True):
        # A line may be cut below what is drawn on it; nobody draws more then.
        assert 0.0 <= enterprise.debt <= max(enterprise.credit_line, before) + FEN


def nothing_is_less_than_nothing(model):
    books = model.books
    for bookings in (books.flows, books.created, books.paid, books.written_off, books.goods):
        assert np.isfinite(bookings).all()
        assert bookings.min() >= 0.0
    for name in model.chains:
        for table in (model.holdings[name], model.bases[name]):
            for column in ("state", "output", "available", "eaten", "delivered", "spot", "stock",
                           "receivable", "input_debt", "insured_quantity", "patronage",
                           "expected_price", "expected_output"):  # fmt: skip
                values = getattr(table, column)
                assert np.isfinite(values).all(), (name, column)
                assert values.min(initial=0.0) >= -1e-9, (name, column)
            offered, most = table.delivered + table.spot, table.available.copy()
            if table is model.bases[name]:
                most += raised_for_a_fee(model, table)
            assert (offered <= most * (1 + 1e-9) + 1e-9).all(), name
            for column in ("trust", "condition"):
                values = getattr(table, column)
                assert ((values >= 0.0) & (values <= 1.0)).all(), (name, column)
    assert np.isfinite(take_stock(model).cash).all()


def raised_for_a_fee(model, base):
    """Units an enterprise took of animals raised for it, which it may sell beside its base's."""
    mine = np.zeros(len(base))
    for row in np.flatnonzero(base.enterprise >= 0):
        enterprise = model.enterprises[base.enterprise[row]]
        if enterprise.market.parameters.feed_supplied > 0.0:
            mine[row] = enterprise.accepted
    return mine


def markets_sell_what_is_offered(model):
    for market in model.markets:
        assert 0.0 <= market.sold_share <= 1.0
        assert np.isfinite(market.farm_gate)
        assert market.farm_gate >= market.reservation - 1e-9
        assert market.reference >= 0.0
        assert (market.taken >= 0.0).all()
        assert (market.bought >= 0.0).all()
        # Contracts are cut to what was planned and a tenth, the market to the buyers' capacity.
        most = market.planned(model.calendar_month) * market.parameters.demand_cap
        assert (market.bought <= most * (1 + 1e-9) + 1e-9).all()


def holdings_are_in_order(model):
    """Rows by market; one row a household and chain."""
    for table in model.holdings.values():
        assert (np.diff(table.market) >= 0).all()
        assert np.unique(table.household).size == len(table)
        covered = [row for _, rows in table.slices for row in range(len(table))[rows]]
        assert covered == list(range(len(table)))
        assert all((table.market[rows] == market).all() for market, rows in table.slices)
        inside = table.cooperative >= 0
        assert (model.cooperatives.market[table.cooperative[inside]] == table.market[inside]).all()


def claims_are_seen_alike_from_both_ends(model):
    table = model.cooperatives
    for enterprise in model.enterprises:
        linked = table.enterprise == enterprise.row
        assert table.receivable[linked].sum() == pytest.approx(enterprise.payable, abs=FEN)
    owed = np.zeros(len(table))
    for holdings in model.holdings.values():
        member = holdings.cooperative >= 0
        np.add.at(owed, holdings.cooperative[member], holdings.receivable[member])
    assert table.owed == pytest.approx(owed, abs=FEN)


def households_are_counted_once(model):
    cells = dict(zip(CELL_COLUMNS, model.cells.sum(axis=0), strict=True))
    assert cells["households"] == len(model.households)
    assert cells["persons"] == model.households.get("persons").sum()
    colours = sum(cells[colour] for colour in ("red", "orange", "yellow", "green"))
    assert colours == cells["households"]
    assert cells["red"] == cells["below_poverty"]
    assert cells["in_arrears"] <= cells["households"]
    assert cells["arrears"] == pytest.approx(model.households.get("overdue").sum())
    assert cells["below_poverty"] <= cells["below_monitoring"] <= cells["households"]
    earned = sum(cells[source] for source in SOURCES)
    assert cells["net_income"] == pytest.approx(earned, abs=FEN)
    assert cells["debt"] == pytest.approx(model.households.get("loan").sum())
