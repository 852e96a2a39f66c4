"""An enterprise's yearly review by hand: floor, capacity, volume, investment, prospect."""

import pytest

from sim.agents.review import review

# 1,200 birds processed in a year, 100 a month, 300 of them under contract at 25 a month.
OWN, CONTRACTS = 75.0, 25.0


@pytest.fixture
def firm(enterprise, pigeon_market):
    """Floor 13.6 = 85% of 16; a bird brings 18.0; 8,000 of costs a year beside the contracts."""
    enterprise.opening_capacity = enterprise.capacity = enterprise.built = 115.0
    enterprise.cash, enterprise.cash_target = 4000.0, 3000.0
    enterprise.opening_line = enterprise.credit_line = 2000.0
    enterprise.normal_processed = [OWN + CONTRACTS] * 12
    enterprise.normal_contracts = [CONTRACTS] * 12
    enterprise.year_units, enterprise.year_contracts = 1200.0, 300.0
    enterprise.year_peak, enterprise.year_base_peak = 100.0, OWN
    enterprise.year_costs = 8000.0
    pigeon_market.floor = 13.6
    return enterprise


def resale(market, netback):
    """Set the reference so that a bird brings this much: R + 0.5 - 0.9 - 0.8."""
    market.reference = netback + 1.2


def test_all_is_well(firm, office, pigeon_market):
    assert firm.processing_netback() == pytest.approx(18.0)
    review(office, firm)
    assert (firm.floor_given, firm.capacity, firm.volume_share) == (13.6, 115.0, 1.0)
    assert firm.offer() == pigeon_market.contract_offer
    assert not office.books.flows.any()


def test_a_loss_on_the_floor_is_borne_while_the_rest_carries_it(firm, office, pigeon_market):
    resale(pigeon_market, 12.0)
    pigeon_market.signing_price = pigeon_market.quote = 10.0
    review(office, firm)
    # 12 x 1,200 - 8,000 + half of 6,000 leave 9,400 for 300 birds: 31 a bird.
    assert firm.floor_given == 13.6
    assert firm.capacity == 115.0


def test_a_floor_is_lowered_to_what_can_be_borne(firm, office, pigeon_market):
    resale(pigeon_market, 12.0)
    pigeon_market.signing_price = pigeon_market.quote = 10.0
    firm.year_costs = 13_800.0
    review(office, firm)
    # 14,400 - 13,800 + 3,000 = 3,600 for 300 birds.
    assert firm.floor_given == pytest.approx(12.0)
    assert firm.offer() == pytest.approx(12.0)
    assert not firm.floor_dropped


def test_a_floor_no_better_than_the_formula_is_dropped(firm, office, pigeon_market):
    resale(pigeon_market, 12.0)
    pigeon_market.signing_price = pigeon_market.quote = 10.0
    firm.year_costs = 15_000.0
    review(office, firm)
    assert firm.floor_dropped
    assert firm.floor_given == 0.0
    assert firm.offer() == pytest.approx(10.0)


def test_a_dropped_floor_returns_with_a_margin_and_no_bill_overdue(firm, office, pigeon_market):
    firm.floor_dropped, firm.months_in_default = True, 1
    review(office, firm)
    assert firm.floor_dropped
    firm.months_in_default = 0
    resale(pigeon_market, 13.0)
    review(office, firm)
    assert firm.floor_dropped
    resale(pigeon_market, 14.0)
    review(office, firm)
    assert not firm.floor_dropped


def test_a_floor_the_county_backs_stays(firm, office, pigeon_market):
    pigeon_market.floor_backed_by_government = True
    resale(pigeon_market, 2.0)
    firm.floor_dropped = True
    review(office, firm)
    assert firm.floor_given == 13.6


def test_at_a_loss_on_a_bird_the_plant_shrinks_to_what_its_base_needs(
    firm, office, pigeon_market, plain
):
    assert plain.pigeon.capacity_shrink_max == 0.5
    resale(pigeon_market, 9.0)
    pigeon_market.signing_price = pigeon_market.quote = 10.0
    review(office, firm)
    assert firm.capacity == OWN  # not to 57.5
    firm.year_base_peak = 20.0
    review(office, firm)
    assert firm.capacity == pytest.approx(37.5)
    # What was shut opens again, 5% a year and at no cost, up to what was built.
    resale(pigeon_market, 18.0)
    review(office, firm)
    assert firm.capacity == pytest.approx(37.5 * 1.05)
    assert firm.built == 115.0
    assert not office.books.flows.any()


def test_contracts_are_what_cash_and_credit_can_pay_in_advance(firm, office):
    firm.cash = 0.0
    firm.debt = 1800.0
    review(office, firm)
    # 200 of credit left for 25 birds at 16 in the busiest month.
    assert firm.volume_share == pytest.approx(0.5)


