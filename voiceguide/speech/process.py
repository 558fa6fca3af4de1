"""Processes that end when the one that started them does, however it ended."""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import signal
import sys
from functools import cache

from voiceguide.files import temporary_folder

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Have the system end this process when its parent is gone (Linux; elsewhere nothing)."""
    if sys.platform.startswith("linux"):
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@cache
def keep_sockets_in_ours() -> None:
    """Have multiprocessing put its sockets into a temporary folder of ours, as long as we live.

    The one it makes for itself (`pymp-...`) stays for ever where this process is killed; ours is
    swept by the next. That it looks there first has no public name.
    """
    lasting = contextlib.ExitStack()
    folder = lasting.enter_context(temporary_folder())
    atexit.register(lasting.close)
    multiprocessing.current_process()._config["tempdir"] = str(folder)  # type: ignore[attr-defined]
