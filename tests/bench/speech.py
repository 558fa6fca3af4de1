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
