"""The levers input subsidy and diversification: who pays, who gets, and which way things move."""

import numpy as np
import pytest

from sim.accounts.kinds import CHAIN_COLUMNS, FLOW_INDEX
from sim.effects import Effects
from sim.phases.decide import expected_return_ratio
from sim.phases.entry import able_to_begin, people_of
from sim.phases.newcomers import starting_cost
from sim.phases.observe import cost_factors
from sim.scenario.models import Lever

YEAR = 12
COLUMN = {name: index for index, name in enumerate(CHAIN_COLUMNS)}


def lever(kind, chain, **keys):
    keys = {"name": "x", "county": "all", "start_month": 0, "financed_by": "government", **keys}
    return Lever(kind=kind, chain=chain, **keys)


class Year:
    """A year under some levers: the model at its end and payments by kind and chain, yuan."""

    def __init__(self, opening, *levers, months=YEAR):
        self.model = opening.branch(Effects(levers=levers))
        self.flows = np.zeros_like(self.model.books.flows)
        for _ in range(months):
            self.model.step()
            self.flows += self.model.books.flows

    def paid(self, kind, chain):
        return float(self.flows[FLOW_INDEX[kind], COLUMN[chain]])


@pytest.fixture(scope="module")
def calm_year(calm_opening):
    return Year(calm_opening)


def residuals(model):
    worst = model.audit.worst
    return worst["cash"] / worst["turnover"], worst["claims"] / worst["turnover"], worst["goods"]


@pytest.mark.parametrize("chain", ["pigeon", "jujube", "rose"])
def test_a_subsidy_pays_its_share_of_the_inputs_and_growers_keep_it(calm_opening, calm_year, chain):
    share = 0.25
    year = Year(calm_opening, lever("input_subsidy", chain, subsidy_share=share))
    h = year.model.households
    growers = np.unique(year.model.holdings[chain].household)
    gained = (h.get("income_12") - calm_year.model.households.get("income_12"))[growers].sum()
    paid = year.paid("input_subsidies", chain)
    assert paid > 0.0
    if chain == "pigeon":  # herds are fed alike, so that growers save just what others pay
        # ... less what the young pairs eat that they add, and more by what those bring.
        change = {kind: year.paid(kind, chain) - calm_year.paid(kind, chain)
                  for kind in ("household_inputs", "spot_sales", "member_payments")}  # fmt: skip
        eaten = paid + change["household_inputs"]
        assert 0.0 <= eaten < 0.1 * paid
        brought = change["spot_sales"] + change["member_payments"]
        assert gained == pytest.approx(paid - eaten + brought, rel=0.005)
        feed = calm_year.paid("household_inputs", chain)
        assert paid == pytest.approx(share * feed, rel=0.1)
    assert gained > 0.5 * paid
    for other in set(CHAIN_COLUMNS) - {chain, "none"}:
        assert year.paid("input_subsidies", other) == 0.0
    assert max(residuals(year.model)) < 1e-6


@pytest.mark.parametrize(
    ("payer", "kind", "refunded"),
    [
        ("government", "input_subsidies", False),
        ("world", "input_subsidies", True),
        ("enterprises", "enterprise_input_support", False),
    ],
)
def test_who_finances_a_subsidy_pays_it(calm_opening, payer, kind, refunded):
    subsidy = lever("input_subsidy", "pigeon", subsidy_share=0.3, financed_by=payer)
    year = Year(calm_opening, subsidy, months=3)
    amounts = {k: year.paid(k, "pigeon") for k in ("input_subsidies", "enterprise_input_support")}
    assert amounts.pop(kind) > 0.0
    assert sum(amounts.values()) == 0.0
    grants = year.paid("lever_grants", "pigeon")
    assert grants == pytest.approx(year.paid(kind, "pigeon") if refunded else 0.0)


def test_an_enterprise_without_means_subsidises_nothing(calm_opening):
    subsidy = lever("input_subsidy", "pigeon", subsidy_share=0.9, financed_by="enterprises")
    model = calm_opening.branch(Effects(levers=(subsidy,)))
    for enterprise in model.enterprises:
        enterprise.cash = enterprise.opening_line = 0.0
    model.step()
    assert model.books.flows[FLOW_INDEX["enterprise_input_support"]].sum() == 0.0
    assert max(residuals(model)) < 1e-6


