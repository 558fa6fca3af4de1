"""A problem, as the command line shows it."""

from __future__ import annotations

from typing import Any

import click

from voiceguide.commands.terminal import message


class Problem(click.ClickException):
    """A VoiceguideError, as the command line shows it: its message, exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the message on standard error, each line by itself."""
        message(self.message, error=True)
