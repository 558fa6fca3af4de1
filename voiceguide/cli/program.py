"""The command line. It parses, calls one function, and prints; it decides nothing."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from voiceguide import __version__
from voiceguide.cli.option import ENVIRONMENT
from voiceguide.cli.report import INTERRUPTED, Failure, tell
from voiceguide.cli.terminal import dress
from voiceguide.disk.interrupt import leaving_in_order
from voiceguide.errors import VoiceguideError, suggest

SECTIONS: dict[str, tuple[str, ...]] = {
    "Sessions": ("build", "timeline", "verify", "list"),
    "Over weeks": ("programme", "today", "done", "skip"),
    "On the phone": ("publish", "serve", "send", "roster"),
    "Routines of your own": ("new", "import", "check", "script", "record-list", "config", "schema"),
    "This computer": ("voices", "doctor", "history", "cache"),
}
"""The commands, under the headings of --help."""

MODULES = {
    "build": "making",
    "timeline": "looking",
    "verify": "looking",
    "programme": "training",
    "today": "training",
    "done": "training",
    "skip": "training",
    "list": "writing",
    "publish": "publishing",
    "serve": "serving",
    "send": "sending",
    "roster": "enrolling",
    "new": "writing",
    "import": "writing",
    "check": "writing",
    "script": "looking",
    "record-list": "writing",
    "config": "writing",
    "schema": "writing",
    "voices": "computer",
    "doctor": "computer",
    "history": "computer",
    "cache": "computer",
}
"""Where each command is: only the one that is asked for is loaded."""

EPILOG = """\b
First steps:
  voiceguide build                      the built-in session, as output/hip-rotation.mp3
  voiceguide build --hold 60s           the same, with longer stretches
  voiceguide timeline --short           its chapters, without making a sound
  voiceguide build my-routine.toml      a routine of your own

Every option can come from the environment: VOICEGUIDE_HOLD=50s voiceguide build
"""

WELCOME = """\
voiceguide makes an MP3 of an exercise routine that tells you when to start, when you are
halfway and when to stop. Three things to type:

  voiceguide list               which routines there are
  voiceguide build              make the built-in one: output/hip-rotation.mp3
  voiceguide build --fit 10m    the same, ten minutes long

All commands: voiceguide --help. One of them: voiceguide build --help."""
"""What is said where no command is named: eight lines."""


class Commands(click.Group):
    """The place where errors become exit codes: 1 for a problem, 2 for wrong usage, and 130, 143 or
    129 where a signal ended it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name them all."""
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command, and load the module it is in."""
        if cmd_name in MODULES and cmd_name not in self.commands:
            for one in vars(import_module(f"voiceguide.cli.{MODULES[cmd_name]}")).values():
                if isinstance(one, click.Command):
                    self.add_command(one)
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by what one wants to do, each with its whole first sentence."""
        for heading, names in SECTIONS.items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name, one.get_short_help_str(limit=200)) for name, one in commands if one]
            with formatter.section(heading):
                formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for one that is not there, say which was meant."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            ctx.fail(f"there is no command {name!r}. {_meant(args, list(MODULES))}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; show what goes wrong in one sentence."""
        try:
            with leaving_in_order():
                return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            click.echo("Stopped.", err=True)
            ctx.exit(INTERRUPTED)
        except click.UsageError as error:
            said = dress(error.format_message(), sys.stderr)
            raise click.UsageError(said, error.ctx) from None
        except VoiceguideError as error:
            raise Failure(tell(error, ctx.meta.get(ENVIRONMENT, {}))) from error
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            place = f"{error.filename}: " if error.filename else ""
            raise Failure(f"{place}{error.strerror or error}.") from error


@click.group(
    cls=Commands,
    epilog=EPILOG,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="voiceguide %(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Turn an exercise routine into a voice-guided MP3, timed to the sample.

    Each stretch is followed by the exercise that strengthens what it opened, on both sides.
    You hear when to start, when you are halfway, and when to stop; nobody has to look at a clock.
    """
    if context.invoked_subcommand is None:
        click.echo(WELCOME)
        return
    from voiceguide.disk.languages import use_languages

    use_languages()


def _meant(args: list[str], commands: list[str]) -> str:
    """What to type instead of a command that is not there."""
    name, *rest = args
    if name in ("help", "version"):
        about = f"{rest[0]} " if name == "help" and rest and rest[0] in commands else ""
        return f"Type voiceguide {about}--{name}."
    if name.endswith(".toml") or "/" in name or name in _routines():
        return f"To make the session of a routine: voiceguide build {name}"
    said = suggest(name, commands)
    return said if said.startswith("Did you mean") else "See voiceguide --help."


def _routines() -> list[str]:
    from voiceguide.disk.library import list_routines, search_roots

    return [found.name for found in list_routines(search_roots())]
