"""The command line. It parses, calls one function, and prints; it decides nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from voiceguide import __version__
from voiceguide.errors import VoiceguideError

DEFAULT_ROUTINE = "hip-rotation"

EPILOG = """\b
First steps:
  voiceguide build                      the built-in session, as output/hip-rotation.mp3
  voiceguide build --hold 60s           the same, with longer stretches
  voiceguide timeline                   what happens when, without making a sound
  voiceguide build my-routine.toml      a routine of your own

Every option can come from the environment: VOICEGUIDE_HOLD=50s voiceguide build
"""


class Problem(click.ClickException):
    """A VoiceguideError, as the command line shows it: one message, exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the message on standard error."""
        click.echo(f"voiceguide: {self.message}", file=file or sys.stderr)


class Commands(click.Group):
    """The place where errors become exit codes: 1 for a problem, 2 for wrong usage."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; show what goes wrong in one sentence."""
        try:
            return super().invoke(ctx)
        except VoiceguideError as error:
            raise Problem(str(error)) from error
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            place = f"{error.filename}: " if error.filename else ""
            raise Problem(f"{place}{error.strerror or error}.") from error


@click.group(
    cls=Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="voiceguide %(version)s")
def main() -> None:
    """Turn an exercise routine into a voice-guided MP3, timed to the sample.

    Each stretch is followed by the exercise that strengthens what it opened, on both sides.
    You hear when to start, when half is over, and when to stop; nobody has to look at a clock.
    """


def _option(*names: str, **settings: Any) -> Callable[[Any], Any]:
    """An option that can come from the environment too: --hold from VOICEGUIDE_HOLD."""
    variable = "VOICEGUIDE_" + names[0].lstrip("-").upper().replace("-", "_")
    return click.option(*names, envvar=variable, **settings)


_SETTINGS = (
    _option("--hold", metavar="TIME", help="Length of every stretch, each side: 45s, 1m30s."),
    _option("--reps", metavar="N", help="Repetitions of every exercise, each side."),
    _option("--tempo", metavar="D-P-U", help="Seconds down, pause, up of one repetition: 3-1-3."),
    _option("--rest", metavar="TIME", help="Rest between exercises; 0s for none."),
    _option("--switch", metavar="TIME", help="Time to change sides; 0s for none."),
    _option(
        "--side-order",
        metavar="ORDER",
        help="exercise: both sides of each in turn. pair: all of one side first.",
    ),
    _option("--first-side", metavar="SIDE", help="left, right, or alternate from day to day."),
    _option("--rounds", metavar="N", help="How often the whole routine is done."),
    _option(
        "--detail",
        metavar="LEVEL",
        help="How much is said: full, brief, tones, or auto: less with every time.",
    ),
    _option("--tv/--no-tv", default=None, help="Names, switches, halfway and end only."),
    _option("--weak-side", metavar="SIDE", help="left or right: the side that gets more, or none."),
    _option("--weak-extra", metavar="TIME", help="How much longer the weak side's holds are."),
    _option("--weak-reps", metavar="N", help="How many more repetitions the weak side does."),
    _option("--attention", metavar="TIME", help="A tone before speech after so long a silence."),
    _option("--voice", metavar="NAME", help="Who speaks; see voiceguide voices."),
    _option("--rate", metavar="WPM", help="Words per minute; 140 to 160 is easy to follow."),
    _option("--engine", metavar="NAME", help='What speaks: system, silent, "command:PROGRAM ...".'),
    _option("--lang", metavar="CODE", help="Language of the voice: en, en-gb, de."),
    _option(
        "--set",
        "sets",
        metavar="EX.KEY=VALUE",
        multiple=True,
        help="One exercise only: external-rotation-stretch.hold=60s. Repeatable.",
    ),
    _option(
        "--var",
        "variables",
        metavar="NAME=VALUE",
        multiple=True,
        help="A variable for the scripts. Repeatable.",
    ),
)


_FIT = _option("--fit", metavar="TIME", help="Choose holds, reps and detail to fill a time: 12m.")


def _settings(command: Any) -> Any:
    """Add the options that change a session."""
    for option in reversed(_SETTINGS):
        command = option(command)
    return command


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal's standard error; nothing when piped."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    bars: list[Any] = []

    def report(done: int, total: int) -> None:
        if not bars or bars[0].length != total or done <= bars[0].pos:
            while bars:
                bars.pop().render_finish()
            bars.append(click.progressbar(length=total, label="Speaking", file=sys.stderr))
        bars[0].update(done - bars[0].pos)

    try:
        yield report
    finally:
        for bar in bars:
            bar.render_finish()


@main.command()
@click.argument("routine", default=DEFAULT_ROUTINE)
@_settings
@_FIT
@_option("--out", metavar="PATH", help="A folder, or a file ending in .mp3.  [default: output]")
@_option("--jobs", type=click.IntRange(1, 64), help="Sentences spoken at once.  [default: cores]")
@_option("--speech-timeout", metavar="TIME", help="Give up on a sentence after.  [default: 20s]")
@_option("--fresh", is_flag=True, help="Make every sound again, even those in the cache.")
@click.option("--watch", is_flag=True, help="Build again whenever the routine or a script changes.")
@_option("--quiet", "-q", is_flag=True, help="Print nothing but the path.")
@_option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
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

    def make() -> session.Session:
        with _progress(quiet) as report:
            made = session.build(read_options(routine, options, os.environ), report)
        if not quiet:
            click.echo(render_built(made), err=True)
        click.echo(render_built_json(made) if as_json else str(made.path))
        return made

    if watch:
        from voiceguide.watch import rebuild

        rebuild(routine, make, lambda text: click.echo(text, err=True))
    else:
        make()


