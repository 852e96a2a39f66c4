"""Numbers quoted in texts written by hand are those of the parameters, regions and county files."""

import re

import pytest

from sim.parameters import load_parameters
from sim.regions import load_region
from sim.results import TABLES
from sim.scenario import Scenario
from tools.hand_answer import by_hand
from tools.markdown import PROJECT

MODEL = "docs/model.md"
# Path of a parameter, its value, and the words that quote it.
QUOTED = [
    ("jujube.farm_gate_price", 6.8, "farm gate 6.8"),
    ("jujube.freight", 1.1, "freight 1.1"),
    ("jujube.margin", 1.9, "margin 1.9"),
    ("jujube.price_yearly_log_sd", 0.44, "log-change 0.44"),
    ("jujube.index_basis", 3.0, "basis 3.0"),
    ("jujube.contract_weight_signing", 0.5, "a = 0.5"),
    ("jujube.elasticity_national", -0.8, "elasticity of -0.8"),
    ("pigeon.squabs_per_pair", 14.0, "pairs × 14 a year"),
    ("rabbit.live_weight", 2.3, "2.3 kg"),
    ("jujube.storage_loss", 0.005, "0.5% a month"),
    ("jujube.old_crop_discount", 0.3, "30% of its weight"),
    ("jujube.input_cut_response", 0.5, "half the shortfall"),
    ("jujube.input_cut_max", 0.4, "at most 40%"),
    ("jujube.input_yield_elasticity", 0.4, "0.4 of the cut"),
    ("jujube.hold_response", 0.3, "(quote / expected)^0.3"),
    ("jujube.side_selling_slope", 5.0, "five times as fast"),
    ("enterprise.trust_gain", 0.02, "comes back by 2% of what is missing"),
    ("enterprise.trust_loss", 0.2, "falls by a fifth in a month"),
    ("enterprise.credibility_loss_default", 0.05, "unpaid or broken contracts costs it 5%"),
    ("enterprise.credibility_loss_floor", 0.2, "a dropped floor 20%"),
    ("enterprise.credibility_loss_exit", 0.5, "an enterprise that leaves 50%"),
    ("enterprise.credibility_recovery", 0.01, "it recovers by 1%"),
    ("cooperative.default_months_exit", 6.0, "unpaid for six months in a row is"),
    ("cooperative.liquidation_share", 0.5, "sold at half its value"),
    ("pigeon.unfed_mortality", 0.3, "30% of what goes unfed dies"),
    ("training.learning_speed", 0.06, "learn 6% of what is left"),
    ("training.forgetting_speed", 0.01, "forget 1% of it a month"),
    ("training.yield_gain_trees", 0.12, "orchard's yield by 12%"),
    ("training.yield_gain_animals", 0.1, "a herd's by 10%"),
    ("training.gap_closed", 0.5, "closes half of the gap"),
    ("training.mortality_cut", 0.3, "avoids 30% of a"),
    ("training.cost", 800.0, "costs 800 yuan a household"),
    ("cooperative.storage_building_cost", 1.5, "builds it at 1.5 yuan a kilogram"),
    ("cooperative.share_invested", 0.8, "for its base with 80% of it"),
    ("cooperative.share_growth_max", 0.5, "enlarging the base by a half at most"),
    ("cooperative.share_bond", 1.0, "(up to twice, when"),
    ("jujube.breach_tolerance", 0.1, "dearer than the spot market by more than 10%"),
    ("jujube.county_share_of_national_bumper", 0.5, "half of the national surplus"),
    ("jujube.spot_bid_discount", 0.1, "from 10% of the opening price"),
    ("rabbit.rebuild_share", 0.15, "15% of the gap is closed each month"),
    ("rabbit.rebuild_keep_max", 0.3, "at most 30% of them"),
    ("finance.input_credit_repayment", 0.6, "60% first repays"),
    ("jujube.demand_exponent", 2.0, "k = 2"),
    ("jujube.demand_cap", 1.3, "at most 1.3"),
    ("rose.demand_cap", 1.7, "roses 1.7"),
    ("jujube.waiting_discount", 0.2, "at most 0.2 of the opening price"),
    ("jujube.commission_rate", 0.02, "commission of 2%"),
    ("enterprise.default_months_floor", 2.0, "two months of default"),
    ("enterprise.default_months_exit", 6.0, "after six it leaves"),
    ("buyer.exponent_bazaar", 0.1, "a tenth as responsive"),
    ("buyer.diffusion_steepness", 2.0, "t²/(t² + h²)"),
    ("buyer.e_commerce_support", 0.06, "the county pays 6%"),
    ("buyer.growth_threshold", 0.1, "over 10% more than planned"),
    ("buyer.growth_speed", 0.25, "a quarter of the gap"),
    ("enterprise.fixed_jobs_share", 0.3, "30% of the opening jobs"),
    ("enterprise.job_slack", 0.1, "a shortfall of a tenth"),
    ("enterprise.job_adjustment", 0.3, "30% of the gap is closed"),
    ("enterprise.quit_response", 0.5, "at most half of them a month"),
    ("labour.reservation_wage", 1500.0, "less than 1,500 yuan"),
    ("enterprise.floor_cash_share", 0.5, "half of its cash and unused credit"),
    ("enterprise.full_use", 0.95, "above 95% use"),
    ("enterprise.least_investment_return", 0.25, "returns a quarter of the cost"),
    ("enterprise.exit_reviews", 2.0, "after two reviews running"),
    ("enterprise.liquidation_share", 0.3, "30% of their value"),
    ("jujube.tree_life", 30.0, "30 years (dates)"),
    ("rose.tree_life", 15.0, "15 (roses)"),
    ("insurance.yield_contract", 400.0, "min(400"),
    ("insurance.premium_rate", 0.0447, "premium of 4.47%"),
    ("finance.rollover_share", 0.8, "renewed to 80%"),
    ("finance.repayment_plan_months", 4.0, "at most four months of usual income"),
    ("finance.repayment_reserve_months", 2.0, "cash beyond two months' subsistence"),
    ("finance.penalty_surcharge", 0.5, "interest half again as high"),
    ("finance.distress_months", 3.0, "after three months keepers sell"),
    ("finance.write_off_months", 12.0, "after twelve the bank writes it off"),
    ("finance.bar_months", 60.0, "nothing for five years"),
    ("finance.standing_months", 6.0, "Six months after arrears are cleared"),
    ("finance.risk_compensation_fund", 0.0106, "1.06% of Luopu's loans"),
    ("finance.compensation_share", 0.7, "pays the bank 70% of a loss"),
    ("finance.lending_without_fund", 0.8, "lending in the county falls to 80%"),
    ("response.village_fund", 100000.0, "100,000 yuan in each"),
    ("response.village_fund_villages", 0.71, "of the 71% of villages"),
    ("response.village_fund_share", 0.5, "gets half of its gap"),
    ("response.village_fund_wait", 12.0, "once in twelve months"),
    ("response.public_job_wage", 417.0, "12 / 417 yuan posts"),
    ("response.public_job_exit_months", 6.0, "kept until six months without"),
    ("response.relief_most_months", 1.0, "at most a month's subsistence"),
    ("household.medical_bill", 600.0, "600 yuan a month of bills"),
    ("cooperative.dividend_rate", 0.08, "Dividends of 8%"),
    ("cooperative.refund_share", 0.6, "refunds of 60%"),
    ("household.consumption_adjustment", 0.15, "plus 15% of the gap"),
    ("household.cash_target_months", 4.0, "four months of it"),
    ("supplier.margin", 0.15, "restock 85%"),
    ("household.poverty_line", 4000.0, "poverty line 4,000"),
    ("household.fall_share", 0.3, "fall above 30%"),
    ("jujube.expectation_weight", 0.35, "0.35 a year"),
    ("jujube.capacity_deadband", 0.3, "dead band of 30%"),
    ("household.entry_attention", 0.2, "a fifth of the households think of it"),
    ("household.entry_margin", 0.3, "at least 30% above a normal year's"),
    ("household.scepticism", 0.3, "log-normal, mean 0.3"),
    ("household.free_input_persuasion", 0.8, "up to 0.8 of the doubt"),
    ("pigeon.start_capacity", 30.0, "30 pairs, 16 does"),
    ("rabbit.start_capacity", 16.0, "30 pairs, 16 does"),
    ("jujube.start_capacity", 3.0, "3 mu of dates or roses"),
    ("pigeon.capacity_per_worker", 500.0, "500 pairs, 150 does, 20 mu"),
    ("jujube.capacity_per_worker", 20.0, "20 mu of dates or 8 of roses"),
    ("household.entry_arable_share", 0.3, "up to 30% of the arable land"),
    ("labour.opportunity_wage", 800.0, "elsewhere (800 yuan a month)"),
    ("household.capital_charge", 0.15, "15% a year on what it costs"),
    ("jujube.shrink_after_months", 13.0, "more than a year (13 months)"),
    ("pigeon.distress_after_months", 3.0, "when it has lasted three months"),
    ("pigeon.distress_sale_share", 0.2, "sell a fifth of them"),
    ("jujube.exit_share", 0.4, "below 0.4 of its normal size"),
    ("cooperative.joining_margin", 0.08, "if that was 8% more"),
    ("jujube.capacity_response", 0.3, "0.3 of the excess"),
    ("jujube.capacity_shrink_max", 0.15, "between -15%"),
    ("jujube.capacity_expand_max", 0.05, "+5% a year"),
    ("household.income_log_sd", 0.4, "0.40 (0.25 to 0.60)"),
    ("population.holding_income_correlation", 0.5, "rank correlation of 0.5"),
]


