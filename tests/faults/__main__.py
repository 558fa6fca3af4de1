"""`make faults`: injects every fault, with its guard and without, and prints what was lost.

    python -m tests.faults                      everything, about twenty minutes
    python -m tests.faults --row Ctrl-C         one row, named by its beginning
    python -m tests.faults --seconds 60         less fuzz: so much in all, not 600
    python -m tests.faults --quick              as in `make test`

Ends with 1 where anything was lost, or where a guard could be taken out and nothing was.
"""

from __future__ import annotations

import argparse
import sys

from tests.faults.fault import Fault, Tally, play
from tests.faults.stage import may_mount
from tests.faults.table import ROWS

FUZZ_SECONDS = 600.0
WIDTH = 44


def main() -> int:
    """Play the rows that were asked for; returns the exit code."""
    options = _options()
    chosen = [row for row in ROWS if row.name.lower().startswith(options.row.lower())
              and (row.quick or not options.quick)]  # fmt: skip
    print(f"{'fault':<{WIDTH}}{'injected':>9}{'survived':>9}{'lost':>6}   without its guard")
    return 1 if sum([not play_row(row, options) for row in chosen]) else 0


def play_row(row: Fault, options: argparse.Namespace) -> bool:
    """Play a row with its guard and without, and print what came of it; tell whether it is good."""
    seconds = options.seconds / sum(one.fuzz for one in ROWS) if row.fuzz else 0.0
    times, seconds = (row.quick, 0.0) if options.quick else (row.times, seconds)
    if row.mounts and not may_mount():
        print(f"{row.name:<{WIDTH}}{'it needs a disk of its own, which only root may mount':>24}")
        return True
    kept = play(row, times=times, seconds=seconds, seed=options.seed)
    try:
        bare = play(row, times=times, seconds=seconds, seed=options.seed, without=True)
    except LookupError as error:
        bare = Tally(0, ())
        print(error)
    print(render(row, kept, bare), flush=True)
    for loss in kept.losses[:3]:
        print(f"    {loss}")
    if options.why and bare.losses:
        print(f"    without: {bare.losses[0]}")
    return bool(bare.losses) and not kept.losses


def render(row: Fault, kept: Tally, bare: Tally) -> str:
    """One line of the table."""
    lost = len(kept.losses)
    figures = f"{kept.injected:>9}{kept.injected - lost:>9}{lost:>6}"
    return f"{row.name:<{WIDTH}}{figures}   lost {len(bare.losses)} of {bare.injected}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--row", default="", help="only rows whose names begin like this")
    parser.add_argument("--seconds", type=float, default=FUZZ_SECONDS, help="for fuzz, in all")
    parser.add_argument("--seed", type=int, default=0, help="other random moments and inputs")
    parser.add_argument("--quick", action="store_true", help="each row as often as in make test")
    parser.add_argument("--why", action="store_true", help="say what was lost without each guard")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
