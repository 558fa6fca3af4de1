"""`make bench`: whole processes, measured in one run, printed as ratios. Nothing is asserted.

Every figure is the median of several runs of a whole process, start-up included; machines differ,
ratios hardly do.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import cpu, intelligibility, many, recogniser, speech, streams, teaching

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EMPTY_CLICK = "import click\n@click.command()\ndef main(): pass\nmain()\n"


def main() -> None:
    """Measure, and print a table."""
    if shutil.which("ffmpeg") is None:
        sys.exit("The naive script exports with ffmpeg; install it to measure against.")
    with tempfile.TemporaryDirectory(prefix="voiceguide-bench-") as folder:
        os.chdir(folder)
        rows = list(measure())
        print(f"{'what':<44}{'seconds':>9}   ratio")
        for row in rows:
            print(row)
        print()
        intelligibility.main()
        os.chdir(ROOT)


def measure() -> Iterator[str]:
    """Run everything; yield the rows of the table."""
    os.environ["VOICEGUIDE_CACHE_DIR"] = os.path.abspath("cache")
    os.environ["VOICEGUIDE_DATA_DIR"] = os.path.abspath("data")
    os.environ["VOICEGUIDE_ENGINE"] = "system"  # the naive script speaks with it too
    build()
    warm = timed(build, 9)
    naive = timed(lambda: run("-m", "tests.bench.naive", *NAIVE), 1)
    yield f"{'naive pyttsx3 + pydub':<44}{naive:>9.2f}"
    cold = timed(lambda: (shutil.rmtree("cache"), build()), 3)
    yield row("cold build", cold, naive / cold, "times faster than naive", 5, least=True)
    yield row("warm rebuild", warm, naive / warm, "times faster than naive", 100, least=True)
    yield from cpu.measure(run)
    holds = iter(range(46, 60))
    changed = timed(lambda: build("--hold", f"{next(holds)}s"), 9)
    yield row("every hold changed", changed, changed / warm, "of the warm rebuild", 1.5)
    halves = iter(range(46, 60))
    changed = timed(lambda: build("--hold", f"{next(halves)}.5s"), 9)
    yield row("every hold changed, to half seconds", changed, changed / warm, "of warm", 1.5)
    build("--rounds", "4")
    longer = timed(lambda: build("--rounds", "4"), 9)
    yield row("four rounds: four times as long", longer, longer / warm, "of warm", 1.15)
    stretched = ("--hold", "7m")
    build(*stretched)
    longer = timed(lambda: build(*stretched), 9)
    yield row("four times as long by its holds", longer, longer / warm, "of warm", 1.15)
    empty = timed(lambda: run("-c", EMPTY_CLICK), 15)
    yield f"{'empty click program':<44}{empty:>9.3f}"
    help_ = timed(lambda: run("-m", "voiceguide", "--help"), 15)
    yield row("voiceguide --help", help_, help_ / empty, "of the empty program", 2)
    for command in (["timeline"], ["check", "hip-rotation"]):
        looked = timed(lambda command=command: run("-m", "voiceguide", *command), 15)  # type: ignore[misc]
        yield row(f"voiceguide {command[0]}", looked, looked / help_, "of --help", 1.6)
    yield from measure_bed()
    build()  # so that neither speaks nor draws a cover
    build("--rounds", "9")
    short = peak_memory("--quiet")
    long = peak_memory("--quiet", "--rounds", "9")
    yield from speech.measure_jobs(build, timed)
    yield from speech.measure_natural(run)
    yield from teaching.measure(build)
    yield from speech.measure_voices(build)
    yield from recogniser.measure(build)
    yield from many.measure(run, naive)
    yield from streams.measure()
    yield f"{'peak memory, one round':<44}{short:>6.0f} MiB"
    yield f"{'peak memory, nine rounds (two hours)':<44}{long:>6.0f} MiB   {long / short:.2f} of one round"


def measure_bed() -> Iterator[str]:
    """A session with a bed, against the time the encoder alone takes for its length."""
    bed = ("--bed", "rain", "--hold", "64s", "--out", "bed.mp3")
    alone_times, warm_times = [], []
    shutil.rmtree("cache")
    cold = timed(lambda: build(*bed), 1)
    for _ in range(3):  # in turn, so that what else this computer does falls on both
        warm_times.append(timed(lambda: build(*bed), 1))
        alone_times.append(float(run("-c", ENCODE_ALONE).strip()))
    warm, alone = statistics.median(warm_times), statistics.median(alone_times)
    yield f"{'lameenc alone, a quarter of an hour':<44}{alone:>9.2f}"
    yield row("with a bed, all speech new", cold, cold / alone, "of lameenc alone", 1.5)
    yield row("with a bed, speech there", warm, warm / alone, "of lameenc alone", 1.5)
    holds = iter(range(65, 70))
    held = timed(lambda: build(*bed[:2], "--hold", f"{next(holds)}s"), 3)
    yield row("with a bed, every hold changed", held, held / alone, "of lameenc alone", 1.5)
    memory = peak_memory("--quiet", *bed)
    yield f"{'peak memory, with a bed':<44}{memory:>6.0f} MiB   (at most 200: {'met' if memory <= 200 else 'MISSED'})"


ENCODE_ALONE = """
import time
import soundfile
from voiceguide.audio import mp3
samples = soundfile.read("bed.mp3", dtype="int16")[0]
start = time.perf_counter()
for piece in mp3.stream([samples], len(samples)):
    pass
print(time.perf_counter() - start)
"""


NAIVE = ("output/hip-rotation.timeline.json", "naive.mp3")


def build(*options: str) -> None:
    """Build the default session in a process of its own."""
    run("-m", "voiceguide", "build", *options)


def run(*arguments: str) -> str:
    """Run Python, quietly, and return what it prints; a failure ends the measurement."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def environment() -> dict[str, str]:
    """The environment, with this checkout importable from anywhere, and compiled only once."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT)}


def timed(action: Callable[[], object], times: int) -> float:
    """Median seconds of an action."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


def row(
    name: str, seconds: float, ratio: float, of: str, goal: float, *, least: bool = False
) -> str:
    """One line: what, seconds, ratio, and whether the goal is met."""
    met = ratio >= goal if least else ratio <= goal
    sign = "at least" if least else "at most"
    return f"{name:<44}{seconds:>9.3f}   {ratio:.2f} {of} ({sign} {goal:g}: {'met' if met else 'MISSED'})"


def peak_memory(*options: str) -> float:
    """Peak resident memory of a build, in MiB."""
    code = (
        "import resource, runpy, sys\n"
        "try: runpy.run_module('voiceguide', run_name='__main__')\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", code, "build", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment())
    return int(done.stderr.split()[-1]) / 1024


if __name__ == "__main__":
    main()
