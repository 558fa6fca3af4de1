"""The proof: a finished MP3, decoded by an independent decoder, held against its timeline."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import UNSET

from voiceguide.audio.bed import SILENCE_DBFS, SILENCE_MS
from voiceguide.audio.sample import to_samples
from voiceguide.duration import render_clock
from voiceguide.errors import VerifyError
from voiceguide.plan.timeline import BedInfo, Event, Mark, Timeline
from voiceguide.proof.hearing import CODECS, Codec, Heard, listen, pooled_errors
from voiceguide.proof.outcome import Check, HoldProof, Proof
from voiceguide.routine.settings import SESSION_LIMIT
from voiceguide.script.turns import MOST_CHAPTERS
from voiceguide.text import how_many
from voiceguide.tones import is_sound_file

if TYPE_CHECKING:
    from voiceguide.audio.decode import Signal

TONE_LIMIT_MS = 1.0
"""How far a tone, and so the end of a hold, may be from where it should be."""
ONSET_LIMIT_MS = 30.0
"""How late speech may be heard: a soft consonant starts below the threshold."""
BED_ONSET_LIMIT_MS = 100.0
"""The same against a bed, which covers soft consonants."""
EARLY_LIMIT_MS = 100.0
"""How long before its end a sentence may be last heard: 58 ms at most were measured over six
sessions in three languages and with two engines."""
PAUSE_LIMIT_MS = 1_000.0
"""The longest silence inside a sentence: 0.64 s were measured at 110 words per minute."""
QUIET_DBFS = -60.0
"""Nothing outside an event may be louder, where there is no bed. Tones made louder smear louder."""
BED_PEAK_DB = 3.0
"""With a bed, nothing outside an event may stand out of its own peaks by more: MP3 moves them."""
OVER_BED_DB = 12.0
"""So far above the bed is speech at least, while somebody speaks."""
FRAME_MS = 24.0
"""How far a line may be planned from its time: speech starts on the frames of an MP3."""
GAVE_WAY_MS = 1_500.0
"""How early a line may be planned that gives way to another of the same moment."""
SKIPPED_LIMIT = 2.0
"""Per cent of a bed that may lie below what players take for silence."""
LONGEST_MS = 900_000
"""No sentence and no sound file sounds longer; what sounds is held in memory while it is heard."""
EDGES_MS = (3_000, 5_000)
"""The ends of the session, where the bed comes and goes."""


def prove(path: Path, timeline: Timeline, decoded: Iterable[Signal] | None = None) -> Proof:
    """Decode `path` and hold every event of `timeline` against it, in constant memory.

    `decoded` is its sound, 48 kHz mono, where libsndfile cannot read it.
    Raises VerifyError for a file that is no session, OutputError for one that cannot be decoded.
    """
    if not can_be(timeline):
        raise VerifyError(
            "this is not the timeline of a session: its times are impossible",
            where=str(path),
            remedy="Build the session again.",
        )
    codec = CODECS.get(path.suffix.lower(), Codec())
    heard = listen(path, timeline, decoded)
    holds, hold_check = _prove_holds(heard, timeline)
    checks = [
        _prove_length(heard, timeline, codec.padding),
        hold_check,
        _prove_reps(heard, timeline),
        _prove_tones(heard),
        _prove_speech(heard),
        prove_times(timeline),
        prove_doses(timeline),
    ]
    if timeline.bed is UNSET:
        checks += [_prove_whole(heard), _prove_silence(heard, timeline, QUIET_DBFS, codec.smear_ms)]
    else:
        checks += _prove_bed(heard, timeline, timeline.bed, codec.smear_ms)
    return Proof(path, tuple(checks), tuple(holds))


def can_be(timeline: Timeline) -> bool:
    """Whether all times lie inside the session, and all levels are ones that sound can have."""
    length, bed = timeline.duration_ms, timeline.bed
    times = [(event.start_ms, event.end_ms) for event in timeline.events]
    times += [(mark.start_ms, length) for mark in timeline.chapters]
    levels = () if bed is UNSET else (bed.level_db, bed.ducked_db, bed.peak_db)
    return (
        0 <= length <= SESSION_LIMIT
        and all(0 <= start <= end <= length for start, end in times)
        and all(event.end_ms - event.start_ms <= LONGEST_MS for event in timeline.sounding)
        and all(-200 <= level <= 200 for level in levels)
    )


def _prove_length(heard: Heard, timeline: Timeline, padding: int) -> Check:
    off = heard.samples - to_samples(timeline.duration_ms)
    wrong = (
        f"it has {heard.samples} samples, {abs(off)} {'more' if off > 0 else 'fewer'} than planned"
    )
    good = 0 <= off <= padding
    return Check("length", 1, abs(off), padding, "samples", () if good else (wrong,))


def _prove_holds(heard: Heard, timeline: Timeline) -> tuple[list[HoldProof], Check]:
    proofs, problems = [], []
    tones = _tones_at(timeline)
    for event in timeline.events:
        if event.kind != "hold" or timeline.tones == "none":
            continue
        ends = [_bounded(heard, tones, at) for at in (event.start_ms, event.end_ms)]
        if ends[0] is None or ends[1] is None:
            problems.append(f"the hold at {render_clock(event.start_ms)} has no start or end tone")
            continue
        planned = event.end_ms - event.start_ms
        proofs.append(
            HoldProof(
                event.start_ms,
                event.exercise or "",
                event.side or "",
                planned if event.asked_ms is UNSET else event.asked_ms,
                planned + ends[1] - ends[0],
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


def _prove_reps(heard: Heard, timeline: Timeline) -> Check:
    """Every series of repetitions ends with the onset of its last tone."""
    reps = [event for event in timeline.events if event.kind == "rep"]
    tones = _tones_at(timeline)
    problems, worst = [], 0.0
    for event, after in zip_longest(reps, reps[1:]):
        at = render_clock(event.start_ms)
        if after is not None and after.start_ms == event.end_ms:
            continue
        error = _bounded(heard, tones, event.end_ms)
        if error is None and timeline.tones != "none":
            problems.append(f"the series with the repetition at {at} does not end where it should")
        worst = max(worst, abs(error or 0.0))
    return Check("reps", len(reps), worst, TONE_LIMIT_MS, "ms", tuple(problems))


def _tones_at(timeline: Timeline) -> dict[int, str]:
    """The tone that begins at a moment: work can start and end with any."""
    return {event.start_ms: str(event.tone) for event in timeline.events if event.kind == "tone"}


def _bounded(heard: Heard, tones: Mapping[int, str], at: int) -> float | None:
    """How far the tone that bounds work is from its moment (ms); None where none is heard.

    A file of the user's has no onset that could be measured: that it is heard at all is looked for
    with everything else.
    """
    tone = tones.get(at)
    if tone is None:
        return None
    return 0.0 if is_sound_file(tone) else heard.tones.get((at, tone))


def prove_times(timeline: Timeline) -> Check:
    """Every line is planned at the time asked for, or gives way to one that is."""
    due: dict[int, list[int]] = defaultdict(list)
    for event in timeline.sounding:
        if event.due_ms is not UNSET:
            due[event.due_ms].append(event.start_ms - event.due_ms)
    worst, problems = 0.0, []
    for moment, errors in due.items():
        kept = any(abs(error) <= FRAME_MS for error in errors)
        for error in errors:
            gave_way = kept and -GAVE_WAY_MS <= error < 0
            if abs(error) > FRAME_MS and not gave_way:
                at = render_clock(moment, tenths=True)
                way = "late" if error > 0 else "early"
                problems.append(f"a line due at {at} is planned {abs(error)} ms too {way}")
            worst = worst if gave_way else max(worst, abs(error))
    count = sum(map(len, due.values()))
    return Check("times", count, worst, FRAME_MS, "ms", tuple(problems))


def prove_doses(timeline: Timeline) -> Check:
    """Every hold is planned as long, every series as often, as was asked; and entered in time."""
    problems = [
        f"the hold at {render_clock(event.start_ms)} is planned for "
        f"{event.end_ms - event.start_ms} ms, not {event.asked_ms}"
        for event in timeline.events
        if event.kind == "hold"
        and event.asked_ms is not UNSET
        and event.end_ms - event.start_ms != event.asked_ms
    ]
    problems += _wrong_entries(timeline)
    holds = [event for event in timeline.events if event.asked_ms is not UNSET]
    series = [(reps, _asked(reps)) for reps in _series(timeline)]
    series = [(reps, asked) for reps, asked in series if asked]
    for reps, asked in series:
        at = render_clock(reps[0].start_ms)
        planned = how_many(len(reps), "repetition")
        if any(count != len(reps) for count in asked):
            wanted = " or ".join(map(str, asked))
            problems.append(f"the series at {at} has {planned} planned, not {wanted}")
        elif [event.rep for event in reps] != list(range(1, len(reps) + 1)):
            problems.append(f"the {planned} of the series at {at} are not numbered from 1")
    problems += _unstated(timeline)
    count = len(holds) + len(series)
    return Check("doses", count, len(problems), 0, "wrong", tuple(problems))


def _unstated(timeline: Timeline) -> list[str]:
    """Doses that are missing from a timeline which says when its lines are due: those lie in holds,
    series and rests, and what writes the one also writes the other."""
    lines = [event.due_ms for event in timeline.sounding if event.due_ms is not UNSET]
    if not lines:
        return []
    spans = [event for event in timeline.events if event.kind in {"hold", "rep", "rest"}]
    problems = [
        f"the {'series with the repetition' if event.kind == 'rep' else 'hold'} at "
        f"{render_clock(event.start_ms)} does not say what was asked for"
        for event in spans
        if (event.kind == "hold" and event.asked_ms is UNSET)
        or (event.kind == "rep" and event.asked is UNSET)
    ]
    return problems + [
        f"the line due at {render_clock(due, tenths=True)} is in no hold, series or rest"
        for due in lines
        if not any(event.start_ms <= due <= event.end_ms for event in spans)
    ]


def _wrong_entries(timeline: Timeline) -> list[str]:
    """The holds whose entering is not where the sentence begins that says it."""
    says = [event.start_ms for event in timeline.events if event.kind == "say"]
    problems = []
    for hold in timeline.events:
        if hold.entered_ms is UNSET:
            continue
        entered, at = hold.entered_ms, render_clock(hold.start_ms)
        first = bisect_left(says, entered)
        if not 0 <= entered <= hold.start_ms:
            problems.append(f"the hold at {at} is entered after its start tone")
        elif first < len(says) and entered < says[first] < hold.start_ms:
            early = f"{says[first] - entered} ms before the sentence that says it"
            problems.append(f"the hold at {at} is entered {early}")
    return problems


def _asked(reps: list[Event]) -> list[int]:
    """How many repetitions a series should have, by its own events: one number, if all is well."""
    return sorted({event.asked for event in reps if event.asked is not UNSET})


def _series(timeline: Timeline) -> list[list[Event]]:
    """The repetitions of each series: each begins where the one before it ends."""
    series: list[list[Event]] = []
    for event in timeline.events:
        if event.kind == "rep":
            if not series or series[-1][-1].end_ms != event.start_ms:
                series.append([])
            series[-1].append(event)
    return series


def prove_chapters(found: Sequence[Mark], timeline: Timeline) -> Check:
    """The chapters of the file's tag are those of the timeline."""
    wrong = [
        f"the chapter at {render_clock(mark.start_ms)} is not the one that is planned"
        for mark in found
        if mark not in timeline.chapters
    ]
    missing = min(len(timeline.chapters), MOST_CHAPTERS) - len(found)
    if missing > 0:
        wrong.append(f"{how_many(missing, 'chapter')} missing from its tag")
    return Check("chapters", len(found), len(wrong), 0, "wrong", tuple(wrong))


