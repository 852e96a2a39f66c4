"""The entry point: reads the arguments, answers in the person's language, ends with a status."""

import errno
import gc
import os
import sys
import traceback
from collections.abc import Sequence

import click

from cli.console import in_one_line, standard_error
from cli.interrupts import no_interrupt_lost
from cli.language import default_language, take_language
from cli.speaking import SpeakingGroup, usage_problem
from sim.errors import InputError
from sim.messages import text

DONE = 0
FAILED = 1
BAD_INPUT = 2
STOPPED = 130
PROGRAMME = "oasis-chains"


def build(lang: str) -> click.Group:
    """Return the programme with its help in `lang`."""
    from cli.analyse import analyse_command
    from cli.calibrate import calibrate_command
    from cli.check import check_command
    from cli.explain import explain_command
    from cli.listing import list_command
    from cli.run import run_command
    from cli.sweep import sweep_command
    from cli.view import view_command

    group = SpeakingGroup(
        PROGRAMME,
        lang,
        default="run",
        help=text("cli.about", lang),
        epilog=text("cli.epilog", lang),
        no_args_is_help=False,
        invoke_without_command=True,
        callback=_show_help_without_command,
        params=[_version_option(lang)],
    )
    commands = (
        run_command,
        list_command,
        check_command,
        explain_command,
        calibrate_command,
        sweep_command,
        analyse_command,
        view_command,
    )
    for command in commands:
        group.add_command(command(lang))
    return group


@click.pass_context
def _show_help_without_command(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _version_option(lang: str) -> click.Option:
    def show(context: click.Context, _option: click.Parameter, asked: bool) -> None:
        if asked:
            click.echo(f"{PROGRAMME} {programme_version()}")
            context.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=text("cli.help.version", lang),
    )


def programme_version() -> str:
    """Return the installed version, that of the source in a clone that was never installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(PROGRAMME)
    except PackageNotFoundError:
        # The tables take a second to load; only a clone asked for its version needs them.
        from sim.results.manifest import source_version

        return source_version()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the programme and return its exit status: 0 done, 1 failed, 2 bad input, 130 Ctrl-C."""
    # Loading libraries makes many objects that stay: looking for garbage among them costs more
    # than all else before the first run. A run looks for it again.
    collecting = gc.isenabled()
    gc.disable()
    try:
        with no_interrupt_lost():
            return _answered(arguments)
    finally:
        if collecting:
            gc.enable()


def _answered(arguments: Sequence[str] | None) -> int:
    lang = default_language()
    try:
        lang, words = take_language(sys.argv[1:] if arguments is None else arguments)
        status = build(lang).main(words, prog_name=_called_as(), standalone_mode=False)
    except InputError as problem:
        return _tell(problem.message(lang), BAD_INPUT)
    except click.ClickException as problem:
        hint = text("cli.error.see_help", lang, command=_called_as())
        return _tell(f"{usage_problem(problem).message(lang)}\n{hint}", BAD_INPUT)
    except (KeyboardInterrupt, click.Abort):
        # Python looks for garbage once more as it ends: seconds, among all that was loaded.
        gc.freeze()
        return _tell(text("cli.error.stopped", lang), STOPPED)
    except OSError as problem:
        if problem.errno != errno.EPIPE:
            return _fail(problem, lang)
        # The reader of our output left (`| head`); Python must not complain of it on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as problem:
        return _fail(problem, lang)
    return status if isinstance(status, int) else DONE


def _called_as() -> str:
    name = os.path.basename(sys.argv[0])
    return f"python {name}" if name.endswith(".py") and name != "__main__.py" else PROGRAMME


def _tell(message: str, status: int) -> int:
    error = standard_error()
    style = "bold red" if status in (BAD_INPUT, FAILED) else "yellow"
    error.print(message, style=style, soft_wrap=True)
    return status


def _fail(problem: Exception, lang: str) -> int:
    """Say that the run failed; the trace is for whoever mends the programme."""
    trace = "".join(traceback.format_exception(problem))
    standard_error().print(trace, style="dim", soft_wrap=True)
    return _tell(text("cli.error.failed", lang, problem=in_one_line(problem)), FAILED)
