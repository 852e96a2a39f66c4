"""The scenarios of a sweep as plain values, and what a point makes of them."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import InputError, Phrase, unknown_name
from sim.scenario import Scenario
from sim.scenario.documents import as_table
from sim.scenario.files import is_name, written
from sweeps.factors import Factor, is_parameter
from sweeps.schema import SweepTable

SECTIONS = ("shock", "lever")
BASELINE = "baseline"
# A start is written as a date or as a count: what is set replaces the other.
_OTHER_WAY = {"from": "start_month", "start_month": "from"}
Plain = dict[str, Any]


def load_bases(table: SweepTable, folder: Path, label: str) -> tuple[list[Plain], tuple[Path, ...]]:
    """Return every scenario of a sweep, resolved, with what the sweep lays over it.

    Those of a search are compared with themselves without levers; the held-out ones come last.
    The second part are the folders in which names of theirs are looked up. InputError for what
    cannot be used, or where the scenarios do not share their region and time.
    """
    names = [table.scenarios] if isinstance(table.scenarios, str) else list(table.scenarios)
    names += [] if table.search is None else table.search.held_out
    settings = [
        f"run.{key}={value}" for key, value in table.run.model_dump().items() if value is not None
    ]
    loaded = [_load(name, folder, settings, label) for name in names]
    for number, scenario in enumerate(loaded):
        if scenario.name in [other.name for other in loaded[:number]]:
            raise InputError("name_twice", where=f"{label}: scenarios", name=scenario.name)
        if scenario.run != loaded[0].run.model_copy(update={"draws": scenario.run.draws}):
            raise InputError(
                "inconsistent",
                where=f"{label}: scenarios",
                expected=Phrase("sweep.expected.same_run"),
                got=[loaded[0].name, scenario.name],
            )
    folders = tuple(dict.fromkeys(place for scenario in loaded for place in scenario.folders))
    plain = [scenario.resolved() for scenario in loaded]
    if table.search is not None:
        plain = [_against_itself(base) for base in plain]
    bases = [_overlaid(base, table, label) for base in plain]
    return [_resolved(base, folders, label) for base in bases], folders


def _resolved(base: Plain, folders: tuple[Path, ...], label: str) -> Plain:
    """Check a scenario with everything laid over it: what is wrong now is the sweep's."""
    try:
        return Scenario.from_dict(base, folders).resolved()
    except InputError as error:
        error.where = f"{label}: {error.where}"
        raise


def _load(name: str, folder: Path, settings: Sequence[str], label: str) -> Scenario:
    where = f"{label}: scenarios"
    if not is_name(name):
        expected = Phrase("scenario.expected.name")
        raise InputError("leaves_folder", where=where, expected=expected, got=written(name))
    beside = folder / f"{name}.toml"
    try:
        return Scenario.load(beside if beside.is_file() else name, settings)
    except InputError as error:
        error.where = where if not error.where else f"{where}: {error.where}"
        raise


def _against_itself(base: Plain) -> Plain:
    """Compare a scenario with what it is before anything is laid over it."""
    itself = {key: value for key, value in base.items() if key not in (BASELINE, "run")}
    return {**base, BASELINE: _copied(itself)}


def _overlaid(base: Plain, table: SweepTable, label: str) -> Plain:
    """Lay the sweep's shocks and levers over the scenario, its parameters over both sides."""
    for section, entries in (("shock", table.shock), ("lever", table.lever)):
        for entry in entries:
            name = entry.get("name", entry.get("kind"))
            known = next((known for known in base[section] if known["name"] == name), None)
            if known is None:
                base[section].append({"name": name, **entry})
                continue
            for key, value in entry.items():
                known.pop(_OTHER_WAY.get(key, ""), None)
                known[key] = value
    for side in _sides(base):
        flat = _flattened(as_table(table.parameters, f"{label}: parameters"))
        side["parameters"] = {**side["parameters"], **flat}
    return base


def _flattened(table: Mapping[str, Any], prefix: str = "") -> Plain:
    found: Plain = {}
    for key, value in table.items():
        path = f"{prefix}{key}"
        found |= _flattened(value, f"{path}.") if isinstance(value, dict) else {path: value}
    return found


def _sides(base: Plain) -> list[Plain]:
    return [base, base[BASELINE]] if isinstance(base.get(BASELINE), dict) else [base]


def scenario_at(
    base: Plain, settings: Iterable[tuple[Factor, Any]], folders: tuple[Path, ...]
) -> Scenario:
    """Return a base with every factor set to its value. InputError where that is not legal."""
    return Scenario.from_dict(_set(base, settings), folders)


def _set(base: Plain, settings: Iterable[tuple[Factor, Any]]) -> Plain:
    changed = _copied(base)
    if isinstance(base.get(BASELINE), dict):
        changed[BASELINE] = _copied(base[BASELINE])
    for factor, value in settings:
        if is_parameter(factor.path):
            for side in _sides(changed):
                side["parameters"][factor.path] = value
            continue
        sides = _sides(changed) if factor.side == "both" else [changed]
        for side in sides:
            _set_entry(side, factor, value)
    return changed


def _copied(side: Plain) -> Plain:
    copy = {**side, "parameters": dict(side["parameters"])}
    for section in SECTIONS:
        copy[section] = [dict(entry) for entry in side[section]]
    return copy


def _set_entry(side: Plain, factor: Factor, value: Any) -> None:
    section, name, key = entry_path(factor.path)
    entry = entry_of(side, section, name)
    entry.pop(_OTHER_WAY.get(key, ""), None)
    if factor.leaves_out(value):
        entry["enabled"] = False
    # Whole numbers come as 12.0 from a design or a table of one's own.
    is_count = factor.whole and isinstance(value, float) and value.is_integer()
    entry[key] = int(value) if is_count else value


def entry_path(path: str) -> tuple[str, str, str]:
    """Return section, name and key of a path such as shock.dates.change; else InputError."""
    section, _, rest = path.partition(".")
    name, _, key = rest.partition(".")
    if section not in SECTIONS or not key or "." in key or key in ("name", "kind", "path"):
        raise InputError("unknown_key", name=path, expected=Phrase("sweep.expected.path"))
    return section, name, key


def entry_of(side: Plain, section: str, name: str) -> Plain:
    """Return the shock or lever of that name; InputError naming the others."""
    entries: dict[str, Plain] = {entry["name"]: entry for entry in side[section]}
    if name not in entries:
        raise unknown_name(section, name, entries)
    return entries[name]
