"""What a run leaves behind: sums by month, never all months of all households."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.accounts.kinds import ASSET_INDEX, ASSETS, CLAIMS, SECTORS
from sim.agents.cooperative import FAILED
from sim.agents.cooperative import OPERATING as COOPERATIVE_OPERATING
from sim.agents.enterprise import GONE, IN_DEFAULT, OPERATING, STRAINED
from sim.rules.selling import crop_year_behind, new_crop_month
from sim.state.income import SOURCES

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.parameters import Parameters
    from sim.regions.schema import Region

CELL_COLUMNS = (
    "households", "persons", *SOURCES, "net_income", "consumption", "cash", "debt",
    "below_poverty", "below_monitoring", "red", "orange", "yellow", "green", "arrears",
    "in_arrears", "unmet_need", "helped", "public_posts",
)  # fmt: skip
MARKET_COLUMNS = (
    "reference", "farm_gate", "contract_offer", "contract_paid", "index", "quote", "produced",
    "eaten", "delivered", "sold_contract", "sold_spot", "side_sold", "over_delivered", "shrunk",
    "discarded", "carried_over", "stock", "unsold", "members", "growers", "capacity",
    "insured_households", "insured_quantity", "premium", "payout", "contract_breach_buyers",
    "enterprises_operating", "enterprises_strained", "enterprises_in_default",
    "enterprises_gone", "enterprise_cash", "cooperatives_failed", "members_trust", "credibility",
    "floors_promised", "floors_unpaid", "cooperative_stock", "jobs", "capacity_use", "floor",
)  # fmt: skip


@dataclass
class RunRecord:
    """One run of one side of a draw, M months; index 0 of [M + 1] arrays is the opening.

    flows [M, flow kinds, chains], claims_* [M, claim kinds, chains], goods [M, movements],
    capital [M + 1, sectors, assets], unit_value [M + 1, assets], cash and so on [M + 1, sectors],
    market: by column [M + 1, markets], cells [M + 1, cells, columns], sold [M, cells, chains,
    routes, (units, yuan)], below [M + 1, lines, households] (poverty, monitoring).
    """

    region: "Region"
    parameters: "Parameters"
    scenario_name: str
    start_month: int
    months: int
    markets: list[tuple[str, str]]
    cell_keys: pd.DataFrame
    cell_of_household: NDArray[np.int32]
    flows: NDArray[np.float64]
    claims_created: NDArray[np.float64]
    claims_paid: NDArray[np.float64]
    claims_written_off: NDArray[np.float64]
    claims_outstanding: NDArray[np.float64]
    goods: NDArray[np.float64]
    capital: NDArray[np.float64]
    unit_value: NDArray[np.float64]
    cash: NDArray[np.float64]
    debt: NDArray[np.float64]
    receivable: NDArray[np.float64]
    payable: NDArray[np.float64]
    market: dict[str, NDArray[np.float64]]
    cells: NDArray[np.float64]
    sold: NDArray[np.float64]
    below: NDArray[np.bool_]
    audit: dict[str, float] = field(default_factory=dict)


class Recorder:
    """Collects the record month by month."""

    def __init__(self) -> None:
        self.monthly: dict[str, list[Any]] = {}
        self.states: dict[str, list[Any]] = {}

    def opening(self, model: "ValueChainModel") -> None:
        """Take the state after the burn-in as month -1."""
        self._state(model)

    def month(self, model: "ValueChainModel") -> None:
        """Take the month's bookings and the state at its end."""
        books = model.books
        for name in ("flows", "created", "paid", "written_off", "goods"):
            self._add(self.monthly, name, getattr(books, name).copy())
        self._add(self.monthly, "sold", model.income.sold.copy())
        self._state(model)

    def record(self, model: "ValueChainModel", name: str) -> RunRecord:
        """Everything collected, as arrays."""
        monthly = {key: np.array(values) for key, values in self.monthly.items()}
        states = {key: np.array(values) for key, values in self.states.items()}
        market_table = states["market"]
        return RunRecord(
            region=model.region,
            parameters=model.parameter_tree,
            scenario_name=name,
            start_month=model.start_month,
            months=len(self.monthly.get("flows", ())),
            markets=[(market.county, market.chain) for market in model.markets],
            cell_keys=model.cell_keys,
            cell_of_household=model.households.get("cell"),
            flows=monthly["flows"],
            claims_created=monthly["created"],
            claims_paid=monthly["paid"],
            claims_written_off=monthly["written_off"],
            claims_outstanding=states["outstanding"],
            goods=monthly["goods"],
            capital=states["capital"],
            unit_value=states["unit_value"],
            cash=states["cash"],
            debt=states["debt"],
            receivable=states["receivable"],
            payable=states["payable"],
            market={
                column: market_table[:, :, index] for index, column in enumerate(MARKET_COLUMNS)
            },
            cells=states["cells"],
            sold=monthly["sold"],
            below=states["below"],
            audit=dict(model.audit.worst),
        )

    def _state(self, model: "ValueChainModel") -> None:
        held = model.audit
        held.begin(model)
        claims = held.claims
        self._add(self.states, "outstanding", claims)
        self._add(self.states, "capital", held.capital)
        self._add(self.states, "unit_value", unit_values(model))
        self._add(self.states, "cash", held.cash)
        for name, values in sector_claims(claims).items():
            self._add(self.states, name, values)
        self._add(self.states, "market", market_table(model))
        self._add(self.states, "cells", model.cells.copy())
        self._add(self.states, "below", model.below.copy())

    @staticmethod
    def _add(store: dict[str, list[Any]], name: str, value: Any) -> None:
        store.setdefault(name, []).append(value)


