"""Scripts are rendered in a child process that can neither eat the machine nor outlive us.

The sandbox keeps a template from files and from Python; this keeps it from endless loops and giant
strings. Time is counted as the child's own processor time, so that a busy computer refuses nothing
it would render when idle; an alarm inside the child says in which line the time ran out. Where
processes cannot be forked (Windows) only the sandbox and the bounded output remain.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
import warnings
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import msgspec

from voiceguide import errors
from voiceguide.errors import ScriptError, SlowScript, VoiceguideError

SECONDS = 1.0
"""Processor time one script may take; the built-in ones take a thousandth of it."""
ALL_SECONDS = 2.5
"""Processor time all scripts of a session may take; four hours of the built-in ones take 0.3 s."""
AGAIN = 0.25
"""The alarm comes again after so many seconds: jinja2 ignores one that comes while it compiles."""
PATIENCE = 10.0
"""Seconds on the clock after which a child is ended, whatever it does."""
MEMORY = 512 * 1024 * 1024
"""Address space all of it may take, bytes."""
REMEDY = "Is there a loop that runs too often?"

Say = Callable[[str], None]
"""Called with the place of the script that is rendered next. Raises SlowScript when time is up."""
Texts = Sequence[str | VoiceguideError]
"""What scripts come to: texts, or what is wrong with a script."""


def run_bounded(work: Callable[[Say], Texts]) -> Texts:
    """Run `work` with limits on time and memory, and return its texts.

    Raises what `work` raises, and ScriptError when a limit is reached.
    """
    if not hasattr(os, "fork"):
        return work(lambda place: None)
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # the child only renders and leaves; it takes no lock another thread could hold
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(reader)
        _child(work, writer)
    os.close(writer)
    try:
        data, ended = _read(reader, time.monotonic() + PATIENCE)
    finally:
        os.close(reader)
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
    return _result(data, slow=not ended or os.WTERMSIG(status) == signal.SIGXCPU)


def _child(work: Callable[[Say], Texts], writer: int) -> NoReturn:
    """Render in the child; never returns."""
    answer: Any
    try:
        _limit()
        try:
            texts = work(lambda place: _begin(writer, place))
            answer = [one if isinstance(one, str) else _facts(one) for one in texts]
        except VoiceguideError as error:
            answer = {"error": _facts(error)}
        except Exception as error:  # nobody else can tell the parent of it
            answer = {"error": _facts(ScriptError(f"the template fails: {error!r}"))}
        signal.setitimer(signal.ITIMER_PROF, 0)
        data = b"\0" + msgspec.json.encode(answer)
        while data:
            data = data[os.write(writer, data) :]
        os.close(writer)
    finally:
        os._exit(0)


def _begin(writer: int, place: str) -> None:
    """Tell the parent which script comes now, and give it its time."""
    os.write(writer, place.encode() + b"\n")
    left = min(SECONDS, ALL_SECONDS - time.process_time())
    if left <= 0:
        raise SlowScript(
            f"this script was not looked at: those before it took {ALL_SECONDS:g} s",
            where=place,
            remedy="Mend those first.",
        )
    signal.setitimer(signal.ITIMER_PROF, left, AGAIN)


def _stop(*_: object) -> NoReturn:
    raise SlowScript(f"the script takes longer than {SECONDS:g} s to render", remedy=REMEDY)


def _limit() -> None:
    """Limit what this process may take. What the system refuses to limit stays as it is."""
    import resource

    signal.signal(signal.SIGPROF, _stop)
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        used = 0
    # a host program may be larger than the limit already; a script gets a quarter in any case
    memory = max(MEMORY, used + MEMORY // 4)
    # a single operation cannot be interrupted by the alarm; this ends the process
    seconds = int(ALL_SECONDS) + 1
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


def _read(reader: int, deadline: float) -> tuple[bytes, bool]:
    """Read all the child writes; False when time ran out before it ended."""
    pieces: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0:
        if select.select([reader], [], [], left)[0]:
            piece = os.read(reader, 1 << 16)
            if not piece:
                return b"".join(pieces), True
            pieces.append(piece)
    return b"".join(pieces), False


def _result(data: bytes, *, slow: bool) -> Texts:
    places, answered, answer = data.partition(b"\0")
    started = places.decode(errors="replace").splitlines()
    where = started[-1] if started else ""
    if slow:
        raise SlowScript(
            f"the script takes longer than {SECONDS:g} s to render", where=where, remedy=REMEDY
        )
    if not answered:
        raise ScriptError(
            f"the script needs more than {MEMORY >> 20} MiB to render",
            where=where,
            remedy="Does a text in it double again and again?",
        )
    found = msgspec.json.decode(answer)
    if isinstance(found, dict):
        raise _error(found["error"]).at(where)
    return [one if isinstance(one, str) else _error(one) for one in found]


def _facts(error: VoiceguideError) -> list[str]:
    return [type(error).__name__, error.problem, error.where, error.remedy]


def _error(facts: list[Any]) -> VoiceguideError:
    kind, problem, where, remedy = facts
    error: VoiceguideError = VoiceguideError.__new__(getattr(errors, kind, ScriptError))
    VoiceguideError.__init__(error, problem, where=where, remedy=remedy)
    return error