def _prove_whole(heard: Heard) -> Check:
    """No sentence stops before its end, or in the middle."""
    wrong = [
        f"speech at {render_clock(at, tenths=True)} ends {early:.0f} ms too soon"
        for at, early in heard.early.items()
        if early > EARLY_LIMIT_MS
    ]
    wrong += [
        f"speech at {render_clock(at, tenths=True)} is silent for {pause:.0f} ms inside"
        for at, pause in heard.pauses.items()
        if pause > PAUSE_LIMIT_MS
    ]
    worst = max(heard.early.values(), default=0.0)
    return Check("ends", len(heard.early), worst, EARLY_LIMIT_MS, "ms", tuple(wrong))


def _prove_tones(heard: Heard) -> Check:
    wrong = [
        f"{render_clock(at, tenths=True)} {tone} is off by {error:.2f} ms"
        for (at, tone), error in heard.tones.items()
        if abs(error) > TONE_LIMIT_MS
    ]
    together = pooled_errors(heard)
    wrong += [
        f"all {name} tones together are off by {error:.2f} ms"
        for name, error in together.items()
        if abs(error) > TONE_LIMIT_MS
    ]
    errors = [*heard.tones.values(), *together.values()]
    worst = max(map(abs, errors), default=0.0)
    return Check("tones", len(heard.tones), worst, TONE_LIMIT_MS, "ms", tuple(wrong))


