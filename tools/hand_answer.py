"""The main question answered by hand beside the model, and every gap between the two measured.

    python -m tools.hand_answer [--draws 16] [--more 64]

rewrites the tables of docs/hand-answer.md.

By hand: figures of Luopu's county file and opening values of parameters, multiplied on paper. The
model: the same fall with one thing at a time switched off or pinned, so that the gaps have names.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from sim.model import ValueChainModel
from sim.paired_draw import draw_parameters, live_through
from sim.parameters import Parameters, load_parameters
from sim.regions import load_region
from sim.results import draw_tables, formulas, plan_windows
from sim.results.figures import Figures
from sim.scenario import Scenario
from tools.markdown import PROJECT, between_markers, table

PAGE = PROJECT / "docs" / "hand-answer.md"
MAIN = "jujube-price-30"
FALL = 0.30
WINDOW = "first_year"
# The first year ends in month 20: 2021-10 to 2022-09.
MONTHS = 21
GROWERS, MEMBERS, OTHERS = (
    "chain=jujube",
    "chain=jujube,linkage=member",
    "chain=jujube,linkage=spot",
)
MILLION = 1e6
NO_INSURANCE = f"""
extends = "{MAIN}"
[[lever]]
kind = "price_insurance"
insured_share = 0.0
"""


@dataclass(frozen=True)
class Answer:
    """The figures that hand and model both give; yuan unless the name says otherwise."""

    price: float
    sold: float
    farm_gate_loss: float
    member_loss: float
    other_loss: float
    income_share: float
    date_income_share: float
    insurance: float
    newly_below: float
    region_loss: float

    def cells(self) -> list[str]:
        """As table cells, in the order of `ROWS`."""
        return [
            f"{self.price:.2f}",
            f"{self.sold / MILLION:.1f}",
            f"{self.farm_gate_loss / MILLION:.1f}",
            f"{self.member_loss:,.0f}",
            "–" if math.isnan(self.other_loss) else f"{self.other_loss:,.0f}",
            f"{100 * self.income_share:.1f}",
            f"{100 * self.date_income_share:.0f}",
            f"{self.insurance / MILLION:.1f}",
            f"{self.newly_below:,.0f}",
            f"{self.region_loss / MILLION:.1f}",
        ]


ROWS = (
    "farm-gate price before the fall, yuan/kg",
    "sold before the fall, million kg",
    "loss at the farm gate, million yuan",
    "net income lost, member household, yuan",
    "net income lost, other grower household, yuan",
    "of growers' household income, %",
    "of growers' net date income, %",
    "insurance gives back, million yuan",
    "households newly under the monitoring line",
    "region's loss, million yuan",
)


SHORT = (
    "price", "sold", "farm gate", "member", "other", "of income, %", "of dates, %", "insurance",
    "newly under", "region",
)  # fmt: skip


# By hand ------------------------------------------------------------------------------------


def by_hand(parameters: Parameters) -> Answer:
    """Figures of the county file and opening parameters, multiplied."""
    county = load_region("luopu", parameters).counties[0]
    chain = county.chains["jujube"]
    drop = FALL * _value(parameters, "jujube.farm_gate_price")
    loss = drop * chain.output
    contracted = sum(buyer.quantity for buyer in chain.buyers if buyer.contract)
    members, others = (group.households for group in chain.growers)
    member_loss = drop * contracted / members
    other_loss = drop * (chain.output - contracted) / others
    income = _mean_household_income(county, parameters)
    net = chain.output * _value(parameters, "jujube.farm_gate_price")
    net -= _value(parameters, "jujube.cash_cost") * chain.capacity
    size = county.rural_persons / county.households
    crossed = sum(
        0.5 * households * _crossing(lost / size, mean, parameters)
        for households, lost in ((members, member_loss), (others, other_loss))
        for mean in ("income_registered", "income_ordinary")
    )
    insured = chain.insured_mu * chain.output / chain.capacity * drop
    price = _value(parameters, "jujube.farm_gate_price")
    return Answer(
        price, chain.output, loss, member_loss, other_loss,
        loss / (members + others) / income, loss / net,
        insured, crossed, loss,
    )  # fmt: skip


def _mean_household_income(county: Any, parameters: Parameters) -> float:
    others = county.rural_persons - county.registered_persons
    total = county.registered_persons * _value(parameters, "household.income_registered")
    total += others * _value(parameters, "household.income_ordinary")
    return float(total / county.households)


def _crossing(loss: float, mean: str, parameters: Parameters) -> float:
    """Share of persons whose log-normal income lies less than `loss` above the monitoring line."""
    spread = _value(parameters, "household.income_log_sd")
    middle = math.log(_value(parameters, f"household.{mean}")) - 0.5 * spread**2
    line = _value(parameters, "household.monitoring_line")
    z = [(math.log(amount) - middle) / spread for amount in (line, line + loss)]
    return float(ndtr(z[1]) - ndtr(z[0]))


def _value(parameters: Parameters, path: str) -> float:
    value = parameters.value(path)
    return value if isinstance(value, float) else value[0]


# The model ----------------------------------------------------------------------------------


def central() -> dict[str, float]:
    """Every sampled parameter pinned at its value."""
    return {leaf.path: leaf.value for leaf in load_parameters().leaves()
            if leaf.sampled and isinstance(leaf.value, float)}  # fmt: skip


def by_model(
    values: Mapping[str, float], draws: Iterable[int], *, luck: bool, insured: bool = True
) -> Answer:
    """The model's mean answer over draws, with some parameters set and luck on or off."""
    settings = [f"{path}={value!r}" for path, value in values.items()]
    settings.append(f"run.months={MONTHS}")
    with TemporaryDirectory() as folder:
        uninsured = Path(folder, "uninsured.toml")
        uninsured.write_text(NO_INSURANCE, encoding="utf-8")
        scenario = Scenario.load(MAIN if insured else str(uninsured), settings)
    parts = [_one_draw(scenario, draw, luck) for draw in draws]
    tables = {
        name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]
    }
    return _answer(Figures(tables))


