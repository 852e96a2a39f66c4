"""Counting what agents hold: the same as adding up their columns one by one."""

import numpy as np
import pytest

from sim.accounts.books import CHAIN_INDEX
from sim.accounts.kinds import ASSET_INDEX, CLAIM_INDEX, SECTORS
from sim.accounts.stocktaking import FIGURES, take_stock
from sim.chains import CHAINS
from sim.effects import Effects


@pytest.fixture(scope="module")
def lived(lucky_opening):
    model = lucky_opening.branch(Effects())
    for _ in range(5):
        model.step()
    return model


@pytest.mark.parametrize(
    ("figure", "column"),
    [
        ("stock", "stock"),
        ("harvested", "output"),
        ("eaten", "eaten"),
        ("available", "available"),
        ("receivable", "receivable"),
        ("input_debt", "input_debt"),
    ],
)
def test_figures_of_a_market_are_sums_of_its_rows(lived, figure, column):
    found = take_stock(lived).markets
    for market in lived.markets:
        table = lived.holdings[market.chain]
        total = getattr(table, column)[table.market == market.index].sum()
        assert found[market.index][FIGURES.index(figure)] == pytest.approx(total)


def test_members_trust_and_capacity_by_market(lived):
    found = take_stock(lived).markets
    for market in lived.markets:
        table, base = lived.holdings[market.chain], lived.bases[market.chain]
        member = (table.market == market.index) & (table.cooperative >= 0)
        sums = dict(zip(FIGURES, found[market.index], strict=True))
        assert sums["members"] == member.sum()
        assert sums["members_trust"] == pytest.approx(table.trust[member].sum())
        stages = slice(0, 1) if CHAINS[market.chain].animals else slice(None)
        capacity = sum(
            rows.state[stages][:, rows.market == market.index].sum() for rows in (table, base)
        )
        assert sums["capacity"] == pytest.approx(capacity)


def test_living_capital_by_owner(lived):
    capital = take_stock(lived).capital
    for name, chain in CHAINS.items():
        table, base = lived.holdings[name], lived.bases[name]
        owned = {
            "households": table.state.sum(axis=1),
            "cooperatives": base.state[:, base.enterprise < 0].sum(axis=1),
            "enterprises": base.state[:, base.enterprise >= 0].sum(axis=1),
        }
        for sector, by_stage in owned.items():
            expected = dict.fromkeys({stage.asset for stage in chain.stages}, 0.0)
            for stage, quantity in zip(chain.stages, by_stage, strict=True):
                expected[stage.asset] += quantity
            for asset, quantity in expected.items():
                at = SECTORS.index(sector), ASSET_INDEX[asset]
                assert capital[at] == pytest.approx(quantity)


def test_cash_and_claims_are_the_agents_own(lived):
    stock, households = take_stock(lived), lived.households
    cash = dict(zip(SECTORS, stock.cash, strict=True))
    assert cash["households"] == pytest.approx(households.get("cash").sum())
    assert cash["enterprises"] == pytest.approx(sum(e.cash for e in lived.enterprises))
    assert cash["bank"] == lived.books.accounts["bank"]
    owed = stock.claims[CLAIM_INDEX["contract_deliveries"]]
    for chain in CHAINS:
        mine = [e.payable for e in lived.enterprises if e.market.chain == chain]
        assert owed[CHAIN_INDEX[chain]] == pytest.approx(sum(mine))
    loans = stock.claims[CLAIM_INDEX["household_loan"], CHAIN_INDEX["none"]]
    assert loans == pytest.approx(households.get("loan").sum())


def test_sums_by_cell_serve_as_well_when_the_month_is_closed(lived):
    by_row, by_cell = take_stock(lived), take_stock(lived, by_cell=True)
    assert by_cell.cash == pytest.approx(by_row.cash)
    assert by_cell.claims == pytest.approx(by_row.claims)
    assert np.array_equal(by_cell.capital, by_row.capital)


def test_the_audit_finds_what_is_no_number(lived):
    model = lived.branch(Effects())
    model.households.get("cash")[0] = np.nan
    model.step()
    assert model.audit.worst["cash"] == np.inf
