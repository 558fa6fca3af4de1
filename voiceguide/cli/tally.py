"""What became of a roster, as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from voiceguide.text import how_many

if TYPE_CHECKING:
    from voiceguide.delivery.rollcall import Rolled

MOST_NAMED = 5
"""Rows whose numbers are printed in one sentence."""
MOST_SHOWN = 50
"""Problems that are printed; results.csv has them all."""


def render_rolled(rolled: Rolled) -> str:
    """Say in a few lines what was made, and all that is wrong."""
    lines = [
        *_count(rolled),
        *(f"warning: {one.said}" for one in rolled.notices[:MOST_SHOWN]),
    ]
    return "\n".join([*render_problems(rolled).splitlines(), *lines])


def _count(rolled: Rolled) -> list[str]:
    """How many rows came to what; of a file that cannot be read there is nothing to count."""
    if rolled.stopped:
        rows = [one.row for one in rolled.results if one.result == "failed"]
        if not (rows and rolled.left):
            return []
        others = "other one" if rolled.left == 1 else f"other {rolled.left}"
        return [f"Nothing was made, because of {_rows(rows)}; --keep-going makes the {others}."]
    made, same, failed = (rolled.count(one) for one in ("made", "unchanged", "failed"))
    told = [f"{how_many(made, 'row')} made", f"{same} unchanged"]
    told += [f"{failed} failed"] if failed else []
    return [f"{', '.join(told)}; {how_many(rolled.spoken, 'new sentence')}."]


def _rows(rows: Sequence[int]) -> str:
    """row 3; rows 3 and 5; 12 rows."""
    if len(rows) > MOST_NAMED:
        return how_many(len(rows), "row")
    *before, last = map(str, rows)
    return f"rows {', '.join(before)} and {last}" if before else f"row {last}"


def render_problems(rolled: Rolled) -> str:
    """A line for each thing that is wrong, up to MOST_SHOWN."""
    lines = [str(one) for one in rolled.problems[:MOST_SHOWN]]
    more = len(rolled.problems) - len(lines)
    return "\n".join([*lines, *([f"... and {more} more."] if more else [])])


def render_rolled_json(rolled: Rolled) -> str:
    """The same as JSON: target, rows, problems, spoken, folders."""
    data = {
        "target": rolled.target,
        "spoken": rolled.spoken,
        "rows": rolled.results,
        "folders": dict(rolled.folders),
        "problems": [{"where": one.where, "text": one.text} for one in rolled.problems],
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()
