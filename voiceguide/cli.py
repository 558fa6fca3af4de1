"""The command line. It parses, calls one function, and prints; it decides nothing."""

from __future__ import annotations

from typing import Any

import click

from voiceguide import __version__
from voiceguide.commands.build import build
from voiceguide.commands.computer import cache, doctor, history, voices
from voiceguide.commands.look import script, timeline, verify
from voiceguide.commands.problem import INTERRUPTED, Problem
from voiceguide.commands.publish import publish
from voiceguide.commands.send import send
from voiceguide.commands.serve import serve
from voiceguide.commands.write import check, config, list_, new, record_list, schema
from voiceguide.errors import VoiceguideError
from voiceguide.interrupt import leaving_in_order

SECTIONS: dict[str, tuple[click.Command, ...]] = {
    "Sessions": (build, timeline, verify, list_),
    "On the phone": (publish, serve, send),
    "Routines of your own": (new, check, script, record_list, config, schema),
    "This computer": (voices, doctor, history, cache),
}
"""The commands, under the headings of --help."""

EPILOG = """\b
First steps:
  voiceguide build                      the built-in session, as output/hip-rotation.mp3
  voiceguide build --hold 60s           the same, with longer stretches
  voiceguide timeline                   what happens when, without making a sound
  voiceguide build my-routine.toml      a routine of your own

Every option can come from the environment: VOICEGUIDE_HOLD=50s voiceguide build
"""


class Commands(click.Group):
    """The place where errors become exit codes: 1 for a problem, 2 for wrong usage, and 130, 143 or
    129 where a signal ended it."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by what one wants to do, each with its whole first sentence."""
        for heading, commands in SECTIONS.items():
            rows = [(one.name or "", one.get_short_help_str(limit=200)) for one in commands]
            with formatter.section(heading):
                formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; show what goes wrong in one sentence."""
        try:
            with leaving_in_order():
                return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            click.echo("Aborted!", err=True)
            ctx.exit(INTERRUPTED)
        except VoiceguideError as error:
            raise Problem(str(error)) from error
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            place = f"{error.filename}: " if error.filename else ""
            raise Problem(f"{place}{error.strerror or error}.") from error


@click.group(
    cls=Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="voiceguide %(version)s")
def main() -> None:
    """Turn an exercise routine into a voice-guided MP3, timed to the sample.

    Each stretch is followed by the exercise that strengthens what it opened, on both sides.
    You hear when to start, when half is over, and when to stop; nobody has to look at a clock.
    """


for section in SECTIONS.values():
    for command in section:
        main.add_command(command)
