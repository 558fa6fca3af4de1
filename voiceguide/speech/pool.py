"""Sentences in processes of their own: with a time limit, one retry, and the same bytes every time.

What hangs, or writes without end, is killed with everything it started; what it wrote is
checked before it counts.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from multiprocessing.connection import wait
from pathlib import Path

import msgspec
from msgspec import Struct

from voiceguide.errors import EngineDied, EngineFailed, SpeechError
from voiceguide.speech import worker
from voiceguide.speech.acceptance import check_speech
from voiceguide.speech.engine import Engine, Voice
from voiceguide.speech.room import LEAST_ROOM, SENTENCE_ROOM, refuse_full, work_folder
from voiceguide.speech.spawn import (
    PATIENCE,
    Desk,
    dismiss,
    in_turn,
    keep_desks,
    kill,
    start,
    take_desks,
)
from voiceguide.speech.utterance import Utterance
from voiceguide.speech.wav import MOST_BYTES, read_bounded, refuse_giant
from voiceguide.speech.worker import LOADING, Call, raise_noted, run_call

TIME_LIMIT = 20.0
"""Seconds one sentence may take; an engine that is slower says so itself (`time_limit`)."""
TRIES = 2
"""An accident happens once; an engine that fails twice at a sentence will fail again."""
LOOK = 0.1
"""Seconds between two looks at what those at work have written: for so long an engine that writes
without end fills the disk before it is stopped."""

Done = Callable[[Utterance, Path], None]
"""Called with each sentence and its WAV file, which is gone when the call returns."""


def speak_all(
    engine: Engine,
    voice: Voice,
    utterances: Sequence[Utterance],
    done: Done,
    *,
    jobs: int = 1,
    time_limit: float = TIME_LIMIT,
) -> None:
    """Speak every sentence, `jobs` at a time; `done` is called here, in the order they end.

    Raises EngineMissing, VoiceMissing, or EngineFailed that names the sentence, after one retry;
    OutputError where the temporary folder is full.
    """
    calls = {
        Call(f"{number:05}.wav", worker.speak, (one.text, voice, one.rate)): one
        for number, one in enumerate(utterances)
    }

    def check(call: Call, path: Path) -> None:
        check_speech(path, calls[call].text, calls[call].rate, audible=engine.audible)

    with work_folder() as folder, in_turn(engine):
        run = _Run(engine, voice, list(calls), folder, check, jobs=jobs, limit=time_limit)
        with contextlib.closing(run.results()) as results:
            for call, path in results:
                done(calls[call], path)


def list_voices(engine: Engine, *, time_limit: float = TIME_LIMIT) -> list[Voice]:
    """Ask an engine for its voices, in a process of its own. Raises SpeechError, OutputError."""
    with work_folder() as folder:
        call = Call("voices.json", worker.write_voices)

        def check(_: Call, path: Path) -> object:
            return _check_voices(path)

        run = _Run(engine, None, [call], folder, check, jobs=1, limit=time_limit)
        _, path = next(run.results())
        return _check_voices(path)


def _check_voices(path: Path) -> list[Voice]:
    try:
        return msgspec.json.decode(read_bounded(path), type=list[Voice])
    except msgspec.MsgspecError as error:
        raise EngineFailed("its list of voices is cut off") from error


class _Child(Struct):
    call: Call
    tries: int
    path: Path
    desk: Desk
    deadline: float
    code: int = 0
    """How it ended: an exit code, or minus a signal."""
    fault: EngineFailed | None = None
    """Why it was ended."""


class _Run:
    """Calls that are made, `jobs` at a time, each again if it fails once."""

    def __init__(
        self,
        engine: Engine,
        voice: Voice | None,
        calls: Sequence[Call],
        folder: Path,
        check: Callable[[Call, Path], object],
        *,
        jobs: int,
        limit: float,
    ) -> None:
        self.engine = engine
        self.voice = voice
        self.folder = folder
        self.check = check
        self.jobs = max(jobs, 1)
        self.limit = limit
        self.waiting = [(call, 1) for call in reversed(calls)]
        self.benches = [folder / str(number) for number in range(self.jobs)]
        """The folders nobody is at work in."""
        self.living: list[_Child] = []
        self._keeps = engine.is_costly and voice is not None
        self.desks: list[Desk] = []
        """Where nobody is at work."""

    def results(self) -> Generator[tuple[Call, Path], None, None]:
        """Each call and the file it wrote, as they end. Raises SpeechError, OutputError."""
        if not self.engine.isolated:
            yield from self._results_here()
            return
        try:
            if self._keeps:
                self.desks = take_desks(self.engine, self.voice, self.limit)
            while self.waiting or self.living:
                while self.waiting and len(self.living) < self.jobs:
                    self._start(*self.waiting.pop())
                for child in self._ended():
                    self.living.remove(child)
                    if self._good(child):
                        yield child.call, child.path
                        self._clear(child.path)
            if self._keeps:
                kept, self.desks = self.desks, []
                keep_desks(self.engine, self.voice, self.limit, kept)
        finally:
            for child in self.living:
                if not child.desk.guarded:
                    kill(child.desk.process)
            dismiss(self._all_desks())

    def _results_here(self) -> Iterator[tuple[Call, Path]]:
        while self.waiting:
            call, tries = self.waiting.pop()
            path = self._place(call)
            try:
                run_call(self.engine, call, path)
                self.check(call, path)
            except EngineFailed as error:
                self._again(call, tries, path, error)
            else:
                yield call, path
                self._clear(path)

    def _place(self, call: Call) -> Path:
        """The file a call is to write, in a folder that is its own until it is cleared."""
        bench = self.benches.pop()
        bench.mkdir(parents=True, exist_ok=True)
        return bench / call.name

    def _clear(self, path: Path) -> None:
        """Take away all that was written by a call."""
        empty(path.parent)
        self.benches.append(path.parent)

    def _start(self, call: Call, tries: int) -> None:
        path = self._place(call)
        try:
            if not self.desks:
                wanted = min(self.jobs - len(self.living), len(self.waiting) + 1)
                start(self.engine, self.voice, wanted, self.limit, self.desks.extend)
        except (OSError, EOFError) as error:
            reason = getattr(error, "strerror", None) or "its parent is gone"
            fault = EngineFailed(f"no process can be started ({reason})")
            self._again(call, tries, path, fault)
            return
        desk = self.desks.pop()
        loading = LOADING if desk.fresh and self.engine.is_costly else 0.0
        deadline = time.monotonic() + self.limit + loading
        self.living.append(_Child(call, tries, path, desk, deadline))
        with contextlib.suppress(OSError):  # it is dead already, which its end will tell
            desk.connection.send((call, path))

    def _ended(self) -> list[_Child]:
        """Look at those at work until at least one has ended, by itself or by us."""
        ended: list[_Child] = []
        while self.living and not ended:
            left = min(child.deadline for child in self.living) - time.monotonic()
            connections = [child.desk.connection for child in self.living]
            ready = set(wait(connections, timeout=min(max(left, 0.0), LOOK)))
            for child in self.living:
                if child.desk.connection in ready:
                    child.code = self._hear(child.desk)
                    ended.append(child)
                elif fault := self._fault(child):
                    child.fault = fault
                    self._stop(child.desk)
                    ended.append(child)
            if not ended:
                refuse_full(self.folder, LEAST_ROOM)
        return ended

    def _hear(self, desk: Desk) -> int:
        """How a call ended; where its process is gone, how that did."""
        try:
            code: int = desk.connection.recv()
        except (EOFError, OSError):
            return self._lose(desk)
        desk.fresh = False
        self.desks.append(desk)
        return code

    def _lose(self, desk: Desk) -> int:
        """Give up a desk whose process is gone, and return how it ended."""
        desk.connection.close()
        process = desk.process
        process.join(LOOK)
        alive = [one for one in self._all_desks() if not one.connection.closed]
        if process.exitcode is None and any(one.process is process for one in alive):
            return -signal.SIGKILL  # only its guardian is gone
        self._drop(desk)
        return process.exitcode or 0

    def _all_desks(self) -> list[Desk]:
        return [*self.desks, *(child.desk for child in self.living)]

    def _stop(self, desk: Desk) -> None:
        """End the call at a desk; where no guardian does that, the process with all its desks."""
        if desk.guarded:
            with contextlib.suppress(OSError):
                desk.connection.send(None)
            if desk.connection.poll(PATIENCE):
                self._hear(desk)
                return
        self._drop(desk)

    def _drop(self, desk: Desk) -> None:
        """Kill a process; nothing is asked for any more at its desks."""
        desk.connection.close()
        self.desks = [one for one in self.desks if one.process is not desk.process]
        kill(desk.process)

    def _fault(self, child: _Child) -> EngineFailed | None:
        """Why a child has to be ended, if it has to."""
        if child.deadline <= time.monotonic():
            return EngineDied(f"it was not done after {self.limit:g} s")
        try:
            refuse_giant(written(child.path.parent))
        except EngineFailed as error:
            return error
        return None

    def _good(self, child: _Child) -> bool:
        """Whether a child has ended well; if not, its call waits again. Raises SpeechError."""
        try:
            raise_fault(child)
            self.check(child.call, child.path)
        except EngineFailed as error:
            if not child.desk.guarded and child.desk in self.desks:
                self._drop(child.desk)  # the next try is made by somebody new
            self._again(child.call, child.tries, child.path, error)
            return False
        return True

    def _again(self, call: Call, tries: int, path: Path, error: EngineFailed) -> None:
        """Have a call made again that failed; twice is too often. Raises EngineFailed."""
        if written(path.parent) <= MOST_BYTES:  # else it is what took the room, and goes now
            refuse_full(self.folder, SENTENCE_ROOM)
        self._clear(path)
        if tries >= TRIES:
            raise _named(error, self.engine, call) from error
        self.waiting.append((call, tries + 1))


def written(folder: Path) -> int:
    """Bytes of all files in a folder; what vanishes meanwhile counts nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
    return total


def empty(folder: Path) -> None:
    """Delete what is in a folder, as far as that can be done; the folder stays."""
    with contextlib.suppress(OSError):
        for one in os.scandir(folder):
            if one.is_dir(follow_symlinks=False):
                shutil.rmtree(one.path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    os.unlink(one.path)


def raise_fault(child: _Child) -> None:
    """Raise what went wrong in a child that has ended, if anything did. Raises SpeechError."""
    if child.fault:
        raise child.fault
    raise_noted(child.path)
    code = child.code
    if code < 0:
        with contextlib.suppress(ValueError):
            raise EngineDied(f"it died ({signal.Signals(-code).name})")
    if code != 0:
        raise EngineDied(f"it died with exit code {code}")


def _named(error: EngineFailed, engine: Engine, call: Call) -> SpeechError:
    """Say which engine failed at which sentence."""
    text = repr(call.arguments[0]) if call.function is worker.speak else "the list of its voices"
    kind = EngineDied if isinstance(error, EngineDied) else EngineFailed
    return kind(
        f"the {engine.name} engine failed twice at {text}: {error.problem}",
        remedy=error.remedy or "See what can speak with: voiceguide doctor",
    )
