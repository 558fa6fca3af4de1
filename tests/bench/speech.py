"""Speaking: what a second core is worth, and how well each voice is understood."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hearing import FEWEST_WORDS, listen, share
from voiceguide.plan.timeline import parse_timeline

PAIRS = 5
"""Builds with one and with two jobs, in turn; the fastest of each counts, for whatever else the
computer does only makes them slower."""
FASTER = 1.6
UNDERSTOOD = 0.85
ROUTINE = "hip-rotation"
VOICES = {
    "English (America)": ("--engine", "system", "--voice", "English (America)"),
    "English (Great Britain)": ("--engine", "system", "--voice", "English (Great Britain)"),
    "flite slt": ("--engine", "command:flite -voice slt -t {text} -o {out}"),
    "flite rms": ("--engine", "command:flite -voice rms -t {text} -o {out}"),
}


def measure_jobs(build: Callable[..., None], timed: Callable[..., float]) -> Iterator[str]:
    """Cold builds with one job and with two."""
    spent: dict[str, list[float]] = {"1": [], "2": []}
    for _ in range(PAIRS):
        for jobs, times in spent.items():
            shutil.rmtree("cache", ignore_errors=True)
            times.append(timed(lambda jobs=jobs: build("--jobs", jobs), 1))
    one, two = (min(times) for times in spent.values())
    met = "met" if one / two >= FASTER else "MISSED"
    yield f"{'cold build, one job':<44}{one:>9.3f}"
    yield f"{'cold build, two jobs':<44}{two:>9.3f}   {one / two:.2f} times faster (at least {FASTER:g}: {met})"


def measure_natural(run: Callable[..., str]) -> Iterator[str]:
    """First builds with the natural voice against the system's, and where nothing may be forked.

    In turn, the least of each: seconds, and processor time of everything that was started.
    """
    ways = {
        "system": ("forked", "--engine", "system"),
        "natural": ("forked", "--engine", "hibari"),
        "natural, spawned": ("spawned", "--engine", "hibari"),
    }
    spent: dict[str, list[tuple[float, ...]]] = {name: [] for name in ways}
    for _ in range(3):
        for name, (way, *options) in ways.items():
            shutil.rmtree("cache", ignore_errors=True)
            told = run("-c", COLD, way, "build", *options).split()[-2:]
            spent[name].append(tuple(map(float, told)))
    least = {name: [min(one) for one in zip(*runs, strict=True)] for name, runs in spent.items()}
    for at, what, most in ((0, "first build", (1.3, 0.0)), (1, "CPU of a first build", (0.0, 2.0))):
        system, natural, spawned = (least[name][at] for name in ways)
        yield f"{f'{what}, system':<44}{system:>9.3f}"
        yield _against(f"{what}, natural", natural, system, most[0])
        yield _against(f"{what}, natural, spawned", spawned, natural, most[1])


def _against(what: str, seconds: float, base: float, most: float) -> str:
    """One line: how many times another figure it is, and whether that is few enough (0: any)."""
    goal = f" (at most {most:g}: {'met' if seconds / base <= most else 'MISSED'})" if most else ""
    return f"{what:<44}{seconds:>9.3f}   {seconds / base:.2f} of it{goal}"


COLD = r"""
import ctypes, os, resource, subprocess, sys, time
ctypes.CDLL(None).prctl(36, 1)  # what is left behind becomes our child, and is counted
BUILD = (
    "import sys\nfrom voiceguide.speech import spawn\n"
    "spawn.FORKING = sys.argv.pop(1) == 'forked'\nfrom voiceguide.cli.program import main\nmain()"
)
start = time.perf_counter()
subprocess.run([sys.executable, "-c", BUILD, *sys.argv[1:]], check=True)
seconds = time.perf_counter() - start
try:
    while True:
        os.wait()
except ChildProcessError:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(seconds, used.ru_utime + used.ru_stime)
"""
"""One build in a process of its own: seconds, and processor time of all its processes."""


def measure_voices(build: Callable[..., None]) -> Iterator[str]:
    """The share of sentences a recogniser picks right, voice by voice."""
    for name, options in VOICES.items():
        if "flite" in name and shutil.which("flite") is None:
            continue
        build(*options, "--out", "heard.mp3")
        timeline = parse_timeline(Path("heard.timeline.json").read_bytes())
        heard = listen(Path("heard.mp3"), timeline)
        right = sum(one.right for one in heard)
        met = "met" if share(heard) >= UNDERSTOOD else "MISSED"
        what = f"understood, {name}"
        yield (
            f"{what:<44}{share(heard):>9.1%}   {right} of {len(heard)} sentences of "
            f"{FEWEST_WORDS} words or more (at least {UNDERSTOOD:.0%}: {met})"
        )
