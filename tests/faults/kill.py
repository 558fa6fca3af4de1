"""Processes that are ended: by force, by Ctrl-C, by a closed terminal, at any moment."""

from __future__ import annotations

import contextlib
import random
import signal
import time
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path

from tests.faults.engine import WAY
from tests.faults.fault import Fault
from tests.faults.stage import PROGRAM, Command, Stage, any_of
from tests.faults.within import DIE

MOMENTS = ("fsync 1", "fsync 2", "replace 1", "replace 2")
"""Calls of the system with which a session and its timeline are written."""
SLOWLY = {WAY: "slow"}


def kill_builds(stage: Stage, luck: random.Random) -> Generator[str]:
    """SIGKILL while a session is replaced: in the write stage, and at any time before."""
    files = [stage.session, stage.out / "hips.timeline.json"]
    stage.fill_cache()
    stage.build()
    for number in range(1 << 30):
        before = [path.read_bytes() for path in files]
        stage.write("opening.cue.j2", f"Welcome, number {number}.\n")
        _kill_one(stage, luck, number)
        killed = [_bytes(path) for path in files]
        healed = stage.lost(stage.build())
        after = [path.read_bytes() for path in files]
        torn = [path.name for path, *states in zip(files, killed, before, after, strict=True)
                if states[0] not in states[1:]]  # fmt: skip
        yield any_of(f"torn: {torn[0]}" if torn else "", healed)


def _kill_one(stage: Stage, luck: random.Random, number: int) -> None:
    """By turns: before a call of the system, when the first half file is there, and whenever."""
    if number % 3 == 0:
        stage.end(stage.start_build(**{DIE: MOMENTS[number // 3 % len(MOMENTS)]}))
        return
    command = stage.start_build()
    if number % 3 == 1:
        size = stage.session.stat().st_size
        _until(partial(_is_writing, stage, command, size))
        time.sleep(luck.uniform(0, 0.005))
    else:
        time.sleep(luck.uniform(0, 0.6))
    command.process.kill()
    stage.end(command)


def _is_writing(stage: Stage, command: Command, size: int) -> bool:
    """Whether a half file is there; without the guard the session itself is one."""
    half = any(stage.out.glob(".*.part")) or stage.session.stat().st_size != size
    return half or command.process.poll() is not None


def leave_things_behind(stage: Stage, luck: random.Random) -> Generator[str]:
    """SIGKILL while sentences are spoken and while a session is written; the next run tidies."""
    for number in range(1 << 30):
        if number % 2:
            command = stage.start_build("--jobs", 2, engine=PROGRAM, **SLOWLY)
            _until(lambda: any(stage.temp.iterdir()))
            time.sleep(luck.uniform(0, 0.3))
            command.process.kill()
            stage.end(command)
        else:
            stage.fill_cache()
            stage.end(stage.start_build(**{DIE: "replace 1"}))
        outlived = stage.outlived()
        yield any_of(outlived, stage.lost(stage.build("--jobs", 2, engine=PROGRAM)))


def interrupt(stage: Stage, luck: random.Random) -> Generator[str]:
    """Ctrl-C while sentences are spoken."""
    return _signal(stage, luck, signal.SIGINT)


def terminate(stage: Stage, luck: random.Random) -> Generator[str]:
    """SIGTERM while sentences are spoken."""
    return _signal(stage, luck, signal.SIGTERM)


def _signal(stage: Stage, luck: random.Random, number: signal.Signals) -> Generator[str]:
    """By turns while several sentences are spoken, and at any moment from the first import on."""
    for turn in range(1 << 30):
        command = stage.start_build("--jobs", 2, "--fresh", engine=PROGRAM, **SLOWLY)
        if turn % 2:
            _until(partial(_catches, command, signal.SIGTERM))
            time.sleep(luck.uniform(0, 1.2))
        else:
            _until(lambda: len(stage.living()) > 5)
            time.sleep(luck.uniform(0, 0.3))
        command.process.send_signal(number)
        yield stage.lost(stage.end(command, 2.0), 128 + number)


def kill_while_speaking(stage: Stage, luck: random.Random) -> Generator[str]:
    """SIGKILL of the command alone, while its children speak: they end with it."""
    while True:
        command = stage.start_build("--jobs", 2, "--fresh", engine=PROGRAM, **SLOWLY)
        _until(lambda: len(stage.living()) > 5)
        time.sleep(luck.uniform(0, 0.6))
        command.process.kill()
        stage.end(command)
        yield stage.outlived()


def _catches(command: Command, number: signal.Signals) -> bool:
    """Whether a process has begun: before, Python itself ends at a signal."""
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{command.process.pid}/status").read_text("ascii")
        caught = int(status.partition("SigCgt:")[2].split()[0], 16)
        return bool(caught >> (number - 1) & 1)
    return True


def _until(what: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.001)


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


ROWS = (
    Fault("SIGKILL, at random and in the write stage", kill_builds, "files appear whole", 200, 1),
    Fault("what a killed run left behind", leave_things_behind, "the next run tidies", 20, 1),
    Fault("SIGKILL while it speaks", kill_while_speaking, "children end with the command", 20, 1),
    Fault("Ctrl-C", interrupt, "a command leaves in order", 20, 1),
    Fault("SIGTERM", terminate, "a command leaves in order", 20, 1),
)
