"""The form: its fields, and how what somebody chose becomes a request.

An empty field leaves the choice to the routine. Only the fields listed here are read: neither what
speaks nor where a session goes can be chosen on the page.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from voiceguide.disk.library import (
    DEFAULT_ROUTINE,
    list_routines,
    look_again,
    read_text,
    search_roots,
    show,
)
from voiceguide.disk.personal import config_file, load_personal
from voiceguide.errors import RoutineError, UnknownName, VoiceguideError
from voiceguide.lang.language import fluent_languages, language_of
from voiceguide.routine.choice import parse_choice, parse_language
from voiceguide.routine.routine import Overrides, parse_routine, settle
from voiceguide.routine.settings import (
    HOLD_LIMITS,
    RATE_LIMITS,
    REPS_LIMITS,
    ROUNDS_LIMITS,
    Settings,
)
from voiceguide.session.options import read_options
from voiceguide.session.output import name_session
from voiceguide.session.request import Request
from voiceguide.web.site import Site

LONGEST = 80
"""Characters of a value; the longest name of a voice has about forty."""


class Number(Struct, frozen=True):
    """A field for a whole number."""

    name: str
    label: str
    unit: str
    least: int
    most: int
    step: int
    suffix: str = ""
    """What makes a duration of it: "s", "m"."""


class Choice(Struct, frozen=True):
    """A field for one of a few words: (value, label) each."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    unit: str = ""


