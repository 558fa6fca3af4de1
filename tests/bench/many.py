"""Many people: sessions a second and CPU a session, on two cores, as ratios in one run.

    python -m tests.bench.many FILE TARGET WORKERS [SCHEDULER [speak|stream]]      one run, as JSON

A computer that others use too gives fewer sessions a second; CPU a session hardly changes. So both
are told, and what two idle cores would make of that CPU.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

CORES = 2
DASK_ROWS = 800
DISK_ROWS = 400
ROUNDS = 3
FLAT = (100, 1_000, 10_000)
FIRST = [
    "Anna",
    "Bert",
    "Carla",
    "Dora",
    "Emil",
    "Franz",
    "Greta",
    "Hanna",
    "Ida",
    "Jana",
    "Karl",
    "Lena",
    "Mia",
    "Nora",
    "Olga",
    "Paul",
    "Rosa",
    "Sara",
    "Tom",
    "Uwe",
]
SECOND = ["", *["Vera", "Walter", "Xenia", "Yara", "Zoe", "Adam", "Beate", "Conrad", "Doris"]]
Run = Callable[..., str]


def write_roster(path: Path, rows: int) -> None:
    """The hip routine: other names, holds and sides, all of which nobody else of 32,000 has."""
    names = [f"{x} {y} {z}".split() for z in SECOND for y in SECOND for x in FIRST]
    lines = ["id;name;hold_s;first_side;engine"]
    lines += [
        f"p{n};{' '.join(names[n % len(names)])};{45 + (n + n // len(names)) % 16};{('left', 'right')[n % 2]};system"
        for n in range(rows)
    ]
    path.write_text("\n".join(lines) + "\n")


def once(file: str, target: str, workers: str, scheduler: str = "", only: str = "") -> None:
    """Make a roster, and print what it took."""
    from voiceguide.delivery.asking import read_rollout
    from voiceguide.delivery.rollout import roll_out

    options = {
        "target": target,
        "workers": int(workers),
        "scheduler": scheduler,
        "speak_only": only == "speak",
        "stream_url": "https://example.org/s" if only == "stream" else "",
    }
    before, start = _cpu(), time.perf_counter()
    rolled = roll_out(read_rollout(file, options, os.environ))
    spent = {"seconds": time.perf_counter() - start, "cpu": _cpu() - before}
    assert not rolled.problems, rolled.problems[:3]
    made = {"made": rolled.count("made"), "unchanged": rolled.count("unchanged")}
    print(json.dumps({**spent, **made, "spoken": rolled.spoken}))


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure(run: Run, naive: float, rows: int = 1000) -> Iterator[str]:
    """Yield the rows of the table. `naive` is what the naive script takes for a session."""

    def make(*arguments: str) -> dict[str, float]:
        found: dict[str, float] = json.loads(run("-m", "tests.bench.many", *arguments))
        return found

    folder = Path("many")
    folder.mkdir()
    roster = folder / "clients.csv"
    write_roster(roster, rows)
    make(str(roster), "memory:x", "2", "", "speak")
    _forget(roster)
    first = make(str(roster), "memory:x", "2")
    again = make(str(roster), "memory:x", "2")
    yield _rate(f"{rows} people, clips spoken beforehand", first, rows, 45)
    yield _rate("the same once more, into an empty target", again, rows, 100)
    each = first["seconds"] / rows
    yield f"{'the naive script, of each of them':<44}{naive:>9.3f}   {naive / each:.0f} times (at least 300: {_met(naive / each >= 300)})"
    yield from _flat(make, folder)
    yield from _disk(make, folder)
    yield from _memory(make, folder)
    yield from _changed(make, folder, rows)
    yield from _dask(make, folder)


def _flat(make: Callable[..., dict[str, float]], folder: Path) -> Iterator[str]:
    """CPU a session of few people and of many, streamed: ten thousand sounds take 66 GB."""
    write_roster(folder / "speak.csv", FLAT[-1])
    make(str(folder / "speak.csv"), "memory:x", "2", "", "speak")
    spent = []
    for count in FLAT:
        roster = folder / f"flat{count}.csv"
        write_roster(roster, count)
        spent.append(1000 * make(str(roster), "memory:x", "2", "", "stream")["cpu"])
        yield f"{f'CPU a session, streamed, {count} people':<44}{spent[-1] / count:>9.1f} ms"
    # what a process begins with would hide what grows: only what came on top is compared
    first, then = (
        (spent[at] - spent[at - 1]) / (FLAT[at] - FLAT[at - 1]) for at in range(1, len(FLAT))
    )
    yield f"{f'of them from {FLAT[1]} to {FLAT[2]}':<44}{then:>9.1f} ms   {then / first:.2f} of those before (flat: at most 1.1: {_met(then <= 1.1 * first)})"


def _disk(make: Callable[..., dict[str, float]], folder: Path) -> Iterator[str]:
    """Onto a disk, against writing and syncing the same bytes."""
    roster, target = folder / "disk.csv", folder / "out"
    write_roster(roster, DISK_ROWS)
    make(str(roster), "memory:x", "2")
    made = make(str(roster), str(target), "2")
    start = time.perf_counter()
    for file in [one for one in target.rglob("*") if one.is_file()]:
        with (folder / "copy").open("wb") as out:
            out.write(file.read_bytes())
            out.flush()
            os.fsync(out.fileno())
    plain = time.perf_counter() - start
    ratio = made["seconds"] / plain
    yield f"{f'{DISK_ROWS} people onto a disk':<44}{made['seconds']:>9.3f}   {ratio:.2f} of writing the same bytes (at most 1.5: {_met(ratio <= 1.5)})"
    shutil.rmtree(target)


def _memory(make: Callable[..., dict[str, float]], folder: Path) -> Iterator[str]:
    """Everything from nothing, speaking too, onto a disk: a target in memory holds what it gets."""
    roster, target = folder / "nothing.csv", folder / "nothing"
    write_roster(roster, 40)
    kept = os.environ.get("VOICEGUIDE_CACHE_DIR")
    os.environ["VOICEGUIDE_CACHE_DIR"] = str((folder / "empty").absolute())
    try:
        with _Peak() as peak:
            made = make(str(roster), str(target), "2")
    finally:
        os.environ.pop("VOICEGUIDE_CACHE_DIR")
        if kept is not None:
            os.environ["VOICEGUIDE_CACHE_DIR"] = kept
    assert made["spoken"] > 40
    yield f"{'memory of all processes, from nothing':<44}{peak.most:>9.0f} MiB   (at most 400: {_met(peak.most <= 400)})"
    shutil.rmtree(target)


def _changed(make: Callable[..., dict[str, float]], folder: Path, rows: int) -> Iterator[str]:
    """One row of a roster that was made is changed."""
    roster, target = folder / "changed.csv", folder / "changed"
    write_roster(roster, rows)
    first = make(str(roster), str(target), "2")
    roster.write_text(roster.read_text().replace(";left;", ";right;", 1))
    again = make(str(roster), str(target), "2")
    assert again["made"] == 1
    ratio, cpu = (100 * again[one] / first[one] for one in ("seconds", "cpu"))
    yield f"{f'one row of {rows} changed':<44}{again['seconds']:>9.3f}   {ratio:.1f} % of the first run, {cpu:.1f} % of its CPU (at most 2: {_met(ratio <= 2)})"
    shutil.rmtree(target)


def _dask(make: Callable[..., dict[str, float]], folder: Path) -> Iterator[str]:
    """Two workers of Dask against one, and against the pool, each from recipes that are new.

    Into a folder in memory, where there is one: two workers cannot write faster than a disk does.
    In turn, so that what else this computer does falls on all of them.
    """
    from tests.delivery.cluster import cluster

    shared = Path("/dev/shm")
    target = (shared if shared.is_dir() else folder) / f"voiceguide-bench-{os.getpid()}"
    spent: dict[str, list[float]] = {"pool": [], "one": [], "two": []}
    roster = folder / "dask.csv"
    write_roster(roster, DASK_ROWS)

    def anew(*arguments: str) -> float:
        _forget(roster)
        seconds = make(str(roster), str(target), *arguments)["seconds"]
        shutil.rmtree(target)
        return seconds

    anew("2")  # covers are drawn
    places = [folder / "one", folder / "two"]
    for place in places:
        place.mkdir()
    with cluster(places[0].absolute(), 1) as (one, _), cluster(places[1].absolute(), 2) as (two, _):
        anew("1", one)  # its worker gets ready
        anew("2", two)
        for _ in range(ROUNDS):
            spent["pool"].append(anew("2"))
            spent["one"].append(anew("1", one))
            spent["two"].append(anew("2", two))
    times = statistics.median(a / b for a, b in zip(spent["one"], spent["two"], strict=True))
    over = statistics.median(b / p for b, p in zip(spent["two"], spent["pool"], strict=True))
    two_s, pool_s = statistics.median(spent["two"]), statistics.median(spent["pool"])
    yield f"{f'{DASK_ROWS} people, two workers of Dask':<44}{two_s:>9.2f}   {times:.2f} times one (at least 1.7: {_met(times >= 1.7)})"
    yield f"{'the same by the pool':<44}{pool_s:>9.2f}   Dask takes {over:.2f} of it (at most 1.25: {_met(over <= 1.25)})"


def _forget(roster: Path) -> None:
    """Have the next run know nothing of the last but its sounds: another date, other recipes."""
    roster.with_suffix(".keys").unlink(missing_ok=True)
    time.sleep(1.1)


def _rate(name: str, spent: dict[str, float], rows: int, goal: float) -> str:
    rate, cpu = rows / spent["seconds"], spent["cpu"] / rows
    idle = CORES / cpu
    return (
        f"{name:<44}{spent['seconds']:>9.2f}   {rate:.1f} a second, {1000 * cpu:.1f} ms of CPU each: "
        f"{idle:.0f} a second on two idle cores (at least {goal:g}: {_met(rate >= goal)})"
    )


def _met(good: bool) -> str:
    return "met" if good else "MISSED"


class _Peak:
    """The memory of our children, pages they share counted once (PSS), as it was at most, MiB."""

    def __init__(self) -> None:
        self.most = 0.0
        self._over = threading.Event()

    def __enter__(self) -> _Peak:
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            self.most = max(self.most, sum(map(_pss, _below(os.getpid()))) / 1024)


def _below(parent: int) -> list[int]:
    """Every process below one."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    children = [int(one) for one in found.stdout.split()]
    return children + [one for child in children for one in _below(child)]


def _pss(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)


def latency(app: object, paths: list[str]) -> float:
    """Median seconds to the first 64 kB of each of these."""
    spent = []
    for path in paths:
        start = time.perf_counter()
        assert len(fetch(app, path, "bytes=0-65535")) == 65536
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


def fetch(app: object, path: str, part: str) -> bytes:
    """A part of a session, as a server would ask for it."""
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_RANGE": part}
    return b"".join(app(environ, lambda *_: None))  # type: ignore[operator]


if __name__ == "__main__":
    once(*sys.argv[1:])
