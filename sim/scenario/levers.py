"""The kinds of lever, each key with unit, range, default and who pays: declared once.

What checks a scenario file, its JSON Schema, `list`, `explain` and the documentation are all made
from this table. Sentences are in the catalogues: `lever.<kind>.sentence`.
"""

from sim.parameters import load_parameters
from sim.scenario.keys import CHAINS, ENTRY, INSURED, LONGEST_RUN, Key, Kind, chain_key

STORABLE = tuple(name for name in CHAINS if load_parameters().value(f"{name}.storable"))
# `world` pays through the county's budget: money from above or from a paired province.
PUBLIC = ("government", "world")


def _lever(name: str, *keys: Key, payer: str = "financed_by") -> Kind:
    length = Key("duration_months", "count", "months", 1, LONGEST_RUN)
    return Kind("lever", name, (*ENTRY, *keys, length), "lasting", financed_by=payer)


def _chain(*chains: str) -> Key:
    return chain_key(*(chains or CHAINS), every=False, default=None)


def _share(name: str, high: float = 1.0, default: float | None = None) -> Key:
    return Key(name, "number", "share", 0.0, high, default=default, required=default is None)


def _payer(*sectors: str, default: str = "") -> Key:
    return Key("financed_by", "choice", choices=sectors, default=default or sectors[0])


def _budget() -> tuple[Key, ...]:
    """A yearly budget a county, how late it reacts, whom it reaches and how narrowly."""
    return (
        Key("budget", "number", "yuan_per_year", 0.0, 1e10, required=True),
        Key("delay_months", "count", "months", 0, 36, default=1),
        Key("reach", "choice", choices=("struck", "all"), default="struck"),
        Key("spread", "choice", choices=("narrow", "wide"), default="narrow"),
    )


LEVERS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _lever(
            "price_insurance",
            chain_key(*INSURED, every=False, default=INSURED[0]),
            _share("insured_share"),
            Key("target_ratio", "number", "share", 0.0, 1.5),
            Key("subsidy_share", "number", "share", 0.0, 1.0),
            payer="subsidy_share",
        ),
        _lever(
            "floor_price",
            _chain(),
            Key("price", "number", "yuan_per_unit", 0.0, 1000.0, required=True),
            Key("backed_by", "choice", choices=("enterprise", "government"), default="enterprise"),
            payer="backed_by",
        ),
        _lever("contract_share", _chain(), _share("share"), _payer("enterprises")),
        _lever(
            "microcredit",
            _share("volume", 3.0, 1.0),
            Key("extension_months", "count", "months", 0, 36, default=0),
            Key("subsidy_share", "number", "share", 0.0, 1.0),
            _payer(*PUBLIC),
        ),
        _lever(
            "aid_quota",
            _chain(),
            _share("share", 0.5),
            Key("premium", "number", "share", 0.0, 1.0),
            _payer("world", "government"),
        ),
        _lever(
            "e_commerce",
            _chain(),
            _share("share", 0.5),
            Key("years", "number", "years", 0.25, 10.0, default=3.0),
            _payer(*PUBLIC),
        ),
        _lever(
            "storage",
            _chain(*STORABLE),
            _share("share"),
            _payer(*PUBLIC, "cooperatives"),
        ),
        _lever(
            "processing_capacity",
            _chain(),
            _share("added", 3.0),
            _payer(*PUBLIC, "enterprises"),
        ),
        _lever(
            "support_buying",
            _chain(),
            Key("price", "number", "yuan_per_unit", 0.0, 1000.0, required=True),
            _share("share"),
            _payer(*PUBLIC),
        ),
        _lever(
            "shares",
            _chain(),
            _share("households_share"),
            Key("shares", "count", "shares", 1, 50, default=4),
            _payer(*PUBLIC, "enterprises"),
        ),
        _lever(
            "input_subsidy",
            _chain(),
            _share("subsidy_share"),
            _payer(*PUBLIC, "enterprises"),
        ),
        _lever(
            "training",
            _chain(),
            _share("households_share"),
            _payer(*PUBLIC, "cooperatives", "enterprises"),
        ),
        _lever("public_jobs", *_budget(), _payer(*PUBLIC)),
        _lever("relief_fund", *_budget(), _payer(*PUBLIC)),
        _lever(
            "credit_enhancement",
            _chain(),
            _share("line_added", 5.0),
            _share("guaranteed_share", 1.0, 0.1),
            _payer(*PUBLIC),
        ),
        _lever(
            "diversification",
            _chain(),
            _share("households_share"),
            Key("years", "number", "years", 1.0, 10.0, default=1.0),
            _payer(*PUBLIC, "households"),
        ),
    )
}
