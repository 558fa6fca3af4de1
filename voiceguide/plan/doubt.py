"""Words that will not be heard, or that look like something they are not: worth a warning."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from voiceguide.duration import render_duration
from voiceguide.plan.estimate import estimate
from voiceguide.plan.slots import Placed
from voiceguide.plan.timeline import Sound
from voiceguide.problem import Problem, warning
from voiceguide.script.cue import (
    Cue,
    Every,
    Hold,
    Line,
    NextFree,
    OnRep,
    Phase,
    Reps,
    Rest,
    Say,
    Source,
    Words,
)

_BRACES = re.compile(r"(?<!\{)\{\s*(\w+)\s*\}(?!\})")


def doubts_of(cue: Cue, language: str) -> Iterator[Problem]:
    """What a cue says that can never be heard, and what its reader noted about it."""
    if isinstance(cue, Say):
        yield from (warning(str(source), remark) for source, remark in cue.remarks)
        yield from _behind_the_first(cue.words, cue.source)
        yield from _braces(cue.words, cue.source)
    elif isinstance(cue, Hold | Reps | Rest):
        for line in cue.lines:
            yield from (warning(str(line.source), remark) for remark in line.remarks)
            for words in (line.words, line.exhale):
                yield from _never_shorter(words or Words(), line.source, language)
                yield from _braces(words or Words(), line.source, counted=isinstance(cue, Reps))


def unheard(cue: Hold | Reps | Rest, heard: Collection[tuple[int, Words]]) -> Iterator[Problem]:
    """The lines of a block that were left out from beginning to end.

    `heard` holds the numbers of the others, and the words of theirs that were heard.
    """
    numbers = {number for number, _ in heard}
    for number, line in enumerate(cue.lines):
        for words in (line.words, line.exhale):
            known = number in numbers if line.exhale is None else (number, words) in heard
            if words and words != Words() and not known:
                problem = f"{_said(words)} is never heard here: {_why(cue, line)}"
                yield warning(str(line.source), problem)


Said = dict[tuple[Source, Words], int]
"""The number of the first wording that was heard of a line, wherever it was heard."""


def note_said(said: Said, cue: Hold | Reps | Rest, placed: Iterable[Placed]) -> None:
    """Note which wordings of a block's lines were heard."""
    for one in placed:
        line = cue.lines[one.slot.line] if one.slot.line >= 0 else None
        if line is None or line.exhale is not None or one.sound.text not in one.slot.words.texts:
            continue
        key = line.source, line.words
        number = one.slot.words.texts.index(one.sound.text)
        said[key] = min(number, said.get(key, number))


def unsaid(said: Said) -> Iterator[Problem]:
    """The wordings that are too long wherever their line is heard in the session."""
    for (source, words), first in said.items():
        for text in words.texts[:first]:
            yield warning(
                str(source),
                f"{text!r} is never said in this session: there is no time for it",
                "Make it shorter, or begin what follows later.",
            )


def _behind_the_first(words: Words, source: Source) -> Iterator[Problem]:
    """Outside a block there is always time for the first wording."""
    others = [repr(text) for text in words.texts[1:]]
    if words.texts and words.tone:
        others.append(f"[tone {words.tone}]")
    if others:
        problem = (
            f"{others[0]} is never heard: outside a block the first wording always is. Inside a "
            "sentence write A/B without spaces, or say or"
        )
        yield warning(str(source), problem)


def _never_shorter(words: Words, source: Source, language: str) -> Iterator[Problem]:
    """A wording is only taken where those before it are too long."""
    if len(words.texts) < 2:
        return
    lengths = [estimate(Sound(text=text), language=language) for text in words.texts]
    for number, (text, length) in enumerate(zip(words.texts, lengths, strict=True)):
        if number and length >= min(lengths[:number]):
            before = words.texts[lengths.index(min(lengths[:number]))]
            problem = (
                f"{text!r} is never said: {before!r} is before it and no longer. Write wordings "
                "from long to short; inside a sentence write A/B without spaces, or say or"
            )
            yield warning(str(source), problem)


def _braces(words: Words, source: Source, *, counted: bool = False) -> Iterator[Problem]:
    """`{side}` is no variable; `{n}` is the number, where something is counted."""
    for match in _BRACES.finditer(" ".join(words.texts)):
        name = match.group(1)
        if name != "n":
            remedy = f"Write {{{{ {name} }}}}"
        elif not counted:
            remedy = "It is a number in the lines of [reps]"
        else:
            continue
        yield warning(str(source), f"{match.group()!r} is said as it stands. {remedy}")


def _said(words: Words) -> str:
    return repr(words.texts[0]) if words.texts else f"[tone {words.tone}]"


def _why(cue: Hold | Reps | Rest, line: Line) -> str:
    match line.when:
        case Phase(name) | NextFree(name) | OnRep(_, name) if isinstance(cue, Reps):
            if not getattr(cue.tempo, name):
                return f"tempo {cue.tempo} has no time for {name}"
            if isinstance(line.when, NextFree):
                return f"no repetition is left that has no line of its own for {name}"
            return "every repetition has a line of its own"
        case Every(period) if not isinstance(cue, Reps) and period >= cue.length:
            return f"the {type(cue).__name__.lower()} lasts {render_duration(cue.length)}"
    return "something else is heard each time, or it takes too long"
