"""Engines that hang, die, flood, and give back something that is not speech."""

from __future__ import annotations

import random
from collections.abc import Generator

from tests.faults.engine import AT, WAY
from tests.faults.fault import Fault
from tests.faults.stage import PROGRAM, Stage, any_of, small_disk

NO_SPEECH = (
    "writes_half_of_what_it_says", "writes_part_of_a_frame", "writes_next_to_silence",
    "writes_silence", "writes_a_tenth", "writes_no_samples", "writes_garbage",
    "writes_an_empty_file", "writes_nothing", "makes_a_folder",
)  # fmt: skip
TEXTS = ("Fold over.", "Lift it.", "Well done.", "Welcome.")
MEBIBYTES = 250
"""MiB a build with an engine stays below; it takes about 130."""
NATURAL_MEBIBYTES = 700
"""The same for `doctor`, which has the natural voices say a word; it takes about 520."""
SECONDS = 12.0
"""A sentence is given up after two tries of a second each; the rest is the build."""


def give_no_speech(stage: Stage, luck: random.Random) -> Generator[str]:
    """A file that is not the whole sentence: named, and never heard later, from the cache."""
    stage.lost(stage.build(engine=PROGRAM))
    right = stage.session.read_bytes()
    for number in range(1 << 30):
        way = NO_SPEECH[number % len(NO_SPEECH)]
        more = {WAY: way} if luck.random() < 0.3 else {WAY: way, AT: luck.choice(TEXTS)}
        failed = stage.build("--fresh", engine=PROGRAM, **more)
        twice = "" if "failed twice at" in failed.err else f"said only: {failed.said}"
        again = stage.lost(stage.build(engine=PROGRAM))
        heard = "" if stage.session.read_bytes() == right else "another sound"
        loss = any_of(stage.lost(failed, 1), twice, again, heard)
        yield f"{way}: {loss}" if loss else ""


def _fails(stage: Stage, *ways: str, seconds: float = SECONDS) -> Generator[str]:
    """Engines that fail in these ways: named, in time, without taking the machine."""
    while True:
        for way in ways:
            done = stage.build(
                "--speech-timeout", "1s", engine=PROGRAM, deadline=seconds, **{WAY: way}
            )
            named = "" if "failed twice at" in done.err else f"said only: {done.said}"
            loss = any_of(stage.lost(done, 1, most=MEBIBYTES), named)
            yield f"{way}: {loss}" if loss else ""


def hang(stage: Stage, _: random.Random) -> Generator[str]:
    """An engine that does not come back."""
    return _fails(stage, "slow")


def die(stage: Stage, _: random.Random) -> Generator[str]:
    """An engine that ends with an error, or by a fault of memory."""
    return _fails(stage, "dies", "crashes")


def flood(stage: Stage, _: random.Random) -> Generator[str]:
    """An engine that prints without end: stopped long before it has filled the disk."""
    with small_disk(stage.temp, 1 << 20):
        while True:
            done = stage.build("--jobs", 1, engine=PROGRAM, deadline=30, **{WAY: "floods"})
            bounded = "" if "it wrote more than" in done.err else f"said only: {done.said}"
            yield any_of(stage.lost(done, 1, most=MEBIBYTES), bounded)


def swell(stage: Stage, _: random.Random) -> Generator[str]:
    """An engine whose file has two gigabytes, or no end."""
    return _fails(stage, "writes_more_than_fits", "links_to_a_device")


def pipe(stage: Stage, _: random.Random) -> Generator[str]:
    """An engine that leaves a pipe where the sound should be."""
    return _fails(stage, "makes_a_pipe")


def hide_a_child(stage: Stage, _: random.Random) -> Generator[str]:
    """An engine that hangs, with a child in a session of its own."""
    return _fails(stage, "leaves_a_child")


def trail(stage: Stage, _: random.Random) -> Generator[str]:
    """Garbage behind the sound: heard as if it were not there, or refused; soon in any case."""
    while True:
        done = stage.build(engine=PROGRAM, deadline=SECONDS, **{WAY: "writes_garbage_behind"})
        yield stage.lost(done, 0, 1, most=MEBIBYTES)


def forget_a_child(stage: Stage, _: random.Random) -> Generator[str]:
    """An engine that speaks, and leaves a child behind that keeps its output open."""
    while True:
        done = stage.build(engine=PROGRAM, deadline=30, **{WAY: "speaks_and_leaves_a_child"})
        yield stage.lost(done, 0, 1)


def fail_once(stage: Stage, _: random.Random) -> Generator[str]:
    """An engine that fails at every sentence, and speaks when it is asked again."""
    while True:
        yield stage.lost(stage.build("--fresh", engine=PROGRAM, **{WAY: "fails_once"}))
        for note in (stage.folder / "data").glob("tried-*"):
            note.unlink()


def break_a_plug_in(stage: Stage, _: random.Random) -> Generator[str]:
    """An engine that is installed, and cannot be imported: its reason is said."""
    facts = stage.folder / "broken-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text("[voiceguide.engines]\nbroken = broken_voice:Engine\n")
    module = stage.folder / "broken_voice.py"
    for text in ("import no_such_library\n", "raise RuntimeError('no voices here')\n",
                 "Engine = None\n", "class Other: pass\n", "def (\n", "raise SystemExit(0)\n",
                 "class Engine:\n    def __init__(self, options): raise OSError('no device')\n"):  # fmt: skip
        module.write_text(text)
        builds = stage.lost(stage.build(engine="broken"), 1)
        others = stage.lost(stage.run("doctor"), 0, 1, most=NATURAL_MEBIBYTES)
        yield any_of(f"{text!r}: {builds}" if builds else "", others)


ROWS = (
    Fault("an engine hangs", hang, "a sentence has a time limit", 3),
    Fault("an engine dies", die, "how an engine ended is looked at", 6, 1),
    Fault("an engine's sound is no speech", give_no_speech, "speech is checked", 30, 1),
    Fault("an engine fails once", fail_once, "a sentence is tried twice", 3),
    Fault("an engine floods its output", flood, "what an engine writes is bounded", 3, mounts=True),
    Fault("an engine's sound is too large", swell, "a sound is bounded before it is read", 4),
    Fault("garbage behind an engine's sound", trail, "a sound is bounded before it is read", 3),
    Fault("an engine makes a pipe", pipe, "a sound is a plain file", 3),
    Fault("an engine hides its child", hide_a_child, "descendants are ended too", 3),
    Fault("an engine forgets its child", forget_a_child, "descendants are ended too", 3),
    Fault("a plug-in cannot be imported", break_a_plug_in, "a broken plug-in is named", 7, 2),
)
