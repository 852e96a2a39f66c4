"""What an entry of a scenario may hold: keys with unit, range and default, and kinds of entry."""

from dataclasses import dataclass
from typing import Literal

from sim.chains import CHAINS as DECLARED

CHAINS = tuple(DECLARED)
ANIMALS = tuple(name for name, chain in DECLARED.items() if chain.animals)
INSURED = tuple(name for name, chain in DECLARED.items() if chain.insured)
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
    farm-gate price. `financed_by` names the key of a lever that says who pays for it.
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


def chain_key(*chains: str, every: bool = True, default: str | None = EVERY) -> Key:
    """The key that names the chain an entry reaches; `every` lets it be all of them."""
    choices = (*((EVERY,) if every else ()), *chains)
    return Key("chain", "choice", choices=choices, default=default, required=default is None)


def change_key(low: float, high: float) -> Key:
    """The size of a shock, a share."""
    return Key("change", "number", "share", low, high, required=True)


ENTRY = (
    Key("kind", "text", required=True),
    Key("name", "text"),
    Key("enabled", "flag", default=True),
    Key("county", "text", default=EVERY),
    Key("from", "month"),
    Key("start_month", "count", "month_of_run", 0, LONGEST_RUN - 1, default=0),
)
COURSE = (
    Key("shape", "choice", choices=SHAPES, default="step"),
    Key("duration_months", "count", "months", 1, LONGEST_RUN),
    Key("recovery_months", "count", "months", 0, LONGEST_RUN, default=0),
    Key("ramp_months", "count", "months", 1, LONGEST_RUN, default=12),
    Key("path", "path", "share", -1.0, 1.0),
)
