"""Enterprises in the whole region: jobs, hands, credit, floors they cannot pay, capacity."""

import numpy as np
import pytest

from sim.accounts.kinds import CLAIM_INDEX
from sim.phases.wind_up import leave
from tests.model.paired import column, lever, live, paid, shock, tagged, written_off


@pytest.fixture(scope="module")
def calm(calm_opening):
    return live(calm_opening, months=36)[1]


@pytest.fixture(scope="module")
def calm_short(calm_opening):
    return live(calm_opening)[1]


def test_in_a_calm_baseline_jobs_floors_and_plant_stay(calm):
    for (county, chain), floor in zip(calm.markets, calm.market["floor"][0], strict=True):
        jobs = column(calm, "jobs", county, chain)
        assert np.ptp(jobs) == pytest.approx(0.0, abs=1e-9 * max(jobs[0], 1.0)), chain
        assert (column(calm, "floor", county, chain) == floor).all()
        assert (column(calm, "capacity_use", county, chain) <= 1.0 + 1e-9).all()
    assert paid(calm, "enterprise_investment") == 0.0
    assert not calm.market["enterprises_gone"].any()


@pytest.mark.parametrize("change", [-0.2, -0.6])
def test_when_hands_are_missing_less_is_processed_and_paid_in_wages(calm, calm_opening, change):
    _, record = live(
        calm_opening, shock("labour", chain="pigeon", change=change, duration_months=3)
    )
    here = ("yutian", "pigeon")
    struck = slice(3, 6)
    jobs, usual = (column(r, "jobs", *here)[struck] for r in (record, calm))
    assert jobs == pytest.approx(usual * (1.0 + change))
    use = column(record, "capacity_use", *here)
    assert (use[struck] <= 1.0 + change + 1e-9).all()
    assert use[12] > use[4] or change > -0.3  # they come back
    # Roses, rabbits and dates have their hands.
    for name in ("jobs", "capacity_use"):
        for other in (("yutian", "rabbit"), ("yutian", "rose")):
            assert np.array_equal(column(record, name, *other), column(calm, name, *other)[:24]), (
                other
            )


def test_without_pickers_the_roses_stay_unpicked(calm_short, calm_opening):
    _, record = live(calm_opening, shock("labour", chain="rose", change=-1.0))
    assert paid(record, "picking_wages") < paid(calm_short, "picking_wages")
    produced, usual = (column(r, "produced", "yutian", "rose").sum() for r in (record, calm_short))
    assert produced < usual


def test_behind_a_closed_route_nothing_is_processed_and_jobs_follow_slowly(calm, calm_opening):
    _, record = live(calm_opening, shock("closure", change=-1.0, duration_months=4), months=36)
    here = ("yutian", "pigeon")
    use, jobs = column(record, "capacity_use", *here), column(record, "jobs", *here)
    assert (use[3:7] == 0.0).all()
    assert (np.diff(jobs[2:7]) < 0.0).all()
    assert jobs[6] > 0.3 * jobs[0]
    assert jobs[-1] > jobs[6]
    bought = column(record, "sold_contract", *here)
    assert (bought[3:7] == 0.0).all()
    assert bought[12] > 0.0
    # A half-closed route lets half through.
    _, half = live(calm_opening, shock("closure", change=-0.5, duration_months=4), months=5)
    assert column(half, "capacity_use", *here)[3] == pytest.approx(
        0.5 * column(calm, "capacity_use", *here)[3]
    )


def test_the_bazaar_is_not_behind_the_closed_route(calm_opening):
    model, _ = live(calm_opening, shock("closure", change=-1.0), months=4)
    for buyer in model.buyers:
        expected = 1.0 if buyer.kind == "bazaar" else 0.0
        assert buyer.market.demand_factor[buyer.row] == expected


def poor(opening, cash: float):
    """The opening with pigeon enterprises whose cash is a share of what it was."""
    twin = opening.branch(opening.effects)
    for enterprise in twin.enterprises:
        if enterprise.market.chain == "pigeon":
            twin.books.accounts["world"] += (1.0 - cash) * enterprise.cash
            enterprise.cash *= cash
            enterprise.cash_target *= cash
    twin.audit = type(twin.audit)()
    return twin


