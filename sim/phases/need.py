"""Animals sold in need: every month, by keepers who cannot or will not feed them any longer."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.chains.units import weighed
from sim.engine.kernel import index, kernel
from sim.phases.observe import cost_factors
from sim.phases.resize import carry_out
from sim.rules.credit import sold_for_arrears
from sim.rules.growing import herd_year, lean_months, mean_price, sold_in_need
from sim.state.holdings import Holdings

if TYPE_CHECKING:
    from sim.model import ValueChainModel


@kernel
def _count_lean(
    lean, yield_factor, delivered, spot, market, cooperative, farm_gate, sold_share, contract_net,
    state, input_factor, unit,
):  # fmt: skip
    """Count months in which this month's prices do not bring the feed; returns the longest."""
    longest = 0.0
    for row in range(lean.size):
        m, herd = index(market[row]), state[0, row]
        contract = contract_net[cooperative[row]] if delivered[row] > 0.0 else 0.0
        price = mean_price(delivered[row], contract, spot[row], sold_share[m], farm_gate[m])
        output, feed = herd_year(unit.output, unit.inputs, yield_factor[row], input_factor[m], herd)
        lean[row] = lean_months(lean[row], price * output, feed)
        longest = max(longest, lean[row])
    return longest


@kernel
def _weigh(
    lean, state, yield_factor, expected_price, fee_raised, market, household, input_factor, unit,
    values, cash, need, overdue, overdue_months, patience, capital_charge, most, arrears_patience,
    rows, sold, decided,
):  # fmt: skip
    """Write who sells, which share of the herd, and who gives it up; returns how many sell.

    Stock raised for a fee is fed and owned by the enterprise.
    """
    sellers = 0
    for row in range(lean.size):
        m, h = index(market[row]), index(household[row])
        if fee_raised[row] or (lean[row] == 0.0 and overdue[h] == 0.0):
            continue
        herd = state[0, row]
        output, feed = herd_year(unit.output, unit.inputs, yield_factor[row], input_factor[m], herd)
        share = sold_in_need(
            lean[row], patience, need[h] - cash[h], expected_price[row] * output - feed,
            values[0] * herd, capital_charge, most,
        )  # fmt: skip
        owed = sold_for_arrears(
            overdue[h], overdue_months[h], arrears_patience, weighed(state, row, values)
        )
        if share <= 0.0 and owed <= 0.0:
            continue
        rows[sellers], sold[sellers] = row, max(share, min(owed, most))
        decided[sellers] = share >= most
        sellers += 1
    return sellers


def sell_in_need(model: "ValueChainModel", name: str) -> None:
    """Keepers whose animals eat more than they bring, or with old arrears, sell a part of them.

    At once what a month's missing cash takes, else once it has gone on for some months and the
    animals are not expected to earn what their price would. Compared a breeding animal: what this
    month's sales brought, with feed.
    """
    table = model.holdings[name]
    if table.fee_raised.all():
        return
    input_factor = cost_factors(model, name)
    _count_lean(
        table.lean_months, table.yield_factor, table.delivered, table.spot, table.market,
        table.cooperative, model.market_array("farm_gate"), model.market_array("sold_share"),
        model.cooperatives.contract_net, table.state, input_factor, table.unit,
    )  # fmt: skip
    rows, sold, decided = sellers(model, table)
    if not rows.size:
        return
    # Who sells only what need takes still wants the herd there was, and raises it again.
    target = table.target[rows]
    carry_out(model, name, table, rows, -sold)
    table.target[rows[~decided]] = target[~decided]


def sellers(
    model: "ValueChainModel", table: Holdings
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """Rows whose keepers sell this month, the share of the herd, and whether they give it up."""
    size, h, p = len(table), model.households, model.parameters_of(table.chain.name)
    rows, sold, decided = np.empty(size, np.int64), np.empty(size), np.empty(size, np.bool_)
    found = _weigh(
        table.lean_months, table.state, table.yield_factor, table.expected_price,
        table.fee_raised, table.market, table.household, cost_factors(model, table.chain.name),
        table.unit, table.chain.unit_values(p), h.get("cash"), model.cash_need(),
        h.get("overdue"), h.get("overdue_months"), p.distress_after_months,
        model.parameters.household.capital_charge, p.distress_sale_share,
        model.parameters.finance.distress_months, rows, sold, decided,
    )  # fmt: skip
    return rows[:found], sold[:found], decided[:found]
