"""What is spoken: known to those who only ask whether it was spoken before."""

from __future__ import annotations

from msgspec import Struct


class Utterance(Struct, frozen=True):
    """A text to speak, at a rate in words per minute."""

    text: str
    rate: int
