"""Scripts are rendered in a child process that can neither eat the machine nor outlive us.

The sandbox keeps a template from files and from Python; this keeps it from endless loops and giant
strings. Where processes cannot be forked (Windows) only the sandbox and the bounded output remain.
"""

from __future__ import annotations

import os
import select
import signal
import time
import warnings
from collections.abc import Callable

import msgspec

from voiceguide import errors
from voiceguide.errors import ScriptError, VoiceguideError

SECONDS = 4.0
"""Scripts of one session may take so long to render; the built-in ones take 0.02 s."""
MEMORY = 512 * 1024 * 1024
"""And so much address space, bytes."""

Say = Callable[[str], None]
"""Called with the name of the script that is rendered next."""
Texts = list[str]


def run_bounded(work: Callable[[Say], Texts], seconds: float = SECONDS) -> Texts:
    """Run `work` with limits on time and memory, and return its texts.

    Raises what `work` raises, and ScriptError when a limit is reached.
    """
    if not hasattr(os, "fork"):
        return work(lambda name: None)
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
        data, ended = _read(reader, time.monotonic() + seconds)
    finally:
        os.close(reader)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return _result(data, ended, seconds)


def _child(work: Callable[[Say], Texts], writer: int) -> None:
    """Render in the child; never returns."""
    try:
        _limit_memory()
        try:
            answer = msgspec.json.encode({"texts": work(lambda name: _send(writer, name))})
        except VoiceguideError as error:
            facts = [type(error).__name__, error.problem, error.where, error.remedy]
            answer = msgspec.json.encode({"error": facts})
        os.write(writer, b"\0")
        while answer:
            answer = answer[os.write(writer, answer) :]
        os.close(writer)
    finally:
        os._exit(0)


def _send(writer: int, name: str) -> None:
    os.write(writer, name.encode() + b"\n")


def _limit_memory() -> None:
    import resource

    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        used = 0
    # a host program may be larger than the limit already; a script gets a quarter in any case
    limit = max(MEMORY, used + MEMORY // 4)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _read(reader: int, deadline: float) -> tuple[bytes, bool]:
    """Read all the child writes; False when time ran out before it ended."""
    data = b""
    while (left := deadline - time.monotonic()) > 0:
        if select.select([reader], [], [], left)[0]:
            piece = os.read(reader, 1 << 16)
            if not piece:
                return data, True
            data += piece
    return data, False


def _result(data: bytes, ended: bool, seconds: float) -> Texts:
    names, answered, answer = data.partition(b"\0")
    started = names.decode().split()
    where = started[-1] if started else ""
    if not ended:
        raise ScriptError(
            f"the script was not rendered after {seconds:g} s",
            where=where,
            remedy="Is there a loop that runs too often?",
        )
    if not answered:
        raise ScriptError(
            f"the script needs more than {MEMORY >> 20} MiB to render",
            where=where,
            remedy="Does a text in it double again and again?",
        )
    found = msgspec.json.decode(answer)
    if "texts" in found:
        return [str(text) for text in found["texts"]]
    kind, problem, place, remedy = found["error"]
    error = VoiceguideError.__new__(getattr(errors, kind, ScriptError))
    VoiceguideError.__init__(error, problem, where=place, remedy=remedy)
    raise error
