"""voiceguide serve: a page for the household."""

from __future__ import annotations

import sys
from typing import Any

import click

from voiceguide.cli.option import Number, command, option


@command()
@option("--lan", is_flag=True, help="Let phones and computers of the local network in, by a link.")
@option("--edit", is_flag=True, help="Let whoever gets in write routines, not this computer alone.")
@option("--port", metavar="N", type=Number(0, 65535), help="0 takes a free one.  [default: 8765]")
@option("--out", metavar="DIR", default="output", help="Where sessions are.  [default: output]")
@option("--engine", metavar="NAME", help="What speaks, for every session made on the page.")
@option("--roster", metavar="FILE", help="Stream its sessions under /stream; nobody stores them.")
@click.option("--new-key", is_flag=True, help="Make all earlier links invalid.")
@option("--no-browser", is_flag=True, help="Do not open the page in a browser.")
def serve(
    port: int | None,
    engine: str | None,
    roster: str | None,
    no_browser: bool,
    new_key: bool,
    **where: Any,
) -> None:
    """Serve a page on which sessions are chosen, built, played and subscribed to.

    It is for this computer alone; with --lan it is for everybody at home who has the link, which is
    shown as a QR code. Ctrl-C ends it.
    """
    from voiceguide.web.server import PORT, open_page, show_qr

    opened = open_page(
        **where,
        port=PORT if port is None else port,
        engine=engine or "",
        renew=new_key,
        roster=roster or "",
    )
    click.echo(opened.link)
    if opened.streams:
        click.echo(f"Sessions of {roster} are streamed from {opened.streams}", err=True)
    if sys.stderr.isatty():
        if where["lan"]:
            show_qr(opened.link, sys.stderr)
        elif not no_browser:
            click.launch(opened.link)
        click.echo("Ctrl-C ends.", err=True)
    opened.run()