UNPAYABLE = lever("floor_price", chain="pigeon", price=60.0, backed_by="enterprise")


def test_a_floor_that_cannot_be_paid_holds_until_it_fails(calm_opening):
    """Members are well off while the enterprise pays; then strain, default, the floor gone."""
    here = ("luopu", "pigeon")
    opening = poor(calm_opening, 0.3)
    _, usual = live(opening)
    _, record = live(opening, UNPAYABLE)
    floor, offer = column(record, "floor", *here), column(record, "contract_paid", *here)
    assert floor[3] == 60.0
    assert offer[3] == pytest.approx(60.0)
    default = np.flatnonzero(column(record, "enterprises_in_default", *here))
    assert default.size > 0
    strained = np.flatnonzero(column(record, "enterprises_strained", *here))
    assert strained.size > 0
    assert strained[0] < default[0]
    dropped = np.flatnonzero(floor == 0.0)
    assert dropped.size > 0
    assert dropped[0] >= default[0]
    cash = column(record, "enterprise_cash", *here)
    assert cash[default[0]] < 0.05 * column(usual, "enterprise_cash", *here)[default[0]]


def test_more_cash_carries_the_floor_for_longer(calm_opening):
    here, months = ("luopu", "pigeon"), []
    for cash in (0.1, 0.4, 1.0):
        _, record = live(poor(calm_opening, cash), UNPAYABLE)
        gone = np.flatnonzero(column(record, "floor", *here)[3:] < 60.0)
        months.append(int(gone[0]) if gone.size else 99)
    assert months == sorted(months)
    assert months[0] < months[-1]


def test_a_floor_the_county_backs_costs_the_enterprise_nothing(calm_opening, calm_short):
    _, record = live(
        calm_opening, lever("floor_price", chain="pigeon", price=25.0, backed_by="government")
    )
    here = ("luopu", "pigeon")
    assert tagged(record) - tagged(calm_short) == {"floor_price"}
    assert paid(record, "floor_support") > 0.0
    assert (column(record, "floor", *here)[3:] == 25.0).all()
    cash, usual = (column(r, "enterprise_cash", *here)[-1] for r in (record, calm_short))
    assert cash > 0.8 * usual


@pytest.mark.parametrize("added", [0.5, 3.0])
def test_a_guaranteed_credit_line_carries_a_floor_for_longer(calm_opening, added):
    opening, here = poor(calm_opening, 0.1), ("luopu", "pigeon")
    vouched = lever("credit_enhancement", chain="pigeon", line_added=added, guaranteed_share=0.1)
    _, alone = live(opening, UNPAYABLE)
    _, helped = live(opening, UNPAYABLE, vouched)
    first = [np.append(np.flatnonzero(column(record, "enterprises_in_default", *here)), 99)[0]
             for record in (alone, helped)]  # fmt: skip
    assert first[0] < first[1]
    assert first[0] < 24


def test_the_county_answers_for_its_share_of_the_loan_that_is_lost(calm_opening):
    opening = poor(calm_opening, 0.05)
    calls = {}
    for share in (0.0, 0.1, 0.8):
        vouched = lever(
            "credit_enhancement", chain="pigeon", line_added=2.0, guaranteed_share=share
        )
        gone = shock("enterprise_exit", chain="pigeon", start_month=14)
        _, record = live(opening, UNPAYABLE, vouched, gone)
        lost = written_off(record, "enterprise_loan")
        assert lost > 0.0
        calls[share] = paid(record, "guarantee_calls")
        assert calls[share] == pytest.approx(share * lost)
    assert calls[0.0] == 0.0


