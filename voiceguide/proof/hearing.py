"""Listening to a finished session: where each tone and each sentence is heard in the decoded sound.

Without a bed, sound stands against silence and is simply looked for. Against a bed, a faint tone is
told from its neighbours by statistics, and the soft beginning of a word is heard late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, Struct, field

from voiceguide.audio.decode import blocks_of, open_library, open_straight
from voiceguide.audio.sample import PER_MS, RATE, to_samples
from voiceguide.audio.tone import make_tone
from voiceguide.duration import render_clock
from voiceguide.errors import OutputError, VerifyError
from voiceguide.plan.timeline import Event, Timeline
from voiceguide.routine.settings import SESSION_LIMIT
from voiceguide.tones import BREATHS, TONES, ToneSet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Signal = NDArray[np.float32]
    Wave = NDArray[np.floating[Any]]

SEARCH_MS = 25
"""How far around its time a sound is looked for: a frame of MP3 is 24 ms, and a sound that is laid
one frame off has to be found to be named."""
LIKENESS = 0.6
"""A tone is heard where the sound resembles it so much, against silence; 1 is the tone itself."""
SURE = 5.0
"""... or stands so many standard deviations out, against a bed."""
DOUBT = 1.0
"""Places whose match differs by less, in standard deviations, cannot be told apart. (The bed moves
neighbouring places together, so that their difference is far surer than either.)"""
ONSET_DBFS = -50.0
"""Speech is heard from here up: 10 dB above what counts as silence."""
HEARD_DBFS = -40.0
"""A sentence has to come up to here to count as heard: softer, it is hiss that crossed the line."""
UNTIL_DB = -40.0
"""A sentence lasts as long as it is no further below its own highest point."""
OVER_BED_DB = 8.0
"""Against a bed, speech is heard from so far above it."""
ACTIVE_DB = -20.0
"""While somebody speaks: windows no further below the loudest one of a sentence."""
WINDOW_MS = 20

_BLOCK = 10 * RATE
MOST_SAMPLES = to_samples(SESSION_LIMIT) + 60 * RATE
"""More than any session has: nobody listens on."""


class Codec(Struct, frozen=True):
    """What a lossy format may do to a session beyond what MP3 does."""

    smear_ms: int = 0
    """How far it carries what sounds into the silence before and behind."""
    padding: int = 0
    """Samples of silence it may add at the end."""


CODECS = {
    # 5 ms: the windows of its MDCT overlap by 2.5 ms on either side (RFC 6716, 4.3.7); behind that
    # the loudest of three sessions was at -75 dBFS, before at -54
    ".opus": Codec(smear_ms=5),
    # AAC ends on a whole frame of 1024 samples (ISO/IEC 14496-3), and ffmpeg decodes it to there
    ".m4b": Codec(padding=1023),
}


class Heard(Struct):
    """What was measured, gathered while the file streams by. Errors are in ms, late is positive."""

    tones_from: ToneSet = "calm"
    ducked_db: float | None = None
    """The level of the bed under speech, dBFS; None without one."""
    samples: int = 0
    tones: dict[tuple[int, str], float] = field(default_factory=dict)
    onsets: dict[int, float] = field(default_factory=dict)
    early: dict[int, float] = field(default_factory=dict)
    """How long before its end each sentence is last heard; only where there is no bed."""
    pauses: dict[int, float] = field(default_factory=dict)
    """The longest silence inside each sentence; only where there is no bed."""
    speech_db: dict[int, float] = field(default_factory=dict)
    """How loud each sentence is while somebody speaks, dBFS rms; only where there is a bed."""
    matches: dict[str, Any] = field(default_factory=dict)
    """The match of all tones of a kind together, by lag; only where there is a bed."""
    missing: list[str] = field(default_factory=list)
    peaks: list[Any] = field(default_factory=list)
    """The highest point of every millisecond, block by block."""


def listen(path: Path, timeline: Timeline, decoded: Iterable[Signal] | None = None) -> Heard:
    """Decode a file and look for every sounding event of its timeline, in constant memory.

    `decoded` is its sound where libsndfile cannot read it.
    Raises VerifyError for a file that is no session, OutputError for one that cannot be decoded.
    """
    import numpy as np

    heard = Heard(
        "calm" if timeline.tones is UNSET else timeline.tones,
        None if timeline.bed is UNSET else timeline.bed.ducked_db,
    )
    # a breath under a sentence cannot be told from it
    waiting = sorted(_alone(timeline.sounding), key=lambda event: event.end_ms)
    kept, start = np.zeros(0, np.float32), 0
    for block in decoded or _blocks(path):
        kept = np.concatenate([kept, block])
        heard.samples += len(block)
        if heard.samples > MOST_SAMPLES:
            raise VerifyError("this is longer than any session", where=str(path))
        heard.peaks.append(_peaks(block))
        while waiting and to_samples(waiting[0].end_ms + SEARCH_MS) <= start + len(kept):
            _measure(waiting.pop(0), kept, start, heard)
        first = min((event.start_ms for event in waiting), default=heard.samples // PER_MS)
        drop = min(max(0, to_samples(first - SEARCH_MS) - start), len(kept))
        kept, start = kept[drop:], start + drop
    for event in waiting:
        _measure(event, kept, start, heard)
    return heard


def _alone(events: list[Event]) -> Iterator[Event]:
    """The events that can be told from what else sounds: all but breaths under something."""
    end, waiting = 0, sorted(events, key=lambda event: event.start_ms)
    for event, after in zip_longest(waiting, waiting[1:]):
        under = event.start_ms < end or (after is not None and after.start_ms < event.end_ms)
        end = max(end, event.end_ms)
        if not (under and event.tone in BREATHS):
            yield event


def pooled_errors(heard: Heard) -> dict[str, float]:
    """Where all tones of a kind are heard, taken together: milliseconds from their times."""
    return {
        name: float(match.argmax() - to_samples(SEARCH_MS)) / PER_MS
        for name, match in heard.matches.items()
    }


def _blocks(path: Path) -> Iterator[Signal]:
    soundfile = open_library()
    decoded = 0
    try:
        with open_straight(path) as file:
            if (file.samplerate, file.channels) != (RATE, 1):
                raise VerifyError("this is not a session: it is not 48 kHz mono", where=str(path))
            for block in blocks_of(file, _BLOCK):
                decoded += len(block)
                yield block[:, 0]
    except soundfile.LibsndfileError as error:
        raise _damaged(path, decoded) from error


def _damaged(path: Path, decoded: int) -> OutputError:
    """Say how far a file could be read; the decoder's own words mean nothing to a reader."""
    after = f" after {render_clock(decoded // PER_MS)}" if decoded else ""
    return OutputError(
        f"this is damaged or not a sound file: it cannot be decoded{after}",
        where=str(path),
        remedy="Build the session again.",
    )


