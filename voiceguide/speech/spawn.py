"""Starting the processes that speak.

On Linux they are forked from a parent that has loaded our own modules and nothing more
(multiprocessing's forkserver), elsewhere each starts from scratch.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

from msgspec import Struct

from voiceguide.errors import EngineMissing
from voiceguide.speech import worker
from voiceguide.speech.engine import Engine, Voice, shortened
from voiceguide.speech.process import LINUX, keep_sockets_in_ours, kill_tree

FORKING = LINUX
"""Whether a process that has loaded an engine may fork. macOS and Windows libraries do not stand
that; the tests look at both ways."""
PATIENCE = 3.0
"""Seconds a guardian has to end a sentence, or itself, before all of its process is killed."""


class Desk(Struct):
    """Where a process takes calls, one after another."""

    process: BaseProcess
    connection: Connection
    guarded: bool
    """A guardian sits there, and has each call done in a process of its own."""
    fresh: bool = True
    """It may still be loading its voice."""


def start(
    engine: Engine,
    voice: Voice | None,
    count: int,
    limit: float,
    note: Callable[[list[Desk]], None],
) -> None:
    """Start a process that speaks, and `note` its desks: `count` of them, or one without forking.

    Whatever interrupts this, in whatever line, nothing is left running that was not noted: the
    process goes away by itself when the connections close. Raises EngineMissing.
    """
    context = _context_for(engine)
    with contextlib.ExitStack() as ours, contextlib.ExitStack() as theirs:
        pipes = [context.Pipe() for _ in range(count if FORKING else 1)]
        for here, there in pipes:
            ours.enter_context(here)
            theirs.enter_context(there)
        desks = [there for _, there in pipes]
        process = context.Process(
            target=worker.serve, args=(engine, voice, desks, limit, FORKING), daemon=True
        )
        _start_bare(process)
        note([Desk(process, here, FORKING) for here, _ in pipes])
        ours.pop_all()


def _context_for(engine: Engine) -> Any:
    """What makes the processes of an engine. Raises EngineMissing."""
    check_picklable(engine)
    if not FORKING:
        return multiprocessing.get_context("spawn")
    keep_sockets_in_ours()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([worker.__name__, "ctypes", *engine.preload])
    return context


def check_picklable(engine: Engine) -> None:
    """Raise EngineMissing for an engine that cannot be handed to a process of its own."""
    try:
        pickle.dumps(engine)
    except Exception as error:
        raise EngineMissing(
            f"the {engine.name} engine cannot be handed to a process: {shortened(error)}",
            remedy="Its makers have to mend that; until then, choose another engine.",
        ) from error


def dismiss(desks: Sequence[Desk]) -> None:
    """Have the processes at desks end, and wait until they have."""
    for desk in desks:
        desk.connection.close()
    for desk in desks:
        desk.process.join(PATIENCE)  # guardians tidy up
        kill(desk.process)


def kill(process: BaseProcess) -> None:
    """End a process and everything it started."""
    if process.pid and process.exitcode is None:
        kill_tree(process.pid)
    process.kill()
    process.join()


_turn = threading.RLock()


@contextlib.contextmanager
def in_turn(engine: Engine) -> Iterator[None]:
    """Let builds of one process that need a costly voice speak one after another.

    Each uses all cores while it speaks, so that two at once end no sooner; and each would load the
    voice again, which for a natural one is 200 MiB.
    """
    with _turn if engine.is_costly else contextlib.nullcontext():
        yield


_kept: dict[bytes, list[Desk]] = {}
"""The desks of the engine that spoke last, if its voice was costly to load."""
_keeping = threading.Lock()


def take_desks(engine: Engine, voice: Voice | None, limit: float) -> list[Desk]:
    """Take over the desks where a voice is loaded; those of any other are dismissed."""
    with _keeping:
        desks = _kept.pop(_key(engine, voice, limit), [])
    dismiss_kept()
    return [desk for desk in desks if desk.process.exitcode is None]


def keep_desks(engine: Engine, voice: Voice | None, limit: float, desks: list[Desk]) -> None:
    """Keep desks for whoever next wants the same voice to speak; others are dismissed."""
    dismiss_kept()
    with _keeping:
        others = _kept.setdefault(_key(engine, voice, limit), desks)
    if others is not desks:
        dismiss(desks)


def dismiss_kept() -> None:
    """Dismiss what is kept."""
    with _keeping:
        desks = [desk for each in _kept.values() for desk in each]
        _kept.clear()
    dismiss(desks)


def _key(engine: Engine, voice: Voice | None, limit: float) -> bytes:
    check_picklable(engine)
    return pickle.dumps((engine, voice, limit, FORKING))


_starting = threading.Lock()


def _start_bare(process: BaseProcess) -> None:
    """Start a process that needs nothing of the program that uses voiceguide.

    Left to itself multiprocessing would run that program's main module again in every child.
    """
    with _starting:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            with _uninterrupted():
                process.start()
        finally:
            sys.modules["__main__"] = main


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