def _prove_speech(heard: Heard) -> Check:
    limit = ONSET_LIMIT_MS if heard.ducked_db is None else BED_ONSET_LIMIT_MS
    wrong = [
        f"speech at {render_clock(at, tenths=True)} is heard {error:+.0f} ms from its time"
        for at, error in heard.onsets.items()
        if not -1.0 <= error <= limit
    ]
    worst = max(heard.onsets.values(), key=abs, default=0.0)
    return Check("speech", len(heard.onsets), worst, limit, "ms", (*heard.missing, *wrong))


def _prove_silence(heard: Heard, timeline: Timeline, limit: float, smear_ms: int) -> Check:
    """Nothing unplanned is louder than `limit` (dBFS)."""
    import numpy as np

    peaks = np.concatenate(heard.peaks) if heard.peaks else np.zeros(0, np.float32)
    for event in timeline.sounding:
        peaks[max(0, event.start_ms - smear_ms) : event.end_ms + smear_ms] = 0
    loudest = float(peaks.max(initial=0.0))
    level = float(20 * np.log10(max(loudest, 1e-6)))
    wrong = f"there is unplanned sound at {render_clock(int(peaks.argmax()), tenths=True)}"
    return Check("silence", 1, level, limit, "dBFS", (wrong,) if level > limit else ())


