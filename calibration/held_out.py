"""Simulations for the held-out figures that a typical year does not show: seasons and scenarios."""

from collections.abc import Mapping
from typing import Any

from sim.comparison import compare
from sim.model import ValueChainModel
from sim.parameters import load_parameters
from sim.regions import load_region
from sim.scenario import Scenario

START_MONTH = 2021 * 12
# From the opening to the payout of the first season: January of the second year.
SEASON = 13
# Three years: reports of 2020 tell of what was brought in in 2018.
ADOPTION_MONTHS = 36
BUMPER, ADOPTION = "jujube-bumper-crop", "new-breed-shown"


def insurance_season(
    values: Mapping[str, float], region: str, seed: int, draw: int
) -> dict[str, float]:
    """What today's date insurance pays in its first season, with luck in prices; yuan."""
    declared = load_parameters()
    parameters = declared.with_values(dict(values), where="fit.toml")
    place = load_region(region, declared)
    model = ValueChainModel(place, parameters, seed, draw, START_MONTH).open()
    record = model.run(SEASON, "first season")
    model.close()
    market = record.markets.index(("luopu", "jujube"))
    return {"insurance_payout": float(record.market["payout"][:, market].sum())}


def bumper_year(values: Mapping[str, float], region: str, seed: int, draw: int) -> dict[str, float]:
    """Change of date sales at the farm gate in a national bumper year, over the baseline's."""
    table = _outcome(BUMPER, values, region, seed, draw, months=24).answer
    chosen = (table["group"] == "chain=jujube") & (table["window"] == "first_year")
    (row,) = table[chosen & (table["metric"] == "farm_gate_sales")].itertuples()
    return {"bumper_income": float(row.difference / row.baseline)}


def adoption(values: Mapping[str, float], region: str, seed: int, draw: int) -> dict[str, float]:
    """Share of Yutian's households without rabbits that keep them three years later."""
    outcome = _outcome(ADOPTION, values, region, seed, draw, ADOPTION_MONTHS)
    monthly = outcome.monthly
    keepers = monthly[(monthly["chain"] == "rabbit") & (monthly["scenario"] == ADOPTION)]
    by_month = keepers.groupby("month", observed=True)["growers"].sum()
    place = load_region(region, load_parameters())
    households = next(county.households for county in place.counties if county.id == "yutian")
    first, last = float(by_month.iloc[0]), float(by_month.iloc[-1])
    return {"adoption_share": (last - first) / (households - first)}


def _outcome(
    name: str, values: Mapping[str, float], region: str, seed: int, draw: int, months: int
) -> Any:
    # One draw whose seed carries the number: its luck is its own, its parameters are given.
    run = {"run.region": region, "run.seed": seed + draw, "run.draws": 1, "run.months": months}
    settings = [f"{path}={value!r}" for path, value in values.items()]
    settings += [f"{path}={value}" for path, value in run.items()]
    return compare(Scenario.load(name, settings))
