"""Text of a routine that passes through a script as it stands.

What a person writes in `title` and `say` is said, whatever it looks like: "[x]" is no directive and
"countdown 5" no line of a hold. On its way through a template and the cue language each sign that
means something there is another character, one that nobody has a use for, and is put back where
words are read.
"""

from __future__ import annotations

import re

_FIRST = 0xE100
"""Of Unicode's private use area."""
_PLAIN = "\ue0ff"
"""Before a text that begins like a line of its own."""
_SIGNS = "[]|/#{}%"
_HIDDEN = {ord(sign): chr(_FIRST + ord(sign)) for sign in _SIGNS}
_SHOWN = {_FIRST + ord(sign): sign for sign in _SIGNS} | {ord(_PLAIN): ""}
_BEGINS = re.compile(
    r"\W*(countdown|count|breathe|every|hold|pause|rest|reps|tone|phases|enter|end|up|down|next|\d)",
    re.IGNORECASE,
)
"""What a directive or a time of the cue language begins with."""


def literal(text: str) -> str:
    """A text on one line, as it can stand in a script."""
    line = " ".join(text.split())
    return (_PLAIN if _BEGINS.match(line) else "") + line.translate(_HIDDEN)


def restored(text: str) -> str:
    """What was written."""
    return text if text.isascii() else text.translate(_SHOWN)
