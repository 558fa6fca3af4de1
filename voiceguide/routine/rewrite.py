"""A routine that was edited, written as a file again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from voiceguide.lang.quoting import write_key, write_value
from voiceguide.routine.block import BOTH
from voiceguide.routine.revision import BlockDraft, ExerciseDraft, Keys, Revision
from voiceguide.routine.shape import Path

WIDTH = 110
"""Characters of a line, beyond which what is in it gets lines of its own."""
TABLES = ("settings", "vars")
"""What stands in tables of its own."""


def render_revision(revision: Revision) -> str:
    """The text of the file."""
    return "\n".join(_lines(revision)).lstrip("\n") + "\n"


def _lines(revision: Revision) -> Iterator[str]:
    plain = {key: value for key, value in revision.head.items() if key not in TABLES}
    yield from _noted(revision, plain, ())
    for table in TABLES:
        if table in revision.head:
            yield ""
            yield from _comments(revision.notes.get((table,), ()))
            yield _with_end(f"[{table}]", revision, (table,))
            yield from _noted(revision, revision.head[table], (table,))
    for block in revision.blocks:
        yield ""
        yield from _block_lines(block, revision.key)
    if revision.tail:
        yield ""
        yield from _comments(revision.tail)


def _noted(revision: Revision, keys: Keys, under: Path) -> Iterator[str]:
    """Keys of the head with their comments."""
    for key, value in keys.items():
        path = (*under, key)
        above = revision.notes.get(path, ())
        if not under and above and list(keys).index(key):
            yield ""
        yield from _comments(above)
        for written, line in _wrapped((key,), value):
            yield _with_end(line, revision, (*under, *written))


def _with_end(line: str, revision: Revision, path: Path) -> str:
    end = revision.beside.get(path, "")
    return f"{line:<31} {next(_comments([end]))}" if end else line


def _block_lines(block: BlockDraft, key: str) -> Iterator[str]:
    yield from _comments(block.notes)
    yield f"[[{key}]]"
    yield from _table(block.keys)
    inline = [write_value(one.keys) for one in block.exercises]
    noted = any(one.notes for one in block.exercises)
    short = max(map(len, inline)) <= WIDTH
    if block.pair:
        names = BOTH
        if short and not noted:
            yield from (f"{name} = {text}" for name, text in zip(names, inline, strict=True))
            return
        for name, one in zip(names, block.exercises, strict=True):
            yield from _own_table(one, f"[{key}.{name}]")
    elif short:
        yield "do = ["
        for one, text in zip(block.exercises, inline, strict=True):
            yield from (f"  {line}" for line in (*_comments(one.notes), f"{text},"))
        yield "]"
    else:
        for one in block.exercises:
            yield from _own_table(one, f"[[{key}.do]]")


def _own_table(one: ExerciseDraft, heading: str) -> Iterator[str]:
    yield ""
    yield from _comments(one.notes)
    yield heading
    yield from _table(one.keys)


def _table(keys: Keys) -> Iterator[str]:
    return (line for key, value in keys.items() for _, line in _wrapped((key,), value))


def _wrapped(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    """A key; where its line is too long, a table has a line for each of its keys, and a list one
    for each of its values."""
    name = ".".join(map(write_key, path))
    line = f"{name} = {write_value(value)}"
    if len(line) > WIDTH and isinstance(value, Mapping):
        for key, one in value.items():
            yield from _wrapped((*path, key), one)
        return
    if len(line) > WIDTH and isinstance(value, list):
        between = ",\n" + " " * len(f"{name} = [")
        line = f"{name} = [{between.join(map(write_value, value))}]"
    yield path, line


def _comments(notes: Iterable[str]) -> Iterator[str]:
    """A file has no half lines: what a comment holds stays on its own."""
    lines = (note.replace("\n", " ").rstrip() for note in notes)
    return (f"#{'' if line[:1] in ('', '#') else ' '}{line}" for line in lines)
