"""The figures of an answer, declared once: unit, groups, better direction and how it is computed.

`explain` and the documentation read these declarations; the sentences are in the catalogues
(`sim/messages/metrics.*.toml`) under `metrics.<name>`. A formula takes the figures, the metric's
columns, a group and a window, and returns one number a side and draw: (2, draws).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.messages import text
from sim.results import formulas
from sim.results.figures import Figures
from sim.results.schema import PRODUCT_UNIT

Better = Literal["up", "down", ""]
Formula = Callable[[Figures, tuple[str, ...], str, str], NDArray[np.float64]]
# Groups whose households, markets or payments a metric is told for, growers first.
OF_HOUSEHOLDS = (
    "chain", "chain,linkage", "chain,county", "insured", "county", "status", "decile", "sources",
    "all",
)  # fmt: skip
OF_MARKETS = ("chain", "chain,county")
OF_PAYMENTS = ("chain", "all")
OF_REGION = ("all",)
OF_LEVERS = ("all", "lever")


@dataclass(frozen=True)
class Metric:
    """One figure of the answer table."""

    name: str
    unit: str
    better: Better
    groupings: tuple[str, ...]
    formula: Formula
    columns: tuple[str, ...]

    @property
    def per_household(self) -> bool:
        """Say whether the figure is one of households rather than of markets or accounts."""
        return self.groupings == OF_HOUSEHOLDS

    def describe(self, lang: str) -> str:
        """Return the definition, in `lang`."""
        return text(f"metrics.{self.name}", lang)

    def label(self, lang: str) -> str:
        """Return the short name for a table, in `lang`."""
        return text(f"metric_label.{self.name}", lang)


def _per_household(name: str, column: str, better: Better = "up") -> Metric:
    formula = formulas.per("households")
    return Metric(name, "yuan/household", better, OF_HOUSEHOLDS, formula, (column,))


def _households(name: str, better: Better) -> Metric:
    return Metric(name, "households", better, OF_HOUSEHOLDS, formulas.group_total, (name,))


def _price(rung: str, better: Better) -> Metric:
    unit = f"yuan/{PRODUCT_UNIT}"
    return Metric(f"price_{rung}", unit, better, OF_MARKETS, formulas.mean_price, (rung,))


def _volume(name: str, better: Better, *columns: str) -> Metric:
    formula = formulas.market_total
    return Metric(f"volume_{name}", PRODUCT_UNIT, better, OF_MARKETS, formula, columns or (name,))


def _market(name: str, unit: str, better: Better) -> Metric:
    return Metric(name, unit, better, OF_MARKETS, formulas.market_at_end, (name,))


def _paid(name: str, better: Better, *kinds: str) -> Metric:
    return Metric(name, "yuan", better, OF_PAYMENTS, formulas.paid, kinds or (name,))


METRICS: tuple[Metric, ...] = (
    _per_household("net_income_per_household", "net_income"),
    Metric(
        "net_income_per_person",
        "yuan/person",
        "up",
        OF_HOUSEHOLDS,
        formulas.per("persons"),
        ("net_income",),
    ),
    Metric("net_income", "yuan", "up", OF_HOUSEHOLDS, formulas.group_total, ("net_income",)),
    _per_household("sales_per_household", "sales"),
    _per_household("wages_per_household", "wages"),
    _per_household("payouts_per_household", "payouts"),
    _per_household("relief_per_household", "relief"),
    _per_household("public_jobs_per_household", "public_jobs"),
    _per_household("dividends_per_household", "dividends"),
    _per_household("stock_change_per_household", "stock_change", ""),
    _per_household("inputs_per_household", "inputs", ""),
    _per_household("hired_labour_per_household", "hired_labour", ""),
    _per_household("write_offs_per_household", "write_offs"),
    _per_household("consumption_per_household", "consumption"),
    _per_household("debt_per_household", "debt", "down"),
    _households("newly_below_monitoring", "down"),
    _households("newly_above_monitoring", "up"),
    _households("below_monitoring", "down"),
    _households("newly_below_poverty", "down"),
    _households("newly_above_poverty", "up"),
    _households("below_poverty", "down"),
    _households("red", "down"),
    _households("orange", "down"),
    _households("yellow", "down"),
    _households("green", "up"),
    _price("reference", "up"),
    _price("farm_gate", "up"),
    _price("contract_paid", "up"),
    _price("index", ""),
    Metric("farm_gate_sales", "yuan", "up", OF_MARKETS, formulas.farm_gate_sales, ("farm_gate",)),
    _volume("produced", "up"),
    _volume("sold", "up", "sold_contract", "sold_spot"),
    _volume("sold_contract", ""),
    _volume("side_sold", ""),
    _volume("eaten", ""),
    _volume("shrunk", "down"),
    _volume("discarded", "down"),
    _volume("unsold", "down"),
    Metric(
        "contract_breach_buyers",
        "share",
        "down",
        OF_MARKETS,
        formulas.market_mean,
        ("contract_breach_buyers",),
    ),
    _market("growers", "households", ""),
    _market("members", "households", ""),
    _market("enterprise_cash", "yuan", "up"),
    _market("enterprises_strained", "enterprises", "down"),
    _market("enterprises_in_default", "enterprises", "down"),
    _market("enterprises_gone", "enterprises", "down"),
    _paid("insurance_payouts", "up"),
    _paid("enterprise_wages", "up", "enterprise_wages", "enterprise_picking_wages"),
    _paid("picking_wages", "up"),
    _paid("cooperative_wages", "up"),
    Metric("region_loss", "yuan", "down", OF_REGION, formulas.region_loss, ()),
    Metric("farm_gate_loss", "yuan", "down", OF_REGION, formulas.farm_gate_loss, ()),
    Metric("public_cost", "yuan", "down", OF_REGION, formulas.public_cost, ()),
    Metric("lever_outlay", "yuan", "", OF_LEVERS, formulas.lever_outlay, ()),
)
METRIC: dict[str, Metric] = {metric.name: metric for metric in METRICS}
