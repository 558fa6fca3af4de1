"""One routine, ready to be laid out: its file, its scripts, and what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path

from msgspec import UNSET
from msgspec.structs import replace

from voiceguide.disk.cache import Cache
from voiceguide.disk.folder import expand
from voiceguide.disk.history import History
from voiceguide.disk.library import (
    MOST_BED_BYTES,
    MOST_SOUND_BYTES,
    Library,
    check_size,
    read_text,
    show,
)
from voiceguide.duration import Milliseconds
from voiceguide.errors import LongSession, RoutineError
from voiceguide.plan.advice import advise_doses, advise_tones, advise_weak_side
from voiceguide.plan.again import place_again
from voiceguide.plan.balance import Balance, measure_balance
from voiceguide.plan.estimate import estimate
from voiceguide.plan.fill import Filled, fill_time
from voiceguide.plan.fit import LengthOf
from voiceguide.plan.timeline import Timeline
from voiceguide.problem import Notice
from voiceguide.routine.lexicon import Lexicon
from voiceguide.routine.mix import BEDS, NO_BED
from voiceguide.routine.order import order_steps
from voiceguide.routine.routine import Overrides, Routine, settle
from voiceguide.routine.settings import SESSION_LIMIT, Patch, Settings, merge
from voiceguide.routine.today import settle_today
from voiceguide.routine.toml import line_of
from voiceguide.script.cue import Cue, tones_of
from voiceguide.session.output import name_session
from voiceguide.session.piece import Piece
from voiceguide.session.renderings import find_cues
from voiceguide.session.request import Request
from voiceguide.tones import is_sound_file


class Score(Piece):
    """A routine, its scripts in one language, and the settings of one session."""

    def __init__(
        self,
        library: Library,
        routine: Routine,
        overrides: Overrides,
        *,
        cache: Cache | None = None,
        incomplete: bool = False,
    ) -> None:
        """`cache` remembers what was rendered; without it, everything is rendered anew."""
        self.library = library
        self.routine = routine
        self.overrides = overrides
        self.cache = cache
        self.language = (overrides.language or routine.language).lower()
        self.title = routine.title_in(self.language)
        self.name = library.found.name
        self.file_name = name_session(self.name, self.language, routine.language)
        self.read = library.reader(routine, self.language, incomplete=incomplete)
        self._cues: dict[Patch, tuple[Cue, ...]] = {}

    def settings(self, patch: Patch = Patch()) -> Settings:
        """The settings of the whole session."""
        return settle(self.routine, self._with(patch))

    def place(
        self, length_of: LengthOf, patch: Patch = Patch()
    ) -> tuple[Timeline, tuple[Notice, ...]]:
        """Lay the session out, with a few settings changed; scripts are rendered once for each."""
        settings = self.settings(patch)
        timeline, notices = place_again(
            self.cues(patch),
            length_of,
            title=self.title,
            language=self.language,
            attention=settings.attention,
        )
        if settings.tones != Settings().tones:
            timeline = replace(timeline, tones=settings.tones)
        steps = order_steps(self.routine, self._with(patch))
        advice = (*advise_tones(settings), *advise_doses(steps), *advise_weak_side(settings))
        return timeline, (*advice, *notices)

    def cues(self, patch: Patch = Patch()) -> tuple[Cue, ...]:
        """What the scripts say, in order."""
        if patch not in self._cues:
            cues = find_cues(self.routine, self.read, self._with(patch), self.cache)
            for error in self.missing_sounds(cues):
                raise error
            self._cues[patch] = cues
        return self._cues[patch]

    def missing_sounds(self, cues: Iterable[Cue]) -> Iterator[RoutineError]:
        """Say of every sound file that is asked for and not there which line asks for it."""
        for source, tone in tones_of(cues):
            if is_sound_file(tone):
                try:
                    self.library.find_sound(tone)
                except RoutineError as error:
                    error.where = str(source)
                    yield error

    def fill(self, target: Milliseconds | None, length_of: LengthOf) -> Filled | None:
        """Choose holds, repetitions and detail to fill a time; None when none is asked for."""
        if target is None:
            return None

        def length_with(patch: Patch) -> int:
            try:
                return self.place(length_of, patch)[0].duration_ms
            except LongSession:
                return SESSION_LIMIT + 1  # longer than anything that can be asked for

        return fill_time(target, self.settings(), self.overrides.settings, length_with)

    def estimator(self) -> LengthOf:
        """What estimates the length of a sound, by the session's voice, language and tones."""
        settings = self.settings()
        rate, tones = settings.voice.rate, settings.tones
        return cache(partial(estimate, rate=rate, language=self.language, tones=tones))

    def bed_file(self) -> Path | None:
        """The sound file that lies under the session; None without one. Raises RoutineError.

        Whoever builds may name any file, a routine only one that lies beside it.
        """
        bed = self.settings().bed
        if bed in (NO_BED, *BEDS):
            return None
        written = self.overrides.settings.bed is UNSET and self.routine.settings.bed is not UNSET
        path = expand(bed)
        try:
            if path.is_file() and not written:
                check_size(path, MOST_BED_BYTES)
                return path
            return self.library.find_sound(bed, MOST_BED_BYTES)
        except RoutineError as error:
            if written:
                file = self.library.found.path
                error.where = f"{show(file)}:{line_of(read_text(file), ['settings', 'bed'])}"
            else:
                if error.where == show(self.library.found.path.parent):
                    error.remedy = f"Choose from: {', '.join(BEDS)}; or name a file."
                error.where = "--bed"
            raise

    def find_sound(self, name: str, most: int = MOST_SOUND_BYTES) -> Path:
        return self.library.find_sound(name, most)

    def load_lexicon(self) -> Lexicon:
        return self.library.load_lexicon(self.language)

    @property
    def files(self) -> frozenset[Path]:
        """The routine, and every script that was read."""
        return self.library.files

    def balance(self, timeline: Timeline) -> tuple[Balance, ...]:
        """What both sides of each target get."""
        targets = [pair.target for pair in self.routine.pair]
        return tuple(measure_balance(timeline.events, targets))

    def _with(self, patch: Patch) -> Overrides:
        return replace(self.overrides, settings=merge(self.overrides.settings, patch))


def open_score(request: Request) -> Score:
    """Find and read a routine, and settle what depends on the day and on how often it was made."""
    library = Library(request.routine)
    routine = library.load_routine()
    made = History(request.history).times(library.found.name) if request.history else 0
    overrides = settle_today(routine, request.overrides, request.date, made)
    return Score(library, routine, overrides, cache=Cache(request.cache))
