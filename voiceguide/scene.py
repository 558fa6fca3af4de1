"""What the person is doing: the words that the routine, its scripts and the timeline share."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Action = Literal["stretch", "strengthen"]
Side = Literal["left", "right"]


class Scene(Struct, frozen=True):
    """What the person is doing: copied onto every event. All None in the opening and closing."""

    exercise: str | None = None
    action: Action | None = None
    side: Side | None = None
    pair: int | None = None
    """The pair's number in the routine, from 1."""
    round: int | None = None
    """The round's number, from 1."""
