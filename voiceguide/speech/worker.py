"""What runs in the processes that speak: an engine, quietly, and a note of what goes wrong.

Where forking is safe, one process loads engine and voice and forks a guardian for each job; that
forks a process for each sentence, all from the same state, or one for all where a sentence leaves
no traces. Where it is not, a process speaks itself: one sentence, or where the voice is costly to
load, one after the other.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import math
import os
import pickle
import signal
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, NoReturn

import msgspec
from msgspec import Struct

from voiceguide.errors import EngineFailed, EngineMissing, SpeechError, VoiceMissing
from voiceguide.speech.engine import Engine, Voice, shortened, voices_of
from voiceguide.speech.process import (
    end_as,
    fork_guarded,
    kill_descendants,
    run_guarded,
    stand_guard,
    wait_guarded,
)
from voiceguide.speech.wav import read_bounded

LOADING = 60.0
"""Seconds more for the first sentence of a process whose engine is costly to load."""
SPARE = 1.0
"""Seconds after its time limit in which a process is ended from outside; then it ends itself."""
UNASKED = 1
"""How a process ends that nobody has asked for anything."""
MOST_NOTE_BYTES = 1_000_000
"""An error an engine raises may hold anything, its whole input too."""


class Call(Struct, frozen=True, eq=False):
    """What an engine is to do: a function of it, of these arguments and of the file it writes."""

    name: str
    """Of the file; every call has its own."""
    function: Callable[..., None]
    arguments: tuple[Any, ...] = ()


def speak(engine: Engine, text: str, voice: Voice, rate: int, path: Path) -> None:
    """Write one sentence."""
    engine.speak(text, voice, rate, path)


def write_voices(engine: Engine, path: Path) -> None:
    """Write the list of an engine's voices."""
    path.write_bytes(msgspec.json.encode(voices_of(engine)))


def run_call(engine: Engine, call: Call, path: Path) -> None:
    """Run one call here. Raises SpeechError: whatever an engine raises is one."""
    try:
        call.function(engine, *call.arguments, path)
    except (EngineMissing, VoiceMissing, EngineFailed):
        raise
    except SpeechError as error:
        raise EngineFailed(error.problem, where=error.where, remedy=error.remedy) from error
    except Exception as error:
        raise EngineFailed(shortened(error)) from error


def serve(
    engine: Engine, voice: Voice | None, desks: Sequence[Connection], limit: float, forking: bool
) -> NoReturn:
    """The whole life of a process that has an engine. Never returns.

    At each of the `desks` come calls, one after another, each of which may take `limit` seconds,
    and None, which ends the one at work; back goes how it ended. It is over when they are closed:
    nothing is done for a parent that was interrupted before it had noted this process.
    """
    if hasattr(os, "setsid"):
        os.setsid()  # the terminal's signals are not for us, and the group is our own
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if forking:
        stand_guard(os.getppid())
    _be_quiet()
    _set_alarm(math.ceil(limit + LOADING + SPARE))  # who waits for us may be gone by then
    _load(engine, voice)
    _set_alarm(0)
    if forking:
        end_as(_serve_guarded(engine, desks, limit))
    os._exit(_serve_here(engine, desks[0], limit))


def _load(engine: Engine, voice: Voice | None) -> None:
    """Load what every sentence needs. Where that fails, each will try again, and say why."""
    for name in engine.preload:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    if voice is not None:
        with contextlib.suppress(Exception):
            engine.warm(voice)


def _serve_guarded(engine: Engine, desks: Sequence[Connection], limit: float) -> int:
    """Have a guardian at each desk, until the last one is closed."""
    parent = os.getpid()
    gc.freeze()  # else each sentence would copy what it only counts
    guardians = []
    for desk in desks:
        guardians.append(os.fork())
        if guardians[-1] == 0:
            try:
                for other in desks:
                    if other is not desk:
                        other.close()
                os._exit(_guard(engine, desk, limit, stand_guard(parent)))
            finally:
                os._exit(UNASKED)
    for desk in desks:
        desk.close()
    ends = [os.waitpid(guardian, 0)[1] for guardian in guardians]
    kill_descendants(parent)  # what a guardian left that was killed itself
    return min(map(os.waitstatus_to_exitcode, ends))


