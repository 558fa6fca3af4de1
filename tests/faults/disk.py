"""Disks: full, read-only, something in the way, entries of the cache that are not what they were."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Generator
from pathlib import Path

from tests.faults.fault import Fault
from tests.faults.stage import PROGRAM, Done, Stage, any_of, read_only, small_disk, spoken

BOUND = 512 * 1024**2
"""What the cache is kept below, bytes."""


def fill_out(stage: Stage, _: random.Random) -> Generator[str]:
    """The disk is full before a session that replaces another one is written."""
    stage.fill_cache()
    with small_disk(stage.out, 400):
        stage.build()
        before = _files(stage.out)
        for number in range(1 << 30):
            done = stage.build("--hold", f"{number % 50 + 3}s", "--captions", "vtt")
            yield any_of(stage.lost(done, 1), _says(done, "No space left"), _same(stage, before))


def lock_out(stage: Stage, _: random.Random) -> Generator[str]:
    """The folder is read-only: that is said before anything is spoken."""
    with small_disk(stage.out, 400):
        read_only(stage.out)
        while True:
            done = stage.build(engine=PROGRAM)
            spoke = "spoke first" if stage.cache.exists() else ""
            yield any_of(stage.lost(done, 1), _says(done, "Read-only"), spoke)


def stand_in_the_way(stage: Stage, _: random.Random) -> Generator[str]:
    """A file where a folder should be, a folder where a file should be."""
    stage.fill_cache()
    stage.build()
    before = _files(stage.out)
    for name in ("hips.timeline.json", "hips.vtt", "hips.mp3"):
        shutil.rmtree(stage.out)
        _lay(stage.out, {**before, f"{name}/kept": b"kept"})
        there = _files(stage.out)
        done = stage.build("--hold", "3s", "--captions", "vtt")
        yield any_of(stage.lost(done, 1), _same(stage, there))
    shutil.rmtree(stage.out)
    stage.out.write_bytes(b"kept")
    done = stage.build("--out", stage.out / "hips.mp3")
    kept = "" if stage.out.read_bytes() == b"kept" else "the file in the way is gone"
    yield any_of(stage.lost(done, 1), kept)


def fill_temp(stage: Stage, _: random.Random) -> Generator[str]:
    """The folder for temporary files is full: that is said, at once."""
    with small_disk(stage.folder / "full", 64) as full:
        (full / "fills").write_bytes(bytes(48 * 1024))  # a file can be begun, and no more
        while True:
            done = stage.build(engine=PROGRAM, TMPDIR=str(full))
            slow = f"took {done.seconds:.0f} s" if done.seconds > 10 else ""
            yield any_of(stage.lost(done, 1), slow, _says(done, "full", "space"))


def fill_cache(stage: Stage, _: random.Random) -> Generator[str]:
    """The cache's disk is full."""
    with small_disk(stage.cache, 64):
        (stage.cache / "fills").write_bytes(bytes(40 * 1024))
        while True:
            yield _builds_all_the_same(stage)


def lock_cache(stage: Stage, _: random.Random) -> Generator[str]:
    """The cache's disk is read-only."""
    with small_disk(stage.cache, 64):
        read_only(stage.cache)
        while True:
            yield _builds_all_the_same(stage)


def block_cache(stage: Stage, _: random.Random) -> Generator[str]:
    """A file where the cache should be; files and folders where its entries should be."""
    stage.cache.write_bytes(b"in the way")
    yield _builds_all_the_same(stage)
    stage.cache.unlink()
    _lay(stage.cache, {f"{number:02x}": b"in the way" for number in range(256)})
    yield _builds_all_the_same(stage)
    shutil.rmtree(stage.cache)
    stage.fill_cache()
    for path in _entries(stage):
        path.unlink()
        _lay(path, {"kept": b"in the way"})
    yield _builds_all_the_same(stage)


def _builds_all_the_same(stage: Stage) -> str:
    done = stage.build()
    warned = done.err.count("cache")
    return any_of(stage.lost(done), _right(stage), "" if warned == 1 else f"warned {warned} times")


def _cut(path: Path, luck: random.Random) -> None:
    os.truncate(path, luck.randrange(path.stat().st_size))