def words_of(name: str) -> str:
    return " ".join((PROJECT / name).read_text(encoding="utf-8").split())


@pytest.mark.parametrize(("path", "value", "words"), QUOTED, ids=[path for path, *_ in QUOTED])
def test_the_description_quotes_what_holds(path: str, value: float, words: str):
    assert load_parameters().value(path) == value, f"then rewrite “{words}” in {MODEL}"
    assert words in words_of(MODEL)


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", MODEL])
def test_the_number_of_households_is_the_default_region_s(page: str):
    region = load_region("luopu-yutian", load_parameters())
    assert f"{sum(county.households for county in region.counties):,}" in words_of(page)


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_example_of_a_scenario_is_one(page: str, tmp_path):
    (example,) = re.findall(r"```toml\n(.*?)```", (PROJECT / page).read_text("utf-8"), flags=re.S)
    place = tmp_path / "my-question.toml"
    place.write_text(example, encoding="utf-8")
    scenario = Scenario.load(str(place))
    assert [lever.kind for lever in scenario.levers] == ["price_insurance"]
    assert scenario.parameters == {"jujube.pass_through": 1.0}


def test_a_result_has_eleven_tables_as_the_readme_says():
    assert len(TABLES) == 11
    assert "eleven Parquet tables" in words_of("README.md")


def test_the_answer_on_paper():
    """30% of 6.8 yuan is 2.04 yuan a kg, on 47,500 t, of which members deliver 27,750 t."""
    answer = by_hand(load_parameters())
    assert answer.farm_gate_loss == pytest.approx(96.9e6)
    assert answer.member_loss == pytest.approx(2.04 * 2775)
    assert answer.other_loss == pytest.approx(2.04 * 19_750 / 11, rel=1e-6)
    # 323 million of sales less 700 yuan on 173,300 mu leave 201.69 million.
    assert answer.date_income_share == pytest.approx(96.9 / 201.69, rel=1e-4)
    # 8,571 mu with the mean yield of 47,500 t on 173,300 mu.
    assert answer.insurance == pytest.approx(2.04 * 8571 * 47.5e6 / 173_300, rel=1e-6)
    # (127,876 persons x 8,800 + 123,935 x 9,600) / 64,031 households = 36,156 yuan.
    assert answer.income_share == pytest.approx(96.9e6 / 21_000 / 36_156, rel=1e-3)
    assert 2300 < answer.newly_below < 3500