def _guard(engine: Engine, desk: Connection, limit: float, news: int) -> int:
    """Have each call done in a process of its own, or all in one until something goes wrong."""
    code = UNASKED
    hand = _Hand(engine, desk, news)
    with contextlib.suppress(EOFError, OSError):
        while True:
            asked = desk.recv()
            if asked is not None:  # else the call was done before it could be ended
                code = 0
                call, path = asked
                if engine.traceless:
                    desk.send(hand.run(call, path, limit + SPARE))
                else:
                    work = partial(_work_alone, engine, desk, call, path)
                    desk.send(run_guarded(work, limit + SPARE, news, desk.fileno()))
    return code


def _work_alone(engine: Engine, desk: Connection, call: Call, path: Path) -> NoReturn:
    desk.close()  # whoever is left of us must not hold it open
    # no clean-up: a broken library must not get a chance to hang at exit
    os._exit(_work(engine, call, path))


class _Hand:
    """A guardian's child that does call after call: to fork one for each would cost a third."""

    def __init__(self, engine: Engine, desk: Connection, news: int) -> None:
        self.engine = engine
        self.desk = desk
        self.news = news
        self.child = 0
        """0: there is none."""

    def run(self, call: Call, path: Path, seconds: float) -> int:
        """Have a call done, by a new child where the last one failed. Returns how it ended."""
        if not self.child:
            self.link, theirs = Pipe()
            self.child = fork_guarded(partial(self._work_on, theirs))
            theirs.close()
        self.link.send((call, path))
        stop = self.desk.fileno()
        code = wait_guarded(self.child, seconds, self.news, stop, self.link.fileno())
        if code is None:
            try:
                return int(self.link.recv())
            except EOFError:  # it is dying
                code = wait_guarded(self.child, SPARE, self.news, stop) or 0
        self.link.close()
        self.child = 0
        return code

    def _work_on(self, link: Connection) -> NoReturn:
        self.desk.close()
        self.link.close()
        code = 0
        with contextlib.suppress(EOFError, OSError):
            while not code:
                code = _work(self.engine, *link.recv())
                if not code:
                    link.send(code)
        os._exit(code)


def _serve_here(engine: Engine, desk: Connection, limit: float) -> int:
    """Do calls in this process: one, or where the engine is costly, all until one goes wrong."""
    code = UNASKED
    with contextlib.suppress(EOFError, OSError):
        while True:
            call, path = desk.recv()
            _set_alarm(math.ceil(limit + SPARE))
            code = _work(engine, call, path)
            if code or not engine.is_costly:
                break
            _set_alarm(0)
            desk.send(code)
    return code


def _set_alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _be_quiet() -> None:
    """Engines print; standard output belongs to the command line. A crash leaves no core file."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _work(engine: Engine, call: Call, path: Path) -> int:
    """Run a call, and return an exit code; what goes wrong is left in a note beside the file."""
    try:
        run_call(engine, call, path)
    except SpeechError as error:
        with contextlib.suppress(OSError):
            _note(path).write_bytes(_pickled(error))
        return 1
    except BaseException:  # it may want to leave, too
        return 1
    return 0


def raise_noted(path: Path) -> None:
    """Raise what went wrong in a process, where it left a note. Raises SpeechError."""
    note = _note(path)
    if not note.exists():
        return
    data = read_bounded(note, MOST_NOTE_BYTES)
    try:
        error = pickle.loads(data)
    except Exception:
        return  # cut short, or of a kind nobody has here; the exit code will have to do
    if isinstance(error, SpeechError):
        raise error


def _pickled(error: SpeechError) -> bytes:
    """An error with all it holds; where an engine gave it what cannot be sent, its words alone."""
    try:
        return pickle.dumps(error)
    except Exception:
        return pickle.dumps(EngineFailed(error.problem, remedy=error.remedy))


def _note(path: Path) -> Path:
    return path.with_suffix(".error")