def test_a_subsidy_raises_the_expected_return(calm_opening):
    means = []
    for share in (0.0, 0.2, 0.6):
        subsidy = lever("input_subsidy", "pigeon", subsidy_share=share)
        model = calm_opening.branch(Effects(levers=(subsidy,)))
        model.effects.start(0)
        table, p = model.holdings["pigeon"], model.parameters.pigeon
        ratio = expected_return_ratio(table, p, cost_factors(model, "pigeon"))
        means.append(ratio[table.capacity() > 0.0].mean())
    assert means[0] < means[1] < means[2]
    # A normal pair: 14 x 16 - 14 x 0.05 - 126 = 97.3 yuan; 60% of 126 more is 1.777 times that.
    assert means[2] - means[0] == pytest.approx(0.6 * 126 / 97.3, rel=0.05)


def test_a_subsidy_lets_growers_save_less_on_their_trees(calm_opening, calm_year):
    subsidised = Year(calm_opening, lever("input_subsidy", "jujube", subsidy_share=0.8))
    thrift = [year.model.holdings["jujube"].yearly_cut.sum() for year in (calm_year, subsidised)]
    assert thrift[1] < 0.5 * thrift[0]


@pytest.mark.parametrize("payer", ["government", "world", "households"])
def test_diversification_gives_a_share_of_the_able_a_starting_unit(calm_opening, payer):
    share = 0.1
    gift = lever("diversification", "rabbit", households_share=share, years=1.0, financed_by=payer)
    everybody = people_of(calm_opening, np.arange(len(calm_opening.households)))
    able = int(able_to_begin(calm_opening, "rabbit", everybody, payer != "households").sum())
    before = len(calm_opening.holdings["rabbit"])
    year = Year(calm_opening, gift)
    begun = len(year.model.holdings["rabbit"]) - before
    assert begun == pytest.approx(share * able, rel=0.35)
    cost = begun * starting_cost(year.model, "rabbit")
    gifts, own = year.paid("stock_gifts", "rabbit"), year.paid("household_investment", "rabbit")
    assert (gifts, own) == pytest.approx((0.0, cost) if payer == "households" else (cost, 0.0))
    assert year.paid("lever_grants", "rabbit") == pytest.approx(cost if payer == "world" else 0.0)
    assert max(residuals(year.model)) < 1e-6


def test_a_larger_share_holds_all_of_a_smaller_one_and_years_spread_it(calm_opening):
    def holders(share, years, months=2):
        gift = lever("diversification", "rose", households_share=share, years=years)
        table = Year(calm_opening, gift, months=months).model.holdings["rose"]
        return set(table.household.tolist())

    usual = set(calm_opening.holdings["rose"].household.tolist())
    few, many, slowly = holders(0.05, 1.0), holders(0.2, 1.0), holders(0.2, 4.0)
    assert usual < few < many
    assert slowly == few
    assert few < holders(0.2, 4.0, months=14)


def test_diversification_raises_output_and_lowers_the_price_of_what_everyone_takes_up(
    calm_opening, calm_year
):
    prices = []
    for share in (0.02, 0.2):
        gift = lever(
            "diversification", "pigeon", county="yutian", households_share=share, years=1.0
        )
        year = Year(calm_opening, gift)
        market = next(m for m in year.model.markets if (m.county, m.chain) == ("yutian", "pigeon"))
        prices.append(market.farm_gate)
    calm = next(m for m in calm_year.model.markets if (m.county, m.chain) == ("yutian", "pigeon"))
    assert prices[1] < prices[0] < calm.farm_gate


def test_neither_lever_moves_anything_before_it_starts(calm_opening, calm_year):
    later = (
        lever("input_subsidy", "jujube", subsidy_share=0.5, start_month=YEAR),
        lever("diversification", "rabbit", households_share=0.2, years=1.0, start_month=YEAR),
    )
    year = Year(calm_opening, *later)
    assert np.array_equal(year.flows, calm_year.flows)
