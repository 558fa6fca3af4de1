"""Making a session, start to end. The only module that knows the order of the flow:

routine -> script -> cues -> clips -> timeline -> mp3 -> tags -> files
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from voiceguide import __version__
from voiceguide.audio import mp3
from voiceguide.audio.island import find_islands
from voiceguide.audio.sample import to_samples
from voiceguide.audio.studio import Studio
from voiceguide.disk.cache import Cache
from voiceguide.disk.files import sweep_temporary, write_pieces
from voiceguide.disk.history import History
from voiceguide.duration import Milliseconds, render_clock
from voiceguide.errors import FitError, OutputError
from voiceguide.formats.artwork import find_cover, find_tag
from voiceguide.formats.fileinfo import FileInfo
from voiceguide.formats.plain import plain
from voiceguide.formats.tags import advise_chapters, read_marks
from voiceguide.plan.balance import Balance
from voiceguide.plan.fill import Filled
from voiceguide.plan.fit import LengthOf
from voiceguide.plan.timeline import Sound, Timeline, parse_timeline
from voiceguide.problem import Problem, warning
from voiceguide.routine.mix import NO_BED
from voiceguide.session.beside import Earlier, find_earlier, lay_beside
from voiceguide.session.draft import Score, open_score
from voiceguide.session.output import (
    TIMELINE_ENDING,
    Target,
    beside,
    choose_target,
    find_near,
    name_session,
    try_to_write,
    write_together,
)
from voiceguide.session.progress import Progress, Report, counted
from voiceguide.session.request import Request
from voiceguide.text import how_many, shorten

if TYPE_CHECKING:
    from voiceguide.audio.bed import Bed
    from voiceguide.audio.clip import Samples
    from voiceguide.audio.decode import Signal
    from voiceguide.proof.proof import Proof

MOST_SESSION_BYTES = 2_000_000_000
"""Four hours, the longest session, are 1.4 GB as WAV."""
MOST_TIMELINE_BYTES = 50_000_000
"""A session of four hours with a line a second has 3 MB."""


class Session(Struct, frozen=True):
    """A finished session."""

    path: Path
    name: str
    timeline: Timeline
    notices: tuple[Problem, ...]
    balance: tuple[Balance, ...]
    """What both sides of each target get."""
    filled: Filled | None
    """What was chosen to fit the time, if one was asked for."""
    spoken: int
    """Sentences that had to be spoken; 0 when the cache had them all."""
    files: frozenset[Path]
    """The routine and every script that was read."""
    beside: tuple[Path, ...] = ()
    """The files written beside it, its timeline first."""
    cover: bytes = b""
    """Its cover, a JPEG."""
    earlier: Earlier = Earlier()
    """What lay there before."""
    unchanged: bool = False
    """Whether it was the very same sound, and was left alone."""

    def __repr__(self) -> str:
        """It on one line: its file, how long it is, and what was said of it."""
        told = [render_clock(self.timeline.duration_ms), how_many(self.spoken, "new sentence")]
        told += [how_many(len(self.notices), "notice")] if self.notices else []
        return f"<Session {shorten(self.path.name, 28)}: {', '.join(told)}>"


SHARES = {"speak": 70, "finish": 25, "write": 5}
"""What speaking, levelling and putting together take of a wait, measured in percent."""
SHARES_IN_FULL = {"speak": 35, "finish": 15, "write": 50}
"""The same where a session is encoded as a whole: over a bed, or in another format."""


def build(request: Request, report: Report | None = None, spoken: Report | None = None) -> Session:
    """Make a session's file and its timeline.json. Raises VoiceguideError.

    All files appear whole or not at all; an earlier session stays until then. `report` is told how
    much of all there is to do is done, `spoken` how many sentences of those that are new.
    """
    sweep_temporary()
    score = open_score(request)
    name = score.library.found.name
    own = score.routine.language
    target = choose_target(request, name_session(name, score.language, own))
    plain_mp3 = target.format == "mp3" and score.settings().bed == NO_BED
    progress = Progress(report, SHARES if plain_mp3 else SHARES_IN_FULL)
    studio = open_studio(request, score, progress.stage("speak"), spoken, progress.stage("finish"))
    try:
        return _make(request, score, studio, target, progress)
    finally:
        studio.cache.keep_bound()


def _make(
    request: Request, score: Score, studio: Studio, target: Target, progress: Progress
) -> Session:
    name = score.library.found.name
    check_format(target)
    try_to_write(target.path)  # before anything is spoken
    timeline, notices, filled = settle_times(request, score, studio)
    if target.format == "mp3":
        notices += advise_chapters(timeline)
    bed, warnings, timeline = _over_bed(score, studio, timeline)
    imprint = FileInfo(
        request.dated or request.date,
        f"voiceguide {__version__}",
        cover=find_cover(timeline, studio.cache, fresh=request.fresh),
        album=request.album,
        track=request.track,
    )
    earlier = find_earlier(target.path)
    sides = lay_beside(request, target.path, timeline, earlier)
    new = write_together(
        target.path,
        sides.texts,
        lambda file: write_sound(
            file, target, studio, sides.timeline, imprint, bed=bed, report=progress.stage("write")
        ),
        sides.stale,
    )
    progress.end()
    if request.history and request.counts:
        try:
            aside = History(request.history).add(name, request.date)
        except OutputError as error:  # the session is there; that it is not counted is a pity
            notices += (warning(error.where, error.problem),)
        else:
            notices += _tell_aside(request.history, aside)
    if studio.cache.trouble:
        notices += (studio.cache.trouble,)
    return Session(
        target.path,
        name,
        sides.timeline,
        (*warnings, *notices, *sides.notices),
        score.balance(timeline),
        filled,
        studio.made,
        score.library.files,
        tuple(sides.texts),
        imprint.cover,
        earlier,
        unchanged=not new,
    )


def _over_bed(
    score: Score, studio: Studio, timeline: Timeline
) -> tuple[Bed | None, tuple[Problem, ...], Timeline]:
    """The bed a session lies over, if any, what is to be said of it, and the session's timeline."""
    settings = score.settings()
    if settings.bed == NO_BED:
        return None, (), timeline
    from voiceguide.audio.bed import describe_bed, open_bed, warn_of_bed

    bed = open_bed(settings, score.bed_file(), studio.cache)
    return bed, warn_of_bed(settings, bed), replace(timeline, bed=describe_bed(settings, bed))


