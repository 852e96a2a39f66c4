"""`view`: the web viewer, on this machine only unless told otherwise."""

import os
from functools import partial
from pathlib import Path

import click

from cli.console import standard_error, standard_output
from cli.options import DEFAULT_OUT, MOST_WORKERS, WholeNumber, available_cores
from cli.speaking import SpeakingCommand
from sim.errors import InputError, nearest_names, shortened
from sim.messages import text

HOST = "127.0.0.1"
PORT = 8765


def view_command(lang: str) -> click.Command:
    """Return the command `view`."""
    results = click.Argument(
        ["results"], required=False, metavar=text("cli.help.results_metavar", lang)
    )
    options = [
        _option(lang, "host", "HOST", default=HOST),
        _option(lang, "port", "PORT", type=WholeNumber(1, 65535), default=PORT),
        _option(lang, "region", "NAME"),
        _option(lang, "workers", "N", type=WholeNumber(1, MOST_WORKERS)),
    ]
    return SpeakingCommand(
        "view",
        lang,
        params=[results, *options],
        help=text("cli.view.help", lang),
        callback=partial(_view, lang),
    )


def _option(lang: str, name: str, metavar: str, **rest: object) -> click.Option:
    words = text(f"cli.view.{name}", lang)
    return click.Option([f"--{name}"], metavar=metavar, help=words, **rest)  # type: ignore[arg-type]


def _view(
    lang: str,
    results: str | None,
    host: str,
    port: int,
    region: str | None,
    workers: int | None,
) -> None:
    """Serve until Ctrl+C. InputError where results are named that are not there."""
    if results is not None and not os.path.isdir(results):
        raise _not_there(Path(results))
    from viz.viewer.server import is_loopback, serve

    def ready(url: str) -> None:
        console = standard_output()
        console.print(text("cli.view.ready", lang, url=url), highlight=False, soft_wrap=True)
        if not is_loopback(host):
            standard_error().print(text("cli.view.open", lang), style="yellow", soft_wrap=True)

    serve(
        host,
        port,
        lang=lang,
        workers=workers or available_cores(),
        results=Path(results or DEFAULT_OUT),
        region=region,
        ready=ready,
    )


def _not_there(folder: Path) -> InputError:
    """The error for a folder that is not there, with those beside it that look like it."""
    beside = folder.parent.iterdir() if os.path.isdir(folder.parent) else ()
    near = nearest_names(folder.name, [str(other) for other in beside if other.is_dir()])
    return InputError("no_results", where=shortened(str(folder)), nearest=near)
