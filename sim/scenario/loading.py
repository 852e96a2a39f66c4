"""From a file, a library name or a dictionary to a checked scenario."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from sim.errors import InputError, Phrase, unknown_name
from sim.parameters import load_parameters
from sim.paths import scenarios_folder
from sim.scenario.declarations import TEXTS
from sim.scenario.documents import Document, as_table, load_document, lookup_folders, put_layer
from sim.scenario.entries import check_entry, check_run, check_text
from sim.scenario.files import a_folder, find, is_name, missing, toml_names, written
from sim.scenario.keys import Kind
from sim.scenario.models import Lever, ParameterValue, Run, Scenario, Shock
from sim.scenario.months import month_name, month_number
from sim.scenario.overrides import Override, is_parameter, parse_overrides, put_overrides
from sim.scenario.places import check_county, check_region


def load_scenario(name_or_path: str | Path, overrides: Iterable[str | Override] = ()) -> Scenario:
    """Read, merge, override and check one scenario and its baseline; see `Scenario.load`."""
    path, shown = _locate(name_or_path)
    document = load_document(path, shown)
    settings = parse_overrides(overrides)
    for_both = [(key, value) for key, value in settings if is_parameter(key)]
    baseline = _baseline_document(document, path)
    put_overrides(document, settings)
    if baseline is not None:
        put_overrides(baseline, for_both)
    return _built(document, baseline)


def scenario_from_dict(data: dict[str, Any], folders: tuple[Path, ...] = ()) -> Scenario:
    """Check a dictionary as `resolved()` gives it; `baseline` may be a name or a table."""
    layer = dict(data)
    name = layer.pop("name", "scenario")
    if "extends" in layer:
        # A dictionary lies in no folder; what it extends has been merged into it.
        raise InputError("unknown_key", where=f"{name}: extends", name="extends")
    below = layer.pop("baseline", None)
    document = Document(_scenario_name(name, "name"), name, folders)
    put_layer(document, layer, name, None)
    if below is None:
        return _built(document, None)
    if isinstance(below, str):
        document.top["baseline"] = below
        return _built(document, _baseline_document(document, None))
    contents = dict(as_table(below, f"{name}: baseline"))
    other_name = contents.pop("name", "baseline")
    other = Document(_scenario_name(other_name, "baseline.name"), other_name, folders)
    put_layer(other, contents, other_name, None)
    return _built(document, other)


def scenario_over(
    base: str,
    layer: dict[str, Any],
    parameters: dict[str, Any] | None = None,
    name: str | None = None,
    label: str = "",
) -> Scenario:
    """Lay a dictionary in the form of a scenario file over a scenario of the library.

    `layer` holds texts, `run`, `shock` and `lever`, merged by name as `extends` does; `parameters`
    apply to the baseline as well, as with `--set`. `name` is the new scenario's, `label` stands in
    messages for where the layer came from. InputError for anything unusable.
    """
    if base not in scenario_names():
        raise unknown_name("scenario", base, scenario_names(), label)
    path, shown = _locate(base)
    document = load_document(path, shown)
    baseline = _baseline_document(document, path)
    where = label or shown
    put_layer(document, layer, where, None)
    for side in (document, baseline):
        if side is not None and parameters:
            put_layer(side, {"parameters": parameters}, where, None)
    document.name = name or document.name
    return _built(document, baseline)


def scenario_names() -> tuple[str, ...]:
    """The names of the shipped library."""
    return toml_names(scenarios_folder())


def _locate(name_or_path: str | Path) -> tuple[Path, str]:
    shown = str(name_or_path)
    path = Path(shown)
    if shown.strip() and path.is_dir() and shown not in scenario_names():
        raise a_folder(path, shown)
    if not is_name(path.name):
        expected = Phrase("scenario.expected.name")
        raise InputError("missing_file", where=shown, expected=expected)
    if isinstance(name_or_path, Path) or path.suffix == ".toml" or path.name != shown:
        if not path.is_file():
            raise missing(path, shown)
        return path, shown
    if shown not in scenario_names():
        raise _unknown(shown)
    path = find("scenario", shown, (scenarios_folder(),), shown)
    return path, path.name


def _unknown(name: str) -> InputError:
    """The error for a name that is not in the library; a file of that name may lie here."""
    error = unknown_name("scenario", name, scenario_names())
    if Path(f"{name}.toml").is_file():
        error.nearest = f"{name}.toml"
    if not error.nearest:
        error.expected = Phrase("scenario.expected.scenario")
    return error


def _baseline_document(document: Document, path: Path | None) -> Document | None:
    name = document.top.get("baseline")
    if name is None:
        return None
    if name == document.name and path is not None:
        return load_document(path, document.label)
    folders = lookup_folders(document.folders)
    found = find("scenario", name, folders, document.where("baseline"))
    return load_document(found, found.name)


def _built(document: Document, baseline: Document | None) -> Scenario:
    run = _run(document)
    other = None if baseline is None else _contents(baseline, run, None)
    return _contents(document, run, other)


def _contents(document: Document, run: Run, other: Scenario | None) -> Scenario:
    return Scenario(
        name=_scenario_name(document.name, document.label),
        **_texts(document),
        run=run,
        shocks=tuple(
            Shock(**values) for values in _entries("shock", document, run, Shock.model_fields)
        ),
        levers=tuple(
            Lever(**values) for values in _entries("lever", document, run, Lever.model_fields)
        ),
        parameters=_parameters(document),
        compared_with=other,
        folders=document.folders,
    )


def _scenario_name(name: Any, where: str) -> str:
    if isinstance(name, str) and is_name(name):
        return name
    expected = Phrase("scenario.expected.name")
    raise InputError("wrong_type", where=where, expected=expected, got=written(name))


def _texts(document: Document) -> dict[str, str]:
    given = {
        key: check_text(document.top[key], document.where(key))
        for key in TEXTS
        if key in document.top
    }
    title = given.get("title") or given.get("title_zh") or document.name
    question = given.get("question") or given.get("question_zh") or ""
    return {
        "title": title,
        "title_zh": given.get("title_zh") or title,
        "question": question,
        "question_zh": given.get("question_zh") or question,
    }


def _run(document: Document) -> Run:
    values = check_run(document)
    check_region(values["region"], document)
    return Run(**{**values, "start": date.fromisoformat(values["start"])})


def _entries(
    section: str, document: Document, run: Run, fields: Iterable[str]
) -> Iterable[dict[str, Any]]:
    for name in document.entries(section):
        kind, values = check_entry(section, name, document)
        path = f"{section}.{name}"
        check_county(values["county"], run.region, document, f"{path}.county")
        _check_shape(kind, values, path, document)
        values["start_month"] = _start_month(values, path, run, document)
        values["path"] = tuple(values.get("path") or ())
        if values["enabled"]:
            yield {key: value for key, value in values.items() if key in set(fields)}


def _start_month(values: dict[str, Any], path: str, run: Run, document: Document) -> int:
    written_from = values["from"]
    key = "start_month" if written_from is None else "from"
    month = values["start_month"]
    if written_from is not None:
        month = month_number(date.fromisoformat(written_from), run.start)
    where = document.where(f"{path}.{key}")
    first, last = month_name(0, run.start), month_name(run.months - 1, run.start)
    if not 0 <= month < run.months:
        nearest = 0 if month < 0 else run.months - 1
        expected = {"first": first, "last": last, "last_number": run.months - 1}
        raise InputError(
            "start_after_end" if month > 0 else "start_before_run",
            where=where,
            expected=Phrase("scenario.expected.start", expected),
            got=f"{month_name(month, run.start)} ({month})",
            nearest=f"{month_name(nearest, run.start)} ({nearest})",
        )
    both = {"from", "start_month"} <= document.entries(path.split(".")[0])[values["name"]].keys()
    if both and values["start_month"] != month:
        raise InputError(
            "inconsistent",
            where=document.where(f"{path}.start_month"),
            expected=month,
            got=values["start_month"],
        )
    return month


def _check_shape(kind: Kind, values: dict[str, Any], path: str, document: Document) -> None:
    """Fix the length that pulses and paths have by themselves; refuse another one."""
    if kind.section != "shock" or kind.course == "lasting":
        return
    if kind.course == "once":
        values["shape"] = "pulse"
        return
    if values["shape"] != "ramp" and "ramp_months" in document.shock[values["name"]]:
        raise InputError(
            "inconsistent",
            where=document.where(f"{path}.ramp_months"),
            expected='shape = "ramp"',
            got=f'shape = "{values["shape"]}"',
        )
    own_length = {"pulse": 1, "path": len(values["path"] or ())}.get(values["shape"])
    if (values["shape"] == "path") != bool(values["path"]):
        raise InputError(
            "missing_key" if values["shape"] == "path" else "inconsistent",
            where=document.where(f"{path}.path"),
            name="path",
            expected=Phrase("scenario.expected.path_with_shape"),
        )
    if own_length is not None and values["duration_months"] not in (None, own_length):
        raise InputError(
            "inconsistent",
            where=document.where(f"{path}.duration_months"),
            expected=own_length,
            got=values["duration_months"],
        )
    if own_length is not None:
        values["duration_months"] = own_length


def _parameters(document: Document) -> dict[str, ParameterValue]:
    if not document.parameters:
        return {}
    tree = load_parameters()
    checked: dict[str, ParameterValue] = {}
    for path, value in document.parameters.items():
        where = document.origin(f"parameters.{path}")
        value = tuple(value) if isinstance(value, list) else value
        checked[path] = tree.with_values({path: value}, where=where).value(path)
    return checked
