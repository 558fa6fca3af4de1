"""A place of its own for each fault: folders, a routine, and processes that are watched.

A process is known by a word in its environment, which everything it starts inherits: so nothing
that outlives a command is missed, whatever session or group it has moved to.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from msgspec import Struct

from tests.faults.within import MARK, NO_GUARD, WITHOUT

ROOT = Path(__file__).resolve().parents[2]
TODAY = "1764072000"
"""25 November 2025: the date is in the tags, and sessions are compared byte by byte."""
GRACE_SECONDS = 2.0
"""So long after a command has ended nothing of it may live."""
MEBIBYTES = 400
"""What a command and all it starts may take at once, where a row does not say otherwise; a build
that speaks takes a third of it."""
PROGRAM = f"command:{sys.executable} -I -S {ROOT / 'tests/faults/engine.py'} {{text}} {{out}}"
"""An engine that goes wrong in a way: see engine.py."""
CEILING_MEBIBYTES = 1500
"""A command that takes more is ended: other programs want to live too."""
SCRIPTS = {
    "routine.toml": """title = "Hips"
[settings]
hold = "2s"
reps = 2
rest = "2s"
switch = "2s"
[[pair]]
target = "hip rotation"
stretch = { exercise = "one-stretch" }
strengthen = { exercise = "one-lift" }
""",
    "one-stretch.cue.j2": "# Stretch, {{ side }}\nFold over.\n\n[hold {{ hold }}]\n[end]\n",
    "one-lift.cue.j2": "# Lift, {{ side }}\nLift it.\n\n[reps {{ reps }} tempo 1-0-1]\n[end]\n",
    "opening.cue.j2": "Welcome.\n",
    "closing.cue.j2": "Well done.\n",
    "switch.cue.j2": "[rest {{ switch }}]\n",
    "rest.cue.j2": "[rest {{ rest }}]\n",
}
"""The shortest routine that has everything: a session of half a minute."""


class Done(Struct, frozen=True):
    """A command that has ended, or had to be ended."""

    code: int | None
    """Below zero the signal that ended it; None: it was killed at its deadline."""
    out: str
    err: str
    seconds: float
    mebibytes: float
    """The most that it and all it started had at once."""

    @property
    def said(self) -> str:
        """The last line of what it complained about."""
        return (self.err.strip().splitlines() or ["nothing said"])[-1]


class Command(Struct):
    """A command that runs."""

    process: subprocess.Popen[bytes]
    out: IO[bytes]
    err: IO[bytes]


class Stage:
    """Where one fault is injected; `guard` is taken out of every process started here."""

    def __init__(self, folder: Path, guard: str = "") -> None:
        self.folder = folder
        self.mark = secrets.token_hex(8)
        self.temp, self.out, self.hips = folder / "temp", folder / "out", folder / "hips"
        for one in (self.temp, self.out, self.hips):
            one.mkdir()
        for name, text in SCRIPTS.items():
            (self.hips / name).write_text(text)
        self.cache = folder / "cache"
        self.session = self.out / "hips.mp3"
        self.commands: list[Command] = []
        self.environment = {
            **{
                name: one
                for name, one in os.environ.items()
                if not name.startswith(("VOICEGUIDE", "PYTHON"))
            },
            MARK: self.mark,
            WITHOUT: guard,
            "SOURCE_DATE_EPOCH": TODAY,
            "TMPDIR": str(self.temp),
            "PYTHONPATH": os.pathsep.join((str(ROOT / "tests/faults/shim"), str(ROOT))),
            "VOICEGUIDE_CACHE_DIR": str(self.cache),
            "VOICEGUIDE_DATA_DIR": str(folder / "data"),
            "VOICEGUIDE_CONFIG": str(folder / "config.toml"),
        }

    def fill_cache(self) -> None:
        """Have every sound of the routine in the cache already."""
        shutil.rmtree(self.cache, ignore_errors=True)
        shutil.copytree(spoken().cache, self.cache)

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file of the routine."""
        path = self.hips / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def python(self, *arguments: object, **more: str) -> Command:
        """Start Python; its output goes to files, so that it never waits for a reader."""
        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115
        process = subprocess.Popen(
            [sys.executable, *map(str, arguments)], cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=out, stderr=err, env={**self.environment, **more},
        )  # fmt: skip
        self.commands.append(Command(process, out, err))
        return self.commands[-1]

    def start(self, *arguments: object, **more: str) -> Command:
        """Start a command of voiceguide; `more` is added to its environment."""
        return self.python("-m", "voiceguide", *arguments, **more)

    def start_build(self, *options: object, engine: str = "silent", **more: str) -> Command:
        """Start building the routine to `session`."""
        to = () if "--out" in options else ("--out", self.out)
        return self.start("build", "hips", "--engine", engine, *to, *options, **more)

    def run(self, *arguments: object, deadline: float = 30.0, **more: str) -> Done:
        """Run a command of voiceguide to its end, or to its deadline."""
        return self.end(self.start(*arguments, **more), deadline)

    def build(
        self, *options: object, engine: str = "silent", deadline: float = 30.0, **more: str
    ) -> Done:
        """Build the routine to `session`."""
        return self.end(self.start_build(*options, engine=engine, **more), deadline)

    def end(self, command: Command, deadline: float = 30.0) -> Done:
        """Wait for a command, and watch what it takes."""
        process, begun, most = command.process, time.monotonic(), 0.0
        while (process.poll() is None and time.monotonic() - begun < deadline
               and most < CEILING_MEBIBYTES):  # fmt: skip
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
            most = max(most, self.memory())
        code, seconds = process.poll(), time.monotonic() - begun
        if code is None:
            process.kill()
            process.wait()
        with command.out, command.err:
            return Done(code, _text(command.out), _text(command.err), seconds, most)

    def close(self) -> None:
        """End all that still lives, and close what they wrote to."""
        self.outlived(0.0)
        for command in self.commands:
            command.process.kill()
            command.process.wait()
            command.out.close()
            command.err.close()

    def memory(self) -> float:
        """MiB that everything started here has at this moment."""
        return sum(map(_resident, self.living())) / 1024**2

    def living(self) -> list[int]:
        """Every process that was started here, however far it got away."""
        mark = f"{MARK}={self.mark}".encode()
        return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc")))
                if mark in _file(f"/proc/{pid}/environ")]  # fmt: skip

    def lost(self, done: Done, *codes: int, most: float = MEBIBYTES) -> str:
        """What was wrong with a command, in a few words; "" for nothing. `codes` are right."""
        if done.code == NO_GUARD:
            raise LookupError(f"the guard {self.environment[WITHOUT]!r} is not where it should be")
        if done.mebibytes > most:
            wrong = f"{done.mebibytes:.0f} MiB"
        elif done.code is None:
            wrong = f"hung for {done.seconds:.0f} s"
        elif "Traceback (most" in done.err + done.out:
            wrong = f"a traceback: {done.said}"
        elif done.code not in (codes or (0,)):
            wrong = f"exit {done.code}: {done.said}"
        else:
            wrong = ""
        return self.outlived() or wrong or self.left()

    def outlived(self, grace: float = GRACE_SECONDS) -> str:
        """End what still lives after a moment, and tell of it."""
        end = time.monotonic() + grace
        while (living := self.living()) and time.monotonic() < end:
            time.sleep(0.02)
        for pid in living:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return f"{len(living)} processes outlived it" if living else ""

    def left(self) -> str:
        """Tell of what lies about: half files, and anything in the folder for temporary files."""
        half = [*self.folder.rglob("*.part"), *self.folder.rglob(".new-*"), *self.temp.iterdir()]
        return f"left {half[0].relative_to(self.folder)}" if half else ""


