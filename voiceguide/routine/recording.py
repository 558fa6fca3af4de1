"""Recordings of one's own: which file holds which sentence, and the list to read from."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from msgspec import Struct

ENDINGS = (".wav", ".flac", ".ogg", ".mp3")
"""Kinds of sound files, the first that is there counts."""
LONGEST_NAME = 48
COLUMNS = ("file", "text", "said")


class RecordingLine(Struct, frozen=True):
    """A sentence to read, and how often it is said in a session.

    0 times means that it is a shorter wording, said where the longer one does not fit.
    """

    text: str
    times: int

    @property
    def file(self) -> str:
        """The file it is looked for in."""
        return recording_name(self.text) + ENDINGS[0]


def recording_name(text: str) -> str:
    """The name of a recording without its ending: readable, stable, and different for each text.

    "Ten more seconds." is `ten-more-seconds-` and six digits of the text's digest.
    """
    plain = " ".join(text.split())
    ascii_text = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_text.replace("'", "")).strip("-")
    digest = hashlib.blake2b(plain.encode(), digest_size=3).hexdigest()
    return f"{words[:LONGEST_NAME].strip('-') or 'text'}-{digest}"


def render_lines(lines: Iterable[RecordingLine]) -> str:
    """The list as CSV, for a spreadsheet or a text editor: file, text, how often it is said."""
    rows = [COLUMNS]
    for one in lines:
        rows.append((one.file, one.text, str(one.times or "if the longer one does not fit")))
    return "".join(",".join(map(_quoted, row)) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[",\r\n]', cell) else cell
