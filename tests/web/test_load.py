"""Many at once: fifty players reading ranges while five sessions are built, on loopback alone."""

import contextlib
import http.client
import os
import random
import re
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.web.program import FORM, port_of, request, serving

READERS = 50
BUILDS = 5
ROUNDS = 20
"""Ranges each player asks for."""
MOST_MIB = {"system": 300, "auto": 600}
"""By engine: a natural voice is 200 MiB, and 70 more for each sentence that is spoken at a time."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.speech,
    pytest.mark.skipif(not os.path.exists("/proc/self/smaps_rollup"), reason="needs Linux's /proc"),
    pytest.mark.long,
]


@pytest.fixture(params=["system", pytest.param("auto", marks=pytest.mark.long)])
def served(request, tmp_path):
    with serving(tmp_path, "--engine", request.param) as (process, link):
        yield process, port_of(link), MOST_MIB[request.param]
    assert (tmp_path / "stderr").read_text() == ""


def build(port, **fields):
    """What a browser does: load the form, press the button, look again until it is done."""
    _, headers, page = request(port, "GET", "/")
    cookie = headers["Set-Cookie"].split(";")[0]
    token = re.search(rb'name="csrf" value="([^"]+)"', page)[1].decode()
    form = urllib.parse.urlencode({"csrf": token, **fields})
    kind = {"Content-Type": FORM, "Cookie": cookie}
    status, headers, _ = request(port, "POST", "/builds", form, **kind)
    assert status == 303
    address = headers["Location"].split("?")[0]
    if address.startswith("/builds/"):
        while (answer := request(port, "GET", address, Cookie=cookie))[0] == 200:
            assert b"data-goes-on" in answer[2]
            time.sleep(0.35)
        address = answer[1]["Location"]
    return address


def read_ranges(port, address, whole, seed):
    """Play like a phone that jumps about: parts of up to 256 KiB, on one connection."""
    chance = random.Random(seed)
    with contextlib.closing(
        http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    ) as connection:
        for _ in range(ROUNDS):
            start = chance.randrange(len(whole))
            stop = min(len(whole), start + chance.randrange(1, 1 << 18))
            connection.request("GET", address, headers={"Range": f"bytes={start}-{stop - 1}"})
            answer = connection.getresponse()
            assert answer.status == 206
            assert answer.read() == whole[start:stop]
    return ROUNDS


def mebibytes(root: int) -> float:
    """What a process and everything it started hold, each page counted once (PSS)."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    tree = {root}
    while more := {child for child, parent in parents.items() if parent in tree} - tree:
        tree |= more
    total = 0
    for process in tree:
        with contextlib.suppress(OSError, AttributeError):
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
            total += int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])
    return total / 1024


def test_fifty_players_and_five_builds(served):
    process, port, most = served
    address = build(port) + "/audio.mp3"
    _, _, whole = request(port, "GET", address)
    sizes, over = [], threading.Event()

    def weigh():
        while not over.wait(0.1):
            sizes.append(mebibytes(process.pid))

    scale = threading.Thread(target=weigh)
    scale.start()
    started = time.monotonic()
    with ThreadPoolExecutor(READERS + BUILDS) as crowd:
        builds = [
            crowd.submit(build, port, routine="desk-break", rate=str(140 + 5 * n))
            for n in range(BUILDS)
        ]
        reads = [crowd.submit(read_ranges, port, address, whole, n) for n in range(READERS)]
        read = sum(one.result() for one in reads)
        took_reading = time.monotonic() - started
        made = {one.result() for one in builds}
    took = time.monotonic() - started
    over.set()
    scale.join()
    print(
        f"{read} ranges in {took_reading:.1f} s, {len(made)} builds in {took:.1f} s, at most {max(sizes):.0f} MiB"
    )
    assert read == READERS * ROUNDS
    assert len(made) == BUILDS
    assert max(sizes) < most