def _tell_aside(history: Path, aside: Path | None) -> tuple[Problem, ...]:
    """Say that the past could not be read, and where it lies now."""
    text = (
        f"it could not be read; it was renamed to {aside and aside.name}, and counting begins anew"
    )
    return (warning(str(history), text),) if aside else ()


def verify(path: Path, timeline_file: Path | None = None) -> Proof:
    """Prove a finished session against the timeline beside it. Raises VoiceguideError."""
    from voiceguide.proof.proof import prove, prove_chapters

    if not path.exists():
        remedy = find_near(path) or "Check the path."
        raise OutputError("there is no such file", where=str(path), remedy=remedy)
    _check_file(path, MOST_SESSION_BYTES)
    plan = timeline_file or timeline_path(path)
    _check_file(plan, MOST_TIMELINE_BYTES)
    timeline = parse_timeline(plan.read_bytes(), str(plan))
    proof = prove(path, timeline, _decoded(path))
    if path.suffix.lower() != ".mp3":
        return proof
    marks = tuple(replace(mark, title=plain(mark.title)) for mark in timeline.chapters)
    chapters = prove_chapters(read_marks(path), replace(timeline, chapters=marks))
    return replace(proof, checks=(*proof.checks, chapters))


def _decoded(path: Path) -> Iterator[Signal] | None:
    """The sound of a session that libsndfile cannot read: that is AAC."""
    if path.suffix.lower() != ".m4b":
        return None
    from voiceguide.formats.container import decode

    return decode(path)


