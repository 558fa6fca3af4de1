"""What is spoken: known to those who only ask whether it was spoken before."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct


class Utterance(Struct, frozen=True, omit_defaults=True):
    """A text to speak, at a rate in words per minute."""

    text: str
    rate: int
    recording: Path | None = None
    """The file in which somebody says just that; it has a level of its own."""
