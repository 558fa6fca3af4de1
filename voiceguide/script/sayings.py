"""What a routine file says of an exercise, its `say`, changed as the sentences of a script are."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from voiceguide.lang.language import base_of
from voiceguide.routine.commented import read_revision
from voiceguide.routine.exercise import Exercise
from voiceguide.routine.placeholder import PLACES
from voiceguide.routine.revision import At, Revision, change
from voiceguide.routine.rewrite import render_revision
from voiceguide.script.passages import Passage
from voiceguide.script.typed import write_typed
from voiceguide.text import has_words

_PLACE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def list_sayings(exercise: Exercise, language: str, own: str) -> tuple[Passage, ...]:
    """What a routine says of an exercise in a language; `own` is the routine's."""
    return tuple(
        Passage(
            number,
            number,
            "say",
            text,
            " ".join(text.split()),
            0,
            0,
            tuple(dict.fromkeys(_PLACE.findall(text))),
        )
        for number, text in enumerate(exercise.words_in(language, own))
        if has_words(_PLACE.sub("", text))
    )


def replace_saying(
    text: str,
    exercise: Exercise,
    passage: Passage,
    typed: str,
    *,
    language: str,
    own: Collection[str] = (),
) -> str:
    """A routine file with one of its sentences in other words; `own` are the names of its [vars].

    Raises TypedError, and RoutineError for what is no routine file.
    """
    written = write_typed(passage, typed, _known(exercise, own))
    revision = read_revision(text)
    at = _find(revision, exercise)
    keys = revision.blocks[at[0]].exercises[at[1]].keys
    return render_revision(
        change(revision, at, _changed(keys, passage, written, language, revision.language))
    )


def _known(exercise: Exercise, own: Collection[str]) -> set[str]:
    sides = {"side", "other_side"} if exercise.once else set[str]()
    return {*PLACES, *own} - (sides - {*own})


def _find(revision: Revision, exercise: Exercise) -> At:
    """Where the exercise stands in the file."""
    return next(
        (number, place)
        for number, block in enumerate(revision.blocks)
        for place, _ in enumerate(block.exercises)
        if revision.path((number, place)) == exercise.path
    )


def _changed(
    keys: Mapping[str, Any], passage: Passage, written: str, language: str, native: str
) -> Mapping[str, Any]:
    """The keys of an exercise that change with one of its texts."""
    says = keys.get("says", {})
    code = next((one for one in (language.lower(), base_of(language)) if one in says), "")
    if code:
        return {"says": {**says, code: _with(says[code], passage, written)}}
    return {"say": _with(keys["say"], passage, written)}


def _with(said: Any, passage: Passage, written: str) -> Any:
    if isinstance(said, str):
        return written
    return [*said[: passage.start], written, *said[passage.start + 1 :]]
