"""Speaking a timeline, whoever made it: the flow of a session without its routine and scripts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO

from msgspec import UNSET, Struct
from msgspec.structs import replace

from voiceguide import __version__
from voiceguide.audio.bed import Bed, describe_bed, open_bed
from voiceguide.audio.studio import Studio
from voiceguide.disk.cache import Cache
from voiceguide.disk.files import sweep_temporary
from voiceguide.disk.folder import stays_inside
from voiceguide.disk.library import (
    MOST_BED_BYTES,
    MOST_SOUND_BYTES,
    Library,
    check_size,
    load_lexicon,
    search_roots,
)
from voiceguide.errors import FitError, LongSession, ManyErrors, RoutineError
from voiceguide.formats.artwork import find_cover
from voiceguide.formats.fileinfo import FileInfo
from voiceguide.formats.filename import safe_name
from voiceguide.formats.tags import advise_chapters
from voiceguide.plan.estimate import estimate
from voiceguide.plan.retime import retime
from voiceguide.plan.soundness import sound_timeline
from voiceguide.plan.timeline import Sound, Timeline
from voiceguide.problem import Problem
from voiceguide.routine.lexicon import Lexicon
from voiceguide.routine.mix import BEDS, NO_BED
from voiceguide.routine.settings import Settings, Values, lay
from voiceguide.session.beside import find_earlier, lay_beside
from voiceguide.session.build import (
    SHARES,
    SHARES_IN_FULL,
    Session,
    check_format,
    measure,
    write_sound,
)
from voiceguide.session.output import Target, choose_target, try_to_write, write_together
from voiceguide.session.progress import Progress, Report
from voiceguide.session.request import Request


class Surroundings(Struct, frozen=True):
    """What a timeline does not say: how it sounds, and where its sound files and words lie."""

    settings: Settings
    find_sound: Callable[..., Path]
    """The path of a sound file by its name, of so many bytes at most. Raises RoutineError."""
    lexicon: Lexicon
    own_bed: bool
    """Whether the bed is the timeline's own: a name, and not a path of whoever speaks it."""


def narrate(timeline: Timeline, request: Request, report: Report | None = None) -> Session:
    """Speak a timeline into `request.out`, with its own timeline.json beside it.

    The routine of the request may be empty; one that is named lends its voice, its sound files and
    its lexicon. All files appear whole or not at all. Raises VoiceguideError.
    """
    sweep_temporary()
    timeline = replace(sound_timeline(timeline), beside=UNSET)  # what lay beside another session
    around = _look_around(timeline, request)
    target = choose_target(request, safe_name(timeline.title))
    check_format(target)
    try_to_write(target.path)  # before anything is spoken
    plain_mp3 = target.format == "mp3" and around.settings.bed == NO_BED
    progress = Progress(report, SHARES if plain_mp3 else SHARES_IN_FULL)
    studio = _open_studio(timeline, request, around, progress)
    try:
        timeline, notices = _settle(timeline, studio, around.settings)
        timeline, bed = _lay_bed(timeline, around, studio.cache)
        report = progress.stage("write")
        made = _write(timeline, request, target, studio, bed=bed, report=report)
    finally:
        studio.cache.keep_bound()
    progress.end()
    notices += advise_chapters(timeline) if target.format == "mp3" else ()
    notices += (studio.cache.trouble,) if studio.cache.trouble else ()
    return replace(made, notices=(*notices, *made.notices))


def _write(
    timeline: Timeline,
    request: Request,
    target: Target,
    studio: Studio,
    *,
    bed: Bed | None,
    report: Report,
) -> Session:
    """Put the session together, and write it with what lies beside it."""
    cover = find_cover(timeline, studio.cache, fresh=request.fresh)
    imprint = FileInfo(request.date, f"voiceguide {__version__}", cover=cover)
    earlier = find_earlier(target.path)
    sides = lay_beside(request, target.path, timeline, earlier)

    def write(file: BinaryIO) -> None:
        write_sound(file, target, studio, sides.timeline, imprint, bed=bed, report=report)

    new = write_together(target.path, sides.texts, write, sides.stale)
    return Session(
        target.path,
        target.path.stem,
        sides.timeline,
        sides.notices,
        balance=(),
        filled=None,
        spoken=studio.made,
        files=frozenset(),
        beside=tuple(sides.texts),
        cover=cover,
        earlier=earlier,
        unchanged=not new,
    )


def _look_around(timeline: Timeline, request: Request) -> Surroundings:
    """Settle how it sounds: a person's defaults, the routine's settings, the timeline, options."""
    personal, asked = request.overrides.personal, request.overrides.settings
    library = Library(request.routine) if request.routine else None
    written = library.load_routine().settings if library else {}
    own_bed = timeline.bed is not UNSET and "bed" not in asked
    planned: Values = {}
    if timeline.bed is not UNSET:
        planned = {"bed": timeline.bed.name, "bed_level": timeline.bed.level_db}
    tones = Settings().tones if timeline.tones is UNSET else timeline.tones
    return Surroundings(
        replace(lay(personal, written, planned, asked), tones=tones),
        library.find_sound if library else _find_here,
        library.load_lexicon(timeline.language)
        if library
        else load_lexicon(timeline.language, search_roots()),
        own_bed,
    )


def _find_here(name: str, most: int = MOST_SOUND_BYTES) -> Path:
    """A sound file in the current folder, by its name. Raises RoutineError."""
    path = Path(name)
    if not path.is_file() or not stays_inside(path, Path()):
        raise RoutineError(
            f"there is no sound file {name!r}",
            where="timeline",
            remedy="Put it into this folder, or name the routine it belongs to.",
        )
    check_size(path, most)
    return path


def _open_studio(
    timeline: Timeline, request: Request, around: Surroundings, progress: Progress
) -> Studio:
    return Studio(
        around.settings.voice,
        timeline.language,
        Cache(request.cache),
        find_sound=around.find_sound,
        mix=around.settings.mix,
        rendered=around.settings.bed != NO_BED,
        lexicon=around.lexicon,
        jobs=request.jobs,
        fresh=request.fresh,
        time_limit=request.time_limit,
        report=progress.stage("speak"),
        finished=progress.stage("finish"),
    )


def _settle(
    timeline: Timeline, studio: Studio, settings: Settings
) -> tuple[Timeline, tuple[Problem, ...]]:
    """Speak what is missing until every sound has its measured length.

    A sentence may have to be said faster, and that too has to be spoken to be measured.
    """
    guess = cache(
        partial(
            estimate,
            rate=settings.voice.rate,
            language=timeline.language,
            tones=settings.tones,
        )
    )
    while True:
        missing: dict[Sound, None] = {}
        try:
            done = retime(timeline, measure(studio, guess, missing))
        except (FitError, LongSession, ManyErrors):
            if not missing:
                raise
        else:
            if not missing:
                return done
        studio.record(list(missing))


def _lay_bed(timeline: Timeline, around: Surroundings, cache: Cache) -> tuple[Timeline, Bed | None]:
    """Get the bed ready, and let the timeline say which it is."""
    settings = around.settings
    if settings.bed == NO_BED:
        return replace(timeline, bed=UNSET), None
    file = None if settings.bed in BEDS else _bed_file(settings.bed, around)
    bed = open_bed(settings, file, cache)
    return replace(timeline, bed=describe_bed(settings, bed)), bed


def _bed_file(name: str, around: Surroundings) -> Path:
    path = Path(name).expanduser()
    if around.own_bed or not path.is_file():
        return around.find_sound(name, MOST_BED_BYTES)
    check_size(path, MOST_BED_BYTES)
    return path
