"""The model: four kinds of agent, all chains, one month at a time."""

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim import setup
from sim.accounts.audit import Audit
from sim.accounts.books import Books
from sim.accounts.stocktaking import STOCK
from sim.cells import assign_cells, close_month, sort_by_cell
from sim.chains import CHAINS
from sim.channels import open_channels, set_channels
from sim.effects import Effects
from sim.engine.light import mesa
from sim.parameters import Parameters
from sim.phases.support import planned_support
from sim.plain import plain_parameters
from sim.population import Population, synthesise
from sim.record import CELL_COLUMNS, Recorder, RunRecord
from sim.schedule import SCHEDULE, Phase
from sim.state.holdings import Holdings
from sim.state.households import Precision, build_households
from sim.state.income import ROUTES, Income
from sim.state.land import share_spare_land
from sim.state.safety import build_safety_net
from sim.state.steady import SteadyIncome

if TYPE_CHECKING:
    from sim.regions.schema import Region

BURN_IN = 24
# What `ValueChainModel._derive` works out.
_DERIVED = frozenset({"usual_income", "person_share", "_cash_need"})


class ValueChainModel(mesa.Model):
    """Households, cooperatives, leading enterprises and buyers of a region, in all chains.

    region, parameters: what is and what holds, already drawn for this draw; seed, draw: the luck;
    start_month: calendar month of month 0 as year x 12 + month (January = 0); population: made
    from the region unless given; luck: False switches price and weather noise off (tests,
    teaching); precision: of households' traits and monthly incomes, not of any account. `step`
    moves a month on; the first 24 months are the burn-in, without luck, shocks or yearly decisions,
    and end in the opening (month -1).
    """

    audit_type = Audit

    def __init__(
        self,
        region: "Region",
        parameters: Parameters,
        seed: int = 0,
        draw: int = 0,
        start_month: int = 2021 * 12,
        population: Population | None = None,
        luck: bool = True,
        precision: Precision = np.float32,
    ):
        super().__init__(rng=0)
        self.region, self.parameter_tree = region, parameters
        self.parameters = plain_parameters(parameters)
        self.chains = dict(CHAINS)
        self.draw, self.start_month, self.luck = draw, start_month, luck
        self.luck_seed, self.precision = seed, precision
        self.burn_in = BURN_IN
        # The month last lived through: the first step is month -24.
        self.month = -BURN_IN - 1
        self.effects = Effects()
        self.price_level = dict.fromkeys(self.chains, (0.0, 0.0))
        self.books, self.audit, self.recorder = Books(), self.audit_type(), Recorder()
        people = population or synthesise(region, parameters, seed, draw)
        self._build_tables(people)
        self.cell_keys, self.cell_columns = assign_cells(self), CELL_COLUMNS
        sort_by_cell(self)
        self._build_work_arrays()
        self.cells = np.zeros((len(self.cell_keys), len(CELL_COLUMNS)))
        self.income = Income(
            np.zeros(len(self.households)), self.cells, self.households.cell,
            np.zeros((len(self.cell_keys), len(self.chains), len(ROUTES), 2)),
        )  # fmt: skip
        _open_rings(self)

    def _build_tables(self, people: Population) -> None:
        self.households = build_households(people, self.precision)
        self.markets = setup.build_markets(self, people)
        self.buyers = setup.build_buyers(self, people)
        self.buyers_of = [
            [buyer for buyer in self.buyers if buyer.market is market] for market in self.markets
        ]
        self.cooperative_agents: list[Any] = []
        self.cooperatives = setup.build_cooperatives(self, people)
        self.contract_share = np.asarray(people.contract_shares, dtype=np.float64)
        self.holdings = {name: setup.build_holdings(self, people, name) for name in self.chains}
        self.bases = {name: setup.build_bases(self, people, name) for name in self.chains}
        setup.add_dividend_reserve(self)
        setup.open_storage(self)
        share_spare_land(self.households, self.holdings)
        self.enterprises = setup.build_enterprises(self, people)
        self.enterprises_of = [
            [agent for agent in self.enterprises if agent.market is market]
            for market in self.markets
        ]
        setup.open_enterprise_accounts(self, people)
        self.county_of_market = np.array([county for county, _ in people.markets], dtype=np.int64)

    def _build_work_arrays(self) -> None:
        size, h = len(self.households), self.households
        counties = len(self.region.counties)
        self.borrowers = np.flatnonzero(h.get("loan") > 0.0)
        has_job = (h.get("employer") >= 0) & (h.get("enterprise_job") > 0.0)
        has_job |= (h.get("cooperative_employer") >= 0) & (h.get("cooperative_job") > 0.0)
        self.employees, self.pickers = (
            np.flatnonzero(has_job),
            np.flatnonzero(h.get("picking_days")),
        )
        # Whether anybody was ever trained in this run, and so has skills to keep or to forget.
        self.trains = False
        # Luck with the weather by county and year, as far as it is drawn.
        self.weather: dict[tuple[str, int], float] = {}
        self.steady = SteadyIncome(size, len(self.cell_keys))
        self.inhabitants = np.bincount(h.get("village"))
        self._derive()
        self.below = np.zeros((2, size), dtype=bool)
        self.picking_pool = np.zeros(counties)
        self.picking_days = np.bincount(
            h.get("county"), weights=h.get("picking_days"), minlength=counties
        )
        self.arable_share = [_share(h.get("arable_mu") * (h.get("county") == c))
                             for c in range(counties)]  # fmt: skip
        self.cooperative_wage_share = np.ones(len(self.cooperatives))
        self.insured_chains = tuple(n for n, chain in self.chains.items() if chain.insured)
        self.insurance_target: dict[str, NDArray[np.float64]] = {}
        self.settlements: dict[str, list[NDArray[np.float64]]] = {
            name: [] for name in self.insured_chains
        }
        # How far contracts are believed, by market and by county; see sim.phases.trust.
        self.market_credibility = np.ones(len(self.markets))
        self.credibility = np.ones(counties)
        self.planned_support = planned_support(self)
        self.safety = build_safety_net(self)
        nobody = np.zeros(0, dtype=np.int64)
        self.ill = nobody
        self.medical_year = [(nobody, np.zeros(0))] * 12
        nothing = np.zeros(len(self.markets))
        # Product that households of each market had in store when the month began.
        self.stock_before = [0.0] * len(self.markets)
        self.month_totals = {
            name: {"side_sold": nothing, "over_delivered": nothing} for name in self.chains
        }

    def _derive(self) -> None:
        """What follows from households' own columns, which nothing changes."""
        h = self.households
        monthly = self.parameters.household.consumption_subsistence / 12.0
        self.usual_income = np.asarray(h.get("opening_income") * h.get("persons"))
        self.person_share = 1.0 / h.get("persons")
        self._cash_need = np.asarray(h.get("persons") * monthly)

    def __getstate__(self) -> dict[str, Any]:
        """What a copy needs: it derives the rest anew."""
        return {name: value for name, value in vars(self).items() if name not in _DERIVED}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._derive()

    @property
    def calendar_month(self) -> int:
        """Month of the year, January = 0."""
        return (self.start_month + self.month) % 12

    def parameters_of(self, chain: str) -> Any:
        """The parameter record of a chain."""
        return getattr(self.parameters, chain)

    def market_array(self, name: str) -> NDArray[np.float64]:
        """An attribute of all markets as an array."""
        return np.array([getattr(market, name) for market in self.markets], dtype=np.float64)

    def cash_need(self) -> NDArray[np.float64]:
        """Cash each household needs for a month, yuan: its subsistence."""
        return self._cash_need

    def able_workers(self) -> NDArray[np.float64]:
        """Workers of each household who are well."""
        workers = self.households.get("workers")
        return np.asarray(workers * self.households.get("at_work") if self.ill.size else workers)

    def owners(self, table: Holdings) -> Iterator[tuple[str, Any]]:
        """Sectors that own rows of a holdings table, each with its rows (slice or mask)."""
        if len(table) == 0:
            return
        if table.household[0] >= 0:
            yield "households", slice(None)
            return
        enterprise = table.enterprise >= 0
        yield "cooperatives", ~enterprise
        yield "enterprises", enterprise

    def step(self) -> None:
        """One month: every phase of the schedule in its order, then the audit."""
        self.month += 1
        self.books.new_month()
        self.cells[:] = 0.0
        self.income.sold[:] = 0.0
        self.effects.start(self.month)
        for place in self.markets:
            place.new_month(self.effects.lever("floor_price", place))
        set_channels(self)
        if self.effects.move_demand:
            for buyer in self.buyers:
                buyer.market.demand_factor[buyer.row] = self.effects.demand_factor(buyer)
        for enterprise in self.enterprises:
            enterprise.new_month(self.effects)
        self.stock_before = [found[STOCK] for found in self.audit.begin(self).markets]
        for phase in self.phases():
            phase.run(self)
        self._close_month()
        self.audit.after(self)

    def phases(self) -> tuple[Phase, ...]:
        """The phases of a month in their order."""
        return SCHEDULE

    def _close_month(self) -> None:
        close_month(self)

    def open(self) -> "ValueChainModel":
        """Run the burn-in up to the opening (month -1); returns the model itself."""
        while self.month < -1:
            self.step()
        self.audit = self.audit_type()
        return self

    def branch(self, effects: Effects) -> "ValueChainModel":
        """A copy of the opening that will live through these shocks and levers."""
        shared = (
            self.region, self.parameter_tree, self.parameters, self.cell_keys, self.chains,
            *vars(self.parameters).values(),
        )  # fmt: skip
        memo = {id(thing): thing for thing in shared}
        memo |= {id(chain): chain for chain in self.chains.values()}
        twin: ValueChainModel = copy.deepcopy(self, memo)
        return twin.begin(effects)

    def begin(self, effects: Effects) -> "ValueChainModel":
        """From now on live through these shocks and levers; returns the model itself."""
        self.effects = effects
        open_channels(self)
        return self

    def close(self) -> None:
        """Let go of everything a run holds in memory; the model cannot step afterwards.

        Mesa counts agents in a table that keeps every model alive, and model and agents refer to
        each other, so a finished model would stay until the process ends.
        """
        counters = getattr(mesa.Agent, "_ids", {})
        if hasattr(counters, "pop"):
            counters.pop(self, None)
        self.__dict__.clear()

    def run(self, months: int, name: str) -> RunRecord:
        """Run so many months from the opening and return their record."""
        self.recorder.opening(self)
        self.go_on(months)
        return self.recorder.record(self, name)

    def go_on(self, months: int) -> None:
        """Run so many months more into the record that was begun."""
        for _ in range(months):
            self.step()
            self.recorder.month(self)


def _share(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    total = weights.sum()
    return weights / total if total > 0.0 else weights


def _open_rings(model: ValueChainModel) -> None:
    """Fill the 24-month ring of incomes evenly, so that the first year has a year before it."""
    monthly = (model.households.get("income_12") / 12.0).astype(model.precision)
    model.ring = np.tile(monthly, (24, 1))
