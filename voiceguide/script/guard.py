"""Scripts are rendered in a child process that can neither eat the machine nor outlive us.

The sandbox keeps a template from files and from Python; this keeps it from endless loops and giant
strings. The child (cage.py) limits itself; it is started from scratch, never forked, so that
threads of ours do no harm. It stays for the next job and keeps what it compiled, but only as long
as all goes well: what fails in a child that has served before is tried again in a fresh one, so
that nothing a script left behind counts.

The child reads no files but ours: it asks for a script by its name, and we read it; a person's own
languages come with the job.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Timer
from typing import IO

from msgspec import Struct

from voiceguide.errors import ScriptError, SlowScript, VoiceguideError
from voiceguide.lang.language import own_languages
from voiceguide.problem import Problem
from voiceguide.script.rendering import Job, ReadTemplate, Rendered

START = 60.0
"""Seconds on the clock a child may take to start, on a computer that is very busy."""
REMEDY = "Is there a loop that runs too often?"
_TOOK_TOO_LONG = -getattr(signal, "SIGXCPU", 24)
"""What a process comes to that the system has ended for its processor time."""
_SIZE = struct.Struct("<I")
"""Before each message: a pipe has no ends of messages of its own."""


class Limits(Struct, frozen=True):
    """What the scripts of a session may take. Time is the child's own processor time, so that a
    busy computer refuses nothing it would render when idle."""

    seconds: float = 1.0
    """For one script; the built-in ones take a thousandth of it."""
    all_seconds: float = 2.5
    """For all scripts of a session; four hours of the built-in ones take 0.3 s."""
    patience: float = 10.0
    """Seconds on the clock after which a child is ended, whatever it does."""
    memory: int = 512 * 1024 * 1024
    """Address space all of it may take, bytes."""


LIMITS = Limits()


class Wanted(Struct, frozen=True):
    """The child asks for the text of a script."""

    name: str


class Begun(Struct, frozen=True):
    """The child begins with a script."""

    name: str


class Ready(Struct, frozen=True):
    """The child has started."""


Said = Ready | Wanted | Begun | Rendered | VoiceguideError
"""What a child says; the last two are what a job came to."""
_KINDS = {Problem, Rendered, Ready, Wanted, Begun}


class _Hearing(pickle.Unpickler):
    """Reads what a child says. It renders what strangers wrote, and makes nothing else here."""

    def find_class(self, module: str, name: str) -> type:
        """One of the few kinds it may say."""
        found = getattr(sys.modules.get(module), name, None)
        if isinstance(found, type) and (found in _KINDS or issubclass(found, VoiceguideError)):
            return found
        raise pickle.UnpicklingError(f"{module}.{name}")


class Ended(Exception):
    """A child has ended without an answer."""


def run_bounded(job: Job, read: ReadTemplate, limits: Limits = LIMITS) -> Rendered:
    """Have a job done with limits on time and memory. Raises RoutineError and ScriptError."""
    child = _take(limits)
    served = child.served
    try:
        rendered = _use(child, job, read)
    except VoiceguideError:
        if not served:
            raise
        # it may be what an earlier script left behind, memory in use for one: a fresh child tells
    else:
        if child.served or not served:
            return rendered
    return _use(_Child(limits), job, read)


def prepare(limits: Limits = LIMITS) -> None:
    """Start a child that will soon have a job; it gets ready while we do something else."""
    with contextlib.suppress(OSError):  # if it cannot be started, the next job says so
        if not _idle:
            _idle.append(_Child(limits))


def _use(child: _Child, job: Job, read: ReadTemplate) -> Rendered:
    """Have a job done; the child is kept for the next one where all of it went well."""
    try:
        rendered = child.render(job, read)
        child.served = all(isinstance(one, str) for one in rendered.texts)
        if child.served and not _idle:
            _idle.append(child)
            return rendered
    except BaseException:
        child.end()
        raise
    child.end()
    return rendered


class _Child:
    """One child process."""

    def __init__(self, limits: Limits) -> None:
        package = str(Path(__file__).resolve().parents[2])
        paths = [package, *(path for path in sys.path if path and isinstance(path, str))]
        serve = "from voiceguide.script.cage import serve; serve()"
        code = f"import sys; sys.path[:] = {paths!r}; {serve}"
        self.limits = limits
        self.served = False
        """Whether it has done a job, and nothing was wrong."""
        self.late = False
        self._ready = False
        # -S: where packages lie it is told, and need not find out
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @property
    def runs(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def _greet(self) -> None:
        """Wait until it is ready. Raises ScriptError where it does not start."""
        if self._ready:
            return
        try:
            with self._timed(START):
                send(self._pipe, (os.getpid(), self.limits))
                self._hear()
        except BaseException as error:
            self.end()
            if not isinstance(error, Ended):
                raise
            raise ScriptError(
                "the process that renders scripts does not start",
                remedy="Has this computer run out of memory, or of processes?",
            ) from None
        self._ready = True

    def render(self, job: Job, read: ReadTemplate) -> Rendered:
        """Have a job done. Raises what is wrong with it; afterwards the child is of no use."""
        name = ""
        self._greet()
        try:
            with self._timed(self.limits.patience):
                send(self._pipe, (own_languages(), job))
                while not isinstance(said := self._hear(), Rendered | VoiceguideError):
                    if isinstance(said, Wanted):
                        send(self._pipe, _look(read, said.name))
                    elif isinstance(said, Begun):
                        name = said.name
        except Ended:
            raise self._why(_place(read, name)) from None
        if isinstance(said, VoiceguideError):
            raise said.at(_place(read, name))
        return said

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._close()

    def leave(self) -> None:
        """Leave it to the process that started it: we were forked from that one."""
        self._close()
        self._process.returncode = 0  # nobody here may wait for it

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]

    @property
    def _pipe(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    def _hear(self) -> Said:
        """What it says next. Raises Ended."""
        assert self._process.stdout is not None
        said: Said = _Hearing(BytesIO(receive(self._process.stdout))).load()
        return said

    @contextlib.contextmanager
    def _timed(self, seconds: float) -> Iterator[None]:
        def stop() -> None:
            self.late = True
            self._process.kill()

        # a pipe cannot be waited for with a limit on every system
        timer = Timer(seconds, stop)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _why(self, where: str) -> ScriptError:
        """Why it ended without an answer."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        if self.late or self._process.returncode == _TOOK_TOO_LONG:
            return slow(self.limits, where)
        return ScriptError(
            f"the script needs more than {self.limits.memory >> 20} MiB to render",
            where=where,
            remedy="Does a text in it double again and again?",
        )