def _check_file(file: Path, most: int) -> None:
    """Raise OutputError for what cannot be what it is said to be: nothing of it is read."""
    if file.is_file() and file.stat().st_size <= most:
        return
    problem = "there is no such file"
    if file.exists():
        problem = "it is too large" if file.is_file() else "this is not a file"
    raise OutputError(
        problem,
        where=str(file),
        remedy="Build the session again, or name its timeline with --timeline.",
    )


def open_studio(
    request: Request,
    score: Score,
    report: Report | None = None,
    spoken: Report | None = None,
    finished: Report | None = None,
) -> Studio:
    """Get ready to speak a routine; nothing is started yet."""

    def speaking(done: int, total: int) -> None:
        for told in (spoken, report):
            if told:
                told(done, total)

    settings = score.settings()
    return Studio(
        settings.voice,
        score.language,
        score.cache or Cache(request.cache),
        find_sound=score.library.find_sound,
        mix=settings.mix,
        rendered=settings.bed != NO_BED,
        lexicon=score.library.load_lexicon(score.language),
        jobs=request.jobs,
        fresh=request.fresh,
        time_limit=request.time_limit,
        report=speaking,
        finished=finished,
    )


def settle_times(
    request: Request, score: Score, studio: Studio
) -> tuple[Timeline, tuple[Problem, ...], Filled | None]:
    """Place the cues by measured lengths, speaking what is missing, until nothing is.

    Which wording fits depends on measured lengths, and what must be spoken depends on which wording
    fits; so sentences are tried with an estimate first, spoken together, and placed again.
    """
    guess = score.estimator()
    while True:
        missing: dict[Sound, None] = {}
        length_of = measure(studio, guess, missing)
        try:
            filled = score.fill(request.fit, length_of)
            if filled:
                missing.clear()  # only the choice itself has to be spoken
            timeline, notices = score.place(length_of, filled.values if filled else None)
        except FitError:
            if not missing:
                raise
        else:
            if not missing:
                return timeline, notices, filled
        studio.record(list(missing))


def measure(studio: Studio, guess: LengthOf, missing: dict[Sound, None]) -> LengthOf:
    """The measured length of a sound, or a guess where there is none: it is noted as missing."""

    def length_of(sound: Sound) -> Milliseconds:
        known = studio.length_of(sound)
        if known is None:
            missing[sound] = None
            return guess(sound)
        return known

    return length_of


def timeline_path(session: Path) -> Path:
    """Where the timeline of a session file lies."""
    return beside(session, TIMELINE_ENDING)


def check_format(target: Target) -> None:
    """Find out before anything is spoken that a format cannot be written here."""
    if target.format != "mp3":
        from voiceguide.formats.container import BY_FFMPEG, find_ffmpeg

        if target.format in BY_FFMPEG:
            find_ffmpeg(target.format)


def write_sound(
    file: BinaryIO,
    target: Target,
    studio: Studio,
    timeline: Timeline,
    imprint: FileInfo,
    *,
    bed: Bed | None,
    report: Report,
) -> None:
    """Splice an MP3 from encoded frames, or encode it over a bed; make other formats of samples."""
    found, length = find_islands(timeline.sounding), to_samples(timeline.duration_ms)
    islands = counted(found, len(found), report)

    def mixed(bed: Bed) -> Iterator[Samples]:
        from voiceguide.audio.mixdown import BLOCK_MS, mix_down

        blocks = -(-timeline.duration_ms // BLOCK_MS)
        return counted(mix_down(timeline, bed, studio.samples_of), blocks, report)

    if target.format == "mp3":
        file.write(find_tag(timeline, imprint, studio.cache))
        spliced = mp3.join(studio.placed(islands), length)
        pieces = mp3.stream(mixed(bed), length) if bed else spliced
        write_pieces(file, pieces)
        return
    from voiceguide.audio.pcm import join_samples, to_bytes
    from voiceguide.formats.container import encode, write_wav

    pcm = to_bytes(mixed(bed)) if bed else join_samples(studio.sounded(islands), length)
    if target.format == "wav":
        write_wav(file, pcm, length)
    else:
        encode(target.format, Path(file.name), pcm, timeline, imprint)
