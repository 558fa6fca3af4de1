"""Whose line it is: what the general script says of an exercise was written in the routine.

A person who has no script of their own is told of the line of their routine, and not of one of ours
that they neither wrote nor can mend.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.disk.library import built_in_scripts, show
from voiceguide.lang.toml import line_of
from voiceguide.routine.exercise import GENERAL, Exercise
from voiceguide.routine.routine import Routine
from voiceguide.scene import Scene
from voiceguide.script.cue import Cue, Hold, Line, Reps, Rest, Say, Source, Words

Sourced = TypeVar("Sourced", Cue, Line)


class Author(Struct, frozen=True):
    """Where somebody wrote an exercise that has no script."""

    title: Source
    say: Source
    texts: tuple[str, ...]
    """What they say of it, in any language."""

    def source_of(self, words: Words) -> Source:
        """The line that a sentence comes from."""
        said = any(text in one for text in self.texts for one in words.texts)
        return self.say if said else self.title


Authors = Mapping[tuple[int | None, str | None], Author]
"""The block and the NAME of an exercise -> where it was written."""


def authors_of(routine: Routine, text: str, file: str) -> Authors:
    """Where the exercises of a routine stand that have no script; `text` is that of its file."""
    found: dict[tuple[int | None, str | None], Author] = {}
    for number, block in enumerate(routine.block, 1):
        for one in block.exercises:
            if one.script == GENERAL:
                place = None if routine.short else number, one.name
                found.setdefault(place, _author(one, text, file))
    return found


def _author(one: Exercise, text: str, file: str) -> Author:
    says = (*one.say, *(words for texts in one.says.values() for words in texts))
    title, say = (Source(file, line_of(text, [*one.path, key])) for key in ("title", "say"))
    return Author(title, say, says)


def attribute(cues: Iterable[Cue], authors: Authors) -> Iterator[Cue]:
    """The same cues; those that our own scripts say of an exercise without one come from where it
    was written."""
    ours = show(built_in_scripts() / "_parts")
    for cue in cues:
        author = _author_of(cue.scene, authors)
        yield _written(cue, author, ours) if author else cue


def _author_of(scene: Scene, authors: Authors) -> Author | None:
    return authors.get((scene.block, scene.exercise))


def _written(cue: Cue, author: Author, ours: str) -> Cue:
    if isinstance(cue, Hold | Reps | Rest):
        cue = replace(
            cue, lines=tuple(_moved(line, author, ours, line.words) for line in cue.lines)
        )
    words = cue.words if isinstance(cue, Say) else Words()
    if isinstance(cue, Say) and cue.remarks:
        source = author.source_of(words)
        cue = replace(cue, remarks=tuple((source, text) for _, text in cue.remarks))
    return _moved(cue, author, ours, words)


def _moved(one: Sourced, author: Author, ours: str, words: Words) -> Sourced:
    if not one.source.file.startswith(ours):
        return one
    return replace(one, source=author.source_of(words))
