"""What a visitor can move, made from the declarations that check scenario files.

Each control is plain data for the page: path, name, value, ends, step, unit, named bands. Moving
one gives changes to the draft; nothing is checked here that the scenario does not check itself.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from sim.messages import has, text
from sim.parameters import load_parameters
from sim.scenario import Lever, Scenario, Shock, scenario_names
from sim.scenario.declarations import SECTIONS
from sim.scenario.keys import EVERY, Key, Kind
from viz.selection import capitalised, chains_of
from viz.viewer.draft import Draft, Value
from viz.viewer.sizes import size_of

Control = dict[str, Any]
# The key that stands for a lever: how far it reaches.
MAIN = (
    "insured_share", "volume", "share", "added", "line_added", "households_share",
    "subsidy_share", "budget", "price",
)  # fmt: skip
# Keys that name or place an entry, or that no slider can hold.
_NOT_SHOWN = frozenset({"kind", "name", "enabled", "path", "start_month", "county"})
_DEFAULT_STEPS = 100
DRAWS = (1, 4, 16, 64)
MONTHS = (12, 24, 36, 60, 120)


@cache
def all_sliders() -> dict[str, dict[str, dict[str, Any]]]:
    """What `sliders.toml` says, by section, kind and key."""
    return tomllib.loads((files("viz.viewer") / "sliders.toml").read_text(encoding="utf-8"))


def slider(section: str, kind: str, key: str) -> Mapping[str, Any]:
    """How far a slider reaches, its step and its bands."""
    return all_sliders().get(section, {}).get(kind, {}).get(key, {})


def presets(lang: str) -> list[dict[str, Any]]:
    """Scenarios of the library by the chain they strike: [{label, options: [{value, label}]}]."""
    groups: dict[str, list[dict[str, str]]] = {}
    for name, title, chain in _library(lang):
        heading = capitalised(text(f"chain.{chain}.name", lang))
        groups.setdefault(heading, []).append({"value": name, "label": title})
    return [{"label": label, "options": options} for label, options in groups.items()]


@cache
def _library(lang: str) -> tuple[tuple[str, str, str], ...]:
    """Name, title and struck chain of every scenario of the library."""
    found = []
    for name in scenario_names():
        scenario = Scenario.load(name)
        chains = chains_of(scenario) if scenario.shocks or scenario.levers else ()
        title = scenario.title_zh if lang == "zh" else scenario.title
        found.append((name, title, chains[0] if len(chains) == 1 else EVERY))
    return tuple(sorted(found, key=lambda row: row[2] == EVERY))


def run_controls(draft: Draft, scenario: Scenario, regions: Mapping[str, str], lang: str) -> Any:
    """Region, length and number of draws."""
    run = scenario.run
    lengths = sorted({*MONTHS, run.months})
    draws = sorted({*DRAWS, run.draws})
    return [
        _choice("run.region", text("viewer.region", lang), run.region, dict(regions), draft),
        _choice(
            "run.months",
            text("viewer.length", lang),
            run.months,
            {number: text("viewer.months", lang, number=number) for number in lengths},
            draft,
        ),
        _choice(
            "run.draws",
            text("viewer.draws", lang),
            run.draws,
            {number: text("viewer.draws_number", lang, number=number) for number in draws},
            draft,
        ),
    ]


def shock_controls(draft: Draft, scenario: Scenario, lang: str) -> list[dict[str, Any]]:
    """A card for every shock: its sliders."""
    return [_card("shock", shock, draft, scenario, lang) for shock in scenario.shocks]


def lever_controls(draft: Draft, scenario: Scenario, lang: str) -> list[dict[str, Any]]:
    """A card for every kind of lever: those in force with all their keys, others at rest."""
    cards = []
    for kind in SECTIONS["lever"].values():
        entries = [lever for lever in scenario.levers if lever.kind == kind.name]
        if entries:
            cards += [_card("lever", lever, draft, scenario, lang) for lever in entries]
        else:
            cards.append(_resting(kind, scenario, lang))
    return cards


def addable(section: str, lang: str) -> list[dict[str, str]]:
    """Kinds of shock (or lever) that can be added, with their sentences."""
    return [
        {
            "value": kind.name,
            "label": text(f"viewer.{section}.{kind.name}", lang),
            "hint": text(kind.sentence, lang),
        }
        for kind in SECTIONS[section].values()
    ]


def new_entry(section: str, kind_name: str, scenario: Scenario, **given: Value) -> dict[str, Value]:
    """The changes that add a shock or lever, with what must be said filled in."""
    kind = SECTIONS[section][kind_name]
    taken = {entry.name for entry in (*scenario.shocks, *scenario.levers)}
    name = next(n for n in _names(kind_name) if n not in taken)
    values: dict[str, Value] = {"kind": kind_name}
    chain = _default_chain(kind, scenario)
    if chain:
        values["chain"] = chain
    for key in kind.keys:
        if key.required and key.name not in ("kind", "chain"):
            values[key.name] = _first_value(kind, key, chain)
    if section == "shock":
        values["from"] = scenario.month_name(min(7, scenario.run.months - 1))
        if kind.course == "shaped" and scenario.run.months > 12:
            values["duration_months"] = 12
    values |= given
    return {f"{section}.{name}.{key}": value for key, value in values.items()}


def removal(draft: Draft, section: str, name: str) -> Draft:
    """The draft without a shock or lever: forgotten if it was added, else switched off."""
    path = f"{section}.{name}"
    was_added = f"{path}.kind" in draft.changes
    bare = draft.without(path)
    return bare if was_added else bare.with_changes({f"{path}.enabled": False})


def _names(kind: str) -> Iterator[str]:
    yield kind
    yield from (f"{kind}-{number}" for number in range(2, 100))


def _default_chain(kind: Kind, scenario: Scenario) -> str:
    """The chain a new entry reaches: the struck one where it can."""
    keys = {key.name: key for key in kind.keys}
    if "chain" not in keys:
        return ""
    struck = [chain for chain in chains_of(scenario) if chain in keys["chain"].choices]
    return struck[0] if struck else next(c for c in keys["chain"].choices if c != EVERY)


def _first_value(kind: Kind, key: Key, chain: str) -> Value:
    """What a required key starts with: nothing moved, or the opening price."""
    if key.unit == "yuan_per_unit":
        return _opening_price(chain)
    known = slider(kind.section, kind.name, key.name)
    if kind.section == "shock":
        if "first" in known:
            return float(known["first"])
        low, high = known.get("low", key.low or 0.0), known.get("high", key.high or 0.0)
        return round(low / 4.0 if low < 0.0 else high / 4.0, 2)
    return float(known.get("rest", key.low or 0.0))


def _opening_price(chain: str) -> float:
    value = load_parameters().value(f"{chain}.farm_gate_price")
    return round(float(value), 2) if not isinstance(value, tuple) else 0.0


def _card(
    section: str, entry: Shock | Lever, draft: Draft, scenario: Scenario, lang: str
) -> dict[str, Any]:
    kind = entry.declaration
    path = f"{section}.{entry.name}"
    main = _main_key(kind)
    controls = [
        _of_key(kind, key, entry, draft, scenario, lang)
        for key in kind.keys
        if key.name not in _NOT_SHOWN and _has_effect(key, entry)
    ]
    first = [control for control in controls if control["key"] == main]
    return {
        "path": path,
        "kind": kind.name,
        "section": section,
        "name": entry.name,
        "title": _title(kind, entry.chain, lang),
        "hint": text(kind.sentence, lang),
        "main": first[0] if first else None,
        "rest": [control for control in controls if control["key"] != main],
        "resting": False,
        "changed": any(p.startswith(f"{path}.") for p in draft.changes),
    }


def _resting(kind: Kind, scenario: Scenario, lang: str) -> dict[str, Any]:
    """A lever that is not in force: one slider at rest."""
    chain = _default_chain(kind, scenario)
    key = kind.key(_main_key(kind))
    rest = slider("lever", kind.name, key.name).get("rest", key.low or 0.0)
    control = _range(f"add.{kind.name}.{key.name}", kind, key, float(rest), chain, scenario, lang)
    control |= {"shown": text("viewer.as_today", lang), "resting": True}
    return {
        "path": f"add.{kind.name}",
        "kind": kind.name,
        "section": "lever",
        "name": kind.name,
        "title": _title(kind, chain, lang),
        "hint": text(kind.sentence, lang),
        "main": control,
        "rest": [],
        "resting": True,
        "changed": False,
    }


def _main_key(kind: Kind) -> str:
    names = {key.name for key in kind.keys}
    if "change" in names:
        return "change"
    return next((name for name in MAIN if name in names), "")


def _title(kind: Kind, chain: str, lang: str) -> str:
    name = text(f"viewer.{kind.section}.{kind.name}", lang)
    if "chain" not in {key.name for key in kind.keys}:
        return name
    return text("viewer.kind_of_chain", lang, kind=name, chain=text(f"chain.{chain}.name", lang))


def _has_effect(key: Key, entry: Shock | Lever) -> bool:
    """Whether a key does anything as things stand: a ramp's length only for a ramp."""
    if not isinstance(entry, Shock):
        return True
    if key.name == "ramp_months":
        return entry.shape == "ramp"
    return not (key.name == "duration_months" and entry.shape in ("pulse", "path"))


