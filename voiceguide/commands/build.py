"""voiceguide build: make a session."""

from __future__ import annotations

from typing import Any

import click

from voiceguide.commands.option import DEFAULT_ROUTINE, FIT, option, progress_bar, settings_options


@click.command()
@click.argument("routine", default=DEFAULT_ROUTINE)
@settings_options
@FIT
@option("--out", metavar="PATH", help="A folder, or a file ending in .mp3.  [default: output]")
@option("--format", metavar="KIND", help="mp3, m4b, opus or wav.  [default: as --out ends, or mp3]")
@option("--captions", metavar="KINDS", help="Captions beside it: vtt,srt,lrc.")
@option("--chapters-json", is_flag=True, help="Its chapters beside it, as podcast apps read them.")
@option("--jobs", type=click.IntRange(1, 64), help="Cores used to make sounds.  [default: all]")
@option(
    "--speech-timeout",
    metavar="TIME",
    help="Give up on a sentence after.  [default: 20s; the engine may want more]",
)
@option("--fresh", is_flag=True, help="Make every sound again, even those in the cache.")
@click.option("--watch", is_flag=True, help="Build again whenever the routine or a script changes.")
@option("--quiet", "-q", is_flag=True, help="Print nothing but the path.")
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

    from voiceguide import session
    from voiceguide.options import read_options
    from voiceguide.show import render_built, render_built_json

    options["jobs"] = options["jobs"] or os.cpu_count() or 1

    def make(counts: bool = True) -> session.Session:
        request = read_options(routine, {**options, "counts": counts}, os.environ)
        with progress_bar("Building", quiet) as report:
            made = session.build(request, report)
        if not quiet:
            click.echo(render_built(made), err=True)
        click.echo(render_built_json(made) if as_json else str(made.path))
        return made

    if watch:
        from voiceguide.watch import rebuild

        rebuild(routine, make, lambda text: click.echo(text, err=True))
    else:
        make()
