"""Making a session, start to end. The only module that knows the order of the flow:

routine -> script -> cues -> clips -> timeline -> mp3 -> tags -> files

A routine that was opened (`draft.py`) and a timeline (`narration.py`) are both a `Piece`, and take
the same way from there: `settling.py` has it spoken and placed, `assembly.py` puts it together.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from msgspec import UNSET, Struct
from msgspec.structs import replace

from voiceguide import __version__
from voiceguide.audio.studio import Studio
from voiceguide.disk.cache import Cache
from voiceguide.disk.files import sweep_temporary
from voiceguide.disk.history import History
from voiceguide.duration import render_clock
from voiceguide.errors import OutputError, SpeechError
from voiceguide.formats.artwork import find_cover
from voiceguide.formats.fileinfo import FileInfo
from voiceguide.formats.tags import advise_chapters
from voiceguide.plan.balance import Balance
from voiceguide.plan.fill import Filled
from voiceguide.plan.timeline import Timeline
from voiceguide.problem import Problem, warning
from voiceguide.progress import Progress, Report
from voiceguide.routine.mix import NO_BED
from voiceguide.session.assembly import check_format, write_sound
from voiceguide.session.beside import Earlier, find_earlier, lay_beside, lay_parts
from voiceguide.session.draft import open_draft
from voiceguide.session.output import (
    TIMELINE_ENDING,
    Target,
    beside,
    choose_target,
    try_to_write,
    write_together,
)
from voiceguide.session.piece import Piece
from voiceguide.session.request import Request
from voiceguide.session.settling import Timed, settle_times
from voiceguide.text import how_many, shorten

if TYPE_CHECKING:
    from voiceguide.audio.bed import Bed


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
    parts: tuple[Path, ...] = ()
    """Its chapters as files, in order, where it was divided."""

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
    """Make a routine's session, and its timeline.json. Raises VoiceguideError.

    All files appear whole or not at all; an earlier session stays until then. `report` is told how
    much of all there is to do is done, `spoken` how many sentences of those that are new.
    """
    sweep_temporary()
    return make(open_draft(request), request, report, spoken)


def make(
    piece: Piece, request: Request, report: Report | None = None, spoken: Report | None = None
) -> Session:
    """Make a session of whatever it is made of; see `build`."""
    target = choose_target(request, piece.file_name)
    check_format(target)
    try_to_write(target.path)  # before anything is spoken
    spliced = target.format == "mp3" and piece.settings().bed == NO_BED
    progress = Progress(report, SHARES if spliced else SHARES_IN_FULL)
    studio = open_studio(request, piece, progress, spoken)
    try:
        timed = settle_times(piece, studio, request.fit)
        bed, timed = _lay_bed(piece, studio, timed)
        session = _write(
            piece, request, target, studio, timed, bed=bed, report=progress.stage("write")
        )
    except SpeechError as error:
        if not studio.speaker.give_way(error):
            raise
        return make(piece, request, report, spoken)  # another voice says all of it
    finally:
        studio.cache.keep_bound()
    progress.end()
    told = _count(piece, request)
    return replace(session, notices=_in_order(session, timed, target, told, studio))


def open_studio(
    request: Request,
    piece: Piece,
    progress: Progress | None = None,
    spoken: Report | None = None,
) -> Studio:
    """Get ready to speak; nothing is started yet."""
    settings = piece.settings()
    progress = progress or Progress(None, SHARES)
    bar = progress.stage("speak")

    def speaking(done: int, total: int) -> None:
        for told in (spoken, bar):
            if told:
                told(done, total)

    return Studio(
        settings.voice,
        piece.language,
        piece.cache or Cache(request.cache),
        find_sound=piece.find_sound,
        mix=settings.mix,
        rendered=settings.bed != NO_BED,
        lexicon=piece.load_lexicon(),
        jobs=request.jobs,
        fresh=request.fresh,
        time_limit=request.time_limit,
        report=speaking,
        finished=progress.stage("finish"),
    )


def timeline_path(session: Path) -> Path:
    """Where the timeline of a session file lies."""
    return beside(session, TIMELINE_ENDING)


def _lay_bed(piece: Piece, studio: Studio, timed: Timed) -> tuple[Bed | None, Timed]:
    """The bed it lies over, if any; the timeline says which, and a notice what is wrong with it."""
    settings = piece.settings()
    if settings.bed == NO_BED:
        return None, replace(timed, timeline=replace(timed.timeline, bed=UNSET))
    from voiceguide.audio.bed import describe_bed, open_bed, warn_of_bed

    bed = open_bed(settings, piece.bed_file(), studio.cache)
    timeline = replace(timed.timeline, bed=describe_bed(settings, bed))
    notices = (*warn_of_bed(settings, bed), *timed.notices)
    return bed, replace(timed, timeline=timeline, notices=notices)


def _write(
    piece: Piece,
    request: Request,
    target: Target,
    studio: Studio,
    timed: Timed,
    *,
    bed: Bed | None,
    report: Report,
) -> Session:
    """Put the session together, and write it with what lies beside it."""
    if request.chosen:
        timed = replace(timed, timeline=replace(timed.timeline, chosen=dict(request.chosen)))
    cover = find_cover(timed.timeline, studio.cache, title=piece.caption, fresh=request.fresh)
    date = request.dated or request.date
    maker = f"voiceguide {__version__}"
    info = FileInfo(date, maker, cover=cover, album=request.album, track=request.track)
    earlier = find_earlier(target.path)
    sides = lay_beside(request, target.path, timed.timeline, earlier)
    parts, stale, divide = lay_parts(request, target.path, sides.timeline, info, earlier)

    def write(file: BinaryIO) -> None:
        write_sound(file, target, studio, sides.timeline, info, bed=bed, report=report)

    new = write_together(target.path, sides.texts, write, (*sides.stale, *stale), divide)
    return Session(
        target.path,
        piece.name or target.path.stem,
        sides.timeline,
        sides.notices,
        piece.balance(timed.timeline),
        timed.filled,
        studio.made,
        piece.files,
        tuple(sides.texts),
        cover,
        earlier,
        unchanged=not new,
        parts=parts,
    )


def _in_order(
    session: Session, timed: Timed, target: Target, counted: tuple[Problem, ...], studio: Studio
) -> tuple[Problem, ...]:
    """All there is to be said of a session."""
    chapters = advise_chapters(session.timeline) if target.format == "mp3" else ()
    trouble = (studio.cache.trouble,) if studio.cache.trouble else ()
    speaker = studio.speaker.notices()
    return (*timed.notices, *chapters, *counted, *trouble, *speaker, *session.notices)


def _count(piece: Piece, request: Request) -> tuple[Problem, ...]:
    """Remember that a routine was made; the session is there, whatever is wrong with that."""
    if not (piece.name and request.history and request.counts):
        return ()
    try:
        aside = History(request.history).add(piece.name, request.date)
    except OutputError as error:
        return (warning(error.where, error.problem),)
    if aside is None:
        return ()
    text = f"it could not be read; it was renamed to {aside.name}, and counting begins anew"
    return (warning(str(request.history), text),)
