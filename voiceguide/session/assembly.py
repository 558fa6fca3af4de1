"""The sound of a session as bytes: spliced, or encoded as a whole; in any format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from voiceguide.audio import mp3
from voiceguide.audio.island import Island, find_islands
from voiceguide.audio.sample import to_samples
from voiceguide.audio.studio import Studio
from voiceguide.disk.files import write_pieces
from voiceguide.formats.artwork import find_tag
from voiceguide.formats.fileinfo import FileInfo
from voiceguide.plan.timeline import Timeline
from voiceguide.progress import Report, counted
from voiceguide.session.output import Target

if TYPE_CHECKING:
    from voiceguide.audio.bed import Bed
    from voiceguide.audio.clip import Samples


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
    info: FileInfo,
    *,
    bed: Bed | None,
    report: Report,
) -> None:
    """Splice an MP3 from encoded frames, or encode it over a bed; make other formats of samples."""
    length = to_samples(timeline.duration_ms)
    if target.format == "mp3":
        file.write(find_tag(timeline, info, studio.cache))
        if bed:
            write_pieces(file, mp3.stream(_mixed(studio, timeline, bed, report), length))
        else:
            write_pieces(file, mp3.join(studio.placed(_islands(timeline, report)), length))
        return
    from voiceguide.audio.pcm import join_samples, to_bytes
    from voiceguide.formats.container import encode, write_wav

    if bed:
        pcm = to_bytes(_mixed(studio, timeline, bed, report))
    else:
        pcm = join_samples(studio.sounded(_islands(timeline, report)), length)
    if target.format == "wav":
        write_wav(file, pcm, length)
    else:
        encode(target.format, Path(file.name), pcm, timeline, info)


def _islands(timeline: Timeline, report: Report) -> Iterator[Island]:
    found = find_islands(timeline.sounding)
    return counted(found, len(found), report)


def _mixed(studio: Studio, timeline: Timeline, bed: Bed, report: Report) -> Iterator[Samples]:
    from voiceguide.audio.mixdown import BLOCK_MS, mix_down

    blocks = -(-timeline.duration_ms // BLOCK_MS)
    return counted(mix_down(timeline, bed, studio.samples_of), blocks, report)
