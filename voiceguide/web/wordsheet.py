"""The words of one exercise: its sentences, each to be said in other words, heard and saved.

Every answer is worked out anew from the routine and its script; a form names its sentence by its
number and by what it was, so that nobody writes over what somebody else has just changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from msgspec import Struct
from msgspec.structs import replace
from werkzeug.wrappers import Response as BaseResponse

from voiceguide.disk.own import ChangedMeanwhile, NotOurs, own_name, read_own, write_own
from voiceguide.errors import RoutineError, VoiceguideError
from voiceguide.routine.placeholder import without_places
from voiceguide.script.typed import MOST_TYPED, TypedError
from voiceguide.session.rewording import (
    Fare,
    Phrasing,
    general_phrasing,
    open_phrasing,
    reword,
    tell,
    tell_others,
)
from voiceguide.web.answer import field_of_error, sentence, wants_json
from voiceguide.web.audition import sample_of, send_sample
from voiceguide.web.contents import name_exercises
from voiceguide.web.field import all_fields
from voiceguide.web.form import FormValues, make_request, parse_form
from voiceguide.web.offers import languages_of
from voiceguide.web.pagewords import Words, capitalize, fill, page_language, page_words
from voiceguide.web.parts import parts
from voiceguide.web.plan import turn

WORDS = Blueprint("words", __name__)
GENERAL_PART = "general"
CHOSEN = ("routine", "lang")
"""What of the address says which session it is."""


class Sentence(Struct, frozen=True):
    """A sentence as the page shows it."""

    number: int
    part: str
    """ "general" for one of the general script of a routine; else ""."""
    text: str
    shorter: bool
    status: str
    """Whether it fits, in words."""
    fits: bool
    heard: str
    """How its values are filled in; "" where it has none, or is not said."""
    said: bool

    @property
    def key(self) -> str:
        """What it is called in an address."""
        return f"{self.part}{self.number}"


class Asked(Struct, frozen=True):
    """Which words are meant."""

    wanted: FormValues
    phrasing: Phrasing
    part: str
    own: str
    """The name of the routine, where it is the visitor's own."""


@WORDS.get("/words")
def page() -> str:
    """The sentences of an exercise; of the first one where none is named."""
    return show_page(ask(request.args))


@WORDS.post("/words")
def save() -> BaseResponse | tuple[str | Response, int]:
    """Save one sentence."""
    asked = ask(request.form)
    try:
        told = save_sentence(asked, request.form)
    except (RoutineError, VoiceguideError) as error:
        said, confirm = say_error(error), isinstance(error, NotOurs)
        if wants_json():
            return jsonify(problem=said, confirm=confirm), 400
        return show_page(asked, said, confirm=confirm), 400
    if wants_json():
        return jsonify(**describe(told)), 200
    given = {**chosen(request.form), "exercise": asked.phrasing.exercise.name, "saved": told.key}
    return redirect(url_for("words.page", **given, _anchor=f"sentence-{told.key}"), 303)


@WORDS.get("/words.json")
def look() -> tuple[Response, int]:
    """Whether a sentence fits, before it is saved."""
    asked = ask(request.args)
    try:
        changed, number = change(asked, request.args)
        with turn():
            told = list_sentences(tell(changed), asked.part, page_words())[number]
    except VoiceguideError as error:
        return jsonify(problem=say_error(error)), 400
    return jsonify(**describe(told)), 200


@WORDS.get("/words.mp3")
def hear() -> Response:
    """A sentence as it is said in its routine: by its voice, at its rate, by its lexicon."""
    asked = ask(request.args)
    changed, number = change(asked, request.args)
    with turn():
        told = tell(changed)[number]
    text = told.heard or ("" if told.passage.values else told.passage.shown)
    if not text:
        raise RoutineError(page_words()["not_said"])
    timeline = sample_of("words", asked.wanted.language, "", [text])
    return send_sample("words", timeline, asked.wanted)


def ask(given: Mapping[str, str]) -> Asked:
    """Find the words that are meant. Raises VoiceguideError."""
    wanted = parse_form(chosen(given), parts().voices.names(), page_language())
    exercises = wanted.offer.exercises
    if not exercises:
        abort(404)
    name = given.get("exercise", "") or next(iter(exercises))
    with turn():
        phrasing = open_phrasing(make_request(wanted, parts().site), name)
    part = given.get("part", "")
    general = general_phrasing(phrasing) if part == GENERAL_PART else None
    if part and general is None:
        abort(404)
    own = own_name(phrasing.draft.library.found.path)
    return Asked(wanted, general or phrasing, part, own)


def chosen(given: Mapping[str, str]) -> dict[str, Any]:
    """What says which session it is, and nothing else."""
    return {name: given[name] for name in CHOSEN if given.get(name)}


def change(asked: Asked, given: Mapping[str, str]) -> tuple[Phrasing, int]:
    """The words with one sentence as it was typed, and its number. Raises VoiceguideError."""
    number = find_number(asked.phrasing, given)
    with turn():
        return reword(asked.phrasing, number, given.get("text", "")), number