def test_contracts_are_what_the_plant_has_room_for(firm, office):
    firm.capacity = firm.built = 85.0
    firm.year_peak = 80.0
    review(office, firm)
    assert firm.volume_share == pytest.approx(0.4)  # 85 - 75 of 25


def test_who_is_full_builds_from_what_it_does_not_need(firm, office, pigeon_market, plain):
    firm.year_peak = 113.0
    firm.cash = 3960.0
    resale(pigeon_market, 19.0)  # 3.0 a bird on a cost of half of 19.2: 31%
    review(office, firm)
    built = 960.0 / (0.5 * 19.2) / 12.0  # 100 birds a year
    assert firm.capacity == firm.built == pytest.approx(115.0 + min(built, 0.05 * 115.0))
    assert office.flow("enterprise_investment") == pytest.approx(3960.0 - firm.cash)
    assert firm.cash > 0.0
    assert office.flow("capacity_building_enterprises") == 0.0  # that is a lever's


def test_two_years_without_margin_and_cash_and_it_leaves(firm, office, pigeon_market, plain):
    resale(pigeon_market, 5.0)
    for year in (1, 2):
        assert not firm.must_leave(plain.enterprise)
        firm.cash = 10.0
        review(office, firm)
        assert firm.years_without_prospect == year
    assert firm.must_leave(plain.enterprise)
    firm.cash = 4000.0
    review(office, firm)
    assert firm.years_without_prospect == 0


@pytest.fixture
def working(firm, office):
    """The same firm in an ordinary month of an ordinary year."""
    office.month, office.calendar_month = 5, 5
    firm.base_output, firm.accepted = OWN, CONTRACTS
    firm.brought = CONTRACTS
    return firm


def test_an_ordinary_month_changes_nobodys_job(working, office):
    working.adjust_workers(office)
    assert working.staff == 1.0


def test_less_to_process_lays_off_slowly_and_work_brings_them_back(working, office):
    working.accepted = working.brought = 0.0  # a quarter less, 15% beyond the slack
    course = []
    for _ in range(24):
        working.adjust_workers(office)
        course.append(working.staff)
    assert course[0] == pytest.approx(1.0 - 0.3 * 0.7 * 0.15)
    assert course == sorted(course, reverse=True)
    assert course[-1] == pytest.approx(0.3 + 0.7 * 0.85, abs=1e-3)
    working.accepted = working.brought = CONTRACTS
    for _ in range(24):
        working.adjust_workers(office)
    assert working.staff == pytest.approx(1.0, abs=1e-3)


def test_unpaid_workers_quit_and_trained_ones_stay_longer(working, office):
    working.wage_share = 0.25  # 500 of the 1,500 they ask for
    working.adjust_workers(office)
    assert working.staff == pytest.approx(1.0 - 0.5 * 2.0 / 3.0)
    working.staff, working.trained = 1.0, 1.0
    working.adjust_workers(office)
    assert working.staff == pytest.approx(1.0 - 0.5 * 2.0 / 3.0 * 0.3)


def test_who_lacks_hands_lays_nobody_off(working, office):
    working.present = 0.5
    working.accepted = 0.0  # half of them cannot even do all that its base brings
    working.adjust_workers(office)
    assert working.staff == 1.0


def test_a_closed_road_costs_jobs_and_work_that_is_back_hires_by_itself(working, office):
    working.passable, working.accepted = 0.0, 0.0
    working.local_units = OWN
    for _ in range(6):
        working.adjust_workers(office)
    idle = working.staff
    assert idle < 0.5
    # The road is open and everything is brought; too few hands to process it are no lack of work.
    working.passable = 1.0
    working.local_units = OWN - working.processing_limit()
    working.adjust_workers(office)
    assert working.staff == pytest.approx(idle + 0.3 * (1.0 - idle))


def test_new_capacity_makes_new_jobs_once_it_is_used(working, office):
    working.add_capacity(57.5)
    working.adjust_workers(office)
    assert working.staff == 1.0
    working.accepted += 14.0  # still what its workers can do
    working.brought += 14.0
    working.adjust_workers(office)
    assert working.staff == pytest.approx(1.0 + 0.3 * 0.7 * 0.14)
    working.brought += 500.0  # no more jobs than the plant has room for
    for _ in range(24):
        working.adjust_workers(office)
    assert working.staff == pytest.approx(1.5, abs=1e-3)


def test_the_burn_in_is_the_normal_year(firm, office):
    office.month, office.calendar_month = -3, 9
    firm.base_output, firm.accepted = 60.0, 20.0
    firm.start_year()
    firm.note_month(office)
    assert (firm.normal_processed[9], firm.normal_contracts[9]) == (80.0, 20.0)
    assert (firm.year_units, firm.year_contracts, firm.year_base_peak) == (80.0, 20.0, 60.0)
    office.month = 0
    firm.accepted = 0.0
    firm.note_month(office)
    assert firm.normal_processed[9] == 80.0
    assert firm.year_units == 140.0
