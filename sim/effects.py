"""What shocks and levers do this month, asked by the phases one question at a time."""

from typing import TYPE_CHECKING, Any

from sim.rules.prices import quantity_behind_price

if TYPE_CHECKING:
    from sim.agents.buyer import Buyer
    from sim.agents.enterprise import Enterprise
    from sim.scenario.models import Lever, Shock
    from sim.state.market import Market


# Kinds of shock that change what some buyer plans to take.
_OF_DEMAND = frozenset({"demand", "support_withdrawn", "closure"})


def _by_kind(entries: "tuple[Any, ...]") -> "dict[str, tuple[Any, ...]]":
    """Entries of a scenario by their kind, each in the order they were declared."""
    kinds = dict.fromkeys(entry.kind for entry in entries)
    return {kind: tuple(e for e in entries if e.kind == kind) for kind in kinds}


class Effects:
    """Effects of a scenario's shocks and levers in the current month; none during the burn-in.

    Phases ask for every market every month, and most kinds never occur: such a question is one
    look into an empty table. What does occur is worked out once a month.
    """

    def __init__(self, shocks: "tuple[Shock, ...]" = (), levers: "tuple[Lever, ...]" = ()):
        self.shocks = shocks
        self.levers = levers
        self.month = -1
        self._levers_by_kind = _by_kind(levers)
        self._shocks_by_kind = _by_kind(shocks)
        # What can be felt this month, and the answers given so far.
        self._felt: dict[str, tuple[Any, ...]] = {}
        self._answers: dict[tuple[str, ...], Any] = {}
        self._covering: dict[tuple[str, str, str], tuple[Shock, ...]] = {}

    def start(self, month: int) -> None:
        """Ask about this month from now on."""
        self.month = month
        self._felt = self._shocks_by_kind if month >= 0 else {}
        self._answers.clear()

    def move_prices(self, market: "Market") -> bool:
        """Whether any price shock strikes a market."""
        return bool(self._shocks("price", market))

    @property
    def move_demand(self) -> bool:
        """Whether any shock that changes what buyers plan to take can be felt this month."""
        return not _OF_DEMAND.isdisjoint(self._felt)

    def price_change(self, market: "Market", at: str, cause: str) -> float:
        """Sum of the price changes struck at this rung for this cause, a share, -1 at least."""
        key = ("price", at, cause, market.chain, market.county)
        if key not in self._answers:
            change = sum(
                shock.change * shock.strength(self.month)
                for shock in self._shocks("price", market)
                if shock.at == at and shock.cause == cause
            )
            self._answers[key] = max(change, -1.0)
        return float(self._answers[key])

    def yield_factor(self, market: "Market") -> float:
        """Factor on what ripens: harvest shocks, and the local part of a national bumper crop."""
        factor = self._factor("harvest", market)
        if market.harvest_change == 0.0:
            return factor
        return factor * (1.0 + _local_bumper(market.harvest_change, market.parameters))

    def loss(self, market: "Market") -> float:
        """Share of every herd and cohort that dies this month."""
        kept = 1.0
        for shock in self._shocks("mortality", market):
            if shock.start_month == self.month:
                kept *= 1.0 - shock.change
        return 1.0 - kept

    def demand_factor(self, buyer: "Buyer") -> float:
        """Factor on what a buyer plans to take; 0 when its kind has left."""
        if not self.move_demand:
            return 1.0
        key = ("demand", buyer.kind, buyer.market.chain, buyer.market.county)
        if key not in self._answers:
            self._answers[key] = self._demand_left(buyer.kind, buyer.market)
        return float(self._answers[key])

    def _demand_left(self, kind: str, market: "Market") -> float:
        factor = 1.0
        for shock in self._shocks("demand", market):
            # Public support buying is not demand that can shrink of itself.
            if shock.buyer == kind or (shock.buyer == "all" and kind != "support"):
                factor *= 1.0 + shock.change * shock.strength(self.month)
        if kind == "aid":
            factor *= self.support_left("aid_purchases", market.county)
        if kind != "bazaar":
            factor *= self.open_share(market)
        return factor

    def open_share(self, market: "Market") -> float:
        """Share of the trade with outside that can pass; 1 with every route open."""
        return self._factor("closure", market)

    def workers_left(self, market: "Market") -> float:
        """Share of an enterprise's workers and of hired pickers that come to work."""
        return self._factor("labour", market)

    def credit_left(self, county: str) -> float:
        """Share of the usual new credit that banks still give."""
        return self._county_factor("credit_freeze", county)

    def ill_share(self, county: str) -> float:
        """Share of households with a worker who is ill this month."""
        return 1.0 - self._county_factor("illness", county, sign=-1.0)

    def episodes(self, county: str) -> dict[int, float]:
        """Share of households ill this month by episode, called by the month it broke out in."""
        found: dict[int, float] = {}
        for shock in self._felt.get("illness", ()):
            if shock.county in ("all", county):
                well = 1.0 - found.get(shock.start_month, 0.0)
                ill = shock.change * shock.strength(self.month)
                found[shock.start_month] = 1.0 - well * (1.0 - ill)
        return found

    def support_left(self, support: str, county: str) -> float:
        """Share of a public support (transfers, subsidies, aid_purchases) that still flows."""
        return self._county_factor("support_withdrawn", county, support=support)

    def input_factor(self, market: "Market") -> float:
        """Factor on the cost of inputs."""
        return self._factor("input_cost", market)

    def input_subsidy(self, market: "Market") -> float:
        """Share of cash inputs that a lever pays for the growers of a market."""
        lever = self.lever("input_subsidy", market)
        return 0.0 if lever is None else float(lever.subsidy_share or 0.0)

    def freight_factor(self, market: "Market") -> float:
        """Factor on freight."""
        return self._factor("freight", market)

    def must_exit(self, enterprise: "Enterprise", month: int) -> bool:
        """Whether a shock takes this enterprise away in this month."""
        return enterprise.is_active and any(
            month >= shock.start_month
            for shock in self._shocks("enterprise_exit", enterprise.market)
        )

    def lever(self, kind: str, market: "Market") -> "Lever | None":
        """The lever of this kind in force on a market, the last one declared."""
        if kind not in self._levers_by_kind:
            return None
        return self.lever_in(kind, market.chain, market.county)

    def lever_in(self, kind: str, chain: str, county: str) -> "Lever | None":
        """The lever of this kind in force in a chain of a county; chain "all" for those without."""
        if kind not in self._levers_by_kind:
            return None
        key = ("lever", kind, chain, county)
        if key not in self._answers:
            self._answers[key] = None
            for lever in self._levers_by_kind[kind]:
                if lever.covers(chain, county) and lever.active(self.month):
                    self._answers[key] = lever
        found: Lever | None = self._answers[key]
        return found

    def _factor(self, kind: str, market: "Market") -> float:
        """Product of what shocks of a kind leave in a market."""
        if kind not in self._felt:
            return 1.0
        key = (kind, market.chain, market.county)
        if key not in self._answers:
            factor = 1.0
            for shock in self._shocks(kind, market):
                factor *= 1.0 + shock.change * shock.strength(self.month)
            self._answers[key] = factor
        return float(self._answers[key])

    def _county_factor(
        self, kind: str, county: str, support: str = "all", sign: float = 1.0
    ) -> float:
        """Product of what shocks that name no chain leave in a county."""
        factor = 1.0
        for shock in self._felt.get(kind, ()):
            if shock.county in ("all", county) and shock.support in ("all", support):
                factor *= 1.0 + sign * shock.change * shock.strength(self.month)
        return factor

    def _shocks(self, kind: str, market: "Market") -> "tuple[Shock, ...]":
        """Shocks of a kind that strike a market, whenever they do."""
        if kind not in self._felt:
            return ()
        key = (kind, market.chain, market.county)
        if key not in self._covering:
            self._covering[key] = tuple(
                shock for shock in self._felt[kind] if shock.covers(market.chain, market.county)
            )
        return self._covering[key]


def _local_bumper(change: float, parameters: Any) -> float:
    """The county's share of the national surplus behind a change of the reference price."""
    if change == 0.0:
        return 0.0
    # A price cannot fall by everything through quantity; the elasticity form needs 1 + change > 0.
    behind = quantity_behind_price(max(change, -LARGEST_FALL), parameters.elasticity_national)
    return float(parameters.county_share_of_national_bumper * behind)


LARGEST_FALL = 1.0 - 1e-6
