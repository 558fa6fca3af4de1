"""The list of sessions: grouped by routine, and told apart by what differs."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from voiceguide.web.offers import RoutineChoice
from voiceguide.web.pagewords import Words
from voiceguide.web.sessions import StoredSession

SEARCHED = 12
"""From so many sessions on there is a field to search them."""
OPEN = 3
"""So many of a group are seen at once."""


class SessionLine(Struct, frozen=True):
    """One session in the list."""

    kept: StoredSession
    differs: str
    """What tells it from the others of its group."""
    routine: str = ""


class SessionGroup(Struct, frozen=True):
    """The sessions of one routine, the newest first."""

    title: str
    language: str
    lines: tuple[SessionLine, ...]


def group_sessions(
    sessions: Sequence[StoredSession],
    offers: Sequence[RoutineChoice],
    language: str,
    words: Words,
) -> list[SessionGroup]:
    """Put sessions under their routines; the group with the newest one comes first."""
    names = {offer.name: offer for offer in offers}
    groups: dict[str, list[StoredSession]] = {}
    for one in sessions:
        groups.setdefault(routine_of(one, names) or one.title, []).append(one)
    return [_group(names.get(name), name, own, language, words) for name, own in groups.items()]


def routine_of(kept: StoredSession, names: Sequence[str] | dict[str, RoutineChoice]) -> str:
    """The routine a session was made of, by its file's name; "" where nobody can tell."""
    stem = kept.stem
    known = [name for name in names if stem == name or stem.startswith((f"{name}-", f"{name}."))]
    return max(known, key=len, default="")


def _group(
    offer: RoutineChoice | None,
    name: str,
    own: list[StoredSession],
    language: str,
    words: Words,
) -> SessionGroup:
    routine = offer.routine if offer else None
    titled = routine.title_in(language) if routine else own[0].title
    spoken = (
        language if routine and routine.title_in(language) != routine.title else own[0].language
    )
    lines = tuple(
        SessionLine(one, _differs(one, own, language, words), name if offer else "") for one in own
    )
    return SessionGroup(titled, spoken, lines)


def _differs(kept: StoredSession, others: list[StoredSession], language: str, words: Words) -> str:
    """What was chosen; or of one that was made elsewhere its doses, where others have others."""
    if kept.chosen:
        return kept.differs(language)
    alike = all(one.hold_ms == kept.hold_ms and one.reps == kept.reps for one in others)
    return str(words["as_written"]) if alike or not kept.doses else kept.doses
