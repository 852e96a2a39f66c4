"""Pages of the model: the schedule, the rules, and what can be booked."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

import sim.rules
from sim.accounts.kinds import ASSETS, CLAIMS, FLOWS, MOVEMENTS, SECTORS
from sim.chains import CHAINS
from sim.parameters import load_parameters
from sim.parameters.evidence import references
from sim.rules.selling import new_crop_month
from sim.schedule import SCHEDULE
from tools.markdown import PROJECT, code, entries, page, source_link, table

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def schedule_page() -> str:
    """The order of a month as the model runs it, and the calendar of a year."""
    rows = []
    for number, phase in enumerate(SCHEDULE, start=1):
        module = phase.run.__module__
        path = module.replace(".", "/") + ".py"
        rows.append([str(number), f"[{phase.name}](../{path})", phase.sentence, _rules_of(module)])
    order = table(("", "phase", "what happens", "rules used"), rows)
    about = (
        "The list below is `sim.schedule.SCHEDULE`: the model runs it and this page prints it. "
        "Households act in one compiled pass a phase; what an organisation does is a method of its "
        "agent. The equations are under [rules](rules.md), the meaning of each step in "
        "[the description of the model](model.md)."
    )
    return page("One month, in order", about, order, "## The calendar of a year", calendar_table())


def _rules_of(module: str) -> str:
    """Links to the rules a phase's module names, in its own order."""
    source = inspect.getsource(import_module(module))
    found = {
        name: source.index(name)
        for name, _ in _rules()
        if f"{name}(" in source and "sim.rules" in source
    }
    names = sorted(found, key=lambda name: found[name])
    return ", ".join(f"[{name}](rules.md#{name})" for name in names)


def _rules() -> Iterator[tuple[str, Any]]:
    """Every rule of `sim.rules`, module by module in alphabetical order."""
    for module in sorted(info.name for info in pkgutil.iter_modules(sim.rules.__path__)):
        rules = import_module(f"sim.rules.{module}")
        for name, rule in vars(rules).items():
            plain = getattr(rule, "py_func", rule)
            if inspect.isfunction(plain) and plain.__module__ == rules.__name__:
                yield name, rule


def rules_page() -> str:
    """The equations: each rule's signature and docstring, as the code states them."""
    parts = [
        "The rules of the model as its code states them: units, equation and source. A rule takes "
        "numbers and gives numbers; what decides between them are the [parameters](parameters.md)."
    ]
    last = ""
    for name, rule in _rules():
        module = rule.__module__.rpartition(".")[2]
        if module != last:
            about = (import_module(rule.__module__).__doc__ or "").strip().split("\n")[0]
            parts += [f"## {module}", f"{about} ([code](../sim/rules/{module}.py))"]
            last = module
        plain = getattr(rule, "py_func", rule)
        signature = f"{name}({', '.join(inspect.signature(plain).parameters)})"
        documentation = _with_links(inspect.cleandoc(rule.__doc__ or ""))
        parts += [f'<a id="{name}"></a>**`{signature}`**', _as_quote(documentation)]
        if used := _used_in(name):
            parts.append(f"Used in {used}.")
    return page("Rules", *parts)


def _with_links(words: str) -> str:
    """Source ids as links; what looks like an id but is none stays as it is."""
    known = references()
    return re.sub(
        r"\b[EMP]\d{2,3}\b", lambda m: source_link(m[0]) if m[0] in known else m[0], words
    )


def _used_in(name: str) -> str:
    """Links to the modules that call a rule, other than the one that states it."""
    called = re.compile(rf"\b{name}\(")
    found = [
        path.relative_to(PROJECT).as_posix()
        for path in sorted((PROJECT / "sim").rglob("*.py"))
        if path.parent.name != "rules" and called.search(path.read_text(encoding="utf-8"))
    ]
    return ", ".join(f"[{path.removeprefix('sim/')}](../{path})" for path in found)


def _as_quote(words: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in words.split("\n"))


def calendar_table() -> str:
    """Which month strikes, settles, signs, harvests and decides what."""
    tree = load_parameters()
    rows: list[tuple[str, Sequence[int]]] = []
    trees = [name for name, chain in CHAINS.items() if not chain.animals]
    harvests = {chain: entries(tree.value(f"{chain}.harvest_calendar")) for chain in trees}
    for chain, harvest in harvests.items():
        rows.append((f"{chain}: harvest", [m for m, share in enumerate(harvest) if share > 0.0]))
    rows += [
        (f"{chain}: stored old crop re-sorted beside the new one", [new_crop_month(harvest)])
        for chain, harvest in harvests.items()
        if tree.value(f"{chain}.storable")
    ]
    for chain in CHAINS:
        signing = int(entries(tree.value(f"{chain}.contract_signing_month"))[0]) - 1
        rows.append((f"{chain}: contracts signed", [signing]))
    first, last = (
        int(entries(tree.value(f"insurance.settlement_{end}_month"))[0])
        for end in ("first", "last")
    )
    rows += [
        ("insurance struck", [_month("insurance.strike_month")]),
        ("insurance settled on the mean index", list(range(first - 1, last))),
        ("insurance paid", [_month("insurance.payout_month")]),
        ("dividends and patronage refunds", [_month("cooperative.dividend_month")]),
        ("owners draw profits", [0]),
        ("capacity decided, trees grow a year older", [1]),
    ]
    marked = [[what, *("●" if m in months else "" for m in range(12))] for what, months in rows]
    return table(("", *MONTHS), marked)


def _month(path: str) -> int:
    return int(entries(load_parameters().value(path))[0]) - 1


def flows_page() -> str:
    """Kinds of payment, claim and movement, from `sim.accounts.kinds`."""
    about = (
        "Whatever the model books is one of these kinds. A payment kind has one payer, one payee "
        "and one class; a claim kind one creditor and one debtor; a movement one product, origin, "
        "destination and fate. How they add up is told under [accounting](accounting.md)."
    )
    flows = table(
        ("kind", "payer", "payee", "class", "outlay of the lever"),
        (
            [code(kind.name), kind.payer, kind.payee, kind.category, code(kind.lever)]
            for kind in FLOWS
        ),
    )
    claims = table(
        ("kind", "creditor", "debtor", "what it is"),
        (
            [code(kind.name), kind.creditor, kind.debtor, "loan" if kind.loan else "unpaid bill"]
            for kind in CLAIMS
        ),
    )
    movements = table(
        ("chain", "product", "unit", "origin", "destination", "fate"),
        ([m.chain, code(m.product), m.unit, m.origin, m.destination, m.fate] for m in MOVEMENTS),
    )
    assets = table(
        ("chain", "asset", "unit", "movements booked"),
        ([a.chain, code(a.name), a.unit, "yes" if a.product else "no (land under trees)"]
         for a in ASSETS),
    )  # fmt: skip
    return page(
        "Kinds of payment, claim and movement", about,
        f"Sectors: {', '.join(SECTORS)}. `world` is everything outside the region.",
        "## Payments (yuan, `flows.parquet`)", flows, "## Claims (yuan, `claims.parquet`)", claims,
        "## Movements of goods (`goods.parquet`)", movements,
        "## Stocks and living capital (`capital.parquet`)", assets,
    )  # fmt: skip
