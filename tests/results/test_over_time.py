"""Incidence month by month, and the month in which a floor fails."""

import numpy as np
import pandas as pd
import pytest

from sim.accounts.kinds import ASSET_INDEX, FLOW_INDEX, REGIONAL_SECTORS, SECTORS
from sim.results import Figures, draw_tables, join_draws
from sim.results.incidence import incidence
from sim.results.incidence_over_time import cumulative_losses, monthly_losses
from sim.results.jump import jump_rows
from tests.results.test_incidence import NONE, figures_of, quiet_record
from tests.results.toy import MARKETS, toy_plan, toy_scenario

HOUSEHOLDS, ENTERPRISES = (SECTORS.index(name) for name in ("households", "enterprises"))
PIGEONS = MARKETS.index(("luopu", "pigeon"))


def test_the_months_add_up_to_the_incidence_of_the_run(figures):
    cumulative = cumulative_losses(figures)
    losses = incidence(figures, "run")
    np.testing.assert_allclose(cumulative[:, -1], losses.sectors, rtol=1e-9, atol=1e-6)
    total = monthly_losses(cumulative).sum(axis=1)
    np.testing.assert_allclose(total, losses.sectors, rtol=1e-9, atol=1e-6)


def test_a_loss_shows_in_its_month_and_stays_in_the_sum():
    before, after = quiet_record("baseline"), quiet_record("dates")
    before.flows[3, FLOW_INDEX["spot_sales"], NONE] = 400.0
    after.flows[3, FLOW_INDEX["spot_sales"], NONE] = 330.0
    cumulative = cumulative_losses(figures_of(before, after))[0]
    monthly = monthly_losses(cumulative[None])[0]
    assert monthly[:, HOUSEHOLDS].tolist() == [0.0] * 3 + [70.0] + [0.0] * 20
    assert cumulative[:, HOUSEHOLDS].tolist() == [0.0] * 3 + [70.0] * 21
    first_year = incidence(figures_of(before, after), "first_year").sectors[0]
    assert monthly[:12].sum(axis=0).tolist() == first_year.tolist()


def test_lost_stock_counts_at_the_value_of_each_month():
    before, after = quiet_record("baseline"), quiet_record("dates")
    dates = ASSET_INDEX["jujube_dried"]
    before.capital[:, HOUSEHOLDS, dates] = 10.0
    after.capital[:6, HOUSEHOLDS, dates] = 10.0
    after.capital[6:, HOUSEHOLDS, dates] = 4.0
    before.unit_value[:, dates] = 7.0
    before.unit_value[10:, dates] = 5.0
    cumulative = cumulative_losses(figures_of(before, after))[0, :, HOUSEHOLDS]
    assert cumulative.tolist() == [0.0] * 5 + [42.0] * 4 + [30.0] * 15


def test_the_table_and_the_answer_hold_every_month(outcome):
    months, draws = 24, 3
    table = outcome.incidence
    assert len(table) == draws * months * len(REGIONAL_SECTORS)
    rows = pd.DataFrame(outcome.answer_object["incidence_over_time"])
    assert len(rows) == months * (len(REGIONAL_SECTORS) + 1)
    of_buyers = table[(table["sector"] == "buyers") & (table["month"] == 5)]["loss"]
    row = rows[(rows["sector"] == "buyers") & (rows["month"] == 5)].iloc[0]
    assert row["mean"] == pytest.approx(of_buyers.mean())
    assert (row["low"], row["high"]) == (of_buyers.min(), of_buyers.max())
    last = rows[rows["month"] == months - 1].set_index("sector")["cumulative"]
    region = next(
        row
        for row in outcome.answer_object["incidence"]
        if (row["window"], row["sector"]) == ("run", "region")
    )
    assert last["region"]["mean"] == pytest.approx(region["mean"])


