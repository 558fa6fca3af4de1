"""The bed: a sound without an end that lies under a whole session.

Ours are noise, made from a seed and periodic by nature, so that the loop has no seam. A file of the
user's is read in passes; the end of each pass is faded into the beginning of the next. Blocks are
float32, 48 kHz mono, 1.0 being full scale.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from voiceguide.audio.decode import read_blocks
from voiceguide.audio.sample import to_samples
from voiceguide.disk.cache import Cache, Entry, digest_file, make_key
from voiceguide.errors import OutputError
from voiceguide.plan.timeline import BedInfo
from voiceguide.problem import Problem, warning
from voiceguide.routine.mix import duck
from voiceguide.routine.settings import Settings

if TYPE_CHECKING:
    from voiceguide.audio.decode import Signal

LOOP_MS = 40_000
"""Length of a bed of ours before it repeats; as floats that is 8 MB in memory."""
SEAM_MS = 3_000
"""Over so long the end of a file is faded into its beginning; a quarter of it where it is short."""
SHORTEST_MS = 1_000
"""A shorter file is no bed."""
NOTHING_DBFS = -80.0
"""A softer file is silence."""
LISTEN_MS = 600_000
"""So much of a file is listened to, to find its level."""
DESIGN = 1
"""Part of the key of our beds: count up when one of them changes."""
HEARING = 2
"""Part of the key of what was measured: count up when measuring changes."""

SILENCE_DBFS = -30.1
"""A player that skips silence takes for silence what has all its peaks below this, for 100 ms: what
Android's Media3 does unless it is told otherwise (1024 of 32768) ..."""
SILENCE_MS = 50
"""... and 100 ms of it hold at least one whole window of this length."""


class Level(Struct, frozen=True):
    """How loud a bed was saved: its level in dBFS rms, and two of its peaks in dBFS."""

    rms: float
    peak: float
    valley: float
    """Of all windows of 50 ms, one in a hundred has its peak below this."""

    def peak_at(self, level_db: float) -> float:
        """Its peak when it is brought to a level, dBFS."""
        return round(self.peak + level_db - self.rms, 1)

    @property
    def lowest(self) -> int:
        """The lowest level at which a player that skips silence leaves it alone, dBFS rms."""
        return math.ceil(self.rms - self.valley + SILENCE_DBFS)


class Bed(Struct, frozen=True):
    """A bed: `play` gives its blocks without end, as loud as it was saved."""

    play: Callable[[], Iterator[Signal]]
    level: Level


def open_bed(settings: Settings, file: Path | None, cache: Cache) -> Bed:
    """Get the bed of a session ready: one of ours, or somebody's `file`. Raises OutputError."""
    return load_bed(file, cache) if file else make_bed(settings.bed, cache)


def describe_bed(settings: Settings, bed: Bed) -> BedInfo:
    """What a timeline says of its bed."""
    return BedInfo(
        Path(settings.bed).name,
        settings.bed_level,
        duck(settings.bed_level, settings.voice_level, bed.level.lowest),
        bed.level.peak_at(settings.bed_level),
    )


def warn_of_bed(settings: Settings, bed: Bed) -> tuple[Problem, ...]:
    """Warn of a bed that a player would skip as silence."""
    if settings.bed_level >= bed.level.lowest:
        return ()
    problem = (
        f"at {settings.bed_level} dBFS an app that skips silence will skip its softest parts; "
        f"use --bed-level {bed.level.lowest} to keep them"
    )
    return (warning("bed", problem),)


def make_bed(name: str, cache: Cache) -> Bed:
    """Synthesise one of our beds, or take the one that was made before."""
    import numpy as np

    length = to_samples(LOOP_MS)
    key = make_key("loop", DESIGN, name, length)
    entry = cache.get(key)
    if entry is None:
        from voiceguide.audio.weather import make_loop

        entry = cache.put(key, length, make_loop(name, length).tobytes())
    loop: Signal = np.frombuffer(entry.data, dtype=np.int16).astype(np.float32)
    loop *= np.float32(1 / 32768)
    return Bed(lambda: repeat(loop), measure_level([loop]))


def load_bed(path: Path, cache: Cache) -> Bed:
    """Open a sound file as a bed; its level is measured once and kept. Raises OutputError."""
    key = make_key("bed", HEARING, digest_file(path))
    entry = cache.get(key) or _listen(path, cache, key)
    level = msgspec.json.decode(entry.data, type=Level)
    if entry.samples < to_samples(SHORTEST_MS):
        raise OutputError(
            "this is too short for a bed", where=str(path), remedy="Use one of at least 1 s."
        )
    if level.rms < NOTHING_DBFS:
        raise OutputError("this file is silent", where=str(path))
    seam = min(to_samples(SEAM_MS), entry.samples // 4)
    return Bed(lambda: looped(lambda: read_blocks(path), seam), level)


def _listen(path: Path, cache: Cache, key: str) -> Entry:
    """Measure a file, and count its samples: one that was cut short says it has more."""
    count = 0

    def counted() -> Iterator[Signal]:
        nonlocal count
        for block in read_blocks(path):
            count += len(block)
            yield block

    level = measure_level(counted())
    return cache.put(key, count, msgspec.json.encode(level))


def measure_level(blocks: Iterable[Signal]) -> Level:
    """Measure a sound's level, over its first ten minutes at most."""
    import numpy as np

    window = to_samples(SILENCE_MS)
    energy, count = 0.0, 0
    peaks: list[Signal] = []
    for block in blocks:
        energy += float(np.dot(block, block))
        count += len(block)
        whole = block[: len(block) // window * window].reshape(-1, window)
        peaks.append(np.abs(whole).max(axis=1))
        if count >= to_samples(LISTEN_MS):
            break
    heights = np.concatenate(peaks) if count else np.zeros(1)
    valley, peak = float(np.quantile(heights, 0.01)), float(heights.max())
    return Level(10 * _log10(energy / max(count, 1)), 20 * _log10(peak), 20 * _log10(valley))


def looped(play: Callable[[], Iterator[Signal]], seam: int) -> Iterator[Signal]:
    """Play something again and again, without end and in constant memory.

    The last `seam` samples of a pass are faded into the first ones of the next, at equal power.
    A pass is at least twice as long as that.
    """
    import numpy as np

    turn = np.linspace(0, np.pi / 2, seam, dtype=np.float32)
    kept = np.zeros(0, np.float32)
    ending: Signal | None = None
    while True:
        for block in play():
            kept = np.concatenate([kept, block])
            if ending is not None:
                if len(kept) < seam:
                    continue
                kept[:seam] = ending * np.cos(turn) + kept[:seam] * np.sin(turn)
                ending = None
            if len(kept) > seam:
                yield kept[:-seam]
                kept = kept[-seam:]
        ending, kept = kept, kept[:0]


def cut(blocks: Iterator[Signal], size: int) -> Iterator[Signal]:
    """Cut blocks of any length into blocks of `size` samples."""
    import numpy as np

    kept: list[Signal] = []
    have = 0
    for block in blocks:
        at = 0
        while at < len(block):
            piece = block[at : at + size - have]
            kept.append(piece)
            have += len(piece)
            at += len(piece)
            if have == size:
                yield np.concatenate(kept)
                kept, have = [], 0


def _log10(value: float) -> float:
    return math.log10(max(value, 1e-20))  # kept as JSON, which knows no infinity
