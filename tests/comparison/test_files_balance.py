"""From the written files alone, with pandas: every balance holds and the loss adds up."""

import numpy as np
import pandas as pd
import pytest

REGIONAL = [
    "households", "cooperatives", "enterprises", "buyers", "bank", "insurer", "government",
    "suppliers",
]  # fmt: skip
SIDE = ["scenario", "draw"]


def net_flows(files, categories=None) -> pd.Series:
    """Yuan received less paid by scenario, draw, month and sector."""
    flows = files["flows"]
    if categories is not None:
        classes = {kind["name"]: kind["class"] for kind in files["manifest"]["flow_kinds"]}
        flows = flows[flows["kind"].map(classes).isin(categories)]
    keys = [*SIDE, "month"]
    received = flows.groupby([*keys, "payee"])["yuan"].sum().rename_axis([*keys, "sector"])
    paid = flows.groupby([*keys, "payer"])["yuan"].sum().rename_axis([*keys, "sector"])
    return received.sub(paid, fill_value=0.0)


def turnover(files) -> float:
    flows = files["flows"]
    keys = [*SIDE, "month"]
    moved = pd.concat([flows.groupby([*keys, side])["yuan"].sum() for side in ("payer", "payee")])
    return float(moved.groupby(level=[0, 1, 2, 3]).sum().max())


def test_cash_of_every_sector_changes_by_what_was_paid(files):
    cash = files["balances"].set_index([*SIDE, "sector", "month"])["cash"].sort_index()
    change = cash.groupby(level=[0, 1, 2]).diff().dropna()
    booked = net_flows(files).reorder_levels([0, 1, 3, 2]).reindex(change.index).fillna(0.0)
    assert len(change) > 1000
    assert float((change - booked).abs().max()) < 1e-6 * turnover(files)


def test_stocks_of_every_product_change_by_what_was_moved(files):
    capital, goods = files["capital"], files["goods"]
    products = set(goods["product"]) & set(capital["asset"])
    assert {"jujube_dried", "kit"} <= products
    stock = capital[capital["asset"].isin(products)]
    index = [*SIDE, "sector", "asset", "month"]
    change = stock.set_index(index)["quantity"].sort_index().groupby(level=[0, 1, 2, 3]).diff()
    change = change.dropna()
    keys = [*SIDE, "month", "product"]
    come = goods.groupby([*keys, "destination"])["quantity"].sum()
    gone = goods.groupby([*keys, "origin"])["quantity"].sum()
    names = [*SIDE, "month", "asset", "sector"]
    moved = come.rename_axis(names).sub(gone.rename_axis(names), fill_value=0.0)
    moved = moved.reorder_levels([0, 1, 4, 3, 2]).reindex(change.index).fillna(0.0)
    assert float((change - moved).abs().max()) < 1e-6 * float(goods["quantity"].max())


def test_claims_change_by_what_was_created_paid_and_written_off(files):
    claims = files["claims"]
    keys = [*SIDE, "chain", "kind"]
    wide = claims.set_index([*keys, "month"])
    outstanding = wide["outstanding"].unstack("month").fillna(0.0)
    change = outstanding.diff(axis=1).iloc[:, 1:]
    booked = (wide["created"] - wide["paid"] - wide["written_off"]).unstack("month").fillna(0.0)
    difference = (change - booked[change.columns]).abs().to_numpy().max()
    assert difference < 1e-6 * turnover(files)


def sector_loss(files, first: int, last: int) -> pd.DataFrame:
    """Loss of each regional sector by draw, scenario minus baseline, by the definition."""
    current = net_flows(files, {"trade", "input", "wage", "insurance", "transfer"})
    window = current[
        current.index.get_level_values("month").to_series().between(first, last).values
    ]
    balance = window.groupby(level=["scenario", "draw", "sector"]).sum()
    claims = files["claims"]
    claims = claims[claims["month"].between(first, last)]
    loans = claims["kind"].isin(["household_loan", "enterprise_loan"])
    fresh = np.where(loans, 0.0, claims["created"] - claims["paid"])
    for side, sign in (("creditor", 1.0), ("debtor", -1.0)):
        amount = sign * (fresh - claims["written_off"])
        part = amount.groupby([claims["scenario"], claims["draw"], claims[side]]).sum()
        balance = balance.add(part.rename_axis(balance.index.names), fill_value=0.0)
    capital = files["capital"]
    ends = capital[capital["month"] == last].set_index([*SIDE, "sector", "asset"])
    starts = capital[capital["month"] == first - 1].set_index([*SIDE, "sector", "asset"])
    worth = (ends["quantity"] - starts["quantity"]) * ends["unit_value"]
    balance = balance.add(worth.groupby(level=[0, 1, 2]).sum(), fill_value=0.0)
    wide = balance.unstack("scenario").fillna(0.0)
    (name,) = [column for column in wide.columns if column != "baseline"]
    return (wide["baseline"] - wide[name]).unstack("sector").fillna(0.0)


def test_the_incidence_table_rebuilt_from_the_files_adds_up(files):
    window = files["groups"][files["groups"]["window"] == "first_year"].iloc[0]
    losses = sector_loss(files, int(window["first_month"]), int(window["last_month"]))
    printed = {
        row["sector"]: row["mean"]
        for row in files["answer"]["incidence"]
        if row["window"] == "first_year"
    }
    scale = 1e-6 * turnover(files)
    for sector in REGIONAL:
        assert losses[sector].mean() == pytest.approx(printed[sector], abs=scale), sector
    assert losses[REGIONAL].sum(axis=1).mean() == pytest.approx(printed["region"], abs=scale)


def test_the_bridge_from_the_farm_gate_closes(files):
    rows = [row for row in files["answer"]["bridge"] if row["window"] == "first_year"]
    amounts = {row["item"]: row["mean"] for row in rows}
    steps = sum(
        amount
        for item, amount in amounts.items()
        if item not in ("farm_gate_loss", "region_loss", "residual")
    )
    scale = 1e-6 * turnover(files)
    assert steps == pytest.approx(amounts["region_loss"], abs=scale)
    assert amounts["residual"] == pytest.approx(0.0, abs=scale)


def test_amounts_are_never_negative_and_kinds_have_one_payer_and_payee(files):
    flows = files["flows"]
    assert (flows["yuan"] >= 0.0).all()
    parties = flows.groupby("kind")[["payer", "payee"]].nunique()
    assert (parties == 1).all().all()
