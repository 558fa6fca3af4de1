"""What a person reads: wrapped at words and coloured on a terminal, plain everywhere else."""

from __future__ import annotations

import os
import sys
from typing import TextIO

import click

NAME = "voiceguide"


def message(text: str, *, error: bool = False) -> None:
    """Print a message of one or more lines on standard error; what is an error says who speaks."""
    for line in text.split("\n") if text else ():
        said = f"{NAME}: {line}" if error else line
        click.echo(dress(said, sys.stderr), err=True)


def report(text: str) -> None:
    """Print what a command found, on standard output."""
    click.echo("\n".join(dress(line, sys.stdout) for line in text.split("\n")))


def dress(line: str, file: TextIO) -> str:
    """A line as it is printed: the same everywhere but on a terminal."""
    if not file.isatty():
        return line
    import shutil

    wrapped = wrap(line, shutil.get_terminal_size().columns)
    return _coloured(wrapped) if has_colour(file) else wrapped


def wrap(line: str, columns: int) -> str:
    """Break a line at spaces, never inside a word; what is indented is shown as it is."""
    if line.startswith(" "):
        return line
    import textwrap

    return textwrap.fill(
        line,
        max(20, columns),
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def has_colour(file: TextIO) -> bool:
    """Whether to colour: on a terminal that can, unless NO_COLOR says no (no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return file.isatty() and not plain


def _coloured(text: str) -> str:
    if text.startswith(f"{NAME}: "):
        return click.style(NAME, fg="red", bold=True) + text.removeprefix(NAME)
    before, mark, after = text.partition("warning: ")
    if mark and (not before or before.endswith(": ")):
        return before + click.style("warning:", fg="yellow", bold=True) + f" {after}"
    return text