def _one_draw(scenario: Scenario, draw: int, luck: bool) -> Mapping[str, pd.DataFrame]:
    parameters = draw_parameters(scenario, draw)
    region = load_region(scenario.run.region, load_parameters())
    start = scenario.run.start.year * 12 + scenario.run.start.month - 1
    opening = ValueChainModel(region, parameters, scenario.run.seed, draw, start, luck=luck).open()
    # Levers stand on both sides here: the gap they leave is not the scenario's.
    calm = scenario.baseline().model_copy(update={"levers": scenario.levers})
    baseline = live_through(opening, calm, MONTHS)
    struck = live_through(opening, scenario, MONTHS)
    return draw_tables(baseline, struck, draw, plan_windows(scenario, parameters))


def _answer(figures: Figures) -> Answer:
    def fall(group: str, *columns: str) -> float:
        return float(-np.diff(_total(figures, group, *columns), axis=0).mean())

    def per_household(group: str) -> float:
        if group not in figures.group_names:
            return math.nan  # with few growers all are members
        households = _total(figures, group, "households")[0]
        change = np.diff(_total(figures, group, "net_income"), axis=0)[0]
        return float(-(change / households).mean())

    dates = ("sales", "own_consumption", "stock_change", "inputs", "hired_labour")
    paid = formulas.paid(figures, ("insurance_payouts",), "all", WINDOW)
    loss = formulas.farm_gate_loss(figures, (), "all", WINDOW)[1]
    region = formulas.region_loss(figures, (), "all", WINDOW)[1]
    income_lost = fall(GROWERS, "net_income")
    sold = formulas.market_total(figures, ("sold_contract", "sold_spot"), GROWERS, WINDOW)
    return Answer(
        float(formulas.mean_price(figures, ("farm_gate",), GROWERS, WINDOW)[0].mean()),
        float(sold[0].mean()),
        float(loss.mean()),
        per_household(MEMBERS),
        per_household(OTHERS),
        income_lost / float(_total(figures, GROWERS, "net_income")[0].mean()),
        fall(GROWERS, *dates) / float(_total(figures, GROWERS, *dates)[0].mean()),
        float((paid[1] - paid[0]).mean()),
        float(_total(figures, GROWERS, "newly_below_monitoring")[1].mean()),
        float(region.mean()),
    )


