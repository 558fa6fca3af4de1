"""One sentence, one process: with a time limit, one retry, and the same bytes every time.

On Linux the processes are forked from a parent that has loaded the engine's libraries and nothing
more (multiprocessing's forkserver), elsewhere each starts from scratch. A process that hangs is
killed with everything it started; what it wrote is checked before it counts.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
from msgspec import Struct

from voiceguide.errors import EngineFailed, EngineMissing, SpeechError, VoiceMissing
from voiceguide.files import temporary_folder
from voiceguide.speech.check import check_speech
from voiceguide.speech.engine import SpeechEngine, Voice
from voiceguide.speech.process import end_with_parent, keep_sockets_in_ours
from voiceguide.speech.trait import can_be_warmed

TIME_LIMIT = 20.0
"""Seconds one sentence may take."""
TRIES = 2


class Utterance(Struct, frozen=True):
    """A text to speak, at a rate in words per minute."""

    text: str
    rate: int


Done = Callable[[Utterance, Path], None]
"""Called with each sentence and its WAV file, which is gone when the call returns."""


def speak_all(
    engine: SpeechEngine,
    voice: Voice,
    utterances: Sequence[Utterance],
    done: Done,
    *,
    jobs: int = 1,
    time_limit: float = TIME_LIMIT,
) -> None:
    """Speak every sentence, `jobs` at a time; `done` is called here, in the order they end.

    Raises EngineMissing, VoiceMissing, or EngineFailed that names the sentence, after one retry.
    """
    with temporary_folder() as folder:
        calls = [
            _Call(f"{number:05}.wav", _speak, (engine, one.text, voice, one.rate))
            for number, one in enumerate(utterances)
        ]

        def check(call: _Call, path: Path) -> None:
            one = utterances[calls.index(call)]
            check_speech(path, one.text, one.rate, audible=engine.audible)

        _warm_up(engine, voice)
        for call, path in _run(engine, calls, folder, check, jobs=jobs, time_limit=time_limit):
            done(utterances[calls.index(call)], path)
            path.unlink(missing_ok=True)


def list_voices(engine: SpeechEngine, *, time_limit: float = TIME_LIMIT) -> list[Voice]:
    """Ask an engine for its voices, in a process of its own. Raises SpeechError."""
    with temporary_folder() as folder:
        call = _Call("voices.json", _list, (engine,))
        _, path = next(_run(engine, [call], folder, lambda *_: None, jobs=1, time_limit=time_limit))
        return msgspec.json.decode(path.read_bytes(), type=list[Voice])


class _Call(Struct, frozen=True, eq=False):
    """A function to run in a child; it gets a path to write to as its last argument."""

    file: str
    function: Callable[..., None]
    arguments: tuple[Any, ...]


class _Child(Struct):
    call: _Call
    process: BaseProcess
    deadline: float
    tries: int


def _run(
    engine: SpeechEngine,
    calls: list[_Call],
    folder: Path,
    check: Callable[[_Call, Path], None],
    *,
    jobs: int,
    time_limit: float,
) -> Iterator[tuple[_Call, Path]]:
    if not engine.isolated:
        for call in calls:
            call.function(*call.arguments, folder / call.file)
            check(call, folder / call.file)
            yield call, folder / call.file
        return
    context = _context(engine)
    waiting = [(call, 1) for call in reversed(calls)]
    living: list[_Child] = []
    try:
        while waiting or living:
            while waiting and len(living) < max(jobs, 1):
                call, tries = waiting.pop()
                living.append(_start(context, call, folder, time_limit, tries))
            for child in _ended(living):
                living.remove(child)
                path = folder / child.call.file
                try:
                    _outcome(child, path, time_limit)
                    check(child.call, path)
                except EngineFailed as error:
                    if child.tries >= TRIES:
                        raise _named(error, engine, child.call) from error
                    path.unlink(missing_ok=True)
                    waiting.append((child.call, child.tries + 1))
                else:
                    yield child.call, path
    finally:
        for child in living:
            _kill(child.process)


def _context(engine: SpeechEngine) -> Any:
    if not sys.platform.startswith("linux"):
        return multiprocessing.get_context("spawn")
    keep_sockets_in_ours()
    context = multiprocessing.get_context("forkserver")
    warmth = ["voiceguide.speech.warmth"] if can_be_warmed(engine) else []
    context.set_forkserver_preload([__name__, *engine.preload, *warmth])
    return context


def _warm_up(engine: SpeechEngine, voice: Voice) -> None:
    """Have the voice loaded in the parent of all children, if that parent does not run yet."""
    if not (sys.platform.startswith("linux") and engine.isolated and can_be_warmed(engine)):
        return
    from multiprocessing import forkserver

    from voiceguide.speech.warmth import VARIABLE, render_warmth

    _context(engine)
    os.environ[VARIABLE] = render_warmth(engine, voice)
    try:
        forkserver.ensure_running()
    finally:
        del os.environ[VARIABLE]


_starting = threading.Lock()


def _start(context: Any, call: _Call, folder: Path, limit: float, tries: int) -> _Child:
    process = context.Process(
        target=_child, args=(call.function, call.arguments, folder / call.file, limit), daemon=True
    )
    # A child needs nothing of the program that uses voiceguide. Left to itself multiprocessing
    # would run that program's main module again in every child.
    with _starting:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            with _uninterrupted():
                process.start()
        finally:
            sys.modules["__main__"] = main
    return _Child(call, process, time.monotonic() + limit, tries)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: they are ended by us, without a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # started later, it would let the signal through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ended(living: list[_Child]) -> list[_Child]:
    """Wait until a child ends or its time is up; kill those whose time is."""
    patience = max(0.0, min(child.deadline for child in living) - time.monotonic())
    ready = set(wait([child.process.sentinel for child in living], timeout=patience))
    now = time.monotonic()
    ended = []
    for child in living:
        if child.process.sentinel in ready:
            child.process.join()
            ended.append(child)
        elif child.deadline <= now:
            _kill(child.process)
            ended.append(child)
    return ended


def _outcome(child: _Child, path: Path, limit: float) -> None:
    """Raise what went wrong in a child, if anything did."""
    note = _note(path)
    if note.exists():
        kind, problem, remedy = msgspec.json.decode(note.read_bytes(), type=tuple[str, str, str])
        note.unlink()
        raise _ERRORS.get(kind, EngineFailed)(problem, remedy=remedy)
    code = child.process.exitcode
    if time.monotonic() >= child.deadline and code != 0:
        raise EngineFailed(f"it was not done after {limit:g} s")
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            raise EngineFailed(f"it died ({signal.Signals(-code).name})")
    if code != 0:
        raise EngineFailed(f"it died with exit code {code}")


def _kill(process: BaseProcess) -> None:
    """End a child and everything it started."""
    if hasattr(os, "killpg") and process.pid:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def _named(error: EngineFailed, engine: SpeechEngine, call: _Call) -> EngineFailed:
    """Say which engine failed at which sentence."""
    text = call.arguments[1] if call.function is _speak else "the list of its voices"
    return EngineFailed(
        f"the {engine.name} engine failed twice at {text!r}: {error.problem}",
        remedy=error.remedy or "See what can speak with: voiceguide doctor",
    )


# What runs in the child.

_ERRORS: dict[str, type[SpeechError]] = {
    one.__name__: one for one in (EngineMissing, VoiceMissing, EngineFailed)
}


def _child(
    function: Callable[..., None], arguments: tuple[Any, ...], path: Path, limit: float
) -> None:
    """Run one call in this process, quietly; what goes wrong is left in a note beside the file."""
    if hasattr(os, "setsid"):
        os.setsid()  # so that the whole group can be killed
    end_with_parent()
    if hasattr(signal, "alarm"):
        # the pool ends this process when its time is up; this does where the pool is gone
        signal.alarm(math.ceil(limit) + 1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # engines print; standard output belongs to the command line
        os.dup2(nowhere, stream)
    try:
        function(*arguments, path)
    except Exception as error:
        problem = error.problem if isinstance(error, SpeechError) else f"{error!r}"
        remedy = error.remedy if isinstance(error, SpeechError) else ""
        _note(path).write_bytes(msgspec.json.encode((type(error).__name__, problem, remedy)))
        # no clean-up: a broken library must not get a chance to hang at exit
        os._exit(1)
    os._exit(0)


def _note(path: Path) -> Path:
    return path.with_suffix(".error")


def _speak(engine: SpeechEngine, text: str, voice: Voice, rate: int, path: Path) -> None:
    engine.speak(text, voice, rate, path)


def _list(engine: SpeechEngine, path: Path) -> None:
    path.write_bytes(msgspec.json.encode(engine.voices()))
