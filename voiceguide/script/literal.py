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
_SIGNS = re.compile(r"[\[\]|]|(?<!\S)/(?!\S)|^#")
_SHOWN = {_FIRST + ord(sign): sign for sign in "[]|/#"} | {ord(_PLAIN): ""}
_BEGINS = re.compile(
    r"\W*(?:(?:count ?down|breathe|every|hold|pause|rest|reps)\W*\d|tone\s|end\W*$"
    r"|(?:up|down|pause|count)\s*[:\u2013\u2014-])"
    r"|[-\u2212\u2013]\s*\d|\d\S*(?:\s\S+)?\s*[:\u2013\u2014-]\s",
    re.IGNORECASE,
)
"""What a directive or a time of the cue language begins with, and few titles do."""


def literal(text: str) -> str:
    """A text on one line, as it can stand in a script."""
    line = " ".join(text.split())
    hidden = _SIGNS.sub(lambda sign: chr(_FIRST + ord(sign[0])), line)
    return (_PLAIN if _BEGINS.match(line) else "") + hidden


def restored(text: str) -> str:
    """What was written."""
    return text if text.isascii() else text.translate(_SHOWN)