def _prove_bed(heard: Heard, timeline: Timeline, bed: BedInfo, smear_ms: int) -> list[Check]:
    """Speech stands out of the bed, and the bed is neither louder nor softer than it was made."""
    over = {at: level - bed.ducked_db for at, level in heard.speech_db.items()}
    soft = [
        f"speech at {render_clock(at, tenths=True)} is only {level:.1f} dB above the bed"
        for at, level in over.items()
        if level < OVER_BED_DB
    ]
    least = min(over.values(), default=OVER_BED_DB)
    silence = _prove_silence(heard, timeline, round(bed.peak_db + BED_PEAK_DB, 1), smear_ms)
    return [
        Check("above", len(over), least, OVER_BED_DB, "dB", tuple(soft)),
        silence,
        _prove_kept(heard, timeline),
    ]


def _prove_kept(heard: Heard, timeline: Timeline) -> Check:
    """How much of the bed between events a player that skips silence would skip, in per cent."""
    import numpy as np

    peaks = np.concatenate(heard.peaks)
    for event in timeline.sounding:
        peaks[event.start_ms : event.end_ms] = 1
    inside = peaks[EDGES_MS[0] : len(peaks) - EDGES_MS[1]]
    windows = inside[: len(inside) // SILENCE_MS * SILENCE_MS].reshape(-1, SILENCE_MS).max(axis=1)
    below = float(100 * (windows < 10 ** (SILENCE_DBFS / 20)).mean()) if len(windows) else 0.0
    wrong = f"{below:.0f} % of the bed is so soft that a player which skips silence will skip it"
    problems = (wrong,) if below > SKIPPED_LIMIT else ()
    return Check("skipped", len(windows), below, SKIPPED_LIMIT, "%", problems)
