"""A programme over weeks: programme, today, done, skip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceguide.cli.option import (
    FIRST,
    FIT,
    QUIET,
    SPLIT,
    Number,
    command,
    option,
    progress_bar,
    settings_options,
    speech_options,
)
from voiceguide.cli.terminal import message

if TYPE_CHECKING:
    from collections.abc import Callable

    from voiceguide.delivery.course import Given
    from voiceguide.session.request import Request

# these two are for the command line alone: a variable that lasts must not note anything
NUMBER = click.option(
    "--number", metavar="N", type=Number(1), help="Another session than the one due."
)
FORGET = option(
    "--forget",
    metavar="NAMES",
    default="",
    help="Options that no longer count: hold,set,var.coach, or all.",
)
UNDO = click.option("--undo", is_flag=True, help="Take back what was noted last.")
JSON = option("--json", "as_json", is_flag=True, help="Print it as JSON.")


@command()
@click.argument("file", metavar="[FILE]", default="")
@settings_options
@FIT
@option("--out", metavar="DIR", group=FIRST, help="The folder all sessions are made in.")
@option("--base-url", metavar="URL", help="Where DIR will be found on the web; remembered.")
@option(
    "--captions", metavar="KINDS", help="Captions of each session, or none.  [default: all kinds]"
)
@SPLIT
@FORGET
@speech_options
@QUIET
@JSON
def programme(file: str, out: str | None, quiet: bool, as_json: bool, **options: Any) -> None:
    """Make all sessions of a programme over weeks: numbered, dated, with a calendar and a sheet.

    FILE is a programme file (TOML), its folder or a name. DIR becomes a folder as publish lays it
    out, with calendar.ics and sheet.html beside its feed and its player page. Sessions that are
    equal are made once. Without --out the sessions are listed; without FILE, the programmes.

    \b
      voiceguide programme hips-six-weeks --out ~/Sync/hips
      voiceguide programme my-weeks.toml
    """
    import os

    from voiceguide.cli import weekly

    if not file and not out:
        found = weekly.describe_programmes(read_request(options, os.environ))
        click.echo(weekly.render_programmes_json(found) if as_json else
                   weekly.render_programmes(found))  # fmt: skip
        return
    if not out:
        from voiceguide.delivery.course import open_course, preview_sessions

        given = read_given(options)
        request = read_request(options, os.environ)
        following = open_course(file, request.date, given(request))
        rows = preview_sessions(following, request)
        message(weekly.render_advice(following.programme.advice))
        click.echo(
            weekly.render_sessions_json(following, rows)
            if as_json
            else weekly.render_sessions(following, rows)
        )
        return
    _publish(file, out, quiet, as_json, options)


def _publish(file: str, out: str, quiet: bool, as_json: bool, options: dict[str, Any]) -> None:
    import os
    from pathlib import Path

    from voiceguide.cli import weekly
    from voiceguide.cli.show import render_published_json
    from voiceguide.delivery.choices import read_forget
    from voiceguide.delivery.weeks import Weeks, publish_programme
    from voiceguide.session.options import read_captions, read_now

    base_url, captions = options.pop("base_url"), options.pop("captions")
    forget = options.pop("forget")
    weeks = Weeks(
        file,
        Path(out),
        read_request(options, os.environ),
        read_now(os.environ),
        base_url,
        None if captions is None else read_captions(captions),
        read_forget(forget),
    )
    with progress_bar("Building", quiet) as report:
        done = publish_programme(weeks, report)
    message(weekly.render_laid(done, quiet=quiet))
    if as_json:
        click.echo(render_published_json(done.published))
    else:
        for issue in done.published.issues:
            click.echo(str(done.published.folder / issue.sound))


@command()
@click.argument("programme", default="")
@settings_options
@FIT
@option("--out", metavar="PATH", group=FIRST, help="A folder, or a file.  [default: output]")
@NUMBER
@option("--format", metavar="KIND", help="mp3, m4b, opus or wav.  [default: as --out ends, or mp3]")
@option("--captions", metavar="KINDS", help="Captions beside it: vtt,srt,lrc.")
@SPLIT
@FORGET
@speech_options
@QUIET
@JSON
def today(programme: str, number: int | None, quiet: bool, as_json: bool, **options: Any) -> None:
    """Build the session of a programme that is due today.

    PROGRAMME is a name, a folder or a file; it is needed where there are several. A programme that
    nobody has begun yet begins with this. Options are those it was made with, unless given again.
    """
    import os

    from voiceguide.cli.show import render_built, render_built_json, render_warnings
    from voiceguide.delivery.course import begin_course, build_today, explain_next, open_course

    given = read_given(options)
    request = read_request(options, os.environ)
    following = open_course(programme, request.date, given(request))
    with progress_bar("Building", quiet) as report:
        made = build_today(following, request, report, number)
    begin_course(following)
    if made is None:
        message(f"Nothing is due today. {explain_next(following)}")
        return
    message(render_warnings(made.notices) if quiet else render_built(made))
    click.echo(render_built_json(made) if as_json else str(made.path))


@command()
@click.argument("programme", default="")
@NUMBER
@UNDO
@JSON
def done(programme: str, number: int | None, undo: bool, as_json: bool) -> None:
    """Note that the session of a programme was done; it says what comes next.

    PROGRAMME is needed where there are several. Without --number it is the session that was due
    last.
    """
    _note(programme, "undo" if undo else "done", number, as_json)


@command()
@click.argument("programme", default="")
@NUMBER
@UNDO
@JSON
def skip(programme: str, number: int | None, undo: bool, as_json: bool) -> None:
    """Leave a session of a programme out: the one that is due, or else the next.

    PROGRAMME is needed where there are several.
    """
    _note(programme, "undo" if undo else "skipped", number, as_json)


def _note(programme: str, what: str, number: int | None, as_json: bool) -> None:
    import os

    from voiceguide.cli import weekly
    from voiceguide.delivery.course import note_session
    from voiceguide.session.options import read_now

    told = note_session(programme, what, read_now(os.environ).date(), number)
    click.echo(weekly.render_told_json(told) if as_json else weekly.render_told(told))


def read_given(options: dict[str, Any]) -> Callable[[Request], Given]:
    """Take --forget out of the options; what is returned takes the rest out of a request."""
    from voiceguide.delivery.choices import list_choices, read_forget
    from voiceguide.delivery.course import Given
    from voiceguide.delivery.private import localize

    forget = read_forget(options.pop("forget"))
    return lambda request: Given(localize(list_choices(request, request.captions)), forget)


def read_request(options: dict[str, Any], environment: Any) -> Request:
    """The options of these commands as a request."""
    import os

    from voiceguide.session.options import read_options

    jobs = options.get("jobs") or os.cpu_count() or 1
    return read_options("", {**options, "jobs": jobs}, environment)
