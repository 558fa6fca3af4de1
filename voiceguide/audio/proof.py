"""The proof: a finished MP3, decoded by an independent decoder, held against its timeline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, Struct

from voiceguide.audio.sample import PER_MS, RATE, to_samples
from voiceguide.audio.tone import make_tone
from voiceguide.errors import OutputError, VerifyError
from voiceguide.plan.duration import render_clock
from voiceguide.plan.timeline import Event, Timeline
from voiceguide.plan.tones import TONES, ToneSet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voiceguide.audio.clip import Samples

    Signal = NDArray[np.float32]

TONE_LIMIT_MS = 1.0
"""How far a tone, and so the end of a hold, may be from where it should be."""
ONSET_LIMIT_MS = 30.0
"""How late speech may be heard: a soft consonant starts below the threshold."""
QUIET_DBFS = -60.0
"""Nothing outside an event may be louder."""

_SEARCH_MS = 25
_LIKENESS = 0.6
_ONSET_DBFS = -50.0
"""Speech is heard from here up: 10 dB above what counts as silence."""
_HEARD_DBFS = -40.0
_BLOCK = 10 * RATE


class Check(Struct, frozen=True):
    """One thing that was proved, or was not. Units are in `unit`."""

    name: str
    count: int
    worst: float
    limit: float
    unit: str
    problems: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether it holds."""
        return not self.problems


class HoldProof(Struct, frozen=True):
    """One hold: what was asked and what is there, both in ms."""

    start_ms: int
    exercise: str
    side: str
    asked_ms: int
    measured_ms: float


class Proof(Struct, frozen=True):
    """Everything that was found out about a file."""

    path: Path
    checks: tuple[Check, ...]
    holds: tuple[HoldProof, ...]

    @property
    def problems(self) -> list[str]:
        """Every way in which the file does not keep its timeline."""
        return [problem for check in self.checks for problem in check.problems]


class _Heard(Struct):
    """What was measured, gathered while the file streams by."""

    samples: int = 0
    tones: dict[tuple[int, str], float] = {}
    onsets: dict[int, float] = {}
    missing: list[str] = []
    peaks: list[Any] = []


def prove(path: Path, timeline: Timeline) -> Proof:
    """Decode `path` and hold every event of `timeline` against it, in constant memory.

    Raises VerifyError without soundfile, OutputError for a file that cannot be decoded.
    """
    tones: ToneSet = "calm" if timeline.tones is UNSET else timeline.tones
    heard = _listen(path, timeline.sounding, tones)
    holds, hold_check = _prove_holds(heard, timeline)
    return Proof(
        path,
        (
            _prove_length(heard, timeline),
            hold_check,
            _prove_tones(heard),
            _prove_speech(heard),
            _prove_silence(heard, timeline),
        ),
        tuple(holds),
    )


