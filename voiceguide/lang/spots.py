"""Where the keys and the comments of a TOML text stand: the line of each key, by its path.

tomllib tells no lines, and leaves comments out. What is read here was read by tomllib before, so
nothing is checked.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

Path = tuple[str, ...]

_TOKEN = re.compile(
    r"""
    (?P<blank>[ \t\r]+ | \#[^\n]*)
    | (?P<line>\n)
    | (?P<long>\"{3}(?:[^\\]|\\.)*?\"{3,5} | '{3}.*?'{3,5})
    | (?P<text>"(?:[^"\\\n]|\\.)*" | '[^'\n]*')
    | (?P<sign>[\[\]{},=.])
    | (?P<bare>[^\s\[\]{},=."'\#]+ | .)
    """,
    re.VERBOSE | re.DOTALL,
)


def find_comments(text: str) -> Iterator[tuple[int, str, bool]]:
    """Every comment: its line, its words, and whether it has the line for itself."""
    line, alone = 1, True
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token.startswith("#"):
            yield line, token[1:].strip(), alone
        if match.lastgroup != "blank":
            alone = match.lastgroup == "line"
        line += token.count("\n")


@lru_cache(4)  # whoever reports fifty faults asks for the lines of one text
def find_spots(text: str) -> Mapping[Path, int]:
    """The line of every key, table and item of a list; the first, where there are several."""
    return _Reader(text).read()


class _Reader:
    """Walks through the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, int]] = []
        self.at = 0
        self.spots: dict[Path, int] = {}
        line = 1
        for match in _TOKEN.finditer(text):
            token = match.group()
            if match.lastgroup != "blank":
                self.tokens.append((token, line))
            line += token.count("\n")

    def read(self) -> Mapping[Path, int]:
        table: Path = ()
        counts: dict[Path, int] = {}
        while self._peek():
            if self._skip("\n"):
                continue
            if self._peek() == "[":
                table = self._header(counts)
            else:
                self._pair(table)
        return self.spots

    def _header(self, counts: dict[Path, int]) -> Path:
        """Read [table] or [[list of tables]]; what stands in the last item of a list is its own."""
        line = self.tokens[self.at][1]
        self.at += 1
        several = self._skip("[")
        path: Path = ()
        keys = self._key()
        for depth, key in enumerate(keys, 1):
            path = (*path, key)
            self.spots.setdefault(path, line)
            if several and depth == len(keys):
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, str(counts[path]))
                self.spots.setdefault(path, line)
        while self._peek() not in ("", "\n"):
            self.at += 1
        return path

    def _pair(self, table: Path) -> None:
        """Read KEY = VALUE."""
        line, before = self.tokens[self.at][1], self.at
        keys = self._key()
        for depth in range(1, len(keys) + 1):
            self.spots.setdefault((*table, *keys[:depth]), line)
        if self._skip("="):
            self._value((*table, *keys))
        self.at = max(self.at, before + 1)

    def _key(self) -> Path:
        keys = []
        while self._peek() not in ("", "\n", "=", "]", "{", "}", ",", "["):
            keys.append(_unquoted(self._peek()))
            self.at += 1
            if not self._skip("."):
                break
        return tuple(keys)

    def _value(self, path: Path) -> None:
        if self._skip("["):
            self._items(path)
        elif self._skip("{"):
            while self._more("}"):
                self._pair(path)
        else:
            while self._peek() not in ("", "\n", ",", "]", "}"):
                self.at += 1

    def _items(self, path: Path) -> None:
        number = 0
        while self._more("]"):
            item = (*path, str(number))
            before = self.at
            self.spots.setdefault(item, self.tokens[self.at][1])
            self._value(item)
            self.at = max(self.at, before + 1)
            number += 1

    def _more(self, end: str) -> bool:
        """Whether something comes before the end of a list or a table, which is passed."""
        while self._skip("\n") or self._skip(","):
            pass
        return bool(self._peek()) and not self._skip(end)

    def _peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def _skip(self, token: str) -> bool:
        found = self._peek() == token
        self.at += found
        return found


def _unquoted(token: str) -> str:
    if token[:1] not in {'"', "'"} or len(token) < 2:
        return token
    try:
        return str(ast.literal_eval(token)) if token[0] == '"' else token[1:-1]
    except (SyntaxError, ValueError):
        return token[1:-1]
