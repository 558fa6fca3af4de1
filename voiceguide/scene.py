"""What the person is doing: the words that the routine, its scripts and the timeline share."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Action = Literal["stretch", "strengthen", "exercise"]
"""What is done: one of the two of a pair, or an exercise of a list."""
Side = Literal["left", "right"]


class Scene(Struct, frozen=True):
    """What the person is doing: copied onto every event. All None in the opening and closing."""

    exercise: str | None = None
    action: Action | None = None
    side: Side | None = None
    pair: int | None = None
    """The pair's number among the pairs of the routine, from 1; None in a list."""
    round: int | None = None
    """The round's number, from 1."""
    block: int | None = None
    """The block's number in the routine, from 1; None where the file has pairs alone."""
    set: int | None = None
    """The round of its block, from 1; None where the file has pairs alone."""
