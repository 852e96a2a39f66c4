"""Who bears the loss: by hand, adding up, and the bridge from the farm gate."""

import numpy as np
import pandas as pd
import pytest

from sim.accounts.kinds import ASSET_INDEX, CLAIM_INDEX, FLOW_INDEX, REGIONAL_SECTORS, SECTORS
from sim.results import Figures, draw_tables, join_draws
from sim.results.bridge import bridge, farm_gate_loss
from sim.results.incidence import incidence
from sim.results.windows import WINDOWS
from tests.results.toy import same_households, toy_plan, toy_record, toy_scenario

HOUSEHOLDS, BUYERS = SECTORS.index("households"), SECTORS.index("buyers")
NONE = 4


def quiet_record(name):
    """A record in which nothing is paid, owed, moved, held or sold."""
    record = same_households(toy_record(0, name), toy_record(0))
    for field in ("flows", "claims_created", "claims_paid", "claims_written_off", "goods"):
        getattr(record, field)[:] = 0.0
    for field in ("claims_outstanding", "capital", "cash"):
        getattr(record, field)[:] = 0.0
    for values in record.market.values():
        values[:] = 0.0
    return record


def figures_of(baseline, scenario):
    plan = toy_plan(toy_scenario())  # first year: months 0 to 11
    return Figures(join_draws([draw_tables(baseline, scenario, 0, plan)]))


def loss_of(figures, window="first_year"):
    return dict(zip(REGIONAL_SECTORS, incidence(figures, window).sectors[0], strict=True))


def test_a_lower_resale_price_is_shared_by_buyers_and_growers():
    # Buyers get 100 less from outside and pay growers 70 less: buyers lose 30, growers 70.
    before, after = quiet_record("baseline"), quiet_record("dates")
    before.flows[3, FLOW_INDEX["resale"], NONE] = 500.0
    before.flows[3, FLOW_INDEX["spot_sales"], NONE] = 400.0
    after.flows[3, FLOW_INDEX["resale"], NONE] = 400.0
    after.flows[3, FLOW_INDEX["spot_sales"], NONE] = 330.0
    loss = loss_of(figures_of(before, after))
    assert loss["buyers"] == 30.0
    assert loss["households"] == 70.0
    assert incidence(figures_of(before, after), "first_year").region[0] == 100.0


def test_an_unpaid_bill_is_income_until_it_is_written_off():
    before, after = quiet_record("baseline"), quiet_record("dates")
    bill = CLAIM_INDEX["member_deliveries"]  # households hold it, cooperatives owe it
    after.claims_created[2, bill, NONE] = 50.0
    assert loss_of(figures_of(before, after))["households"] == -50.0
    after.claims_written_off[5, bill, NONE] = 50.0
    loss = loss_of(figures_of(before, after))
    assert (loss["households"], loss["cooperatives"]) == (0.0, 0.0)


def test_a_loan_is_no_income_but_its_write_off_is_the_banks_loss():
    before, after = quiet_record("baseline"), quiet_record("dates")
    loan = CLAIM_INDEX["household_loan"]
    after.claims_created[2, loan, NONE] = 50.0
    after.flows[2, FLOW_INDEX["household_loans"], NONE] = 50.0
    assert set(loss_of(figures_of(before, after)).values()) == {0.0}
    after.claims_written_off[5, loan, NONE] = 20.0
    loss = loss_of(figures_of(before, after))
    assert (loss["bank"], loss["households"]) == (20.0, -20.0)


def test_consumption_is_no_loss():
    before, after = quiet_record("baseline"), quiet_record("dates")
    after.flows[2, FLOW_INDEX["consumption"], NONE] = 80.0
    assert set(loss_of(figures_of(before, after)).values()) == {0.0}


def test_stock_lost_counts_at_the_baselines_value_of_the_last_month():
    before, after = quiet_record("baseline"), quiet_record("dates")
    dates = ASSET_INDEX["jujube_dried"]
    before.capital[:, HOUSEHOLDS, dates] = 10.0
    after.capital[:6, HOUSEHOLDS, dates] = 10.0
    after.capital[6:, HOUSEHOLDS, dates] = 4.0
    before.unit_value[12, dates] = 7.0  # month 11, the last of the window
    assert loss_of(figures_of(before, after))["households"] == pytest.approx(6.0 * 7.0)


def test_what_happens_outside_the_window_does_not_count():
    before, after = quiet_record("baseline"), quiet_record("dates")
    after.flows[12, FLOW_INDEX["resale"], NONE] = 100.0
    figures = figures_of(before, after)
    assert loss_of(figures)["buyers"] == 0.0
    assert loss_of(figures, "run")["buyers"] == -100.0


@pytest.mark.parametrize("window", WINDOWS)
def test_the_sectors_losses_add_up_to_the_regions(figures, window):
    found = incidence(figures, window)
    np.testing.assert_allclose(found.sectors.sum(axis=1), found.region, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("window", WINDOWS)
def test_the_bridge_closes(figures, window):
    losses = incidence(figures, window)
    steps = bridge(figures, losses)
    total = np.sum(list(steps.values()), axis=0)
    np.testing.assert_allclose(total, losses.region, rtol=1e-9, atol=1e-6)


def test_the_farm_gate_loss_splits_into_price_and_quantity():
    before, after = quiet_record("baseline"), quiet_record("dates")
    for record, price, sold in ((before, 6.8, 1000.0), (after, 4.76, 900.0)):
        record.market["farm_gate"][5, 1] = price
        record.market["sold_spot"][5, 1] = sold
    by_price, by_quantity = farm_gate_loss(figures_of(before, after), "first_year")
    assert by_price[0] == pytest.approx(2.04 * 1000.0)
    assert by_quantity[0] == pytest.approx(4.76 * 100.0)
    assert by_price[0] + by_quantity[0] == pytest.approx(6.8 * 1000.0 - 4.76 * 900.0)


def test_the_table_can_be_rebuilt_from_the_files_with_pandas_alone(draws, figures):
    """Net current receipts of buyers, summed by hand from the flow table."""
    tables = join_draws(draws)
    flows = tables["flows"]
    current = ~flows["kind"].astype(str).str.contains("consumption|medical|drawings|loans|repayments")
    flows = flows[current & flows["month"].between(9, 20)]
    received = flows[flows["payee"] == "world"].groupby(["draw", "scenario"], observed=True)["yuan"]
    paid = flows[flows["payer"] == "world"].groupby(["draw", "scenario"], observed=True)["yuan"]
    net: pd.Series = paid.sum() - received.sum()
    by_draw = net.xs("baseline", level="scenario") - net.xs("dates", level="scenario")
    np.testing.assert_allclose(by_draw.to_numpy(), incidence(figures, "first_year").receipts)
