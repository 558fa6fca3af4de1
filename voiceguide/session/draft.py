"""One routine, ready to be laid out: its file, its scripts, and what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

from msgspec.structs import replace

from voiceguide.disk.cache import Cache
from voiceguide.disk.library import (
    MOST_SOUND_BYTES,
    Library,
    read_text,
    show,
)
from voiceguide.disk.unused import passed_over
from voiceguide.duration import Milliseconds
from voiceguide.errors import LongSession, RoutineError
from voiceguide.lang.toml import line_of
from voiceguide.plan.advice import (
    advise_doses,
    advise_intervals,
    advise_titles,
    advise_tones,
    advise_weak_side,
)
from voiceguide.plan.again import place_again
from voiceguide.plan.balance import Balance, measure_balance
from voiceguide.plan.fill import Filled, LengthWith, fill_near, fill_time
from voiceguide.plan.fit import LengthOf
from voiceguide.plan.laid import LaidBlocks
from voiceguide.plan.place import measure_length, place
from voiceguide.plan.timeline import Timeline
from voiceguide.problem import Problem
from voiceguide.routine.lexicon import Lexicon
from voiceguide.routine.mix import BEDS
from voiceguide.routine.order import Step, order_steps
from voiceguide.routine.placeholder import without_places
from voiceguide.routine.routine import Routine
from voiceguide.routine.settings import SESSION_LIMIT, Settings, Values
from voiceguide.routine.settle import Settled, settle
from voiceguide.routine.today import settle_today
from voiceguide.script.compose import make_job, read_cues
from voiceguide.script.cue import Cue, tones_of
from voiceguide.script.rendering import ReadTemplate
from voiceguide.session.attribution import Authors, attribute, authors_of
from voiceguide.session.output import name_session
from voiceguide.session.piece import Piece
from voiceguide.session.renderings import FindCues, find_cues
from voiceguide.session.request import Request
from voiceguide.text import one_line
from voiceguide.tones import is_sound_file

AS_STATED = (
    " What exercises of a list say of themselves stays as it is: leave out their hold or reps,"
    " or change rest and rounds."
)
"""What can be done where --fit finds too little to change."""


class Draft(Piece):
    """A routine, its scripts in one language, and the settings of one session."""

    def __init__(
        self,
        library: Library,
        settled: Settled,
        *,
        cache: Cache | None = None,
        incomplete: bool = False,
        find: FindCues = find_cues,
        read: ReadTemplate | None = None,
        laid: LaidBlocks | None = None,
    ) -> None:
        """`cache` remembers what was rendered; without it, everything is rendered anew. Whoever
        makes many sessions of one routine has a `read`, a `find` and a `laid` that remember more.
        """
        self.library = library
        self.settled = settled
        self.routine = settled.routine
        self.own_bed = "bed" not in settled.above and "bed" in self.routine.settings
        self.cache = cache
        self.language = settled.language
        self.title = title_for(settled)
        self.name = library.found.name
        self.file_name = name_session(self.name, self.language, self.routine.language)
        self.read = read or library.reader(self.routine, self.language, incomplete=incomplete)
        self._find = find
        self._laid = laid
        self._cues: dict[frozenset[tuple[str, object]], tuple[tuple[Cue, ...], int]] = {}
        self.called = ""
        """What whoever asks for it calls it, as programmes do."""
        self.chance = False
        """Whether a script has chosen something by chance, which goes by the day."""

    @property
    def caption(self) -> str:
        """What it is called, or the routine's title: people who do the same share a cover."""
        return self.called or self.routine.title_in(self.language)

    def settings(self) -> Settings:
        """The settings of the whole session."""
        return self.settled.settings

    def place(
        self, length_of: LengthOf, changed: Values | None = None
    ) -> tuple[Timeline, tuple[Problem, ...]]:
        """Lay the session out, with a few settings changed; scripts are rendered once for each."""
        settled = self.settled.but(changed)
        settings = settled.settings
        again = place_again if self._laid is None else partial(place, laid=self._laid)
        timeline, notices = again(
            self.cues(changed),
            length_of,
            title=self.title,
            language=self.language,
            attention=settings.attention,
        )
        if settings.tones != Settings().tones:
            timeline = replace(timeline, tones=settings.tones)
        return timeline, notices

    def advise(self, changed: Values | None = None) -> tuple[Problem, ...]:
        """What is worth a word of its files, once they were read, and of its settings."""
        settled = self.settled.but(changed)
        settings = settled.settings
        steps = order_steps(settled)
        # what was chosen to fit a time is told with the choice
        asked = [one for one in steps if not _is_chosen(one, changed or {})]
        advice = (*advise_tones(settings), *advise_doses(asked), *advise_intervals(steps))
        advice += tuple(advise_weak_side(settings))
        advice += tuple(advise_titles(self.routine, self.language))
        return (*passed_over(self.library), *advice)

    def cues(self, changed: Values | None = None) -> tuple[Cue, ...]:
        """What the scripts say, in order."""
        return self._find_cues(changed)[0]

    def _find_cues(self, changed: Values | None = None) -> tuple[tuple[Cue, ...], int]:
        """The cues, and how long the session is by estimate, minutes."""
        key = frozenset((changed or {}).items())
        if key not in self._cues:
            settled = self.settled.but(changed)
            measure = partial(self._measure, settled.settings.attention)
            found = self._find(settled, self.read, self.cache, measure)
            self.chance |= bool(found.basis.chance)
            cues = tuple(attribute(found.cues, self.authors))
            for error in self.missing_sounds(cues):
                raise error
            self._cues[key] = cues, found.minutes
        return self._cues[key]

    @cached_property
    def authors(self) -> Authors:
        """Where the exercises that have no script were written."""
        file = self.library.found.path
        return authors_of(self.routine, read_text(file), show(file))

    def texts(self) -> list[str]:
        """What the scripts come to, one text a step. Raises RoutineError and ScriptError."""
        from voiceguide.script.guard import run_bounded

        _, minutes = self._find_cues()  # says what is wrong, and how long it is
        steps = order_steps(self.settled)
        rendered = run_bounded(make_job(self.settled, steps, minutes=minutes), self.read)
        return [
            str(text)
            for step, text in zip(steps, rendered.texts, strict=True)
            if read_cues([step], replace(rendered, texts=[text]))
        ]

    def _measure(self, attention: int, cues: Sequence[Cue]) -> int:
        """How long these cues are by estimate, minutes: one number for plan, fit and build."""
        # what does not fit by estimate may well fit when it is spoken, and is told of then
        length = measure_length(
            cues,
            self.estimator(),
            language=self.language,
            attention=attention,
            laid=self._laid or LaidBlocks(),
        )
        return max(1, round(length / 60_000))

    def missing_sounds(self, cues: Iterable[Cue]) -> Iterator[RoutineError]:
        """Say of every sound file that is asked for and not there which line asks for it."""
        for source, tone in tones_of(cues):
            if is_sound_file(tone):
                try:
                    self.library.find_sound(tone)
                except RoutineError as error:
                    error.where = self._line_of_tone(tone) or str(source)
                    yield error

    def _line_of_tone(self, tone: str) -> str:
        """The line of the routine that names a sound file for a start or an end, if one does."""
        file = self.library.found.path
        for one in self.routine.exercises:
            for key in ("start", "end"):
                if getattr(one, key) == tone:
                    return f"{show(file)}:{line_of(read_text(file), [*one.path, key])}"
        return ""

    def fill(self, target: Milliseconds | None, length_of: LengthOf) -> Filled | None:
        """Choose holds, repetitions and detail to fill a time; None when none is asked for."""
        if target is None:
            return None
        length_with = self._lengths(length_of)
        stands = (one for one in self.routine.exercises if one.stands)
        left = tuple(dict.fromkeys(without_places(one.spoken).strip(" ,") for one in stands))
        try:
            filled = fill_time(target, self.settings(), self.settled.above, length_with)
        except RoutineError as error:
            if left:
                error.remedy += AS_STATED
            raise
        # ranges are recommended for pairs alone
        recommended = filled.recommended or not self.routine.pair
        return replace(filled, left=left, recommended=recommended)

    def fill_near(self, target: Milliseconds, length_of: LengthOf) -> Filled:
        """The same, or what comes nearest to it within the recommended ranges."""
        return fill_near(target, self.settings(), self.settled.above, self._lengths(length_of))

    def _lengths(self, length_of: LengthOf) -> LengthWith:
        """How long the session is with some settings changed."""

        def length_with(values: Values) -> int:
            try:
                return self.place(length_of, values)[0].duration_ms
            except LongSession:
                return SESSION_LIMIT + 1  # longer than anything that can be asked for

        return length_with

    def bed_file(self) -> Path | None:
        """See Piece; says where a bed is named that is not there."""
        try:
            return super().bed_file()
        except RoutineError as error:
            if self.own_bed:
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
        targets = [
            None if all(one.once for one in pair.exercises) else pair.target
            for pair in self.routine.pair
        ]
        return tuple(measure_balance(timeline.events, targets))


def _is_chosen(step: Step, changed: Values) -> bool:
    """Whether a step does what was chosen for the whole session, and nothing of its own."""
    dose = step.dose
    return dose is not None and (dose.hold, dose.reps) == (
        changed.get("hold"),
        changed.get("reps"),
    )


def title_for(settled: Settled) -> str:
    """The title of a session, with the name of whom it is for."""
    title, name = settled.routine.title_in(settled.language), settled.vars.get("name", "")
    return f"{title} – {one_line(str(name))}" if name else title


def open_draft(request: Request) -> Draft:
    """Find and read a routine, and settle what depends on the day and on how often it was made."""
    library = Library(request.routine)
    return draft_of(library, library.load_routine(), request)


def draft_of(library: Library, routine: Routine, request: Request) -> Draft:
    """The same of a routine that was read, or that nobody has written down yet."""
    made = request.times_made(library.found.name)
    settled = settle(routine, request.overrides)
    settled = settle_today(settled, request.date, made, request.turn)
    draft = Draft(library, settled, cache=Cache(request.cache))
    draft.called = request.title
    draft.title = request.title or draft.title
    return draft
