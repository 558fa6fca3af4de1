"""The sentences of a cue script that a person can change, each with its place in the template.

A passage is one wording: what stands between the time of a line and its end, or between two ` / `;
or a text that a macro is told, `felt="..."`. To replace one changes its span of the template and
not a character besides. Tags and directives are never part of it; a value that stands inside a
sentence is shown as it is written, `{{ hold }}`, and kept as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from jinja2 import Environment, TemplateSyntaxError, nodes
from msgspec import Struct

from voiceguide.script.lines import BARE_TIME
from voiceguide.text import has_words

BRACE = '{{ "{" }}'
"""How a brace is written that must not begin a tag."""
HOLE, CUT = "\ufffc", "\ufffb"
"""Stand for every character of a value, and of a tag, while a template is taken apart."""
MOST_LETTERS = 50_000
"""Of a script; the longest built-in one has 5,500."""
MOST_PASSAGES = 300
"""Of one script; the longest built-in one has forty."""
SLASH = re.compile(r"(?:^|(?<=\s))/(?=\s|$)")
"""What parts two wordings."""
_ENV = Environment(keep_trailing_newline=True)
_OPENER = re.compile(r"\[\s*(hold|reps|rest|phases|end)\b")
_BARE = re.compile(rf"{BARE_TIME}|(?:countdown|breathe)[\s{HOLE}\d.-]*|count")
"""A line of a block that has no words."""
_ENDED = re.compile("[.!?…:,;][\"'”»)]*$")

Kind = Literal["line", "text", "say"]


class Passage(Struct, frozen=True):
    """One wording of a script."""

    start: int
    """Where it stands in the template, in characters from its beginning."""
    end: int
    kind: Kind
    """A line of the cue language, a text inside a tag, or a text of the routine file."""
    source: str
    """As it stands in the template."""
    shown: str
    """As a person reads and types it."""
    first: int
    """The lines of the template it stands on, from 1."""
    last: int
    values: tuple[str, ...] = ()
    """The values in it, each as it stands in the template: `{{ reps|spoken }}`."""
    quote: str = ""
    """What the text inside a tag is enclosed in."""
    shorter: bool = False
    """Whether it is said only where the one before it is too long."""

    def find(self, text: str) -> str:
        """The part of a text that says it, whatever its values are; "" where none does.

        Not by an expression: many values in a sentence would keep one busy for hours.
        """
        first, *others = _fixed(self.shown, self.values)
        start = text.find(first)
        while start >= 0:
            end = _end_of(text, start + len(first), others)
            if end >= 0 and not (_joins(text, start) or _joins(text, end)):
                return text[start:end]
            start = text.find(first, start + 1) if first else -1
        return ""


class Bit(Struct, frozen=True):
    """A token of a template and its place."""

    kind: str
    start: int
    end: int


@lru_cache(16)
def find_passages(template: str) -> tuple[Passage, ...]:
    """Every passage of a template in its order; none where it cannot be read, or is a huge one."""
    if len(template) > MOST_LETTERS:
        return ()
    try:
        bits = list(_bits(template))
        said = _said_texts(template)
    except (TemplateSyntaxError, RecursionError, ValueError):
        return ()
    found = [*_line_passages(template, bits), *_text_passages(template, bits, said)]
    return tuple(sorted(found, key=lambda one: one.start))[:MOST_PASSAGES]


def unescape(source: str, quote: str) -> str:
    """What a piece of a template says: without what is there for Jinja alone."""
    if not quote:
        return source.replace(BRACE, "{")
    return re.sub(r"\\(.)", r"\1", source)


def _bits(template: str) -> Iterator[Bit]:
    """The tokens with their places; jinja2 leaves out spaces, and reads all line ends as one."""
    places = [at for at in range(len(template)) if template[at : at + 2] != "\r\n"]
    places.append(len(template))
    plain = template.replace("\r\n", "\n").replace("\r", "\n")
    at = 0
    for _, kind, value in _ENV.lexer.tokeniter(plain, None):
        start = plain.index(value, at)
        at = start + len(value)
        yield Bit(kind, places[start], places[at])


# Lines of the cue language.


def _line_passages(template: str, bits: list[Bit]) -> Iterator[Passage]:
    mask, block, joined = _mask(template, bits), "", list[tuple[int, int]]()
    for start, end in _lines(mask):
        line = mask[start:end]
        words = line.replace(CUT, "").lstrip("\ufeff").strip()
        if opener := _OPENER.match(words):
            block = _inside(block, opener.group(1))
        plain = bool(words) and not words.startswith(("[", "#")) and "|" not in words
        whole = plain and not block and CUT not in line
        if joined and not whole:
            yield from _wordings(template, mask, joined[0][0], joined[-1][1])
            joined = []
        if whole:
            joined.append((start, end))
        elif "|" in words and not words.startswith("#"):
            bar = start + line.index("|") + 1
            for begin, stop in _pieces(mask, bar, end, f"[|{CUT}]+"):
                yield from _wordings(template, mask, begin, stop)
        elif plain and block in ("", "rest") and not _BARE.fullmatch(words):
            for begin, stop in _pieces(mask, start, end, f"{CUT}+"):
                yield from _wordings(template, mask, begin, stop)
    if joined:
        yield from _wordings(template, mask, joined[0][0], joined[-1][1])


def _inside(block: str, opener: str) -> str:
    """In which block the lines after a directive stand."""
    if opener == "end":
        return "hold" if block == "phases" else ""
    return opener


def _mask(template: str, bits: list[Bit]) -> str:
    """The template with holes in the place of its values, and cuts in that of its tags."""
    mask, begin, inside = list(template), 0, ""
    for bit in bits:
        opens = re.fullmatch(r"(variable|block|comment|raw)_begin", bit.kind)
        if opens and not inside:
            begin, inside = bit.start, opens.group(1)
        elif inside and bit.kind == f"{inside}_end":
            if template[begin : bit.end] != BRACE:
                sign = HOLE if inside == "variable" else CUT
                mask[begin : bit.end] = sign * (bit.end - begin)
            inside = ""
    return "".join(mask)


def _lines(mask: str) -> Iterator[tuple[int, int]]:
    return _pieces(mask, 0, len(mask), "\n")


def _pieces(mask: str, start: int, end: int, between: str) -> Iterator[tuple[int, int]]:
    """Where the pieces of a part of the mask begin and end that something stands between."""
    for match in re.compile(between).finditer(mask, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def _wordings(template: str, mask: str, start: int, end: int) -> Iterator[Passage]:
    """The wordings of a part of a template that has no tags."""
    for number, (begin, stop) in enumerate(_parts(mask[start:end])):
        source, holed = template[start + begin : start + stop], mask[start + begin : start + stop]
        told = holed.replace(HOLE, "").replace("{n}", "").strip()
        if not has_words(told) or told.startswith("["):
            continue
        values = tuple(source[one.start() : one.end()] for one in re.finditer(f"{HOLE}+", holed))
        yield _passage(template, start + begin, source, "line", number, values=values)


def _passage(
    template: str,
    start: int,
    source: str,
    kind: Kind,
    number: int,
    *,
    values: tuple[str, ...] = (),
    quote: str = "",
) -> Passage:
    first = template.count("\n", 0, start) + 1
    last = first + source.count("\n")
    shown = " ".join(unescape(source, quote).split())
    end = start + len(source)
    return Passage(start, end, kind, source, shown, first, last, values, quote, number > 0)


def _parts(mask: str) -> Iterator[tuple[int, int]]:
    """Where the wordings of a text begin and end."""
    edges = [0, *(at for match in SLASH.finditer(mask) for at in match.span()), len(mask)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = mask[start:end]
        left = len(piece) - len(piece.lstrip(" \t\r\n\ufeff"))
        stop = start + len(piece.rstrip(" \t\r\n"))
        if start + left < stop:
            yield start + left, stop


# Texts inside tags.


def _text_passages(template: str, bits: list[Bit], said: Counter[str]) -> Iterator[Passage]:
    strings = [bit for bit in bits if bit.kind == "string"]
    values = [template[bit.start + 1 : bit.end - 1] for bit in strings]
    for bit, inner in zip(strings, values, strict=True):
        # a text that stands elsewhere too, where nobody says it, steers something
        if said[_value(inner)] != sum(_value(one) == _value(inner) for one in values):
            continue
        if not is_sentence(inner) or not re.fullmatch(r"(?:[^\\]|\\[\\\"'])*", inner):
            continue
        yield from _text_wordings(template, bit, inner)


def _text_wordings(template: str, bit: Bit, inner: str) -> Iterator[Passage]:
    for number, (begin, stop) in enumerate(_parts(inner)):
        source, start = inner[begin:stop], bit.start + 1 + begin
        if has_words(source) and not source.startswith("["):
            yield _passage(template, start, source, "text", number, quote=template[bit.start])


def is_sentence(text: str) -> bool:
    """Whether a text inside a tag is one to be said; others are names, or pieces of a sentence."""
    if text != text.strip():
        return False
    return any(
        _ENDED.search(part.strip()) or (part.strip()[:1].isupper() and " " in part.strip())
        for part in SLASH.split(text)
    )


def _said_texts(template: str) -> Counter[str]:
    """The texts in places where what stands there is said, and how often they stand there."""
    tree = _ENV.parse(template)
    return Counter(str(one.value) for one in _said(tree, said=False))


def _said(node: nodes.Node, *, said: bool) -> Iterator[nodes.Const]:
    """Every text under a node that is told to a macro, set, listed or put out."""
    parts: list[tuple[nodes.Node | None, bool]]
    match node:
        case nodes.Const():
            if said and isinstance(node.value, str):
                yield node
            return
        case nodes.CondExpr():
            parts = [(node.test, False), (node.expr1, said), (node.expr2, said)]
        case nodes.Call():
            each = [*node.args, *(one.value for one in node.kwargs)]
            parts = [(node.node, said), *((one, True) for one in each)]
        case nodes.Filter(name="default"):
            parts = [(node.node, False), *((one, said) for one in node.args)]
        case nodes.Dict():
            parts = [pair for one in node.items for pair in ((one.key, False), (one.value, said))]
        case nodes.Assign():
            parts = [(node.node, True)]
        case nodes.Output():
            parts = [(one, True) for one in node.nodes]
        case nodes.List() | nodes.Tuple() | nodes.Or() | nodes.And() | nodes.Getattr():
            parts = [(one, said) for one in node.iter_child_nodes()]
        case _:
            parts = [(one, False) for one in node.iter_child_nodes()]
    for part, heard in parts:
        if part is not None:
            yield from _said(part, said=heard)


def _value(inner: str) -> str:
    """What jinja2 makes of the inside of a text."""
    try:
        return inner.encode("ascii", "backslashreplace").decode("unicode-escape")
    except UnicodeDecodeError:
        return inner


@lru_cache(1024)
def _fixed(shown: str, values: tuple[str, ...]) -> list[str]:
    """What stands between the values of a sentence."""
    holes = "|".join(re.escape(" ".join(one.split())) for one in values)
    return [one.strip() for one in re.split(holes, shown)] if holes else [shown]


def _end_of(text: str, at: int, pieces: list[str]) -> int:
    """Where the last of some pieces ends that follow each other in a text; -1 where they do not."""
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            return -1
        at = found + len(piece)
    return at if not pieces or pieces[-1] else len(text)


def _joins(text: str, at: int) -> bool:
    """Whether a place is in the middle of a word."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
