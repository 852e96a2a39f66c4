"""Training: who learns, who pays, what it brings, and what stays when it ends."""

import numpy as np
import pytest

from sim.effects import Effects
from sim.phases.train import train
from tests.model.levers import net_income, paid, same_elsewhere, scenario, total, under


def training(share, **keys):
    return {"kind": "training", "chain": "jujube", "households_share": share, **keys}


@pytest.fixture(scope="module")
def runs(calm_opening):
    """Runs with nobody, a fifth and four fifths of the date growers in training."""
    return {share: under(calm_opening, training(share)) for share in (0.0, 0.2, 0.8)}


def test_more_training_means_more_output_income_and_cost(runs):
    records = [runs[share][1] for share in (0.0, 0.2, 0.8)]
    outputs = [total(record, "produced", "luopu", "jujube") for record in records]
    assert outputs == sorted(outputs)
    assert outputs[2] > 1.05 * outputs[0]
    incomes = [net_income(record, "jujube") for record in records]
    assert incomes[0] < incomes[1] < incomes[2]
    costs = [paid(record, "training_government") for record in records]
    assert costs[0] == 0.0 < costs[1] < costs[2]


def test_it_costs_so_much_a_household_in_training(runs, plain):
    model, record = runs[0.8]
    table = model.holdings["jujube"]
    trained = np.count_nonzero((table.training_draw < 0.8) & (table.expected_output > 0.0))
    expected = trained * plain.training.cost * 3.0
    assert paid(record, "training_government", "jujube") == pytest.approx(expected)


def test_it_reaches_the_chosen_growers_of_its_chain_only(runs):
    low, high = runs[0.2][0].holdings["jujube"], runs[0.8][0].holdings["jujube"]
    # Whom little training reaches is reached by much training too.
    assert set(np.flatnonzero(low.skill)) < set(np.flatnonzero(high.skill))
    assert (high.skill[high.training_draw >= 0.8] == 0.0).all()
    assert (high.yield_factor[high.skill == 0.0] == high.untrained_yield[high.skill == 0.0]).all()
    assert all(runs[0.8][0].holdings[name].skill.sum() == 0.0 for name in ("pigeon", "rose"))
    assert same_elsewhere(runs[0.0][1], runs[0.8][1], "jujube")


def test_nobody_in_training_changes_nothing(calm_opening, runs):
    _, record = under(calm_opening)
    assert (record.cells == runs[0.0][1].cells).all()
    assert (record.flows == runs[0.0][1].flows).all()


def test_who_yields_less_gains_more(runs):
    table = runs[0.8][0].holdings["jujube"]
    full = table.skill > 0.8
    gain = table.yield_factor[full] / table.untrained_yield[full]
    weak = table.untrained_yield[full] < 0.9
    assert gain[weak].min() > gain[~weak].max() * 0.99
    assert gain[~weak].min() > 1.09


def test_skill_outlasts_the_lever_and_fades_slowly(calm_opening):
    model, _ = under(calm_opening, training(1.0, duration_months=12))
    skill = model.holdings["jujube"].skill.max()
    learnt = 1.0 - 0.94**12
    assert skill == pytest.approx(learnt * 0.99**24)


def test_cooperatives_and_enterprises_train_their_members_as_far_as_cash_goes(calm_opening):
    model, record = under(calm_opening, training(1.0, financed_by="cooperatives"))
    table = model.holdings["jujube"]
    assert paid(record, "training_cooperatives") > 0.0
    assert paid(record, "training_government") == 0.0
    assert (table.skill[table.cooperative < 0] == 0.0).all()
    assert model.cooperatives.cash.min() >= -0.01
    # Dates have no enterprise in the sample county: there is nobody to pay.
    _, record = under(calm_opening, training(1.0, financed_by="enterprises"))
    assert paid(record, "training_enterprises") == 0.0
    pigeons = {**training(1.0, financed_by="enterprises"), "chain": "pigeon"}
    model, record = under(calm_opening, pigeons)
    assert paid(record, "training_enterprises", "pigeon") > 0.0
    table = model.holdings["pigeon"]
    linked = np.append(model.cooperatives.enterprise >= 0, False)[table.cooperative]
    assert (table.skill[~linked] == 0.0).all()
    assert table.skill[linked].max() > 0.0


def test_a_poor_payer_trains_fewer(calm_opening):
    """800 yuan a year are 66.67 a month: 200 yuan train two households, 2,000 yuan 29."""
    levers = scenario(training(1.0, financed_by="cooperatives")).levers

    def trained(cash):
        model = calm_opening.branch(Effects((), levers))
        model.effects.start(0)
        table = model.cooperatives
        table.owed[:] = table.receivable[:] = 0.0
        table.cash[:] = table.reserve + cash
        train(model)
        assert table.cash.min() >= 0.0
        return np.count_nonzero(model.holdings["jujube"].skill)

    assert trained(0.0) == 0
    assert trained(200.0) == 2
    assert trained(2000.0) == 29


def test_trained_keepers_lose_fewer_animals_to_a_disease(calm_opening):
    disease = {"kind": "mortality", "chain": "rabbit", "change": 0.5, "start_month": 18}
    lever = {**training(1.0), "chain": "rabbit"}

    def lost(*levers):
        """Share of the does that the month of the disease leaves, trained and not."""
        _, record = under(calm_opening, *levers, shocks=(disease,))
        index = next(i for i, (_, chain) in enumerate(record.markets) if chain == "rabbit")
        herd = record.market["capacity"][:, index]
        return float(1.0 - herd[19] / herd[18])

    assert 0.0 < lost(lever) < lost()
