"""A small made-up run whose accounts close: random flows, claims and goods, books derived."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.accounts.kinds import ASSETS, CHAIN_COLUMNS, CLAIMS, FLOWS, MOVEMENTS, SECTORS
from sim.record import CELL_COLUMNS
from sim.parameters.sampling import Ensemble
from sim.results import WindowPlan, draw_tables, plan_windows, schema
from sim.results.incidence import CLAIM_SIGNS, FLOW_SIGNS
from sim.results.frames import Tables
from sim.scenario.models import Run, Scenario, Shock
from sim.state.cell_keys import CellKeys

MONTHS = 24
HOUSEHOLDS = 400
MARKETS = [("luopu", "pigeon"), ("luopu", "jujube"), ("yutian", "jujube"), ("yutian", "rose")]
CHAINS = ("pigeon", "rabbit", "jujube", "rose")
# Red dates are picked in October and November.
JUJUBE_HARVEST = (0.0,) * 9 + (0.5, 0.5, 0.0)


def toy_cell_keys() -> CellKeys:
    """Cells of two counties and three statuses; dates, roses, both or neither."""
    rows = [
        _cell(county, status, chains, linkage, decile)
        for county in ("luopu", "yutian")
        for status in ("ordinary", "lifted", "marginal")
        for chains, linkage in (
            ("none", "none"),
            ("jujube", "member"),
            ("jujube", "spot"),
            ("jujube+rose", "spot"),
            ("rose", "contract"),
        )
        for decile in (1, 10)
    ]
    return CellKeys({name: np.array([row[name] for row in rows]) for name in rows[0]})


def _cell(county: str, status: str, chains: str, linkage: str, decile: int) -> dict[str, Any]:
    held = chains.split("+")
    return {
        "county": county,
        "status": status,
        "chains": chains,
        **{f"linkage_{chain}": linkage if chain in held else "none" for chain in CHAINS},
        "decile": decile,
        "insured": chains == "jujube" and linkage == "member",
        "sources": 0 if chains == "none" else len(held),
    }


def toy_record(seed: int, name: str = "baseline", months: int = MONTHS) -> Any:
    """A record of the shape of `RunRecord`; two records with one seed are equal."""
    random = np.random.default_rng(seed)
    record = SimpleNamespace(scenario_name=name, months=months, start_month=1, markets=MARKETS)
    _add_money(record, random)
    _add_goods(record, random)
    _add_markets(record, random)
    _add_households(record, random)
    record.cells_by_month, record.sold_by_month = record.cells, record.sold
    return record


def _sparse(random: np.random.Generator, *shape: int) -> np.ndarray:
    return random.uniform(1.0, 1000.0, shape) * (random.random(shape) < 0.3)


def _add_money(record: Any, random: np.random.Generator) -> None:
    months = record.months
    record.flows = _sparse(random, months, len(FLOWS), len(CHAIN_COLUMNS))
    record.claims_created = _sparse(random, months, len(CLAIMS), len(CHAIN_COLUMNS))
    record.claims_paid = record.claims_created * 0.7
    record.claims_written_off = record.claims_created * 0.1
    change = record.claims_created - record.claims_paid - record.claims_written_off
    opening = np.full((1, len(CLAIMS), len(CHAIN_COLUMNS)), 50.0)
    record.claims_outstanding = np.concatenate([opening, opening + np.cumsum(change, axis=0)])
    net = record.flows.sum(axis=2) @ FLOW_SIGNS
    record.cash = np.concatenate([np.zeros((1, len(SECTORS))), np.cumsum(net, axis=0)])
    held = record.claims_outstanding.sum(axis=2)
    loans = np.array([claim.loan for claim in CLAIMS])
    owed = np.maximum(-CLAIM_SIGNS, 0.0)
    record.debt = (held * loans) @ owed
    record.payable = (held * ~loans) @ owed
    record.receivable = held @ np.maximum(CLAIM_SIGNS, 0.0)


def _add_goods(record: Any, random: np.random.Generator) -> None:
    months = record.months
    stocked = [asset.name for asset in ASSETS if asset.product]
    record.goods = _sparse(random, months, len(MOVEMENTS))
    record.capital = np.zeros((months + 1, len(SECTORS), len(ASSETS)))
    for number, asset in enumerate(ASSETS):
        if not asset.product:
            record.capital[:, 0, number] = random.uniform(1.0, 9.0, months + 1)
    processed: dict[str, int] = {}
    for number, move in enumerate(MOVEMENTS):
        if move.product not in stocked:
            first = processed.setdefault(move.product, number)
            record.goods[:, number] = record.goods[:, first]  # what comes in goes out
            continue
        place = stocked.index(move.product)
        asset_number = [asset.name for asset in ASSETS].index(stocked[place])
        total = np.concatenate([[0.0], np.cumsum(record.goods[:, number])])
        for end, sign in ((move.origin, -1.0), (move.destination, 1.0)):
            if end in SECTORS[:-1]:
                record.capital[:, SECTORS.index(end), asset_number] += sign * total
    record.unit_value = random.uniform(1.0, 20.0, (months + 1, len(ASSETS)))


def _add_markets(record: Any, random: np.random.Generator) -> None:
    shape = (record.months + 1, len(MARKETS))
    names = [c.name for c in schema.MONTHLY.columns if c.role != "key"]
    record.market = {name: random.uniform(1.0, 100.0, shape) for name in names}


def _add_households(record: Any, random: np.random.Generator) -> None:
    record.cell_keys = toy_cell_keys()
    cells = len(record.cell_keys)
    record.cell_of_household = np.sort(random.integers(0, cells, HOUSEHOLDS))
    record.cells = random.uniform(0.0, 100.0, (record.months + 1, cells, len(CELL_COLUMNS)))
    sources = [CELL_COLUMNS.index(name) for name in schema.INCOME_SOURCES]
    net_income = record.cells[:, :, sources].sum(axis=2)
    record.cells[:, :, CELL_COLUMNS.index("net_income")] = net_income
    _add_sales(record, random)
    households = np.bincount(record.cell_of_household, minlength=cells)
    record.cells[:, :, CELL_COLUMNS.index("households")] = households
    record.cells[:, :, CELL_COLUMNS.index("persons")] = 4 * households
    record.below = random.random((record.months + 1, 2, HOUSEHOLDS)) < 0.1
    record.below_bits = np.packbits(record.below, axis=-1)
    for line, column in enumerate(("below_poverty", "below_monitoring")):
        for month in range(record.months + 1):
            record.cells[month, :, CELL_COLUMNS.index(column)] = np.bincount(
                record.cell_of_household, weights=record.below[month, line], minlength=cells
            )


def _add_sales(record: Any, random: np.random.Generator) -> None:
    """Split each cell's sales between the chains it holds and the two routes."""
    sales = record.cells[1:, :, CELL_COLUMNS.index("sales")]
    held = [chains.split("+") for chains in record.cell_keys["chains"].tolist()]
    holds = np.array([[chain in chains for chain in CHAINS] for chains in held], dtype=float)
    holds[[chains == ["none"] for chains in held], 0] = 1.0
    weights = random.uniform(0.1, 1.0, (*sales.shape, len(CHAINS), 2)) * holds[None, :, :, None]
    yuan = sales[..., None, None] * weights / weights.sum(axis=(2, 3), keepdims=True)
    record.sold = np.stack([yuan / random.uniform(2.0, 9.0, yuan.shape), yuan], axis=-1)


