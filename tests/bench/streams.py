"""Streams: how soon the first 64 kB are there, what is stored, and 200 listeners at once."""

from __future__ import annotations

import os
import re
import statistics
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.bench.many import _met, latency, write_roster
from voiceguide.delivery.asking import read_rollout
from voiceguide.delivery.rollout import roll_out
from voiceguide.disk.cache import Cache, default_folder
from voiceguide.web.stream import make_app, mounted

LISTENERS = 200
LISTEN_S = 20
BYTES_A_SECOND = 8_000
"""64 kb/s."""


def measure() -> Iterator[str]:
    """Yield the rows of the table."""
    folder = Path("streams")
    folder.mkdir()
    roster = folder / "clients.csv"
    write_roster(roster, 60)
    options = {"target": str(folder / "out"), "workers": 2, "stream_url": "https://example.org/s"}
    rolled = roll_out(read_rollout(roster, options, os.environ))
    assert not rolled.problems, rolled.problems[:3]
    feeds = [one.read_text() for one in sorted((folder / "out").glob("*/feed.xml"))]
    found = [re.search(r'url="https://example.org/s(/[^"]+)"', one) for one in feeds]
    paths = [one[1] for one in found if one]
    cache = Cache(default_folder())
    stored = max(len(entry.data) for path in paths if (entry := cache.get(path[1:41])))
    yield f"{'stored of a streamed session':<44}{stored:>9} bytes   (at most 8000: {_met(stored <= 8000)})"
    app = make_app(folder / "clients.keys")
    new, known = 1000 * latency(app, paths), 1000 * latency(app, paths)
    yield f"{'first 64 kB, not asked for before':<44}{new:>9.1f} ms   (at most 50, median: {_met(new <= 50)})"
    yield f"{'first 64 kB, asked for before':<44}{known:>9.1f} ms   (at most 20, median: {_met(known <= 20)})"
    yield from _crowd(app, paths)


def _crowd(app: object, paths: list[str]) -> Iterator[str]:
    """Listeners of real time: each asks for the next two seconds when they are due."""
    import waitress.server

    server = waitress.server.create_server(
        mounted(app, app, "/stream"),
        host="127.0.0.1",
        port=0,
        threads=16,  # type: ignore[arg-type]
    )
    threading.Thread(target=server.run, daemon=True).start()
    base = f"http://127.0.0.1:{server.effective_port}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    late: list[float] = []
    errors: list[str] = []

    def listen(number: int) -> None:
        path, start = paths[number % len(paths)], time.perf_counter() + number * 2 / LISTENERS
        for turn in range(LISTEN_S // 2):
            time.sleep(max(0.0, start + 2 * turn - time.perf_counter()))
            asked = time.perf_counter()
            first = number * 1000 + turn * 2 * BYTES_A_SECOND
            part = {"Range": f"bytes={first}-{first + 2 * BYTES_A_SECOND - 1}"}
            try:
                with opener.open(
                    urllib.request.Request(base + path, headers=part), timeout=30
                ) as one:
                    assert len(one.read()) == 2 * BYTES_A_SECOND
            except Exception as error:
                errors.append(repr(error))
            late.append(time.perf_counter() - asked)

    listeners = [threading.Thread(target=listen, args=(n,)) for n in range(LISTENERS)]
    for one in listeners:
        one.start()
    for one in listeners:
        one.join()
    server.close()
    worst, middle = max(late), statistics.median(late)
    good = not errors and worst < 2
    yield (
        f"{f'{LISTENERS} listeners at once, in ranges':<44}{1000 * middle:>9.1f} ms   worst {1000 * worst:.0f} ms, "
        f"{len(errors)} errors (real time, no error: {_met(good)})"
    )
