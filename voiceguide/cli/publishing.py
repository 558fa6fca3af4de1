"""voiceguide publish: a folder for phones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceguide.cli.option import (
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

if TYPE_CHECKING:
    from voiceguide.delivery.publish import Publication


@command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False))
@click.argument("routines", metavar="[ROUTINE]...", nargs=-1)
@settings_options
@FIT
@option(
    "--title", metavar="TEXT", help="Stands over all sessions.  [default: as before, or DIR's name]"
)
@option("--base-url", metavar="URL", help="Where DIR will be found on the web; remembered.")
@option(
    "--captions",
    metavar="KINDS",
    help="Captions of each session, or none.  [default: as before, at first vtt,srt,lrc]",
)
@SPLIT
@option(
    "--for",
    "only",
    metavar="ROUTINE",
    multiple=True,
    help="Give, or forget, these options for one session alone. Repeatable.",
)
@option(
    "--forget",
    metavar="NAMES",
    default="",
    help="Options that no longer count: hold,set,var.coach, or all.",
)
@speech_options
@QUIET
@option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def publish(
    folder: str, routines: tuple[str, ...], quiet: bool, as_json: bool, **options: Any
) -> None:
    """Lay out a folder of sessions for phones: sounds, playlist, podcast feed and a player page.

    Copy the folder to a phone, let Syncthing do it, or put it on any web server. With ROUTINEs the
    folder holds these, in this order; without, those it holds already. Publishing again changes
    only what has changed.

    The options that change a session (--hold, --lang, --fit, --voice, --set, ...) are remembered of
    each. Given again they are replaced; --forget takes them back. A session that sounds different
    is a new episode, for podcast apps keep the sound they have; any other stays the same.

    \b
      voiceguide publish ~/Sync/hips hip-rotation desk-break
      voiceguide publish public/hips --base-url https://example.org/hips
      voiceguide publish ~/Sync/hips --for desk-break --hold 30s
      voiceguide publish ~/Sync/hips --forget hold,fit
    """
    from voiceguide.cli.show import render_published, render_published_json, render_warnings
    from voiceguide.delivery.publish import publish as lay_out

    publication = _read_publication(folder, routines, options)
    with progress_bar("Building", quiet) as report:
        done = lay_out(publication, report)
    if quiet:
        message(render_warnings(said for one in done.issues for said in one.notices))
    else:
        message(render_published(done))
    if as_json:
        click.echo(render_published_json(done))
    else:
        for issue in done.issues:
            click.echo(str(done.folder / issue.sound))


def _read_publication(
    folder: str, routines: tuple[str, ...], options: dict[str, Any]
) -> Publication:
    import os
    from pathlib import Path

    from voiceguide.delivery.choices import read_forget
    from voiceguide.delivery.publish import Publication
    from voiceguide.session.options import read_captions, read_now, read_options

    options["jobs"] = options["jobs"] or os.cpu_count() or 1
    title, base_url = options.pop("title"), options.pop("base_url")
    captions, forget, only = (options.pop(name) for name in ("captions", "forget", "only"))
    return Publication(
        Path(folder),
        read_options("", options, os.environ),
        read_now(os.environ),
        routines,
        title or "",
        base_url,
        None if captions is None else read_captions(captions),
        read_forget(forget),
        only,
    )
