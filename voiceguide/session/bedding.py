"""The bed of a session: which it is, whether it is loud enough, and what a timeline says of it."""

from __future__ import annotations

from pathlib import Path

from voiceguide.audio.bed import Bed, load_bed, make_bed
from voiceguide.disk.cache import Cache
from voiceguide.plan.timeline import Under
from voiceguide.problem import Notice
from voiceguide.routine.mix import duck
from voiceguide.routine.settings import Settings
from voiceguide.session.piece import Piece


def open_bed(piece: Piece, cache: Cache) -> tuple[Bed, tuple[Notice, ...]]:
    """Get the bed of a session ready; warn of one that a player would skip as silence."""
    settings = piece.settings()
    file = piece.bed_file()
    bed = load_bed(file, cache) if file else make_bed(settings.bed, cache)
    if settings.bed_level >= bed.level.lowest:
        return bed, ()
    problem = (
        f"at {settings.bed_level} dBFS an app that skips silence will skip its softest parts; "
        f"it takes --bed-level {bed.level.lowest}"
    )
    return bed, (Notice("bed", problem),)


def describe_bed(settings: Settings, bed: Bed) -> Under:
    """What a timeline says of its bed."""
    return Under(
        Path(settings.bed).name,
        settings.bed_level,
        duck(settings.bed_level, settings.voice_level, bed.level.lowest),
        bed.level.peak_at(settings.bed_level),
    )
