"""Durations: whole milliseconds inside, "45s" or "1:30" outside; lang/lengths.py reads them."""

from __future__ import annotations

from typing import NewType

from msgspec import Struct

Milliseconds = NewType("Milliseconds", int)
"""A length or a point of time, in whole milliseconds."""


class Tempo(Struct, frozen=True):
    """One repetition, phase by phase, each in milliseconds: "3-1-3" is 3000, 1000, 3000."""

    down: Milliseconds
    pause: Milliseconds
    up: Milliseconds

    @property
    def rep(self) -> Milliseconds:
        """Length of one repetition."""
        return Milliseconds(self.down + self.pause + self.up)

    def __str__(self) -> str:
        return "-".join(f"{phase / 1000:g}" for phase in (self.down, self.pause, self.up))


def render_duration(length: int) -> str:
    """Write milliseconds as people do: 45000 -> "45s", 90000 -> "1m30s"."""
    if length < 0:
        return f"-{render_duration(-length)}"
    minutes, rest = divmod(length, 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{rest / 1000:.3f}".rstrip("0").rstrip(".") + "s"
    text = (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes else "")
    return text + seconds if rest or not text else text


def render_clock(length: int, *, tenths: bool = False) -> str:
    """Write milliseconds as a clock shows them: 90000 -> "1:30", with tenths "1:30.0"."""
    units = round(length / 100) if tenths else length // 1000
    seconds, tenth = divmod(units, 10) if tenths else (units, 0)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}.{tenth}" if tenths else text