def _of_key(
    kind: Kind, key: Key, entry: Shock | Lever, draft: Draft, scenario: Scenario, lang: str
) -> Control:
    path = f"{kind.section}.{entry.name}.{key.name}"
    if key.name == "from":
        return _month(path, entry.start_month, draft, scenario, lang)
    value = getattr(entry, key.name)
    if key.type == "choice":
        names = {
            choice: choice_name(key.name, choice, lang)
            for choice in key.choices
            if choice != "path" or value == "path"
        }
        return _choice(path, _label(key, lang), value, names, draft)
    if value is None and key.unit == "months":
        value = scenario.run.months
    return _range(path, kind, key, value, entry.chain, scenario, lang, draft)


def choice_name(key: str, choice: str, lang: str) -> str:
    """A choice in words."""
    if key == "chain":
        return text(f"chain.{choice}.name", lang)
    for name in (f"viewer.choice.{key}.{choice}", f"viewer.choice.{choice}"):
        if has(name, lang):
            return text(name, lang)
    return text(f"answer.sector.{choice}", lang) if has(f"answer.sector.{choice}", lang) else choice


def _label(key: Key, lang: str) -> str:
    return text(f"viewer.key.{key.name}", lang)


def _choice(path: str, label: str, value: Any, names: Mapping[Any, str], draft: Draft) -> Control:
    return {
        "path": path,
        "key": path.rpartition(".")[2],
        "label": label,
        "type": "choice",
        "value": value,
        "options": [{"value": choice, "label": name} for choice, name in names.items()],
        "changed": path in draft.changes,
    }


