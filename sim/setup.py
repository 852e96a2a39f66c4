"""Putting a population's organisations on their markets: buyers, cooperatives, enterprises."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.agents.buyer import Buyer
from sim.agents.cooperative import Cooperative
from sim.agents.enterprise import Enterprise
from sim.chains.units import OLDEST, age_classes, of_one_age
from sim.engine.draws import Purpose, uniforms
from sim.phases.store import planned_storage
from sim.state.cooperatives import CooperativeTable
from sim.state.holdings import NONE, Holdings
from sim.state.market import Market
from sim.state.output import county_output

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.population import Population

# Bases do not side-sell: no gap is large enough for them.
NEVER = 1e9


def build_markets(model: "ValueChainModel", population: "Population") -> list[Market]:
    """One market a county and chain, with room for its buyers."""
    markets = []
    for index, (county, chain) in enumerate(population.markets):
        buyers = sum(1 for row in population.buyers if row.market == index)
        name = model.region.counties[county].id
        parameters = model.parameters_of(chain)
        # Enterprises bid, and where the crop keeps the cooperatives' stores, in the last row.
        bidders = sum(1 for row in population.enterprises if row.market == index)
        bidders += int(parameters.storable > 0.0)
        market = Market(index, name, chain, buyers, bidders, parameters)
        market.has_stores = bool(parameters.storable > 0.0)
        market.floor = float(market.parameters.floor_share) * market.opening_farm_gate
        if not any(row.floor for row in population.enterprises if row.market == index):
            market.floor = 0.0
        market.opening_floor = market.floor
        markets.append(market)
    return markets


def build_buyers(model: "ValueChainModel", population: "Population") -> list[Buyer]:
    """Buyers' agents; each is a row of its market's arrays."""
    buyers: list[Buyer] = []
    seen = np.zeros(len(model.markets), dtype=int)
    months = float(model.parameters.buyer.cash_months)
    for row in population.buyers:
        market = model.markets[row.market]
        position = int(seen[row.market])
        seen[row.market] += 1
        market.is_contract[position] = row.contract
        market.has_dealers = market.has_dealers or row.contract
        buyer = Buyer(model, row.name, row.kind, market, position)
        buyer.opening_quantity = row.quantity
        buyer.plan()
        premium = getattr(model.parameters.buyer, f"premium_{row.kind}")
        market.premium[position] = premium * market.opening_farm_gate
        inland = getattr(model.parameters.buyer, f"inland_{row.kind}")
        market.extra_freight[position] = (inland - 1.0) * market.freight
        exponent = getattr(model.parameters.buyer, f"exponent_{row.kind}")
        market.exponent_factor[position] = exponent
        peak = float(np.max(market.parameters.purchase_calendar))
        buyer.cash_target = months * peak * row.quantity * market.opening_farm_gate
        buyer.cash = buyer.cash_target
        buyers.append(buyer)
    return buyers


def build_cooperatives(model: "ValueChainModel", population: "Population") -> CooperativeTable:
    """The cooperatives' table, with opening cash for some months of costs and deliveries."""
    table = CooperativeTable(population.cooperatives)
    model.cooperative_agents = [
        Cooperative(model, f"{model.markets[table.market[row]].chain}-{row}", table, row)
        for row in range(len(table))
    ]
    months = float(model.parameters.cooperative.cash_months)
    wage = float(model.parameters.labour.cooperative_wage)
    bases = np.asarray(population.cooperatives["base_capacity"], dtype=np.float64)
    for row in range(len(table)):
        chain = model.chains[model.markets[table.market[row]].chain]
        p = model.parameters_of(chain.name)
        table.commission_rate[row] = p.commission_rate
        table.operating_cost[row] = p.cooperative_operating_cost
        one = chain.opening_state(np.array([bases[row]]), of_one_age(p, 1, OLDEST), p)
        feed = float(chain.yearly_cost(one, p)[0]) / 12.0
        # Working capital, which dividends and refunds leave alone.
        table.reserve[row] = months * (feed + table.jobs[row] * wage)
        table.cash[row] = table.reserve[row]
    return table


def add_dividend_reserve(model: "ValueChainModel") -> None:
    """Give cooperatives the cash for the first year's dividends on top of their reserve."""
    p, table = model.parameters.cooperative, model.cooperatives
    for holdings in model.holdings.values():
        member = holdings.cooperative >= 0
        due = holdings.shares[member] * float(p.share_price * p.dividend_rate)
        table.cash += np.bincount(holdings.cooperative[member], weights=due, minlength=len(table))


def open_storage(model: "ValueChainModel") -> None:
    """Give cooperatives the storage they have at the opening; see sim.phases.store."""
    share = float(model.parameters.cooperative.storage_share)
    for market in model.markets:
        if market.has_stores and share > 0.0:
            model.cooperatives.storage_capacity += planned_storage(model, market, share)


def build_bases(model: "ValueChainModel", population: "Population", name: str) -> Holdings:
    """Bases of cooperatives and enterprises in one chain, as rows of a holdings table."""
    rows: list[tuple[int, int, int, float]] = []
    cooperatives = population.cooperatives
    for row in range(len(cooperatives["market"])):
        market = int(cooperatives["market"][row])
        base = float(cooperatives["base_capacity"][row])
        if model.markets[market].chain == name and base > 0.0:
            rows.append((market, row, -1, base))
    for row, enterprise in enumerate(population.enterprises):
        if enterprise.chain == name and enterprise.base_capacity > 0.0:
            rows.append((enterprise.market, -1, row, enterprise.base_capacity))
    rows.sort(key=lambda entry: (entry[0], entry[2], entry[1]))
    size = len(rows)
    columns = {
        "household": np.full(size, -1),
        "market": np.array([entry[0] for entry in rows], dtype=np.int32),
        "cooperative": np.array([entry[1] for entry in rows], dtype=np.int32),
        "enterprise": np.array([entry[2] for entry in rows], dtype=np.int32),
        "capacity": np.array([entry[3] for entry in rows], dtype=np.float64),
        "linkage": np.full(size, NONE, dtype=np.int8),
        "yield_factor": np.ones(size),
        "tolerance": np.full(size, NEVER),
        "shares": np.zeros(size),
        "insured_mu": np.zeros(size),
    }
    shares = np.array(
        [
            model.region.counties[population.markets[entry[0]][0]].chains[name].age_shares
            for entry in rows
        ],
        dtype=np.float64,
    ).reshape(size, age_classes(model.parameters_of(name)))
    return Holdings(model.chains[name], model.parameters_of(name), columns, shares)


