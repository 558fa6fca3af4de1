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
from operator import attrgetter
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
from voiceguide.routine.kind import Duration, Whole, Word
from voiceguide.routine.routine import Overrides, parse_routine
from voiceguide.routine.row import Setting
from voiceguide.routine.settings import ROWS, Rows, Settings
from voiceguide.routine.settle import settle
from voiceguide.session.options import read_options
from voiceguide.session.output import name_session
from voiceguide.session.request import Request
from voiceguide.web.site import Site

LONGEST = 80
"""Characters of a value; the longest name of a voice has about forty."""


class NumberField(Struct, frozen=True):
    """A field for a whole number."""

    name: str
    label: str
    unit: str
    least: int
    most: int
    step: int
    suffix: str = ""
    """What makes a duration of it: "s", "m"."""


class ChoiceField(Struct, frozen=True):
    """A field for one of a few words: (value, label) each."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    unit: str = ""


def field_of(row: Setting) -> NumberField | ChoiceField | None:
    """The field of a setting: what its row says; None where it has none."""
    field, kind = row.field, row.kind
    if field is None:
        return None
    if isinstance(kind, Duration):
        least, most = max(kind.least // 1000, 0), kind.most // 1000
        return NumberField(row.keyword, field.label, field.unit, least, most, field.step, "s")
    if isinstance(kind, Whole):
        return NumberField(row.keyword, field.label, field.unit, kind.least, kind.most, field.step)
    values = kind.words if isinstance(kind, Word) else ("true", "false")
    return ChoiceField(
        row.keyword, field.label, tuple(zip(values, field.words, strict=True)), field.unit
    )


def list_fields(rows: Rows = ROWS, *, front: bool | None = None) -> list[NumberField | ChoiceField]:
    """The fields of settings: all, those that are seen at once, or those under More."""
    return [
        field
        for row in rows.values()
        if (field := field_of(row)) and front in (None, row.field and row.field.front)
    ]


FIT = NumberField("fit", "Fit to a length", "minutes; chooses the rest for you", 1, 120, 1, "m")
LANGUAGE = ChoiceField(
    "lang",
    "Language",
    tuple((code, language_of(code).table("").get("name", code)) for code in fluent_languages()),
)
FRONT = list_fields(front=True)
MORE = [*list_fields(front=False), LANGUAGE]
FIELDS = {field.name: field for field in (*FRONT, FIT, *MORE)}
KNOWN = {"routine", "voice", *FIELDS}
"""What the form may send."""


class RoutineChoice(Struct, frozen=True):
    """A routine that can be chosen, and what it does when nothing else is."""

    name: str
    title: str
    path: str
    defaults: dict[str, str]
    """Field name -> the value an empty field stands for, where that is the same everywhere."""
    hints: dict[str, str]
    """The same for holds and repetitions: an exercise can have its own."""


class FormValues(Struct, frozen=True):
    """What somebody chose."""

    offer: RoutineChoice
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


def list_offers() -> list[RoutineChoice]:
    """Every routine that can be built by name; one that cannot be read is left out."""
    look_again()
    offers = []
    personal = load_personal(config_file())
    for found in list_routines(search_roots()):
        try:
            routine = parse_routine(read_text(found.path), show(found.path))
            settings = settle(routine, Overrides(personal=personal)).settings
        except VoiceguideError:
            continue
        offers.append(
            RoutineChoice(
                found.name,
                routine.title_in(routine.language),
                str(found.path),
                {"lang": routine.language, **_defaults(settings, own=False)},
                _defaults(settings, own=True),
            )
        )
    return sorted(offers, key=lambda offer: offer.name != DEFAULT_ROUTINE)


def parse_form(values: Mapping[str, str], voices: Sequence[str]) -> FormValues:
    """Read what was chosen. Raises RoutineError and UnknownName in words for the page."""
    given = {name: text.strip() for name, text in values.items() if text.strip()}
    for name, text in given.items():
        if name not in KNOWN:
            raise UnknownName("field", name[:LONGEST], sorted(KNOWN))
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
    return FormValues(offer, _options(chosen))


def choices(given: Mapping[str, str]) -> dict[str, Any]:
    """What was chosen and nothing else, to stand in an address and fill the form again."""
    return {name: text for name, text in given.items() if text and name in KNOWN}


def make_request(wanted: FormValues, site: Site) -> Request:
    """What the command line would ask for, with the page's own engine and folder."""
    own: dict[str, Any] = {"out": str(site.out / f"{wanted.name}.mp3"), "jobs": site.jobs}
    if site.engine:
        own["engine"] = site.engine
    return read_options(wanted.offer.path, {**wanted.options, **own}, os.environ)


def _options(given: Mapping[str, str]) -> dict[str, Any]:
    options: dict[str, Any] = {
        name: _number(field, given[name])
        if isinstance(field, NumberField)
        else _word(field, given[name])
        for name, field in FIELDS.items()
        if name in given
    }
    if "voice" in given:
        options["voice"] = given["voice"]
    return options


def _number(field: NumberField, text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise RoutineError(f"{field.label}: {text!r} is not a whole number")
    if not field.least <= int(text) <= field.most:
        raise RoutineError(
            f"{field.label}: {text} is out of range",
            remedy=f"It may be {field.least} to {field.most}.",
        )
    return f"{int(text)}{field.suffix}"


def _word(field: ChoiceField, text: str) -> str:
    known = [value for value, _ in field.options]
    if field is LANGUAGE:
        with contextlib.suppress(RoutineError):
            text = parse_language(text)
    return parse_choice(text, known, field.label.lower())


def _defaults(settings: Settings, *, own: bool) -> dict[str, str]:
    """What an empty field stands for; `own`: of what an exercise may have otherwise."""
    defaults = {}
    for key, row in ROWS.items():
        if row.field and row.field.own == own:
            value = attrgetter(key)(settings)
            length = isinstance(row.kind, Duration)
            defaults[row.keyword] = f"{value / 1000:g}" if length else str(value).lower()
    return defaults
