"""From a sweep file to a checked sweep: everything that can be found wrong is, before any run."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from sim.errors import InputError, Phrase, nearest_names, nearest_number, unknown_name
from sim.parameters import load_parameters
from sim.parameters.leaf import is_whole
from sim.paths import scenarios_folder
from sim.regions import load_region
from sim.scenario.declarations import SECTIONS
from sim.scenario.entries import check_text
from sim.scenario.files import is_name, read_toml, toml_names, written
from sweeps.bases import Plain, entry_of, entry_path, load_bases, scenario_at
from sweeps.designs import SAMPLED, read_table
from sweeps.ensemble import read_ensemble
from sweeps.factors import Factor, column_name, is_parameter
from sweeps.outcomes import Outcome, checked_outcomes
from sweeps.schema import TABLES, DesignTable, FactorTable, StopTable, SweepTable, described
from sweeps.search.figures import SEARCHED
from sweeps.sweep import Sweep, fixed_columns

_RANGE_ERRORS = ("greater_than", "less_than", "finite_number", "too_short", "too_long")


def load_sweep(path: str | Path, table: dict[str, Any] | None = None) -> Sweep:
    """Read and check a sweep file, or a sweep of the library by its name.

    `table` stands for the file's content when given.

    Raises InputError for anything unusable: one clear message with the file and the key.
    """
    path, label = (Path(path), str(path)) if table is not None else _located(path)
    checked = _checked(read_toml(path, label) if table is None else table, label)
    for key in ("title", "title_zh", "question", "question_zh"):
        check_text(getattr(checked, key), f"{label}: {key}")
    if not checked.outcome and checked.search is None:
        expected = Phrase(described("sweep", "outcome"))
        raise InputError("missing_key", where=label, name="outcome", expected=expected)
    bases, folders = load_bases(checked, path.parent, label)
    trained = len(bases) - (0 if checked.search is None else len(checked.search.held_out))
    own = _own_points(checked.design, path.parent, label)
    factors = _factors(checked, bases, folders, own, label)
    stated = list(checked.outcome)
    if checked.search is not None:
        _check_search(factors, label)
        stated = [*SEARCHED, *stated]
    outcomes = checked_outcomes(stated, label, _counties(bases[0], folders))
    _check_design(checked.design, factors, label)
    _check_stop(checked.stop, outcomes, checked.draws, label)
    _check_columns(factors, outcomes, label)
    return Sweep(
        name=path.stem,
        title=checked.title or checked.title_zh or path.stem,
        title_zh=checked.title_zh or checked.title or path.stem,
        question=checked.question,
        question_zh=checked.question_zh or checked.question,
        bases=tuple(bases[:trained]),
        held_out=tuple(bases[trained:]),
        search=checked.search,
        folders=folders,
        factors=tuple(factors),
        design=checked.design,
        outcomes=outcomes,
        draws=checked.draws,
        stop=checked.stop,
        own_points=_ordered(own, factors),
    )


def _counties(base: Plain, folders: tuple[Path, ...]) -> tuple[str, ...]:
    region = load_region(base["run"]["region"], load_parameters(), search=list(folders))
    return tuple(county.id for county in region.counties)


def sweep_names() -> tuple[str, ...]:
    """Return the names of the shipped sweeps."""
    return toml_names(library())


def library() -> Path:
    """Return the folder of the shipped sweeps."""
    return scenarios_folder() / "sweeps"


def _located(path: str | Path) -> tuple[Path, str]:
    """Return the file of a path, or of a name of the library, and how messages call it."""
    shown = str(path)
    if isinstance(path, Path) or path.endswith(".toml") or Path(path).name != shown:
        if not Path(path).is_file():
            near = nearest_names(Path(path).stem, sweep_names())
            raise InputError("missing_file", where=shown, nearest=near)
        return Path(path), shown
    if shown not in sweep_names():
        raise unknown_name("sweep", shown, sweep_names())
    return library() / f"{shown}.toml", f"{shown}.toml"


def _checked(content: dict[str, Any], label: str) -> SweepTable:
    try:
        return SweepTable.model_validate(content)
    except ValidationError as error:
        raise _translated(error, label) from None


def _translated(error: ValidationError, label: str) -> InputError:
    """Turn pydantic's first complaint into ours; a misspelt key explains a missing one."""
    errors = error.errors(include_url=False)
    first = next((e for e in errors if e["type"] == "extra_forbidden"), errors[0])
    table, key, shown = _place(first["loc"])
    where = f"{label}: {shown}"
    if first["type"] == "extra_forbidden":
        legal = _keys(table)
        near = nearest_names(key, legal) or legal
        return InputError("unknown_key", where=where, name=key, nearest=near)
    expected = Phrase(described(table, key))
    if first["type"] == "missing":
        return InputError("missing_key", where=where, name=key, expected=expected)
    kind = "out_of_range" if first["type"].startswith(_RANGE_ERRORS) else "wrong_type"
    got, context = first["input"], first.get("ctx", {})
    low, high = context.get("ge", context.get("gt")), context.get("le", context.get("lt"))
    nearest = None
    if kind == "out_of_range" and isinstance(got, int | float) and math.isfinite(got):
        bounds = (-math.inf if low is None else low, math.inf if high is None else high)
        nearest = nearest_number(got, *bounds) if "gt" not in context else None
    return InputError(kind, where=where, expected=expected, got=written(got), nearest=nearest)


