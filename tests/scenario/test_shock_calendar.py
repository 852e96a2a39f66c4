"""Where a shock falls in the calendar: insured or not, before or after the signing."""

import pytest

from sim.messages import languages
from sim.scenario import Scenario
from sim.scenario.calendar import calendar


def facts(scenario: Scenario, chain: str = "jujube") -> dict[str, tuple[str, str]]:
    return {
        fact.event: (fact.case, scenario.month_name(fact.month))
        for fact in calendar(scenario)
        if fact.chain == chain
    }


def test_main_scenario_falls_between_strike_and_signing():
    assert facts(Scenario.load("jujube-price-30")) == {
        "start": ("until", "2021-08"),
        "harvest": ("season", "2021-10"),
        "signing": ("under", "2021-10"),
        "strike": ("before", "2021-06"),
        "settlement": ("felt", "2021-10"),
        "payout": ("in_run", "2022-01"),
        "decision": ("after", "2022-02"),
    }


def test_after_signing_dealers_are_bound():
    found = facts(Scenario.load("jujube-price-30-after-signing"))
    assert found["signing"] == ("before", "2021-10")
    assert found["strike"] == ("before", "2021-06")


@pytest.mark.parametrize(
    ("start", "strike"),
    [
        ("2021-05", ("under", "2021-06")),
        ("2021-06", ("under", "2021-06")),
        ("2021-07", ("before", "2021-06")),
        ("2021-12", ("before", "2021-06")),
        ("2022-01", ("under", "2022-06")),
    ],
)
def test_a_fall_before_the_strike_is_not_insured(start, strike):
    scenario = Scenario.load("jujube-price-30", [f"shock.dates.from={start}"])
    assert facts(scenario)["strike"] == strike


def test_the_strike_may_lie_before_the_run():
    moved = ["run.start=2021-08-01", "shock.dates.from=2021-08"]
    scenario = Scenario.load("jujube-price-30", moved)
    assert facts(scenario)["strike"] == ("before", "2021-06")


def test_settlement_counts_the_months_that_feel_the_shock():
    scenario = Scenario.load("jujube-price-30-after-signing")
    settlement = next(f for f in calendar(scenario) if f.event == "settlement")
    assert (settlement.values["felt"], settlement.values["of"]) == (2, 3)


def test_animals_sell_all_year_and_are_not_insured():
    found = facts(Scenario.load("aid-purchases-end"), "rabbit")
    assert found["harvest"] == ("all_year", "2021-08")
    assert {"strike", "signing"} & found.keys() == set()
    assert facts(Scenario.load("rabbit-disease"), "rabbit")["start"] == ("once", "2021-08")
    assert facts(Scenario.load("rabbit-disease"), "pigeon") == {}


def test_a_run_that_ends_before_the_harvest_says_so():
    scenario = Scenario.load("jujube-price-30", ["run.months=9"])
    assert facts(scenario)["harvest"] == ("none", "2021-09")


def test_dates_come_from_the_parameters():
    scenario = Scenario.load("jujube-price-30", ["insurance.strike_month=9"])
    assert facts(scenario)["strike"] == ("under", "2021-09")


@pytest.mark.parametrize("lang", languages())
def test_every_fact_has_a_sentence(lang):
    for settings in ([], ["run.months=12"], ["run.months=9"]):
        for name in ("jujube-price-30", "jujube-price-30-after-signing", "aid-purchases-end"):
            if name.endswith("signing") and "run.months=9" in settings:
                continue
            for fact in calendar(Scenario.load(name, settings)):
                assert "2" in fact.sentence(lang)
