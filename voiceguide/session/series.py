"""Many sessions, one after another in one process: what they share is found out once.

The routine and its scripts are read once, a step is rendered once for all it is the same for
(`reuse.py`), and the sounds of one voice have one studio. It is for one run: what is changed on the
disk meanwhile counts in the next one.
"""

from __future__ import annotations

import datetime

from msgspec import Struct
from msgspec.structs import replace

from voiceguide import __version__
from voiceguide.audio.island import find_islands
from voiceguide.audio.mp3 import FRAME_BYTES
from voiceguide.audio.speaker import Speaker
from voiceguide.audio.studio import Studio
from voiceguide.disk.cache import Cache, SessionCache
from voiceguide.disk.library import Library
from voiceguide.disk.programmes import list_programmes
from voiceguide.duration import Milliseconds
from voiceguide.errors import RoutineError, UnknownName, VoiceMissing, suggest
from voiceguide.formats.artwork import find_cover, find_tag
from voiceguide.formats.weeksheet import name_sitting
from voiceguide.plan.laid import LaidBlocks
from voiceguide.plan.timeline import Sound, Timeline
from voiceguide.problem import Problem
from voiceguide.routine.lexicon import Lexicon
from voiceguide.routine.mix import NO_BED
from voiceguide.routine.omission import leave_out
from voiceguide.routine.routine import Overrides, Routine
from voiceguide.routine.settle import Settled, settle
from voiceguide.routine.today import settle_today
from voiceguide.script.rendering import ReadTemplate
from voiceguide.session.draft import Draft
from voiceguide.session.recipe import Recipe, Segment, digest_tag, parse_recipe
from voiceguide.session.reuse import StepMemory
from voiceguide.session.settling import measure

MOST_HELD = 5_000
"""A studio that knows more sounds is left for a new one: names are many."""


class SessionWish(Struct, frozen=True):
    """One session of a series."""

    routine: str
    overrides: Overrides
    date: datetime.date
    skip: tuple[str, ...] = ()
    fit: Milliseconds | None = None
    album: str = ""
    track: int = 1
    turn: int = 0
    """Its number in a programme, from 1; 0 where it is in none."""
    week: int = 0
    day: int = 0
    """Which of a programme's sessions it is called, both from 1; 0 where it is in none."""


class Speech(Struct, frozen=True):
    """What has to be spoken: one sound, as one session wants it."""

    key: str
    """What it is known by: two sessions may want the same."""
    sound: Sound
    wanted: SessionWish


class Surveyed(Struct, frozen=True):
    """What became of looking at a session: it can be put together, or something is to be said."""

    recipe: Recipe | None = None
    speech: tuple[Speech, ...] = ()
    notices: tuple[Problem, ...] = ()


class _Source:
    """One routine in one language."""

    def __init__(self, name: str) -> None:
        self.library = Library(name)
        self.routine = self.library.load_routine()
        self._left: dict[tuple[str, ...], Routine] = {}
        self._readers: dict[str, ReadTemplate] = {}
        self._steps: dict[tuple[str, tuple[str, ...]], StepMemory] = {}
        self.laid = LaidBlocks()

    def without(self, skip: tuple[str, ...]) -> Routine:
        if skip not in self._left:
            try:
                self._left[skip] = leave_out(self.routine, skip)
            except RoutineError as error:
                raise error.at("skip") from None
        return self._left[skip]

    def reader(self, language: str) -> ReadTemplate:
        """What reads a script, once. Raises UnknownName, RoutineError."""
        if language not in self._readers:
            read = self.library.reader(self.routine, language)
            known: dict[str, tuple[str, str] | None] = {}

            def once(name: str) -> tuple[str, str] | None:
                if name not in known:
                    known[name] = read(name)
                return known[name]

            self._readers[language] = once
        return self._readers[language]

    def steps(self, language: str, skip: tuple[str, ...]) -> StepMemory:
        return self._steps.setdefault((language, skip), StepMemory())