def _measure(event: Event, kept: Signal, start: int, heard: Heard) -> None:
    """Find one event in the samples around it."""
    sound = event.sound
    assert sound is not None
    lead = min(SEARCH_MS, event.start_ms)
    begin = to_samples(event.start_ms - lead) - start
    window = kept[begin : to_samples(event.end_ms + SEARCH_MS) - start]
    if sound.tone in TONES:
        error = _find_tone(window, sound.tone, lead, heard)
    elif sound.tone:  # a file of the user's: it may begin as softly as it likes
        error = 0.0 if _peaks(window).max(initial=0.0) >= 10 ** (ONSET_DBFS / 20) else None
    elif heard.ducked_db is None:
        error = _onset_error(window, lead)
        spoken = window[to_samples(lead) : to_samples(lead + event.end_ms - event.start_ms)]
        heard.early[event.start_ms], heard.pauses[event.start_ms] = _wholeness(spoken)
    else:
        spoken = window[to_samples(lead) :]
        error = _onset_over_bed(spoken, heard.ducked_db)
        heard.speech_db[event.start_ms] = _active_level(spoken)
    if error is None:
        name = f"{render_clock(event.start_ms, tenths=True)} {sound.tone or sound.text!r}"
        heard.missing.append(f"{name} is not heard")
    elif sound.tone in TONES:
        heard.tones[event.start_ms, sound.tone] = error
    elif sound.text:
        heard.onsets[event.start_ms] = error


