"""Where in a text a problem is, for the caret under it."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator, Sequence

MOST_LINES = 40
"""So far down it is looked for what a problem names."""

_NAMED = re.compile(
    r"""(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|\[(?P<tag>\w+)\]|^(?P<key>\w+):"""
)

_VALUE_OF = re.compile(r"""(?P<key>\w+): \D*?(?:(?P<text>'(?:[^'\\]|\\.)*')|(?P<tag>\d+))""")
"""A problem that names a key and the value it has."""


def find_problem(lines: Sequence[str], number: int, problem: str) -> tuple[int, int]:
    """The line (from 1) and column (characters, from 1) of what a problem names.

    `number` is the line it was found on; what it names may stand further down, where a sentence or
    a tag goes over several lines. Where it is not found, the line's first visible character.
    """
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    reach = "\n".join(_reach(lines, number)) if line else ""
    for pattern in _patterns(problem):
        if match := pattern.search(reach):
            start = match.start("it")
            down = reach.count("\n", 0, start)
            return number + down, start - (reach.rfind("\n", 0, start) + 1) + 1
    return number, len(line) - len(line.lstrip()) + 1


def width(text: str) -> int:
    """Columns a text takes on a terminal: East Asian letters two, combining ones none."""
    return sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _patterns(problem: str) -> Iterator[re.Pattern[str]]:
    """What to look for, the surest first; `it` is what the caret stands under."""
    if match := _VALUE_OF.match(problem):  # of several such keys on a line, the one that has it
        value = re.escape(_word(match))
        yield re.compile(rf"(?<![\"\w.])(?P<it>{match['key']})[\"']?\s*=\s*[\"']?{value}[\"',\s}}]")
    for match in _NAMED.finditer(problem):
        if word := _word(match):
            text = r"\s+".join(map(re.escape, word.split()))
            whole = rf"(?P<it>{_edge(word[0], '<!')}{text}{_edge(word[-1], '!')})"
            if match["key"] or "unknown key" in problem:
                yield re.compile(rf"(?<![\"\w.]){whole}[\"']?\s*=")
            if "tone" in problem:
                yield re.compile(rf"\[\s*tone\s+{whole}")
            if match["tag"]:
                yield re.compile(rf"\[\s*{whole}")
            if re.search(r"undefined|unknown (tag|filter|test)|unexpected|attribute", problem):
                yield re.compile(rf"\{{[{{%](?:(?![%}}]\}}).)*?{whole}", re.DOTALL)
            yield re.compile(whole)
            yield re.compile(f"(?P<it>{text})")


def _word(match: re.Match[str]) -> str:
    """What a problem names: texts stand in it as Python writes them."""
    if match["text"]:
        try:
            return str(ast.literal_eval(match["text"])).strip()
        except (SyntaxError, ValueError):
            return match["text"][1:-1].strip()
    return match["tag"] or match["key"]


def _edge(char: str, look: str) -> str:
    return rf"(?{look}\w)" if char.isalnum() or char == "_" else ""


def _reach(lines: Sequence[str], number: int) -> list[str]:
    """The lines what is on a line may go on in: its sentence, or its tag."""
    line, *after = lines[number - 1 : number - 1 + MOST_LINES]
    kept = [line]
    in_tag = len(re.findall(r"\{[{%]", line)) > len(re.findall(r"[%}]\}", line))
    if re.search(r"\{[{%]", line) and not in_tag:
        return kept
    for one in after:
        if not (in_tag or (one.strip() and one.lstrip()[0] not in "[#")):
            break
        kept.append(one)
        if in_tag and re.search(r"[%}]\}", one):
            break
    return kept
