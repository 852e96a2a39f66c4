"""The options that run and check share, and the checks click cannot make in two languages."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from sim.errors import InputError, Phrase, nearest_number
from sim.messages import text

if TYPE_CHECKING:
    from sim.scenario import Scenario

MOST_WORKERS = 256
DEFAULT_OUT = "results"


class WholeNumber(click.ParamType):  # type: ignore[type-arg]  # no generic before click 8.5
    """A whole number between two bounds; anything else is an InputError naming the option."""

    name = "N"

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number typed, or raise InputError."""
        where = param.opts[0] if param else ""
        expected = Phrase("cli.whole_number", {"low": self.low, "high": f"{self.high:,}"})
        try:
            number = int(str(value))
        except ValueError:
            error = InputError("wrong_type", where=where, expected=expected, got=str(value))
            raise error from None
        if not self.low <= number <= self.high:
            near = int(nearest_number(number, self.low, self.high))
            raise InputError(
                "out_of_range", where=where, expected=expected, got=number, nearest=near
            )
        return number


def _option(lang: str, name: str, metavar: str, **rest: Any) -> click.Option:
    return click.Option(
        [f"--{name}"], metavar=metavar, help=text(f"cli.option.{name}", lang), **rest
    )


def scenario_options(lang: str) -> list[click.Parameter]:
    """Return the options that change what a scenario says."""
    return [
        _option(lang, "region", "NAME"),
        _option(lang, "months", "N", type=WholeNumber(1, 600)),
        _option(lang, "seed", "N", type=WholeNumber(0, 2**53 - 1)),
        _option(lang, "draws", "N", type=WholeNumber(1, 10_000)),
        click.Option(
            ["--set", "settings"],
            metavar=text("cli.help.set_metavar", lang),
            multiple=True,
            help=text("cli.option.set", lang),
        ),
    ]


def run_options(lang: str) -> list[click.Parameter]:
    """Return the options that say where and how a scenario runs."""
    return [
        output_option(lang),
        workers_option(lang),
        click.Option(["--shares"], is_flag=True, help=text("cli.option.shares", lang)),
        click.Option(["--json", "as_json"], is_flag=True, help=text("cli.option.json", lang)),
    ]


def output_option(lang: str) -> click.Option:
    """Return the option that says where results go."""
    return _option(lang, "out", "DIR", default=DEFAULT_OUT)


def workers_option(lang: str) -> click.Option:
    """Return the option that says how many processes run."""
    return _option(lang, "workers", "N", type=WholeNumber(1, MOST_WORKERS))


def overrides(
    settings: Sequence[str],
    *,
    region: str | None,
    months: int | None,
    seed: int | None,
    draws: int | None,
) -> tuple[str, ...]:
    """Return every override as PATH=VALUE, the named options after `--set`: they are stronger."""
    named = {"region": region, "months": months, "seed": seed, "draws": draws}
    return (
        *settings,
        *(f"run.{name}={value}" for name, value in named.items() if value is not None),
    )


def load_scenario(name: str, settings: Sequence[str], **run: Any) -> "Scenario":
    """Return the scenario with every override; InputError names the option that was typed."""
    from sim.scenario import Scenario

    try:
        return Scenario.load(name, overrides(settings, **run))
    except InputError as problem:
        for option, value in run.items():
            if value is not None and problem.where == f"--set run.{option}":
                problem.where = f"--{option}"
        raise


def worker_count(workers: int | None, draws: int) -> int:
    """Return how many processes run draws: as asked or as many as cores, never more than draws."""
    return max(1, min(draws, workers or available_cores()))


def available_cores() -> int:
    """Return the cores this process may use; containers often allow fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
