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

    In turn; processor time of everything that was started.
    """
    ways = {
        "system": ("forked", "--engine", "system"),
        "natural": ("forked", "--engine", "hibari"),
        "spawned": ("spawned", "--engine", "hibari"),
    }
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(3):
        for name, (way, *options) in ways.items():
            shutil.rmtree("cache", ignore_errors=True)
            spent[name].append(float(run("-c", COLD, way, "build", *options).split()[-1]))
    system, natural, spawned = (min(spent[name]) for name in ways)
    yield f"{'CPU of a first build, system':<44}{system:>9.3f}"
    for name, seconds, base, most in (
        ("natural", natural, system, 1.3),
        ("natural, spawned", spawned, natural, 2.0),
    ):
        met = "met" if seconds / base <= most else "MISSED"
        what = f"CPU of a first build, {name}"
        yield f"{what:<44}{seconds:>9.3f}   {seconds / base:.2f} of it (at most {most:g}: {met})"


COLD = r"""
import ctypes, os, resource, subprocess, sys
ctypes.CDLL(None).prctl(36, 1)  # what is left behind becomes our child, and is counted
BUILD = (
    "import sys\nfrom voiceguide.speech import spawn\n"
    "spawn.FORKING = sys.argv.pop(1) == 'forked'\nfrom voiceguide.cli.program import main\nmain()"
)
subprocess.run([sys.executable, "-c", BUILD, *sys.argv[1:]], check=True)
try:
    while True:
        os.wait()
except ChildProcessError:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime)
"""
"""One build in a process of its own, and what all its processes took."""


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
