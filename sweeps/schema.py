"""What a sweep file may hold, checked with pydantic, and the JSON Schema for editors.

Every key has one sentence in the catalogues, `sweep.key.<table>_<key>`: it describes the key in
the schema and says what was expected when a value cannot be used.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.messages import has, text

Setting = bool | int | float | str
DesignKind = Literal["grid", "latin_hypercube", "sobol", "morris", "table", "ensemble"]
MOST_DRAWS = 10_000
MOST_POINTS = 100_000_000

Finite = Annotated[float, Field(allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=MOST_POINTS)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RunTable(_Table):
    """`[run]`: where, when, how long and with which luck, for every scenario of the sweep."""

    region: str | None = None
    start: Any = None
    months: int | None = None
    seed: int | None = None


class FactorTable(_Table):
    """`[[factor]]`: one thing that is varied."""

    path: str
    name: str | None = None
    range: Annotated[list[Finite], Field(min_length=2, max_length=2)] | None = None
    values: Annotated[list[Setting], Field(min_length=1)] | None = None
    levels: Annotated[int, Field(ge=2, le=1000)] = 5
    scale: Literal["linear", "log"] = "linear"
    side: Literal["scenario", "both"] = "scenario"
    leave_out: Finite | None = None


class DesignTable(_Table):
    """`[design]`: which points of the space of factors are run."""

    kind: DesignKind = "grid"
    points: Count | None = None
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1
    levels: Annotated[int, Field(ge=2, le=100)] = 4
    second_order: bool = False
    file: str | None = None


class OutcomeTable(_Table):
    """`[[outcome]]`: one figure that is kept of every run."""

    metric: str
    group: str = "all"
    window: str = "first_year"
    name: str | None = None


class StopTable(_Table):
    """`[stop]`: draws are added to a point until its mean is known this well."""

    outcome: str
    mc_error: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    least_draws: Annotated[int, Field(ge=2, le=MOST_DRAWS)] = 8
    step: Annotated[int, Field(ge=1, le=MOST_DRAWS)] = 8


class SearchTable(_Table):
    """`[search]`: packages of levers are bred that do well under every shock, within a budget."""

    budget: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    population: Annotated[int, Field(ge=4, le=10_000)] = 24
    generations: Annotated[int, Field(ge=1, le=10_000)] = 10
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1
    held_out: Annotated[list[str], Field(min_length=1)]
    held_out_draws: Annotated[int, Field(ge=2, le=MOST_DRAWS)] = 8


class SweepTable(_Table):
    """A whole sweep file."""

    title: str = ""
    title_zh: str = ""
    question: str = ""
    question_zh: str = ""
    scenarios: str | Annotated[list[str], Field(min_length=1)]
    draws: Annotated[int, Field(ge=1, le=MOST_DRAWS)] = 16
    run: RunTable = RunTable()
    shock: list[dict[str, Any]] = []
    lever: list[dict[str, Any]] = []
    parameters: dict[str, Any] = {}
    factor: list[FactorTable] = []
    design: DesignTable = DesignTable()
    outcome: list[OutcomeTable] = []
    stop: StopTable | None = None
    search: SearchTable | None = None


TABLES: dict[str, type[BaseModel]] = {
    "run": RunTable,
    "factor": FactorTable,
    "design": DesignTable,
    "outcome": OutcomeTable,
    "stop": StopTable,
    "search": SearchTable,
}


def described(table: str, key: str) -> str:
    """Return the catalogue key of the sentence on a key of a table ("sweep" for the file's own)."""
    return f"sweep.key.{table}_{key}"


def json_schema(lang: str = "en") -> dict[str, Any]:
    """Return the JSON Schema of sweep files, with descriptions in `lang`."""
    schema = SweepTable.model_json_schema()
    names = {model.__name__: table for table, model in TABLES.items()}
    parts = {"sweep": schema} | {
        names[name]: part for name, part in schema.get("$defs", {}).items() if name in names
    }
    for table, part in parts.items():
        for key, property_ in part["properties"].items():
            if has(described(table, key), lang):
                property_["description"] = text(described(table, key), lang)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
