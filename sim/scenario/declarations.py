"""The kinds of shock and lever, each key with unit, range and default: declared once.

What checks a scenario file, its JSON Schema, `list`, `explain` and the documentation are all made
from these tables. Sentences and meanings are in the catalogues: `shock.<kind>.sentence`,
`lever.<kind>.sentence`, `scenario.key.<key>`.
"""

from dataclasses import dataclass
from typing import Literal

from sim.accounts.kinds import CHAIN_COLUMNS
from sim.regions.schema import BUYER_KINDS

CHAINS = CHAIN_COLUMNS[:-1]
EVERY = "all"
SHAPES = ("step", "ramp", "pulse", "path")
LONGEST_RUN = 600

KeyType = Literal["number", "count", "text", "choice", "date", "month", "flag", "path"]
Default = float | int | str | bool | None
Course = Literal["shaped", "once", "lasting"]


@dataclass(frozen=True)
class Key:
    """One key of an entry: what it may hold. `default` None and not `required`: may be left out.

    Types: `number` a float, `count` an integer, `choice` one of `choices`, `month` like
    "2021-08", `path` a CSV file beside the scenario or a list of numbers.
    """

    name: str
    type: KeyType
    unit: str = ""
    low: float | None = None
    high: float | None = None
    default: Default = None
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of shock or lever.

    `course` says how it runs in time: `shaped` by shape, length and recovery; `once`, in its
    first month only; `lasting`, from its first month on. `moves_price` marks shocks that move a
    farm-gate price. `financed_by` is the sector that pays for a lever.
    """

    section: Literal["shock", "lever"]
    name: str
    keys: tuple[Key, ...]
    course: Course = "shaped"
    moves_price: bool = False
    financed_by: str = ""

    @property
    def sentence(self) -> str:
        """The catalogue key of the sentence that explains this kind."""
        if self.section == "shock":
            return f"shock.{self.name}.sentence"
        return f"lever.{self.name}.sentence"

    def key(self, name: str) -> Key:
        """The key of that name; KeyError when this kind has none."""
        return {key.name: key for key in self.keys}[name]


def _chain(*chains: str, every: bool = True, default: str | None = EVERY) -> Key:
    choices = (*((EVERY,) if every else ()), *chains)
    return Key("chain", "choice", choices=choices, default=default, required=default is None)


def _change(low: float, high: float) -> Key:
    return Key("change", "number", "share", low, high, required=True)


_ENTRY = (
    Key("kind", "text", required=True),
    Key("name", "text"),
    Key("enabled", "flag", default=True),
    Key("county", "text", default=EVERY),
    Key("from", "month"),
    Key("start_month", "count", "month_of_run", 0, LONGEST_RUN - 1, default=0),
)
_COURSE = (
    Key("shape", "choice", choices=SHAPES, default="step"),
    Key("duration_months", "count", "months", 1, LONGEST_RUN),
    Key("recovery_months", "count", "months", 0, LONGEST_RUN, default=0),
    Key("ramp_months", "count", "months", 1, LONGEST_RUN, default=12),
    Key("path", "path", "share", -1.0, 1.0),
)


def _shock(name: str, *keys: Key, course: Course = "shaped", moves_price: bool = False) -> Kind:
    timing = _COURSE if course == "shaped" else ()
    return Kind("shock", name, (*_ENTRY, *keys, *timing), course, moves_price)


def _lever(name: str, financed_by: str, *keys: Key) -> Kind:
    return Kind("lever", name, (*_ENTRY, *keys), "lasting", financed_by=financed_by)


SHOCKS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _shock(
            "price",
            _chain(*CHAINS),
            _change(-1.0, 2.0),
            Key("at", "choice", choices=("farm_gate", "reference"), default="farm_gate"),
            Key("cause", "choice", choices=("demand", "harvest"), default="demand"),
            moves_price=True,
        ),
        _shock(
            "demand",
            _chain(*CHAINS),
            Key("buyer", "choice", choices=(EVERY, *BUYER_KINDS), default=EVERY),
            _change(-1.0, 2.0),
            moves_price=True,
        ),
        _shock("harvest", _chain(*CHAINS), _change(-1.0, 1.0), moves_price=True),
        _shock("mortality", _chain("pigeon", "rabbit"), _change(0.0, 1.0), course="once"),
        _shock("enterprise_exit", _chain(*CHAINS), course="lasting"),
        _shock("input_cost", _chain(*CHAINS), _change(-1.0, 5.0)),
        _shock("freight", _chain(*CHAINS), _change(-1.0, 10.0), moves_price=True),
    )
}

LEVERS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _lever(
            "price_insurance",
            "subsidy_share",
            _chain("jujube", every=False, default="jujube"),
            Key("insured_share", "number", "share", 0.0, 1.0, required=True),
            Key("target_ratio", "number", "share", 0.0, 1.5),
            Key("subsidy_share", "number", "share", 0.0, 1.0),
        ),
        _lever(
            "floor_price",
            "backed_by",
            _chain(*CHAINS, every=False, default=None),
            Key("price", "number", "yuan_per_unit", 0.0, 1000.0, required=True),
            Key(
                "backed_by",
                "choice",
                choices=("enterprise", "government"),
                default="enterprise",
            ),
        ),
    )
}

SECTIONS: dict[str, dict[str, Kind]] = {"shock": SHOCKS, "lever": LEVERS}

RUN = (
    Key("region", "text", default="luopu-yutian"),
    Key("start", "date", default="2021-01-01"),
    Key("months", "count", "months", 1, LONGEST_RUN, default=60),
    Key("seed", "count", "", 0, 2**53 - 1, default=1),
    Key("draws", "count", "draws", 1, 10_000, default=16),
)
TEXTS = ("title", "title_zh", "question", "question_zh")
REFERENCES = ("extends", "baseline")
