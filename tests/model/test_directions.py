"""Every shock and every lever, low and high: it moves what it should and no more.

Paired draws with luck on the sample region; each entry strikes one county. What it must move is
read from that county; every household of the other one must live exactly as without it.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.accounts.kinds import FLOW_INDEX
from sim.record import RunRecord
from sim.scenario.levers import LEVERS
from sim.scenario.shocks import SHOCKS
from tools.patterns.runs import income, lever, lived, market_series, opened, shock

MONTHS = 30
DRAWS = (0, 1)


def source(name: str):
    """Income of the county's households from a source, yuan over the run."""

    def measure(record: RunRecord, county: str, chain: str | None) -> float:
        cells = record.cell_keys["county"] == county
        if chain is not None:
            cells = cells & (record.cell_keys[f"linkage_{chain}"] != "none")
        return float(income(record, cells, name).sum())

    return measure


def market(name: str):
    """A monthly column of the chain's market in the county, summed over the run."""

    def measure(record: RunRecord, county: str, chain: str) -> float:
        column = [place for place, name in record.markets if name == chain].index(county)
        values = market_series(record, name, chain)[:, column]
        return float(values.sum())

    return measure


def paid(name: str):
    """Yuan paid of a kind over the run."""

    def measure(record: RunRecord, county: str, chain: str | None) -> float:
        return float(record.flows[:, FLOW_INDEX[name]].sum())

    return measure


def units_sold(record: RunRecord, county: str, chain: str) -> float:
    """Units sold on the spot and under contract."""
    return sum(market(name)(record, county, chain) for name in ("sold_spot", "sold_contract"))


def trees_and_herds(record: RunRecord, county: str, chain: str) -> float:
    """Lowest capacity in the year after the shock."""
    column = [place for place, name in record.markets if name == chain].index(county)
    return float(market_series(record, "capacity", chain)[:20, column].min())


def most_growers(record: RunRecord, county: str, chain: str) -> float:
    """Most households that ever held the chain: after a glut many leave again."""
    column = [place for place, name in record.markets if name == chain].index(county)
    return float(market_series(record, "growers", chain)[:, column].max())


def bad_months(record: RunRecord, county: str, chain: str) -> float:
    """Enterprise-months in default or gone."""
    return market("enterprises_in_default")(record, county, chain) + market("enterprises_gone")(
        record, county, chain
    )


@dataclass(frozen=True)
class Case:
    """An entry, the key that is turned from low to high, and what it must move up or down."""

    kind: str
    key: str
    low: Any
    high: Any
    measure: Any
    up: bool
    chain: str | None = "jujube"
    county: str = "luopu"
    keys: dict[str, Any] = field(default_factory=dict)
    beside: tuple[dict[str, Any], ...] = ()
    # Where the lever replaces a value that is not zero, only its two settings are compared.
    replaces: bool = False

    def entry(self, value: Any) -> dict[str, Any]:
        """The entry with its key at a value."""
        section = shock if self.kind in SHOCKS else lever
        named = {} if self.chain is None or "chain" not in _key_names(self.kind) else {
            "chain": self.chain}  # fmt: skip
        keys = {"start": 6, **named, "county": self.county, **self.keys, self.key: value}
        return section(self.kind, **keys)


def _key_names(kind: str) -> set[str]:
    return {key.name for key in {**SHOCKS, **LEVERS}[kind].keys}


def fall(chain: str, county: str, change: float = -0.4, **keys: Any) -> dict[str, Any]:
    return shock("price", chain=chain, county=county, change=change, start=7, **keys)