def _place(location: Sequence[Any]) -> tuple[str, str, str]:
    """Return table, key and shown path of pydantic's location."""
    parts = [part for part in location if isinstance(part, str | int)]
    table = str(parts[0]) if len(parts) > 1 and parts[0] in TABLES else "sweep"
    if table == "sweep":
        return table, str(parts[0]), str(parts[0])
    if isinstance(parts[1], int):
        shown = f"{table} {parts[1] + 1}"
        key = str(parts[2]) if len(parts) > 2 else ""
        return (table, key, f"{shown}.{key}") if key else ("sweep", table, shown)
    return table, str(parts[1]), f"{table}.{parts[1]}"


def _keys(table: str) -> tuple[str, ...]:
    return tuple(TABLES.get(table, SweepTable).model_fields)


def _own_points(design: DesignTable, folder: Path, label: str) -> pd.DataFrame | None:
    """Return the points of a table or of the calibrated ensemble."""
    if design.kind == "ensemble":
        return read_ensemble(design.points, f"{label}: design")
    if design.kind != "table":
        return None
    if design.file is None:
        expected = Phrase(described("design", "file"))
        raise InputError("missing_key", where=f"{label}: design", name="file", expected=expected)
    if not is_name(design.file) or Path(design.file).suffix not in (".csv", ".parquet"):
        raise InputError(
            "leaves_folder",
            where=f"{label}: design.file",
            expected=Phrase(described("design", "file")),
            got=written(design.file),
        )
    return read_table(folder / design.file, design.file)


def _factors(
    table: SweepTable,
    bases: Sequence[Plain],
    folders: tuple[Path, ...],
    own: pd.DataFrame | None,
    label: str,
) -> list[Factor]:
    """Return the factors, each checked at its ends in every scenario."""
    declared = list(table.factor)
    if own is not None:
        declared = _of_columns(declared, own, label)
    found = []
    for number, factor in enumerate(declared, start=1):
        where = f"{label}: factor {number} ({factor.path})"
        column = None if own is None else own[_column_of(factor, own)]
        found.append(_factor(factor, column, bases, folders, where))
    names = [factor.name for factor in found]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise InputError("name_twice", where=f"{label}: factor {number + 1}", name=name)
    return found


def _of_columns(declared: list[FactorTable], own: pd.DataFrame, label: str) -> list[FactorTable]:
    """Return the factors of a table: those declared, else one for each column, named by path."""
    if not declared:
        return [FactorTable(path=str(column)) for column in own.columns]
    used = [_column_of(factor, own) for factor in declared]
    if sorted(used) != sorted(map(str, own.columns)):
        names = [factor.name or factor.path for factor in declared]
        columns = tuple(map(str, own.columns))
        raise InputError("sweep_columns", where=f"{label}: design", expected=names, got=columns)
    return declared


def _column_of(factor: FactorTable, own: pd.DataFrame) -> str:
    names = [name for name in (factor.name, factor.path, column_name(factor.path)) if name]
    return next((name for name in names if name in own.columns), names[0])


def _factor(
    table: FactorTable,
    column: "pd.Series[Any] | None",
    bases: Sequence[Plain],
    folders: tuple[Path, ...],
    where: str,
) -> Factor:
    name = table.name or column_name(table.path)
    if not name.isidentifier():
        example = column_name(name)
        raise InputError("sweep_column_name", where=where, expected=example, got=name)
    try:
        whole, unit = _measure(table.path, bases)
        low, high, values = _extent(table, column, where)
        factor = Factor(
            name,
            table.path,
            low,
            high,
            values,
            table.levels,
            table.scale,
            whole,
            table.side,
            unit,
            table.leave_out,
        )
        for base in bases:
            for value in factor.ends():
                scenario_at(base, [(factor, value)], folders)
    except InputError as error:
        error.where = error.where if error.where.startswith(where) else where
        raise
    return factor


def _measure(path: str, bases: Sequence[Plain]) -> tuple[bool, str]:
    """Return whether what a path names is a whole number, and its unit."""
    if is_parameter(path):
        leaf = load_parameters().leaf(path)
        return is_whole(leaf.unit), leaf.unit
    section, name, key = entry_path(path)
    kind = SECTIONS[section][entry_of(bases[0], section, name)["kind"]]
    declared = {known.name: known for known in kind.keys}
    if key not in declared:
        near = nearest_names(key, declared) or tuple(declared)
        raise InputError("unknown_key", name=key, nearest=near)
    return declared[key].type == "count", declared[key].unit


