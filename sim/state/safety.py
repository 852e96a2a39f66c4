"""What stands ready for households in trouble: village risk funds, and what budgets have left."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.draws import Purpose, agent_ids, uniforms
from sim.population.luck import lowest

if TYPE_CHECKING:
    from sim.model import ValueChainModel


@dataclass
class SafetyNet:
    """Money of the county government that is set aside, yuan.

    village_funds (villages,): what is left of each village's risk fund; relief (counties,): what
    this year's relief budget has released and not spent; loan_funds (counties,): what is left of
    the fund that shares the bank's lending risk; posts (counties,): public-benefit jobs filled;
    helped: rows of the households that got help this month, each once.
    """

    village_funds: NDArray[np.float64]
    relief: NDArray[np.float64]
    loan_funds: NDArray[np.float64]
    posts: NDArray[np.float64]
    helped: NDArray[np.int64]

    def total(self) -> float:
        """Cash the government holds for it."""
        return float(self.village_funds.sum() + self.loan_funds.sum())


def build_safety_net(model: "ValueChainModel") -> SafetyNet:
    """The funds as the reports have them, full; the government holds the cash."""
    counties = len(model.region.counties)
    loans = np.bincount(
        model.households.get("county"), weights=model.households.get("loan"), minlength=counties
    )
    share = float(model.parameters.finance.risk_compensation_fund)
    net = SafetyNet(
        _village_funds(model), np.zeros(counties), np.asarray(share * loans), np.zeros(counties),
        np.zeros(0, dtype=np.int64),
    )  # fmt: skip
    model.books.accounts["government"] += net.total()
    return net


def _village_funds(model: "ValueChainModel") -> NDArray[np.float64]:
    """A fund for the registered poor villages of each county, drawn by key."""
    p = model.parameters.response
    funds = []
    for county in model.region.counties:
        ids = agent_ids("village", county.id, np.arange(county.villages))
        score = uniforms(model.luck_seed, model.draw, ids, Purpose.VILLAGE_FUND)
        count = round(county.villages * float(p.village_fund_villages))
        own = np.zeros(county.villages)
        own[lowest(score, count, np.ones(county.villages, dtype=bool))] = float(p.village_fund)
        funds.append(own)
    return np.concatenate(funds)
