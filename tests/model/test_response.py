"""Help for warned households over months: village funds, relief, public-benefit jobs; illness."""

import numpy as np
import pytest

from sim.accounts.kinds import FLOW_INDEX
from sim.effects import Effects
from sim.record import CELL_COLUMNS
from sim.rules.household import GREEN
from sim.scenario.models import Lever, Shock
from sim.state.income import SOURCES

MONTHS = 24
LINE = 6000.0
# A budget that the sample region's warned households use up, yuan a year and county.
BUDGET = 120_000.0


def shock(kind, change, **keys):
    keys = {"county": "all", "start_month": 0, "name": kind, **keys}
    return Shock(kind=kind, change=change, **keys)


def lever(kind, **keys):
    keys = {"county": "all", "start_month": 0, "budget": BUDGET, "spread": "narrow", **keys}
    return Lever(kind=kind, name=kind, financed_by=keys.pop("financed_by", "government"), **keys)


DATES_FALL = shock("price", -0.7, chain="jujube", start_month=6)


def run(opening, *entries, months=MONTHS):
    shocks = tuple(entry for entry in entries if isinstance(entry, Shock))
    levers = tuple(entry for entry in entries if isinstance(entry, Lever))
    twin = opening.branch(Effects(shocks, levers))
    record = twin.run(months, "x")
    assert record.audit["cash"] < 1e-6 * record.audit["turnover"]
    assert record.audit["claims"] < 1e-6 * record.audit["turnover"]
    return twin, record


def paid(record, kind):
    return record.flows[:, FLOW_INDEX[kind]].sum()


def column(record, name):
    """A column of cells summed over cells, by month from the opening on."""
    return record.cells[:, :, CELL_COLUMNS.index(name)].sum(axis=1)


def same_markets(one, other):
    """Growers with more cash wait a little longer for a price; nothing else may move markets."""
    for name in ("farm_gate", "produced"):
        assert one.market[name][1:] == pytest.approx(other.market[name][1:], rel=0.01)


@pytest.fixture(scope="module")
def usual(calm_opening):
    return run(calm_opening)


@pytest.fixture(scope="module")
def fallen(calm_opening):
    return run(calm_opening, DATES_FALL)


# Village risk funds


def test_village_funds_of_a_county_have_what_the_reports_say(calm_opening):
    funds = calm_opening.safety.village_funds
    first = calm_opening.region.counties[0].villages
    assert set(np.unique(funds)) == {0.0, 100_000.0}
    assert np.count_nonzero(funds[:first]) == round(0.71 * first)


def test_chronic_poverty_draws_nothing_from_village_funds(usual):
    twin, record = usual
    assert column(record, "below_poverty")[-1] > 0.0
    assert paid(record, "village_fund_payments") == 0.0
    assert (twin.safety.village_funds[twin.safety.village_funds > 0.0] == 100_000.0).all()


def test_village_funds_answer_a_sudden_fall_and_run_out_in_a_systemic_one(calm_opening, fallen):
    twin, record = fallen
    total = paid(record, "village_fund_payments")
    opened = calm_opening.safety.village_funds
    assert 0.0 < total < opened.sum()
    assert opened.sum() - twin.safety.village_funds.sum() == pytest.approx(total)
    assert column(record, "relief")[1:].sum() == pytest.approx(total)

    poor = calm_opening.branch(Effects((DATES_FALL,)))
    poor.safety.village_funds[:] *= 0.01
    before = poor.safety.village_funds.sum()
    small = poor.run(MONTHS, "small")
    assert paid(small, "village_fund_payments") <= before
    empty = poor.safety.village_funds[calm_opening.safety.village_funds > 0.0] == 0.0
    assert empty.mean() > 0.3
    assert column(small, "below_monitoring")[-1] >= column(record, "below_monitoring")[-1]


def test_nobody_is_helped_twice_in_a_year_by_the_village(calm_opening):
    twin = calm_opening.branch(Effects((DATES_FALL,)))
    last = twin.households.get("fund_month").copy()
    for _ in range(MONTHS):
        twin.step()
        helped = twin.households.get("fund_month")
        again = (helped != last) & (last >= 0)
        assert (helped[again] - last[again] >= 12).all()
        last = helped.copy()
    assert (last >= 0).any()


# Relief


def test_narrow_relief_lifts_the_worst_off_just_to_the_line(calm_opening):
    twin = calm_opening.branch(Effects((), (lever("relief_fund", county="luopu"),)))
    before = twin.households.get("colour").copy()
    twin.step()
    h = twin.households
    helped = h.get("helped")
    assert helped.any()
    assert (before[helped] > GREEN).all()
    assert (h.get("county")[helped] == 0).all()
    left = h.get("income_12") / h.get("persons")
    on_line = np.abs(left[helped] - LINE) < 0.02
    # Only the last one may have got a part of its gap.
    assert np.count_nonzero(~on_line) <= 1
    payments = twin.books.flows[FLOW_INDEX["relief_payments"]].sum()
    assert payments == pytest.approx(BUDGET / 12.0)
    waiting = (before > GREEN) & ~helped & (h.get("county") == 0)
    assert left[waiting].min() >= calm_opening.households.get("income_12")[helped].min() / 10.0


