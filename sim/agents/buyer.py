"""Buyers: dealers, processors, aid purchase, e-commerce, supermarkets and the local bazaar."""

from sim.engine.light import mesa
from sim.rules.market import followed_plan
from sim.state.market import Market


class Buyer(mesa.Agent):
    """One buyer on one county's market. It resells every unit to the world in the same month.

    quantity: farm product units a year at the baseline price; contract: buys under a tonnage
    contract signed with the cooperatives; cash and payable (owed to cooperatives) in yuan.
    """

    def __init__(self, model: mesa.Model, name: str, kind: str, market: Market, row: int):
        super().__init__(model)
        self.name = name
        self.kind = kind
        self.market = market
        self.row = row
        self.cash = 0.0
        self.payable = 0.0
        self.cash_target = 0.0
        self.opening_quantity = 0.0
        # Its plan as a multiple of the opening one, and capacity a lever built, units a year.
        self.growth = 1.0
        self.built = 0.0
        # The kind of lever that opened it as a channel of its own, if any.
        self.lever = ""

    @property
    def contract(self) -> bool:
        """Whether it buys under contract."""
        return bool(self.market.is_contract[self.row])

    @property
    def quantity(self) -> float:
        """Units a year it wants at the baseline price, after any shock to its demand."""
        return float(self.market.yearly[self.row] * self.market.demand_factor[self.row])

    def plan(self) -> None:
        """Plan a year's purchases: opening quantity x growth + capacity built."""
        self.market.yearly[self.row] = self.opening_quantity * self.growth + self.built

    def follow(self, threshold: float, speed: float) -> None:
        """After a year, plan for more if purchases outgrew the plan, for less if they fell back.

        The bazaar's demand is the county's own and aid is decided elsewhere: neither grows.
        [M08, M09, M10]
        """
        market, row = self.market, self.row
        planned, bought = market.year_planned[row], market.year_bought[row]
        if self.lever or self.kind in ("bazaar", "aid") or planned <= 0.0:
            return
        self.growth = float(followed_plan(self.growth, bought / planned, threshold, speed))
        self.plan()

    def honours(self, contract_price: float) -> float:
        """Share of its signed purchase it honours this month; see `Market.honoured`."""
        return self.market.honoured(contract_price)
