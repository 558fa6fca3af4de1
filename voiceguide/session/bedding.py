"""The bed of a session: which it is, whether it is loud enough, and what a timeline says of it."""

from __future__ import annotations

from pathlib import Path

from voiceguide.audio.bed import Bed, load_bed, make_bed
from voiceguide.disk.cache import Cache
from voiceguide.plan.timeline import BedInfo
from voiceguide.problem import Notice
from voiceguide.routine.mix import NO_BED, duck
from voiceguide.session.draft import Score


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


def describe_bed(score: Score, bed: Bed) -> BedInfo:
    """What a timeline says of its bed."""
    settings = score.settings()
    return BedInfo(
        Path(settings.bed).name,
        settings.bed_level,
        duck(settings.bed_level, settings.voice_level, bed.level.lowest),
        bed.level.peak_at(settings.bed_level),
    )
