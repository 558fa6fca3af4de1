"""What this computer has and keeps: voices, doctor, cache, history."""

from __future__ import annotations

import click

from voiceguide.cli.option import QUIET, Group, command, option
from voiceguide.cli.report import Failure
from voiceguide.cli.terminal import message
from voiceguide.text import how_many


@click.group(cls=Group, invoke_without_command=True)
@option("--lang", metavar="LANGUAGE", help="Only voices of this language.")
@option("--engine", metavar="NAME", default="auto", help="Whose voices.  [default: all there are]")
@option("--try", "name", metavar="NAME", help="Write a short sample of a voice, or of: all.")
@option("--out", metavar="PATH", default="output", help="Where samples go.  [default: output]")
@click.pass_context
def voices(
    context: click.Context, lang: str | None, engine: str, name: str | None, out: str
) -> None:
    """List the voices that can speak, try them out, install more.

    \b
      voiceguide voices --lang en
      voiceguide voices --try "English (America)"
      voiceguide voices --try all --lang de
      voiceguide voices install en_US-lessac-medium
    """
    if context.invoked_subcommand:
        return
    from voiceguide.cli.show import render_voices
    from voiceguide.lang.language import fluent_languages
    from voiceguide.session.options import read_language
    from voiceguide.speech.automatic import every_voice, tell_choices
    from voiceguide.speech.engine import AUTOMATIC, foreign_engines

    language = read_language(lang or "")
    if name is None:
        every = every_voice(engine)
        click.echo(render_voices([voice for _, voice in every], language))
        if engine == AUTOMATIC:
            for line in tell_choices(every, [language] if language else list(fluent_languages())):
                message(line)
            for error in filter(None, foreign_engines().values()):
                message(str(error), error=True)
        return
    _try(name, language, engine, out)


def _try(name: str, language: str, engine: str, out: str) -> None:
    import os

    from voiceguide.disk.cache import default_folder
    from voiceguide.session.samples import try_voices

    made = 0
    jobs = os.cpu_count() or 1
    for one in try_voices(name, language, engine, out, cache=default_folder(), jobs=jobs):
        if one.path is None:
            message(f"{one.voice.name}: {one.problem}")
            continue
        made += 1
        click.echo(str(one.path))
    if not made:
        raise Failure("no voice could be tried; see above.")


@voices.command()
@click.argument("name")
@QUIET
def install(name: str, quiet: bool) -> None:
    """Download a neural voice for piper, and say where it lies.

    NAME is one of the voices listed at https://rhasspy.github.io/piper-samples, like
    en_US-lessac-medium or de_DE-thorsten-medium. A download that broke off goes on where it was.
    """
    from voiceguide.cli.option import progress_bar
    from voiceguide.speech.catalogue import install
    from voiceguide.speech.piper import is_installed

    with progress_bar("Downloading", quiet) as report:
        path = install(name, report)
    click.echo(str(path))
    if not is_installed() and not quiet:
        message("To speak with it: pip install 'voiceguide[piper]'")


@command()
@option("--lang", metavar="LANGUAGE", default="en", help="Whose voice to look for.  [default: en]")
def doctor(lang: str) -> None:
    """Check what this computer has, and say how to get what is missing."""
    from voiceguide.cli.doctor import examine, render_findings
    from voiceguide.session.options import read_language

    findings = examine(read_language(lang))
    click.echo(render_findings(findings))
    if any(finding.needed and not finding.good for finding in findings):
        raise Failure("something that is needed is missing; see above.")


# --clear is for the command line alone: a variable that lasts must not delete anything
@command()
@click.option("--clear", is_flag=True, help="Delete every stored sound.")
def cache(clear: bool) -> None:
    """Show where finished sounds are kept and how much they take; or clear them.

    Nothing is lost by clearing: the next build speaks its sentences again.
    """
    from voiceguide.disk.cache import Cache, default_folder

    store = Cache(default_folder())
    if clear:
        click.echo(f"{how_many(store.clear(), 'sound')} deleted from {store.folder}")
        return
    count, size = store.size()
    click.echo(f"{how_many(count, 'sound')}, {size / 1e6:.1f} MB in {store.folder}")


@command()
@click.option("--clear", is_flag=True, help="Forget everything.")
def history(clear: bool) -> None:
    """Show how often each routine was made: what --detail auto goes by."""
    from voiceguide.cli.show import render_history
    from voiceguide.disk.history import History
    from voiceguide.disk.personal import history_file

    past = History(history_file())
    click.echo(
        f"{how_many(past.clear(), 'routine')} forgotten" if clear else render_history(past.all())
    )
