"""Processes that end when they should, with everything they started.

On Linux a guardian stands over each sentence: it inherits whatever the engine leaves behind, also
what has made itself a session of its own, and kills all of it when the sentence is done, when its
time is up, or when the one who wants it is gone. Elsewhere a process group has to do.
"""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import os
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from typing import Any, NoReturn

from voiceguide.disk.files import temporary_folder

LINUX = sys.platform.startswith("linux")
PATIENCE = 1.0
"""Seconds after which killing what goes on multiplying is given up."""
LONGEST = 57
"""Bytes of the temporary folder's name: a socket's has 107, of which ours in it takes 50."""
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
"""From <linux/prctl.h>; Python has no names for them."""


def end_with_parent(parent: int = 0, number: int = signal.SIGTERM) -> None:
    """Have the system send this process a signal when its parent is gone (Linux; else nothing).

    parent: who that is, where it may be gone already; then this process ends here.
    """
    _prctl(_PR_SET_PDEATHSIG, number)
    # it may have gone between our birth and this call; then nobody sends the signal any more
    if LINUX and parent and os.getppid() != parent:
        os._exit(1)


def end_with(parent: int) -> Callable[[], None] | None:
    """What a program of its own has to do first, so that it never outlives `parent`."""
    return (lambda: end_with_parent(parent, signal.SIGKILL)) if LINUX else None


def stand_guard(parent: int) -> int:
    """Make this process a guardian, which ends with `parent` and takes all below it along (Linux).

    Returns a file descriptor that can be read when a child has ended.
    """
    guardian = os.getpid()

    def end(*_: object) -> NoReturn:
        kill_descendants(guardian)
        os._exit(1)

    signal.signal(signal.SIGTERM, end)
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    end_with_parent(parent)
    return _news_of_children()


def run_guarded(work: Callable[[], NoReturn], seconds: float, news: int, stop: int) -> int:
    """Run `work` in a child of a guardian, and leave nothing of what it starts (Linux)."""
    return wait_guarded(fork_guarded(work), seconds, news, stop) or 0


def fork_guarded(work: Callable[[], NoReturn]) -> int:
    """Have `work` begun in a child of a guardian, and return its number (Linux)."""
    guardian = os.getpid()
    child = os.fork()
    if child == 0:
        signal.set_wakeup_fd(-1)  # the guardian's; ours would write into its pipe
        for number in (signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        os.setsid()  # whoever kills its own group does not reach the guardian
        end_with_parent(guardian, signal.SIGKILL)
        work()
    return child


def wait_guarded(
    child: int, seconds: float, news: int, stop: int, done: int | None = None
) -> int | None:
    """Wait until a guardian's child has ended, and leave nothing of what it started (Linux).

    news: what `stand_guard` returned. stop: becomes readable when the work is no longer wanted.
    done: becomes readable when it is done, and the child lives on for more: then None is returned.
    Returns how it ended: an exit code, or minus a signal.
    """
    guardian = os.getpid()
    watched = [news, stop] if done is None else [news, stop, done]
    until = time.monotonic() + seconds
    while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
        left = until - time.monotonic()
        ready = select.select(watched, [], [], max(left, 0))[0]
        if news in ready:
            os.read(news, 64)
        elif done in ready:
            return None
        if stop in ready or left < 0:
            kill_descendants(guardian)
            ended = os.waitpid(child, 0)
            break
    # what its parent left behind is our child now (a subreaper inherits), and does not get away
    if _are_left():
        kill_descendants(guardian)
        _are_left()
    return os.waitstatus_to_exitcode(ended[1])


def _news_of_children() -> int:
    """A file descriptor that can be read when a child has ended."""
    news, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)  # without a handler nothing is told
    signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    return news


def kill_tree(pid: int) -> None:
    """Kill a process and all that it started, itself last: until then nothing gets away from it."""
    if LINUX:
        kill_descendants(pid)
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def kill_descendants(pid: int) -> None:
    """Kill all that a process started, and what that may start meanwhile (Linux)."""
    until = time.monotonic() + PATIENCE
    while (found := descendants(pid)) and time.monotonic() < until:
        for one in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(one, signal.SIGKILL)
        time.sleep(0.002)  # what was killed leaves /proc a moment later


def descendants(pid: int) -> list[int]:
    """The living processes a process started, and those started by them (Linux)."""
    children: dict[int, list[int]] = {}
    entries: list[str] = []
    with contextlib.suppress(OSError):  # a cage without /proc; the process group has to do
        entries = os.listdir("/proc")
    for entry in filter(str.isdecimal, entries):
        with contextlib.suppress(OSError), open(f"/proc/{entry}/stat", "rb") as file:
            # the name stands in brackets and may hold anything: state and parent follow the last
            state, parent = file.read().rpartition(b")")[2].split()[:2]
            if state not in (b"Z", b"X"):
                children.setdefault(int(parent), []).append(int(entry))
    found = list(children.get(pid, []))
    for one in found:  # grows while it is gone through
        found += children.get(one, [])
    return found


def _are_left() -> bool:
    """Whether a child lives; those that have ended are let go."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
        return True
    return False


def end_as(code: int) -> NoReturn:
    """End with an exit code, or by the signal that a negative one stands for."""
    if code < 0:
        with contextlib.suppress(OSError, ValueError):
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(abs(code))


def _prctl(option: int, value: int) -> None:
    if LINUX:
        with contextlib.suppress(OSError, AttributeError):
            _system().prctl(option, value)


@cache
def _system() -> Any:
    """The C library; looking it up again for each sentence would be dear."""
    import ctypes

    return ctypes.CDLL(None)


@cache
def keep_sockets_in_ours() -> None:
    """Have multiprocessing put its sockets into a temporary folder of ours, as long as we live.

    The one it makes for itself (`pymp-...`) stays for ever where this process is killed; ours is
    swept by the next. That it looks there first has no public name.
    """
    lasting = contextlib.ExitStack()
    parent = "/tmp" if len(os.fsencode(tempfile.gettempdir())) > LONGEST else ""
    folder = lasting.enter_context(temporary_folder(parent))
    atexit.register(lasting.close)
    multiprocessing.current_process()._config["tempdir"] = str(folder)  # type: ignore[attr-defined]
