"""The sentences of one exercise: how each is heard in its routine, whether it fits, and the same
with one of them in other words. Nothing is spoken, and nothing written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.disk.library import PARTS, ROUTINE_FILE, in_language_of, read_text, show
from voiceguide.duration import Milliseconds
from voiceguide.errors import UnknownName
from voiceguide.plan.fit import LengthOf
from voiceguide.plan.leeway import excess
from voiceguide.routine.exercise import Exercise
from voiceguide.routine.order import SCRIPT_ENDING, order_steps
from voiceguide.routine.routine import parse_routine
from voiceguide.scene import Scene
from voiceguide.script.compose import script_variables
from voiceguide.script.cue import Cue, Hold, Reps, Rest, Say, Source, Words
from voiceguide.script.passages import Passage, find_passages
from voiceguide.script.sayings import list_sayings, replace_saying
from voiceguide.script.typed import refusal, replace_passage
from voiceguide.session.draft import Draft, draft_of, open_draft
from voiceguide.session.request import Request
from voiceguide.text import has_words

NAMED = ("side", "other_side", "hold", "reps", "tempo", "round", "rounds", "set", "sets")
"""The values a sentence may name, besides the routine's [vars]."""


class SpokenLine(Struct, frozen=True):
    """One line of a session in which somebody says something."""

    texts: tuple[str, ...]
    source: Source
    number: int = -1
    """The number of its line in its block; -1 for what stands in none, and has all the time."""
    block: Hold | Reps | Rest | None = None
    before: tuple[Cue, ...] = ()


class Fare(Struct, frozen=True):
    """How a passage fares in its routine."""

    passage: Passage
    heard: str = ""
    """As it is said the first time; "" where it is not said as the routine is set."""
    excess_ms: Milliseconds = Milliseconds(0)
    """How much too long it is where it has the least room; 0 where it fits."""


class Phrasing(Struct, frozen=True):
    """What is said in one exercise of a routine."""

    request: Request
    draft: Draft
    exercise: Exercise
    path: Path
    """The file its words stand in, wherever it lies: a script, or the routine's."""
    text: str
    scripted: bool
    """Whether that is a script."""

    @property
    def own_file(self) -> str:
        """Where its words lie, or would lie, in the folder of its routine."""
        found = self.draft.library.found.path
        if not self.scripted:
            return ROUTINE_FILE
        folder = in_language_of(found.parent, self.draft.language, found)
        return (folder / self.path.name).relative_to(found.parent).as_posix()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """What can be said in other words."""
        if self.scripted:
            return find_passages(self.text)
        return list_sayings(self.exercise, self.draft.language, self.draft.routine.language)

    @property
    def known(self) -> frozenset[str]:
        """The values that stand for something wherever the exercise is done."""
        settled = self.draft.settled
        steps = [one for one in order_steps(settled) if one.scene.exercise == self.exercise.name]
        each = [script_variables(one, settled) for one in steps if one.part == "exercise"]
        return frozenset(
            name
            for name in (*NAMED, *settled.routine.vars)
            if each and all(isinstance(one.get(name), str | int | float) for one in each)
        )


def open_phrasing(request: Request, name: str) -> Phrasing:
    """The words of an exercise of a routine. Raises VoiceguideError."""
    draft = open_draft(request)
    exercise, path = find_exercise(draft, name), draft.library.found.path
    if exercise.exercise:
        path = _script_of(exercise, draft)
    return Phrasing(request, draft, exercise, path, read_text(path), bool(exercise.exercise))


def general_phrasing(phrasing: Phrasing) -> Phrasing | None:
    """What else is said of an exercise without a script, where its routine has a general script of
    its own; None for others."""
    path = _script_of(phrasing.exercise, phrasing.draft)
    if phrasing.scripted or PARTS in path.parts:
        return None
    return replace(phrasing, path=path, text=read_text(path), scripted=True)


def _script_of(exercise: Exercise, draft: Draft) -> Path:
    return Path(draft.library.find_script(exercise.script + SCRIPT_ENDING, draft.language))


def find_exercise(draft: Draft, name: str) -> Exercise:
    """The first exercise of its name. Raises UnknownName."""
    exercises = {one.name: one for one in reversed(draft.routine.exercises)}
    if name not in exercises:
        raise UnknownName("exercise", name[:80], exercises)
    return exercises[name]


def reword(phrasing: Phrasing, number: int, typed: str) -> Phrasing:
    """The same with one passage in other words.

    Raises TypedError for what cannot be said in its place, and VoiceguideError where the session
    cannot be laid out any more.
    """
    passage = phrasing.passages[number]
    if not phrasing.scripted:
        return _resay(phrasing, passage, typed)
    text = replace_passage(phrasing.text, passage, typed, phrasing.known)
    changed = replace(phrasing, text=text, draft=_with_script(phrasing, text))
    changed.draft.place(changed.draft.estimator())
    before, after = _lines(phrasing), _lines(changed)
    heard = where_heard(changed.passages[number], after, show(phrasing.path))
    stays = heard or [one.texts for one in before] == [one.texts for one in after]
    if not stays or _shape(phrasing) != _shape(changed):
        raise refusal("entangled", "this sentence steers something else in its script")
    return changed


