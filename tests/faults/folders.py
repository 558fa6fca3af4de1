"""Folders of routines from strangers, as they come out of a zip: links, giants, and what is no file."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import socket
import wave
from collections.abc import Callable, Generator
from pathlib import Path

from tests.faults.fault import Fault
from tests.faults.stage import SCRIPTS, Stage, any_of

SECRET = "kept-from-every-routine"
SOUND = SCRIPTS["one-stretch.cue.j2"].replace("Fold over.", "Fold over.\n\n[tone own.wav]")
LINKS = {
    "routine.toml": SCRIPTS["routine.toml"].replace("Hips", SECRET),
    "one-stretch.cue.j2": SCRIPTS["one-stretch.cue.j2"].replace("Fold over", SECRET),
    "_lexicon/en.toml": f'lift = "{SECRET}"\n',
    "_lexicon": "",
    "own.wav": "",
    "de": "",
}
"""What in a routine's folder is made a link to something outside; a folder where there is no text."""


def link_out(stage: Stage, _: random.Random) -> Generator[str]:
    """Each file and folder a link to one outside: refused by all commands, and nothing is shown."""
    outside = stage.folder / "outside"
    shutil.rmtree(stage.hips)
    shutil.copytree(_outside(outside), stage.hips)
    yield stage.lost(stage.run("check", "hips"))  # nothing is wrong but the links
    for command, name in itertools.product(("check", "build", "timeline", "script"), LINKS):
        shutil.rmtree(outside, ignore_errors=True)
        shutil.rmtree(stage.hips)
        shutil.copytree(_outside(outside), stage.hips)
        stage.write("one-stretch.cue.j2", SOUND)
        _link(stage.hips / name, outside / name)
        language = ("--lang", "de") if name == "de" else ()
        done = stage.run(command, "hips", "--engine", "silent", *language)
        told = "the other file was shown" if SECRET in done.out + done.err else ""
        quiet = command in ("timeline", "script") and name in (
            "own.wav",
            "_lexicon",
            "_lexicon/en.toml",
        )
        loss = any_of(told, stage.lost(done, 1, *([0] if quiet else [])))
        yield f"{command} {name}: {loss}" if loss else ""


def _outside(folder: Path) -> Path:
    """A folder of a person's own, with everything a routine can have."""
    texts = {**SCRIPTS, **{name: text for name, text in LINKS.items() if text}}
    texts |= {f"de/{name}": text for name, text in SCRIPTS.items() if name.endswith(".j2")}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    _wav(folder / "own.wav", 1)
    for name in SCRIPTS:
        (folder / name).write_text(SCRIPTS[name] if name != "one-stretch.cue.j2" else SOUND)
    return folder


def _link(path: Path, to: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    path.symlink_to(to)


def _wav(path: Path, seconds: int) -> None:
    """Silence of a low rate; what is long takes no room on the disk."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 1, 8000, 8000 * seconds, "NONE", ""))
        file.writeframesraw(b"")
    data = bytearray(path.read_bytes())
    data[4:8], data[40:44] = ((36 + 8000 * seconds).to_bytes(4, "little"),
                              (8000 * seconds).to_bytes(4, "little"))  # fmt: skip
    path.write_bytes(data)
    os.truncate(path, 44 + 8000 * seconds)


def _giant(path: Path) -> None:
    _wav(path, 3 * 1024**3 // 8000)


def _hours(path: Path) -> None:
    _wav(path, 3 * 3600)


def _packed(path: Path) -> None:
    """Half an hour of silence in a few kilobytes of FLAC."""
    import numpy as np
    import soundfile

    soundfile.write(path, np.zeros(8000 * 1800, np.int16), 8000, format="FLAC")


def hear_giants(stage: Stage, _: random.Random) -> Generator[str]:
    """Sounds with three gigabytes, or many hours: refused by their bytes and by their seconds."""
    stage.fill_cache()
    stage.write("one-stretch.cue.j2", SOUND)
    for make, command in itertools.product((_giant, _hours, _packed), ("check", "build")):
        make(stage.hips / "own.wav")
        done = stage.run(command, "hips", "--engine", "silent", deadline=15)
        loss = stage.lost(done, 1)
        yield f"{command} {make.__name__[1:]}: {loss}" if loss else ""


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as taken:
        taken.bind(os.path.relpath(path))


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _large(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 33)


NO_FILES: dict[str, Callable[[Path], None]] = {
    "a pipe": os.mkfifo,
    "a socket": _socket,
    "a folder": os.mkdir,
    "a loop of links": _loop,
    "a device": _device,
    "eight gigabytes": _large,
}


def plant_no_files(stage: Stage, luck: random.Random) -> Generator[str]:
    """A pipe, a device or the like in the place of each file of a routine: never waited for."""
    names = ["one-stretch.cue.j2", "routine.toml", "own.wav", "opening.cue.j2", "_lexicon/en.toml"]
    for name, kind in itertools.product(names, NO_FILES):
        stage.write("one-stretch.cue.j2", SOUND)
        _wav(stage.hips / "own.wav", 1)
        path = stage.write(name, "")
        path.unlink()
        NO_FILES[kind](path)
        done = stage.run("check", "hips", deadline=10)
        loss = stage.lost(done, 0, 1)
        yield f"{name} is {kind}: {loss}" if loss else ""
        shutil.rmtree(stage.hips)
        stage.hips.mkdir()
        for file, text in SCRIPTS.items():
            stage.write(file, text)


ROWS = (
    Fault("links out of a routine's folder", link_out, "links stay inside", 24, 3),
    Fault("sounds that are too large", hear_giants, "a sound file has a limit", 6, 2),
    Fault("what is no file in a routine's folder", plant_no_files, "only files are read", 30, 2),
)
