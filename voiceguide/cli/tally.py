"""What became of a roster, as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from voiceguide.text import how_many

if TYPE_CHECKING:
    from voiceguide.delivery.rollout import Rolled

MOST_SHOWN = 50
"""Problems that are printed; results.csv has them all."""


def render_rolled(rolled: Rolled) -> str:
    """Say in a few lines what was made, and all that is wrong."""
    made, same, failed = (rolled.count(one) for one in ("made", "unchanged", "failed"))
    told = [f"{how_many(made, 'row')} made", f"{same} unchanged"]
    told += [f"{failed} failed"] if failed else []
    lines = [f"{', '.join(told)}; {how_many(rolled.spoken, 'new sentence')}."]
    lines += [f"warning: {one.said}" for one in rolled.notices[:MOST_SHOWN]]
    return "\n".join([*render_problems(rolled).splitlines(), *lines])


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