def _listen(path: Path, events: list[Event], tones: ToneSet) -> _Heard:
    import numpy as np

    heard = _Heard()
    waiting = sorted(events, key=lambda event: event.end_ms)
    kept, start = np.zeros(0, np.float32), 0
    for block in _blocks(path):
        kept = np.concatenate([kept, block])
        heard.samples += len(block)
        heard.peaks.append(_peaks(block))
        while waiting and to_samples(waiting[0].end_ms + _SEARCH_MS) <= start + len(kept):
            _measure(waiting.pop(0), kept, start, heard, tones)
        first = min((event.start_ms for event in waiting), default=heard.samples // PER_MS)
        drop = min(max(0, to_samples(first - _SEARCH_MS) - start), len(kept))
        kept, start = kept[drop:], start + drop
    for event in waiting:
        _measure(event, kept, start, heard, tones)
    return heard


def _blocks(path: Path) -> Iterator[Signal]:
    try:
        import soundfile
    except (ImportError, OSError) as error:
        raise VerifyError(
            "decoding needs the soundfile library",
            remedy="Run: pip install 'voiceguide[verify]'",
        ) from error
    try:
        with soundfile.SoundFile(str(path)) as file:
            if (file.samplerate, file.channels) != (RATE, 1):
                raise VerifyError("this is not a session: it is not 48 kHz mono", where=str(path))
            yield from file.blocks(blocksize=_BLOCK, dtype="float32")
    except soundfile.LibsndfileError as error:
        raise OutputError(f"this cannot be decoded ({error})", where=str(path)) from error


def _measure(event: Event, kept: Signal, start: int, heard: _Heard, tones: ToneSet) -> None:
    """Find one event in the samples around it; times are errors in ms, late is positive."""
    sound = event.sound
    assert sound is not None
    lead = min(_SEARCH_MS, event.start_ms)
    begin = to_samples(event.start_ms - lead) - start
    window = kept[begin : to_samples(event.end_ms + _SEARCH_MS) - start]
    name = f"{render_clock(event.start_ms, tenths=True)} {sound.tone or sound.text!r}"
    if sound.tone in TONES:
        error = _tone_error(window, make_tone(sound.tone, tones), lead)
    else:
        error = _onset_error(window, lead)
    if error is None:
        heard.missing.append(f"{name} is not heard")
    elif sound.tone in TONES:
        heard.tones[event.start_ms, sound.tone] = error
    else:
        heard.onsets[event.start_ms] = error


def _tone_error(window: Signal, tone: Samples, lead: int) -> float | None:
    """Find a tone by correlation with the whole of it; None when nothing like it is there."""
    import numpy as np

    model = tone.astype(np.float64)
    window = window.astype(np.float64)
    if len(window) < len(model) or not window.any():
        return None
    size = 1 << (len(window) + len(model)).bit_length()
    match = np.fft.irfft(np.fft.rfft(window, size) * np.conj(np.fft.rfft(model, size)), size)
    match = match[: len(window) - len(model) + 1]
    energy = np.concatenate([[0.0], np.cumsum(window**2)])
    energy = energy[len(model) :] - energy[: -len(model)]
    like = match / np.sqrt(np.maximum(energy, 1e-9) * (model**2).sum())
    # the strongest match, not the likest: a stretch with little in it resembles anything
    at = int(match.argmax())
    return (at - lead * PER_MS) / PER_MS if like[at] >= _LIKENESS else None


def _onset_error(window: Signal, lead: int) -> float | None:
    """When a sentence is first heard; None when it is not."""
    import numpy as np

    peaks = _peaks(window)
    loudest = peaks.max(initial=0.0)
    if loudest < 10 ** (_HEARD_DBFS / 20):
        return None
    return float(np.flatnonzero(peaks >= 10 ** (_ONSET_DBFS / 20))[0] - lead)


def _peaks(signal: Signal) -> Signal:
    """The highest point of every millisecond."""
    import numpy as np

    padded = np.zeros(-(-len(signal) // PER_MS) * PER_MS, np.float32)
    padded[: len(signal)] = signal
    peaks: Signal = np.abs(padded.reshape(-1, PER_MS)).max(axis=1)
    return peaks


def _prove_length(heard: _Heard, timeline: Timeline) -> Check:
    off = heard.samples - to_samples(timeline.duration_ms)
    wrong = (
        f"it has {heard.samples} samples, {abs(off)} {'more' if off > 0 else 'fewer'} than planned"
    )
    return Check("length", 1, abs(off), 0, "samples", (wrong,) if off else ())


def _prove_holds(heard: _Heard, timeline: Timeline) -> tuple[list[HoldProof], Check]:
    proofs, problems = [], []
    for event in timeline.events:
        if event.kind != "hold" or timeline.tones == "none":
            continue
        ends = heard.tones.get((event.start_ms, "start")), heard.tones.get((event.end_ms, "end"))
        if ends[0] is None or ends[1] is None:
            problems.append(f"the hold at {render_clock(event.start_ms)} has no start or end tone")
            continue
        asked = event.end_ms - event.start_ms
        proofs.append(
            HoldProof(
                event.start_ms,
                event.exercise or "",
                event.side or "",
                asked,
                asked + ends[1] - ends[0],
            )
        )
    off = [abs(one.measured_ms - one.asked_ms) for one in proofs]
    for one, error in zip(proofs, off, strict=True):
        if error > TONE_LIMIT_MS:
            at = render_clock(one.start_ms)
            problems.append(f"the hold at {at} is {one.measured_ms:.1f} ms, not {one.asked_ms}")
    return proofs, Check(
        "holds", len(proofs), max(off, default=0.0), TONE_LIMIT_MS, "ms", tuple(problems)
    )


def _prove_tones(heard: _Heard) -> Check:
    wrong = [
        f"{render_clock(at, tenths=True)} {tone} is off by {error:.2f} ms"
        for (at, tone), error in heard.tones.items()
        if abs(error) > TONE_LIMIT_MS
    ]
    worst = max((abs(error) for error in heard.tones.values()), default=0.0)
    return Check("tones", len(heard.tones), worst, TONE_LIMIT_MS, "ms", tuple(wrong))


def _prove_speech(heard: _Heard) -> Check:
    wrong = [
        f"speech at {render_clock(at, tenths=True)} is heard {error:+.0f} ms from its time"
        for at, error in heard.onsets.items()
        if not -1.0 <= error <= ONSET_LIMIT_MS
    ]
    worst = max(heard.onsets.values(), key=abs, default=0.0)
    return Check("speech", len(heard.onsets), worst, ONSET_LIMIT_MS, "ms", (*heard.missing, *wrong))


def _prove_silence(heard: _Heard, timeline: Timeline) -> Check:
    import numpy as np

    peaks = np.concatenate(heard.peaks) if heard.peaks else np.zeros(0, np.float32)
    for event in timeline.sounding:
        peaks[event.start_ms : event.end_ms] = 0
    loudest = float(peaks.max(initial=0.0))
    level = float(20 * np.log10(max(loudest, 1e-6)))
    wrong = (
        f"there is sound at {render_clock(int(peaks.argmax()), tenths=True)} that nobody planned"
    )
    return Check("silence", 1, level, QUIET_DBFS, "dBFS", (wrong,) if level > QUIET_DBFS else ())
