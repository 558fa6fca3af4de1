"""Rendering a script that has mistakes, so that everything else wrong with it is found too.

What fails is noted, its line is made harmless, and the script is rendered again: so a mistake in a
template hides neither the next one nor a mistake in the cues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from voiceguide.errors import SlowScript, VoiceguideError
from voiceguide.problem import Problem
from voiceguide.script.template import TOO_MUCH, Renderer

MOST_MENDS = 20
"""Mistakes of one script that are mended; after these it is given up."""

_CONSTRUCT = re.compile(r"\{([{%#])(?:(?!\{[{%#]).)*?(?:\}\}|%\}|#\})", re.DOTALL)
_OPEN = re.compile(r"\{[{%#].*")
_STRUCTURE = re.compile(
    r"unknown tag|.* is not closed$|.* belongs to nothing|.* does not belong", re.DOTALL
)
"""Problems of tags that open and close; all but the first of a file are its consequences."""


def render_mending(
    renderer: Renderer, name: str, variables: Mapping[str, object]
) -> tuple[list[Problem], str]:
    """Render a template as far as it goes: what is wrong with it, and the text.

    A problem that says nothing only tells that nothing found on its line counts: it comes of
    another one. Raises SlowScript.
    """
    found: list[Problem] = []
    lost: set[str] = set()
    for _ in range(MOST_MENDS):
        try:
            return found, renderer.render(name, variables)
        except SlowScript:
            raise
        except VoiceguideError as error:
            fault = error.fact
            found.append(_without_consequence(fault, found, lost))
            file, _, line = fault.where.rpartition(":")
            text = renderer.text_of(file)
            mended = mend(text, int(line), structure=_is_structure(fault)) if text else text
            if mended is None or mended == text or fault.remedy == TOO_MUCH:
                return found, ""
            lost |= set(_names_lost(text or "", int(line)))
            renderer.replace_text(file, mended)
    return found, ""


def mend(text: str, line: int, *, structure: bool) -> str:
    """Make what stands on a line of a template harmless; all lines keep their numbers.

    Tags that open something stay open, unless it is the `structure` that is wrong.
    """
    mended = text
    for start, end in reversed(_spans(text, line)):
        old = text[start:end]
        new = _harmless(old, structure=structure)
        if new == old:
            continue
        lines = "\n" * old.count("\n")
        new = new.replace(" %}", f"{lines} %}}") if new.endswith(" %}") else new + lines
        mended = mended[:start] + new + mended[end:]
    if mended != text or _spans(text, line):
        return mended
    rows = text.split("\n")
    if 0 < line <= len(rows):  # something that is not closed
        rows[line - 1] = _OPEN.sub("", rows[line - 1])
    return "\n".join(rows)


def _spans(text: str, line: int) -> list[tuple[int, int]]:
    """Where the constructs that touch a line begin and end."""
    spans = []
    for match in _CONSTRUCT.finditer(text):
        first = text.count("\n", 0, match.start()) + 1
        if first <= line <= first + match.group().count("\n"):
            spans.append(match.span())
    return spans


def _harmless(construct: str, *, structure: bool) -> str:
    if construct.startswith("{{"):
        return "x"
    tag = re.match(r"\{%[-+]?\s*(\w+)\s*(.*?)\s*[-+]?%\}", construct, re.DOTALL)
    if tag is None or structure or tag.group(1) in ("include", "import", "from", "extends"):
        return ""
    return _open_tag(*tag.groups()) or construct


def _open_tag(name: str, rest: str) -> str:
    """The tag that is put in place of one that opens a block or sets a name: it works out nothing,
    so that nothing in it can fail. "" for any other tag, which can stay as it is."""
    if name in ("if", "elif"):
        return f"{{% {name} true %}}"
    if name == "for":
        names = re.findall(r"\w+", rest.partition(" in ")[0]) or ["x"]
        item = f"({', '.join('0' for _ in names)},)" if len(names) > 1 else "0"
        return f"{{% for {', '.join(names)} in [{item}] %}}"
    if name == "set" and (target := re.match(r"\w+", rest)) and "=" in rest:
        return f"{{% set {target.group()} = '' %}}"
    return ""


def _names_lost(text: str, line: int) -> Iterator[str]:
    """The names that have no value any more once a line is mended."""
    for start, end in _spans(text, line):
        construct = text[start:end]
        if match := re.match(r"\{%[-+]?\s*(?:set|macro)\s+(\w+)", construct):
            yield match.group(1)
        if match := re.search(r"\bimport\b(.*)", construct, re.DOTALL):
            yield from re.findall(r"\w+", match.group(1))
        if match := re.search(r"\bimport\b.*\bas\s+(\w+)", construct, re.DOTALL):
            yield match.group(1)


def _is_structure(problem: Problem) -> bool:
    return _STRUCTURE.match(problem.what) is not None


def _without_consequence(problem: Problem, before: list[Problem], lost: set[str]) -> Problem:
    """The problem; one that says nothing where it comes of those before it."""
    file = problem.where.rpartition(":")[0]
    again = _is_structure(problem) and any(
        _is_structure(one) and one.where.rpartition(":")[0] == file for one in before
    )
    named = re.match(r"'(\w+)' is undefined", problem.what)
    return problem._replace(what="") if again or (named and named[1] in lost) else problem