def test_a_frozen_credit_line_brings_default_sooner(calm_opening):
    opening, here = poor(calm_opening, 0.1), ("luopu", "pigeon")
    first = []
    for change in (0.0, -0.5, -1.0):
        _, record = live(opening, UNPAYABLE, shock("credit_freeze", change=change))
        first.append(np.flatnonzero(column(record, "enterprises_in_default", *here))[0])
    assert first == sorted(first, reverse=True)
    assert first[2] < first[0]


@pytest.mark.parametrize("payer", ["government", "enterprises", "world"])
def test_capacity_that_a_lever_builds(calm_opening, calm_short, payer):
    model, record = live(
        calm_opening, lever("processing_capacity", chain="pigeon", added=0.4, financed_by=payer)
    )
    for enterprise in model.enterprises:
        grown = 1.4 if enterprise.market.chain == "pigeon" else 1.0
        assert enterprise.built == pytest.approx(enterprise.opening_capacity * grown)
    cost = sum(
        0.4 * e.opening_capacity / e.peak_share * 0.5 * e.market.opening_reference
        for e in model.enterprises
        if e.market.chain == "pigeon"
    )
    kind = "enterprises" if payer == "enterprises" else "government"
    assert paid(record, f"capacity_building_{kind}") == pytest.approx(cost)
    assert paid(record, "lever_grants") == pytest.approx(cost if payer == "world" else 0.0)
    for name in ("farm_gate", "capacity_use"):
        assert np.array_equal(
            column(record, name, "yutian", "rabbit"), column(calm_short, name, "yutian", "rabbit")
        )


def test_more_capacity_takes_more_of_a_glut(calm_opening):
    """When another buyer leaves, squabs that no plant has room for fall to salvage."""
    left = shock("demand", chain="pigeon", buyer="aid", change=-1.0)
    used = {}
    for added in (0.0, 0.3, 1.5):
        built = lever(
            "processing_capacity", chain="pigeon", added=added, financed_by="government",
            start_month=0,
        )  # fmt: skip
        _, record = live(calm_opening, left, built, months=12)
        bought = column(record, "farm_gate", "luopu", "pigeon")[3:].mean()
        used[added] = bought
    assert used[0.0] <= used[0.3] <= used[1.5]
    assert used[1.5] > used[0.0]


def test_dates_have_processors_among_the_buyers_and_they_grow(calm_opening, calm_short):
    model, record = live(
        calm_opening, lever("processing_capacity", chain="jujube", added=1.0, financed_by="world")
    )
    processors = [b for b in model.buyers if b.kind == "processor" and b.market.chain == "jujube"]
    assert processors
    for buyer in processors:
        assert buyer.quantity == pytest.approx(2.0 * buyer.opening_quantity)
    assert column(record, "farm_gate", "luopu", "jujube")[12:].mean() > (
        column(calm_short, "farm_gate", "luopu", "jujube")[12:].mean()
    )
    built = paid(record, "capacity_building_government")
    assert paid(record, "lever_grants") == pytest.approx(built)
    assert built > 0.0


def test_an_exit_charges_the_cooperative_only_what_its_members_do_not_lose(calm_opening):
    """Members lose their deliveries; the cooperative loses the commission on them."""
    twin = calm_opening.branch(calm_opening.effects)
    twin.step()
    (enterprise,) = (e for e in twin.enterprises if e.name == "yutian-pigeon")
    rows = np.flatnonzero(twin.cooperatives.enterprise == enterprise.row)
    enterprise.cash = 0.0
    twin.bases["pigeon"].state[:, twin.bases["pigeon"].enterprise == enterprise.row] = 0.0
    twin.cooperatives.cash[rows] = 0.0
    receivable = float(twin.cooperatives.receivable[rows].sum())
    owed = float(twin.cooperatives.owed[rows].sum())
    before = float(twin.cooperatives.surplus[rows].sum())
    assert receivable > owed > 0.0
    leave(twin, enterprise)
    lost = before - float(twin.cooperatives.surplus[rows].sum())
    assert lost == pytest.approx(receivable - owed)
    assert twin.books.written_off[CLAIM_INDEX["member_deliveries"]].sum() == pytest.approx(owed)
