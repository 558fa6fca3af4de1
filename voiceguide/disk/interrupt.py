"""Ctrl-C, `kill` and a closed terminal: nothing half is left, and the exit code says which it was.

The code is 128 and the signal's number, as shells have it: 130, 143, 129. A signal that is ignored
when the program starts (nohup, a job in the background) stays ignored.
"""

from __future__ import annotations

import math
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
PATIENCE = 1.0
"""Seconds after a signal in which further ones do not disturb what is put in order."""


class Interrupted(SystemExit):
    """Raised where a signal arrives, so that everything is put in order on the way out."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)


class CtrlC(KeyboardInterrupt):
    """Ctrl-C, as a class of its own.

    Where a plain KeyboardInterrupt leaves `exec` of a text, as it may in the middle of an import,
    Python remembers it, and at its end kills itself by SIGINT, even if it was caught: exit code -2,
    not 130 (run_eval_code_obj in CPython's pythonrun.c).
    """


class _Shield:
    """How many `undisturbed` blocks the main thread is in, and the signal that waits."""

    def __init__(self) -> None:
        self.depth = 0
        self.waiting = 0


_shield = _Shield()


def leave_at_once() -> None:
    """Let signals end the program on the spot: while it starts there is nothing to put in order."""
    _handle(_leave)


@contextmanager
def leaving_in_order() -> Iterator[None]:
    """Let signals end what is done here as errors do: Ctrl-C as KeyboardInterrupt."""
    first = -math.inf

    def end(number: int, _: object) -> None:
        nonlocal first
        if time.monotonic() - first < PATIENCE:
            return
        first = time.monotonic()
        if _shield.depth:
            _shield.waiting = number
        else:
            _interrupt(number)

    before = _handle(end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Do what has to be done whole, as making a folder and noting it: a signal waits until then."""
    if threading.current_thread() is not threading.main_thread():  # signals do not come here
        yield
        return
    _shield.depth += 1
    try:
        yield
    finally:
        _shield.depth -= 1
        number = _shield.waiting
        if number and not _shield.depth:
            _shield.waiting = 0
            _interrupt(number)


def _interrupt(number: int) -> NoReturn:
    raise CtrlC if number == signal.SIGINT else Interrupted(number)


def _leave(number: int, _: object) -> NoReturn:
    os._exit(128 + number)


def _handle(handler: Callable[[int, Any], None]) -> dict[int, Any]:
    """Set a handler, and return those there were before; only a main thread can."""
    if threading.current_thread() is not threading.main_thread():
        return {}
    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    heard = [one for one in numbers if signal.getsignal(one) not in (signal.SIG_IGN, None)]
    return {number: signal.signal(number, handler) for number in heard}
