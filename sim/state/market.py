"""One county's market of one chain: its price ladder, its buyers and this month's quantities."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.kernel import kernel
from sim.rules import contracts as contract_rules
from sim.rules import market as market_rules
from sim.rules import prices


@kernel
def _bids(
    share, reference, freight, freight_factor, moved_margin, support_width, exponent, cap, width,
    yearly, demand_factor, premium, lever_premium, extra_freight, bid, exponent_factor, taken,
    room, bid_top, terms,
):  # fmt: skip
    """Write what buyers, then bidders, plan and ask into the rows of `terms`.

    Planned quantity, netback, margin, taken, exponent and cap. A public buyer bids its own price
    and takes all it may a little below. A processor with room left bids for spot product only at a
    discount on the price at planned quantities; over the same width again its bid grows to all its
    room.
    """
    planned, netback, margin = terms[0], terms[1], terms[2]
    terms[3], terms[4], terms[5] = 0.0, 1.0, 1.0
    for b in range(yearly.size):
        terms[3, b] = taken[b]
        if yearly[b] <= 0.0:
            # A channel that a lever may open later bids for nothing and is not asked.
            planned[b], netback[b], margin[b] = 0.0, -np.inf, 1.0
            continue
        planned[b] = yearly[b] * share * demand_factor[b]
        if np.isnan(bid[b]):
            carriage = (freight + extra_freight[b]) * freight_factor
            netback[b] = reference + premium[b] + lever_premium[b] - carriage
            margin[b] = moved_margin + premium[b] - extra_freight[b]
            terms[4, b], terms[5, b] = exponent * exponent_factor[b], cap
        else:
            netback[b], margin[b] = bid[b], support_width * bid[b]
    for row in range(room.size):
        b = yearly.size + row
        planned[b], netback[b], margin[b] = room[row], bid_top[row], width


@kernel
def _trade(offered, reservation, terms, bought, bidder_bought):
    """Clear one market; returns the price, what is sold, and what buyers and bidders take of it.

    What each buys is written into `bought` and `bidder_bought`.
    """
    planned, netback, margin, taken = terms[0], terms[1], terms[2], terms[3]
    exponent, cap = terms[4], terms[5]
    price, sold = market_rules.clearing_price(
        offered, reservation, planned, netback, margin, taken, exponent, cap
    )
    wanted = 0.0
    for b in range(planned.size):
        planned[b] = market_rules.demand_beyond(
            planned[b], netback[b], price, margin[b], exponent[b], cap[b], taken[b]
        )
        wanted += planned[b]
    part = sold / wanted if wanted > 0.0 else 1.0
    buyers = bidders = 0.0
    for b in range(planned.size):
        units = planned[b] * part
        if b < bought.size:
            bought[b] = units
            buyers += units
        else:
            bidder_bought[b - bought.size] = units
            bidders += units
    return price, sold, buyers, bidders


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
        # Twelve monthly shares or factors each, January first; animals have no harvest season.
        self.season = _months(parameters, "season")
        self.purchase_calendar = _months(parameters, "purchase_calendar")
        self.harvest_calendar = _months(parameters, "harvest_calendar")
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
        self.opening_floor = 0.0
        self.harvest_change = 0.0
        self.insured_households = 0
        self.insured_quantity = 0.0
        self.premium_paid = 0.0
        self.payout = 0.0
        self.normal_output = 0.0
        # Distance below its price at which a public buyer takes all it may, a share.
        self.support_width = 0.0
        # Share of what was sold on the spot that processors bought.
        self.bidder_share = 0.0
        # The part of it that cooperatives' stores bought, and what the stores sold, units.
        self.store_share = 0.0
        self.store_units = 0.0
        # Whether the last bidder stands for the cooperatives' stores.
        self.has_stores = False
        # Whether any buyer signs contracts.
        self.has_dealers = False
        self._open_rows(buyers, bidders)

    def _open_rows(self, buyers: int, bidders: int) -> None:
        """One row a buyer, and one a bidder with room for spot product."""
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
        self.taken = np.zeros(buyers)
        self.bought = np.zeros(buyers)
        self.room = np.zeros(bidders)
        self.bid_top = np.zeros(bidders)
        self.bidder_bought = np.zeros(bidders)

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
        salvage = self.parameters.reservation_share * self.opening_farm_gate
        if self.parameters.storable <= 0.0:
            return float(salvage)
        waiting = self.parameters.waiting_discount * self.opening_farm_gate
        return float(max(salvage, self.planned_price - waiting))

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

    def moved_margin(self) -> float:
        """Margin a buyer in the county asks at its planned quantity, yuan a unit."""
        p = self.parameters
        return float(
            prices.shifted_margin(
                p.margin, self.reference, self.opening_reference, p.pass_through,
                p.margin_least_share,
            )
        )  # fmt: skip

    def margin(self) -> NDArray[np.float64]:
        """Margin each buyer asks at its planned quantity, yuan a unit."""
        return self.moved_margin() + self.premium - self.extra_freight

    def netback(self) -> NDArray[np.float64]:
        """What each buyer can resell for, less freight: R + premium - freight, yuan a unit."""
        return self.reference + self.premium + self.lever_premium - self.freight_paid()

    def freight_paid(self) -> NDArray[np.float64]:
        """Freight of each buyer, yuan a unit, with any freight shock."""
        return (self.freight + self.extra_freight) * self.freight_factor

    def planned(self, calendar_month: int) -> NDArray[np.float64]:
        """Quantity each buyer plans for the month: yearly x calendar x what shocks leave."""
        share = self.purchase_calendar[calendar_month]
        return np.asarray(self.yearly * share * self.demand_factor)

    def contract_part(self, calendar_month: int) -> float:
        """Part of a year's plan that dealers sign for this month: calendar x 1.1 at most."""
        most = self.signed_share * self.parameters.contract_volume_cap
        return float(self.purchase_calendar[calendar_month] * most)

    def honoured(self, contract_price: float) -> float:
        """Share of signed purchases that dealers honour this month at this contract price.

        A dealer breaks a contract dearer than the spot market beyond its tolerance; what the county
        makes good of a floor it backs is no cost to the dealer.
        """
        p, own_cost = self.parameters, contract_price
        if self.floor_backed_by_government:
            own_cost = min(contract_price, self.formula_price())
        return float(
            contract_rules.honoured_share(
                own_cost, self.quote, p.breach_tolerance, p.side_selling_slope
            )
        )

    def clear(self, offered: float, calendar_month: int) -> None:
        """Find the farm-gate price for the spot offer; sets farm_gate, sold_share and bought.

        Buyers under contract have `taken` some of their plan already. With nothing offered the
        last traded ratio stays the quote's base.
        """
        self.bidder_share = 0.0
        self.traded = offered > 0.0
        if not self.traded:
            self.bought[:] = self.bidder_bought[:] = 0.0
            self.sold_share = 1.0
            self.farm_gate = max(self.reference * self.ratio, self.reservation)
            return
        price, sold, buyers, bidders = _trade(
            offered, self.reservation, self._terms(calendar_month), self.bought,
            self.bidder_bought,
        )  # fmt: skip
        self.farm_gate = price
        self.sold_share = sold / offered
        total = buyers + bidders
        self.bidder_share = bidders / total if total > 0.0 else 0.0
        if self.has_stores and total > 0.0:
            self.store_share = float(self.bidder_bought[-1]) / total
        # A price at which nothing changed hands tells nobody anything.
        self.traded = sold > 0.0
        if self.traded and self.reference > 0.0:
            traded = self.farm_gate / self.reference
            planned = self.planned_price / self.reference
            share = self.purchase_calendar[calendar_month]
            self.ratio = prices.heard_ratio(traded, planned, share)

    def _terms(self, calendar_month: int) -> NDArray[np.float64]:
        """What buyers, then bidders, plan and ask this month; see `_bids`."""
        p = self.parameters
        terms = np.empty((6, self.yearly.size + self.room.size))
        _bids(
            self.purchase_calendar[calendar_month], self.reference, self.freight,
            self.freight_factor, self.moved_margin(), self.support_width, p.demand_exponent,
            p.demand_cap, p.spot_bid_discount * self.opening_farm_gate, self.yearly,
            self.demand_factor, self.premium, self.lever_premium, self.extra_freight, self.bid,
            self.exponent_factor, self.taken, self.room, self.bid_top, terms,
        )  # fmt: skip
        return terms


def _months(parameters: Any, name: str) -> tuple[float, ...]:
    """Twelve monthly values as plain floats, which cost a fifth of an array's elements to read."""
    return tuple(float(value) for value in getattr(parameters, name, ()))