def _total(figures: Figures, group: str, *columns: str) -> Any:
    return formulas.group_total(figures, columns, group, WINDOW)


# The page -----------------------------------------------------------------------------------

STEPS: tuple[tuple[str, dict[str, float]], ...] = (
    ("contract price follows the quote at once", {"jujube.contract_weight_signing": 0.0}),
    ("nobody is insured", {}),
    ("no commission and no handling cost of cooperatives beyond its least",
     {"jujube.commission_rate": 0.0, "jujube.cooperative_operating_cost": 0.02}),
    ("nothing is lost in storage", {"jujube.storage_loss": 0.0, "jujube.old_crop_discount": 0.1}),
    ("growers do not hold back when the price disappoints", {"jujube.hold_response": 0.0}),
    ("growers do not save inputs", {"jujube.input_cut_max": 0.0}),
    ("orchards are not cut back", {"jujube.capacity_shrink_max": 0.0}),
    ("size of orchard unrelated to income",
     {"population.holding_income_correlation": 0.0, "population.holder_income_weight": 0.0}),
    ("10,000 growers", {"jujube.growers": 10000.0}),
    ("29,000 growers", {"jujube.growers": 29000.0}),
    ("farm-gate price opens at 5.9", {"jujube.farm_gate_price": 5.9}),
    ("farm-gate price opens at 8.0", {"jujube.farm_gate_price": 8.0}),
    ("cash cost 500 a mu", {"jujube.cash_cost": 500.0}),
    ("cash cost 1,000 a mu", {"jujube.cash_cost": 1000.0}),
    ("pass-through 0.7", {"jujube.pass_through": 0.7}),
    ("pass-through 1.2", {"jujube.pass_through": 1.2}),
    ("spread of incomes 0.25", {"household.income_log_sd": 0.25}),
    ("spread of incomes 0.60", {"household.income_log_sd": 0.60}),
)  # fmt: skip


def beside(draws: int, more: int) -> tuple[str, Answer]:
    """The hand answer and the model's, from no chance at all to all of it."""
    pinned, several = central(), range(draws)
    still = by_model(pinned, [0], luck=False)
    columns = {
        "by hand": by_hand(load_parameters()),
        "model, central values, no luck": still,
        f"… {draws} draws of the uncertain parameters": by_model({}, several, luck=False),
        f"… and luck: the answer ({draws} draws)": by_model({}, several, luck=True),
        f"the answer with {more} draws": by_model({}, range(more), luck=True),
    }
    cells = [answer.cells() for answer in columns.values()]
    rows = [[name, *(column[i] for column in cells)] for i, name in enumerate(ROWS)]
    return table(("first year after a 30% fall", *columns), rows), still


def one_at_a_time(still: Answer) -> str:
    """What each feature and each uncertain value does to the answer without luck."""
    rows = [["**central values, no luck**", *still.cells()]]
    for name, values in STEPS:
        found = by_model({**central(), **values}, [0], luck=False, insured=bool(values))
        rows.append([name, *found.cells()])
    return table(("with one thing changed", *SHORT), rows)


def main(arguments: Sequence[str]) -> int:
    """Compute both answers and rewrite the tables of the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--draws", type=int, default=16)
    options.add_argument("--more", type=int, default=64)
    chosen = options.parse_args(arguments)
    both, still = beside(chosen.draws, chosen.more)
    document = between_markers(PAGE.read_text(encoding="utf-8"), "both answers", both)
    document = between_markers(document, "one at a time", one_at_a_time(still))
    PAGE.write_text(document, encoding="utf-8", newline="\n")
    print(both)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
