"""Who bears the loss, on the sample region: channels, months and the failure of a floor add up."""

import numpy as np
import pandas as pd
import pytest

from sim.accounts.kinds import SECTORS
from tests.comparison.conftest import read

CLOSE = 1e-6


def test_channels_add_up_to_the_change_of_net_income(files):
    keys = ["draw", "window", "group"]
    by_channel = files["channels"].groupby(keys)["yuan"].sum()
    groups = files["groups"].set_index([*keys, "scenario"])["net_income"].unstack("scenario")
    name = next(column for column in groups if column != "baseline")
    change = (groups[name] - groups["baseline"]).reindex(by_channel.index)
    assert np.isfinite(change).all()
    scale = CLOSE * groups["baseline"].reindex(by_channel.index)
    assert ((by_channel - change).abs() <= scale).all()


def test_every_yuan_of_sales_is_recorded_with_its_units(files):
    keys = ["scenario", "draw", "month"]
    sold = files["sales"][files["sales"]["group"] == "all"]
    by_month = sold.groupby(keys)["yuan"].sum()
    earned = files["households"].query("month >= 0").groupby(keys)["sales"].sum()
    missing = (earned - by_month.reindex(earned.index).fillna(0.0)).abs()
    assert missing.max() <= CLOSE * earned.max()
    assert ((sold["quantity"] > 0.0) == (sold["yuan"] > 0.0)).all()


def test_growers_of_a_chain_sell_it_until_others_begin(files):
    """Groups are those of the opening: who begins later sells beside them, never less."""
    keys = ["scenario", "draw", "month", "county", "chain", "route"]
    sales = files["sales"]
    everybody = sales[sales["group"] == "all"].set_index(keys)["quantity"]
    own = sales[sales["group"] == "chain=" + sales["chain"]].set_index(keys)["quantity"]
    others = everybody - own.reindex(everybody.index).fillna(0.0)
    assert others.min() >= -CLOSE * everybody.max()
    first = others[others.index.get_level_values("month") == 0]
    assert len(first)
    assert first.max() <= CLOSE * everybody.max()


def test_the_months_add_up_to_the_incidence_of_the_windows(files):
    losses = files["incidence"].groupby(["draw", "sector"])["loss"].sum()
    last = files["incidence"].query("month == month.max()").set_index(["draw", "sector"])
    np.testing.assert_allclose(losses, last["cumulative"].reindex(losses.index), rtol=1e-9)
    by_sector = losses.groupby("sector").mean()
    for row in files["answer"]["incidence"]:
        if row["window"] == "run" and row["sector"] != "region":
            scale = CLOSE * by_sector.abs().sum()
            assert by_sector[row["sector"]] == pytest.approx(row["mean"], abs=scale)


def test_the_months_of_the_first_year_add_up_to_its_incidence(files):
    """But for stock lost before the window, whose value changes within it."""
    window = files["groups"][files["groups"]["window"] == "first_year"].iloc[0]
    first, last = window["first_month"], window["last_month"]
    table = files["incidence"]
    inside = table[table["month"].between(first, last)].groupby(["draw", "sector"])["loss"].sum()
    by_sector = (inside - revalued(files["capital"], first - 1, last)).groupby("sector").mean()
    for row in files["answer"]["incidence"]:
        if row["window"] == "first_year" and row["sector"] != "region":
            scale = CLOSE * by_sector.abs().sum()
            assert by_sector[row["sector"]] == pytest.approx(row["mean"], abs=scale)


def revalued(capital, before, last):
    """Stock lost by a month times the change of its value until the last, by draw and sector."""
    keys = ["draw", "sector", "asset"]
    held = capital[capital["month"] == before].set_index([*keys, "scenario"])["quantity"].unstack()
    name = next(column for column in held if column != "baseline")
    value = capital[capital["scenario"] == "baseline"].set_index([*keys, "month"])["unit_value"]
    change = value.xs(last, level="month") - value.xs(before, level="month")
    lost = (held["baseline"] - held[name]) * change
    names = pd.MultiIndex.from_product([held.index.unique("draw"), SECTORS[:-1]])
    return (
        lost.groupby(["draw", "sector"])
        .sum()
        .reindex(names, fill_value=0.0)
        .rename_axis(["draw", "sector"])
    )


def test_the_exit_of_the_pigeon_enterprises_is_a_failure_of_their_floor(folders):
    files = read(folders["pigeon-enterprise-exits"])
    row = next(row for row in files["answer"]["jump"] if row["chain"] == "pigeon")
    assert (row["share"], row["earliest"], row["latest"]) == (1.0, 7, 7)
    assert row["ways"] == {"left": 2, "in_default": 0, "dropped": 0}
    losses = {loss["sector"]: loss for loss in row["losses"]}
    assert losses["households"]["before"]["mean"] == 0.0
    assert losses["households"]["after"]["mean"] > 0.0
    rabbits = next(row for row in files["answer"]["jump"] if row["chain"] == "rabbit")
    assert rabbits["failed"] == 0


def test_what_growers_of_dates_lose_to_a_price_is_price(folders):
    files = read(folders["jujube-price-30"])
    rows = pd.DataFrame(files["answer"]["channels"])
    mine = rows[(rows["group"] == "chain=jujube") & (rows["window"] == "first_year")]
    by_name = mine[mine["unit"] == "yuan"].set_index("channel")["difference"]
    assert by_name["price"] < 0.0
    assert by_name["price"] == by_name.drop("net_income").min()


def test_the_outlay_of_levers_is_what_the_flows_tagged_with_them_say(files):
    levers = {kind["name"]: kind["lever"] for kind in files["manifest"]["flow_kinds"]}
    lever = files["flows"]["kind"].map(levers)
    draws = files["manifest"]["draws"]
    paid = files["flows"].groupby([lever, "scenario"])["yuan"].sum() / draws
    rows = pd.DataFrame(files["answer"]["metrics"])
    rows = rows[(rows["metric"] == "lever_outlay") & (rows["window"] == "run")]
    # Today's subsidy on interest and today's premiums are outlays of levers in the baseline too.
    assert {"all", "lever=microcredit", "lever=price_insurance"} <= set(rows["group"])
    for row in rows.itertuples():
        if row.group != "all":
            name = row.group.removeprefix("lever=")
            assert row.baseline == pytest.approx(paid[name].get("baseline", 0.0))
    everything = paid.drop("", level=0).groupby("scenario").sum()["baseline"]
    assert rows.set_index("group").loc["all", "baseline"] == pytest.approx(everything)
