"""One routine, ready to be laid out: its file, its scripts, and what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain
from pathlib import Path

from msgspec import UNSET
from msgspec.structs import replace

from voiceguide.guard import Say, run_bounded
from voiceguide.history import History
from voiceguide.library import Library
from voiceguide.plan.advice import advise_doses, advise_tones
from voiceguide.plan.compose import compose_cues
from voiceguide.plan.cue import Cue
from voiceguide.plan.duration import Milliseconds
from voiceguide.plan.estimate import estimate
from voiceguide.plan.fill import Filled, fill_time
from voiceguide.plan.fit import LengthOf
from voiceguide.plan.mix import BEDS, NO_BED
from voiceguide.plan.order import order_steps
from voiceguide.plan.place import place
from voiceguide.plan.routine import Overrides, Routine, settle
from voiceguide.plan.settings import Patch, Settings, merge
from voiceguide.plan.symmetry import Balance, measure_balance
from voiceguide.plan.timeline import Notice, Timeline
from voiceguide.plan.today import settle_today
from voiceguide.request import Request


class Score:
    """A routine, its scripts in one language, and the settings of one session."""

    def __init__(self, library: Library, routine: Routine, overrides: Overrides) -> None:
        self.library = library
        self.routine = routine
        self.overrides = overrides
        self.language = overrides.language or routine.language
        self.title = routine.title_in(self.language)
        self.read = library.reader(routine, self.language)
        self._cues: dict[Patch, list[Cue]] = {}

    def settings(self, patch: Patch = Patch()) -> Settings:
        """The settings of the whole session."""
        return settle(self.routine, self._with(patch))

    def place(
        self, length_of: LengthOf, patch: Patch = Patch()
    ) -> tuple[Timeline, tuple[Notice, ...]]:
        """Lay the session out, with a few settings changed; scripts are rendered once for each."""
        settings = self.settings(patch)
        timeline, notices = place(
            self.cues(patch),
            length_of,
            title=self.title,
            language=self.language,
            attention=settings.attention,
        )
        if settings.tones != Settings().tones:
            timeline = replace(timeline, tones=settings.tones)
        steps = order_steps(self.routine, self._with(patch))
        return timeline, (*advise_tones(settings), *advise_doses(steps), *notices)

    def cues(self, patch: Patch = Patch()) -> list[Cue]:
        """What the scripts say, in order."""
        if patch not in self._cues:
            overrides = self._with(patch)
            self._cues[patch] = compose_cues(self.routine, self.read, overrides, self._render)
        return self._cues[patch]

    def fill(self, target: Milliseconds | None, length_of: LengthOf) -> Filled | None:
        """Choose holds, repetitions and detail to fill a time; None when none is asked for."""
        if target is None:
            return None
        return fill_time(
            target,
            self.settings(),
            self.overrides.settings,
            lambda patch: self.place(length_of, patch)[0].duration_ms,
        )

    def estimator(self) -> LengthOf:
        """What estimates the length of a sound, by the session's voice and tones."""
        settings = self.settings()
        return partial(estimate, rate=settings.voice.rate, tones=settings.tones)

    def bed_file(self) -> Path | None:
        """The sound file that lies under the session; None without one. Raises RoutineError.

        Whoever builds may name any file, a routine only one that lies beside it.
        """
        bed = self.settings().bed
        if bed in (NO_BED, *BEDS):
            return None
        written = self.overrides.settings.bed is UNSET and self.routine.settings.bed is not UNSET
        path = Path(bed).expanduser()
        return path if path.is_file() and not written else self.library.find_sound(bed)

    def balance(self, timeline: Timeline) -> tuple[Balance, ...]:
        """What both sides of each target get."""
        targets = [pair.target for pair in self.routine.pair]
        return tuple(measure_balance(timeline.events, targets))

    def _render(self, work: Callable[[Say], list[str]]) -> list[str]:
        """Render in a bounded child, and bring back which files it read."""

        def render(say: Say) -> list[str]:
            texts = work(say)
            return [str(len(texts)), *texts, *chain(*self.library.seen.items())]

        head, *rest = run_bounded(render)
        texts, seen = rest[: int(head)], rest[int(head) :]
        self.library.seen.update(zip(seen[::2], seen[1::2], strict=True))
        return texts

    def _with(self, patch: Patch) -> Overrides:
        return replace(self.overrides, settings=merge(self.overrides.settings, patch))


def open_score(request: Request) -> Score:
    """Find and read a routine, and settle what depends on the day and on how often it was made."""
    library = Library(request.routine)
    routine = library.load_routine()
    made = History(request.history).times(library.found.name) if request.history else 0
    overrides = settle_today(routine, request.overrides, request.date, made)
    return Score(library, routine, overrides)
