"""Writing routines: list, new, import, check, record-list, config, schema."""

from __future__ import annotations

from typing import Any

import click

from voiceguide.cli.option import DEFAULT_ROUTINE, FIRST, command, option, settings_options
from voiceguide.cli.terminal import message, report


@command("list")
@option("--lang", metavar="LANGUAGE", group=FIRST, help="Say what they are in this language.")
@option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_(lang: str | None, as_json: bool) -> None:
    """List the routines that can be built by name: how long each is, in which languages, and what.

    Your own are those in ./scripts and in your folder for data. The minutes are estimates.
    """
    import os
    import shutil
    import sys

    from voiceguide.cli.show import render_routines, render_routines_json
    from voiceguide.session.listing import list_offers
    from voiceguide.session.options import read_options

    offers = list_offers(read_options("", {"lang": lang}, os.environ))
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    click.echo(render_routines_json(offers) if as_json else render_routines(offers, columns))


@command()
@click.argument("name", metavar="NAME", nargs=-1, required=True)
@option("--scripts", is_flag=True, group=FIRST, help="A pair, with two scripts to write in.")
def new(name: tuple[str, ...], scripts: bool) -> None:
    """Start a routine of your own: scripts/NAME/, commented, ready to build.

    It is one file, a list of ten exercises; with --scripts, a pair and the two scripts that say it.
    """
    from voiceguide.disk.scaffold import write_scaffold

    called = " ".join(name)  # two words are one mistake, which is told with the name to write
    for path in write_scaffold(called, scripts=scripts):
        click.echo(str(path))
    message(f"Now build it: voiceguide build {called}")


@command("import")
@click.argument("file", metavar="FILE")
@option("--name", metavar="NAME", default="", help="What to call it.  [default: as the file]")
def import_(file: str, name: str) -> None:
    """Make a routine of a list of exercises, and say of every line what became of it.

    FILE is a list in a text file, a table (CSV), an export of Just Another Workout Timer or
    OpenHIIT (JSON) or a file of w2a (YAML); with - it is read from standard input. It becomes
    scripts/NAME/routine.toml, where what was not understood stands as a comment.
    """
    import sys

    from voiceguide.disk.imported import STANDARD_INPUT, import_list

    if file == STANDARD_INPUT and sys.stdin.isatty():
        message("Paste the list, then press Enter and Ctrl-D (on Windows Ctrl-Z and Enter).")
    path, _ = import_list(file, name, sys.stdin.buffer, tell=lambda note: message(str(note)))
    click.echo(str(path))
    message(f"Now build it: voiceguide build {path.parent.name}")


@command()
@click.argument("routine")
@settings_options
def check(routine: str, **options: Any) -> None:
    """Check a routine and its scripts, and report every problem at once.

    ROUTINE is a name, a folder or a .toml file. Nothing is spoken.
    """
    import os

    from voiceguide.cli.show import render_problems
    from voiceguide.session.check import check_session
    from voiceguide.session.options import read_options

    found = check_session(read_options(routine, options, os.environ))
    report(render_problems(found))
    if any(one.wrong for one in found):
        raise SystemExit(1)


@command("record-list")
@click.argument("routine", default=DEFAULT_ROUTINE)
@settings_options
@option(
    "--out",
    metavar="PATH",
    group=FIRST,
    help="A folder, or a file ending in .csv.  [default: output]",
)
@option("--missing", metavar="FOLDER", default="", help="Only what this folder has not yet.")
def record_list(routine: str, missing: str, **options: Any) -> None:
    """Write the sentences of a session to read aloud, each with the name of its file.

    Record them as WAV files of those names into one folder, then build with your own voice:

    \b
      voiceguide record-list hip-rotation
      voiceguide build hip-rotation --engine recorded:my-voice
    """
    import os

    from voiceguide.session.options import read_options
    from voiceguide.session.sentences import write_list

    click.echo(str(write_list(read_options(routine, options, os.environ), missing)))


@command()
@click.argument("routine", default=DEFAULT_ROUTINE)
@settings_options
def config(routine: str, **options: Any) -> None:
    """Show every setting, its value, and where the value comes from."""
    from voiceguide.cli.show import render_origins
    from voiceguide.session.options import trace_options

    context = click.get_current_context()
    environment = click.core.ParameterSource.ENVIRONMENT
    named = {name: context.get_parameter_source(name) == environment for name in options}
    click.echo(render_origins(trace_options(routine, options, named)))


@command()
def schema() -> None:
    """Print the JSON Schema of routine files, for editors that complete and check."""
    from voiceguide.routine.schema import render_schema

    click.echo(render_schema())