class Series:
    """Makes sessions of any routines, from one cache."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        self._sources: dict[str, _Source] = {}
        self._studios: dict[tuple[object, ...], Studio] = {}
        self._voices: dict[tuple[object, ...], tuple[str, ...]] = {}

    def settle(self, wanted: SessionWish) -> Settled:
        """Read and decide; nothing is rendered. Raises VoiceguideError."""
        source = self._source(wanted.routine)
        routine = source.without(wanted.skip)
        made = max(wanted.turn - 1, 0)
        settled = settle_today(settle(routine, wanted.overrides), wanted.date, made, wanted.turn)
        self._check_language(wanted, routine, settled.language)
        if settled.settings.bed != NO_BED:
            raise RoutineError(
                "a session over a bed is encoded as a whole, and shares nothing with others",
                where="bed",
                remedy="Leave it out, or use voiceguide publish.",
            )
        for one in routine.exercises:
            settled.dose(one)
        return settled

    def _check_language(self, wanted: SessionWish, routine: Routine, language: str) -> None:
        source = self._source(wanted.routine)
        try:
            source.reader(language)
        except RoutineError as error:
            known = source.library.languages(routine) if wanted.overrides.language else []
            if not known:
                raise
            raise RoutineError(
                f"the session is not available in {language!r}",
                where="language",
                remedy=f"Choose from: {', '.join(sorted(known))}.",
            ) from error

    def identity(self, settled: Settled) -> tuple[str, ...]:
        """Who speaks: another version of a voice says it otherwise. Raises SpeechError."""
        key = (settled.settings.voice, settled.language)
        if key not in self._voices:
            kept = SessionCache(self.cache)
            try:
                self._voices[key] = Speaker(*key, kept, lexicon=Lexicon()).identity
            except UnknownName as error:
                raise error.at("engine") from None
            except VoiceMissing as error:
                raise error.at("voice") from None
        return self._voices[key]

    def open(self, wanted: SessionWish) -> Draft:
        """See open_draft; scripts are rendered through what is remembered."""
        source = self._source(wanted.routine)
        settled = self.settle(wanted)
        language = settled.language
        steps = source.steps(language, wanted.skip)
        draft = Draft(
            source.library,
            settled,
            cache=self.cache,
            find=steps.find,
            read=source.reader(language),
            laid=source.laid,
        )
        if wanted.week:
            place = name_sitting(wanted.week, wanted.day, language)
            # the name is in the title alone: people who do the same share a cover
            draft.called = f"{place}: {draft.caption}"
            draft.title = f"{place}: {draft.title}"
        return draft

    def survey(self, wanted: SessionWish, tags: Cache | None = None) -> Surveyed:
        """Lay a session out by what is in the cache, or tell what has to be spoken first.

        Nothing is spoken; `tags` remembers the tag. Raises VoiceguideError.
        """
        draft = self.open(wanted)
        studio = self.studio(draft, wanted.routine)
        missing: dict[Sound, None] = {}
        length_of = measure(studio, draft.estimator(), missing)
        try:
            timeline, notices = draft.place(length_of)
        except draft.undecided:
            if not missing:
                raise
        if missing:
            return Surveyed(
                speech=tuple(Speech(studio.key_of(one), one, wanted) for one in missing)
            )
        recipe = self._recipe(timeline, draft, studio, wanted)
        tag, _ = find_head(recipe, self.cache, tags)
        recipe = replace(recipe, tag=digest_tag(tag), tag_bytes=len(tag))
        return Surveyed(recipe, notices=notices)

    def speak(self, speech: list[Speech]) -> None:
        """Speak what is missing. Raises SpeechError, OutputError."""
        groups: dict[int, tuple[Studio, list[Sound]]] = {}
        for one in speech:
            draft = self.open(one.wanted)
            studio = self.studio(draft, one.wanted.routine)
            if studio.length_of(one.sound) is None:
                groups.setdefault(id(studio), (studio, []))[1].append(one.sound)
        for studio, sounds in groups.values():
            studio.record(sounds)

    def studio(self, draft: Draft, routine: str) -> Studio:
        """What makes the sounds of a voice."""
        settings = draft.settings()
        key = (settings.voice, draft.language, settings.mix, routine)
        studio = self._studios.get(key)
        if studio is None or studio.known > MOST_HELD:
            studio = self._studios[key] = Studio(
                settings.voice,
                draft.language,
                self.cache,
                find_sound=draft.find_sound,
                mix=settings.mix,
                lexicon=draft.load_lexicon(),
            )
        return studio

    def _source(self, routine: str) -> _Source:
        if routine not in self._sources:
            try:
                self._sources[routine] = _Source(routine)
            except RoutineError as error:
                if routine in {one.name for one in list_programmes()}:
                    raise RoutineError(
                        f"{routine!r} is a programme over weeks",
                        where="routine",
                        remedy="Write it in the column programme.",
                    ) from None
                if isinstance(error, UnknownName):
                    error.at("routine").remedy = suggest(error.wanted, error.known)
                raise
        return self._sources[routine]

    def _recipe(
        self, timeline: Timeline, draft: Draft, studio: Studio, wanted: SessionWish
    ) -> Recipe:
        """What a timeline is made of; islands of several sounds are mixed and encoded here."""
        clips: dict[str, int] = {}
        segments = []
        for key, placed in studio.keyed(find_islands(timeline.sounding)):
            clip = clips.setdefault(key, len(clips))
            segments.append(Segment(placed.frame, len(placed.data) // FRAME_BYTES, clip))
        return Recipe(
            timeline,
            wanted.date,
            f"voiceguide {__version__}",
            wanted.album or draft.title,
            wanted.track,
            draft.caption,
            tuple(clips),
            tuple(segments),
        )


def load_recipe(cache: Cache, key: str) -> Recipe | None:
    """A recipe by its key; None where there is none."""
    entry = cache.get(key)
    try:
        return None if entry is None else parse_recipe(entry.data)
    except ValueError:
        return None


def find_head(recipe: Recipe, cache: Cache, tags: Cache | None = None) -> tuple[bytes, bytes]:
    """The tag of a session, and its cover, which is kept: people who do the same share it. `tags`
    remembers the tag, which is three times as long as the recipe."""
    cover = find_cover(recipe.timeline, cache, title=recipe.caption)
    return find_tag(recipe.timeline, recipe.info(cover), tags), cover
