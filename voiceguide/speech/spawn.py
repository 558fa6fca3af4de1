"""Starting the process of a sentence.

On Linux the processes are forked from a parent that has loaded the engine's libraries and nothing
more (multiprocessing's forkserver), elsewhere each starts from scratch.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Any

from voiceguide.errors import EngineMissing
from voiceguide.speech import worker
from voiceguide.speech.engine import Engine, Voice, shortened
from voiceguide.speech.process import LINUX, keep_sockets_in_ours
from voiceguide.speech.worker import Call


def context_for(engine: Engine) -> Any:
    """What makes the processes of an engine. Raises EngineMissing."""
    check_picklable(engine)
    if not LINUX:
        return multiprocessing.get_context("spawn")
    keep_sockets_in_ours()
    context = multiprocessing.get_context("forkserver")
    warmth = ["voiceguide.speech.warmth"] if engine.is_costly else []
    context.set_forkserver_preload([worker.__name__, "ctypes", *engine.preload, *warmth])
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


def warm_up(engine: Engine, voice: Voice) -> None:
    """Have the voice loaded in the parent of all children, if that parent does not run yet."""
    if not (LINUX and engine.isolated and engine.is_costly):
        return
    from multiprocessing import forkserver

    from voiceguide.speech.warmth import VARIABLE, render_warmth

    context_for(engine)
    os.environ[VARIABLE] = render_warmth(engine, voice)
    try:
        with _uninterrupted():
            forkserver.ensure_running()
    finally:
        del os.environ[VARIABLE]


_starting = threading.Lock()


def start(
    context: Any, call: Call, path: Path, limit: float, note: Callable[[BaseProcess], None]
) -> None:
    """Start the process of a call, `note` it, and only then let it begin.

    Whatever interrupts this, in whatever line, nothing is left running that was not noted: the
    process goes away by itself when the connection closes before it was told to begin.
    """
    here, there = context.Pipe(duplex=False)
    with here, there:
        process = context.Process(
            target=worker.serve_call, args=(call, path, limit, here), daemon=True
        )
        _start_bare(process)
        note(process)
        with contextlib.suppress(BrokenPipeError):  # it is dead already, which its end will tell
            there.send_bytes(b"go")


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