@main.command()
@click.argument("routine", default=DEFAULT_ROUTINE)
@_settings
@_FIT
@click.option("--json", "as_json", is_flag=True, help="Print the timeline as JSON.")
@click.option("--svg", metavar="FILE", help="Draw the timeline as a picture.")
@click.option("--html", metavar="FILE", help="Draw it as a page, with a table of everything.")
def timeline(
    routine: str, as_json: bool, svg: str | None, html: str | None, **options: Any
) -> None:
    """Show what happens when, without speaking.

    The lengths of sentences are estimates; everything else is exact.
    """
    import os

    from voiceguide.forecast import plan_session, write_picture
    from voiceguide.options import read_options
    from voiceguide.plan.timeline import render_timeline
    from voiceguide.show import render_notes, render_table

    plan = plan_session(read_options(routine, options, os.environ))
    for file, name in ((svg, "svg"), (html, "html")):
        if file:
            click.echo(str(write_picture(plan.timeline, file, name)))
    if as_json:
        click.echo(render_timeline(plan.timeline), nl=False)
    elif not svg and not html:
        click.echo(render_table(plan.timeline))
    for note in render_notes(plan.notices, plan.chosen):
        click.echo(note, err=True)


@main.command()
@click.argument("routine", default=DEFAULT_ROUTINE)
@_settings
def script(routine: str, **options: Any) -> None:
    """Show what the scripts say with these settings, as plain cue lines.

    For writers of scripts: templates filled in, macros and includes carried out.
    """
    import os

    from voiceguide.forecast import plain_script
    from voiceguide.options import read_options

    click.echo(plain_script(read_options(routine, options, os.environ)), nl=False)


@main.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option(
    "--timeline",
    "timeline_file",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Its timeline, if not beside it.",
)
def verify(file: str, timeline_file: str | None) -> None:
    """Decode a session and prove it against its timeline.

    Every hold, tone and sentence is looked for in the decoded sound; exits with 1 if anything is
    not where the timeline says.
    """
    from pathlib import Path

    from voiceguide import session
    from voiceguide.show import render_proof

    proof = session.verify(Path(file), Path(timeline_file) if timeline_file else None)
    click.echo(render_proof(proof))
    if proof.problems:
        raise Problem(f"{file} does not keep its timeline: {proof.problems[0]}.")


@main.command("list")
def list_() -> None:
    """List the routines that can be built by name."""
    from voiceguide.show import render_routines

    click.echo(render_routines())


@main.command()
@_option("--lang", metavar="CODE", help="Only voices of this language: en, de.")
@_option("--engine", metavar="NAME", default="system", help="Whose voices.  [default: system]")
def voices(lang: str | None, engine: str) -> None:
    """List the voices that can speak."""
    from voiceguide.show import render_voices
    from voiceguide.speech.engine import find_engine
    from voiceguide.speech.pool import list_voices

    click.echo(render_voices(list_voices(find_engine(engine)), lang or ""))


@main.command()
def doctor() -> None:
    """Check what this computer has, and say how to get what is missing."""
    from voiceguide.doctor import examine, render_findings

    findings = examine()
    click.echo(render_findings(findings))
    if any(finding.needed and not finding.good for finding in findings):
        raise Problem("something that is needed is missing; see above.")


@main.command()
@click.option("--clear", is_flag=True, help="Delete every stored sound.")
def cache(clear: bool) -> None:
    """Show where finished sounds are kept and how much they take; or clear them.

    Nothing is lost by clearing: the next build speaks its sentences again.
    """
    from voiceguide.audio.cache import Cache, default_folder

    store = Cache(default_folder())
    if clear:
        click.echo(f"{store.clear()} sounds deleted from {store.folder}")
        return
    count, size = store.size()
    click.echo(f"{count} sounds, {size / 1e6:.1f} MB in {store.folder}")


@main.command()
@click.argument("routine", default=DEFAULT_ROUTINE)
@_settings
def config(routine: str, **options: Any) -> None:
    """Show every setting, its value, and where the value comes from."""
    from voiceguide.options import trace_options
    from voiceguide.show import render_origins

    context = click.get_current_context()
    environment = click.core.ParameterSource.ENVIRONMENT
    named = {name: context.get_parameter_source(name) == environment for name in options}
    click.echo(render_origins(trace_options(routine, options, named)))


@main.command()
@click.option("--clear", is_flag=True, help="Forget everything.")
def history(clear: bool) -> None:
    """Show how often each routine was made: what --detail auto goes by."""
    from voiceguide.history import History
    from voiceguide.personal import history_file
    from voiceguide.show import render_history

    past = History(history_file())
    click.echo(f"{past.clear()} routines forgotten" if clear else render_history(past.all()))


@main.command()
@click.argument("path")
@_settings
def check(path: str, **options: Any) -> None:
    """Check a routine and its scripts, and report every problem at once.

    PATH is a name, a folder or a .toml file. Nothing is spoken.
    """
    import os

    from voiceguide.check import check_session
    from voiceguide.options import read_options
    from voiceguide.show import render_problems

    found = check_session(read_options(path, options, os.environ))
    click.echo(render_problems(found))
    if any(one.wrong for one in found):
        raise SystemExit(1)


@main.command()
@click.argument("name")
def new(name: str) -> None:
    """Start a routine of your own: scripts/NAME/, commented, ready to build."""
    from voiceguide.scaffold import write_scaffold

    for path in write_scaffold(name):
        click.echo(str(path))
    click.echo(f"Now build it: voiceguide build {name}", err=True)


@main.command()
def schema() -> None:
    """Print the JSON Schema of routine files, for editors that complete and check."""
    from voiceguide.plan.schema import render_schema

    click.echo(render_schema())