DATES_FALL = (fall("jujube", "luopu"),)
RABBITS_FALL = (fall("rabbit", "yutian", -0.5, at="reference"),)
NET = source("net_income")
CASES = (
    Case("price", "change", -0.1, -0.4, NET, up=False),
    Case("demand", "change", -0.2, -0.8, market("farm_gate"), up=False, keys={"buyer": "dealer"}),
    Case("harvest", "change", -0.2, -0.6, market("produced"), up=False),
    Case("mortality", "change", 0.1, 0.6, trees_and_herds, False, "rabbit", "yutian"),
    Case("enterprise_exit", "start", 20, 8, NET, False, "rabbit", "yutian"),
    Case("input_cost", "change", 0.2, 0.8, NET, False, "pigeon", "yutian"),
    Case("freight", "change", 0.5, 3.0, market("farm_gate"), up=False),
    Case("closure", "change", -0.3, -0.9, units_sold, up=False),
    Case("labour", "change", -0.2, -0.8, paid("enterprise_wages"), False, "rose", "yutian"),
    Case("credit_freeze", "change", -0.3, -1.0, paid("household_loans"), False, None),
    Case("support_withdrawn", "change", -0.2, -0.8, source("transfers"), False, None),
    Case("illness", "change", 0.02, 0.2, source("wages"), False, None),
    Case("price_insurance", "insured_share", 0.2, 1.0, source("payouts"), True,
         beside=DATES_FALL, keys={"start": 4}),
    Case("floor_price", "price", 5.5, 6.8, NET, True, beside=DATES_FALL,
         keys={"backed_by": "government"}),
    Case("contract_share", "share", 0.2, 1.0, market("sold_contract"), True, "pigeon",
         replaces=True),
    Case("microcredit", "volume", 0.2, 2.0, paid("household_loans"), True, None,
         replaces=True),
    Case("aid_quota", "share", 0.1, 0.4, market("farm_gate"), True, beside=DATES_FALL),
    Case("e_commerce", "share", 0.05, 0.4, market("farm_gate"), True, keys={"years": 0.5}),
    Case("storage", "share", 0.001, 0.4, paid("storage_purchases"), True),
    Case("processing_capacity", "added", 0.2, 2.0, paid("capacity_building_government"), True),
    Case("support_buying", "share", 0.05, 0.4, market("farm_gate"), True, beside=DATES_FALL,
         keys={"price": 6.0}),
    Case("shares", "households_share", 0.1, 0.6, paid("dividends"), True, "pigeon"),
    Case("input_subsidy", "subsidy_share", 0.1, 0.8, source("inputs"), True),
    Case("training", "households_share", 0.2, 1.0, market("produced"), True),
    Case("public_jobs", "budget", 1e4, 1e6, source("public_jobs"), True, None),
    Case("relief_fund", "budget", 1e4, 1e6, paid("relief_payments"), True, None),
    Case("credit_enhancement", "line_added", 0.2, 3.0, bad_months, False, "rabbit", "yutian",
         beside=RABBITS_FALL),
    Case("diversification", "households_share", 0.01, 0.1, most_growers, True,
         "pigeon"),
)  # fmt: skip


@cache
def record(draw: int, *entries: tuple[tuple[str, Any], ...]) -> RunRecord:
    return lived(opened(luck=True, draw=draw), MONTHS, *(dict(entry) for entry in entries))


def run(draw: int, *entries: dict[str, Any]) -> RunRecord:
    return record(draw, *(tuple(entry.items()) for entry in entries))


def test_every_kind_is_here():
    assert {case.kind for case in CASES} == {*SHOCKS, *LEVERS}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_low_and_high_move_what_they_should(case):
    for draw in DRAWS:
        without = case.measure(run(draw, *case.beside), case.county, case.chain)
        low, high = (
            case.measure(run(draw, *case.beside, case.entry(value)), case.county, case.chain)
            for value in (case.low, case.high)
        )
        steps = np.array([low - without, high - low]) * (1.0 if case.up else -1.0)
        # A low setting may do nothing yet (an enterprise fails all the same); the high one must.
        assert steps[1] > 0.0, (low, high)
        if not case.replaces:
            assert steps[0] >= 0.0, (without, low)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_the_other_county_lives_as_before(case):
    without = run(DRAWS[0], *case.beside)
    high = run(DRAWS[0], *case.beside, case.entry(case.high))
    other = without.cell_keys["county"] != case.county
    np.testing.assert_array_equal(high.cells[:, other], without.cells[:, other])
    for column, values in without.market.items():
        outside = [i for i, (county, _) in enumerate(without.markets) if county != case.county]
        np.testing.assert_array_equal(high.market[column][:, outside], values[:, outside], column)
