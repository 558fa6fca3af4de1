"""What went wrong, as the command line shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from voiceguide.cli.terminal import message
from voiceguide.errors import VoiceguideError

INTERRUPTED = 130
"""The exit code after Ctrl-C."""


class Failure(click.ClickException):
    """What went wrong, as the command line shows it: its message, exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the message on standard error, each line by itself."""
        message(self.message, error=True)


def tell(error: VoiceguideError, variables: Mapping[str, str]) -> str:
    """An error in words, a line for each; `variables` are options that came from the environment.

    Option -> the variable it came from, which is named: it may have been set long ago.
    """
    lines = []
    for one in error.problems:
        variable = variables.get(one.where.split()[0]) if one.where else None
        lines.append(f"{one} It comes from {variable}." if variable else str(one))
    return "\n".join(lines)
