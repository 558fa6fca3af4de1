"""Inside a process that is tested: takes guards out, and makes faults that need exact timing.

The environment says what. Nothing of it is part of the product: shim/sitecustomize.py, which only
the processes of these tests find, calls `prepare` before anything of voiceguide is imported.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Mapping
from importlib.machinery import PathFinder
from typing import Any

MARK = "VOICEGUIDE_FAULTS"
"""Says that a process belongs to a test, and to which."""
WITHOUT = "VOICEGUIDE_FAULTS_WITHOUT"
"""The guard that is taken out: a key of without.TAKEN_OUT."""
DIE = "VOICEGUIDE_FAULTS_DIE"
"""The process is killed before one call of a function of os: "replace 2" is the second rename."""
SLOW = "VOICEGUIDE_FAULTS_SLOW"
"""A function of os takes up to so many seconds longer, as on a slow disk: "replace 0.2"; only the
first so many times: "replace 0.2 3"."""
NO_GUARD = 70
"""The exit code where a guard is not where it is said to be: that is nobody's loss but ours."""
CLOCK = "VOICEGUIDE_FAULTS_CLOCK"
"""Seconds by which time.time() is wrong: one number, or several that follow each other in turn."""


def prepare(environment: Mapping[str, str]) -> None:
    """Do what the environment says."""
    if guard := environment.get(WITHOUT):
        take_out(guard)
    if moment := environment.get(DIE):
        name, number = moment.split()
        _die_before(name, int(number))
    if slowness := environment.get(SLOW):
        name, seconds, *calls = slowness.split()
        _slow_down(name, float(seconds), int(*calls or [sys.maxsize]))
    if shifts := environment.get(CLOCK):
        _shift_clock([float(one) for one in shifts.split()])


def take_out(guard: str) -> None:
    """Replace what a guard names, "module:attribute" each, as soon as its module is imported."""
    from tests.faults.without import TAKEN_OUT

    by_module: dict[str, list[tuple[str, Callable[[Any], Any]]]] = {}
    for place, replacement in TAKEN_OUT[guard].items():
        module, _, attribute = place.partition(":")
        by_module.setdefault(module, []).append((attribute, replacement))
    sys.meta_path.insert(0, _Finder(by_module))


class _Finder:
    """Finds modules as usual, and changes some right after they have run."""

    def __init__(self, changes: Mapping[str, list[tuple[str, Callable[[Any], Any]]]]) -> None:
        self.changes = changes

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        """Find a module whose guards are taken out; None leaves it to those who come after."""
        if name not in self.changes:
            return None
        spec = PathFinder.find_spec(name, path, target)
        assert spec is not None, name
        assert spec.loader is not None, name
        run = spec.loader.exec_module

        def run_and_change(module: Any) -> None:
            run(module)
            for attribute, replacement in self.changes[name]:
                change(module, attribute, replacement)

        spec.loader.exec_module = run_and_change  # type: ignore[method-assign]
        return spec


def change(module: Any, attribute: str, replacement: Callable[[Any], Any]) -> None:
    """Put `replacement(original)` in the place of a function, a constant or a method."""
    *path, name = attribute.split(".")
    owner = module
    for part in path:
        owner = getattr(owner, part, None)
    if not hasattr(owner, name):
        os._exit(NO_GUARD)
    setattr(owner, name, replacement(getattr(owner, name)))


def _die_before(name: str, number: int) -> None:
    real, calls = getattr(os, name), iter(range(1, number))

    def counted(*arguments: Any, **more: Any) -> Any:
        if next(calls, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **more)

    setattr(os, name, counted)


def _slow_down(name: str, seconds: float, calls: int) -> None:
    real, left = getattr(os, name), iter(range(calls))

    def slow(*arguments: Any, **more: Any) -> Any:
        if next(left, None) is not None:
            time.sleep(random.uniform(0, seconds))
        return real(*arguments, **more)

    setattr(os, name, slow)


def _shift_clock(shifts: list[float]) -> None:
    real, real_ns, asked = time.time, time.time_ns, iter(range(sys.maxsize))

    def shift() -> float:
        return shifts[next(asked) % len(shifts)]

    time.time = lambda: real() + shift()
    time.time_ns = lambda: real_ns() + int(shift() * 1e9)
