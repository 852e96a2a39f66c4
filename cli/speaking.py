"""Click commands whose help and usage errors come from the catalogues."""

from collections.abc import Sequence
from typing import Any

import click

from sim.errors import InputError, nearest_names
from sim.messages import text


def help_option(lang: str) -> click.Option:
    """Return the option `--help` with its sentence in `lang`."""

    def show(context: click.Context, _option: click.Parameter, asked: bool) -> None:
        if asked and not context.resilient_parsing:
            click.echo(context.get_help())
            context.exit()

    return click.Option(
        ["-h", "--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=text("cli.help.help", lang),
    )


class SpeakingCommand(click.Command):
    """A command that names the parts of its help in `lang`."""

    def __init__(self, name: str, lang: str, *, params: Sequence[click.Parameter], **rest: Any):
        self.lang = lang
        super().__init__(
            name,
            params=[*params, language_option(lang), help_option(lang)],
            add_help_option=False,
            options_metavar=text("cli.help.options_metavar", lang),
            **rest,
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse a word too many in our own words."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise InputError("extra_argument", name=rest[0])
        return rest

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows how to call the command."""
        _write_usage(self, self.lang, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under their title."""
        _write_options(self, self.lang, ctx, formatter)


class SpeakingGroup(click.Group):
    """A group that runs scenarios when the first word is none of its commands."""

    def __init__(self, name: str, lang: str, *, default: str, **rest: Any):
        self.lang = lang
        self.default = default
        super().__init__(
            name,
            add_help_option=False,
            options_metavar=text("cli.help.options_metavar", lang),
            subcommand_metavar=text("cli.help.command_metavar", lang),
            **rest,
        )
        self.params += [language_option(lang), help_option(lang)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command before arguments that name none."""
        own = {name for option in self.params for name in option.opts}
        if args and args[0] not in self.commands and args[0] not in own:
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the lines that show how to call the programme: plainly, and with a command."""
        arguments = text("cli.help.scenarios_metavar", self.lang)
        options = text("cli.help.options_metavar", self.lang)
        formatter.write_usage(ctx.command_path, f"{arguments} {options}", prefix=_prefix(self.lang))
        _write_usage(self, self.lang, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands with their sentences."""
        _write_options(self, self.lang, ctx, formatter)
        rows = [(name, self.commands[name].get_short_help_str(200)) for name in self.commands]
        with formatter.section(text("cli.help.commands", self.lang)):
            formatter.write_dl(rows)


def language_option(lang: str) -> click.Option:
    """Return `--lang` for the help; `cli.language` has read its value long before."""
    return click.Option(
        ["--lang"], metavar="zh|en", expose_value=False, help=text("cli.help.lang", lang)
    )


def _prefix(lang: str) -> str:
    return text("cli.help.usage", lang) + " "


def _write_usage(
    command: click.Command, lang: str, context: click.Context, formatter: click.HelpFormatter
) -> None:
    pieces = " ".join(command.collect_usage_pieces(context))
    formatter.write_usage(context.command_path, pieces, prefix=_prefix(lang))


def _write_options(
    command: click.Command, lang: str, context: click.Context, formatter: click.HelpFormatter
) -> None:
    records = [option.get_help_record(context) for option in command.get_params(context)]
    with formatter.section(text("cli.help.options", lang)):
        formatter.write_dl([record for record in records if record is not None])


def usage_problem(error: click.ClickException) -> InputError:
    """Turn an error click found in the arguments into one of our own, in both languages."""
    if isinstance(error, click.NoSuchOption):
        names = _option_names(error.ctx)
        near = nearest_names(error.option_name, names)
        return InputError("unknown_option", name=error.option_name, nearest=near)
    if isinstance(error, click.MissingParameter):
        return InputError("missing_argument", name=error.param.metavar if error.param else "")
    if isinstance(error, click.BadOptionUsage):
        return InputError("option_without_value", name=error.option_name)
    return InputError("bad_usage", got=error.format_message())


def _option_names(context: click.Context | None) -> tuple[str, ...]:
    if context is None:
        return ()
    parameters = context.command.get_params(context)
    return tuple(name for option in parameters for name in option.opts if name.startswith("-"))
