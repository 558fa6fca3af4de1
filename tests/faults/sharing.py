"""What several processes do at once, and what a clock does that is wrong."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Generator
from pathlib import Path
from xml.etree import ElementTree

from tests.faults.fault import Fault
from tests.faults.stage import SCRIPTS, Stage, any_of, spoken
from tests.faults.within import CLOCK, SLOW

COUNTING = """
import datetime, pathlib, sys
from voiceguide.disk.history import History
for number in range(int(sys.argv[2])):
    History(pathlib.Path(sys.argv[1])).add(f"one", datetime.date(2025, 11, 25))
"""
AT_ONCE, EACH = 4, 10
EPOCHS = ("0", "1", "4102444800", "253402300799", "253402300800", "9" * 30, "-1", "x", "1e9", "²")
"""Moments, from 1970 to the last second of 9999, and what is none."""
SHIFTS = ("-1700000000", "3000000000", "0 -100000000 500000000", "0 1 -1 0.5")
"""Years back, years ahead, and a clock that jumps each time it is asked."""


def build_at_once(stage: Stage, _: random.Random) -> Generator[str]:
    """Four builds of two sessions into one file, on a slow disk: one of them is there, whole."""
    files = [stage.session, stage.out / "hips.timeline.json"]
    whole = []
    for hold in ("2s", "3s"):
        stage.build("--hold", hold)
        whole.append([path.read_bytes() for path in files])
    while True:
        commands = [stage.start_build("--hold", hold, **{SLOW: "replace 3"})
                    for hold in ("2s", "3s") * 2]  # fmt: skip
        ends = [stage.end(command, 60) for command in commands]
        mixed = "" if [path.read_bytes() for path in files] in whole else "two sessions in one"
        yield any_of(*map(stage.lost, ends), mixed)


def count_at_once(stage: Stage, _: random.Random) -> Generator[str]:
    """Four processes that note what was made: all of it is counted."""
    file = stage.folder / "history.json"
    while True:
        file.unlink(missing_ok=True)
        commands = [stage.python("-c", COUNTING, file, EACH) for _ in range(AT_ONCE)]
        ends = any_of(*(stage.lost(stage.end(command)) for command in commands))
        times = json.loads(file.read_bytes())["one"]["times"]
        yield any_of(ends, "" if times == AT_ONCE * EACH else f"counted {times}")


def publish_at_once(stage: Stage, _: random.Random) -> Generator[str]:
    """Two publish into one folder: what is remembered of it is what lies there."""
    other = stage.folder / "calves"
    shutil.copytree(stage.hips, other)
    (other / "routine.toml").write_text(SCRIPTS["routine.toml"].replace("Hips", "Calves"))
    stage.fill_cache()
    folder = stage.folder / "pub"
    while True:
        shutil.rmtree(folder, ignore_errors=True)
        commands = [
            stage.start("publish", folder, *names, "--engine", "silent", **{SLOW: "replace 2 3"})
            for names in (["hips"], ["calves"])
        ]
        ends = [stage.end(command, 60) for command in commands]
        some = "" if 0 in [done.code for done in ends] else "neither published"
        yield any_of(*(stage.lost(done, 0, 1) for done in ends), some, _disagrees(folder))


def _disagrees(folder: Path) -> str:
    """Whether a published folder is not what its state and its feed say."""
    state = json.loads((folder / ".voiceguide.json").read_bytes())["files"]
    there = {path.name: hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
             for path in folder.iterdir() if not path.name.startswith(".")}  # fmt: skip
    feed = ElementTree.parse(folder / "feed.xml")
    told = {one.get("url", "").replace("%20", " ") for one in feed.iter("enclosure")}
    if state != there:
        return f"state and folder differ: {sorted(set(state.items()) ^ set(there.items()))[:2]}"
    sounds = {name for name in there if name.endswith(".mp3")}
    return "" if told == sounds else f"the feed names {sorted(told)}, there is {sorted(sounds)}"


def name_moments(stage: Stage, _: random.Random) -> Generator[str]:
    """Dates far away, and none: used, or refused in a sentence."""
    stage.fill_cache()
    while True:
        for epoch in EPOCHS:
            for command in (["build", "hips"], ["publish", "pub", "hips"]):
                done = stage.run(*command, "--engine", "silent", SOURCE_DATE_EPOCH=epoch)
                loss = stage.lost(done, 0, 1)
                yield f"{epoch}: {loss}" if loss else ""


def shift_clock(stage: Stage, _: random.Random) -> Generator[str]:
    """A clock that is set back, ahead, or jumps: the same session, and nothing is left."""
    while True:
        yield _forget_the_future(stage)
        for shift in SHIFTS:
            shutil.rmtree(stage.cache, ignore_errors=True)
            first = stage.lost(stage.build(**{CLOCK: shift}))
            second = stage.lost(stage.build(**{CLOCK: "0"}))
            same = stage.session.read_bytes() == spoken().session.read_bytes()
            yield any_of(first, second, "" if same else "another sound")


def _forget_the_future(stage: Stage) -> str:
    """A clock was far ahead, and was set right: what was used then does not stay for ever."""
    stage.fill_cache()
    giants = [stage.cache / f"{number:02x}" / ("0" * 38) for number in range(4)]
    for path in giants:
        path.parent.mkdir(exist_ok=True)
        path.touch()
        os.truncate(path, 200 * 1024**2)
        os.utime(path, (4_000_000_000, 4_000_000_000))
    done = stage.build("--tones", "bright")
    again = stage.build()
    anew = "" if "new sentence" not in again.err else "what is of use is gone"
    return any_of(stage.lost(done), stage.lost(again), anew)


ROWS = (
    Fault("many builds at once", build_at_once, "files move together", 4, 0),
    Fault("history, several processes", count_at_once, "the history is locked", 10),
    Fault("two publishes into one folder", publish_at_once, "a published folder is locked", 6),
    Fault("dates far away", name_moments, "a date is looked at", 2 * len(EPOCHS), 2),
    Fault("a clock that is wrong", shift_clock, "the time ahead is no time", 8, 1),
)