def test_wide_relief_is_the_same_for_everyone_warned(calm_opening):
    twin = calm_opening.branch(Effects((), (lever("relief_fund", spread="wide"),)))
    cash = twin.households.get("cash").copy()
    warned = twin.households.get("colour") > GREEN
    base = calm_opening.branch(Effects())
    base.step()
    twin.step()
    got = twin.households.get("cash") - base.households.get("cash")
    assert cash.size == got.size
    for county in range(len(twin.region.counties)):
        here = warned & (twin.households.get("county") == county)
        assert got[here] == pytest.approx(BUDGET / 12.0 / here.sum(), abs=0.01)
    assert np.abs(got[~warned]).max() == pytest.approx(0.0, abs=0.01)


def test_relief_stays_within_its_budget_and_moves_what_it_should(calm_opening, usual):
    small, large = (
        run(calm_opening, lever("relief_fund", budget=budget)) for budget in (BUDGET, 4 * BUDGET)
    )
    counties = len(calm_opening.region.counties)
    for (_, record), budget in ((small, BUDGET), (large, 4 * BUDGET)):
        assert 0.0 < paid(record, "relief_payments") <= 2.0 * counties * budget * (1 + 1e-9)
        assert column(record, "relief")[1:].sum() == pytest.approx(
            paid(record, "relief_payments") + paid(record, "village_fund_payments")
        )
        same_markets(record, usual[1])
    below = [column(record, "below_monitoring")[-1] for _, record in (usual, small, large)]
    assert below[0] > below[1] > below[2]


def test_late_relief_helps_less(calm_opening):
    costs, below = [], []
    for delay in (0, 3, 9):
        _, record = run(
            calm_opening, DATES_FALL, lever("relief_fund", budget=1e8, delay_months=delay)
        )
        costs.append(column(record, "relief")[1:].sum())
        below.append(column(record, "below_monitoring")[7:].sum())
    assert below == sorted(below)
    assert below[2] > below[0]


def test_relief_for_the_struck_leaves_standing_poverty_alone(calm_opening):
    """In a calm year nobody falls, whoever is poor."""
    _, calm = run(calm_opening, lever("relief_fund", reach="struck"))
    assert paid(calm, "relief_payments") == 0.0
    _, everyone = run(calm_opening, lever("relief_fund", reach="all"))
    assert paid(everyone, "relief_payments") > 0.0


def test_relief_for_the_struck_keeps_more_of_them_above_the_line_the_sooner_it_comes(calm_opening):
    """Months that households who stood above the line at the opening spend under it."""

    def months_below(*entries):
        _, record = run(calm_opening, DATES_FALL, *entries, months=24)
        above = ~record.below[0, 1]
        return int(record.below[1:, 1][:, above].sum())

    without = months_below()
    late, soon = (
        months_below(lever("relief_fund", budget=1e8, reach="struck", delay_months=delay))
        for delay in (9, 0)
    )
    assert soon < late < without


def test_relief_from_outside_costs_the_county_nothing(calm_opening):
    _, own = run(calm_opening, lever("relief_fund"), months=6)
    _, outside = run(calm_opening, lever("relief_fund", financed_by="world"), months=6)
    assert paid(own, "relief_payments") == paid(outside, "relief_payments")
    assert paid(own, "lever_grants") == 0.0
    assert paid(outside, "lever_grants") == pytest.approx(paid(outside, "relief_payments"))


# Public-benefit jobs


@pytest.mark.parametrize("spread", ["narrow", "wide"])
def test_posts_are_what_the_budget_pays(calm_opening, plain, spread):
    twin, record = run(calm_opening, lever("public_jobs", spread=spread), months=6)
    posts = BUDGET / 12.0 / plain.response.public_job_wage
    counties = len(twin.region.counties)
    most = int(posts) if spread == "narrow" else posts
    held = column(record, "public_posts")[1:]
    assert held[-1] == pytest.approx(counties * most)
    wages = held.sum() * plain.response.public_job_wage
    assert paid(record, "public_job_wages") == pytest.approx(wages)
    assert column(record, "public_jobs")[1:].sum() == pytest.approx(wages)
    holders = twin.households.get("post") > 0.0
    assert twin.households.get("workers")[holders].min() >= 1.0
    if spread == "narrow":
        assert (twin.households.get("post")[holders] == 1.0).all()


def test_jobs_go_to_who_is_worst_off_and_end_when_the_household_is_out_of_danger(calm_opening):
    twin = calm_opening.branch(Effects((), (lever("public_jobs", county="luopu"),)))
    h = twin.households
    twin.step()
    first = h.get("post") > 0.0
    able = (h.get("county") == 0) & (h.get("workers") >= 1.0) & (h.get("watch") > 1)
    per_person = h.get("income_12") / h.get("persons")
    assert per_person[first].max() <= np.quantile(per_person[able], 0.9)
    one = int(np.flatnonzero(first)[0])
    for _ in range(7):
        # A good job outside lifts it for good.
        h.get("outside_wage")[one] += 5000.0
        twin.steady.stale = True
        twin.step()
    assert h.get("watch")[one] < 0
    for _ in range(6):
        twin.step()
    assert h.get("post")[one] == 0.0


