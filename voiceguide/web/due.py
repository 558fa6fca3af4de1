"""What the first screen says of programmes that were begun: the session of today, or the next."""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import wait

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.delivery.course import (
    Following,
    open_course,
    request_today,
)
from voiceguide.disk.diary import Diary
from voiceguide.errors import VoiceguideError
from voiceguide.formats.weeksheet import name_sitting, write_date
from voiceguide.lang.language import language_of
from voiceguide.session.options import read_now, read_options
from voiceguide.session.preview import plan_session
from voiceguide.session.request import Request
from voiceguide.web.cards import PATIENCE
from voiceguide.web.contents import tell_doses
from voiceguide.web.pagewords import fill, words_in
from voiceguide.web.parts import parts
from voiceguide.web.site import Site


class DueCard(Struct, frozen=True):
    """A programme that was begun and is not over."""

    id: str
    title: str
    count: str
    """Which of its sessions it is about: "Session 6 of 24"."""
    session: str = ""
    """What the session of today is called; "" where none is due."""
    after: str = ""
    """When it goes on, where none is due."""
    length_ms: int | None = None
    """None: not known yet."""
    doses: str = ""
    problem: str = ""


def list_due(
    language: str, keys: Sequence[str] | None = None, patience: float = PATIENCE
) -> list[DueCard]:
    """A card for each programme; those that take longer than the patience have no length."""
    found = list(_follow(begun() if keys is None else keys))
    cards, site = [tell_due(one, language) for one in found], parts().site
    asked = [
        parts().cards.later(
            (one.found.path, card.id, card.count, language),
            lambda one=one, card=card: measure(one, card, language, site),  # type: ignore[misc]
        )
        for one, card in zip(found, cards, strict=True)
        if card.session
    ]
    wait(asked, patience)
    measured = {one.result().id: one.result() for one in asked if one.done()}
    return [measured.get(card.id, card) for card in cards]


def begun() -> list[str]:
    """What the programmes are known by that were begun and are not over."""
    return [key for key, course in Diary().all().items() if not course.over]


def find_key(programme: str) -> str | None:
    """What the programme of an address is known by."""
    return next((key for key in begun() if id_of_key(key) == programme), None)


def id_of_key(key: str) -> str:
    """What stands for a programme in an address: its key may be the path of a file."""
    return hashlib.blake2b(key.encode(), digest_size=8).hexdigest()


def today() -> datetime.date:
    """The day it is."""
    return read_now(os.environ).date()


def ask_today(following: Following, site: Site) -> Request | None:
    """How the session of today is built here; None where none is due. Raises VoiceguideError."""
    own = {"out": str(site.out), "jobs": site.jobs, "engine": site.engine or None}
    return request_today(following, read_options("", own, os.environ))


def tell_due(following: Following, language: str) -> DueCard:
    """What is known of a programme before anything is laid out."""
    standing, words = following.standing, language_of(language).words("programme")
    about = standing.due or standing.next
    card = DueCard(
        id_of_key(following.key),
        following.programme.title_in(language),
        fill(words["noted_of"], about.number, len(following.sittings)) if about else "",
    )
    if not about:
        return card
    if not standing.due:
        date = write_date(standing.date_of(about), language)
        return replace(card, after=fill(words["next_on"], date))
    return replace(card, session=name_sitting(about.week, about.day, language))


def measure(following: Following, card: DueCard, language: str, site: Site) -> DueCard:
    """The same with its length and doses."""
    words = words_in(language)
    try:
        asked = ask_today(following, site)
        timeline = plan_session(asked).timeline if asked else None
    except VoiceguideError:
        return replace(card, problem=words["unplannable"])
    if timeline is None:
        return card
    return replace(card, length_ms=timeline.duration_ms, doses=tell_doses(timeline, words))


def _follow(keys: Sequence[str]) -> Iterator[Following]:
    for key in keys:
        try:
            yield open_course(key, today())
        except VoiceguideError:
            continue  # its file was moved, or is no programme any more