HOLD = Number("hold", "Hold", "seconds, each side", HOLD_LIMITS[0] // 1000, 900, 5, "s")
REPS = Number("reps", "Repetitions", "each side", *REPS_LIMITS, 1)
FIT = Number("fit", "Fit to a length", "minutes; chooses the rest for you", 1, 120, 1, "m")
ROUNDS = Number("rounds", "Rounds", "of the whole routine", *ROUNDS_LIMITS, 1)
REST = Number("rest", "Rest", "seconds between exercises", 0, 900, 5, "s")
RATE = Number("rate", "Speed of the voice", "words a minute", *RATE_LIMITS, 5)
NUMBERS = (HOLD, REPS, FIT, ROUNDS, REST, RATE)

DETAIL = Choice(
    "detail",
    "How much is said",
    (("full", "Everything"), ("brief", "Brief"), ("tones", "Tones"), ("auto", "Less each time")),
)
FIRST_SIDE = Choice(
    "first_side", "First side", (("left", "Left"), ("right", "Right"), ("alternate", "Alternate"))
)
SIDE_ORDER = Choice(
    "side_order",
    "Order of the sides",
    (("exercise", "Both sides of each exercise"), ("pair", "All of one side first")),
)
WEAK_SIDE = Choice(
    "weak_side",
    "A side that gets more",
    (("none", "None"), ("left", "Left"), ("right", "Right")),
    "15 seconds and 2 repetitions",
)
TV = Choice("tv", "Television", (("true", "On"), ("false", "Off")))
LANGUAGE = Choice(
    "lang",
    "Language",
    tuple((code, language_of(code).table("").get("name", code)) for code in fluent_languages()),
)
CHOICES = (DETAIL, FIRST_SIDE, SIDE_ORDER, WEAK_SIDE, TV, LANGUAGE)
WEAK_MORE = {"weak_extra": "15s", "weak_reps": "2"}
"""What the weaker side gets more, when one is chosen."""
FIELDS = {"routine", "voice", *(field.name for field in (*NUMBERS, *CHOICES))}


class Offer(Struct, frozen=True):
    """A routine that can be chosen, and what it does when nothing else is."""

    name: str
    title: str
    path: str
    defaults: dict[str, str]
    """Field name -> the value an empty field stands for, where that is the same everywhere."""
    hints: dict[str, str]
    """The same for holds and repetitions: an exercise can have its own."""


class Wanted(Struct, frozen=True):
    """What somebody chose."""

    offer: Offer
    options: dict[str, Any]
    """As the command line names them."""

    @property
    def name(self) -> str:
        """The session's file name without its ending; the same choices give the same name."""
        name, chosen = self.offer.name, {**self.options}
        language = chosen.pop("lang", "")
        if chosen:
            digest = hashlib.blake2b(json.dumps(chosen, sort_keys=True).encode(), digest_size=4)
            name = f"{name}-{digest.hexdigest()}"
        return name_session(name, language, self.offer.defaults["lang"])


def list_offers() -> list[Offer]:
    """Every routine that can be built by name; one that cannot be read is left out."""
    look_again()
    offers = []
    personal = load_personal(config_file())
    for found in list_routines(search_roots()):
        try:
            routine = parse_routine(read_text(found.path), show(found.path))
            settings = settle(routine, Overrides(personal=personal))
        except VoiceguideError:
            continue
        offers.append(
            Offer(
                found.name,
                routine.title_in(routine.language),
                str(found.path),
                _defaults(routine.language, settings),
                {"hold": f"{settings.hold / 1000:g}", "reps": str(settings.reps)},
            )
        )
    return sorted(offers, key=lambda offer: offer.name != DEFAULT_ROUTINE)


def parse_form(values: Mapping[str, str], voices: Sequence[str]) -> Wanted:
    """Read what was chosen. Raises RoutineError and UnknownName in words for the page."""
    given = {name: text.strip() for name, text in values.items() if text.strip()}
    for name, text in given.items():
        if name not in FIELDS:
            raise UnknownName("field", name[:LONGEST], sorted(FIELDS))
        if len(text) > LONGEST:
            raise RoutineError(f"{name} is longer than {LONGEST} characters")
    offers = {offer.name: offer for offer in list_offers()}
    routine = given.pop("routine", "") or next(iter(offers), "")
    if routine not in offers:
        raise UnknownName("routine", routine, offers)
    if "voice" in given and given["voice"] not in voices:
        raise UnknownName("voice", given["voice"], ())
    offer = offers[routine]
    chosen = {name: text for name, text in given.items() if offer.defaults.get(name) != text}
    return Wanted(offer, _options(chosen))


def choices(given: Mapping[str, str]) -> dict[str, Any]:
    """What was chosen and nothing else, to stand in an address and fill the form again."""
    return {name: text for name, text in given.items() if text and name in FIELDS}


def make_request(wanted: Wanted, site: Site) -> Request:
    """What the command line would ask for, with the page's own engine and folder."""
    own: dict[str, Any] = {"out": str(site.out / f"{wanted.name}.mp3"), "jobs": site.jobs}
    if site.engine:
        own["engine"] = site.engine
    return read_options(wanted.offer.path, {**wanted.options, **own}, os.environ)


def _options(given: Mapping[str, str]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for number in NUMBERS:
        if number.name in given:
            options[number.name] = _number(number, given[number.name])
    for choice in CHOICES:
        if choice.name in given:
            options[choice.name] = _word(choice, given[choice.name])
    if "voice" in given:
        options["voice"] = given["voice"]
    if options.get("weak_side", "none") != "none":
        options.update(WEAK_MORE)
    return options


def _number(field: Number, text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise RoutineError(f"{field.label}: {text!r} is not a whole number")
    if not field.least <= int(text) <= field.most:
        raise RoutineError(
            f"{field.label}: {text} is out of range",
            remedy=f"It may be {field.least} to {field.most}.",
        )
    return f"{int(text)}{field.suffix}"


def _word(field: Choice, text: str) -> str:
    known = [value for value, _ in field.options]
    if field is LANGUAGE:
        with contextlib.suppress(RoutineError):
            text = parse_language(text)
    return parse_choice(text, known, field.label.lower())


def _defaults(language: str, settings: Settings) -> dict[str, str]:
    """What an empty field stands for."""
    return {
        "lang": language,
        "rounds": str(settings.rounds),
        "rest": f"{settings.rest / 1000:g}",
        "rate": str(settings.voice.rate),
        "detail": settings.detail,
        "first_side": settings.first_side,
        "side_order": settings.side_order,
        "weak_side": settings.weak_side,
        "tv": str(settings.tv).lower(),
    }
