"""Making a session, start to end. The only module that knows the order of the flow:

routine -> script -> cues -> clips -> timeline -> mp3 -> tags
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from voiceguide import __version__
from voiceguide.audio import mp3
from voiceguide.audio.bed import Bed, load_bed, make_bed
from voiceguide.audio.cache import Cache
from voiceguide.audio.island import find_islands
from voiceguide.audio.mixdown import mix_down
from voiceguide.audio.proof import Proof, prove
from voiceguide.audio.sample import to_samples
from voiceguide.audio.studio import Report, Studio
from voiceguide.errors import FitError, OutputError
from voiceguide.files import replacing
from voiceguide.history import History
from voiceguide.phone.tags import render_tag
from voiceguide.plan.duration import Milliseconds
from voiceguide.plan.fill import Filled
from voiceguide.plan.mix import NO_BED, duck
from voiceguide.plan.settings import Patch
from voiceguide.plan.symmetry import Balance
from voiceguide.plan.timeline import (
    Notice,
    Sound,
    Timeline,
    Under,
    parse_timeline,
    render_timeline,
)
from voiceguide.request import Request
from voiceguide.score import Score, open_score
from voiceguide.speech.pool import TIME_LIMIT

TIMELINE_ENDING = ".timeline.json"


class Session(Struct, frozen=True):
    """A finished session."""

    path: Path
    name: str
    timeline: Timeline
    notices: tuple[Notice, ...]
    balance: tuple[Balance, ...]
    """What both sides of each target get."""
    filled: Filled | None
    """What was chosen to fit the time, if one was asked for."""
    spoken: int
    """Sentences that had to be spoken; 0 when the cache had them all."""
    files: frozenset[Path]
    """The routine and every script that was read."""


def build(request: Request, report: Report | None = None) -> Session:
    """Make a session's MP3 and its timeline.json. Raises VoiceguideError.

    Both files appear whole or not at all; an earlier session stays until then.
    """
    score = open_score(request)
    studio = open_studio(request, score, report)
    timeline, notices, filled = settle_times(request, score, studio)
    path = _target(request.out, score.library.found.name)
    bed, warnings = open_bed(score, studio.cache)
    samples = to_samples(timeline.duration_ms)
    if bed:
        timeline = replace(timeline, bed=describe_bed(score, bed))
        stream = mp3.stream(mix_down(timeline, bed, studio.samples_of), samples)
    else:
        stream = mp3.join(studio.placed(find_islands(timeline.sounding)), samples)
    tag = render_tag(timeline, request.date, f"voiceguide {__version__}")
    _write_session(path, tag, stream, timeline)
    if studio.made:
        studio.cache.prune()
    if request.history:
        History(request.history).add(score.library.found.name, request.date)
    return Session(
        path,
        score.library.found.name,
        timeline,
        (*warnings, *notices),
        score.balance(timeline),
        filled,
        studio.made,
        frozenset({score.library.found.path, *map(Path, score.library.seen.values())}),
    )


def verify(path: Path, timeline_file: Path | None = None) -> Proof:
    """Prove a finished session against the timeline beside it. Raises VoiceguideError."""
    beside = timeline_file or timeline_path(path)
    for file in (path, beside):
        if not file.is_file():
            raise OutputError(
                "there is no such file",
                where=str(file),
                remedy="Build the session again, or name its timeline with --timeline.",
            )
    return prove(path, parse_timeline(beside.read_bytes(), str(beside)))


def open_studio(request: Request, score: Score, report: Report | None = None) -> Studio:
    """Get ready to speak a routine; nothing is started yet."""
    settings = score.settings()
    return Studio(
        settings.voice,
        score.language,
        Cache(request.cache),
        find_sound=score.library.find_sound,
        mix=settings.mix,
        rendered=settings.bed != NO_BED,
        jobs=request.jobs,
        fresh=request.fresh,
        time_limit=request.time_limit or TIME_LIMIT,
        report=report,
    )


def open_bed(score: Score, cache: Cache) -> tuple[Bed | None, tuple[Notice, ...]]:
    """Get the bed of a session ready; warn of one that a player would skip as silence."""
    settings = score.settings()
    if settings.bed == NO_BED:
        return None, ()
    file = score.bed_file()
    bed = load_bed(file, cache) if file else make_bed(settings.bed, cache)
    if settings.bed_level >= bed.level.lowest:
        return bed, ()
    problem = (
        f"at {settings.bed_level} dBFS an app that skips silence will skip its softest parts; "
        f"it takes --bed-level {bed.level.lowest}"
    )
    return bed, (Notice("bed", problem),)


def describe_bed(score: Score, bed: Bed) -> Under:
    """What a timeline says of its bed."""
    settings = score.settings()
    return Under(
        Path(settings.bed).name,
        settings.bed_level,
        duck(settings.bed_level, settings.voice_level, bed.level.lowest),
        bed.level.peak_at(settings.bed_level),
    )


def settle_times(
    request: Request, score: Score, studio: Studio
) -> tuple[Timeline, tuple[Notice, ...], Filled | None]:
    """Place the cues by measured lengths, speaking what is missing, until nothing is.

    Which wording fits depends on measured lengths, and what must be spoken depends on which wording
    fits; so sentences are tried with an estimate first, spoken together, and placed again.
    """
    guess = score.estimator()
    while True:
        missing: dict[Sound, None] = {}

        def length_of(sound: Sound, missing: dict[Sound, None] = missing) -> Milliseconds:
            known = studio.length_of(sound)
            if known is None:
                missing[sound] = None
                return guess(sound)
            return known

        try:
            filled = score.fill(request.fit, length_of)
            if filled:
                missing.clear()  # only the choice itself has to be spoken
            timeline, notices = score.place(length_of, filled.patch if filled else Patch())
        except FitError:
            if not missing:
                raise
        else:
            if not missing:
                return timeline, notices, filled
        studio.record(list(missing))


def timeline_path(session: Path) -> Path:
    """Where the timeline of a session file lies."""
    return session.with_name(session.name.removesuffix(".mp3") + TIMELINE_ENDING)


def _target(out: str, name: str) -> Path:
    path = Path(out).expanduser()
    return path if path.suffix.lower() == ".mp3" and not path.is_dir() else path / f"{name}.mp3"


def _write_session(path: Path, tag: bytes, stream: Iterable[bytes], timeline: Timeline) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(timeline_path(path)) as file:
            file.write(render_timeline(timeline).encode())
            with replacing(path) as sound:
                sound.write(tag)
                for piece in stream:
                    sound.write(piece)
    except OSError as error:
        in_the_way = isinstance(error, FileExistsError | NotADirectoryError)
        why = "a file is in the way of its folder" if in_the_way else error.strerror
        raise OutputError(
            f"the session cannot be written ({why})",
            where=str(path),
            remedy="Choose another place with --out.",
        ) from error
