"""What a run leaves behind: sums by month, never all months of all households."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.accounts import stocktaking as found
from sim.accounts.kinds import ASSET_INDEX, ASSETS, CLAIMS, SECTORS
from sim.agents.enterprise import GONE, IN_DEFAULT, OPERATING, STRAINED
from sim.rules.selling import crop_year_behind, new_crop_month
from sim.state.cell_keys import CellKeys
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
# What a recorder collects month by month: what is joined at the end, and what is not.
_SMALL = (
    "flows", "claims_created", "claims_paid", "claims_written_off", "claims_outstanding", "goods",
    "capital", "unit_value", "cash", "market",
)  # fmt: skip
_LARGE = ("cells_by_month", "sold_by_month", "below_bits")
# What a record holds by month: from the opening on, and from the first month on.
_STATES = (
    "claims_outstanding", "capital", "unit_value", "cash", "debt", "receivable", "payable",
    "cells_by_month", "below_bits",
)  # fmt: skip
_BOOKINGS = (
    "flows", "claims_created", "claims_paid", "claims_written_off", "goods", "sold_by_month",
)  # fmt: skip


@dataclass
class RunRecord:
    """One run of one side of a draw, M months; index 0 of [M + 1] arrays is the opening.

    flows [M, flow kinds, chains], claims_* [M, claim kinds, chains], goods [M, movements],
    capital [M + 1, sectors, assets], unit_value [M + 1, assets], cash and so on [M + 1, sectors],
    market: by column [M + 1, markets]. What is large stays as the months left it, one array a month
    (joining them would take memory anew): cells_by_month [cells, columns], sold_by_month [cells,
    chains, routes, (units, yuan)], below_bits [lines, households / 8]; `cells`, `sold` and `below`
    join them.
    """

    region: "Region"
    parameters: "Parameters"
    scenario_name: str
    start_month: int
    months: int
    markets: list[tuple[str, str]]
    cell_keys: CellKeys
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
    cells_by_month: list[NDArray[np.float64]]
    sold_by_month: list[NDArray[np.float64]]
    below_bits: list[NDArray[np.uint8]]
    audit: dict[str, float] = field(default_factory=dict)

    @cached_property
    def cells(self) -> NDArray[np.float64]:
        """Sums by cell [M + 1, cells, columns], as `CELL_COLUMNS` lists them."""
        return np.array(self.cells_by_month)

    @cached_property
    def sold(self) -> NDArray[np.float64]:
        """What households sold [M, cells, chains, routes, (units, yuan)]."""
        return np.array(self.sold_by_month)

    @property
    def below(self) -> NDArray[np.bool_]:
        """Whether each household is below a line [M + 1, lines (poverty, monitoring), households].

        Unpacked at every call.
        """
        bits, households = np.array(self.below_bits), len(self.cell_of_household)
        return np.unpackbits(bits, axis=-1, count=households).view(np.bool_)

    def first(self, months: int) -> "RunRecord":
        """The record as it stood after so many months; the audit stays that of all of them."""
        states = {name: getattr(self, name)[: months + 1] for name in _STATES}
        bookings = {name: getattr(self, name)[:months] for name in _BOOKINGS}
        market = {name: values[: months + 1] for name, values in self.market.items()}
        return replace(self, months=months, market=market, **states, **bookings)


class Recorder:
    """Collects the record month by month."""

    def __init__(self) -> None:
        self.months: dict[str, list[Any]] = {}
        self.large: dict[str, list[Any]] = {}

    def opening(self, model: "ValueChainModel") -> None:
        """Take the state after the burn-in as month -1."""
        self.months = {name: [] for name in _SMALL}
        self.large = {name: [] for name in _LARGE}
        self._values = UnitValues(model)
        self._new_crop = [_new_crop(market.parameters) for market in model.markets]
        self._state(model)

    def resume(self, model: "ValueChainModel", before: RunRecord, months: int) -> None:
        """Begin as `opening` does with what another run recorded in its first months.

        before: the record of a run that was the model's own for so many months.
        """
        self.opening(model)
        market = np.stack([before.market[column] for column in MARKET_COLUMNS], axis=-1)
        for name, rows in (*self.months.items(), *self.large.items()):
            past = market if name == "market" else getattr(before, name)
            # States begin with that of the opening, bookings with the first month.
            rows[:] = list(past[: months + len(rows)])

    def month(self, model: "ValueChainModel") -> None:
        """Take the month's bookings and the state at its end."""
        books, months = model.books, self.months
        months["flows"].append(books.flows.copy())
        months["claims_created"].append(books.created.copy())
        months["claims_paid"].append(books.paid.copy())
        months["claims_written_off"].append(books.written_off.copy())
        months["goods"].append(books.goods.copy())
        self.large["sold_by_month"].append(model.income.sold.copy())
        self._state(model)

    def record(self, model: "ValueChainModel", name: str) -> RunRecord:
        """Everything collected."""
        arrays: dict[str, Any] = {key: np.array(rows) for key, rows in self.months.items()}
        large: dict[str, Any] = self.large
        sums: dict[str, Any] = sector_claims(arrays["claims_outstanding"])
        market_table = arrays.pop("market")
        return RunRecord(
            region=model.region,
            parameters=model.parameter_tree,
            scenario_name=name,
            start_month=model.start_month,
            months=len(arrays["flows"]),
            markets=[(market.county, market.chain) for market in model.markets],
            cell_keys=model.cell_keys,
            cell_of_household=model.households.get("cell"),
            market={
                column: market_table[:, :, index] for index, column in enumerate(MARKET_COLUMNS)
            },
            audit=dict(model.audit.worst),
            **arrays,
            **sums,
            **large,
        )

    def _state(self, model: "ValueChainModel") -> None:
        held, months, large = model.audit.begin(model), self.months, self.large
        months["claims_outstanding"].append(held.claims)
        months["capital"].append(held.capital)
        months["cash"].append(held.cash)
        months["unit_value"].append(self._values.of_month(model))
        contracted = set(model.cooperatives.enterprise.tolist())
        rows = [
            _market_row(model, market, held.markets[market.index], new_crop, contracted)
            for market, new_crop in zip(model.markets, self._new_crop, strict=True)
        ]
        months["market"].append(rows)
        large["cells_by_month"].append(model.cells.copy())
        large["below_bits"].append(np.packbits(model.below, axis=-1))


