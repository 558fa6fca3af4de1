"""The looks of a picture: on paper, on a light screen and on a dark one.

The rules are in templates/*.css: plain ones, no variables, as programs that convert SVG know these.
Colours keep 4.5 to 1 for words and
3 to 1 for bars against what is behind them (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from __future__ import annotations

from msgspec import Struct


class Palette(Struct, frozen=True):
    """One set of colours. A name that ends in `_ink` is for words on the colour before it."""

    paper: str
    ink: str
    faint: str
    """Words of second rank."""
    lane: str
    grid: str
    left: str
    left_ink: str
    right: str
    right_ink: str
    both: str
    """Bars of no side."""
    both_ink: str
    speech: str
    rest: str
    rest_ink: str
    tone: str


LIGHT = Palette(
    paper="#ffffff", ink="#1c2128", faint="#57606a", lane="#f1f3f5", grid="#d5dae0",
    left="#1d5fa3", left_ink="#ffffff", right="#d67f1e", right_ink="#1c1206",
    both="#6a5a8c", both_ink="#ffffff", speech="#5b6875",
    rest="#c3cbd4", rest_ink="#1c2128", tone="#0d7d6c",
)  # fmt: skip
DARK = Palette(
    paper="#14171c", ink="#e8ebef", faint="#a0a9b4", lane="#1e232a", grid="#343c46",
    left="#4a97e8", left_ink="#08131f", right="#f5b763", right_ink="#1f1404",
    both="#a795d0", both_ink="#130e1f", speech="#97a3b0",
    rest="#3d4753", rest_ink="#e8ebef", tone="#35c2a8",
)  # fmt: skip
PAPER = Palette(
    paper="#ffffff", ink="#000000", faint="#3d444d", lane="#ffffff", grid="#b5bcc4",
    left="#17497d", left_ink="#ffffff", right="#f0b265", right_ink="#000000",
    both="#6a5a8c", both_ink="#ffffff", speech="#3d444d",
    rest="#e4e8ec", rest_ink="#000000", tone="#075e50",
)  # fmt: skip
