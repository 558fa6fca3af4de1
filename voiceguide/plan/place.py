"""Placing cues on one absolute timeline.

All times are integer milliseconds from the start of the session. Speech starts on the grid of MP3
frames (24 ms), so that its encoded frames can be reused whatever stands before it; tones that bound
a hold or mark a beat start on the millisecond, which is 48 samples exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from voiceguide.duration import Milliseconds
from voiceguide.errors import FitError, LongSession, ScriptError
from voiceguide.plan import blocks
from voiceguide.plan.attention import ATTENTION_LEAD, QUIET, with_attention
from voiceguide.plan.doubt import Said, doubts_of, note_said, unheard, unsaid
from voiceguide.plan.fit import LengthOf
from voiceguide.plan.laid import Block, LaidBlock, LaidBlocks, noting
from voiceguide.plan.slots import CLEAR, GRID, Placed, Slot, arrange, near, up
from voiceguide.plan.timeline import Event, Mark, Sound, Timeline, make_event, moved
from voiceguide.problem import Problem
from voiceguide.routine.settings import SESSION_LIMIT
from voiceguide.scene import Scene
from voiceguide.script.cue import Chapter, Cue, Enter, Hold, Pause, Reps, Rest, Say, Source, Tone

GAP = 600
"""Silence after a paragraph, milliseconds."""
TONE_GAP = 300
"""Silence after a tone that stands alone, milliseconds."""
REST_LEAD = 400
"""Silence before the first words in a rest, in ms; a fifth of the rest where that is less."""
COUNT_IN = 1000
"""From the start tone of a series to its first repetition, milliseconds."""
ENDING = 1000
"""Least silence after the last sound, milliseconds."""
MOST_LINES = 30_000
"""Lines a session may have, each as often as it is heard: two a second for four hours."""

Complain = Callable[[Problem], None]
"""What to do about a cue that cannot be placed as it is written."""


def place(
    cues: Iterable[Cue],
    length_of: LengthOf,
    *,
    title: str = "",
    language: str = "en",
    attention: int = QUIET,
    complain: Complain | None = None,
    laid: LaidBlocks | None = None,
) -> tuple[Timeline, tuple[Problem, ...]]:
    """Give every cue its absolute time. Returns the timeline and what had to be made to fit.

    `length_of` gives the length of each sound in milliseconds; speech after `attention` ms without
    sound is announced by a tone. Pure: the same cues and lengths give the same timeline, with or
    without `laid`, which remembers blocks for whoever places many sessions. Raises FitError where
    words do not fit, ScriptError where a line lies outside its block, LongSession where there is
    more than a session may hold. With `complain`, the first two are handed to it instead, and the
    cue is left out; so is what had to be made to fit, and which wordings there is no time for in
    the whole session.
    """
    desk = _Desk(length_of, language, attention, laid or LaidBlocks())
    desk.lay_all(cues, complain)
    events = with_attention(desk.events, length_of, attention)
    chapters = desk.chapters
    if not chapters or chapters[0].start_ms:  # what comes before the first chapter is one too
        chapters = [Mark(Milliseconds(0), title), *chapters]
    timeline = Timeline(title, desk.duration, language, tuple(chapters), tuple(events))
    return timeline, tuple(dict.fromkeys(desk.notices))


def measure_length(
    cues: Iterable[Cue], length_of: LengthOf, *, language: str, attention: int, laid: LaidBlocks
) -> Milliseconds:
    """How long `place` makes a session, where all is left out of it that does not fit."""
    desk = _Desk(length_of, language, attention, laid)
    desk.lay_all(cues, lambda problem: None)
    return desk.duration


def _try(step: Callable[[], None], complain: Complain | None) -> None:
    """Take a step; what is wrong with it goes to `complain`, where somebody listens."""
    try:
        step()
    except ScriptError as error:
        if complain is None or isinstance(error, LongSession):
            raise
        complain(error.fact)


class _Desk:
    """Where one timeline is put together, cue by cue."""

    def __init__(
        self, length_of: LengthOf, language: str, attention: int, laid: LaidBlocks
    ) -> None:
        self.length_of = length_of
        self.language = language
        self.attention = attention
        self.laid = laid
        self.events: list[Event] = []
        self.chapters: list[Mark] = []
        self.notices: list[Problem] = []
        self.edge = 0  # where the last sound or block ends
        self.gap = 0  # silence due after it
        self.heard: int | None = None  # where the last sound ends
        self.lines = 0  # how many there are, for the limit
        self.said: Said = {}  # which wordings were heard of each line
        self.bound = 0  # where the last hold or series ends, and its end tone begins
        self.fixed: int | None = None  # where the next one starts, if that is decided
        self.entry: tuple[Enter, int, int] | None = None  # its line, its time, events before it

    def lay_all(self, cues: Iterable[Cue], complain: Complain | None) -> None:
        """Place all cues; see `place`."""
        for cue in cues:
            noted = len(self.notices)
            _try(partial(self.leave, cue.scene), complain)
            _try(partial(self.lay, cue), complain)
            if complain is not None:
                for notice in self.notices[noted:]:
                    complain(notice)
        _try(partial(self.leave, None), complain)
        if complain is not None:
            for notice in unsaid(self.said):
                complain(notice)

    @property
    def duration(self) -> Milliseconds:
        """How long the session is."""
        return Milliseconds(up(self.edge + ENDING, 1000) if self.events else 0)

    def lay(self, cue: Cue) -> None:
        """Place one cue after everything that is there."""
        self._count(cue.source)
        if isinstance(cue, Hold | Reps) or (isinstance(cue, Rest) and not cue.joined):
            self._block(cue)
        else:
            self.notices += doubts_of(cue, self.language)
            self._lay(cue)
        if self.edge + ENDING > SESSION_LIMIT:
            raise LongSession(
                f"the session grows longer than {SESSION_LIMIT // 3_600_000} h here",
                where=str(cue.source),
                remedy="Take fewer rounds or repetitions, or shorter holds.",
            )

    def _count(self, source: Source) -> None:
        self.lines += 1
        if self.lines > MOST_LINES:
            raise LongSession(
                f"the session has more than {MOST_LINES} lines",
                where=str(source),
                remedy="Is there a line that is heard too often?",
            )

    def leave(self, scene: Scene | None) -> None:
        """Raise ScriptError where the body went into a position and another scene begins."""
        if self.entry is None or self.entry[0].scene == scene:
            return
        where, self.entry = str(self.entry[0].source), None
        raise ScriptError(
            "[enter] is followed by no hold",
            where=where,
            remedy="Put it before the order to go into the position, and [hold 45s] after that.",
        )

    def _enter(self, cue: Enter) -> None:
        if self.entry is not None:
            raise ScriptError(
                f"[enter] stands twice before one hold: the other is {self.entry[0].source}",
                where=str(cue.source),
                remedy="Keep the one before the order to go into the position.",
            )
        self.entry = cue, self.edge, len(self.events)

    def _entered(self) -> Milliseconds | UnsetType:
        """When the body went into the position of the hold that begins now."""
        if self.entry is None:
            return UNSET
        (_, moment, since), self.entry = self.entry, None
        said = [event.start_ms for event in self.events[since:] if event.kind == "say"]
        return Milliseconds(min(said, default=moment))

    def _lay(self, cue: Cue) -> None:
        match cue:
            case Chapter():
                self.edge, self.gap = up(self.edge + self.gap, 1000), 0
                self.chapters.append(Mark(Milliseconds(self.edge), cue.title))
            case Say():
                self._say(cue)
            case Pause():
                self.edge, self.gap = self.edge + cue.length, 0
            case Tone():
                start = up(self.edge + min(self.gap, TONE_GAP), GRID)
                self._put(cue.scene, Sound(tone=cue.name), start, TONE_GAP)
            case Enter():
                self._enter(cue)
            case Rest():
                self._between(cue)

    def _put(self, scene: Scene, sound: Sound, start: int, gap: int) -> None:
        end = start + self.length_of(sound)
        self.events.append(make_event(scene, sound.kind, start, end, sound))
        self.edge, self.gap, self.heard = end, gap, end

    def _say(self, cue: Say) -> None:
        sound = (
            Sound(text=cue.words.texts[0]) if cue.words.texts else Sound(tone=cue.words.tone or "")
        )
        start = up(self.edge + self.gap, GRID)
        opens_chapter = bool(self.chapters) and self.chapters[-1].start_ms == self.edge
        if sound.text and self._is_quiet(start) and (opens_chapter or start < ATTENTION_LEAD):
            start = up(start + ATTENTION_LEAD, GRID)  # so that its tone is in the chapter too
        self._put(cue.scene, sound, start, GAP)

    def _is_quiet(self, time: int) -> bool:
        """Whether nothing was heard for so long that speech is announced by a tone."""
        return self.heard is None or time - self.heard >= self.attention

    def _block(self, cue: Block) -> None:
        """Place a block, or what it came to where it was placed before in the same way."""
        start = self._next_start(cue)
        entered = self._entered() if isinstance(cue, Hold) else UNSET
        known = self.laid.find(cue, start, self.length_of, MOST_LINES - self.lines)
        if known is None:
            lengths: dict[Sound, Milliseconds] = {}
            alone = _Desk(noting(self.length_of, lengths), self.language, self.attention, self.laid)
            alone.edge, alone.gap, alone.lines = start, self.gap, self.lines
            try:
                alone.fill_alone(cue, start)
            finally:  # what cannot be placed as it is written leaves what was placed of it
                found = alone.as_laid(cue, start, lengths, self.lines)
                self._take(found, 0, entered)
            self.laid.keep(found)
        else:
            self._take(known, start - known.start, entered)

    def fill_alone(self, cue: Block, start: int) -> None:
        """Place a block where nothing else is."""
        self.notices += doubts_of(cue, self.language)
        match cue:
            case Hold():
                self._hold(cue, start)
            case Reps():
                self._reps(cue, start)
            case Rest():
                self._rest(cue, start)

    def as_laid(
        self, cue: Block, start: int, lengths: dict[Sound, Milliseconds], lines: int
    ) -> LaidBlock:
        """What is here, as it is remembered; `lines` were counted before."""
        return LaidBlock(
            cue,
            start,
            lengths,
            tuple(self.events),
            tuple(self.notices),
            self.said,
            self.lines - lines,
            self.edge,
            self.gap,
            self.heard,
            self.bound,
        )

    def _take(self, found: LaidBlock, later: int, entered: Milliseconds | UnsetType) -> None:
        """Take over a block that was placed on its own, so much later (ms)."""
        events = [moved(one, later) if later else one for one in found.events]
        if entered is not UNSET and events:
            events[0] = replace(events[0], entered_ms=entered)
        self.events += events
        self.notices += found.notices
        for line, number in found.said.items():
            self.said[line] = min(number, self.said.get(line, number))
        self.lines += found.lines
        self.edge, self.gap = found.edge + later, found.gap
        if found.heard is not None:
            self.heard = found.heard + later
        if found.bound:
            self.bound = found.bound + later

    def _hold(self, cue: Hold, start: int) -> None:
        end = start + cue.length
        span = make_event(cue.scene, "hold", start, end)
        self.events.append(replace(span, asked_ms=cue.length))
        self._put(cue.scene, Sound(tone=cue.start), start, 0)
        if self.edge > end:
            raise self._no_room(cue.start, self.edge - start, cue.length, cue.source)
        self._fill(cue, blocks.hold_slots(cue, start, self.language), self._after_tone(start), end)
        self._under(blocks.breath_tones(cue, start), cue.scene, end)
        self._end(cue, end)

    def _reps(self, cue: Reps, start: int) -> None:
        since = len(self.events)
        self._put(cue.scene, Sound(tone=cue.start), start, 0)
        first = max(start + COUNT_IN, self._after_tone(start))
        end = first + cue.count * cue.tempo.rep
        spans = blocks.rep_spans(cue, first)
        for number, (rep_start, rep_end) in enumerate(spans, 1):
            event = make_event(cue.scene, "rep", rep_start, rep_end, rep=number)
            self.events.append(replace(event, asked=cue.count))
        self._fill(cue, blocks.reps_slots(cue, spans, self.language), self._after_tone(start), end)
        self._beats(blocks.beats(cue, spans), cue.scene, since)
        self._end(cue, end)

    def _next_start(self, cue: Block) -> int:
        """When the block that comes now starts."""
        if isinstance(cue, Rest):
            spoken = any(line.words.texts for line in cue.lines)
            early = spoken and self.heard is None and self.edge < ATTENTION_LEAD
            # so that there is time for a tone before it
            return up(ATTENTION_LEAD, GRID) if early else self.edge
        fixed, self.fixed = self.fixed, None
        return up(self.edge + self.gap, GRID) if fixed is None else fixed

    def _end(self, cue: Hold | Reps, end: int) -> None:
        self.bound = end
        self._put(cue.scene, Sound(tone=cue.end), end, GAP)

    def _no_room(self, tone: str, needed: int, there: int, source: Source) -> FitError:
        return FitError(f"[tone {tone}]", needed_ms=needed, there_ms=there, where=str(source))

    def _rest(self, cue: Rest, start: int) -> None:
        end = start + cue.length
        self.events.append(make_event(cue.scene, "rest", start, end))
        lead = min(REST_LEAD, cue.length // 5)
        slots = blocks.rest_slots(cue, start, self.language, lead=lead, gap=GAP)
        self._fill(cue, slots, start, end)
        self._under(blocks.breath_tones(cue, start), cue.scene, end)
        self.edge, self.gap = end, 0

    def _between(self, cue: Rest) -> None:
        """A rest from end tone to start tone; chapters begin in it and move nothing."""
        start, end = self.bound, self.bound + cue.length
        if not cue.length:  # one tone is enough where work follows work: the next one's
            self.events.pop()
            self.edge = self.heard = start
        if self.edge > end:
            tone = self.events[-1].tone or ""
            raise self._no_room(tone, self.edge - start, cue.length, cue.source)
        if cue.length:
            self.events.append(make_event(cue.scene, "rest", start, end))
        slots = blocks.rest_slots(cue, start, self.language, lead=0, gap=GAP)
        placed = self._fill(cue, slots, self._after_tone(start), end)
        self._under(blocks.breath_tones(cue, start), cue.scene, end)
        for line, title in cue.marks:
            begin = min((one.start for one in placed if one.slot.line >= line), default=end)
            at = max(begin // 1000 * 1000, self.chapters[-1].start_ms if self.chapters else 0)
            self.chapters.append(Mark(Milliseconds(at), title))
        self.edge, self.gap, self.fixed = end, 0, end

    def _after_tone(self, start: int) -> int:
        """When the first line of a block can be heard whose start tone was just placed."""
        return self.edge + CLEAR if self.edge > start else start

    def _fill(
        self, cue: Hold | Reps | Rest, slots: Iterable[Slot], free: int, end: int
    ) -> list[Placed]:
        """Place the lines of a block, which can be heard from `free` to `end`."""
        placed, notices = arrange(self._counted(slots), free, end, self.length_of)
        self.notices += notices
        self.notices += unheard(cue, {(one.slot.line, one.slot.words) for one in placed})
        note_said(self.said, cue, placed)
        for one in placed:
            self.events.append(
                make_event(cue.scene, one.sound.kind, one.start, one.end, one.sound, due=one.due)
            )
            self.edge = self.heard = one.end
        return placed

    def _counted(self, slots: Iterable[Slot]) -> Iterator[Slot]:
        for slot in slots:
            self._count(slot.source)
            yield slot

    def _under(self, tones: Iterable[tuple[int, str, Source]], scene: Scene, end: int) -> None:
        """Lay breath tones under whatever is said; they end before `end`."""
        for at, tone, source in tones:
            self._count(source)
            start = near(at)
            stop = start + self.length_of(Sound(tone=tone))
            if stop + CLEAR <= end:
                sound = Sound(tone=tone)
                self.events.append(make_event(scene, "tone", start, stop, sound, due=at))

    def _beats(self, beats: Iterable[tuple[int, str]], scene: Scene, since: int) -> None:
        """Mark every beat on which nothing else is heard; what is since event `since` can be."""
        heard = [(e.start_ms, e.end_ms) for e in self.events[since:] if e.sound is not None]
        for start, tone in beats:
            end = start + self.length_of(Sound(tone=tone))
            if not any(begin < end and start < stop for begin, stop in heard):
                self.events.append(make_event(scene, "tone", start, end, Sound(tone=tone)))
