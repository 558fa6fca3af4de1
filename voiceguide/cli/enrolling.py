"""voiceguide roster: sessions for many people."""

from __future__ import annotations

from typing import Any

import click

from voiceguide.cli.option import QUIET, Number, command, option, progress_bar
from voiceguide.cli.terminal import message


@command()
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False))
@option(
    "--out",
    "target",
    metavar="TARGET",
    required=True,
    help="A folder, or an address that fsspec knows: s3://bucket/hips.",
)
@option("--workers", metavar="N", type=Number(1, 256), help="Processes.  [default: all cores]")
@option("--keep-going", is_flag=True, help="Make the rows that are right, whatever the others are.")
@option("--speak-only", is_flag=True, help="Speak every sentence that is new, and write nothing.")
@option("--scheduler", metavar="ADDRESS", default="", help="A Dask cluster: tcp://host:8786.")
@option(
    "--cache",
    "shared",
    metavar="CACHE",
    default="",
    help="A folder or address for sounds that all workers share.  [default: your own]",
)
@option("--base-url", metavar="URL", help="Where TARGET will be found on the web.")
@option(
    "--stream-url",
    metavar="URL",
    help="Store no sound: whatever answers there makes it when it is heard (see serve --roster).",
)
@option(
    "--captions", metavar="KINDS", default="vtt,srt,lrc", help="Captions of each session, or none."
)
@option(
    "--new-keys",
    is_flag=True,
    help="Give people whose keys were lost a new address; the old one gets nothing new.",
)
@option("--engine", metavar="NAME", help="What speaks, where a row does not say.")
@option("--voice", metavar="NAME", help="Who speaks, where a row does not say.")
@QUIET
@option("--json", "as_json", is_flag=True, help="Print what became of each row as JSON.")
@click.pass_context
def roster(
    context: click.Context, /, file: str, quiet: bool, as_json: bool, **options: Any
) -> None:
    """Make sessions for many people: a folder for each row of FILE, with a feed of their own.

    FILE is CSV as Excel writes it, or TOML: id, name, routine or programme, start, language, skip,
    any setting, EXERCISE.hold, var.NAME. All rows are checked first. Making it again makes only
    what is missing or has changed. The addresses are secret; FILE.keys beside FILE remembers them.

    \b
      voiceguide roster clients.csv --out public --base-url https://example.org/hips
      voiceguide roster clients.csv --out s3://clinic/hips --scheduler tcp://10.0.0.1:8786
    """
    import os

    from voiceguide.cli.tally import render_problems, render_rolled, render_rolled_json
    from voiceguide.delivery.asking import read_rollout
    from voiceguide.delivery.rollout import roll_out

    asked = read_rollout(file, options, os.environ)
    with progress_bar("Making", quiet) as report:
        rolled = roll_out(asked, report)
    message(render_problems(rolled) if quiet else render_rolled(rolled))
    if as_json:
        click.echo(render_rolled_json(rolled))
    else:
        for (id, folder), name in zip(rolled.folders, rolled.names, strict=True):
            click.echo(f"{id}\t{name}\t{folder}")
    if rolled.problems:
        context.exit(1)
