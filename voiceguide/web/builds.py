"""Builds that were asked for: a short queue, a few workers, and how far each one is."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.errors import VoiceguideError
from voiceguide.problem import Problem
from voiceguide.web.answer import FAULT, refuse

LOG = logging.getLogger("voiceguide.web")

State = Literal["waiting", "planning", "speaking", "joining", "done", "failed", "stopped"]
OVER = {"done", "failed", "stopped"}
MOST_REMEMBERED = 100
"""Builds that are over and can still be asked for."""


class BuildProgress(Struct, frozen=True):
    """How far a build is."""

    state: State = "waiting"
    done: int = 0
    total: int = 0
    """Sentences spoken, of how many."""
    share: float = 0.0
    """How much of everything is done, up to 1."""
    session: str = ""
    """The id of the session, once it is done."""
    problems: Sequence[Problem] = ()

    @property
    def over(self) -> bool:
        """True when nothing more will happen."""
        return self.state in OVER


class Full(Exception):
    """There are as many builds waiting as may wait."""


class Stopped(Exception):
    """This build was stopped."""


class Tell(Protocol):
    """Called by the work as it goes on: state, sentences done of how many, the share of everything
    that is done. Raises Stopped."""

    def __call__(self, state: State, done: int, total: int, share: float = 0.0, /) -> None: ...


Work = Callable[[Tell], str]
"""Makes a session and returns its id."""


Given = Mapping[str, str]
"""What was chosen, by fields."""
_NOTHING: Given = {}


class Build:
    """One build. Every method may be called from any thread."""

    def __init__(self, title: str, key: object, work: Work, given: Given = _NOTHING) -> None:
        self.id = secrets.token_urlsafe(12)
        self.given = given
        self.title = title
        self.key = key
        self.progress = BuildProgress()
        self._work = work
        self._changed = threading.Condition()
        self._stop = False

    @property
    def ending(self) -> bool:
        """True when it is over, or somebody has stopped it: it makes no session any more."""
        return self._stop or self.progress.over

    def run(self) -> None:
        """Do the work; whatever happens ends as a progress that is over."""
        try:
            self._tell("planning", 0, 0)
            session = self._work(self._tell)
        except Stopped:
            self._set(BuildProgress("stopped"))
        except VoiceguideError as error:
            self._set(replace(self.progress, state="failed", problems=refuse(error)))
        except Exception:
            LOG.exception("A build went wrong")
            self._set(replace(self.progress, state="failed", problems=[FAULT]))
        else:
            self._set(replace(self.progress, state="done", session=session))

    def stop(self) -> None:
        """End it at the next sentence; at once if it has not begun."""
        self._stop = True
        if self.progress.state == "waiting":
            self._set(BuildProgress("stopped"))

    def wait(self, seconds: float) -> BuildProgress:
        """Wait until it is over, but no longer than so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.progress.over, seconds)
            return self.progress

    def _tell(self, state: State, done: int, total: int, share: float = 0.0, /) -> None:
        if self._stop:
            raise Stopped
        self._set(replace(self.progress, state=state, done=done, total=total, share=share))

    def _set(self, progress: BuildProgress) -> None:
        with self._changed:
            self.progress = progress
            self._changed.notify_all()


class Builds:
    """Runs builds in the order they were asked for, `workers` at once."""

    def __init__(self, workers: int, most_waiting: int) -> None:
        self._most_waiting = most_waiting
        self._waiting: deque[Build] = deque()
        self._known: OrderedDict[str, Build] = OrderedDict()
        self._news = threading.Condition()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._serve, name=f"build-{n}", daemon=True)
            for n in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, title: str, key: object, work: Work, given: Given = _NOTHING) -> Build:
        """Ask for a build. What is already being made under the same key is not made twice.

        Raises Full.
        """
        with self._news:
            for build in self._known.values():
                if build.key == key and not build.ending:
                    return build
            self._waiting = deque(one for one in self._waiting if not one.ending)
            if len(self._waiting) >= self._most_waiting or self._closed:
                raise Full
            build = Build(title, key, work, given)
            self._known[build.id] = build
            self._forget()
            self._waiting.append(build)
            self._news.notify()
            return build

    def find(self, build: str) -> Build | None:
        """A build by its id."""
        with self._news:
            return self._known.get(build)

    def running(self) -> list[Build]:
        """Those that are not over, the first that was asked for first."""
        with self._news:
            return [build for build in self._known.values() if not build.ending]

    def ahead_of(self, build: Build) -> int:
        """How many builds wait before this one."""
        with self._news, suppress(ValueError):
            before = list(self._waiting)[: self._waiting.index(build)]
            return sum(not one.ending for one in before)
        return 0

    def stop(self) -> None:
        """Stop every build, and take no more."""
        with self._news:
            self._closed = True
            for build in self._known.values():
                build.stop()
            self._waiting.clear()
            self._news.notify_all()

    def close(self, seconds: float = 2.0) -> bool:
        """Stop every build, and wait for those that run: no half file is left behind.

        False where one did not end in time: it waits for an engine that hangs.
        """
        self.stop()
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _serve(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                build = self._waiting.popleft()
            if not build.progress.over:
                build.run()

    def _forget(self) -> None:
        """Drop the oldest builds that are over, beyond the number that is remembered."""
        over = [one.id for one in self._known.values() if one.progress.over]
        for old in over[: max(0, len(self._known) - MOST_REMEMBERED)]:
            del self._known[old]
