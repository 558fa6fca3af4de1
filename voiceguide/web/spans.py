"""Which bytes a Range header asks for (RFC 9110, section 14), for any server."""

from __future__ import annotations

import re

_SPEC = re.compile(r"(\d{1,4000})-(\d{0,4000})|-(\d{1,4000})", re.ASCII)
"""first-last, first- or -suffix; Python reads no number of more than 4300 digits."""


def find_parts(asked: str, size: int) -> list[range] | None:
    """The parts a Range header asks for that a file of `size` bytes has, in the order asked.

    None where it has to be ignored: another unit, or nothing that is a range. A suffix longer than
    the file is all of it (14.1.2).
    """
    unit, equals, specs = asked.partition("=")
    if not equals or unit.lower() != "bytes":
        return None
    texts = [text.strip(" \t") for text in specs.split(",")]
    found = [
        _SPEC.fullmatch(text) for text in texts if text
    ]  # a list may have empty places (5.6.1)
    if not found or not all(found):
        return None
    parts = [_part(match, size) for match in found if match]
    return None if None in parts else [part for part in parts if part is not None and part]


def _part(match: re.Match[str], size: int) -> range | None:
    """One part, empty where the file does not reach; None where it ends before it begins."""
    first, last, suffix = match.groups()
    if suffix is not None:
        if not size and int(suffix):
            return None  # the end of nothing is there, and no Content-Range could say where
        return range(max(0, size - int(suffix)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
