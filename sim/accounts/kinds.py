"""What can be booked: the kinds of cash flow, claim, movement of goods and asset.

A flow kind has exactly one payer sector, one payee sector and one class, a claim kind one
creditor and one debtor, a movement one product, origin, destination and fate. Whatever the
model books is one of these, so the files can be summed by sector without knowing the model.
"""

from dataclasses import dataclass
from typing import Literal

from sim.chains import CHAINS, Chain

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
CHAIN_COLUMNS = (*CHAINS, "none")

FlowClass = Literal["trade", "input", "wage", "insurance", "transfer", "consumption", "principal"]
Fate = Literal["produced", "delivered", "sold", "eaten", "transformed", "shrunk", "discarded"]


@dataclass(frozen=True)
class FlowKind:
    """A kind of cash payment, in yuan; `lever` names the lever whose outlay it is, "" if none."""

    name: str
    payer: str
    payee: str
    category: FlowClass
    lever: str = ""


@dataclass(frozen=True)
class ClaimKind:
    """A kind of debt, in yuan; `loan` marks principal, the others are unpaid bills."""

    name: str
    creditor: str
    debtor: str
    loan: bool


def _flow(text: str, category: FlowClass) -> FlowKind:
    """Read "name: payer > payee" or "name: payer > payee | lever"."""
    name, _, parties = text.partition(": ")
    parties, _, lever = parties.partition(" | ")
    payer, payee = parties.split(" > ")
    return FlowKind(name, payer, payee, category, lever)


