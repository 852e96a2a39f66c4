"""A leading enterprise by hand: paying, borrowing, failing, and what it offers next year."""

import pytest

from sim.agents.enterprise import GONE, IN_DEFAULT, OPERATING, STRAINED
from sim.effects import Effects
from sim.scenario.models import Lever, Shock


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
    enterprise.accepted = 25.0
    enterprise.sell_processed(office)
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
    enterprise.accepted = 25.0
    enterprise.sell_processed(office)
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


def test_costs_of_the_business_count_paid_or_not(enterprise):
    assert enterprise.bear(2000.0) == 1500.0
    assert enterprise.year_costs == 2000.0
    enterprise.start_year()
    assert enterprise.year_costs == 0.0


def test_plant_and_workers_limit_what_is_processed(enterprise):
    enterprise.add_capacity(100.0)
    enterprise.opening_capacity = 100.0
    assert enterprise.processing_limit() == 100.0
    enterprise.staff, enterprise.present = 0.9, 0.5
    assert enterprise.processing_limit() == pytest.approx(45.0)
    enterprise.capacity = 30.0
    assert enterprise.processing_limit() == 30.0


def test_only_who_comes_to_work_is_paid(enterprise, office):
    enterprise.cash, enterprise.staff, enterprise.present = 30_000.0, 0.8, 0.5
    enterprise.pay_running_costs(office)
    assert office.flow("enterprise_wages") == pytest.approx(10 * 0.8 * 0.5 * 2000.0)
    assert enterprise.job_pay == pytest.approx(0.4)


def test_the_credit_line_of_a_month(enterprise, pigeon_market):
    """The opening line, what the county adds to it, and what a freeze leaves."""
    enterprise.opening_line, enterprise.debt = 1000.0, 300.0
    lever = Lever(
        kind="credit_enhancement", name="x", chain="pigeon", county="all", start_month=0,
        line_added=2.0, guaranteed_share=0.1, duration_months=6,
    )  # fmt: skip
    freeze = Shock(kind="credit_freeze", name="y", county="luopu", start_month=3, change=-0.5)
    effects = Effects((freeze,), (lever,))
    lines = []
    for month in (-1, 0, 3, 6):
        effects.start(month)
        enterprise.new_month(effects)
        lines.append(enterprise.credit_line)
    assert lines == pytest.approx([1000.0, 3000.0, 1500.0, 500.0])
    assert enterprise.guarantee is lever  # what was lent under it is still owed
    enterprise.debt = 0.0
    enterprise.new_month(effects)
    assert enterprise.guarantee is None
