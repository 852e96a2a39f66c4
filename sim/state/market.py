"""One county's market of one chain: its price ladder, its buyers and this month's quantities."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.rules import contracts as contract_rules
from sim.rules import market as market_rules
from sim.rules import prices


class Market:
    """Prices in yuan a unit of farm product; quantities in units a month.

    Buyers are rows of small arrays (planned, netback, margin, ...), in the order of the buyers'
    agents of this market; the agents read and write their row.
    """

    def __init__(
        self, index: int, county: str, chain: str, buyers: int, bidders: int, parameters: Any
    ):
        self.index = index
        self.county = county
        self.chain = chain
        self.parameters = parameters
        self.opening_farm_gate = float(parameters.farm_gate_price)
        self.opening_reference = float(
            parameters.farm_gate_price + parameters.freight + parameters.margin
        )
        self.freight = float(parameters.freight)
        self.freight_factor = 1.0
        self.reference = self.opening_reference
        self.planned_price = self.opening_farm_gate
        self.farm_gate = self.opening_farm_gate
        self.ratio = self.opening_farm_gate / self.opening_reference
        self.quote = self.opening_farm_gate
        self.index_price = self.opening_farm_gate
        self.signing_price = self.opening_farm_gate
        self.contract_offer = self.opening_farm_gate
        self.contract_paid = self.opening_farm_gate
        self.floor = 0.0
        self.floor_backed_by_government = False
        self.spot_units = 0.0
        self.delivered_units = 0.0
        self.discarded_units = 0.0
        self.traded = False
        self.sold_share = 1.0
        self.sold_under_contract = 0.0
        # Share of their plan that contract dealers sign for, of what they sign for usually.
        self.signed_share = 1.0
        # Share of this month's signed purchases that dealers did not honour.
        self.breach = 0.0
        self.yearly = np.zeros(buyers)
        self.premium = np.zeros(buyers)
        self.extra_freight = np.zeros(buyers)
        self.demand_factor = np.ones(buyers)
        self.exponent_factor = np.ones(buyers)
        self.is_contract = np.zeros(buyers, dtype=bool)
        # What a lever pays on top of a buyer's resale price, and a price it bids whatever resale
        # brings (not a number: none).
        self.lever_premium = np.zeros(buyers)
        self.bid = np.full(buyers, np.nan)
        # This year's purchases and plans of each buyer, units.
        self.year_bought = np.zeros(buyers)
        self.year_planned = np.zeros(buyers)
        self.opening_floor = 0.0
        self.harvest_change = 0.0
        self.insured_households = 0
        self.insured_quantity = 0.0
        self.premium_paid = 0.0
        self.payout = 0.0
        self.taken = np.zeros(buyers)
        self.bought = np.zeros(buyers)
        self.normal_output = 0.0
        # Distance below its price at which a public buyer takes all it may, a share.
        self.support_width = 0.0
        self.room = np.zeros(bidders)
        self.bid_top = np.zeros(bidders)
        self.bidder_bought = np.zeros(bidders)
        # Share of what was sold on the spot that processors bought.
        self.bidder_share = 0.0
        # The part of it that cooperatives' stores bought, and what the stores sold, units.
        self.store_share = 0.0
        self.store_units = 0.0
        # Whether the last bidder stands for the cooperatives' stores.
        self.has_stores = False

    _ROWS = (
        "yearly", "premium", "extra_freight", "demand_factor", "exponent_factor", "is_contract",
        "lever_premium", "bid", "year_bought", "year_planned", "taken", "bought",
    )  # fmt: skip

    def add_buyer(self) -> int:
        """Make room for one more buyer, who plans nothing yet; returns its row."""
        row = self.yearly.size
        empty = {"demand_factor": 1.0, "exponent_factor": 1.0, "bid": np.nan}
        for name in self._ROWS:
            column = getattr(self, name)
            entry = np.array([empty.get(name, 0.0)], dtype=column.dtype)
            setattr(self, name, np.append(column, entry))
        return row

    def new_month(self, floor_lever: Any) -> None:
        """Forget last month's payments; set the floor, which a lever may raise and back."""
        self.premium_paid = self.payout = 0.0
        self.floor = self.opening_floor
        self.floor_backed_by_government = False
        if floor_lever is not None:
            self.floor = float(floor_lever.price)
            self.floor_backed_by_government = floor_lever.backed_by == "government"

    @property
    def reservation(self) -> float:
        """Price below which nothing is sold, yuan a unit.

        Perishable: salvage, a share of the opening price. Storable: what waiting for the buyers'
        next round is worth, since they come back every month with new capacity; the discount is
        absolute, so that a shift of the reference passes one for one here too.
        """
        salvage = float(self.parameters.reservation_share) * self.opening_farm_gate
        if self.parameters.storable <= 0.0:
            return salvage
        waiting = float(self.parameters.waiting_discount) * self.opening_farm_gate
        return max(salvage, self.planned_price - waiting)

    def formula_price(self) -> float:
        """Contract price without any floor, yuan a unit."""
        return self.price_with_floor(0.0)

    def price_with_floor(self, floor: float) -> float:
        """Contract price with a floor, yuan a unit."""
        p = self.parameters
        return float(
            contract_rules.contract_price(
                floor, self.signing_price, self.quote, p.contract_weight_signing,
                p.contract_deduction,
            )
        )  # fmt: skip

    def margin(self) -> NDArray[np.float64]:
        """Margin each buyer asks at its planned quantity, yuan a unit."""
        base = float(self.parameters.margin)
        moved = prices.shifted_margin(
            base,
            self.reference,
            self.opening_reference,
            float(self.parameters.pass_through),
            float(self.parameters.margin_least_share),
        )
        return moved + self.premium - self.extra_freight

    def netback(self) -> NDArray[np.float64]:
        """What each buyer can resell for, less freight: R + premium - freight, yuan a unit."""
        return self.reference + self.premium + self.lever_premium - self.freight_paid()

    def freight_paid(self) -> NDArray[np.float64]:
        """Freight of each buyer, yuan a unit, with any freight shock."""
        return (self.freight + self.extra_freight) * self.freight_factor

    def planned(self, calendar_month: int) -> NDArray[np.float64]:
        """Quantity each buyer plans for the month: yearly x calendar x what shocks leave."""
        share = self.parameters.purchase_calendar[calendar_month]
        return np.asarray(self.yearly * share * self.demand_factor)

    def clear(self, offered: float, calendar_month: int) -> None:
        """Find the farm-gate price for the spot offer; sets farm_gate, sold_share and bought.

        Buyers under contract have `taken` some of their plan already. With nothing offered the
        last traded ratio stays the quote's base.
        """
        self.bought[:] = self.bidder_bought[:] = 0.0
        self.bidder_share = 0.0
        self.traded = offered > 0.0
        if not self.traded:
            self.sold_share = 1.0
            self.farm_gate = max(self.reference * self.ratio, self.reservation)
            return
        demand = self._demand(calendar_month)
        price, sold = market_rules.clearing_price(offered, self.reservation, *demand)
        self.farm_gate = float(price)
        self.sold_share = float(sold) / offered
        wanted = market_rules.demand_of_each(price, *demand)
        if wanted.sum() > 0.0:
            wanted *= sold / wanted.sum()
        trading = np.flatnonzero(self.yearly > 0.0)
        self.bought[trading], self.bidder_bought[:] = np.split(wanted, [trading.size])
        total = float(wanted.sum())
        self.bidder_share = float(self.bidder_bought.sum()) / total if total > 0.0 else 0.0
        if self.has_stores and total > 0.0:
            self.store_share = float(self.bidder_bought[-1]) / total
        # A price at which nothing changed hands tells nobody anything.
        self.traded = sold > 0.0
        if self.traded and self.reference > 0.0:
            share = float(self.parameters.purchase_calendar[calendar_month])
            traded = self.farm_gate / self.reference
            planned = self.planned_price / self.reference
            self.ratio = float(prices.heard_ratio(traded, planned, share))

    def _demand(self, calendar_month: int) -> tuple[NDArray[np.float64], ...]:
        """Planned quantity, netback, margin, taken, exponent and cap of buyers, then bidders.

        A public buyer bids its own price and takes all it may a little below. A processor with room
        left bids for spot product only at a discount on the price at planned
        quantities; over the same width again its bid grows to all its room.
        """
        p = self.parameters
        width = float(p.spot_bid_discount) * self.opening_farm_gate
        ones = np.ones(self.room.size)
        # Channels that a lever may open later bid for nothing and are not asked.
        trading = np.flatnonzero(self.yearly > 0.0)
        own_bid = ~np.isnan(self.bid)
        top = np.where(own_bid, self.bid, self.netback())
        margin = np.where(own_bid, self.support_width * self.bid, self.margin())
        exponent = np.where(own_bid, 1.0, float(p.demand_exponent) * self.exponent_factor)
        cap = np.where(own_bid, 1.0, float(p.demand_cap))
        return (
            np.append(self.planned(calendar_month)[trading], self.room),
            np.append(top[trading], self.bid_top),
            np.append(margin[trading], width * ones),
            np.append(self.taken[trading], 0.0 * ones),
            np.append(exponent[trading], ones),
            np.append(cap[trading], ones),
        )
