"""Pigeons and rabbits alone for months: offspring, lags, disease and herds that change."""

import numpy as np
import pytest

from sim.chains import CHAINS, rabbit

ANIMALS = ("pigeon", "rabbit")


def run_year(table, live, first_month=12):
    """Outputs of twelve months [months, rows], from a January on."""
    found = []
    for month in range(first_month, first_month + 12):
        live(table, month)
        found.append(table.output.copy())
    return np.array(found)


def test_a_pair_gives_fourteen_squabs_a_year(holdings, live):
    table = holdings("pigeon", [1.0, 30.0])
    assert run_year(table, live).sum(axis=0) == pytest.approx([14.0, 420.0])


def test_squabs_of_a_month_by_hand(holdings, live):
    table = holdings("pigeon", [12.0], yield_factor=[1.5])
    live(table, 3, weather=0.8)
    # 12 pairs x 14 / 12 x April's 1.15 x 1.5 x 0.8.
    assert table.output[0] == pytest.approx(19.32)


def test_a_doe_gives_thirty_kits_a_year(holdings, live, plain):
    table = holdings("rabbit", [1.0])
    born = [_born(live(table, month)) for month in range(12)]
    assert sum(born) == pytest.approx(30.0)


def test_thirty_kits_of_2_3_kg_come_to_market(holdings, live):
    table = holdings("rabbit", [1.0, 16.0])
    run_year(table, live, 0)
    # The second year's kits were all born under the season's calendar.
    assert run_year(table, live, 12).sum(axis=0) == pytest.approx([69.0, 1104.0])


@pytest.mark.parametrize("name", ANIMALS)
def test_a_normal_year_is_what_yearly_output_says(name, holdings, live, plain):
    table = holdings(name, [3.0, 50.0], yield_factor=[0.8, 1.1])
    said = table.chain.yearly_output(table.state, table.yield_factor, getattr(plain, name))
    run_year(table, live, 0)
    assert run_year(table, live, 12).sum(axis=0) == pytest.approx(said)
    assert table.expected_output == pytest.approx(said)


@pytest.mark.parametrize("name", ANIMALS)
def test_supply_share_is_the_calendar_of_what_comes_to_market(name, holdings, live, plain):
    table = holdings(name, [10.0])
    run_year(table, live, 0)
    year = run_year(table, live, 12)[:, 0]
    shares = [table.chain.supply_share(getattr(plain, name), month) for month in range(12)]
    assert sum(shares) == pytest.approx(1.0)
    assert year / year.sum() == pytest.approx(shares)


def test_kits_born_in_a_month_go_to_market_three_months_later(holdings, live):
    table = holdings("rabbit", [10.0])
    table.state[rabbit.FIRST_COHORT : rabbit.LAST_COHORT + 1] = 0.0
    born = _born(live(table, 6))
    kits, outputs = [table.state[rabbit.FIRST_COHORT, 0]], []
    table.state[rabbit.DOES] = table.target[:] = 0.0  # only this litter is left to follow
    for month in (7, 8, 9, 10):
        live(table, month)
        kits.append(table.state[rabbit.FIRST_COHORT :, 0].sum())
        outputs.append(table.output[0])
    # 10 does x 2.5 kits a month x July's 0.9.
    assert born == pytest.approx(22.5)
    assert kits == pytest.approx([22.5, 22.5, 22.5, 0.0, 0.0])
    assert outputs == pytest.approx([0.0, 0.0, 22.5 * 2.3, 0.0])


@pytest.mark.parametrize("name", ANIMALS)
@pytest.mark.parametrize("loss", [0.0, 0.4, 1.0])
def test_every_animal_that_comes_or_goes_is_an_event(name, loss, holdings, live):
    table = holdings(name, [7.0, 40.0], yield_factor=[0.9, 1.1])
    table.state[1] = [2.0, 5.0]
    for month in range(14):
        before = _by_asset(table)
        events = live(table, month, loss=loss if month == 5 else 0.0)
        after = _by_asset(table)
        for asset in before:
            moved = sum(
                (1.0 if event.incoming else -1.0) * sum(event.quantity)
                for event in events
                if event.product == asset
            )
            assert (after[asset] - before[asset]).sum() == pytest.approx(moved, abs=1e-12)
        assert all(min(event.quantity) >= 0.0 for event in events)
        assert (table.state >= 0.0).all()


