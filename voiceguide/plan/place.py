"""Placing cues on one absolute timeline.

All times are integer milliseconds from the start of the session. Speech starts on the grid of MP3
frames (24 ms), so that its encoded frames can be reused whatever stands before it; tones that bound
a hold or mark a beat start on the millisecond, which is 48 samples exactly.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from voiceguide.errors import FitError, LongSession, ScriptError
from voiceguide.plan import blocks
from voiceguide.plan.cue import Chapter, Cue, Hold, Pause, Reps, Rest, Say, Scene, Source, Tone
from voiceguide.plan.duration import Milliseconds
from voiceguide.plan.fit import CLEAR, LengthOf, Slot, choose, latest_end
from voiceguide.plan.settings import SESSION_LIMIT
from voiceguide.plan.timeline import Event, Kind, Mark, Notice, Sound, Timeline, make_event

GRID = 24
"""Speech starts on multiples of one MP3 frame, milliseconds."""
GAP = 600
"""Silence after a paragraph, milliseconds."""
TONE_GAP = 300
"""Silence after a tone that stands alone, milliseconds."""
REST_LEAD = 400
"""Silence before the first words in a rest, in ms; a fifth of the rest where that is less."""
COUNT_IN = 1000
"""From the start tone of a series to its first repetition, milliseconds."""
QUIET = 8000
"""After so long without sound, an attention tone goes before speech, milliseconds."""
ATTENTION_LEAD = 500
"""How long before the speech the attention tone starts, milliseconds."""
ENDING = 1000
"""Least silence after the last sound, milliseconds."""
MOST_LINES = 30_000
"""Lines a session may have, each as often as it is heard: two a second for four hours."""
MOST_AT_ONCE = 300
"""Lines that may want to be heard at the same time."""

Complain = Callable[["ScriptError | Notice"], None]
"""What to do about a cue that cannot be placed as it is written."""


def place(
    cues: Iterable[Cue],
    length_of: LengthOf,
    *,
    title: str = "",
    language: str = "en",
    attention: int = QUIET,
    complain: Complain | None = None,
) -> tuple[Timeline, tuple[Notice, ...]]:
    """Give every cue its absolute time. Returns the timeline and what had to be made to fit.

    `length_of` gives the length of each sound in milliseconds; speech after `attention` ms without
    sound is announced by a tone. Pure: the same cues and lengths give
    the same timeline. Raises FitError where words do not fit, ScriptError where a line lies outside
    its block, LongSession where there is more than a session may hold. With `complain`, the first
    two are handed to it instead, and the cue is left out; so is what had to be made to fit.
    """
    desk = _Desk(length_of, language, attention)
    for cue in cues:
        noted = len(desk.notices)
        try:
            desk.lay(cue)
        except ScriptError as error:
            if complain is None or isinstance(error, LongSession):
                raise
            complain(error)
        if complain is not None:
            for notice in desk.notices[noted:]:
                complain(notice)
    duration = _up(desk.edge + ENDING, 1000) if desk.events else 0
    events = sorted(desk.events, key=lambda event: event.start_ms)
    events = _with_attention(events, length_of, attention)
    # a tone of no length is one that the chosen set leaves out
    events = [event for event in events if event.sound is None or event.end_ms > event.start_ms]
    chapters = desk.chapters
    if not chapters or chapters[0].start_ms:  # what comes before the first chapter is one too
        chapters = [Mark(Milliseconds(0), title), *chapters]
    timeline = Timeline(title, Milliseconds(duration), language, tuple(chapters), tuple(events))
    return timeline, tuple(desk.notices)


class _Desk:
    """Where one timeline is put together, cue by cue."""

    def __init__(self, length_of: LengthOf, language: str, attention: int) -> None:
        self.length_of = length_of
        self.language = language
        self.attention = attention
        self.events: list[Event] = []
        self.chapters: list[Mark] = []
        self.notices: list[Notice] = []
        self.edge = 0  # where the last sound or block ends
        self.gap = 0  # silence due after it
        self.heard = 0  # where the last sound ends
        self.lines = 0  # how many there are, for the limit

    def lay(self, cue: Cue) -> None:
        """Place one cue after everything that is there."""
        self._count(cue.source)
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

    def _lay(self, cue: Cue) -> None:
        match cue:
            case Chapter():
                self.edge, self.gap = _up(self.edge + self.gap, 1000), 0
                self.chapters.append(Mark(Milliseconds(self.edge), cue.title))
            case Say():
                self._say(cue)
            case Pause():
                self.edge, self.gap = self.edge + cue.length, 0
            case Tone():
                start = _up(self.edge + min(self.gap, TONE_GAP), GRID)
                self._put(cue.scene, Sound(tone=cue.name), start, TONE_GAP)
            case Hold():
                self._hold(cue)
            case Reps():
                self._reps(cue)
            case Rest():
                self._rest(cue)

    def _put(self, scene: Scene, sound: Sound, start: int, gap: int) -> None:
        end = start + self.length_of(sound)
        self.events.append(make_event(scene, _kind(sound), start, end, sound))
        self.edge, self.gap, self.heard = end, gap, end

    def _say(self, cue: Say) -> None:
        sound = (
            Sound(text=cue.words.texts[0]) if cue.words.texts else Sound(tone=cue.words.tone or "")
        )
        start = _up(self.edge + self.gap, GRID)
        opens_chapter = self.chapters and self.chapters[-1].start_ms == self.edge
        if opens_chapter and sound.text and start - self.heard >= self.attention:
            start = _up(start + ATTENTION_LEAD, GRID)  # so that its tone is in the chapter too
        self._put(cue.scene, sound, start, GAP)

    def _hold(self, cue: Hold) -> None:
        start = _up(self.edge + self.gap, GRID)
        end = start + cue.length
        self.events.append(make_event(cue.scene, "hold", start, end))
        self._put(cue.scene, Sound(tone="start"), start, 0)
        if self.edge > end:
            tone = self.edge - start
            raise FitError(
                "[tone start]", needed_ms=tone, there_ms=cue.length, where=str(cue.source)
            )
        self._fill(blocks.hold_slots(cue, start, self.language), end, cue.scene)
        self._under(blocks.breath_tones(cue, start), cue.scene, end)
        self._put(cue.scene, Sound(tone="end"), end, GAP)

    def _reps(self, cue: Reps) -> None:
        start = _up(self.edge + self.gap, GRID)
        first = start + COUNT_IN
        end = first + cue.count * cue.tempo.rep
        since = len(self.events)
        self._put(cue.scene, Sound(tone="start"), start, 0)
        spans = blocks.rep_spans(cue, first)
        for number, (rep_start, rep_end) in enumerate(spans, 1):
            self.events.append(make_event(cue.scene, "rep", rep_start, rep_end, rep=number))
        self._fill(blocks.reps_slots(cue, spans, self.language), end, cue.scene)
        self._beats(blocks.beats(cue, spans), cue.scene, since)
        self._put(cue.scene, Sound(tone="series-end"), end, GAP)

    def _rest(self, cue: Rest) -> None:
        start, end = self.edge, self.edge + cue.length
        self.events.append(make_event(cue.scene, "rest", start, end))
        self._fill(
            blocks.rest_slots(
                cue, start, self.language, lead=min(REST_LEAD, cue.length // 5), gap=GAP
            ),
            end,
            cue.scene,
        )
        self.edge, self.gap = end, 0

    def _fill(self, slots: Iterable[Slot], end: int, scene: Scene) -> None:
        """Place the lines of a block, each ending before the next one begins and before `end`."""
        # at one instant, what bounds something comes before what is only said
        queue = sorted(self._counted(slots), key=lambda slot: (slot.at, not slot.on_time))
        fixed = [slot for slot in queue if not slot.gives_way]
        times = [slot.at for slot in fixed]
        passed = 0  # how many of the fixed ones have had their turn
        for slot in queue:
            passed += not slot.gives_way
            after = bisect_right(times, slot.at)
            room = (times[after] if after < len(times) else end) - CLEAR
            self._speak(slot, fixed[passed:after], room, scene)

    def _speak(self, slot: Slot, waiting: Sequence[Slot], until: int, scene: Scene) -> None:
        """Place one line so that it ends by `until`, and leaves time for those that wait."""
        if len(waiting) > MOST_AT_ONCE:
            raise ScriptError(
                f"more than {MOST_AT_ONCE} lines are to be heard at the same time",
                where=str(slot.source),
                remedy="Give them times of their own.",
            )
        start = max(_near(slot.at), _up(self.edge + slot.gap, GRID))
        if slot.on_time:
            start = slot.at
            if start < self.edge + slot.gap:
                raise ScriptError(
                    "this phase begins while the tone before it still sounds",
                    where=str(slot.source),
                    remedy="Make the phase before it longer.",
                )
        if slot.gives_way and start > slot.at + GRID:
            return
        over = latest_end(waiting, until, slot.words, start, length_of=self.length_of, grid=GRID)
        try:
            sound, notice = choose(slot.words, over - start, self.length_of, slot.source)
        except FitError:
            if slot.gives_way:
                return
            raise
        if notice is not None:
            if slot.gives_way:
                return
            self.notices.append(notice)
        self._put(scene, sound, start, CLEAR)

    def _counted(self, slots: Iterable[Slot]) -> Iterator[Slot]:
        for slot in slots:
            self._count(slot.source)
            yield slot

    def _under(self, tones: Iterable[tuple[int, str, Source]], scene: Scene, end: int) -> None:
        """Lay breath tones under whatever is said; they end before `end`."""
        for at, tone, source in tones:
            self._count(source)
            start = _near(at)
            stop = start + self.length_of(Sound(tone=tone))
            if stop + CLEAR <= end:
                self.events.append(make_event(scene, "tone", start, stop, Sound(tone=tone)))

    def _beats(self, beats: Iterable[tuple[int, str]], scene: Scene, since: int) -> None:
        """Mark every beat on which nothing else is heard; what is since event `since` can be."""
        heard = [(e.start_ms, e.end_ms) for e in self.events[since:] if e.sound is not None]
        for start, tone in beats:
            end = start + self.length_of(Sound(tone=tone))
            if not any(begin < end and start < stop for begin, stop in heard):
                self.events.append(make_event(scene, "tone", start, end, Sound(tone=tone)))


def _with_attention(events: list[Event], length_of: LengthOf, quiet: int) -> list[Event]:
    """Add the tone that goes before speech after a long silence.

    A loudspeaker that has gone to sleep swallows the first syllable, and a viewer looks up.
    """
    tone = Sound(tone="attention")
    result: list[Event] = []
    heard = 0
    for event in events:
        if event.kind == "say" and event.start_ms - heard >= quiet:
            start = event.start_ms - ATTENTION_LEAD
            end = start + length_of(tone)
            added = make_event(Scene(), "tone", start, end, tone)
            result.append(replace(added, **{name: getattr(event, name) for name in _SCENE}))
        result.append(event)
        if event.sound is not None:
            heard = max(heard, event.end_ms)
    return sorted(result, key=lambda event: event.start_ms)


_SCENE = ("exercise", "action", "side", "pair", "round")


def _kind(sound: Sound) -> Kind:
    return "tone" if sound.tone else "say"


def _up(time: int, grid: int) -> int:
    return -(-time // grid) * grid


def _near(time: int) -> int:
    return (time + GRID // 2) // GRID * GRID