def _resay(phrasing: Phrasing, passage: Passage, typed: str) -> Phrasing:
    """The same with a sentence of the routine file."""
    draft, exercise = phrasing.draft, phrasing.exercise
    text = replace_saying(
        phrasing.text,
        exercise,
        passage,
        typed,
        language=draft.language,
        own=draft.routine.vars,
    )
    routine = parse_routine(text, show(phrasing.path))
    changed = draft_of(draft.library, routine, phrasing.request)
    changed.place(changed.estimator())
    return replace(
        phrasing, text=text, draft=changed, exercise=find_exercise(changed, exercise.name)
    )


def tell(phrasing: Phrasing) -> list[Fare]:
    """How each passage fares in its routine. Raises VoiceguideError."""
    lines = _lines(phrasing)
    return [_fare(one, lines, phrasing) for one in phrasing.passages]


def tell_others(phrasings: Sequence[Phrasing]) -> list[tuple[str, str]]:
    """What else is said: each text once, and the file that has it. Raises VoiceguideError."""
    lines = _lines(phrasings[0])
    own = {
        line
        for phrasing in phrasings
        for one in phrasing.passages
        for line, _ in where_heard(one, lines, show(phrasing.path))
    }
    told = [
        (line.texts[0], Path(line.source.file).name)
        for line in lines
        if line not in own and has_words(line.texts[0].replace("{n}", ""))
    ]
    return list(dict.fromkeys(told))


def list_heard(cues: Sequence[Cue], exercise: str) -> Iterator[SpokenLine]:
    """Every line of an exercise in which something is said, in the order of the session."""
    bound: Cue | None = None
    for cue in cues:
        if cue.scene.exercise == exercise:
            if isinstance(cue, Say) and cue.words.texts:
                yield SpokenLine(cue.words.texts, cue.source)
            if isinstance(cue, Hold | Reps | Rest):
                joined = isinstance(cue, Rest) and cue.joined and bound is not None
                before = (bound,) if joined and bound is not None else ()
                yield from _lines_of(cue, before)
        if isinstance(cue, Hold | Reps):
            bound = replace(cue, lines=(), scene=Scene())


def _lines_of(cue: Hold | Reps | Rest, before: tuple[Cue, ...]) -> Iterator[SpokenLine]:
    block = replace(cue, scene=Scene())
    for number, line in enumerate(cue.lines):
        texts = (*line.words.texts, *(line.exhale.texts if line.exhale else ()))
        if texts:
            yield SpokenLine(texts, line.source, number, block, before)


def where_heard(
    passage: Passage, lines: Sequence[SpokenLine], file: str
) -> list[tuple[SpokenLine, int]]:
    """The lines that say a passage, and with which of their wordings.

    A line of the cue language is known by its place, or stands in the paragraph that began before
    it; a text that a macro was told is known by itself.
    """
    own = [one for one in lines if one.source.file == file]
    here = [one for one in own if passage.first <= one.source.line <= passage.last]
    began = [one for one in own if one.block is None and one.source.line < passage.first]
    for among in (here, began if passage.kind == "line" else lines):
        found = [
            (line, at, passage.find(text)) for line in among for at, text in enumerate(line.texts)
        ]
        whole = [(line, at) for line, at, said in found if said and said == line.texts[at]]
        if some := whole or [(line, at) for line, at, said in found if said]:
            return list(dict.fromkeys(some))
    return []


def _fare(passage: Passage, lines: Sequence[SpokenLine], phrasing: Phrasing) -> Fare:
    found = where_heard(passage, lines, show(phrasing.path))
    if not found:
        return Fare(passage)
    line, at = found[0]
    length_of, language = phrasing.draft.estimator(), phrasing.draft.language
    most = max(_excess(one, at, length_of, language) for one, at in found)
    return Fare(passage, passage.find(line.texts[at]), most)


def _excess(line: SpokenLine, at: int, length_of: LengthOf, language: str) -> Milliseconds:
    if line.block is None:
        return Milliseconds(0)
    return excess(line.block, line.number, at, length_of, language=language, before=line.before)


def _lines(phrasing: Phrasing) -> list[SpokenLine]:
    return list(list_heard(phrasing.draft.cues(), phrasing.exercise.name))


def _with_script(phrasing: Phrasing, text: str) -> Draft:
    """The draft, with another text in the place of the script; nothing of it is remembered."""
    draft, file = phrasing.draft, show(phrasing.path)

    def read(name: str) -> tuple[str, str] | None:
        found = draft.read(name)
        return (text, file) if found and found[1] == file else found

    return Draft(draft.library, draft.settled, read=read)


def _shape(phrasing: Phrasing) -> list[object]:
    """What is done in a session and when, without what is said: no sentence may change it."""
    return [_without_words(cue) for cue in phrasing.draft.cues()]


def _without_words(cue: Cue) -> object:
    if isinstance(cue, Hold | Reps | Rest):
        lines = [(one.when, _amount(one.words), _amount(one.exhale)) for one in cue.lines]
        return replace(cue, lines=(), source=Source()), lines
    if isinstance(cue, Say):
        return cue.scene, _amount(cue.words)
    return replace(cue, source=Source())


def _amount(words: Words | None) -> object:
    return (len(words.texts), words.tone) if words else None
