"""A leading enterprise by hand: paying, borrowing, failing, and what it offers next year."""

import pytest

from sim.agents.enterprise import GONE, IN_DEFAULT, OPERATING, STRAINED


def test_it_pays_from_cash(enterprise, office):
    assert enterprise.spend(400.0) == 400.0
    assert (enterprise.cash, enterprise.debt) == (600.0, 0.0)
    assert not office.books.flows.any()  # the caller books the payment


def test_then_from_its_credit_line(enterprise, office):
    assert enterprise.spend(1200.0) == 1200.0
    assert (enterprise.cash, enterprise.debt) == (0.0, 200.0)
    assert office.flow("enterprise_loans") == 200.0
    assert office.claim("created", "enterprise_loan") == 200.0


def test_then_in_part(enterprise):
    assert enterprise.spend(2000.0) == 1500.0
    assert (enterprise.cash, enterprise.debt) == (0.0, 500.0)
    assert enterprise.spend(100.0) == 0.0


@pytest.mark.parametrize("amount", [0.0, -50.0])
def test_nothing_is_spent_on_nothing(enterprise, amount):
    assert enterprise.spend(amount) == 0.0
    assert enterprise.cash == 1000.0


def test_a_credit_line_cut_below_the_debt_lends_nothing(enterprise):
    enterprise.debt = 600.0
    assert enterprise.spend(1200.0) == 1000.0
    assert enterprise.debt == 600.0


def test_borrowing_and_repaying(enterprise, office):
    enterprise.borrow(300.0)
    enterprise.borrow(-5.0)
    assert (enterprise.cash, enterprise.debt) == (1300.0, 300.0)
    enterprise.repay(120.0)
    assert (enterprise.cash, enterprise.debt) == (1180.0, 180.0)
    enterprise.repay(1e6)  # no more than it owes
    assert (enterprise.cash, enterprise.debt) == (1000.0, 0.0)
    assert office.flow("enterprise_repayments") == 300.0
    assert office.claim("paid", "enterprise_loan") == 300.0


def test_it_repays_no_more_than_it_has(enterprise):
    enterprise.cash, enterprise.debt = 70.0, 400.0
    enterprise.repay(300.0)
    assert (enterprise.cash, enterprise.debt) == (0.0, 330.0)


@pytest.mark.parametrize(
    ("unpaid", "debt", "status"),
    [
        (0.0, 0.0, OPERATING),
        (0.0, 250.0, OPERATING),  # just half of 500
        (0.0, 251.0, STRAINED),
        (10.0, 0.0, IN_DEFAULT),
        (0.001, 0.0, OPERATING),  # less than a fen is rounding
    ],
)
def test_judge(enterprise, plain, unpaid, debt, status):
    enterprise.debt = debt
    enterprise.judge(unpaid, plain.enterprise)
    assert enterprise.status == status


def test_the_way_down(enterprise, plain):
    """Two months of default: the floor goes. Six: the enterprise goes."""
    course = []
    for _ in range(6):
        assert not enterprise.must_leave(plain.enterprise)
        enterprise.judge(10.0, plain.enterprise)
        course.append(enterprise.floor_dropped)
    assert course == [False, True, True, True, True, True]
    assert enterprise.months_in_default == 6
    assert enterprise.must_leave(plain.enterprise)


def test_a_month_paid_in_full_starts_the_count_again(enterprise, plain):
    for unpaid in (10.0, 10.0, 10.0, 0.0, 10.0):
        enterprise.judge(unpaid, plain.enterprise)
    assert enterprise.months_in_default == 1
    assert not enterprise.must_leave(plain.enterprise)
    assert enterprise.floor_dropped  # comes back with the yearly review only


def test_who_is_gone_stays_gone(enterprise, plain):
    enterprise.status, enterprise.months_in_default = GONE, 9
    enterprise.judge(0.0, plain.enterprise)
    assert enterprise.status == GONE
    assert not enterprise.is_active
    assert not enterprise.must_leave(plain.enterprise)


def test_without_a_credit_line_no_strain(enterprise, plain):
    enterprise.credit_line = 0.0
    enterprise.judge(0.0, plain.enterprise)
    assert enterprise.status == OPERATING


def test_selling_what_was_processed(enterprise, office):
    enterprise.base_output, enterprise.local_units, enterprise.spot_bought = 90.0, 25.0, 10.0
    enterprise.sell_processed(office, 25.0)
    # 65 of its own, 10 from the market, 25 delivered: 100 x (19.2 + 0.5), freight 80,
    # processing 90.
    assert office.flow("product_sales") == pytest.approx(1970.0)
    assert office.flow("enterprise_freight") == pytest.approx(80.0)
    assert office.flow("enterprise_operations") == pytest.approx(90.0)
    assert enterprise.cash == pytest.approx(2800.0)
    # Squabs become as many dressed ones: 100 out, 100 in, 100 away.
    assert office.books.goods.sum() == pytest.approx(300.0)