_FLOW_TEXT: dict[FlowClass, tuple[str, ...]] = {
    "trade": (
        "spot_sales: buyers > households",
        "cooperative_sales: buyers > cooperatives",
        "enterprise_local_sales: buyers > enterprises",
        "enterprise_spot_purchases: enterprises > households",
        "enterprise_base_purchases: enterprises > cooperatives",
        "enterprise_mutual_sales: enterprises > enterprises",
        "member_payments: cooperatives > households",
        "contract_purchases: enterprises > cooperatives",
        "resale: world > buyers",
        "product_sales: world > enterprises",
        "other_farm_sales: world > households",
        "breeding_stock_sales: world > households",
        "liquidation_sales: world > enterprises",
        "cooperative_stock_sales: world > cooperatives",
        "storage_purchases: cooperatives > households",
        "storage_purchases_from_enterprises: cooperatives > enterprises",
        "storage_purchases_mutual: cooperatives > cooperatives",
        "buyer_freight: buyers > world",
        "buyer_operations: buyers > world",
        "enterprise_freight: enterprises > world",
    ),
    "input": (
        "household_inputs: households > suppliers",
        "household_investment: households > suppliers",
        "cooperative_inputs: cooperatives > suppliers",
        "cooperative_operations: cooperatives > suppliers",
        "enterprise_inputs: enterprises > suppliers",
        "enterprise_operations: enterprises > world",
        "enterprise_investment: enterprises > world",
        "supplier_purchases: suppliers > world",
        "input_subsidies: government > suppliers | input_subsidy",
        "enterprise_input_support: enterprises > suppliers | input_subsidy",
        "training_government: government > suppliers | training",
        "training_cooperatives: cooperatives > suppliers | training",
        "training_enterprises: enterprises > suppliers | training",
        "stock_gifts: government > suppliers | diversification",
        "capacity_building_government: government > world | processing_capacity",
        "capacity_building_enterprises: enterprises > world | processing_capacity",
        "capacity_building_buyers: buyers > world | processing_capacity",
        "storage_building_government: government > world | storage",
        "storage_building_cooperatives: cooperatives > world | storage",
    ),
    "wage": (
        "outside_wages: world > households",
        "enterprise_wages: enterprises > households",
        "cooperative_wages: cooperatives > households",
        "picking_wages: households > households",
        "enterprise_picking_wages: enterprises > households",
        "public_job_wages: government > households | public_jobs",
    ),
    "insurance": (
        "premium_households: households > insurer",
        "premium_government: government > insurer | price_insurance",
        "premium_world: world > insurer",
        "reinsurance_premium: insurer > world",
        "reinsurance_recovery: world > insurer",
        "insurance_payouts: insurer > households",
    ),
    "transfer": (
        "transfers: government > households",
        "fiscal_grant: world > government",
        "floor_support: government > enterprises | floor_price",
        "dealer_floor_support: government > buyers | floor_price",
        "relief_payments: government > households | relief_fund",
        "village_fund_payments: government > households",
        "e_commerce_support: government > buyers | e_commerce",
        "aid_premium_support: government > buyers | aid_quota",
        "support_buying_losses: government > buyers | support_buying",
        "support_buying_returns: buyers > government",
        "share_grants: government > cooperatives | shares",
        "enterprise_share_grants: enterprises > cooperatives | shares",
        "guarantee_calls: government > bank | credit_enhancement",
        "loan_risk_compensation: government > bank",
        "lever_grants: world > government",
        "dividends: cooperatives > households",
        "patronage_refunds: cooperatives > households",
        "land_rent: enterprises > households",
        "household_interest: households > bank",
        "interest_subsidy: government > bank | microcredit",
        "enterprise_interest: enterprises > bank",
    ),
    "consumption": (
        "consumption: households > world",
        "medical_expenses: households > world",
        "enterprise_drawings: enterprises > world",
        "buyer_drawings: buyers > world",
        "supplier_drawings: suppliers > world",
        "bank_drawings: bank > world",
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


@dataclass(frozen=True)
class Movement:
    """A kind of movement of goods, in the product's unit."""

    chain: str
    product: str
    unit: str
    origin: str
    destination: str
    fate: Fate


@dataclass(frozen=True)
class Asset:
    """Something a sector holds, in its unit; `product` marks goods whose movements are booked."""

    name: str
    chain: str
    unit: str
    product: bool


PRODUCERS = ("households", "cooperatives", "enterprises")


def _crop_movements(chain: Chain) -> list[Movement]:
    routes: list[tuple[str, str, Fate]] = [
        *((NATURE, sector, "produced") for sector in PRODUCERS),
        ("households", "cooperatives", "delivered"),
        ("cooperatives", "enterprises", "delivered"),
        *((sector, "buyers", "sold") for sector in PRODUCERS),
        *((sector, "enterprises", "sold") for sector in PRODUCERS),
        *((sector, "cooperatives", "sold") for sector in PRODUCERS),
        ("buyers", "world", "sold"),
        ("households", NATURE, "eaten"),
        ("households", NATURE, "shrunk"),
        ("cooperatives", NATURE, "shrunk"),
        *((sector, NATURE, "discarded") for sector in PRODUCERS),
        ("enterprises", NATURE, "transformed"),
    ]
    return [Movement(chain.name, chain.product, chain.unit, *route) for route in routes]


def _processed_movements(chain: Chain) -> list[Movement]:
    routes: list[tuple[str, str, Fate]] = [
        (NATURE, "enterprises", "transformed"),
        ("enterprises", "world", "sold"),
    ]
    return [Movement(chain.name, chain.processed, chain.processed_unit, *r) for r in routes]


def _living_movements(chain: Chain) -> list[Movement]:
    units = {stage.asset: stage.unit for stage in chain.stages if stage.moves}
    found = []
    for asset, unit in units.items():
        for sector in PRODUCERS:
            routes: list[tuple[str, str, Fate]] = [
                (NATURE, sector, "produced"),
                (NATURE, sector, "transformed"),
                (sector, NATURE, "transformed"),
                (sector, NATURE, "discarded"),
                (sector, "world", "sold"),
            ]
            found += [Movement(chain.name, asset, unit, *route) for route in routes]
    return found


MOVEMENTS: tuple[Movement, ...] = tuple(
    movement
    for chain in CHAINS.values()
    for part in (_crop_movements, _processed_movements, _living_movements)
    for movement in part(chain)
)
MOVEMENT_INDEX: dict[tuple[str, str, str, str], int] = {
    (m.product, m.origin, m.destination, m.fate): index for index, m in enumerate(MOVEMENTS)
}


def _assets(chain: Chain) -> list[Asset]:
    stages = {stage.asset: stage for stage in chain.stages}
    living = [Asset(name, chain.name, s.unit, s.moves) for name, s in stages.items()]
    return [Asset(chain.product, chain.name, chain.unit, True), *living]


ASSETS: tuple[Asset, ...] = tuple(a for chain in CHAINS.values() for a in _assets(chain))
ASSET_INDEX = {asset.name: index for index, asset in enumerate(ASSETS)}