def _extent(
    table: FactorTable, column: "pd.Series[Any] | None", where: str
) -> tuple[float, float, tuple[Any, ...]]:
    """Return lowest and highest value, or the list, of a factor."""
    if column is not None:
        if pd.api.types.is_numeric_dtype(column.dtype) and column.dtype != bool:
            return float(column.min()), float(column.max()), ()
        return math.nan, math.nan, tuple(dict.fromkeys(column.tolist()))
    if (table.range is None) == (table.values is None):
        expected = Phrase("sweep.expected.range_or_values")
        raise InputError("inconsistent", where=where, expected=expected)
    if table.values is not None:
        kinds = {float if type(value) is int else type(value) for value in table.values}
        if len(kinds) > 1:
            expected = Phrase("sweep.expected.one_type")
            raise InputError(
                "wrong_type", where=where, expected=expected, got=written(table.values)
            )
        once = list(dict.fromkeys(table.values))
        if len(once) < len(table.values):
            raise InputError(
                "sweep_repeated",
                where=where,
                expected=Phrase("sweep.expected.once"),
                got=written(table.values),
                nearest=written(once),
            )
        return math.nan, math.nan, tuple(table.values)
    low, high = table.range or (math.nan, math.nan)
    if not low < high:
        raise InputError(
            "sweep_range",
            where=where,
            expected=Phrase("sweep.expected.range"),
            got=written([low, high]),
            nearest=written([high, low]) if high < low else None,
        )
    if table.scale == "log" and low <= 0.0:
        expected = Phrase("sweep.expected.log")
        raise InputError("out_of_range", where=where, expected=expected, got=low)
    return low, high, ()


def _check_design(design: DesignTable, factors: Sequence[Factor], label: str) -> None:
    if design.kind not in SAMPLED:
        return
    where = f"{label}: design"
    if not factors:
        expected = Phrase(described("sweep", "factor"))
        raise InputError("missing_key", where=where, name="factor", expected=expected)
    if design.points is None:
        expected = Phrase(described("design", "points"))
        raise InputError("missing_key", where=where, name="points", expected=expected)
    if design.kind == "sobol" and design.points & (design.points - 1):
        raise InputError(
            "out_of_range",
            where=f"{where}.points",
            expected=Phrase("sweep.expected.power_of_two"),
            got=design.points,
            nearest=2 ** round(math.log2(design.points)),
        )


def _check_search(factors: Sequence[Factor], label: str) -> None:
    """Require factors that are amounts of levers, one a lever: a package is how much of each."""
    levers = [factor.path.split(".")[:2] for factor in factors]
    for number, factor in enumerate(factors):
        is_amount = levers[number][0] == "lever" and not factor.values
        if not is_amount or levers[number] in levers[:number]:
            raise InputError(
                "sweep_search_factor",
                where=f"{label}: factor {number + 1} ({factor.path})",
                expected=Phrase("sweep.expected.amount"),
            )
    if not factors:
        expected = Phrase(described("sweep", "factor"))
        raise InputError("missing_key", where=label, name="factor", expected=expected)


def _check_stop(
    stop: StopTable | None, outcomes: Sequence[Outcome], draws: int, label: str
) -> None:
    if stop is None:
        return
    names = [outcome.name for outcome in outcomes]
    if stop.outcome not in names:
        raise InputError(
            "unknown_key",
            where=f"{label}: stop.outcome",
            name=stop.outcome,
            nearest=nearest_names(stop.outcome, names) or names,
        )
    if stop.least_draws > draws:
        expected = Phrase("sweep.expected.least_draws", {"draws": draws})
        where = f"{label}: stop.least_draws"
        raise InputError("out_of_range", where=where, expected=expected, got=stop.least_draws)


def _check_columns(factors: Sequence[Factor], outcomes: Sequence[Outcome], label: str) -> None:
    taken = fixed_columns()
    for column in [
        *(factor.name for factor in factors),
        *(name for outcome in outcomes for name in (outcome.name, f"{outcome.name}_baseline")),
    ]:
        if column in taken:
            raise InputError("name_twice", where=label, name=column)
        taken = (*taken, column)


def _ordered(own: pd.DataFrame | None, factors: Sequence[Factor]) -> pd.DataFrame | None:
    """Return the points of a table with a column a factor, in their order."""
    if own is None:
        return None
    columns = {}
    for factor in factors:
        known = (factor.name, factor.path, column_name(factor.path))
        columns[factor.name] = own[next(name for name in known if name in own.columns)].to_numpy()
    return pd.DataFrame(columns)