def test_the_county_makes_good_the_floor_it_backs(enterprise, office, pigeon_market):
    pigeon_market.floor_backed_by_government = True
    pigeon_market.signing_price, pigeon_market.quote = 12.0, 10.0
    pigeon_market.contract_offer = 13.6
    enterprise.sell_processed(office, 25.0)
    # The formula gives half of 12 and half of 10, 11: 25 x 2.6.
    assert office.flow("floor_support") == pytest.approx(65.0)


def test_running_costs_in_full(enterprise, office):
    enterprise.cash, enterprise.fixed_cost = 30_000.0, 900.0
    enterprise.debt, enterprise.credit_line = 12_000.0, 12_000.0
    assert enterprise.pay_running_costs(office) == 0.0
    # 10 jobs x 2,000; 900; 12,000 x 6% / 12 = 60.
    assert office.flow("enterprise_wages") == pytest.approx(20_000.0)
    assert office.flow("enterprise_interest") == pytest.approx(60.0)
    assert enterprise.cash == pytest.approx(30_000.0 - 20_000.0 - 900.0 - 60.0)
    assert enterprise.wage_share == 1.0


def test_running_costs_in_part(enterprise, office):
    enterprise.cash, enterprise.credit_line, enterprise.fixed_cost = 10_000.0, 5_000.0, 900.0
    unpaid = enterprise.pay_running_costs(office)
    # Of 20,000 in wages 15,000 are paid; then 900 and a month's interest on 5,000, 25, are open.
    assert enterprise.wage_share == pytest.approx(0.75)
    assert unpaid == pytest.approx(5000.0 + 900.0 + 25.0)
    assert enterprise.cash == 0.0


@pytest.fixture
def reviewing(enterprise, pigeon_market):
    """An enterprise of 100 birds a month at most, before its yearly review; floor 85% of 16."""
    enterprise.capacity = enterprise.opening_capacity = 100.0
    pigeon_market.floor = 13.6
    return enterprise


@pytest.mark.parametrize(
    ("reference", "offer", "dropped"),
    [
        (19.2, 16.0, False),  # 19.2 + 0.5 - 0.9 - 0.8 = 18.0 resale, 2 earned a bird
        (14.8, 13.6, False),  # 13.6, just the floor: kept as it is
        (14.0, 13.6, True),  # 12.8: 0.8 lost a bird, half the capacity goes
    ],
)
def test_review(reviewing, pigeon_market, plain, reference, offer, dropped):
    pigeon_market.reference, pigeon_market.contract_offer = reference, offer
    assert reviewing.processing_netback() == pytest.approx(reference - 1.2)
    reviewing.review()
    assert reviewing.floor_dropped is dropped
    assert plain.pigeon.capacity_shrink_max == 0.5
    assert reviewing.capacity == pytest.approx(50.0 if dropped else 100.0)


def test_floor_and_capacity_come_back_when_it_pays_again(reviewing, pigeon_market):
    reviewing.floor_dropped, reviewing.capacity = True, 50.0
    pigeon_market.reference, pigeon_market.signing_price, pigeon_market.quote = 15.2, 12.0, 10.0
    reviewing.review()  # a resale of 14.0 is above formula price and floor
    assert not reviewing.floor_dropped
    assert reviewing.capacity == pytest.approx(52.5)  # 5% a year


def test_without_a_floor_a_loss_is_one_on_the_formula_price(reviewing, pigeon_market):
    reviewing.floor_dropped = True
    pigeon_market.reference, pigeon_market.signing_price, pigeon_market.quote = 12.0, 12.0, 10.0
    reviewing.review()  # 10.8 against 11.0
    assert reviewing.floor_dropped
    assert reviewing.capacity == pytest.approx(50.0)


def test_the_floor_stays_away_while_bills_are_overdue(enterprise, pigeon_market):
    pigeon_market.floor, enterprise.floor_dropped = 13.6, True
    enterprise.months_in_default = 1
    enterprise.review()
    assert enterprise.floor_dropped


def test_a_floor_the_county_backs_is_not_dropped(reviewing, pigeon_market):
    pigeon_market.floor_backed_by_government = True
    pigeon_market.reference, pigeon_market.contract_offer = 10.0, 13.6
    reviewing.review()
    assert not reviewing.floor_dropped


def test_owners_draw_from_what_exceeds_the_target(enterprise, office):
    enterprise.cash_target = 400.0
    enterprise.draw_profit(office, 0.5)
    assert enterprise.cash == pytest.approx(700.0)
    assert office.flow("enterprise_drawings") == pytest.approx(300.0)


def test_owners_draw_nothing_while_there_is_debt(enterprise, office):
    enterprise.debt = 1.0
    enterprise.draw_profit(office, 0.5)
    assert enterprise.cash == 1000.0
    assert not office.books.flows.any()
