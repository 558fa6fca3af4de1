"""Who does the work: this process, processes on all cores, or a Dask cluster that is there already.

All are an executor of `concurrent.futures`, and are used in one way. A process that dies costs the
pieces it had in hand: they are done again, one at a time, and only what kills a process that does
nothing else is given up, by name.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from voiceguide import __version__
from voiceguide.errors import OutputError, VoiceguideError

Item = TypeVar("Item")
Result = TypeVar("Result")
AHEAD = 3
"""Pieces in hand for each worker: enough that none waits, few enough to hold a million rows."""
LITTLE = 8
"""As many items or fewer are done by this process: others would take longer to start."""
SHARE = 3
"""A piece is at most this part, a third, of what is left for each worker."""
TRIES = 3
"""How often a piece is begun that no process survives."""
ANSWER_S = 10
"""How long a scheduler may take to answer, seconds."""
SCHEDULER = "--scheduler"


def pieces(items: Sequence[Item], workers: int, most: int) -> list[Sequence[Item]]:
    """Pieces of work, in order: large ones first, and small ones at the end, so that no worker
    waits long for the last."""
    if len(items) <= min(LITTLE, most):
        return [items] if items else []
    found, at = [], 0
    while at < len(items):
        size = min(most, max(1, most // 8, (len(items) - at) // (workers * SHARE)))
        found.append(items[at : at + size])
        at += size
    return found


class Crew:
    """Does pieces of work. `start` makes an executor, and again where one broke."""

    def __init__(self, start: Callable[[], Executor], workers: int) -> None:
        self.workers = workers
        self._start = start
        self._executor: Executor | None = None
        self._running: dict[Future[Any], Any] = {}

    def run(
        self, work: Callable[[Sequence[Item]], Result], batches: Sequence[Sequence[Item]]
    ) -> Iterator[tuple[Sequence[Item], Result | VoiceguideError]]:
        """Do a piece for each batch; yield each with what came of it, as they are done."""
        if len(batches) == 1 and self.workers > 0:
            yield batches[0], _here(work, batches[0])  # a process would take longer to start
            return
        waiting = deque(batches)
        suspects: deque[tuple[Sequence[Item], int]] = deque()
        running: dict[Future[Any], Sequence[Item]] = {}
        self._running = running
        while waiting or running:
            while waiting and len(running) < self.workers * AHEAD:
                batch = waiting.popleft()
                try:
                    running[self._executor_now().submit(work, batch)] = batch
                except BrokenExecutor:
                    suspects += [((one,), 0) for one in batch]
                    self._renew()
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                batch = running.pop(future)
                found = _result(future)
                if found is None:
                    suspects += [((one,), 0) for one in batch]
                    self._renew()
                else:
                    yield batch, found
        yield from self._one_by_one(work, suspects)

    def close(self) -> None:
        """Let everybody go; what was not begun is not done."""
        self._end(wait=True)

    def _one_by_one(
        self,
        work: Callable[[Sequence[Item]], Result],
        suspects: deque[tuple[Sequence[Item], int]],
    ) -> Iterator[tuple[Sequence[Item], Result | VoiceguideError]]:
        while suspects:
            batch, tries = suspects.popleft()
            found = None
            try:
                found = _result(self._executor_now().submit(work, batch))
            except BrokenExecutor:
                found = None
            if found is not None:
                yield batch, found
            else:
                self._renew()
                if tries + 1 < TRIES:
                    suspects.append((batch, tries + 1))
                else:
                    yield batch, OutputError("every process that worked on it has died")

    def _executor_now(self) -> Executor:
        if self._executor is None:
            self._executor = self._start()
        return self._executor

    def _renew(self) -> None:
        self._end(wait=False)

    def _end(self, *, wait: bool) -> None:
        for future in self._running:
            future.cancel()
        if self._executor is not None:
            self._executor.shutdown(wait=wait)
            self._executor = None


def _here(work: Callable[[Sequence[Item]], Result], batch: Sequence[Item]) -> Any:
    try:
        return work(batch)
    except VoiceguideError as error:
        return error


def _result(future: Future[Any]) -> Any:
    """What came of a piece: its result, an error to be told of, or None where its process died."""
    try:
        return future.result()
    except (BrokenExecutor, CancelledError):
        return None
    except VoiceguideError as error:
        return error
    except Exception as error:  # a worker that cannot import us, a cluster that gave up
        what = " ".join(str(error).split())[:200] or type(error).__name__
        return OutputError(f"a worker failed ({type(error).__name__}: {what})")


@contextmanager
def open_crew(workers: int, scheduler: str = "") -> Iterator[Crew]:
    """Whoever is there: `workers` processes of this computer, or the workers of a scheduler.

    Raises OutputError for a scheduler that does not answer, or whose workers are not like us.
    """
    if scheduler:
        with _cluster(scheduler) as crew:
            yield crew
        return
    crew = Crew(lambda: _pool(workers), workers)
    try:
        yield crew
    finally:
        crew.close()


def _pool(workers: int) -> Executor:
    # spawned: a fork of a process with threads may never wake up
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, _prepare, (os.getpid(),))


def _prepare(parent: int) -> None:
    """Get a process of ours ready: Ctrl-C is for whoever started it, and it ends with that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    if os.name != "nt":
        threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _cluster(address: str) -> Iterator[Crew]:
    try:
        import distributed
    except ImportError:
        raise OutputError(
            "a cluster needs Dask",
            where=SCHEDULER,
            remedy="Install it: pip install 'voiceguide[cluster]'.",
        ) from None
    client: Any = None
    try:
        try:
            _check_address(address)
            _check_scheduler(address)
            client = cast(Any, distributed).Client(address, timeout=ANSWER_S, set_as_default=False)
            workers = _check_workers(client)
        except VoiceguideError:
            raise
        except Exception as error:  # of its own kinds, by version
            what = " ".join(str(error).split())[:200] or type(error).__name__
            raise OutputError(
                f"no scheduler answers at {address} ({what})",
                where=SCHEDULER,
                remedy="Is it running, and of the same version? See docs/scale.md.",
            ) from error
        crew = Crew(lambda: client.get_executor(retries=TRIES, pure=False), workers)
        try:
            yield crew
        finally:
            crew.close()
    finally:
        if client is not None:
            client.close(timeout=ANSWER_S)


