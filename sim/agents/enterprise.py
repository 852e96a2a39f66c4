"""Leading enterprises 龙头企业: own base, processing, floor contracts, jobs, debt and failure."""

import math
from typing import TYPE_CHECKING, Any

from sim.accounts.books import FEN
from sim.engine.light import mesa
from sim.rules import enterprise as rules
from sim.state.market import Market

if TYPE_CHECKING:
    from sim.effects import Effects
    from sim.scenario.models import Lever

OPERATING, STRAINED, IN_DEFAULT, GONE = range(4)
STATUSES = ("operating", "strained", "in_default", "gone")


class Enterprise(mesa.Agent):
    """One leading enterprise. Amounts in yuan, quantities in farm product units.

    capacity: units its plant can process in a month, of those `built`; staff: workers employed,
    as a share of its opening jobs, of whom `present` come to work; payable: owed to cooperatives
    for contract deliveries; local_share: share of its base that it sells on the county's own
    market; floor_limit: highest floor it offers this year; volume_share: share of the usual
    contract volume it takes this year.
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
        # What was brought under contract this month, and the share of its trade that could pass.
        self.brought = 0.0
        self.passable = 1.0
        self.floor_dropped = False
        self.wage_share = 1.0
        # Part of a full wage that a job of the opening brings this month.
        self.job_pay = 1.0
        self.unpaid_feed = 0.0
        self.spot_bought = 0.0
        self.local_units = 0.0
        self.opening_capacity = 0.0
        self.paid_in_full = True
        # Whether it still offered its floor when members last judged it.
        self.had_floor = True
        self.left_month: int | None = None
        self.built = 0.0
        self.peak_share = 1.0 / 12.0
        self.opening_line = 0.0
        self.staff = 1.0
        self.present = 1.0
        self.trained = 0.0
        self.floor_limit = math.inf
        self.volume_share = 1.0
        self.years_without_prospect = 0
        self.lever_built = 0.0
        self.guarantee: Lever | None = None
        # A normal year by calendar month, units: what it processed, what came under contract.
        self.normal_processed = [0.0] * 12
        self.normal_contracts = [0.0] * 12
        self.start_year()

    def start_year(self) -> None:
        """Begin a year's sums: units, units under contract, running costs, busiest months."""
        self.year_units = self.year_contracts = self.year_costs = 0.0
        self.year_peak = self.year_base_peak = 0.0

    @property
    def is_active(self) -> bool:
        """Whether it still buys and employs."""
        return self.status != GONE

    @property
    def pays_floor(self) -> bool:
        """Whether growers can count on the floor it promised: no bill unpaid, no floor dropped."""
        return self.status in (OPERATING, STRAINED) and not self.floor_dropped

    @property
    def employed(self) -> float:
        """Workers at work, as a share of the opening jobs."""
        return self.staff * self.present if self.is_active else 0.0

    @property
    def processed(self) -> float:
        """Units of farm product it processed this month."""
        if not self.is_active:
            return 0.0
        return self.base_output - self.local_units + self.accepted + self.spot_bought

    @property
    def sold_locally(self) -> float:
        """Share of this month's output of its base that it sells on the county's market."""
        return self.local_units / self.base_output if self.base_output > 0.0 else 0.0

    def add_capacity(self, units: float) -> None:
        """Put newly built capacity, units a month, into operation."""
        self.built += units
        self.capacity += units

    def processing_limit(self) -> float:
        """Units a month that its plant holds and its workers can handle."""
        return min(self.capacity, self.opening_capacity * self.staff * self.present)

    def new_month(self, effects: "Effects") -> None:
        """Who comes to work, and how far the bank lends: line x (1 + enhanced) x credit left."""
        market = self.market
        self.present = effects.workers_left(market)
        training = effects.lever("training", market)
        self.trained = float(training.households_share or 0.0) if training else 0.0
        lever = effects.lever("credit_enhancement", market)
        added = float(lever.line_added or 0.0) if lever else 0.0
        self.credit_line = self.opening_line * (1.0 + added) * effects.credit_left(market.county)
        # What was lent under a guarantee stays guaranteed until it is paid back.
        if lever is not None or self.debt <= 0.0:
            self.guarantee = lever

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

    def bear(self, amount: float) -> float:
        """Spend on running the business: counted among the year's costs, paid or not."""
        self.year_costs += amount
        return self.spend(amount)

    def means(self) -> float:
        """Cash and unused credit, yuan."""
        return max(self.cash, 0.0) + max(self.credit_line - self.debt, 0.0)

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
        """Whether it has been in default, or without margin and cash, for too long to go on."""
        return self.is_active and (
            self.months_in_default >= parameters.default_months_exit
            or self.years_without_prospect >= parameters.exit_reviews
        )

    def sell_processed(self, model: Any) -> None:
        """Process base output and deliveries of the month and sell them to the world.

        A unit of farm product becomes `processed_per_unit` of the product and fetches R + absolute
        value added; processing and freight are paid in the same breath. A floor that the county
        backs is made good by it.
        """
        market, books, p = self.market, model.books, self.market.parameters
        chain = model.chains[market.chain]
        units = self.processed
        revenue = units * (market.reference + p.value_added)
        self.cash += revenue
        books.pay("product_sales", market.chain, revenue)
        made = units * chain.processed_per_unit(p)
        books.move(chain.product, "enterprises", "nature", "transformed", units)
        books.move(chain.processed, "nature", "enterprises", "transformed", made)
        books.move(chain.processed, "enterprises", "world", "sold", made)
        if market.floor_backed_by_government:
            support = self.accepted * max(market.contract_offer - market.formula_price(), 0.0)
            self.cash += support
            books.pay("floor_support", market.chain, support)
        freight = self.spend(units * market.freight * market.freight_factor)
        books.pay("enterprise_freight", market.chain, freight)
        books.pay("enterprise_operations", market.chain, self.spend(units * p.processing_cost))

    def pay_running_costs(self, model: Any) -> float:
        """Pay wages, fixed cost and interest of the month; returns what stayed unpaid."""
        books, chain = model.books, self.market.chain
        wages = self.jobs * self.employed * model.parameters.labour.enterprise_wage
        paid_wages = self.bear(wages)
        books.pay("enterprise_wages", chain, paid_wages)
        self.wage_share = paid_wages / wages if wages > 0.0 else 1.0
        self.job_pay = self.wage_share * self.employed
        fixed = self.bear(self.fixed_cost)
        books.pay("enterprise_operations", chain, fixed)
        rate = model.parameters.finance.enterprise_interest
        interest = self.debt * rate / 12.0
        paid_interest = self.bear(interest)
        books.pay("enterprise_interest", chain, paid_interest)
        return float(wages - paid_wages + self.fixed_cost - fixed + interest - paid_interest)

    def note_month(self, model: Any) -> None:
        """Add the month to the year's sums; months of the burn-in are the normal year."""
        calendar, units = model.calendar_month, self.processed
        self.year_units += units
        self.year_contracts += self.accepted
        self.year_peak = max(self.year_peak, units)
        self.year_base_peak = max(self.year_base_peak, self.base_output)
        if model.month < 0:
            self.normal_processed[calendar] = units
            self.normal_contracts[calendar] = self.accepted

    @property
    def work(self) -> float:
        """Units that this month would have been processed with as many workers as that takes."""
        own = self.base_output * (1.0 - self.local_share)
        return max(min(own + self.brought, self.capacity) * self.passable, self.processed)

    def adjust_workers(self, model: Any) -> None:
        """Hire or lay off after the work there was; who is paid too little quits.

        Jobs beyond those of the opening need capacity beyond it. Who lacks workers, not work, lays
        nobody off, and hires again what a bad year cost as soon as the work is back.
        """
        p, labour = model.parameters.enterprise, model.parameters.labour
        usual = self.normal_processed[model.calendar_month]
        if usual > 0.0:
            most = 1.0
            if self.opening_capacity > 0.0:
                most = max(1.0, self.capacity / self.opening_capacity)
            wanted = rules.workers_wanted(self.work / usual, p.fixed_jobs_share, p.job_slack, most)
            months = 12.0 * usual / sum(self.normal_processed)
            self.staff = rules.adjusted_workers(self.staff, wanted, p.job_adjustment, months)
        years = max(model.month, 0) / 12.0
        outside = (1.0 + model.parameters.household.real_income_growth) ** years
        self.staff *= 1.0 - rules.quit_share(
            labour.enterprise_wage * self.wage_share, labour.reservation_wage * outside,
            p.quit_response, self.trained, p.training_quit_effect,
        )  # fmt: skip

    @property
    def floor_given(self) -> float:
        """Floor it gives this year, yuan a unit; 0 once dropped."""
        return 0.0 if self.floor_dropped else min(self.market.floor, self.floor_limit)

    def offer(self) -> float:
        """Price it offers under contract: with the floor it still gives, if any, yuan a unit."""
        market = self.market
        if not self.floor_dropped and market.floor <= self.floor_limit:
            return market.contract_offer
        return market.price_with_floor(self.floor_given)

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