def sector_claims(claims: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Debt (loans), other payables and all receivables [months, sectors], yuan.

    claims: outstanding [months, kinds, chains], yuan.
    """
    totals = claims.sum(axis=-1)
    sums = {
        name: np.zeros((len(claims), len(SECTORS))) for name in ("debt", "receivable", "payable")
    }
    for index, kind in enumerate(CLAIMS):
        sums["receivable"][:, SECTORS.index(kind.creditor)] += totals[:, index]
        owed = "debt" if kind.loan else "payable"
        sums[owed][:, SECTORS.index(kind.debtor)] += totals[:, index]
    return sums


class UnitValues:
    """Yuan a unit of each asset: stored product at the farm-gate price, the rest from its chain."""

    def __init__(self, model: "ValueChainModel") -> None:
        self._values = np.zeros(len(ASSETS))
        # Of each product its asset, its markets and the share of the price by calendar month.
        self._products: list[tuple[int, list[Any], list[float]]] = []
        for name, chain in model.chains.items():
            p = model.parameters_of(name)
            for stage, value in zip(chain.stages, chain.unit_values(p), strict=True):
                self._values[ASSET_INDEX[stage.asset]] = value
            markets = [market for market in model.markets if market.chain == name]
            if markets:
                self._products.append((ASSET_INDEX[chain.product], markets, _price_shares(p)))

    def of_month(self, model: "ValueChainModel") -> NDArray[np.float64]:
        """The values at the month's farm-gate prices [assets]."""
        month = model.calendar_month
        for asset, markets, shares in self._products:
            price = sum(market.farm_gate for market in markets) / len(markets)
            self._values[asset] = price * shares[month]
        return self._values.copy()


def _price_shares(parameters: Any) -> list[float]:
    """Share of the farm-gate price that a stored unit is worth, by calendar month.

    One unit more in store is the likelier to become old crop, at its discount, the less the buyers
    still plan to take before the new harvest.
    """
    p = parameters
    if p.storable <= 0.0:
        return [1.0] * 12
    first = new_crop_month(p.harvest_calendar)
    return [
        float(1.0 - p.old_crop_discount * crop_year_behind(p.purchase_calendar, first, month))
        for month in range(12)
    ]


def _new_crop(parameters: Any) -> int | None:
    """Month of the new crop (January = 0) where the product is stored until then."""
    return int(new_crop_month(parameters.harvest_calendar)) if parameters.storable > 0.0 else None


def _market_row(
    model: "ValueChainModel", market: Any, sums: list[float], new_crop: int | None,
    contracted: set[int],
) -> list[float]:  # fmt: skip
    """The month's figures of a market, in the order of `MARKET_COLUMNS`.

    sums: its `FIGURES`; new_crop: month of its new crop, None where nothing is stored; contracted:
    enterprises with cooperatives.
    """
    m = market.index
    stored, members = sums[found.STOCK], sums[found.MEMBERS]
    carried = stored if new_crop == (model.calendar_month + 1) % 12 else 0.0
    # available = stock before + produced - eaten - shrunk, as `harvest` made it of households'.
    shrunk = (
        model.stock_before[m] + sums[found.HARVESTED] - sums[found.EATEN] - sums[found.AVAILABLE]
    )
    mine = model.enterprises_of[m]
    statuses = [agent.status for agent in mine]
    side = model.month_totals[market.chain]
    guarantors = _floor_guarantors(market, mine, contracted)
    return [
        market.reference, market.farm_gate, market.contract_offer, market.contract_paid,
        market.index_price, market.quote, sums[found.HARVESTED] + sums[found.BASES_OUTPUT],
        sums[found.EATEN], sums[found.DELIVERED], market.sold_under_contract, market.spot_units,
        side["side_sold"][m], side["over_delivered"][m],
        max(shrunk, 0.0) if new_crop is not None else 0.0, market.discarded_units, carried,
        stored, market.discarded_units + carried, members, sums[found.ROWS],
        sums[found.CAPACITY], market.insured_households, market.insured_quantity,
        market.premium_paid, market.payout, _dealers_breach(model.buyers_of[m], market),
        *(statuses.count(code) for code in (OPERATING, STRAINED, IN_DEFAULT, GONE)),
        sum(agent.cash for agent in mine), sums[found.COOPERATIVES_FAILED],
        sums[found.MEMBERS_TRUST] / members if members > 0.0 else 1.0,
        model.market_credibility[m], len(guarantors),
        sum(not agent.pays_floor for agent in guarantors), sums[found.COOPERATIVES_STOCK],
        *_enterprise_figures(market, mine),
    ]  # fmt: skip


def _dealers_breach(buyers: list[Any], market: Any) -> float:
    """Share of their signed purchases that contract dealers do not honour, the same for each."""
    dealer = next((buyer for buyer in buyers if buyer.contract), None)
    return 1.0 - dealer.honours(market.contract_offer) if dealer else 0.0


def _floor_guarantors(market: Any, enterprises: list[Any], contracted: set[int]) -> list[Any]:
    """Enterprises that have promised growers a floor now in force, whether they still pay or not.

    A floor in a market where dealers hold the contracts is promised by no enterprise.
    """
    if market.floor <= 0.0:
        return []
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
    return jobs, used, sum(floors) / len(floors) if floors else 0.0
