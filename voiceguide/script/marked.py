"""One line of a rendered script, and the line it was written on."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from voiceguide.script.cue import Source
from voiceguide.text import one_line

MARK = re.compile("\x1e([^\x1e\x1f]*):(\\d+)\x1f")
"""One line mark: the file to show, and the line."""

LONG_LINE = 500
"""Letters; a longer line is read anew each time."""

SOFT_END = "\x1d"
"""Before the end of a line that a tag of the template ends: with nothing else in it, it is none."""

DIRECTIVE = re.compile(r"\[\s*([^\s\]]*)\s*([^\]]*?)\s*\]")


class Row(Struct, frozen=True):
    """One line of a rendered script, its marks taken off."""

    text: str
    source: Source

    @property
    def chapter(self) -> bool:
        """Whether it begins a chapter: `#` without a space behind it is text."""
        return self.text.startswith("#") and re.match(r"#+(\s|$)", self.text) is not None

    @property
    def directive(self) -> tuple[str, str] | None:
        """("hold", "45s") for `[hold 45s]`; None for a line of text."""
        match = DIRECTIVE.fullmatch(self.text)
        return (match.group(1), match.group(2)) if match else None


def read_line(line: str, file: str, number: int) -> Row:
    """A line of a rendered script, and where it was written by the marks in it."""
    return (_row if len(line) <= LONG_LINE else _row.__wrapped__)(line, file, number)


@lru_cache(4096)  # in the script of another person most lines are the same
def _row(line: str, file: str, number: int) -> Row:
    marks = list(MARK.finditer(line))
    source = Source(file, number)
    if marks:
        # the mark right before the first visible character; a line that starts with {{ ... }}
        # still carries the mark of the line above it (the first line of a script carries none),
        # and is corrected by the mark that follows
        own = marks
        for before, mark in pairwise(marks):
            if line[before.end() : mark.start()].strip():
                break
            own = own[1:]  # what is left over from the turn of a loop before may be further down
        named = own[0].group(1)
        source = Source(named, max(int(m.group(2)) for m in own if m.group(1) == named))
        line = MARK.sub("", line)
    return Row(one_line(line), source)
