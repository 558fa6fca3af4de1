"""voiceguide build: make a session."""

from __future__ import annotations

from typing import Any

import click

from voiceguide.cli.option import (
    DEFAULT_ROUTINE,
    FIRST,
    FIT,
    QUIET,
    SPLIT,
    command,
    option,
    progress_bar,
    settings_options,
    speech_options,
)
from voiceguide.cli.terminal import message


@command()
@click.argument("routine", default=DEFAULT_ROUTINE)
@settings_options
@FIT
@option(
    "--out",
    metavar="PATH",
    group=FIRST,
    help="A folder, or a file ending in .mp3.  [default: output]",
)
@option("--format", metavar="KIND", help="mp3, m4b, opus or wav.  [default: as --out ends, or mp3]")
@option("--captions", metavar="KINDS", help="Captions beside it: vtt,srt,lrc.")
@option("--chapters-json", is_flag=True, help="Its chapters beside it, as podcast apps read them.")
@SPLIT
@speech_options
@option("--watch", is_flag=True, help="Build again whenever the routine or a script changes.")
@QUIET
@option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
def build(routine: str, quiet: bool, as_json: bool, watch: bool, **options: Any) -> None:
    """Make a session: an MP3, and its timeline beside it.

    ROUTINE is a name (see voiceguide list), a folder or a .toml file. Only sentences that were
    never spoken before are spoken; a rebuild takes a fraction of a second.

    \b
      voiceguide build --hold 50s --reps 6
      voiceguide build --set internal-rotation-stretch.hold=60s
      voiceguide build --fit 12m
      voiceguide build my-routine.toml --out sessions/monday.mp3
    """
    import os

    from voiceguide.cli.show import render_built, render_built_json, render_warnings
    from voiceguide.session import build as session
    from voiceguide.session.options import read_options

    options["jobs"] = options["jobs"] or os.cpu_count() or 1

    def make(counts: bool = True) -> session.Session:
        request = read_options(routine, {**options, "counts": counts}, os.environ)
        with progress_bar("Building", quiet) as report:
            made = session.build(request, report)
        message(render_warnings(made.notices) if quiet else render_built(made))
        click.echo(render_built_json(made) if as_json else str(made.path))
        return made

    if watch:
        from voiceguide.session.watch import rebuild

        rebuild(routine, make, message)
    else:
        make()