def _check_address(address: str) -> None:
    """Raise OutputError for a name or a number of a port alone."""
    if "://" not in address:
        host, _, port = address.rpartition(":") if ":" in address else (address, "", "")
        raise OutputError(
            f"{address!r} is not the address of a scheduler",
            where=SCHEDULER,
            remedy=f"Write tcp://{host or 'localhost'}:{port or 8786}.",
        )


def _check_scheduler(address: str) -> None:
    """Raise OutputError for a scheduler of another version, and others for what is none.

    Dask's client waits for ever where something else answers, or nothing is said at all.
    """
    import asyncio

    import distributed

    dask = cast(Any, distributed)

    async def ask() -> Any:
        # with the certificates that Dask's own configuration names, as its client has them
        own = dask.Security().get_connection_args("client")
        scheduler = dask.rpc(address, connection_args=own)
        try:
            return await scheduler.versions()
        finally:
            await scheduler.close_rpc()

    found = asyncio.run(asyncio.wait_for(ask(), ANSWER_S))["packages"]["distributed"]
    if found != dask.__version__:
        raise OutputError(
            f"the scheduler has Dask {found}, and this is {dask.__version__}",
            where=SCHEDULER,
            remedy="Install the same everywhere.",
        )


def _check_workers(client: Any) -> int:
    """How many pieces are done at a time. Raises OutputError for workers that are not like us."""
    threads = client.nthreads()
    if not threads:
        raise OutputError(
            "the cluster has no worker",
            where=SCHEDULER,
            remedy="Start one: dask worker SCHEDULER --nthreads 1.",
        )
    for worker, version in client.run(_version, on_error="return").items():
        if version != __version__:
            problem = (
                f"worker {worker} has voiceguide {version}, and this is {__version__}"
                if isinstance(version, str)
                else f"worker {worker} has no voiceguide that runs ({version})"
            )
            raise OutputError(problem, where=SCHEDULER, remedy="Install the same everywhere.")
    return int(sum(threads.values()))


def _version() -> str:
    return __version__