def test_nothing_changed_is_lost_in_no_month(same_outcome):
    assert (same_outcome.incidence[["loss", "cumulative"]] == 0.0).all(axis=None)
    for row in same_outcome.answer_object["incidence_over_time"]:
        assert row["mean"] == row["low"] == row["high"] == 0.0


def pair_with_floor(fails_in, ways=()):
    """A pair in which one pigeon enterprise promises a floor; it stops in month `fails_in`.

    Households lose 10 yuan a month from month 2 and 90 from then on, the enterprise the reverse.
    """
    before, after = quiet_record("baseline"), quiet_record("dates")
    spot, local = FLOW_INDEX["spot_sales"], FLOW_INDEX["product_sales"]
    for record in (before, after):
        record.market["floors_promised"][:, PIGEONS] = 1.0
        record.flows[:, [spot, local], NONE] = 100.0
    after.flows[2:, spot, NONE] -= 10.0
    after.flows[2:, local, NONE] -= 90.0
    if fails_in is not None:
        after.flows[fails_in:, spot, NONE] -= 80.0
        after.flows[fails_in:, local, NONE] += 80.0
        for name in ("floors_unpaid", *ways):
            after.market[name][1 + fails_in :, PIGEONS] = 1.0
    return before, after


def rows_of(*pairs):
    plan = toy_plan(toy_scenario())
    tables = [draw_tables(*pair, draw, plan) for draw, pair in enumerate(pairs)]
    figures = Figures(join_draws(tables))
    return jump_rows(figures, cumulative_losses(figures))


def test_the_burden_jumps_in_the_month_the_floor_fails():
    (row,) = rows_of(
        pair_with_floor(6), pair_with_floor(9, ["enterprises_in_default"]), pair_with_floor(None),
        pair_with_floor(4, ["enterprises_gone"]),
    )  # fmt: skip
    assert row["chain"] == "pigeon"
    assert (row["draws"], row["failed"], row["share"]) == (4, 3, 0.75)
    assert (row["earliest"], row["median"], row["latest"]) == (4, 6, 9)
    assert row["ways"] == {"left": 1, "in_default": 1, "dropped": 1}
    stages = {stage["stage"]: stage for stage in row["stages"]}
    assert [stages[name]["median"] for name in ("dropped", "in_default", "left")] == [6, 9, 4]
    losses = {loss["sector"]: loss for loss in row["losses"]}
    # The year before counts from month 2, in which the first yuan is lost.
    assert losses["households"]["before"] == {"mean": 10.0, "low": 10.0, "high": 10.0}
    assert losses["households"]["after"] == {"mean": 90.0, "low": 90.0, "high": 90.0}
    assert losses["enterprises"]["before"]["mean"] == 90.0
    assert losses["enterprises"]["after"]["mean"] == 10.0


def test_a_floor_that_also_fails_in_the_baseline_is_no_jump():
    before, after = pair_with_floor(6)
    before.market["floors_unpaid"][:] = after.market["floors_unpaid"]
    (row,) = rows_of((before, after))
    assert (row["failed"], row["earliest"], row["losses"]) == (0, None, None)


def test_a_floor_that_fails_at_once_has_nothing_before():
    (row,) = rows_of(pair_with_floor(0))
    losses = {loss["sector"]: loss for loss in row["losses"]}
    assert losses["households"]["before"]["mean"] == 0.0


def test_an_exit_after_the_floor_failed_is_a_stage_of_its_own():
    before, after = pair_with_floor(6)
    after.market["enterprises_gone"][1 + 15 :, PIGEONS] = 1.0
    (row,) = rows_of((before, after))
    assert row["ways"] == {"left": 0, "in_default": 0, "dropped": 1}
    left = next(stage for stage in row["stages"] if stage["stage"] == "left")
    assert (left["failed"], left["median"]) == (1, 15)
    assert left["losses"][0]["before"]["mean"] == pytest.approx((3 * 10.0 + 9 * 90.0) / 12)


def test_chains_without_a_floor_have_no_row():
    assert rows_of((quiet_record("baseline"), quiet_record("dates"))) == []
