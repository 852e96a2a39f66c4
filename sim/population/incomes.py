"""Where a household's total income comes from, and its opening cash and loan.

The total is drawn first. Chain income, transfers and other farm income are parts of it and wages
are what remains, never below zero: nothing is added twice.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.draws import Purpose, agent_ids
from sim.population.luck import Floats, Luck, capped_with_sum, lowest
from sim.population.structure import CONTRACT, NOBODY, Columns
from sim.regions.schema import County
from sim.regions.values import number, relative

if TYPE_CHECKING:
    from sim.parameters import Parameters

MONTHS = 12


def net_income(
    name: str, table: Columns, ages: NDArray[np.float64], parameters: "Parameters"
) -> Floats:
    """Net income of each holding at opening prices, yuan a year; `ages` [age groups, classes]."""
    from sim.chains import CHAINS
    from sim.chains.declaration import typical_income

    branch = getattr(parameters, name)
    chain = CHAINS[name]
    state = chain.opening_state(table["capacity"], ages[table["age_group"]], branch)
    income = typical_income(
        chain,
        state,
        table["yield_factor"],
        table["linkage"],
        table["shares"],
        branch,
        parameters.cooperative,
        CONTRACT,
    )
    return np.asarray(income["net"])


def divide_income(
    county: County, households: Columns, chain_income: Floats, parameters: "Parameters"
) -> None:
    """Add transfer, other_farm and outside_wage (yuan a month); raise totals that are too small.

    `households["total"]` keeps the drawn total; opening_income becomes the one that contains the
    chain income, yuan a person a year.
    """
    drawn = households["total"]
    transfer = number(parameters, "household.transfer_share") * drawn
    share = number(parameters, "household.other_farm_share") * county.other_farm_ratio
    other_farm = share * drawn
    known = chain_income + transfer + other_farm
    total = np.maximum(drawn, known)
    households["opening_income"] = total / households["persons"]
    households["transfer"] = transfer / MONTHS
    households["other_farm"] = other_farm / MONTHS
    households["outside_wage"] = (total - known) / MONTHS


def give_jobs(
    households: Columns,
    employers: list[tuple[int, float]],
    cooperatives: list[tuple[int, float]],
    parameters: "Parameters",
    luck: Luck,
) -> None:
    """Deal out jobs at enterprises and cooperatives, (index, jobs), among households by key.

    A job goes to a household whose remaining wage contains the job's wage, which is taken out of
    it. One household holds at most one job (a part of one when an employer's number is not whole).
    """
    size = households["agent_id"].size
    order = luck.uniforms(households["agent_id"], Purpose.JOB)
    for kind, offers in (("enterprise", employers), ("cooperative", cooperatives)):
        jobs = np.zeros(size)
        employer = np.full(size, NOBODY, dtype=np.int32)
        wage = number(parameters, f"labour.{kind}_wage")
        fits = (households["outside_wage"] >= wage) & (households["workers"] >= 1.0)
        wanted = [int(np.ceil(offered)) for _, offered in offers]
        taken = lowest(order, sum(wanted), fits & _jobless(households))
        # By key: each employer takes the next ones.
        taken = taken[np.argsort(order[taken])]
        parts = np.split(taken, np.cumsum(wanted)[:-1]) if offers else []
        for (index, offered), part in zip(offers, parts, strict=True):
            rows = np.sort(part)
            amounts = np.minimum(1.0, offered - np.arange(rows.size))
            jobs[rows], employer[rows] = amounts, index
            households["outside_wage"][rows] -= amounts * wage
        households[f"{kind}_job"] = jobs
        column = "employer" if kind == "enterprise" else "cooperative_employer"
        households[column] = employer


def _jobless(households: Columns) -> NDArray[np.bool_]:
    held = households.get("enterprise_job")
    return np.ones(households["agent_id"].size, dtype=bool) if held is None else held == 0.0


def offer_picking(
    households: Columns, harvests: NDArray[np.bool_], parameters: "Parameters", luck: Luck
) -> None:
    """Add picking_days (days a month): some households without a harvest of their own offer them.

    harvests: households that pick in a chain of their own.
    """
    score = luck.uniforms(households["agent_id"], Purpose.PICKER)
    offers = (score < number(parameters, "household.picker_share")) & ~harvests
    days = number(parameters, "household.picker_days") * households["workers"]
    households["picking_days"] = np.where(offers, days, 0.0)


def open_accounts(
    county: County, households: Columns, parameters: "Parameters", luck: Luck
) -> None:
    """Add cash and loan (yuan) and loan_months (1 to the term; 0 without a loan)."""
    ids = households["agent_id"]
    spending = households["opening_income"] * households["persons"] / MONTHS
    noise = luck.log_normals(
        ids, Purpose.OPENING_CASH, number(parameters, "population.cash_log_sd")
    )
    households["cash"] = number(parameters, "household.cash_target_months") * spending * noise
    count = round(
        county.microcredit_households * relative(parameters, "finance.household_loan_share")
    )
    rows = lowest(luck.uniforms(ids, Purpose.LOAN), count, households["registered"])
    term = number(parameters, "finance.loan_term_months")
    age = luck.uniforms(ids[rows], Purpose.LOAN_AGE)
    households["loan"] = np.zeros(ids.size)
    households["loan_months"] = np.zeros(ids.size)
    # A key of its own: who borrows must not decide how much.
    loans = agent_ids("loan", county.id, households["serial"][rows])
    households["loan"][rows] = _loans(county, loans, parameters, luck)
    households["loan_months"][rows] = np.floor(age * term) + 1.0


def _loans(county: County, ids: NDArray[np.uint64], parameters: "Parameters", luck: Luck) -> Floats:
    """Loans with the county's mean, none above the cap [E436, E440]."""
    mean = county.microcredit_mean_loan * relative(parameters, "finance.loan_mean")
    cap = number(parameters, "finance.loan_cap")
    size = luck.normals(ids, Purpose.LOAN)
    drawn = mean * np.exp(number(parameters, "population.loan_log_sd") * size)
    return capped_with_sum(drawn, min(mean, cap) * ids.size, np.full(ids.size, cap))