def _flip(path: Path, luck: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[luck.randrange(len(data))] ^= 1 << luck.randrange(8)
    path.write_bytes(data)


def _zero(path: Path, luck: random.Random) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _double(path: Path, luck: random.Random) -> None:
    path.write_bytes(path.read_bytes() * 2)


DAMAGE: tuple[Callable[[Path, random.Random], None], ...] = (_flip, _cut, _zero, _double)


def damage_cache(stage: Stage, luck: random.Random) -> Generator[str]:
    """Entries that were damaged on the disk: they are made again, and nothing else is heard."""
    for number in range(1 << 30):
        shutil.rmtree(stage.cache, ignore_errors=True)
        stage.build()
        for path in _entries(stage):
            DAMAGE[number % len(DAMAGE)](path, luck)
        yield any_of(stage.lost(stage.build()), _right(stage))


def swap_cache(stage: Stage, luck: random.Random) -> Generator[str]:
    """Entries that are whole, and another's: each is under the name of the next."""
    while True:
        shutil.rmtree(stage.cache, ignore_errors=True)
        stage.build()
        paths = _entries(stage)
        luck.shuffle(paths)
        contents = [path.read_bytes() for path in paths]
        for path, content in zip(paths, [*contents[1:], contents[0]], strict=True):
            path.write_bytes(content)
        yield any_of(stage.lost(stage.build()), _right(stage))


def overfill_cache(stage: Stage, _: random.Random) -> Generator[str]:
    """More than the cache may hold: what was not used for longest goes, after any build."""
    for options in (("--tones", "bright"), ("--rate", "160")):
        stage.fill_cache()
        own = _entries(stage)
        for path in own:
            os.utime(path, (1, 1))
        stage.build()
        used = [path for path in own if path.stat().st_mtime > 1]
        for number in range(8):
            path = stage.cache / f"{number:02x}" / ("0" * 38)
            path.parent.mkdir(exist_ok=True)
            path.touch()
            os.truncate(path, BOUND // 4)
            os.utime(path, (1_000_000_000, 1_000_000_000))
        done = stage.build(*options)
        size = sum(path.stat().st_size for path in _entries(stage))
        large = f"{size >> 20} MiB are left" if size > BOUND else ""
        gone = "" if used and all(map(Path.exists, used)) else "what had just been used is gone"
        yield any_of(stage.lost(done), large, gone)


def damage_session(stage: Stage, luck: random.Random) -> Generator[str]:
    """A finished file that was damaged, given to verify: one sentence, and no chatter."""
    stage.fill_cache()
    stage.build()
    good = stage.session.read_bytes()
    junk = (b"", b"ID3", bytes(len(good)), b"not a sound" * 999, good[: len(good) // 3])
    for number in range(1 << 30):
        data = bytearray(good)
        at = luck.randrange(4096, len(data) - 20_000)
        data[at : at + 9000] = luck.randbytes(9000)
        stage.session.write_bytes(junk[number] if number < len(junk) else data)
        done = stage.run("verify", stage.session)
        lines = done.err.strip().splitlines()
        yield any_of(
            stage.lost(done, 1), "" if len(lines) == 1 else f"{len(lines)} lines: {lines[:1]}"
        )


def _says(done: Done, *words: str) -> str:
    return "" if any(word in done.err for word in words) else f"said only: {done.said}"


def _right(stage: Stage) -> str:
    """The session is the one that is made when nothing goes wrong."""
    right = stage.session.exists() and stage.session.read_bytes() == spoken().session.read_bytes()
    return "" if right else "another sound"


def _same(stage: Stage, before: dict[str, bytes]) -> str:
    return "" if _files(stage.out) == before else "what was there is not as it was"


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*") if path.is_file()}  # fmt: skip


def _lay(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        if not path.parent.is_dir():
            path.parent.unlink(missing_ok=True)
            path.parent.mkdir(parents=True)
        path.write_bytes(data)


def _entries(stage: Stage) -> list[Path]:
    return sorted(path for path in stage.cache.glob("[0-9a-f][0-9a-f]/*") if path.is_file())


ROWS = (
    Fault("disk full", fill_out, "files appear whole", 20, mounts=True),
    Fault("disk read-only", lock_out, "a place is tried first", 5, mounts=True),
    Fault("files and folders in the way", stand_in_the_way, "files appear whole", 4, 1),
    Fault("temporary folder full", fill_temp, "a full disk is named", 5, mounts=True),
    Fault("cache full", fill_cache, "a build can do without its cache", 5, mounts=True),
    Fault("cache read-only", lock_cache, "a build can do without its cache", 5, mounts=True),
    Fault("cache blocked", block_cache, "a build can do without its cache", 3, 1),
    Fault("cache damaged", damage_cache, "entries have a checksum", 20, 1),
    Fault("cache swapped", swap_cache, "the checksum covers the key", 10),
    Fault("cache too large", overfill_cache, "the cache is pruned", 2),
    Fault("a damaged session to verify", damage_session, "a damaged sound is one sentence", 40, 2),
)