_idle: list[_Child] = []
"""The child that waits for its next job, if there is one."""


def _take(limits: Limits) -> _Child:
    """The child that waits, or a new one: several threads may render at once."""
    with contextlib.suppress(IndexError):  # there is none, or another thread was faster
        child = _idle.pop()
        if child.runs and child.limits == limits:
            return child
        child.end()
    return _Child(limits)


@atexit.register
def _end_idle() -> None:
    while _idle:
        _idle.pop().end()


def _leave_idle() -> None:
    while _idle:
        _idle.pop().leave()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_idle)


def slow(limits: Limits, where: str = "") -> SlowScript:
    """The error for a script whose time is up."""
    problem = f"the script takes longer than {limits.seconds:g} s to render"
    return SlowScript(problem, where=where, remedy=REMEDY)


def _look(read: ReadTemplate, name: str) -> object:
    """What is sent for a name: its text and where it lies, None, or what is wrong with it."""
    try:
        return read(name)
    except VoiceguideError as error:
        return error
    except (OSError, ValueError) as error:  # a name no file can have
        return ValueError(str(error))


def _place(read: ReadTemplate, name: str) -> str:
    """Where a script begins, "file:1"; its name where it has no file."""
    try:
        found = read(name) if name else None
    except VoiceguideError:
        found = None
    return f"{found[1]}:1" if found else name


def send(pipe: IO[bytes], message: object) -> None:
    """Send a message. Raises Ended where the other end is closed."""
    data = pickle.dumps(message)
    try:
        pipe.write(_SIZE.pack(len(data)) + data)
        pipe.flush()
    except (OSError, ValueError) as error:
        raise Ended from error


def receive(pipe: IO[bytes]) -> bytes:
    """The next message, pickled. Raises Ended where there will be none."""
    head = pipe.read(_SIZE.size)
    size = _SIZE.unpack(head)[0] if len(head) == _SIZE.size else 0
    data = pipe.read(size)
    if not size or len(data) < size:
        raise Ended
    return data