@pytest.mark.parametrize(("name", "months"), [("pigeon", 6.0), ("rabbit", 5.0)])
def test_young_animals_mature_with_the_lag(name, months, holdings, live):
    table = holdings(name, [0.0])
    table.state[1] = 60.0
    expected = 60.0
    for month in range(1, 25):
        live(table, month)
        expected -= expected / months
        assert table.state[1, 0] == pytest.approx(expected)
        assert table.state[:2, 0].sum() == pytest.approx(60.0)
    # On average a young animal waits for the lag: of 60, months x what matured in the first.
    assert expected < 1.0


def test_a_young_pair_lays_only_when_mature(holdings, live):
    table = holdings("pigeon", [0.0])
    table.state[1] = 60.0
    live(table, 0)
    # 60 / 6 = 10 pairs x 14 / 12 x January's 0.85.
    assert table.output[0] == pytest.approx(9.9166667)


def test_a_disease_takes_its_share_of_every_stage_once(holdings, live):
    table = holdings("rabbit", [100.0])
    table.state[1] = 10.0
    live(table, 12, loss=0.4)
    # Does: 60 and a fifth of the 6 young ones left. 34 are missing: 15% of them, 5.1, are kept.
    assert table.state[:, 0] == pytest.approx([61.2, 9.9, 61.2 * 2.5 * 0.95, 150.0, 150.0])
    # Market: 60% of 250 kits of the third month, less two for each doe kept, 2.3 kg each.
    assert table.output[0] == pytest.approx((150.0 - 10.2) * 2.3)
    live(table, 13)
    # 9.9 / 5 mature; of 28.9 missing 4.335 are kept. No kit of the next cohort died again.
    assert table.state[:2, 0] == pytest.approx([63.18, 12.255])
    assert table.output[0] == pytest.approx((150.0 - 8.67) * 2.3)


def test_kits_are_counted_after_ordinary_losses(holdings, live):
    table = holdings("rabbit", [10.0])
    table.state[rabbit.FIRST_COHORT :, 0] = [30.0, 20.0, 10.0]
    live(table, 0)
    # No kit is lost on the way: 30 and 20 move on, 10 are sold.
    assert table.state[rabbit.FIRST_COHORT + 1 :, 0] == pytest.approx([30.0, 20.0])
    assert table.output[0] == pytest.approx(23.0)


def test_a_disease_among_pigeons(holdings, live):
    table = holdings("pigeon", [100.0])
    table.state[1] = 12.0
    live(table, 6, loss=0.5)
    # 50 pairs and 6 / 6 = 1 young pair left to lay: 51 x 14 / 12 x 0.9 squabs, half of them dead.
    squabs = 26.775
    # Of 44 missing pairs 6.6 would be kept, but no more than 30% of the squabs, two a pair.
    kept = 0.3 * squabs / 2.0
    assert table.state[:, 0] == pytest.approx([51.0, 5.0 + kept])
    assert table.output[0] == pytest.approx(0.7 * squabs)


@pytest.mark.parametrize("name", ANIMALS)
def test_a_herd_rebuilds_to_its_size_and_not_beyond(name, holdings, live):
    table = holdings(name, [100.0, 40.0])
    live(table, 12, loss=0.4)
    sizes = []
    for month in range(13, 73):
        live(table, month)
        sizes.append(table.state[:2].sum(axis=0))
        assert (table.output > 0.0).all()
    grown = np.diff(sizes, axis=0)
    assert (grown >= -1e-9).all()
    assert sizes[-1] == pytest.approx([100.0, 40.0], rel=0.01)
    assert (sizes[-1] <= [100.0, 40.0]).all()


def test_who_gave_up_animals_does_not_rebuild(holdings, live, plain):
    table = holdings("pigeon", [100.0])
    table.chain.resize(table, np.array([-0.15]), plain.pigeon)
    for month in range(12):
        live(table, month)
    assert table.state[:, 0] == pytest.approx([85.0, 0.0])


