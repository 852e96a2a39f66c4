"""The kinds of shock, each key with unit, range and default: declared once.

What checks a scenario file, its JSON Schema, `list`, `explain` and the documentation are all made
from this table. Sentences are in the catalogues: `shock.<kind>.sentence`.
"""

from sim.regions.schema import BUYER_KINDS
from sim.scenario.keys import (
    ANIMALS,
    CHAINS,
    COURSE,
    ENTRY,
    EVERY,
    Course,
    Key,
    Kind,
    chain_key,
    change_key,
)

# Support that can be withdrawn, each a part of what the county or paired provinces give.
SUPPORTS = (EVERY, "transfers", "subsidies", "aid_purchases")


def _shock(name: str, *keys: Key, course: Course = "shaped", moves_price: bool = False) -> Kind:
    timing = COURSE if course == "shaped" else ()
    return Kind("shock", name, (*ENTRY, *keys, *timing), course, moves_price)


SHOCKS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _shock(
            "price",
            chain_key(*CHAINS),
            change_key(-1.0, 2.0),
            Key("at", "choice", choices=("farm_gate", "reference"), default="farm_gate"),
            Key("cause", "choice", choices=("demand", "harvest"), default="demand"),
            moves_price=True,
        ),
        _shock(
            "demand",
            chain_key(*CHAINS),
            Key("buyer", "choice", choices=(EVERY, *BUYER_KINDS), default=EVERY),
            change_key(-1.0, 2.0),
            moves_price=True,
        ),
        _shock("harvest", chain_key(*CHAINS), change_key(-1.0, 1.0), moves_price=True),
        _shock("mortality", chain_key(*ANIMALS), change_key(0.0, 1.0), course="once"),
        _shock("enterprise_exit", chain_key(*CHAINS), course="lasting"),
        _shock("input_cost", chain_key(*CHAINS), change_key(-1.0, 5.0)),
        _shock("freight", chain_key(*CHAINS), change_key(-1.0, 10.0), moves_price=True),
        _shock("closure", chain_key(*CHAINS), change_key(-1.0, 0.0), moves_price=True),
        _shock("labour", chain_key(*CHAINS), change_key(-1.0, 0.0)),
        _shock("credit_freeze", change_key(-1.0, 0.0)),
        _shock(
            "support_withdrawn",
            Key("support", "choice", choices=SUPPORTS, default=EVERY),
            change_key(-1.0, 0.0),
        ),
        _shock("illness", change_key(0.0, 1.0)),
    )
}