def _potential_growth(table: Holdings, rows: Any, parameters: Any) -> float:
    """Output of these rows with every tree in full bearing over output now (1 for animals).

    Who had trees planted builds the processing for the crop they will give.
    """
    now = float(table.expected_output[rows].sum())
    if table.chain.animals or now <= 0.0:
        return 1.0
    grown = np.zeros_like(table.state)
    grown[-1] = table.state.sum(axis=0)
    full = table.chain.yearly_output(grown, table.yield_factor, parameters)
    return max(float(full[rows].sum()) / now, 1.0)


def build_holdings(model: "ValueChainModel", population: "Population", name: str) -> Holdings:
    """Households' holdings of one chain; stock raised for a fee is not the household's to sell."""
    rows = population.holdings.get(name)
    if rows is None:
        rows = {
            column: np.zeros(0)
            for column in (
                "household", "market", "cooperative", "linkage", "capacity", "yield_factor",
                "tolerance", "shares", "insured_mu",
            )
        }  # fmt: skip
        ages = np.zeros((0, age_classes(model.parameters_of(name))))
        draws = training = np.zeros(0)
    else:
        ages = population.age_tables[name][rows["age_group"]]
        draws = uniforms(model.luck_seed, model.draw, rows["agent_id"], Purpose.INSURED)
        training = uniforms(model.luck_seed, model.draw, rows["agent_id"], Purpose.TRAINING)
    table = Holdings(model.chains[name], model.parameters_of(name), rows, ages)
    table.insurance_draw, table.training_draw = draws, training
    table.tolerance[table.fee_raised] = NEVER
    return table


def build_enterprises(model: "ValueChainModel", population: "Population") -> list[Enterprise]:
    """Enterprises with jobs as held by households, and accounts in proportion to their trade."""
    held = np.bincount(
        np.maximum(model.households.get("employer"), 0),
        weights=np.where(
            model.households.get("employer") >= 0, model.households.get("enterprise_job"), 0.0
        ),
        minlength=max(len(population.enterprises), 1),
    )
    enterprises = []
    for row, spec in enumerate(population.enterprises):
        market = model.markets[spec.market]
        agent = Enterprise(model, spec.name, market, row, float(held[row]))
        enterprises.append(agent)
    return enterprises


def open_enterprise_accounts(model: "ValueChainModel", population: "Population") -> None:
    """Capacity, credit line, cash and the share of the base sold locally, from planned trade.

    planned purchases = purchase share x county output; what bases and contracts of a market's
    enterprises bring beyond it goes to the county's own market, the same share of every base.
    """
    for market in model.markets:
        agents = [agent for agent in model.enterprises if agent.market is market]
        if not agents:
            continue
        shares = [population.enterprises[agent.row].purchase_share for agent in agents]
        trades = [_expected_trade(model, agent) for agent in agents]
        base = sum(own for own, _ in trades)
        beyond = (
            base + sum(bought for _, bought in trades) - sum(shares) * county_output(model, market)
        )
        local = min(max(beyond, 0.0) / base, 1.0) if base > 0.0 else 0.0
        for agent, (own, bought) in zip(agents, trades, strict=True):
            agent.local_share = local
            _open_account(model, agent, own * (1.0 - local) + bought)


def _expected_trade(model: "ValueChainModel", agent: Enterprise) -> tuple[float, float]:
    """A normal year's output of an enterprise's base, and what contracts bring it."""
    holdings, bases = model.holdings[agent.market.chain], model.bases[agent.market.chain]
    linked = np.append(model.cooperatives.enterprise == agent.row, False)
    members = float(holdings.expected_output[linked[holdings.cooperative]].sum())
    in_bases = linked[bases.cooperative] & (bases.enterprise < 0)
    members += float(bases.expected_output[in_bases].sum())
    own = float(bases.expected_output[bases.enterprise == agent.row].sum())
    return own, members * float(model.contract_share[agent.market.index])


def _open_account(model: "ValueChainModel", agent: Enterprise, processed: float) -> None:
    """Capacity for the peak month, and accounts in proportion to a normal year's turnover."""
    market, p = agent.market, agent.market.parameters
    chain, holdings = model.chains[market.chain], model.holdings[market.chain]
    linked = np.append(model.cooperatives.enterprise == agent.row, False)
    peak = max(chain.supply_share(p, month) for month in range(12))
    growth = _potential_growth(holdings, linked[holdings.cooperative], p)
    agent.capacity = processed * peak * growth * float(p.processing_capacity_factor)
    agent.opening_capacity = agent.built = agent.capacity
    agent.peak_share = peak
    turnover = processed * market.opening_reference
    agent.fixed_cost = float(p.enterprise_fixed_cost_share) * turnover / 12.0
    agent.credit_line = agent.opening_line = float(p.enterprise_credit_share) * turnover
    agent.cash_target = float(p.enterprise_cash_months) * turnover / 12.0
    agent.cash = agent.cash_target
