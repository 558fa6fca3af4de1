"""What several commands share: options in groups, and the bar that shows how far they are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from voiceguide.progress import Report
    from voiceguide.routine.row import Setting
    from voiceguide.routine.settings import Rows

DEFAULT_ROUTINE = "hip-rotation"

FIRST = "What matters most"
SESSION = "The session"
SOUND = "The sound"
WORDS = "One exercise, and words of your own"
HERE = "This command"
HEADINGS = {"first": FIRST, "session": SESSION, "sound": SOUND}
"""The group of a setting -> its heading."""
GROUPS = (FIRST, SESSION, SOUND, WORDS, HERE)
"""The headings of --help, in order."""

ENVIRONMENT = "voiceguide.environment"
"""Where a command notes which options came from the environment: --hold -> VOICEGUIDE_HOLD."""


class Number(click.IntRange):
    """A whole number between two, and called so."""

    name = "whole number"


class Option(click.Option):
    """An option that stands in a group of --help, and says where a wrong value came from."""

    def __init__(self, *names: Any, group: str = HERE, **settings: Any) -> None:
        super().__init__(*names, **settings)
        self.group = group

    def handle_parse_result(
        self, ctx: click.Context, opts: Any, args: list[str]
    ) -> tuple[Any, list[str]]:
        """Read the value, and note it where the environment gave it."""
        result = super().handle_parse_result(ctx, opts, args)
        if self._from_environment(ctx):
            ctx.meta.setdefault(ENVIRONMENT, {})[self.opts[0]] = self.envvar
        return result

    def get_error_hint(self, ctx: click.Context | None) -> str:
        """Name the option, and the variable where the value is the environment's."""
        hint = super().get_error_hint(ctx) if ctx else self.opts[0]
        return f"{hint} (from {self.envvar})" if ctx and self._from_environment(ctx) else hint

    def get_help_extra(self, ctx: click.Context) -> Any:
        """What click adds to the help; a range is told in words where it matters."""
        extra = super().get_help_extra(ctx)
        extra.pop("range", None)
        return extra

    def _from_environment(self, ctx: click.Context) -> bool:
        source = ctx.get_parameter_source(self.name or "")
        return source == click.core.ParameterSource.ENVIRONMENT


SESSION_OPTIONS = click.Option(["--session-options"])
"""Stands for the options that change a session until they are made: `voiceguide --help` starts
without them, and without all that is known of settings."""


class Command(click.Command):
    """A command whose --help shows its options in groups, in the order they are declared."""

    @property
    def params(self) -> list[click.Parameter]:
        """Its options and arguments; those of the settings are made when somebody asks."""
        if SESSION_OPTIONS in self._params:
            at = self._params.index(SESSION_OPTIONS)
            self._params[at : at + 1] = list_options()
        return self._params

    @params.setter
    def params(self, params: list[click.Parameter]) -> None:
        self._params = params

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; for -hold, say that it is --hold. click would miss an option -o."""
        names = {name for param in self.get_params(ctx) for name in param.opts}
        for arg in args[: args.index("--") if "--" in args else None]:
            written = arg.partition("=")[0]
            if len(written) > 2 and f"-{written}" in names:
                raise click.NoSuchOption(written, possibilities=[f"-{written}"], ctx=ctx)
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section for each group that has options here."""
        rows: dict[str, list[tuple[str, str]]] = {group: [] for group in GROUPS}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option):
                rows[getattr(param, "group", HERE)].append(record)
        filled = {group: records for group, records in rows.items() if records}
        for group, records in filled.items():
            with formatter.section(group if len(filled) > 1 else "Options"):
                formatter.write_dl(records)


class Group(Command, click.Group):
    """A command with commands of its own, shown like the others."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        Command.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)


def command(name: str | None = None) -> Callable[[Any], click.Command]:
    """Make a command whose --help looks like that of all others."""
    return click.command(name, cls=Command)


def option(*names: str, **settings: Any) -> Callable[[Any], Any]:
    """An option that can come from the environment too: --hold from VOICEGUIDE_HOLD."""
    name = names[0].split("/")[0].lstrip("-")
    variable = "VOICEGUIDE_" + name.upper().replace("-", "_")
    return click.option(*names, envvar=variable, cls=Option, **settings)


LANG = option("--lang", metavar="LANGUAGE", group=FIRST, help="en, de, es, en-gb; or German.")
ONE_EXERCISE = (
    option(
        "--set",
        "sets",
        metavar="EX.KEY=VALUE",
        multiple=True,
        group=WORDS,
        help="One exercise only: external-rotation-stretch.hold=60s. Repeatable.",
    ),
    option(
        "--var",
        "variables",
        metavar="NAME=VALUE",
        multiple=True,
        group=WORDS,
        help="A variable of the routine's scripts. Repeatable.",
    ),
)
"""One exercise, and words of your own."""


def setting_option(row: Setting) -> Callable[[Any], Any]:
    """The option of a setting."""
    shown: dict[str, Any] = {"group": HEADINGS[row.group], "help": f"{row.meaning}."}
    if row.kind.toml is bool:
        no = row.flag.replace("--", "--no-", 1)
        return option(f"{row.flag}/{no}", default=None, **shown)
    return option(row.flag, metavar=row.metavar, **shown)


def list_options(rows: Rows | None = None) -> list[click.Parameter]:
    """The options that change a session: those of the settings, and a few more."""
    from voiceguide.routine.settings import ROWS  # here, so that --help alone starts light

    def holder() -> None: ...

    settings = [setting_option(row) for row in (rows or ROWS).values()]
    made: list[click.Parameter] = add_options(
        (*settings, LANG, *ONE_EXERCISE), holder
    ).__click_params__
    return made[::-1]


FIT = option(
    "--fit",
    metavar="TIME",
    group=FIRST,
    help="How long in all: 12m. Chooses holds, reps and detail.",
)
QUIET = option("--quiet", "-q", is_flag=True, help="No progress and no summary; warnings stay.")
SPLIT = option(
    "--split/--no-split",
    default=None,
    help="Each chapter as a file of its own, in a folder beside it.  [default: as before]",
)
SPEECH = (
    option(
        "--jobs",
        metavar="N",
        type=Number(1, 64),
        help="Cores used to make sounds.  [default: all]",
    ),
    option(
        "--speech-timeout",
        metavar="TIME",
        help="Give up on a sentence after this long.  [default: 20s; the engine may want more]",
    ),
    option("--fresh", is_flag=True, help="Make every sound again, even those in the cache."),
)
"""How the sounds of a session are made."""


def settings_options(command: Any) -> Any:
    """Add the options that change a session."""
    command.__click_params__ = [*getattr(command, "__click_params__", ()), SESSION_OPTIONS]
    return command


def speech_options(command: Any) -> Any:
    """Add the options of how its sounds are made."""
    return add_options(SPEECH, command)


def add_options(options: tuple[Callable[[Any], Any], ...], command: Any) -> Any:
    """Add options in their order: each decorator puts its own before the last."""
    for option in reversed(options):
        command = option(command)
    return command


@contextmanager
def progress_bar(label: str, quiet: bool) -> Iterator[Report]:
    """A bar on a terminal's standard error; nothing when piped."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    bars: list[Any] = []

    def report(done: int, total: int) -> None:
        if not bars or bars[0].length != total or done < bars[0].pos:
            while bars:
                bars.pop().render_finish()
            bars.append(click.progressbar(length=total, label=label, file=sys.stderr))
        bars[0].update(done - bars[0].pos)

    try:
        yield report
    finally:
        for bar in bars:
            bar.render_finish()
