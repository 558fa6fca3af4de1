"""What this computer has and keeps: voices, doctor, cache, history."""

from __future__ import annotations

import click

from voiceguide.commands.option import option
from voiceguide.commands.problem import Problem


@click.command()
@option("--lang", metavar="CODE", help="Only voices of this language: en, de.")
@option("--engine", metavar="NAME", default="system", help="Whose voices.  [default: system]")
def voices(lang: str | None, engine: str) -> None:
    """List the voices that can speak."""
    from voiceguide.show import render_voices
    from voiceguide.speech.engine import find_engine
    from voiceguide.speech.pool import list_voices

    click.echo(render_voices(list_voices(find_engine(engine)), lang or ""))


@click.command()
def doctor() -> None:
    """Check what this computer has, and say how to get what is missing."""
    from voiceguide.doctor import examine, render_findings

    findings = examine()
    click.echo(render_findings(findings))
    if any(finding.needed and not finding.good for finding in findings):
        raise Problem("something that is needed is missing; see above.")


@click.command()
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


@click.command()
@click.option("--clear", is_flag=True, help="Forget everything.")
def history(clear: bool) -> None:
    """Show how often each routine was made: what --detail auto goes by."""
    from voiceguide.history import History
    from voiceguide.personal import history_file
    from voiceguide.show import render_history

    past = History(history_file())
    click.echo(f"{past.clear()} routines forgotten" if clear else render_history(past.all()))
