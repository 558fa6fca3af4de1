"""The cards of the first screen: each routine with its length, fitted to a chip where one is on.

Lengths are worked out in the background, and remembered on disk like every plan. A page waits for a
moment; a card that is not ready by then says so, and is asked for again.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.errors import VoiceguideError
from voiceguide.plan.timeline import Timeline
from voiceguide.session.fitting import fit_session
from voiceguide.session.preview import plan_session
from voiceguide.web.contents import tell_doses
from voiceguide.web.form import make_request, parse_form
from voiceguide.web.offers import RoutineChoice, languages_of, list_offers
from voiceguide.web.pagewords import words_in
from voiceguide.web.site import Site
from voiceguide.web.voices import Voices

CHIPS = (5, 10, 15, 20)
"""The lengths one can ask for with one tap, minutes."""
PATIENCE = 0.5
"""Seconds the first screen waits for lengths that nobody asked for before."""
AT_ONCE = 2
Made = TypeVar("Made")


class Card(Struct, frozen=True):
    """One routine, as it can be played at once."""

    offer: RoutineChoice
    title: str
    about: str
    language: str
    given: dict[str, str]
    """What Play asks for: the language, and what was chosen to fit."""
    doses: str = ""
    length_ms: int | None = None
    """None: not known yet."""
    near: bool = True
    """Whether it is as long as was asked for, or nearly."""
    problem: str = ""


class Cards:
    """Works out cards, a few at a time."""

    def __init__(self, site: Site, voices: Voices) -> None:
        self._site = site
        self._voices = voices
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="card")
        self._lock = threading.Lock()
        self._asked: dict[object, Future[Any]] = {}
        self._closed = False

    def all(
        self,
        offers: Sequence[RoutineChoice],
        minutes: int | None,
        language: str,
        patience: float = PATIENCE,
    ) -> list[Card]:
        """A card for each routine; those that take longer than the patience have no length."""
        found = [self._ask(offer, minutes, language) for offer in offers]
        wait(found, patience)
        return [
            one.result() if one.done() else self._front(offer, language)
            for offer, one in zip(offers, found, strict=True)
        ]

    def warm(self) -> None:
        """Work out every card in the background, one after another."""

        def work() -> None:
            for minutes in (None, *CHIPS):
                for offer in list_offers():
                    if self._closed:
                        return
                    with contextlib.suppress(CancelledError, RuntimeError):  # it is being closed
                        self._ask(offer, minutes, "en").exception()
                    time.sleep(0.02)

        threading.Thread(target=work, name="cards", daemon=True).start()

    def close(self, *, wait: bool = False) -> None:
        """Work out no more; `wait` until what is being worked out is."""
        self._closed = True
        self._pool.shutdown(wait=wait, cancel_futures=True)

    def _ask(self, offer: RoutineChoice, minutes: int | None, language: str) -> Future[Card]:
        key = (offer.name, minutes, language)
        return self.later(key, lambda: self._make(offer, minutes, language))

    def later(self, key: object, work: Callable[[], Made]) -> Future[Made]:
        """Work something out in the background; what is being worked out is not begun again."""
        with self._lock:
            running: Future[Any] | None = self._asked.get(key)
            if running is None or running.done():
                running = self._pool.submit(work)
                self._asked[key] = running
            return running

    def _front(self, offer: RoutineChoice, language: str) -> Card:
        """A card without its length."""
        spoken = self.spoken(offer, language)
        given = {} if spoken == offer.routine.language else {"lang": spoken}
        title, about = offer.routine.title_in(spoken), offer.routine.about_in(language)
        return Card(offer, title, about, spoken, {"routine": offer.name, **given})

    def _make(self, offer: RoutineChoice, minutes: int | None, language: str) -> Card:
        card = self._front(offer, language)
        try:
            given, near = self._fit(card.given, minutes)
            timeline = self._plan(given)
        except VoiceguideError:
            return replace(card, problem=words_in(language)["unplannable"])
        doses = tell_doses(timeline, words_in(language))
        length = timeline.duration_ms
        return replace(card, given=given, near=near, doses=doses, length_ms=length)

    def _fit(self, given: dict[str, str], minutes: int | None) -> tuple[dict[str, str], bool]:
        if minutes is None:
            return given, True
        return self.fit(given, minutes)

    def fit(self, given: dict[str, str], minutes: int) -> tuple[dict[str, str], bool]:
        """Choices that come to a length, and whether they nearly reach it."""
        asked = {**given, "fit": str(minutes)}
        fitted = fit_session(make_request(parse_form(asked, self._voices.names()), self._site))
        chosen = {
            "hold": str(fitted.hold // 1000),
            "reps": str(fitted.reps),
            "detail": fitted.detail,
        }
        return {**given, **chosen}, fitted.reaches(minutes * 60_000)

    def _plan(self, given: dict[str, Any]) -> Timeline:
        wanted = parse_form(given, self._voices.names())
        return plan_session(make_request(wanted, self._site)).timeline

    def spoken(self, offer: RoutineChoice, language: str) -> str:
        """The page's language where the routine and some voice have it, else the routine's own."""
        own = offer.routine.language
        speakable = self._voices.languages() or {language}
        return language if language in speakable and language in languages_of(offer) else own
