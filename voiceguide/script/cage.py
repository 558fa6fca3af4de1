"""The child that renders scripts, inside its limits; guard.py starts it and talks to it.

It limits its own processor time and memory for each job. An alarm says in which line the time ran
out; what no alarm can interrupt, a single operation, the system ends with the process. It ends
when nobody asks it any more, and when its parent is gone.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import sys
import time
from types import CodeType
from typing import Any, NoReturn

from voiceguide.errors import ScriptError, SlowScript, VoiceguideError
from voiceguide.lang.language import use
from voiceguide.script import mend, template  # noqa: F401 - loaded before anybody waits
from voiceguide.script.guard import (
    Begun,
    Ended,
    Limits,
    Ready,
    Said,
    Wanted,
    receive,
    send,
    slow,
)
from voiceguide.script.rendering import Job, Rendered, render_job

AGAIN = 0.25
"""The alarm comes again after so many seconds: jinja2 ignores one that comes while it compiles."""
LOOK = 5.0
"""Seconds between two looks whether the parent is still there: a process that it forked may hold
the pipe open."""


def serve() -> None:
    """Do one job after another; returns when there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    with contextlib.suppress(Ended):
        parent, limits = pickle.loads(receive(sys.stdin.buffer))
        _limit_memory(limits)
        compiled: dict[str, CodeType] = {}
        _say(Ready())
        while True:
            _wait(parent)
            own, job = pickle.loads(receive(sys.stdin.buffer))
            if use(own):
                compiled.clear()  # jinja2 works out `{{ 45|spoken }}` when it compiles
            _say(_sendable(_Work(job, limits, compiled).done()))


class _Work:
    """One job."""

    def __init__(self, job: Job, limits: Limits, compiled: dict[str, CodeType]) -> None:
        self._job = job
        self._limits = limits
        self._compiled = compiled
        self._since = time.process_time()
        self._read: dict[str, tuple[str, str] | None] = {}

    def done(self) -> Rendered | VoiceguideError:
        """Do it; what is wrong with it is an answer too."""
        try:
            _limit_time(self._limits, self._since)
            rendered = render_job(self._job, self.read, self.begin, self._compiled)
            _alarm(0)
            return rendered
        except VoiceguideError as error:
            return error
        except Exception as error:  # nobody else can tell the parent of it
            return ScriptError(f"the template fails: {error!r}")
        finally:
            _alarm(0)

    def read(self, name: str) -> tuple[str, str] | None:
        """A script's text and its file, as the parent has them."""
        if name not in self._read:
            _say(Wanted(name))
            found: Any = pickle.loads(receive(sys.stdin.buffer))
            if isinstance(found, Exception):
                raise found
            self._read[name] = found
        return self._read[name]

    def begin(self, name: str) -> None:
        """Tell the parent which script comes now, and give it its time."""
        _say(Begun(name))
        left = self._limits.all_seconds - (time.process_time() - self._since)
        if left <= 0:
            found = self.read(name)
            raise SlowScript(
                f"this script was not looked at: those before it took "
                f"{self._limits.all_seconds:g} s",
                where=f"{found[1]}:1" if found else name,
                remedy="Mend those first.",
            )
        seconds = min(self._limits.seconds, left)

        def stop(*_: object) -> NoReturn:
            raise slow(self._limits)

        if hasattr(signal, "SIGPROF"):
            signal.signal(signal.SIGPROF, stop)
        _alarm(seconds)


def _say(said: Said) -> None:
    send(sys.stdout.buffer, said)


def _sendable(done: Rendered | VoiceguideError) -> Rendered | VoiceguideError:
    """The answer, if its texts are ones that can be written; half a letter of UTF-16 is none."""
    try:
        for text in done.texts if isinstance(done, Rendered) else [done]:
            str(text).encode()
    except UnicodeEncodeError as error:
        return ScriptError(f"the template fails: {error!r}")
    return done


def _wait(parent: int) -> None:
    """Wait for the next job. Raises Ended when the parent is gone."""
    if os.name == "nt":  # no pipe can be looked at there; reading ends with the parent
        return
    while not select.select([sys.stdin.buffer], [], [], LOOK)[0]:
        if os.getppid() != parent:
            raise Ended


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN if seconds else 0)


def _limit_memory(limits: Limits) -> None:
    """Limit what this process may take. What the system refuses to limit stays as it is."""
    with contextlib.suppress(ImportError):
        import resource

        _set_limit(resource.RLIMIT_AS, limits.memory)
        _set_limit(resource.RLIMIT_CORE, 0)  # a dump of half a gigabyte helps nobody


def _limit_time(limits: Limits, since: float) -> None:
    """Have the process ended should a single operation take all the time there is.

    Signals are handled between two operations of Python, and `"x" * n` is one. The limit counts
    from the start of the process, in whole seconds, and so is set anew for each job.
    """
    with contextlib.suppress(ImportError):
        import resource

        _set_limit(resource.RLIMIT_CPU, int(since + limits.all_seconds) + 1)


def _set_limit(kind: int, most: int) -> None:
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))
