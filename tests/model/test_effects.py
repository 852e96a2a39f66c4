"""What shocks and levers do to one market in one month, by hand."""

from types import SimpleNamespace

import pytest

from sim.effects import Effects
from sim.scenario.models import Lever, Shock
from sim.state.market import Market


@pytest.fixture
def dates(plain) -> Market:
    return Market(0, "luopu", "jujube", 1, 0, plain.jujube)


@pytest.fixture
def rabbits(plain) -> Market:
    return Market(1, "yutian", "rabbit", 1, 0, plain.rabbit)


def shock(kind, **keys):
    keys = {"chain": "all", "county": "all", "start_month": 3, "name": kind, **keys}
    return Shock(kind=kind, **keys)


def lever(kind, **keys):
    keys = {"chain": "jujube", "county": "all", "start_month": 3, "name": kind, **keys}
    return Lever(kind=kind, **keys)


def in_month(month, *entries):
    effects = Effects(
        tuple(entry for entry in entries if isinstance(entry, Shock)),
        tuple(entry for entry in entries if isinstance(entry, Lever)),
    )
    effects.start(month)
    return effects


def test_price_changes_add_up_at_each_rung(dates, rabbits):
    effects = in_month(
        5,
        shock("price", chain="jujube", change=-0.3),
        shock("price", change=0.1),
        shock("price", change=-0.2, at="reference"),
    )
    assert effects.price_change(dates, "farm_gate", "demand") == pytest.approx(-0.2)
    assert effects.price_change(dates, "reference", "demand") == pytest.approx(-0.2)
    assert effects.price_change(rabbits, "farm_gate", "demand") == pytest.approx(0.1)
    assert effects.price_change(dates, "farm_gate", "harvest") == 0.0


def test_a_price_cannot_fall_by_more_than_everything(dates):
    effects = in_month(5, shock("price", change=-0.7), shock("price", change=-0.6))
    assert effects.price_change(dates, "farm_gate", "demand") == -1.0


def test_nothing_happens_before_the_start_or_in_another_county(dates):
    early = in_month(2, shock("price", change=-0.3))
    assert early.price_change(dates, "farm_gate", "demand") == 0.0
    elsewhere = in_month(5, shock("price", county="yutian", change=-0.3))
    assert elsewhere.price_change(dates, "farm_gate", "demand") == 0.0


def test_nothing_happens_during_the_burn_in(dates):
    effects = in_month(-1, shock("input_cost", change=1.0, start_month=-24))
    assert effects.input_factor(dates) == 1.0


def test_factors_multiply(dates):
    effects = in_month(
        5,
        shock("harvest", change=-0.5),
        shock("harvest", change=0.2),
        shock("input_cost", change=0.1),
        shock("input_cost", change=0.2),
        shock("freight", change=-1.0),
    )
    assert effects.yield_factor(dates) == pytest.approx(0.5 * 1.2)
    assert effects.input_factor(dates) == pytest.approx(1.1 * 1.2)
    assert effects.freight_factor(dates) == 0.0


def test_a_national_bumper_crop_reaches_the_county_in_part(dates):
    """Half of what the nation grows more also grows here, on top of shocks to the harvest."""
    effects = in_month(5, shock("harvest", change=-0.5))
    assert effects.yield_factor(dates) == pytest.approx(0.5)
    dates.harvest_change = -0.3
    # The reference fell by 30%: 0.7^(1 / -0.8) = 1.5618 crops in the nation.
    assert effects.yield_factor(dates) == pytest.approx(0.5 * (1.0 + 0.5 * 0.5618), abs=1e-4)


def test_a_disease_strikes_once(rabbits, dates):
    disease = shock("mortality", chain="rabbit", change=0.4)
    losses = [in_month(month, disease).loss(rabbits) for month in range(12)]
    assert losses == pytest.approx([0.0, 0.0, 0.0, 0.4, *[0.0] * 8])
    assert in_month(3, disease).loss(dates) == 0.0


def test_two_diseases_in_one_month_leave_what_both_spare(rabbits):
    both = in_month(3, shock("mortality", change=0.4), shock("mortality", change=0.5))
    assert both.loss(rabbits) == pytest.approx(0.7)  # 0.6 x 0.5 = 0.3 survive


def test_a_buyer_kind_leaves(dates):
    aid, dealer = (SimpleNamespace(market=dates, kind=kind) for kind in ("aid", "dealer"))
    effects = in_month(5, shock("demand", buyer="aid", change=-1.0), shock("demand", change=-0.25))
    assert effects.demand_factor(aid) == 0.0
    assert effects.demand_factor(dealer) == pytest.approx(0.75)


def test_an_enterprise_must_go_once(dates):
    effects = in_month(5, shock("enterprise_exit", chain="jujube"))
    here = SimpleNamespace(market=dates, is_active=True)
    assert effects.must_exit(here, 5)
    assert not effects.must_exit(here, 2)
    assert not effects.must_exit(SimpleNamespace(market=dates, is_active=False), 5)


def test_the_last_lever_declared_counts(dates, rabbits):
    first, second, later = (
        lever("floor_price", price=price, start_month=start)
        for price, start in ((6.0, 0), (6.5, 0), (7.0, 9))
    )
    assert in_month(5, first, second, later).lever("floor_price", dates) is second
    assert in_month(9, first, second, later).lever("floor_price", dates) is later
    assert in_month(5, first).lever("floor_price", rabbits) is None
    assert in_month(5, first).lever("price_insurance", dates) is None
