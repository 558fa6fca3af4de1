"""A file that may be anything: what kind of list it is, and reading it.

`parse_handout` takes bytes, so that whoever has a file, standard input or a form reads them alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from voiceguide.errors import RoutineError
from voiceguide.routine.handout import MOST_LISTED, UNNAMED, Handout
from voiceguide.routine.wording import wording_of
from voiceguide.text import composed, has_words

_KINDS = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word, Excel or other packed file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"ID3", "a sound file"),
    (b"SQLite format 3", "a database"),
    (b"\x1f\x8b", "a packed file"),
)
"""How files begin that people have lists in, and what they are."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")


def parse_handout(data: bytes, file: str, name: str) -> Handout:
    """Read a list of any kind; `name` is what a routine without a title is called.

    Raises RoutineError with the file, and the line where there is one.
    """
    if len(data) > MOST_LISTED:
        raise RoutineError(
            f"this is larger than {MOST_LISTED // 1000} kB",
            where=file,
            remedy="A list has one exercise on a line; split it into several.",
        )
    text = decode_list(data, file)
    if not has_words(text):
        raise RoutineError("there is nothing in it", where=file, remedy=_LIKE_THIS)
    found = _reader(text, file)(text, file, name)
    if not any(found.moves):
        raise RoutineError("no exercise was found in it", where=file, remedy=_LIKE_THIS)
    named = name.replace("-", " ").capitalize()
    own = wording_of(found.language).first("own") if name == UNNAMED else named
    return replace(found, title=found.title or own or named)


_LIKE_THIS = 'Write one on each line, like "Clamshell, 3 x 10, each side" or "Plank 45 s".'


def decode_list(data: bytes, file: str) -> str:
    """The text of a file in UTF-8, UTF-16 or the code page of Windows. Raises RoutineError."""
    for start, kind in _KINDS:
        if data.startswith(start):
            raise RoutineError(
                f"this is {kind}, not text",
                where=file,
                remedy="Copy the list out of it, and paste it into: voiceguide import -",
            )
    text = decode_text(data)
    if text is None or _CONTROL.search(text):
        line = 1 if text is None else text.count("\n", 0, _CONTROL.search(text).start()) + 1  # type: ignore[union-attr]
        raise RoutineError(
            "this is not text", where=f"{file}:{line}", remedy="Save the list as plain text."
        )
    if re.match(r"\s*<(?:!doctype|html|\?xml)", text, re.IGNORECASE):
        raise RoutineError(
            "this is a web page or XML, not a list",
            where=file,
            remedy="Copy the list out of it, and paste it into: voiceguide import -",
        )
    return composed(text.replace("\r\n", "\n").replace("\r", "\n"))


def decode_text(data: bytes) -> str | None:
    """The text of bytes in UTF-8, UTF-16 or the code page of Windows; None where it is none."""
    codes = ["utf-8-sig", "cp1252"]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codes = ["utf-16"]
    even, odd = data[::2].count(0), data[1::2].count(0)
    if len(codes) > 1 and max(even, odd) * 4 > len(data):
        # UTF-16 without a mark: every other byte of Latin letters is a zero
        codes = ["utf-16-le" if odd > even else "utf-16-be"]
    for code in codes:
        try:
            return data.decode(code)
        except UnicodeDecodeError:
            continue
    return None


_Read = Callable[[str, str, str], Handout]


def _reader(text: str, file: str) -> _Read:
    """What reads a text: its first signs tell, and its name only where they leave it open."""
    ending = file.rpartition(".")[2].lower()
    if re.search(r"^\[\[(?:pair|block)\]\]\s*(?:#.*)?$", text, re.MULTILINE):
        raise RoutineError(
            "this is a routine already",
            where=file,
            remedy="Build it as it is: voiceguide build FILE.toml",
        )
    if ending == "json" or re.match(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])", text):
        from voiceguide.routine.timers import read_timers

        return read_timers
    if ending in ("yaml", "yml") or (
        re.search(r"^exercises:(?:\s|$)", text, re.MULTILINE)
        and re.search(r"^\s*-?\s*(?:name|duration):\s", text, re.MULTILINE)
    ):
        from voiceguide.routine.w2a import read_w2a

        return read_w2a
    from voiceguide.routine.spreadsheet import find_columns, read_sheet

    if find_columns(text):
        return read_sheet
    from voiceguide.routine.plainlist import read_list

    return lambda text, file, name: read_list(text, file)
