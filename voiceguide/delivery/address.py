"""The address a folder has on the web, as every feed reader takes it: ASCII, and of a folder.

https://bücher.example/my hips  ->  https://xn--bcher-kva.example/my%20hips
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from urllib.parse import SplitResult, quote, unquote, urlsplit

from voiceguide.errors import RoutineError

OPTION = "--base-url"
EXAMPLE = "Write it like https://example.org/sessions."
_FILE = re.compile(r"\.(xml|rss|html?|m3u8?|mp3|jpg)$", re.IGNORECASE)
"""How a file of a published folder ends, or one like it; no folder does."""
_IN_PATH = "/:@!$&'()*+,;=~"
"""What stands in a path as it is (RFC 3986, pchar)."""
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
"""What parts the labels of a host (RFC 3490)."""
_KEPT = re.compile("([\u00df\u03c2])")
"""Letters that IDNA 2008 keeps and Python's codec, which is of 2003, writes as others: with it
`faß.example` would be the address of somebody else."""
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


def parse_address(text: str) -> str:
    """Read the address of a folder: percent-encoded, its host in punycode.

    What is encoded already stays. Raises RoutineError for what is not the address of a folder.
    """
    bare = text.strip()
    try:
        parts = urlsplit(bare)
        port = parts.port  # raises where it is no number
        good = parts.scheme in {"http", "https"} and parts.hostname and bare.isprintable()
    except ValueError:  # also a bracket that is never closed
        good = False
    if not good:
        raise RoutineError(f"{text!r} is not the address of a folder", where=OPTION, remedy=EXAMPLE)
    _refuse_more(text, parts)
    host = _encode_host(parts.hostname or "", text)
    site = f"{parts.scheme}://{host}{f':{port}' if port is not None else ''}"
    path = _encode_path(parts.path)
    _refuse_file(text, path, site)
    return site + path


def _refuse_more(text: str, parts: SplitResult) -> None:
    """Refuse an address that cannot be the prefix of a file's address in a feed."""
    for part, there, remedy in (
        ("a name or password", "@" in parts.netloc, "Leave it out: everybody can read a feed."),
        ("a query", "?" in text, "Leave it out; in a folder's name write %3F for ?."),
        ("a fragment", "#" in text, "Leave it out; in a folder's name write %23 for #."),
    ):
        if there:
            problem = f"the address of a folder cannot have {part}"
            raise RoutineError(problem, where=OPTION, remedy=remedy)


def _refuse_file(text: str, path: str, site: str) -> None:
    folder, _, last = path.rstrip("/").rpartition("/")
    name = unquote(last)
    if _FILE.search(name):
        what = (
            "that is the feed's own address" if name.lower() == "feed.xml" else f"{name} is a file"
        )
        raise RoutineError(
            f"{text!r}: {what}", where=OPTION, remedy=f"Name its folder: {site}{folder}."
        )


def _encode_host(host: str, text: str) -> str:
    """An IPv6 address in its brackets, or a name whose every label is ASCII."""
    import ipaddress

    if ":" in host and "%" not in host:  # % and the name of a network card: not of the web
        with contextlib.suppress(ValueError):
            return f"[{ipaddress.IPv6Address(host)}]"
    labels = _DOTS.split(host)
    if len(labels) > 1 and not labels[-1]:  # the root, which may be written
        labels.pop()
    labels = [_encode_label(label) for label in labels]
    name = ".".join(labels)
    if not all(map(_LABEL.fullmatch, labels)) or len(name) > 253:
        raise RoutineError(f"{text!r} has no valid host", where=OPTION, remedy=EXAMPLE)
    return name


def _encode_label(label: str) -> str:
    """One label in punycode (IDNA 2008, as browsers write it); "" where there is no such label."""
    from encodings.idna import nameprep

    if label.isascii():
        return label.lower()
    try:
        folded = [one if _KEPT.fullmatch(one) else nameprep(one) for one in _KEPT.split(label)]
        name = unicodedata.normalize("NFC", "".join(folded))
    except UnicodeError:  # signs no name may have
        return ""
    return name if name.isascii() else "xn--" + name.encode("punycode").decode("ascii")


def _encode_path(path: str) -> str:
    """Percent-encode a path; a % that begins no %XX is a sign of its own."""
    text = re.sub("%(?![0-9A-Fa-f]{2})", "%25", unicodedata.normalize("NFC", path))
    return quote(text, safe=f"{_IN_PATH}%")
