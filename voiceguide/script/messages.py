"""What jinja2 and Python say about a template, in the words of somebody who writes scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import TemplateSyntaxError, UndefinedError

from voiceguide.errors import ScriptError, suggest

CLOSED = ("if", "for", "macro", "block", "call", "filter", "with", "raw")
"""The tags that need an end."""
TAGS = ("elif", "else", "set", "include", "import", "from", "extends", *CLOSED)
"""The tags a script can use, besides the ends."""
WITHOUT_CONTEXT = (
    'Import this file with context: {% import "cues.j2" as cues with context %}, for example.'
)
"""What to do where a variable is there, but not in the macros of a file."""


def complain_of_syntax(
    error: TemplateSyntaxError, file: str, filters: Iterable[str] = ()
) -> ScriptError:
    """Say what is wrong with the syntax of a template, and where: file:line."""
    text, line = error.message or "", error.lineno
    problem, remedy = _clause(text), ""
    tag = re.search(r"unknown tag '(\w+)'", text)
    block = re.search(r"needs to be closed is '(\w+)'", text)
    if tag and tag.group(1) not in _ALL_TAGS:
        name = tag.group(1)
        problem, remedy = f"unknown tag {name!r}", _near(name, _ALL_TAGS) or suggest(name, TAGS)
    elif tag and block:
        problem = f"'{tag.group(1)}' does not belong to the open {block.group(1)!r}"
        remedy = f"Write {{% end{block.group(1)} %}} before it."
    elif tag:
        problem = f"{tag.group(1)!r} belongs to nothing that is open"
        remedy = f"Take it away, or write {{% {_opener(tag.group(1))} ... %}} before it."
    elif block:
        name = block.group(1)
        problem, line = f"{name!r} is not closed", _line_of_open(error.source or "", name) or line
        remedy = f"Write {{% end{name} %}} after its last line."
    elif match := re.search(r"No (filter|test) named '(\w+)'", text):
        names = list(filters) if match.group(1) == "filter" else []
        problem, remedy = f"unknown {match.group(1)} {match.group(2)!r}", _near(match[2], names)
    elif text.startswith(("Expected an expression", "unexpected 'end of")):
        sign = "}}" if "print statement" in text else "%}"
        problem, remedy = f"something is missing before {sign}", "Write a variable or a condition."
    elif match := re.search(r"got '(.+)'$", problem):
        problem, remedy = f"unexpected {match.group(1)!r}", _expected(text, match.group(1))
    elif re.fullmatch(r"unexpected '[})%]+'", problem):
        remedy = "A variable stands in {{ ... }}, a tag in {% ... %}."
    elif "end of comment" in text:
        problem, remedy = "a comment is not closed", "Write #} after it."
    elif re.search(r"unexpected char [\"']+ at \d+|unexpected char \"'\" at", text):
        problem, remedy = "a text is not closed", "Close it with the same quote."
    elif match := re.search(r"unexpected char (.+) at \d+", text):
        problem = f"unexpected {match.group(1)}"
        remedy = "A text inside {{ }} or {% %} stands between straight quotes."
    return ScriptError(problem, where=f"{file}:{line}", remedy=remedy)


def complain_of_undefined(
    error: UndefinedError, variables: Mapping[str, Any], where: str
) -> ScriptError:
    """Say which name a template uses that is not there."""
    text = error.message or ""
    if match := re.fullmatch(r"'(\w+)' is undefined", text):
        name = match.group(1)
        remedy = suggest(name, variables) if name not in variables else WITHOUT_CONTEXT
        return ScriptError(_clause(text), where=where, remedy=remedy)
    if match := re.search(r"template '(.+?)' .*requested name '(\w+)'", text):
        problem = f"{match.group(1)!r} has no macro {match.group(2)!r}"
        return ScriptError(problem, where=where, remedy="Check its name there.")
    if match := re.search(r"Length object' has no attribute '(\w+)'", text):
        problem = f"a duration has no {match.group(1)!r}"
        return ScriptError(problem, where=where, remedy="It has seconds: {{ hold.seconds }}.")
    return ScriptError(_clause(text), where=where)


def complain_of_fault(error: BaseException, where: str) -> ScriptError:
    """Say what an expression in a template did wrong."""
    if isinstance(error, MemoryError):
        return ScriptError(
            "a text or list in it grows without end",
            where=where,
            remedy="Does it double again and again?",
        )
    if isinstance(error, RecursionError):
        return ScriptError(
            "it goes too deep", where=where, remedy="Does a macro or a script use itself?"
        )
    text = str(error)
    if match := re.search(r"No (filter|test) named '(\w+)'", text):
        return ScriptError(f"unknown {match.group(1)} {match.group(2)!r}", where=where)
    if match := re.search(r"operand type\(s\) for (\S+): '(\w+)' and '(\w+)'", text):
        sign, left, right = match.group(1), _kind(match.group(2)), _kind(match.group(3))
        problem = f"{sign} does not go with {left} and {right}"
        remedy = "Texts are joined with ~." if sign == "+" else ""
        if sign[0] in "<>":
            remedy = f"Compare its seconds: {{% if hold.seconds {sign} 30 %}}."
        return ScriptError(problem, where=where, remedy=remedy)
    remedy = "Join texts with ~, not with +." if "concatenate" in text else ""
    return ScriptError(f"the template fails: {_clause(text)}", where=where, remedy=remedy)


def _kind(name: str) -> str:
    """A type of Python in words."""
    kinds = {"Length": "a duration", "str": "a text", "list": "a list", "NoneType": "nothing"}
    return kinds.get(name, "a number")


def _clause(text: str | None) -> str:
    """A text as part of a sentence: one line, a small first letter, no full stop."""
    said = " ".join((text or "something went wrong").split()).rstrip(".")
    return said[:1].lower() + said[1:] if said[1:2].islower() else said


_ALL_TAGS = (*TAGS, *(f"end{tag}" for tag in CLOSED), "endset")


def _near(name: str, known: Iterable[str]) -> str:
    """The nearest name, where there are too many to list."""
    said = suggest(name, known)
    return said if said.startswith("Did you mean") else ""


def _opener(tag: str) -> str:
    return {"elif": "if", "else": "if"}.get(tag, tag.removeprefix("end"))


def _expected(text: str, got: str) -> str:
    if got == "=":
        return "Compare with ==."
    if "end of print statement" in text:
        return "Close {{ with }} before it, or join with ~."
    if "end of statement block" in text:
        return "Close the tag with %} before it."
    return ""


def _line_of_open(source: str, name: str) -> int:
    """The line of the innermost tag of that name that is not closed; 0 when there is none."""
    opened: list[tuple[str, int]] = []
    for match in re.finditer(r"\{%[-+]?\s*(\w+)", source):
        tag = match.group(1)
        if tag in CLOSED:
            opened.append((tag, source.count("\n", 0, match.start()) + 1))
        elif opened and tag == f"end{opened[-1][0]}":
            opened.pop()
    return next((line for tag, line in reversed(opened) if tag == name), 0)
