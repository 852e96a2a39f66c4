"""The tables of a result: every column with its role and unit, declared once.

Writers, file metadata, documentation and `explain` read these declarations. A column's sentence
is in the catalogues (`sim/messages/columns.*.toml`) under `columns.<text>`.
"""

from dataclasses import dataclass
from typing import Literal

from sim.messages import text

Role = Literal["key", "flow", "state", "change"]
# Stands for the unit of a chain's farm product: kg, bird, ...
PRODUCT_UNIT = "{product}"


@dataclass(frozen=True)
class Column:
    """One column: `flow` sums over months, `state` holds at a month's end, `change` at a window's.

    `text_key` names the sentence; it differs from the name where two tables use one name for two
    things.
    """

    name: str
    unit: str
    role: Role
    text_key: str

    def describe(self, lang: str) -> str:
        """Return what the column holds, in `lang`."""
        return text(f"columns.{self.text_key}", lang)


@dataclass(frozen=True)
class Table:
    """One file of a result and its columns in order."""

    name: str
    columns: tuple[Column, ...]

    def describe(self, lang: str) -> str:
        """Return what the table holds, in `lang`."""
        return text(f"tables.{self.name}", lang)

    def column(self, name: str) -> Column:
        """Return the column called `name`; KeyError when there is none."""
        return {column.name: column for column in self.columns}[name]

    def names(self, *roles: Role) -> tuple[str, ...]:
        """Return the names of the columns with one of these roles, all without."""
        return tuple(c.name for c in self.columns if not roles or c.role in roles)


def _columns(role: Role, unit: str, names: str) -> tuple[Column, ...]:
    """Declare several columns; `name=text` gives a column a sentence of another name."""
    parts = (name.partition("=") for name in names.split())
    return tuple(Column(name, unit, role, key or name) for name, _, key in parts)


_RUN_KEYS = _columns("key", "", "scenario draw month")
_INCOME = _columns(
    "flow",
    "yuan",
    "sales own_consumption wages rent dividends transfers payouts relief public_jobs other_farm "
    "stock_change inputs hired_labour interest premium write_offs depreciation net_income "
    "consumption",
)
_PEOPLE = _columns("state", "households", "households") + _columns("state", "persons", "persons")
_MONEY_HELD = _columns("state", "yuan", "cash=household_cash debt=household_debt")
_COUNTS = (
    *_columns("state", "households", "below_poverty below_monitoring red orange yellow green"),
    *_columns("state", "yuan", "arrears"),
    *_columns("state", "households", "in_arrears"),
    *_columns("flow", "yuan", "unmet_need"),
    *_columns("state", "households", "helped"),
    *_columns("state", "posts", "public_posts"),
)
_CROSSINGS = _columns(
    "change",
    "households",
    "newly_below_poverty newly_above_poverty newly_below_monitoring newly_above_monitoring",
)