def same_households(record: Any, other: Any) -> Any:
    """Give `record` the households of `other`, so that they can be paired."""
    record.cell_of_household = other.cell_of_household
    for column in ("households", "persons"):
        number = CELL_COLUMNS.index(column)
        record.cells[:, :, number] = other.cells[:, :, number]
    return record


def toy_scenario(*shocks: Shock, name: str = "dates", months: int = MONTHS) -> Scenario:
    """A scenario with the given shocks, from January 2021."""
    run = Run(region="luopu-yutian", start=date(2021, 1, 1), months=months, seed=1, draws=3)
    return Scenario(name=name, title="Dates", title_zh="红枣", run=run, shocks=shocks)


def price_shock(change: float = -0.3, chain: str = "jujube", start_month: int = 7) -> Shock:
    """A fall of the farm-gate price from August of the first year."""
    return Shock(
        kind="price", name="price", chain=chain, county="all", start_month=start_month,
        change=change,
    )  # fmt: skip


class ToyParameters:
    """The few leaves that results read, in the shape of `Parameters`."""

    def __init__(self) -> None:
        self.overrides: dict[str, float] = {}
        self.ensemble = Ensemble(("jujube.farm_gate_price",), ((6.2,), (7.1,)))
        self._values = {
            "jujube.harvest_calendar": (JUJUBE_HARVEST, False, "specify"),
            "jujube.farm_gate_price": (6.8, True, "calibrate"),
            "jujube.pass_through": (1.0, True, "specify"),
            "rose.pass_through": (1.0, False, "specify"),
            "household.income_log_sd": (0.4, True, "specify"),
            "household.poverty_line": (4000.0, False, "specify"),
        }

    def value(self, path: str) -> Any:
        return self._values[path][0]

    def is_sampled(self, path: str) -> bool:
        return self._values[path][1] and path not in self.overrides

    def leaves(self) -> list[Any]:
        return [
            SimpleNamespace(
                path=path, value=value, low=0.0, high=10.0, unit="1", sampled=sampled, use=use,
                source=("P01",), grade="assumed", meaning_en="meaning", meaning_zh="含义",
            )
            for path, (value, sampled, use) in self._values.items()
        ]  # fmt: skip

    def hash(self) -> str:
        return "0" * 16


def toy_plan(scenario: Scenario) -> WindowPlan:
    """The windows of a scenario with the toy's harvest calendar."""
    return plan_windows(scenario, ToyParameters())  # type: ignore[arg-type]


def toy_draws(scenario: Scenario, draws: int, equal: bool = False) -> list[Tables]:
    """Tables of several draws; `equal` makes both sides the same."""
    plan = toy_plan(scenario)
    months = scenario.run.months
    tables = []
    for draw in range(draws):
        baseline = toy_record(draw, months=months)
        after = toy_record(draw if equal else 1000 + draw, name=scenario.name, months=months)
        tables.append(draw_tables(baseline, same_households(after, baseline), draw, plan))
    return tables
