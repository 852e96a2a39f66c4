"""What can be booked: the kinds of cash flow, claim, movement of goods and asset.

A flow kind has exactly one payer sector, one payee sector and one class, a claim kind one
creditor and one debtor, a movement one product, origin, destination and fate. Whatever the
model books is one of these, so the files can be summed by sector without knowing the model.
"""

from dataclasses import dataclass
from typing import Literal

SECTORS = (
    "households",
    "cooperatives",
    "enterprises",
    "buyers",
    "bank",
    "insurer",
    "government",
    "suppliers",
    "world",
)
REGIONAL_SECTORS = SECTORS[:-1]
NATURE = "nature"
CHAIN_COLUMNS = ("pigeon", "rabbit", "jujube", "rose", "none")

FlowClass = Literal[
    "trade", "input", "wage", "insurance", "transfer", "consumption", "principal"
]
Fate = Literal["produced", "delivered", "sold", "eaten", "transformed", "shrunk", "discarded"]


@dataclass(frozen=True)
class FlowKind:
    """A kind of cash payment, in yuan."""

    name: str
    payer: str
    payee: str
    category: FlowClass


@dataclass(frozen=True)
class ClaimKind:
    """A kind of debt, in yuan; `loan` marks principal, the others are unpaid bills."""

    name: str
    creditor: str
    debtor: str
    loan: bool


def _flow(text: str, category: FlowClass) -> FlowKind:
    name, parties = text.split(": ")
    payer, payee = parties.split(" > ")
    return FlowKind(name, payer, payee, category)


_FLOW_TEXT: dict[FlowClass, tuple[str, ...]] = {
    "trade": (
        "spot_sales: buyers > households",
        "cooperative_sales: buyers > cooperatives",
        "enterprise_local_sales: buyers > enterprises",
        "member_payments: cooperatives > households",
        "contract_purchases: enterprises > cooperatives",
        "resale: world > buyers",
        "product_sales: world > enterprises",
        "other_farm_sales: world > households",
        "breeding_stock_sales: world > households",
        "liquidation_sales: world > enterprises",
        "buyer_freight: buyers > world",
        "enterprise_freight: enterprises > world",
    ),
    "input": (
        "household_inputs: households > suppliers",
        "household_investment: households > suppliers",
        "cooperative_inputs: cooperatives > suppliers",
        "cooperative_operations: cooperatives > suppliers",
        "enterprise_inputs: enterprises > suppliers",
        "enterprise_operations: enterprises > world",
        "supplier_purchases: suppliers > world",
    ),
    "wage": (
        "outside_wages: world > households",
        "enterprise_wages: enterprises > households",
        "cooperative_wages: cooperatives > households",
        "picking_wages: households > households",
        "enterprise_picking_wages: enterprises > households",
    ),
    "insurance": (
        "premium_households: households > insurer",
        "premium_government: government > insurer",
        "premium_world: world > insurer",
        "reinsurance_premium: insurer > world",
        "reinsurance_recovery: world > insurer",
        "insurance_payouts: insurer > households",
    ),
    "transfer": (
        "transfers: government > households",
        "fiscal_grant: world > government",
        "floor_support: government > enterprises",
        "dividends: cooperatives > households",
        "patronage_refunds: cooperatives > households",
        "land_rent: enterprises > households",
        "household_interest: households > bank",
        "interest_subsidy: government > bank",
        "enterprise_interest: enterprises > bank",
    ),
    "consumption": (
        "consumption: households > world",
        "enterprise_drawings: enterprises > world",
        "buyer_drawings: buyers > world",
        "supplier_drawings: suppliers > world",
    ),
    "principal": (
        "household_loans: bank > households",
        "household_repayments: households > bank",
        "enterprise_loans: bank > enterprises",
        "enterprise_repayments: enterprises > bank",
    ),
}

FLOWS: tuple[FlowKind, ...] = tuple(
    _flow(text, category) for category, texts in _FLOW_TEXT.items() for text in texts
)
FLOW_INDEX = {kind.name: index for index, kind in enumerate(FLOWS)}

CLAIMS: tuple[ClaimKind, ...] = (
    ClaimKind("member_deliveries", "households", "cooperatives", False),
    ClaimKind("contract_deliveries", "cooperatives", "enterprises", False),
    ClaimKind("dealer_deliveries", "cooperatives", "buyers", False),
    ClaimKind("input_credit", "suppliers", "households", False),
    ClaimKind("household_loan", "bank", "households", True),
    ClaimKind("enterprise_loan", "bank", "enterprises", True),
)
CLAIM_INDEX = {kind.name: index for index, kind in enumerate(CLAIMS)}