MONTHLY = Table(
    "monthly",
    (
        *_RUN_KEYS,
        *_columns("key", "", "county chain unit=product_unit"),
        *_columns(
            "state",
            f"yuan/{PRODUCT_UNIT}",
            "reference farm_gate contract_offer contract_paid index quote",
        ),
        *_columns(
            "flow",
            PRODUCT_UNIT,
            "produced eaten delivered sold_contract sold_spot side_sold over_delivered shrunk "
            "discarded carried_over",
        ),
        *_columns("state", PRODUCT_UNIT, "stock"),
        *_columns("flow", PRODUCT_UNIT, "unsold"),
        *_columns("state", "households", "members growers"),
        *_columns("state", "mu, pairs or does", "capacity"),
        *_columns("state", "households", "insured_households"),
        *_columns("state", PRODUCT_UNIT, "insured_quantity"),
        *_columns("flow", "yuan", "premium=market_premium payout=market_payout"),
        *_columns("state", "share", "contract_breach_buyers"),
        *_columns(
            "state",
            "enterprises",
            "enterprises_operating enterprises_strained enterprises_in_default enterprises_gone",
        ),
        *_columns("state", "yuan", "enterprise_cash"),
        *_columns("state", "cooperatives", "cooperatives_failed"),
        *_columns("state", "share", "members_trust credibility"),
        *_columns("state", "enterprises", "floors_promised floors_unpaid"),
        *_columns("state", PRODUCT_UNIT, "cooperative_stock"),
        *_columns("state", "jobs", "jobs"),
        *_columns("state", "share", "capacity_use"),
        *_columns("state", f"yuan/{PRODUCT_UNIT}", "floor"),
    ),
)
HOUSEHOLDS = Table(
    "households",
    (*_RUN_KEYS, *_columns("key", "", "county status"), *_PEOPLE, *_INCOME, *_MONEY_HELD, *_COUNTS),
)
GROUPS = Table(
    "groups",
    (
        *_columns("key", "", "scenario draw window first_month last_month grouping group"),
        *_PEOPLE,
        *_INCOME,
        *_MONEY_HELD,
        *_COUNTS,
        *_CROSSINGS,
    ),
)
FLOWS = Table(
    "flows",
    (
        *_RUN_KEYS,
        *_columns("key", "", "chain=booked_chain kind=flow_kind payer payee"),
        *_columns("flow", "yuan", "yuan"),
    ),
)
CLAIMS = Table(
    "claims",
    (
        *_RUN_KEYS,
        *_columns("key", "", "chain=booked_chain kind=claim_kind creditor debtor"),
        *_columns("flow", "yuan", "created paid written_off"),
        *_columns("state", "yuan", "outstanding"),
    ),
)
GOODS = Table(
    "goods",
    (
        *_RUN_KEYS,
        *_columns("key", "", "chain product origin destination fate unit=product_unit"),
        *_columns("flow", "the product's unit", "quantity=moved"),
    ),
)
CAPITAL = Table(
    "capital",
    (
        *_RUN_KEYS,
        *_columns("key", "", "sector asset"),
        *_columns("state", "the asset's unit", "quantity=held"),
        *_columns("key", "", "unit=asset_unit"),
        *_columns("state", "yuan per unit", "unit_value"),
    ),
)
BALANCES = Table(
    "balances",
    (
        *_RUN_KEYS,
        *_columns("key", "", "sector"),
        *_columns("state", "yuan", "cash debt receivable payable"),
    ),
)

SALES = Table(
    "sales",
    (
        *_RUN_KEYS,
        *_columns("key", "", "group county chain=sold_chain route unit=product_unit"),
        *_columns("flow", PRODUCT_UNIT, "quantity=sold_quantity"),
        *_columns("flow", "yuan", "yuan=sold_yuan"),
    ),
)
CHANNELS = Table(
    "channels",
    (
        *_columns("key", "", "scenario=compared_scenario draw window group channel"),
        *_columns("change", "yuan", "yuan=channel_yuan"),
    ),
)
INCIDENCE = Table(
    "incidence",
    (
        *_columns("key", "", "scenario=compared_scenario draw month sector"),
        *_columns("flow", "yuan", "loss=sector_loss"),
        *_columns("state", "yuan", "cumulative=cumulative_loss"),
    ),
)

# Written in the process of each draw, from its two records.
DRAWN_TABLES: dict[str, Table] = {
    table.name: table
    for table in (MONTHLY, HOUSEHOLDS, GROUPS, FLOWS, CLAIMS, GOODS, CAPITAL, BALANCES, SALES)
}
# All files; the last ones compare scenario and baseline and are computed from the others.
TABLES: dict[str, Table] = DRAWN_TABLES | {table.name: table for table in (CHANNELS, INCIDENCE)}
INCOME_SOURCES = tuple(c.name for c in _INCOME if c.name not in {"net_income", "consumption"})
LINES = ("poverty", "monitoring")
