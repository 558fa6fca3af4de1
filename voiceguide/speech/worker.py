"""What runs in the process of one sentence: the engine, quietly, and a note of what went wrong."""

from __future__ import annotations

import contextlib
import math
import os
import signal
from collections.abc import Callable
from functools import partial
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

import msgspec
from msgspec import Struct

from voiceguide.errors import EngineFailed, EngineMissing, SpeechError, VoiceMissing
from voiceguide.speech.engine import Engine, Voice, shortened, voices_of
from voiceguide.speech.process import LINUX, end_with_parent, run_guarded
from voiceguide.speech.wav import read_bounded

SPARE = 1.0
"""Seconds after its time limit in which a process is ended from outside; then it ends itself."""
MOST_NOTE_BYTES = 1_000_000
_ERRORS: dict[str, type[SpeechError]] = {
    one.__name__: one for one in (EngineMissing, VoiceMissing, EngineFailed)
}


class Call(Struct, frozen=True, eq=False):
    """A function to run in a process of its own; its last argument is the file it writes."""

    name: str
    """Of the file; every call has its own."""
    function: Callable[..., None]
    arguments: tuple[Any, ...]


def speak(engine: Engine, text: str, voice: Voice, rate: int, path: Path) -> None:
    """Write one sentence."""
    engine.speak(text, voice, rate, path)


def write_voices(engine: Engine, path: Path) -> None:
    """Write the list of an engine's voices."""
    path.write_bytes(msgspec.json.encode(voices_of(engine)))


def run_call(call: Call, path: Path) -> None:
    """Run one call here. Raises SpeechError: whatever an engine raises is one."""
    try:
        call.function(*call.arguments, path)
    except SpeechError:
        raise
    except Exception as error:
        raise EngineFailed(shortened(error)) from error


def serve_call(call: Call, path: Path, limit: float, go: Connection) -> None:
    """The whole life of a process. Never returns.

    It begins with the engine only when it is told to: who started it may have been interrupted
    before it could note that there is something to end, and then the connection is closed.
    """
    if hasattr(os, "setsid"):
        os.setsid()  # the signals of the terminal are no affair of ours, and the group is our own
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
    end_with_parent()
    if not _told_to(go):
        os._exit(1)
    _be_quiet()
    work = partial(_work, call, path)
    starter = parent_process()
    if LINUX and starter:
        run_guarded(work, limit + SPARE, starter.sentinel)
    if hasattr(signal, "alarm"):
        signal.alarm(math.ceil(limit + SPARE))
    work()


def _told_to(go: Connection) -> bool:
    try:
        return bool(go.recv_bytes())
    except (EOFError, OSError):
        return False


def _be_quiet() -> None:
    """Engines print; standard output belongs to the command line. A crash leaves no core file."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _work(call: Call, path: Path) -> NoReturn:
    """Run a call; what goes wrong is left in a note beside the file."""
    code = 1
    try:
        run_call(call, path)
        code = 0
    except SpeechError as error:
        facts = (type(error).__name__, error.problem, error.remedy)
        _note(path).write_bytes(msgspec.json.encode(facts))
    finally:
        # no clean-up: a broken library must not get a chance to hang at exit
        os._exit(code)


def raise_noted(path: Path) -> None:
    """Raise what went wrong in a process, where it left a note. Raises SpeechError."""
    note = _note(path)
    if not note.exists():
        return
    try:
        kind, problem, remedy = msgspec.json.decode(
            read_bounded(note, MOST_NOTE_BYTES), type=tuple[str, str, str]
        )
    except msgspec.MsgspecError:
        return  # cut short; the exit code will have to do
    raise _ERRORS.get(kind, EngineFailed)(problem, remedy=remedy)


def _note(path: Path) -> Path:
    return path.with_suffix(".error")
