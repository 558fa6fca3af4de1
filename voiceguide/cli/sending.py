"""voiceguide send: sessions to a phone, a player or any folder."""

from __future__ import annotations

import click

from voiceguide.cli.option import QUIET, command, option, progress_bar
from voiceguide.cli.terminal import message


@command()
@click.argument("sources", metavar="[FILE|DIR]...", nargs=-1)
@option("--to", metavar="FOLDER", help="Where to.  [default: the player that is plugged in]")
@option("--list", "listing", is_flag=True, help="List the sessions that are there, and stop.")
@QUIET
@option("--json", "as_json", is_flag=True, help="Print what was done, or is there, as JSON.")
def send(
    sources: tuple[str, ...], to: str | None, listing: bool, quiet: bool, as_json: bool
) -> None:
    """Copy sessions to a phone, a player, a card or any folder, and check that they arrived.

    Without FILE or DIR everything in ./output goes, without --to to the player that is plugged in.
    Captions, chapters and covers go along; a published folder goes as it is. What is there already
    is not sent again.

    \b
      voiceguide send
      voiceguide send output/hip-rotation.mp3 --to /media/anna/PLAYER/Music
      voiceguide send --list
    """
    from pathlib import Path

    from voiceguide.cli.show import (
        render_listed,
        render_listed_json,
        render_sent,
        render_sent_json,
        render_warnings,
    )
    from voiceguide.delivery.send import list_sessions
    from voiceguide.delivery.send import send as copy

    place = Path(to) if to else None
    if listing:
        folder, found = list_sessions(place)
        click.echo(render_listed_json(folder, found) if as_json else render_listed(folder, found))
        return
    with progress_bar("Sending", quiet) as report:
        done = copy([Path(source) for source in sources], place, report)
    message(render_warnings(done.left) if quiet else render_sent(done))
    if as_json:
        click.echo(render_sent_json(done))
    else:
        for name in (*done.copied, *done.there):
            click.echo(str(done.folder / name))
