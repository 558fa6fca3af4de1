"""Looking at a session: before it is made (timeline, script), and afterwards (verify)."""

from __future__ import annotations

from typing import Any

import click

from voiceguide.cli.option import DEFAULT_ROUTINE, FIT, command, option, settings_options
from voiceguide.cli.report import Failure
from voiceguide.cli.terminal import message
from voiceguide.errors import VoiceguideError


@command()
@click.argument("routine", default=DEFAULT_ROUTINE)
@settings_options
@FIT
@option("--short", is_flag=True, help="Only the chapters, and how long it all takes.")
@option("--json", "as_json", is_flag=True, help="Print the timeline as JSON.")
@option("--svg", metavar="FILE", help="Draw the timeline as a picture.")
@option("--html", metavar="FILE", help="Draw it as a page, with a table of everything.")
def timeline(
    routine: str, short: bool, as_json: bool, svg: str | None, html: str | None, **options: Any
) -> None:
    """Show what happens when, without speaking.

    The lengths of sentences are estimates; everything else is exact.
    """
    import os

    from voiceguide.cli.show import render_chapters, render_notes, render_table
    from voiceguide.plan.timeline import render_timeline
    from voiceguide.session.options import read_options
    from voiceguide.session.preview import plan_session, write_picture

    plan = plan_session(read_options(routine, options, os.environ))
    for file, name in ((svg, "svg"), (html, "html")):
        if file:
            click.echo(str(write_picture(plan.timeline, file, name)))
    if as_json:
        click.echo(render_timeline(plan.timeline), nl=False)
    elif not svg and not html:
        click.echo((render_chapters if short else render_table)(plan.timeline))
    message("\n".join(render_notes(plan.notices, plan.chosen)))


@command()
@click.argument("routine", default=DEFAULT_ROUTINE)
@settings_options
def script(routine: str, **options: Any) -> None:
    """Show what the scripts say with these settings, as plain cue lines.

    For writers of scripts: templates filled in, macros and includes carried out.
    """
    import os

    from voiceguide.session.options import read_options
    from voiceguide.session.preview import plain_script

    click.echo(plain_script(read_options(routine, options, os.environ)), nl=False)


@command()
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(dir_okay=False)
)
@option(
    "--timeline",
    "timeline_file",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Its timeline, if not beside it.",
)
def verify(files: tuple[str, ...], timeline_file: str | None) -> None:
    """Decode a session, or several, and prove it against its timeline.

    Every hold, tone and sentence is looked for in the decoded sound; exits with 1 if anything is
    not where the timeline says.
    """
    from pathlib import Path

    from voiceguide.cli.show import render_proof
    from voiceguide.session import verify as session

    if timeline_file and len(files) > 1:
        raise click.UsageError("--timeline is the timeline of one file; name one.")
    wrong = []
    for file in files:
        try:
            proof = session.verify(Path(file), Path(timeline_file) if timeline_file else None)
        except VoiceguideError as error:
            wrong.append(str(error))
            continue
        click.echo("\n".join([*([f"{file}:"] if len(files) > 1 else []), render_proof(proof)]))
        if proof.problems:
            wrong.append(f"{file} does not keep its timeline: {proof.problems[0].text}")
    if wrong:
        raise Failure("\n".join(wrong))