def find_number(phrasing: Phrasing, given: Mapping[str, str]) -> int:
    """Which sentence is meant. Raises ChangedMeanwhile where it is another one by now."""
    text = given.get("number", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1
    if not 0 <= number < len(phrasing.passages):
        abort(404)
    if phrasing.passages[number].shown != given.get("was", ""):
        raise ChangedMeanwhile("this was changed meanwhile")
    return number


def save_sentence(asked: Asked, given: Mapping[str, str]) -> Sentence:
    """Write the script with one sentence in other words. Raises VoiceguideError."""
    if not asked.own:
        raise RoutineError(page_words()["not_own"])
    file = asked.phrasing.own_file
    text, seen = read_own(asked.own, file)
    # what is written is what lies there, to its last line end
    now = replace(asked, phrasing=replace(asked.phrasing, text=text)) if seen else asked
    changed, number = change(now, given)
    with turn():
        told = list_sentences(tell(changed), asked.part, page_words())[number]
    write_own(asked.own, file, changed.text, seen=seen, replace=given.get("replace") == "yes")
    return told


def show_page(asked: Asked, wrong: str = "", *, confirm: bool = False) -> str:
    """The page; where something was wrong with a sentence, as it was typed."""
    given = request.form if wrong else request.args
    phrasing = open_phrasing(asked.phrasing.request, asked.phrasing.exercise.name)
    language, offer = phrasing.draft.language, asked.wanted.offer
    called = dict(all_fields(page_language())["lang"].options)
    with turn():
        general = general_phrasing(phrasing)
        sentences = list_sentences(tell(phrasing), "", page_words())
        if general:  # it has those of all exercises
            every = list_sentences(tell(general), GENERAL_PART, page_words())
            sentences += [one for one in every if one.said]
        others = tell_others([phrasing, *([general] if general else [])])
        exercises = name_all(asked)
    return render_template(
        "words.html",
        asked=asked,
        language=language,
        title=exercises[phrasing.exercise.name],
        routine=offer.routine.title_in(language),
        given={**chosen(given), "routine": offer.name},
        exercises=exercises,
        languages={code: called.get(code, code) for code in languages_of(offer)},
        parted=part_said(sentences),
        others=others,
        most=MOST_TYPED,
        meant=given.get("saved", f"{asked.part}{given.get('number', '')}"),
        typed=given.get("text", ""),
        wrong=wrong,
        confirm=confirm,
    )


def name_all(asked: Asked) -> dict[str, str]:
    """What the exercises are called, as in the chapters of the session where they have a name."""
    draft, each = asked.phrasing.draft, asked.wanted.offer.exercises
    called = name_exercises(draft.place(draft.estimator())[0])
    own = {
        name: without_places(one.spoken_in(draft.language)).strip(" ,")
        for name, one in each.items()
    }
    return {name: called.get(name) or capitalize(own[name]) for name in each}


def list_sentences(told: Sequence[Fare], part: str, words: Words) -> list[Sentence]:
    """How every sentence fares, in words."""
    return list(_sentences(told, part, words))


def _sentences(told: Sequence[Fare], part: str, words: Words) -> Iterator[Sentence]:
    for number, one in enumerate(told):
        passage, following = one.passage, told[number + 1] if number + 1 < len(told) else None
        status = words["fits"] if one.heard else words["not_said"]
        if one.excess_ms:
            helped = following and following.passage.shorter and not following.excess_ms
            seconds = f"{math.ceil(one.excess_ms / 100) / 10:.1f}"
            status = fill(words["shorter_said" if helped else "too_long"], seconds)
        filled = one.heard if one.heard != passage.shown else ""
        fits = bool(one.heard) and not one.excess_ms
        said = bool(one.heard)
        yield Sentence(number, part, passage.shown, passage.shorter, status, fits, filled, said)


def part_said(sentences: Sequence[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """Those said as the routine is set, and the others; a shorter one stays with its own."""
    together: list[list[Sentence]] = []
    for one in sentences:
        if one.shorter and together:
            together[-1].append(one)
        else:
            together.append([one])
    said = [each for each in together if any(one.said for one in each)]
    unsaid = [each for each in together if each not in said]
    return list(chain.from_iterable(said)), list(chain.from_iterable(unsaid))


def describe(told: Sentence) -> dict[str, Any]:
    """A sentence for a script."""
    heard = fill(page_words()["heard_as"], told.heard) if told.heard else ""
    return {"text": told.text, "status": told.status, "fits": told.fits, "heard": heard}


def say_error(error: VoiceguideError) -> str:
    """What is wrong with a sentence, in one."""
    words = page_words()
    if isinstance(error, TypedError):
        return str(fill(words[f"typed_{error.reason}"], MOST_TYPED))
    if isinstance(error, NotOurs):
        return str(words["by_hand"])
    if isinstance(error, ChangedMeanwhile):
        return str(words["changed_meanwhile"])
    return sentence(field_of_error(error)[0])
