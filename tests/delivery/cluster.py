"""A real Dask scheduler and workers on loopback, each a process of its own."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.loopback import free_port

ROOT = Path(__file__).parents[2]


@contextmanager
def cluster(folder, workers=2, *, nanny=True, environment=None):
    """Run them, with something else in their environment; yields the scheduler's address and the
    workers' processes."""
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    address = f"tcp://127.0.0.1:{free_port()}"
    own = dict(environment or {})
    paths = filter(None, [own.pop("PYTHONPATH", ""), str(ROOT)])
    environment = {
        **os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONWARNINGS": "ignore", **own,
    }  # fmt: skip
    nannies = [] if nanny else ["--no-nanny"]
    commands = [["scheduler", "--host", address, "--no-dashboard"]]
    commands += [
        ["worker", address, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1",
         "--local-directory", str(folder / f"worker{n}"), *nannies]
        for n in range(workers)
    ]  # fmt: skip
    log = (folder / "dask.log").open("ab")
    running = []
    try:
        for command in commands:
            line = [sys.executable, "-m", "dask", *command]
            running.append(
                subprocess.Popen(line, cwd=folder, env=environment, stdout=log, stderr=log)
            )
        _wait_for(address, workers)
        yield address, running[1:]
    finally:
        for process in running[::-1]:
            process.terminate()
        for process in running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        log.close()


def _wait_for(address, workers):
    code = (
        "import sys; from distributed import Client\n"
        f"client = Client({address!r}, timeout=60); client.wait_for_workers({workers}, timeout=90)"
    )
    for _ in range(3):
        if (
            subprocess.run(
                [sys.executable, "-c", code], capture_output=True, timeout=150, check=False
            ).returncode
            == 0
        ):
            return
        time.sleep(1)
    raise AssertionError("the cluster does not come up")
