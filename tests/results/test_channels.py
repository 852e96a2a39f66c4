"""Channels: by hand, adding up, and the units behind every yuan of sales."""

import numpy as np
import pandas as pd
import pytest

from sim.record import CELL_COLUMNS
from sim.results import CHANNELS, Figures, describe_channel, draw_tables, join_draws
from sim.results.channels import WHOLE, channel_groups, channels, split_sales
from sim.results.schema import INCOME_SOURCES
from sim.results.windows import WINDOWS
from sim.state.income import SOURCES
from tests.results.toy import same_households, toy_plan, toy_record, toy_scenario

UNDER_CONTRACT, ON_SPOT = 0, 1


def split(quantity, yuan):
    """The parts of one market's change of sales; arguments by side and route."""
    quantity, yuan = np.array(quantity), np.array(yuan)
    parts = {name: float(part) for name, part in split_sales(quantity, yuan).items()}
    change = float(yuan[1].sum() - yuan[0].sum())
    return parts | {"price": change - sum(parts.values())}


def test_a_lower_price_alone_is_price():
    # 100 kg on the spot market, 6.8 yuan before and 4.76 after.
    found = split([[0.0, 100.0], [0.0, 100.0]], [[0.0, 680.0], [0.0, 476.0]])
    assert found == pytest.approx({"price": -204.0, "volume": 0.0, "contract": 0.0})


def test_price_and_quantity_each_count_at_the_mean_of_the_other():
    # 100 kg at 6 yuan before, 80 kg at 4 after: -2 x 90 kg and -20 kg x 5 yuan.
    found = split([[0.0, 100.0], [0.0, 80.0]], [[0.0, 600.0], [0.0, 320.0]])
    assert found == pytest.approx({"price": -180.0, "volume": -100.0, "contract": 0.0})


def test_the_two_sides_exchanged_change_every_sign():
    quantity, yuan = [[60.0, 40.0], [10.0, 70.0]], [[600.0, 240.0], [90.0, 280.0]]
    there, back = split(quantity, yuan), split(quantity[::-1], yuan[::-1])
    assert {name: -amount for name, amount in back.items()} == pytest.approx(there)


def test_a_contract_that_is_gone_counts_by_its_lead_over_the_market():
    # 100 birds under contract at 16 yuan before, on the market at 10 after (and at 10 before).
    found = split([[100.0, 100.0], [0.0, 200.0]], [[1600.0, 1000.0], [0.0, 2000.0]])
    assert found == pytest.approx({"price": 0.0, "volume": 0.0, "contract": -600.0})


def test_a_month_without_sales_on_one_side_is_quantity():
    found = split([[0.0, 100.0], [0.0, 0.0]], [[0.0, 600.0], [0.0, 0.0]])
    assert found == pytest.approx({"price": 0.0, "volume": -600.0, "contract": 0.0})


def test_every_source_of_income_has_one_channel():
    declared = [source for channel in CHANNELS[2:] for source in channel.sources]
    assert set(SOURCES) <= set(declared)
    assert len(declared) == len(set(declared))
    assert set(INCOME_SOURCES) == set(SOURCES)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_channel_is_described(lang):
    labels = [describe_channel(channel.name, lang) for channel in CHANNELS]
    assert len(set(labels)) == len(CHANNELS)
    assert all(channel.describe(lang) for channel in CHANNELS)
    assert describe_channel(WHOLE, lang)


@pytest.mark.parametrize("window", WINDOWS)
def test_channels_add_up_to_the_change_of_net_income(figures, window):
    for group in channel_groups(figures):
        place = (figures.window_names.index(window), figures.group_names.index(group))
        net_income = figures.groups("net_income")[:, :, *place]
        total = np.sum(list(channels(figures, group, window).values()), axis=0)
        np.testing.assert_allclose(total, net_income[1] - net_income[0], rtol=1e-6)


def test_a_source_without_a_channel_is_an_error(draws):
    tables = join_draws(draws)
    tables["groups"]["net_income"] += np.where(tables["groups"]["scenario"] == "dates", 500.0, 0.0)
    with pytest.raises(RuntimeError, match="channels of"):
        channels(Figures(tables), "all", "run")


def test_insurance_is_payouts_less_premium():
    before = toy_record(0)
    after = same_households(toy_record(0, "dates"), before)
    for name, amount in (("payouts", 30.0), ("premium", -4.0), ("net_income", 26.0)):
        after.cells[3, :, CELL_COLUMNS.index(name)] += amount
    plan = toy_plan(toy_scenario())  # first year: months 0 to 11
    found = channels(Figures(join_draws([draw_tables(before, after, 0, plan)])), "all", "run")
    cells = len(before.cell_keys)
    assert found.pop("insurance")[0] == pytest.approx(26.0 * cells)
    assert {name: abs(amount[0]) < 1e-9 for name, amount in found.items()} == dict.fromkeys(
        found, True
    )


def test_the_table_holds_every_channel_of_every_group_and_window(outcome, figures):
    table = outcome.channels
    groups = channel_groups(figures)
    assert len(table) == 3 * 3 * len(groups) * len(CHANNELS)
    assert set(table["scenario"]) == {"dates"}
    assert groups == ("chain=jujube", "chain=rose", "all")
    jobs = table.query("group == 'all' and window == 'run' and channel == 'jobs'")["yuan"]
    np.testing.assert_allclose(jobs, channels(figures, "all", "run")["jobs"])


def test_the_answer_tells_the_struck_growers_first_and_then_everybody(outcome):
    rows = pd.DataFrame(outcome.answer_object["channels"])
    assert list(rows["group"].unique()) == ["chain=jujube", "all"]
    assert set(rows["unit"]) == {"yuan", "yuan/household"}
    assert (rows["low"] <= rows["difference"]).all() and (rows["difference"] <= rows["high"]).all()
    yuan = rows[(rows["unit"] == "yuan") & (rows["window"] == "run") & (rows["group"] == "all")]
    by_name = yuan.set_index("channel")["difference"]
    assert by_name.drop(WHOLE).sum() == pytest.approx(by_name[WHOLE])
    metrics = outcome.answer.query("metric == 'net_income' and group == 'all' and window == 'run'")
    assert by_name[WHOLE] == pytest.approx(metrics["difference"].iloc[0])


def test_a_household_s_part_is_that_of_the_group_s_households(outcome):
    rows = pd.DataFrame(outcome.answer_object["channels"])
    row = rows.query(
        "group == 'chain=jujube' and window == 'first_year' and channel == 'net_income'"
        " and unit == 'yuan/household'"
    )
    metrics = outcome.answer.query(
        "metric == 'net_income_per_household' and group == 'chain=jujube'"
        " and window == 'first_year'"
    )
    assert row["difference"].iloc[0] == pytest.approx(metrics["difference"].iloc[0])


def test_nothing_changed_changes_no_channel(same_outcome):
    assert (same_outcome.channels["yuan"] == 0.0).all()
    rows = same_outcome.answer_object["channels"]
    assert {row[name] for row in rows for name in ("difference", "low", "high")} == {0.0}