def _find_tone(window: Signal, tone: str, lead: int, heard: Heard) -> float | None:
    """Find a tone by correlation with the whole of it; None when nothing like it is there."""
    import numpy as np

    model = make_tone(tone, heard.tones_from).astype(np.float64) / 32768
    if len(window) < len(model) or not window.any():
        return None
    if heard.ducked_db is None:
        return _likest(window, model, lead)
    match = _correlate(window, model)
    if lead == SEARCH_MS and len(match) > 2 * to_samples(SEARCH_MS):
        around = match[: 2 * to_samples(SEARCH_MS) + 1]
        heard.matches[tone] = heard.matches.get(tone, 0.0) + around
    return _surest(window, model, match, to_samples(lead))


def _likest(window: Signal, model: Wave, lead: int) -> float | None:
    """Where a tone is, against silence."""
    import numpy as np

    match = _correlate(window, model)
    energy = np.concatenate([[0.0], np.cumsum(window.astype(np.float64) ** 2)])
    energy = energy[len(model) :] - energy[: -len(model)]
    like = match / np.sqrt(np.maximum(energy, 1e-15) * (model**2).sum())
    # the strongest match, not the likest: a stretch with little in it resembles anything
    at = int(match.argmax())
    return (at - lead * PER_MS) / PER_MS if like[at] >= LIKENESS else None


def _surest(window: Signal, model: Wave, match: Wave, expected: int) -> float | None:
    """Where a tone is, against a bed: of the places that cannot be told apart, the nearest.

    What is left when the tone is taken away says how far the bed alone can move a match.
    """
    import numpy as np

    best = int(match.argmax())
    rest = window.astype(np.float64)
    rest[best : best + len(model)] -= match[best] / (model**2).sum() * model
    spread = float(np.std(_correlate(rest, model)))
    if match[best] < SURE * spread:
        return None
    places = np.flatnonzero(match >= match[best] - DOUBT * spread)
    nearest = int(places[np.abs(places - expected).argmin()])
    return (nearest - expected) / PER_MS


def _correlate(window: Wave, model: Wave) -> Wave:
    """How well a model matches at every place it can have in a window."""
    import numpy as np

    size = 1 << (len(window) + len(model)).bit_length()
    product = np.fft.rfft(window, size) * np.conj(np.fft.rfft(model, size))
    return np.fft.irfft(product, size)[: len(window) - len(model) + 1]


def _onset_error(window: Signal, lead: int) -> float | None:
    """When a sentence is first heard; None when it is not."""
    import numpy as np

    peaks = _peaks(window)
    if peaks.max(initial=0.0) < 10 ** (HEARD_DBFS / 20):
        return None
    return float(np.flatnonzero(peaks >= 10 ** (ONSET_DBFS / 20))[0] - lead)


def _wholeness(spoken: Signal) -> tuple[float, float]:
    """How long before its end a sentence is last heard, and its longest pause, in ms."""
    import numpy as np

    peaks = _peaks(spoken)
    loud = np.flatnonzero(peaks >= peaks.max(initial=0.0) * 10 ** (UNTIL_DB / 20))
    if not len(loud) or not peaks.any():
        return 0.0, 0.0  # that it is not heard at all is said elsewhere
    return float(len(peaks) - 1 - loud[-1]), float(np.diff(loud, prepend=loud[0]).max())


def _onset_over_bed(spoken: Signal, bed_db: float) -> float | None:
    """When a sentence first stands out of the bed, in ms after its time; None when it does not."""
    import numpy as np

    loud = np.flatnonzero(_power(spoken, 5) >= 10 ** ((bed_db + OVER_BED_DB) / 10))
    return float(5 * loud[0]) if len(loud) else None


def _active_level(spoken: Signal) -> float:
    import numpy as np

    power = _power(spoken, WINDOW_MS)
    active = power[power >= power.max(initial=0.0) * 10 ** (ACTIVE_DB / 10)]
    return float(10 * np.log10(active.mean())) if active.any() else float("-inf")


def _power(signal: Signal, window_ms: int) -> Wave:
    """The mean square of every window."""
    size = to_samples(window_ms)
    whole = signal[: len(signal) // size * size].reshape(-1, size)
    power: Wave = (whole**2).mean(axis=1)
    return power


def _peaks(signal: Signal) -> Signal:
    """The highest point of every millisecond."""
    import numpy as np

    padded = np.zeros(-(-len(signal) // PER_MS) * PER_MS, np.float32)
    padded[: len(signal)] = signal
    peaks: Signal = np.abs(padded.reshape(-1, PER_MS)).max(axis=1)
    return peaks
