"""voiceguide build: make a session."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from voiceguide.commands.option import DEFAULT_ROUTINE, FIT, option, settings_options


@contextmanager
def progress(quiet: bool, label: str = "Speaking") -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal's standard error; nothing when piped."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    bars: list[Any] = []

    def report(done: int, total: int) -> None:
        if not bars or bars[0].length != total or done <= bars[0].pos:
            while bars:
                bars.pop().render_finish()
            bars.append(click.progressbar(length=total, label=label, file=sys.stderr))
        bars[0].update(done - bars[0].pos)

    try:
        yield report
    finally:
        for bar in bars:
            bar.render_finish()


@click.command()
@click.argument("routine", default=DEFAULT_ROUTINE)
@settings_options
@FIT
@option("--out", metavar="PATH", help="A folder, or a file ending in .mp3.  [default: output]")
@option("--format", metavar="KIND", help="mp3, m4b, opus or wav.  [default: as --out ends, or mp3]")
@option("--captions", metavar="KINDS", help="Captions beside it: vtt,srt,lrc.")
@option("--chapters-json", is_flag=True, help="Its chapters beside it, as podcast apps read them.")
@option("--jobs", type=click.IntRange(1, 64), help="Sentences spoken at once.  [default: cores]")
@option("--speech-timeout", metavar="TIME", help="Give up on a sentence after.  [default: 20s]")
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
        with progress(quiet) as report:
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
