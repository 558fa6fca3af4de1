"""What somebody chose on the page becomes a request.

An empty field leaves the choice to the routine. Only the fields there are are read: neither what
speaks nor where a session goes can be chosen on the page.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.errors import RoutineError, UnknownName
from voiceguide.routine.choice import parse_choice, parse_language
from voiceguide.routine.placeholder import without_places
from voiceguide.routine.settings import LIST_ROWS, OWN_ROWS, ROWS
from voiceguide.session.options import read_options
from voiceguide.session.output import name_session
from voiceguide.session.request import Request
from voiceguide.web.field import PageField, all_fields, dose_fields
from voiceguide.web.offers import RoutineChoice, list_offers
from voiceguide.web.pagewords import fill, words_in
from voiceguide.web.site import Site

LONGEST = 80
"""Characters of a value; the longest name of a voice has about forty."""
KNOWN = {"routine", *all_fields()}
"""What the form may send, besides the doses of exercises."""
_BY_KEYWORD = {row.keyword: row for row in ROWS.values()}


class FieldError(RoutineError):
    """What is wrong with one field; `field` is its name."""

    field = ""


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

    @property
    def language(self) -> str:
        """The language it is said in."""
        return self.options.get("lang", "") or self.offer.routine.language

    @property
    def chosen(self) -> dict[str, str]:
        """All that was chosen, by name: what tells this session from others of its routine."""
        plain = {name: one for name, one in self.options.items() if name != "sets"}
        return {**plain, **self.options.get("sets", {})}


def parse_form(
    values: Mapping[str, str], voices: Sequence[str], language: str = "en"
) -> FormValues:
    """Read what was chosen. Raises RoutineError and UnknownName in words for the page."""
    given = {name: text.strip() for name, text in values.items() if text.strip()}
    offers = {offer.name: offer for offer in list_offers()}
    routine = given.pop("routine", "") or next(iter(offers), "")
    doses = list_doses(offers.get(routine), language)
    for name, text in given.items():
        if name not in KNOWN and name not in doses:
            raise UnknownName("field", name[:LONGEST], sorted(KNOWN))
        if len(text) > LONGEST:
            raise RoutineError(f"{name} is longer than {LONGEST} characters")
    if routine not in offers:
        raise UnknownName("routine", routine[:LONGEST], offers)
    if "voice" in given and given["voice"] not in voices:
        raise _blame("voice", UnknownName("voice", given["voice"], ()))
    offer = offers[routine]
    options = {
        name: _read(field, given[name], language)
        for name, field in all_fields(language).items()
        if name in given and (field.own or offer.defaults.get(name) != given[name])
    }
    sets = {
        name: _read(field, given[name], language) for name, field in doses.items() if name in given
    }
    return FormValues(offer, {**options, **({"sets": sets} if sets else {})})


def choices(given: Mapping[str, str]) -> dict[str, Any]:
    """What was chosen and nothing else, to stand in an address and fill the form again."""
    return {name: text for name, text in given.items() if text and may_be_field(name)}


def may_be_field(name: str) -> bool:
    """Whether a name is that of a field, or looks like that of an exercise's dose."""
    exercise, dot, key = name.rpartition(".")
    return name in KNOWN or bool(
        dot and key in OWN_ROWS and re.fullmatch(r"[A-Za-z0-9][\w-]{0,79}", exercise)
    )


def make_request(wanted: FormValues, site: Site) -> Request:
    """What the command line would ask for, with the page's own engine and folder."""
    own: dict[str, Any] = {"out": str(site.out / f"{wanted.name}.mp3"), "jobs": site.jobs}
    if site.engine:
        own["engine"] = site.engine
    request = read_options(wanted.offer.path, {**wanted.options, **own}, os.environ)
    return replace(request, chosen=wanted.chosen)


def list_doses(
    offer: RoutineChoice | None, language: str, titles: Mapping[str, str] = {}
) -> dict[str, PageField]:
    """The fields of a routine's exercises, by name; `titles` are what these are called."""
    if offer is None:
        return {}
    each = (
        dose_fields(one, titles.get(one.name) or without_places(one.spoken_in(language)), language)
        for one in offer.exercises.values()
    )
    return {field.name: field for fields in each for field in fields}


def _read(field: PageField, text: str, language: str) -> str:
    """Read one field. Raises FieldError."""
    try:
        if field.kind == "number":
            return _number(field, text, language)
        if field.kind == "choice":
            return _word(field, text)
        return _text(field, text, language)
    except RoutineError as error:
        raise _blame(field.name, error) from None


def _number(field: PageField, text: str, language: str = "en") -> str:
    words = words_in(language)
    if not re.fullmatch(r"-?[0-9]{1,80}", text) or (text[0] == "-" and field.least >= 0):
        raise RoutineError(
            fill(words["field_no_number"], field.label, repr(text)),
            remedy=fill(words["not_a_number"], field.least, field.most),
        )
    if not field.least <= int(text) <= field.most:
        raise RoutineError(
            fill(words["field_out_of_range"], field.label, text),
            remedy=fill(words["out_of_range"], field.least, field.most),
        )
    return f"{int(text)}{field.suffix}"


def _word(field: PageField, text: str) -> str:
    known = [value for value, _ in field.options]
    if field.name == "lang":
        with contextlib.suppress(RoutineError):
            text = parse_language(text)
    return parse_choice(text, known, field.label.lower())


def _text(field: PageField, text: str, language: str) -> str:
    """A text that its own row can read, and that a stranger's file could say as well."""
    words = words_in(language)
    row = _BY_KEYWORD.get(field.name) or LIST_ROWS[field.name.rpartition(".")[2]]
    if field.pattern and not re.fullmatch(field.pattern, text):
        raise RoutineError(
            fill(words["field_no_tempo"], field.label, repr(text)), remedy=words["not_a_tempo"]
        )
    row.parse(text)
    if row.check:
        row.check(text)
    return text


def _blame(field: str, error: RoutineError) -> FieldError:
    found = FieldError(error.problem, remedy=error.remedy)
    found.field = field
    return found