def test_jobs_end_with_the_lever(calm_opening):
    twin, record = run(calm_opening, lever("public_jobs", duration_months=4), months=8)
    assert column(record, "public_posts")[4] > 0.0
    assert column(record, "public_posts")[5:].sum() == 0.0
    assert (twin.households.get("post") == 0.0).all()


def test_more_jobs_lift_more_households_and_move_no_market(calm_opening, usual):
    runs = [
        run(calm_opening, lever("public_jobs", budget=budget))[1] for budget in (BUDGET, 8 * BUDGET)
    ]
    # A small budget narrowly spent goes to those far under the line and lifts none over it.
    below = [column(record, "below_monitoring")[-1] for record in (usual[1], *runs)]
    assert below[0] >= below[1] > below[2]
    income = [column(record, "net_income")[1:].sum() for record in (usual[1], *runs)]
    assert income == sorted(income)
    for record in runs:
        same_markets(record, usual[1])
        assert column(record, "wages") == pytest.approx(column(usual[1], "wages"), rel=1e-5)


# Illness


def test_the_share_of_households_falls_ill_and_the_same_ones_stay_ill(calm_opening):
    twin = calm_opening.branch(Effects((shock("illness", 0.2, duration_months=3),)))
    sick = []
    for _ in range(4):
        twin.step()
        sick.append(set(np.flatnonzero(twin.households.get("at_work") < 1.0)))
    able = (twin.households.get("workers") > 0.0).sum()
    assert len(sick[0]) / able == pytest.approx(0.2, abs=0.03)
    assert sick[0] == sick[1] == sick[2]
    assert sick[3] == set()


def test_a_growing_wave_adds_households_and_another_wave_strikes_others(calm_opening):
    def ill(*shocks):
        twin = calm_opening.branch(Effects(shocks))
        twin.step()
        twin.step()
        return set(twin.ill)

    few, many = ill(shock("illness", 0.1)), ill(shock("illness", 0.3))
    assert few < many
    later = ill(shock("illness", 0.1, start_month=1))
    assert few != later
    assert ill(shock("illness", 0.1), shock("illness", 0.1, start_month=1)) == few | later


def test_an_ill_worker_earns_nothing_outside_and_bills_are_paid(calm_opening, plain):
    twin, base = (calm_opening.branch(Effects(s)) for s in ((shock("illness", 1.0),), ()))
    twin.step(), base.step()
    h = twin.households
    lost = 1.0 / np.maximum(h.get("workers"), 1.0)
    expected = (h.get("outside_wage") * lost)[h.get("workers") > 0.0].sum()
    wages = FLOW_INDEX["outside_wages"]
    fall = base.books.flows[wages].sum() - twin.books.flows[wages].sum()
    assert fall == pytest.approx(expected)
    bills = twin.books.flows[FLOW_INDEX["medical_expenses"]].sum()
    assert bills == pytest.approx(h.get("medical_12").sum())
    assert h.get("medical_12").max() == plain.household.medical_bill


def test_bills_are_no_cost_of_income_but_warn(calm_opening):
    twin = calm_opening.branch(Effects((shock("illness", 0.3),)))
    twin.households.set("outside_wage", 0.0)
    base = calm_opening.branch(Effects())
    base.households.set("outside_wage", 0.0)
    for _ in range(3):
        twin.step(), base.step()
    assert twin.books.flows[FLOW_INDEX["medical_expenses"]].sum() > 0.0
    cells = twin.cells.sum(axis=0)
    sources = sum(cells[CELL_COLUMNS.index(source)] for source in SOURCES)
    assert cells[CELL_COLUMNS.index("net_income")] == pytest.approx(sources)
    warned = [(model.households.get("colour") > GREEN).sum() for model in (base, twin)]
    assert warned[1] > warned[0]


def test_bills_leave_the_warning_after_a_year(calm_opening):
    twin = calm_opening.branch(Effects((shock("illness", 0.3, duration_months=2),)))
    for _ in range(13):
        twin.step()
    assert twin.households.get("medical_12").sum() > 0.0
    twin.step()
    assert twin.households.get("medical_12") == pytest.approx(0.0, abs=1e-6)


def test_more_illness_means_less_income_and_no_other_price(calm_opening, usual):
    mild, hard = (run(calm_opening, shock("illness", change))[1] for change in (0.05, 0.4))
    income = [column(record, "net_income")[1:].sum() for record in (usual[1], mild, hard)]
    assert income == sorted(income, reverse=True)
    assert mild.market["produced"].sum() <= usual[1].market["produced"].sum() * (1 + 1e-9)
    for name in ("transfers", "dividends"):
        assert column(mild, name)[:12] == pytest.approx(column(usual[1], name)[:12])


def test_spending_below_subsistence_is_counted(calm_opening, usual):
    poor = run(calm_opening, shock("support_withdrawn", -1.0, support="transfers"))[1]
    assert column(poor, "unmet_need")[1:].sum() > 2.0 * column(usual[1], "unmet_need")[1:].sum()
