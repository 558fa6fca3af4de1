"""A problem, as the command line shows it."""

from __future__ import annotations

import sys
from typing import Any

import click

INTERRUPTED = 130
"""The exit code after Ctrl-C."""


class Problem(click.ClickException):
    """A VoiceguideError, as the command line shows it: one message, exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the message on standard error."""
        click.echo(f"voiceguide: {self.message}", file=file or sys.stderr)