def outstanding_claims(model: "ValueChainModel") -> NDArray[np.float64]:
    """Outstanding claims [kinds, chains] as the agents' own state has them, yuan."""
    chains = (*model.chains, "none")
    out = np.zeros((len(CLAIMS), len(chains)))
    for column, name in enumerate(model.chains):
        out[0, column] = model.holdings[name].receivable.sum()
        out[3, column] = model.holdings[name].input_debt.sum()
    out[4, -1] = model.households.get("loan").sum()
    for enterprise in model.enterprises:
        column = chains.index(enterprise.market.chain)
        out[1, column] += enterprise.payable
        out[5, column] += enterprise.debt
    for buyer in model.buyers:
        out[2, chains.index(buyer.market.chain)] += buyer.payable
    return out


def sector_claims(claims: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Debt (loans), other payables and all receivables by sector, yuan."""
    totals = claims.sum(axis=1)
    found = {name: np.zeros(len(SECTORS)) for name in ("debt", "receivable", "payable")}
    for index, kind in enumerate(CLAIMS):
        found["receivable"][SECTORS.index(kind.creditor)] += totals[index]
        owed = "debt" if kind.loan else "payable"
        found[owed][SECTORS.index(kind.debtor)] += totals[index]
    return found


def cash_by_sector(model: "ValueChainModel") -> NDArray[np.float64]:
    """Cash of each sector as its agents hold it, yuan."""
    held = {
        "households": float(model.households.get("cash").sum()),
        "cooperatives": float(model.cooperatives.cash.sum()),
        "enterprises": float(sum(agent.cash for agent in model.enterprises)),
        "buyers": float(sum(agent.cash for agent in model.buyers)),
        **model.books.accounts,
    }
    return np.array([held[sector] for sector in SECTORS])


def capital(model: "ValueChainModel") -> NDArray[np.float64]:
    """Quantity of every asset by sector [sectors, assets]."""
    out = np.zeros((len(SECTORS), len(ASSETS)))
    for name, chain in model.chains.items():
        out[0, ASSET_INDEX[chain.product]] += model.holdings[name].stock.sum()
        code = list(model.chains).index(name)
        stored = model.cooperatives.stock[model.cooperatives.chain == code].sum()
        out[SECTORS.index("cooperatives"), ASSET_INDEX[chain.product]] += stored
        columns = [ASSET_INDEX[stage.asset] for stage in chain.stages]
        for table in (model.holdings[name], model.bases[name]):
            for sector, rows in model.owners(table):
                quantities = table.state[:, rows].sum(axis=1)
                for column, quantity in zip(columns, quantities, strict=True):
                    out[SECTORS.index(sector), column] += quantity
    return out


def unit_values(model: "ValueChainModel") -> NDArray[np.float64]:
    """Yuan a unit of each asset: stored product at the farm-gate price, the rest from its chain."""
    out = np.zeros(len(ASSETS))
    for name, chain in model.chains.items():
        prices = [market.farm_gate for market in model.markets if market.chain == name]
        price = float(np.mean(prices)) if prices else 0.0
        p = model.parameters_of(name)
        if p.storable > 0.0:
            # One unit more in store is the likelier to become old crop, at its discount, the
            # less the buyers still plan to take before the new harvest.
            first = new_crop_month(p.harvest_calendar)
            sold = crop_year_behind(p.purchase_calendar, first, model.calendar_month)
            price *= 1.0 - p.old_crop_discount * sold
        out[ASSET_INDEX[chain.product]] = price
        for stage, value in zip(
            chain.stages, chain.unit_values(model.parameters_of(name)), strict=True
        ):
            out[ASSET_INDEX[stage.asset]] = value
    return out


def market_table(model: "ValueChainModel") -> NDArray[np.float64]:
    """The month's figures of every market [markets, MARKET_COLUMNS]."""
    rows = []
    for name in model.chains:
        sums = _holding_sums(model, name)
        for market in model.markets:
            if market.chain == name:
                rows.append((market.index, _market_row(model, market, sums)))
    return np.array([row for _, row in sorted(rows)])


def _holding_sums(model: "ValueChainModel", name: str) -> dict[str, NDArray[np.float64]]:
    """Sums by market over households' holdings and bases."""
    count = len(model.markets)
    table, base = model.holdings[name], model.bases[name]

    def by_market(values: NDArray[Any], rows: Any = table) -> NDArray[np.float64]:
        sums = np.zeros(count)
        for market, part in rows.slices:
            sums[market] = values[part].sum()
        return sums

    open_still = np.append(model.cooperatives.status == COOPERATIVE_OPERATING, False)
    member = open_still[table.cooperative].astype(float)
    stock = by_market(table.stock)
    produced = by_market(table.output)
    eaten = by_market(table.eaten)
    left = by_market(table.available)
    return {
        "produced": produced + by_market(base.output, base),
        "eaten": eaten,
        "delivered": by_market(table.delivered) + by_market(base.delivered, base),
        "stock": stock,
        # available = stock before + produced - eaten - shrunk, as `harvest` made it.
        "shrunk": np.maximum(model.stock_before[name] + produced - eaten - left, 0.0),
        "members": by_market(member),
        "trust": by_market(table.trust * member),
        "growers": by_market(np.ones(len(table))),
        "capacity": by_market(_capacity(table)) + by_market(_capacity(base), base),
    }


def _capacity(table: Any) -> NDArray[np.float64]:
    """Mu of trees of every age, or animals in breeding."""
    return np.asarray(table.state[0] if table.chain.animals else table.state.sum(axis=0))


def _market_row(
    model: "ValueChainModel", market: Any, sums: dict[str, NDArray[np.float64]]
) -> list[float]:
    m = market.index
    p, next_month = market.parameters, (model.calendar_month + 1) % 12
    storable = p.storable > 0.0
    last = storable and next_month == new_crop_month(p.harvest_calendar)
    carried = sums["stock"][m] if last else 0.0
    shrunk = sums["shrunk"][m] if storable else 0.0
    mine = [agent for agent in model.enterprises if agent.market is market]
    status = [sum(agent.status == code for agent in mine) for code in
              (OPERATING, STRAINED, IN_DEFAULT, GONE)]  # fmt: skip
    side = model.month_totals[market.chain]
    guarantors = _floor_guarantors(model, market, mine)
    breach = [1.0 - b.honours(market.contract_offer) for b in model.buyers_of[m] if b.contract]
    return [
        market.reference, market.farm_gate, market.contract_offer, market.contract_paid,
        market.index_price, market.quote, sums["produced"][m], sums["eaten"][m],
        sums["delivered"][m], market.sold_under_contract, market.spot_units,
        side["side_sold"][m], side["over_delivered"][m], shrunk, market.discarded_units, carried,
        sums["stock"][m], market.discarded_units + carried, sums["members"][m],
        sums["growers"][m], sums["capacity"][m], market.insured_households,
        market.insured_quantity, market.premium_paid, market.payout,
        float(np.mean(breach)) if breach else 0.0, *status,
        float(sum(agent.cash for agent in mine)),
        float(np.sum(model.cooperatives.status[model.cooperatives.market == m] == FAILED)),
        sums["trust"][m] / sums["members"][m] if sums["members"][m] > 0.0 else 1.0,
        float(model.market_credibility[m]),
        len(guarantors), sum(not agent.pays_floor for agent in guarantors),
        float(model.cooperatives.stock[model.cooperatives.market == m].sum()),
        *_enterprise_figures(market, mine),
    ]  # fmt: skip


def _floor_guarantors(model: "ValueChainModel", market: Any, enterprises: list[Any]) -> list[Any]:
    """Enterprises that have promised growers a floor now in force, whether they still pay or not.

    A floor in a market where dealers hold the contracts is promised by no enterprise.
    """
    if market.floor <= 0.0:
        return []
    contracted = set(model.cooperatives.enterprise.tolist())
    return [agent for agent in enterprises if agent.row in contracted]


def _enterprise_figures(market: Any, mine: list[Any]) -> tuple[float, float, float]:
    """People at work, use of the capacity, and the mean floor they still give.

    Without enterprises the floor is that of the dealers' contracts.
    """
    active = [agent for agent in mine if agent.is_active]
    capacity = sum(agent.capacity for agent in active)
    used = sum(agent.processed for agent in active) / capacity if capacity > 0.0 else 0.0
    floors = [agent.floor_given for agent in active] if mine else [market.floor]
    jobs = sum(agent.jobs * agent.employed for agent in active)
    return float(jobs), float(used), float(np.mean(floors)) if floors else 0.0
