"""Inputs of every kind, garbled: refused in a sentence or understood, never a traceback or a hang."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Generator
from functools import partial

from tests.faults.fault import Fault
from tests.faults.stage import Stage, spoken

GUARDS = {
    "routine": "TOML that is wrong is an error",
    "script": "templates that are wrong are errors",
    "lexicon": "TOML that is wrong is an error",
    "timeline": "JSON that is wrong is an error",
    "config": "TOML that is wrong is an error",
    "history": "a past that is wrong is put aside",
    "state": "a state that is wrong is an error",
    "cache": "entries have a checksum",
    "sound": "samples are counted",
    "range": "ranges are looked at",
    "form": "numbers are looked at",
    "options": "lengths are looked at",
    "names": "names are cleaned",
}
"""Kind of input -> what keeps it from doing harm."""
PATIENCE = 20.0
"""Seconds without a word after which the process is taken for dead."""


def feed(kind: str, stage: Stage, luck: random.Random) -> Generator[str]:
    """Have a process try inputs of one kind; yields what was lost with each."""
    (stage.folder / "hips.timeline.json").write_bytes(
        (spoken().out / "hips.timeline.json").read_bytes()
    )
    (stage.folder / "data").mkdir()
    command = stage.python("-m", "tests.faults.fuzzing", kind, luck.random())
    read, rest, heard = 0, b"", time.monotonic()
    while time.monotonic() - heard < PATIENCE:
        found = os.pread(command.out.fileno(), 1 << 20, read)
        read, lines = read + len(found), (rest + found).split(b"\n")
        rest = lines.pop()
        heard = time.monotonic() if found else heard
        for line in lines:
            yield line.decode(errors="replace")
        if not found and command.process.poll() is not None:
            break
        time.sleep(0 if found else 0.02)
    yield f"the process ended or hung: {stage.end(command, 0.1).said}"


ROWS = tuple(
    Fault(f"fuzz: {kind}", partial(feed, kind), guard, 0, 40, fuzz=True)
    for kind, guard in GUARDS.items()
)