def test_nobody_keeps_young_while_the_animals_eat_more_than_they_bring(holdings, live, plain):
    table = holdings("pigeon", [100.0])
    table.state[0] *= 0.85
    table.lean_months[:] = 1.0
    for month in range(12):
        live(table, month)
    assert table.state[:, 0] == pytest.approx([85.0, 0.0])
    table.lean_months[:] = 0.0
    live(table, 12)
    assert table.state[1, 0] > 0.0


def test_a_dead_herd_gives_nothing_for_ever(holdings, live):
    table = holdings("rabbit", [20.0])
    live(table, 3, loss=1.0)
    for month in range(4, 12):
        live(table, month)
    assert not table.state.any()
    assert not table.output.any()


@pytest.mark.parametrize(
    ("name", "price", "assets"),
    [("pigeon", 120.0, ("breeding_pair", "young_pair")), ("rabbit", 150.0, ("doe", "young_doe"))],
)
def test_shrinking_and_enlarging_a_herd(name, price, assets, holdings, plain):
    table = holdings(name, [100.0, 100.0, 100.0])
    resized = table.chain.resize(table, np.array([-0.15, 0.05, 0.0]), getattr(plain, name))
    assert table.state[0] == pytest.approx([85.0, 100.0, 100.0])
    assert table.state[1] == pytest.approx([0.0, 5.0, 0.0])
    assert resized.receipts == pytest.approx([15.0 * price, 0.0, 0.0])
    assert resized.cost == pytest.approx([0.0, 5.0 * price, 0.0])
    sold, bought = resized.events
    assert (sold.product, sold.fate, sold.incoming) == (assets[0], "sold", False)
    assert sum(sold.quantity) == pytest.approx(15.0)
    assert (bought.product, bought.incoming) == (assets[1], True)
    assert sum(bought.quantity) == pytest.approx(5.0)


def test_no_more_than_the_herd_can_be_sold(holdings, plain):
    table = holdings("pigeon", [10.0])
    table.chain.resize(table, np.array([-1.7]), plain.pigeon)
    assert table.state[0, 0] == 0.0


def test_feed_by_hand(holdings, plain):
    pigeons = holdings("pigeon", [10.0])
    pigeons.state[1] = 2.0
    # 12 pairs, young ones eat too: x 45 kg x 2.8 yuan.
    assert pigeons.chain.yearly_cost(pigeons.state, plain.pigeon)[0] == pytest.approx(1512.0)
    assert pigeons.chain.input_cost(pigeons, 0, plain.pigeon)[0] == pytest.approx(126.0)
    rabbits = holdings("rabbit", [16.0])
    # 480 kits x 2.3 kg x 4.6 kg of feed x 2.8 yuan.
    assert rabbits.chain.yearly_cost(rabbits.state, plain.rabbit)[0] == pytest.approx(14219.52)
    # Three cohorts of 40 kits eat a third of it each.
    assert rabbits.chain.input_cost(rabbits, 0, plain.rabbit)[0] == pytest.approx(14219.52 / 12)


def test_a_year_of_monthly_feed_is_the_yearly_cost(holdings, live, plain):
    for name in ANIMALS:
        table = holdings(name, [10.0])
        run_year(table, live, 0)
        p = getattr(plain, name)
        paid = 0.0
        for month in range(12):
            live(table, month)
            paid += table.chain.input_cost(table, month, p)[0]
        assert paid == pytest.approx(table.chain.yearly_cost(table.state, p)[0])


def test_values_of_animals(plain):
    assert CHAINS["pigeon"].unit_values(plain.pigeon) == pytest.approx([120.0, 120.0])
    # A growing kit is worth half a market rabbit: 2.3 kg x 16 yuan / 2.
    assert CHAINS["rabbit"].unit_values(plain.rabbit) == pytest.approx([150, 150, 18.4, 18.4, 18.4])
    for name in ANIMALS:
        chain = CHAINS[name]
        assert len(chain.unit_values(getattr(plain, name))) == len(chain.stages)
        assert not chain.depreciation(np.ones((len(chain.stages), 2)), getattr(plain, name)).any()


def _born(events):
    litters = [e for e in events if e.product == "kit" and e.fate == "produced"]
    return sum(sum(litter.quantity) for litter in litters)


def _by_asset(table):
    found = {}
    for index, stage in enumerate(table.chain.stages):
        found[stage.asset] = found.get(stage.asset, 0.0) + table.state[index]
    return found
