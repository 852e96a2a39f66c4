"""A scenario as plain values, and the difference between two of them."""

from typing import Any

from sim.scenario.declarations import TEXTS
from sim.scenario.models import Difference, Lever, Scenario, Shock
from sim.scenario.months import month_name


def resolved(scenario: Scenario) -> dict[str, Any]:
    """The scenario in the form of its file, every default written out; months both ways."""
    run = scenario.run.model_dump(mode="json")
    plain: dict[str, Any] = {"name": scenario.name, **_texts(scenario), "run": run}
    plain.update(_contents(scenario))
    if scenario.compared_with is not None:
        other = scenario.compared_with
        plain["baseline"] = {"name": other.name, **_texts(other), **_contents(other)}
    return plain


def entry_values(entry: Shock | Lever, scenario: Scenario) -> dict[str, Any]:
    """The keys that an entry's kind has, with their values."""
    declared = {key.name for key in entry.declaration.keys}
    dumped = entry.model_dump(mode="json")
    values = {
        name: value
        for name, value in dumped.items()
        if name in declared and value not in (None, []) and not _at_rest(name, entry)
    }
    values["from"] = month_name(entry.start_month, scenario.run.start)
    return values


def _at_rest(name: str, entry: Shock | Lever) -> bool:
    return name == "ramp_months" and isinstance(entry, Shock) and entry.shape != "ramp"


def differences(scenario: Scenario, baseline: Scenario) -> list[Difference]:
    """Every dotted key of shocks, levers and parameters that is not the same on both sides."""
    after, before = _by_path(scenario), _by_path(baseline)
    return [
        Difference(path=path, baseline=before.get(path), scenario=after.get(path))
        for path in dict.fromkeys((*after, *before))
        if before.get(path) != after.get(path)
    ]


def _texts(scenario: Scenario) -> dict[str, str]:
    return {key: getattr(scenario, key) for key in TEXTS}


def _contents(scenario: Scenario) -> dict[str, Any]:
    return {
        "shock": [entry_values(shock, scenario) for shock in scenario.shocks],
        "lever": [entry_values(lever, scenario) for lever in scenario.levers],
        "parameters": {
            path: list(value) if isinstance(value, tuple) else value
            for path, value in scenario.parameters.items()
        },
    }


def _by_path(scenario: Scenario) -> dict[str, Any]:
    contents = _contents(scenario)
    by_path: dict[str, Any] = {}
    for section in ("shock", "lever"):
        for entry in contents[section]:
            prefix = f"{section}.{entry['name']}."
            by_path.update({prefix + key: value for key, value in entry.items() if key != "name"})
    return by_path | contents["parameters"]