@contextlib.contextmanager
def staged(guard: str = "") -> Iterator[Stage]:
    """A stage, and nothing of it afterwards."""
    with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as folder:
        stage = Stage(Path(folder), guard)
        try:
            yield stage
        finally:
            stage.close()


@functools.cache
def spoken() -> Stage:
    """A stage on which the routine was built once, and nothing went wrong."""
    folder = tempfile.mkdtemp(prefix="faults-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    stage = Stage(Path(folder))
    done = stage.build()
    assert not stage.lost(done), done
    stage.close()
    return stage


@contextlib.contextmanager
def small_disk(folder: Path, kibibytes: int) -> Iterator[Path]:
    """A disk of its own, so large. Only root may mount one."""
    folder.mkdir(exist_ok=True)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", folder], check=True
    )
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def read_only(folder: Path) -> None:
    """Make a small disk read-only; unlike a mode this binds root too."""
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)


def may_mount() -> bool:
    """Whether small disks can be had here."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with small_disk(Path(folder), 64):
                return True
        except (OSError, subprocess.CalledProcessError):
            return False


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(1 << 20).decode(errors="replace")


def _file(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:  # it has ended, or is another person's
        return b""


def _resident(pid: int) -> int:
    """Bytes of a process that are its own: what a fork shares with its parent counts once."""
    pages = _file(f"/proc/{pid}/statm").split() or [b"0"] * 3
    return (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGE_SIZE")


def any_of(*losses: str) -> str:
    """The first loss, if there is one."""
    return next(filter(None, losses), "")
