"""The texts beside a session: timeline, captions and chapters, and that none is another session's.

A timeline remembers which captions and chapters were written with it, each by its digest. What
still has these bytes when the session is built again is ours, and is written anew or removed.
Anything else is somebody's own, and stays unless it was asked for by its kind.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from msgspec import UNSET, Struct
from msgspec.structs import replace

from voiceguide.disk.files import digest_of
from voiceguide.duration import Milliseconds
from voiceguide.errors import OutputError, RoutineError
from voiceguide.formats.fileinfo import FileInfo
from voiceguide.plan.timeline import Timeline, parse_timeline, render_timeline
from voiceguide.problem import Problem, warning
from voiceguide.session.options import CAPTIONS
from voiceguide.session.output import (
    CHAPTERS_ENDING,
    TIMELINE_ENDING,
    Divide,
    beside,
    parts_folder,
)
from voiceguide.session.request import Request

SIDE_ENDINGS = (*(f".{kind}" for kind in CAPTIONS), CHAPTERS_ENDING)
"""What can lie beside a session, apart from its timeline."""


class Earlier(Struct, frozen=True):
    """What lies where a session will be. Files are known by their endings."""

    sound: bool = False
    """Whether there is a file of that name."""
    duration_ms: Milliseconds | None = None
    """How long it is; None where nobody can tell."""
    ours: frozenset[str] = frozenset()
    """Files beside it that were written with it and never changed."""
    others: frozenset[str] = frozenset()
    """Those that somebody else wrote or changed."""
    parts: frozenset[Path] = frozenset()
    """Its parts: files in a folder beside it that are ours."""


class Sides(Struct, frozen=True):
    """What will lie beside a session."""

    timeline: Timeline
    """The session's, which knows the other texts."""
    texts: dict[Path, str]
    """File -> what stands in it, the timeline first."""
    stale: tuple[Path, ...]
    """Files of the session before that go."""
    notices: tuple[Problem, ...]


def lay_beside(request: Request, path: Path, timeline: Timeline, earlier: Earlier) -> Sides:
    """Write what was asked for, and anew what lay there; nothing touches the disk yet."""
    texts = {ending: _render(ending, timeline) for ending in _wanted(request, earlier)}
    if texts:
        digests = {ending: digest_of(text.encode()) for ending, text in texts.items()}
        timeline = replace(timeline, beside=digests)
    return Sides(
        timeline,
        {
            beside(path, TIMELINE_ENDING): render_timeline(timeline),
            **{beside(path, ending): text for ending, text in texts.items()},
        },
        tuple(beside(path, ending) for ending in sorted(earlier.ours - texts.keys())),
        tuple(
            warning(str(beside(path, ending)), _REPLACED if ending in texts else _KEPT)
            for ending in sorted(earlier.others)
        ),
    )


def lay_parts(
    request: Request, path: Path, timeline: Timeline, info: FileInfo, earlier: Earlier
) -> tuple[tuple[Path, ...], tuple[Path, ...], Divide | None]:
    """The parts a session will have, those of before that go, and how they are made; nothing
    touches the disk yet. Raises OutputError where a file is in the way."""
    if not (earlier.parts if request.split is None else request.split):
        return (), tuple(earlier.parts), None
    from voiceguide.session.division import divided, find_stale, list_parts, refuse_others

    folder = parts_folder(path)
    wanted = tuple(folder / one.name for one in list_parts(timeline))
    refuse_others(wanted, earlier.parts, folder)

    def divide(whole: Path) -> AbstractContextManager[list[tuple[Path, Path]]]:
        return divided(whole, timeline, info, folder)

    return wanted, tuple(find_stale(earlier.parts, wanted)), divide


_KEPT = "was not written with the session that lay here, or was changed since; it stays as it is"
_REPLACED = "was not written with the session that lay here, or was changed since; it is replaced"


def find_earlier(path: Path) -> Earlier:
    """Look at what lies where a session will be. Raises OutputError."""
    timeline = _read_timeline(path)
    written = timeline.beside if timeline and timeline.beside is not UNSET else {}
    there = {one: file for one in SIDE_ENDINGS if (file := beside(path, one)).is_file()}
    try:
        ours = frozenset(one for one, file in there.items() if written.get(one) == digest_of(file))
    except OSError as error:
        raise OutputError(
            f"cannot be read ({error.strerror})", where=str(error.filename)
        ) from error
    others, parts = frozenset(there) - ours, _find_parts(path)
    if not path.is_file():
        return Earlier(ours=ours, others=others, parts=parts)
    return Earlier(True, timeline.duration_ms if timeline else _length(path), ours, others, parts)


def _find_parts(path: Path) -> frozenset[Path]:
    if not parts_folder(path).is_dir():
        return frozenset()
    from voiceguide.session.division import find_ours

    return find_ours(parts_folder(path))


def _wanted(request: Request, earlier: Earlier) -> list[str]:
    """The endings of what is written: as asked, then what lay there and was ours."""
    asked = [f".{kind}" for kind in request.captions or ()]
    kept = [f".{kind}" for kind in CAPTIONS if f".{kind}" in earlier.ours]
    captions = kept if request.captions is None else [*asked, *kept] if asked else []
    chapters = request.chapters_json or CHAPTERS_ENDING in earlier.ours
    return list(dict.fromkeys([*captions, *([CHAPTERS_ENDING] if chapters else [])]))


def _render(ending: str, timeline: Timeline) -> str:
    if ending == CHAPTERS_ENDING:
        from voiceguide.formats.chapters import render_chapters

        return render_chapters(timeline)
    from voiceguide.formats.captions import RENDER

    return RENDER[ending.removeprefix(".")](timeline)


def _read_timeline(path: Path) -> Timeline | None:
    try:
        return parse_timeline(beside(path, TIMELINE_ENDING).read_bytes())
    except (OSError, RoutineError):
        return None


def _length(path: Path) -> Milliseconds | None:
    """The length of a sound without a timeline: somebody's own file of that name, perhaps."""
    import mutagen

    try:
        found = mutagen.File(path)
    except mutagen.MutagenError:
        return None
    if found is None:
        return None
    return Milliseconds(round(found.info.length * 1000))  # "if found" would ask for its tags
