"""Public support that a county gives with money from above: transfers and subsidies [M92, M93]."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.phases.insure import planned_county_premium

if TYPE_CHECKING:
    from sim.model import ValueChainModel

# What the county plans, by the support that can be withdrawn.
PLANNED = {"transfers": "transfers", "interest": "subsidies", "premium": "subsidies"}


def support_left(model: "ValueChainModel", support: str) -> NDArray[np.float64]:
    """Share of a support that still flows, one a county."""
    return np.array(
        [model.effects.support_left(support, county.id) for county in model.region.counties]
    )


def planned_support(model: "ValueChainModel") -> dict[str, NDArray[np.float64]]:
    """Monthly outlays each county plans at the opening and is funded for from above, yuan.

    Transfers, the subsidised interest of microcredit, its share of today's insurance premium.
    """
    p, h = model.parameters.finance, model.households
    county, counties = h.get("county"), len(model.region.counties)
    transfers = np.bincount(county, weights=h.get("transfer"), minlength=counties)
    loans = np.bincount(county, weights=h.get("loan"), minlength=counties)
    premium = np.zeros(counties)
    for name in model.insured_chains:
        premium += planned_county_premium(model, name)
    rate = p.loan_interest * p.interest_subsidy_share
    return {"transfers": transfers, "interest": loans * rate / 12.0, "premium": premium / 12.0}


def fiscal_grant(model: "ValueChainModel") -> float:
    """Grant from above of the month, yuan: what was planned, less the support withdrawn.

    Who withdraws support is the budget above, and it is the one that saves: the county neither
    gains nor loses by passing on less.
    """
    return float(
        sum(
            (planned * support_left(model, PLANNED[name])).sum()
            for name, planned in model.planned_support.items()
        )
    )
