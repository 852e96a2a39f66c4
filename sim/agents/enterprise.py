"""Leading enterprises 龙头企业: own base, processing, floor contracts, jobs, debt and failure."""

from typing import Any

import mesa

from sim.accounts.books import FEN
from sim.state.market import Market

OPERATING, STRAINED, IN_DEFAULT, GONE = range(4)
STATUSES = ("operating", "strained", "in_default", "gone")


class Enterprise(mesa.Agent):
    """One leading enterprise. Amounts in yuan, quantities in farm product units.

    capacity: units it can process in a month; payable: owed to cooperatives for contract
    deliveries; local_share: share of what it has that it sells on the county's own market.
    """

    def __init__(self, model: mesa.Model, name: str, market: Market, row: int, jobs: float):
        super().__init__(model)
        self.name = name
        self.market = market
        self.row = row
        self.jobs = jobs
        self.cash = 0.0
        self.debt = 0.0
        self.credit_line = 0.0
        self.payable = 0.0
        self.capacity = 0.0
        self.local_share = 0.0
        self.fixed_cost = 0.0
        self.cash_target = 0.0
        self.status = OPERATING
        self.months_in_default = 0
        self.base_output = 0.0
        self.accepted = 0.0
        self.floor_dropped = False
        self.wage_share = 1.0
        self.unpaid_feed = 0.0
        self.spot_bought = 0.0
        self.local_units = 0.0
        self.opening_capacity = 0.0
        self.paid_in_full = True
        # Whether it still offered its floor when members last judged it.
        self.had_floor = True
        self.left_month: int | None = None

    @property
    def is_active(self) -> bool:
        """Whether it still buys and employs."""
        return self.status != GONE

    @property
    def pays_floor(self) -> bool:
        """Whether growers can count on the floor it promised: no bill unpaid, no floor dropped."""
        return self.status in (OPERATING, STRAINED) and not self.floor_dropped

    def spend(self, amount: float) -> float:
        """Pay up to `amount` from cash, then from the credit line; returns what could be paid.

        Credit drawn is booked as a loan; the caller books the payment.
        """
        if amount <= 0.0:
            return 0.0
        shortfall = amount - self.cash
        if shortfall > 0.0:
            self.borrow(min(shortfall, max(self.credit_line - self.debt, 0.0)))
        paid = min(amount, max(self.cash, 0.0))
        self.cash -= paid
        return paid

    def borrow(self, amount: float) -> None:
        """Draw on the credit line."""
        if amount <= 0.0:
            return
        books: Any = self.model.books
        self.cash += amount
        self.debt += amount
        books.pay("enterprise_loans", self.market.chain, amount)
        books.owe("enterprise_loan", self.market.chain, amount)

    def repay(self, amount: float) -> None:
        """Repay debt from cash."""
        amount = min(amount, self.debt, max(self.cash, 0.0))
        if amount <= 0.0:
            return
        books: Any = self.model.books
        self.cash -= amount
        self.debt -= amount
        books.pay("enterprise_repayments", self.market.chain, amount)
        books.settle("enterprise_loan", self.market.chain, amount)

    def judge(self, unpaid: float, parameters: Any) -> None:
        """Set the status from what stayed unpaid this month and how much credit is used.

        Unpaid bills are default; after some months the floor is dropped, later the enterprise
        leaves. A half-used credit line is strain.
        """
        if not self.is_active:
            return
        if unpaid > FEN:
            self.status = IN_DEFAULT
            self.months_in_default += 1
            if self.months_in_default >= parameters.default_months_floor:
                self.floor_dropped = True
        else:
            self.months_in_default = 0
            used = self.debt / self.credit_line if self.credit_line > 0.0 else 0.0
            self.status = STRAINED if used > parameters.strained_share else OPERATING

    def must_leave(self, parameters: Any) -> bool:
        """Whether it has been in default for too long to go on."""
        return self.is_active and self.months_in_default >= parameters.default_months_exit

    def sell_processed(self, model: Any, deliveries: float) -> None:
        """Process base output and deliveries of the month and sell them to the world.

        A unit of farm product becomes `processed_per_unit` of the product and fetches R + absolute
        value added; processing and freight are paid in the same breath. A floor that the county
        backs is made good by it.
        """
        market, books, p = self.market, model.books, self.market.parameters
        chain = model.chains[market.chain]
        units = self.base_output - self.local_units + deliveries + self.spot_bought
        revenue = units * (market.reference + p.value_added)
        self.cash += revenue
        books.pay("product_sales", market.chain, revenue)
        made = units * chain.processed_per_unit(p)
        books.move(chain.product, "enterprises", "nature", "transformed", units)
        books.move(chain.processed, "nature", "enterprises", "transformed", made)
        books.move(chain.processed, "enterprises", "world", "sold", made)
        if market.floor_backed_by_government:
            support = deliveries * max(market.contract_offer - market.formula_price(), 0.0)
            self.cash += support
            books.pay("floor_support", market.chain, support)
        freight = self.spend(units * market.freight * market.freight_factor)
        books.pay("enterprise_freight", market.chain, freight)
        books.pay("enterprise_operations", market.chain, self.spend(units * p.processing_cost))

    def pay_running_costs(self, model: Any) -> float:
        """Pay wages, fixed cost and interest of the month; returns what stayed unpaid."""
        books, chain = model.books, self.market.chain
        wages = self.jobs * model.parameters.labour.enterprise_wage
        paid_wages = self.spend(wages)
        books.pay("enterprise_wages", chain, paid_wages)
        self.wage_share = paid_wages / wages if wages > 0.0 else 1.0
        fixed = self.spend(self.fixed_cost)
        books.pay("enterprise_operations", chain, fixed)
        rate = model.parameters.finance.enterprise_interest
        interest = self.debt * rate / 12.0
        paid_interest = self.spend(interest)
        books.pay("enterprise_interest", chain, paid_interest)
        return float(wages - paid_wages + self.fixed_cost - fixed + interest - paid_interest)

    def review(self) -> None:
        """Set next year's floor and volume from the margin expected on a delivered unit.

        margin = R + value added - freight - processing - the price it pays. At a loss capacity
        shrinks and a floor that makes the loss is no longer offered; with a margin, and no bill
        overdue, floor and capacity come back. A floor the county backs stays.
        """
        market, p = self.market, self.market.parameters
        resale = self.processing_netback()
        floor = market.formula_price() if self.floor_dropped else market.contract_offer
        if resale < floor:
            self.floor_dropped = not market.floor_backed_by_government
            self.capacity *= 1.0 - p.capacity_shrink_max
            return
        self.capacity = min(self.opening_capacity, self.capacity * (1.0 + p.capacity_expand_max))
        if self.months_in_default == 0 and resale > market.floor:
            self.floor_dropped = False

    def processing_netback(self) -> float:
        """What a unit of farm product brings processed: R + value added - freight - processing."""
        market, p = self.market, self.market.parameters
        carriage = market.freight * market.freight_factor
        return float(market.reference + p.value_added - p.processing_cost - carriage)

    def draw_profit(self, model: Any, share: float) -> None:
        """Owners outside the region take a share of the cash above its target once a year."""
        amount = share * max(self.cash - self.cash_target, 0.0)
        if self.debt <= 0.0 and amount > 0.0:
            self.cash -= amount
            model.books.pay("enterprise_drawings", self.market.chain, amount)
