"""Proving a session that is finished, against the timeline beside it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from voiceguide.errors import OutputError
from voiceguide.formats.plain import plain
from voiceguide.formats.tags import read_marks
from voiceguide.plan.timeline import Timeline, parse_timeline
from voiceguide.proof.outcome import Check, Proof
from voiceguide.proof.proof import prove, prove_chapters
from voiceguide.session.build import timeline_path
from voiceguide.session.division import find_current, find_ours, find_stale, list_parts
from voiceguide.session.output import find_near, parts_folder

if TYPE_CHECKING:
    from voiceguide.audio.decode import Signal

MOST_SESSION_BYTES = 2_000_000_000
"""Four hours, the longest session, are 1.4 GB as WAV."""
MOST_TIMELINE_BYTES = 50_000_000
"""A session of four hours with a line a second has 3 MB."""


def verify(path: Path, timeline_file: Path | None = None) -> Proof:
    """Prove a finished session against the timeline beside it. Raises VoiceguideError."""
    if not path.exists():
        remedy = find_near(path) or "Check the path."
        raise OutputError("there is no such file", where=str(path), remedy=remedy)
    _check_file(path, MOST_SESSION_BYTES)
    plan = timeline_file or timeline_path(path)
    whole = None if plan.exists() else _whole_of(path)
    if whole:
        raise OutputError(
            f"this is a part of {whole}",
            where=str(path),
            remedy=f"Write voiceguide verify {shlex.quote(str(whole))}: it proves the parts too.",
        )
    _check_file(plan, MOST_TIMELINE_BYTES)
    timeline = parse_timeline(plan.read_bytes(), str(plan))
    proof = prove(path, timeline, _decoded(path))
    if path.suffix.lower() != ".mp3":
        return proof
    marks = tuple(replace(mark, title=plain(mark.title)) for mark in timeline.chapters)
    chapters = prove_chapters(read_marks(path), replace(timeline, chapters=marks))
    return replace(proof, checks=(*proof.checks, chapters, *_prove_parts(path, timeline)))


def _whole_of(part: Path) -> Path | None:
    """The session that a file is a part of; None where it is of none."""
    beside = part.parent.parent / f"{part.parent.name}.mp3"
    try:
        ours = beside.is_file() and part in find_ours(part.parent)
    except OutputError:
        return None
    return beside if ours else None


def _prove_parts(path: Path, timeline: Timeline) -> Iterator[Check]:
    """Where its chapters lie beside it as files: they are all there, and of this very sound."""
    folder = parts_folder(path)
    ours = find_ours(folder) if folder.is_dir() else frozenset()
    if not ours:
        return
    current = find_current(path, timeline, folder)
    wanted = [folder / one.name for one in list_parts(timeline)]
    wrong = [f"{one.name} is missing, or has another sound" for one in wanted if one not in current]
    wrong += [f"{one.name} is no chapter of it" for one in find_stale(ours, wanted)]
    yield Check("files", len(wanted), len(wrong), 0, "wrong", tuple(wrong))


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