def _month(path: str, value: int, draft: Draft, scenario: Scenario, lang: str) -> Control:
    names = [scenario.month_name(month) for month in range(scenario.run.months)]
    return {
        "path": path,
        "key": "from",
        "label": text("viewer.key.from", lang),
        "type": "month",
        "value": value,
        "low": 0,
        "high": scenario.run.months - 1,
        "step": 1,
        "names": names,
        "changed": path in draft.changes,
    }


def _range(
    path: str,
    kind: Kind,
    key: Key,
    value: Any,
    chain: str,
    scenario: Scenario,
    lang: str,
    draft: Draft | None = None,
) -> Control:
    known = slider(kind.section, kind.name, key.name)
    low, high = float(known.get("low", key.low or 0.0)), float(known.get("high", key.high or 1.0))
    if "of_price" in known:
        high = round(float(known["of_price"]) * _opening_price(chain), 1)
    if key.unit == "months":
        high = min(high, float(scenario.run.months))
    default_step = 1.0 if key.type == "count" else round((high - low) / _DEFAULT_STEPS, 6)
    unset = value is None
    value = low if unset else float(value)
    size = size_of(key.unit, max(abs(low), abs(high)), chain, lang)
    return {
        "path": path,
        "key": key.name,
        "label": _label(key, lang),
        "hint": text(f"scenario.key.{key.name}", lang),
        "type": "range",
        "value": value,
        "shown": text("viewer.as_today", lang) if unset else "",
        "low": min(low, value),
        "high": max(high, value),
        "least": key.low,
        "most": key.high,
        "step": float(known.get("step", default_step)),
        "whole": key.type == "count",
        **size,
        "bands": [
            {"end": float(end), "name": text(f"viewer.band.{name}", lang)}
            for end, name in zip(known.get("bands", ()), known.get("names", ()), strict=True)
        ],
        "changed": draft is not None and path in draft.changes,
    }
