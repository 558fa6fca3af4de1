"""What rebuilds take of a processor, children included: it differs less than time on the clock.

Everything is measured in turn, so that what else this computer does falls on all alike, and told
as a ratio: to an interpreter that imports what every rebuild could not do without, or to a rebuild.
"""

from __future__ import annotations

import resource
import statistics
from collections.abc import Callable, Iterator, Mapping
from itertools import count

TURNS = 9
IMPORTS = ("-c", "import click, msgspec, mutagen.id3")
BUILD = ("-m", "voiceguide", "build")
LOOP = """
import os, resource, sys
from itertools import cycle, islice, permutations
from voiceguide.script import guard
from voiceguide.session.options import read_options
from voiceguide.session.build import build
def spent():
    guard._end_idle()  # so that the child that renders is counted
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
def make(first, second):
    asked = [f"external-rotation-stretch.hold={first}s", f"internal-rotation-stretch.hold={second}s"]
    build(read_options("hip-rotation", {"set": tuple(asked), "out": "loop.mp3", "counts": False}, os.environ))
most, times, known = map(int, sys.argv[1:])
holds = range(45, 45 + most)
for hold in holds:
    make(hold, hold)
pairs = list(permutations(holds, 2))
for pair in pairs if known else ():
    make(*pair)
before, memory = spent(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for pair in islice(cycle(pairs), times):
    make(*pair)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
print((spent() - before) / times, grown / 1024)
"""
"""Sessions one after another in one process, with two holds each: seen together before, or each of
them in another session. Every sentence that names one was said before."""

Run = Callable[..., str]


def measure(run: Run) -> Iterator[str]:
    """Yield the rows of the table. `run` runs Python and returns what it prints."""
    news = count(46_001, 7)
    actions: dict[str, Callable[[], object]] = {
        "imports": lambda: run(*IMPORTS),
        "warm": lambda: run(*BUILD),
        "new": lambda: run(*BUILD, "--hold", f"{next(news)}ms"),
        "fit": lambda: run(*BUILD, "--fit", "15m"),
    }
    first = cpu_of(lambda: run(*BUILD, "--fit", "15m"))
    spent = in_turn(actions, TURNS)
    imports, warm = spent["imports"], spent["warm"]
    yield f"{'CPU of importing click, msgspec, mutagen.id3':<44}{imports:>9.3f}"
    yield _row("CPU of a warm rebuild", warm, warm / imports, "of the imports", 2.2)
    yield _row("CPU with every hold changed", spent["new"], spent["new"] / warm, "of a rebuild")
    yield _row("CPU of --fit, the first time", first, first / warm, "of a rebuild")
    yield _row("CPU of --fit again", spent["fit"], spent["fit"] / warm, "of a rebuild", 1.5)
    for name, holds, times, known, most in (("seen", 3, 1000, 1, 12), ("unseen", 9, 60, 0, 38)):
        seconds, grown = map(float, run("-c", LOOP, str(holds), str(times), str(known)).split())
        met = "met" if seconds * 1000 <= most else "MISSED"
        yield (
            f"{f'CPU of a session in a loop, holds {name}':<44}{seconds:>9.3f}   "
            f"{grown:.1f} MiB more after {times} (at most {most} ms: {met})"
        )


def in_turn(actions: Mapping[str, Callable[[], object]], turns: int) -> dict[str, float]:
    """Median processor time of each action in seconds, measured in turn."""
    for action in actions.values():
        action()
    spent: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(turns):
        for name, action in actions.items():
            spent[name].append(cpu_of(action))
    return {name: statistics.median(times) for name, times in spent.items()}


def cpu_of(action: Callable[[], object]) -> float:
    """Processor time the processes took that an action started and waited for, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    action()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _row(name: str, seconds: float, ratio: float, of: str, most: float | None = None) -> str:
    goal = "" if most is None else f" (at most {most:g}: {'met' if ratio <= most else 'MISSED'})"
    return f"{name:<44}{seconds:>9.3f}   {ratio:.2f} {of}{goal}"
