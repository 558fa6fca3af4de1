"""Adjust: one sheet of fields for all that is heard of a session, and what the choices come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from msgspec import Struct
from werkzeug.wrappers import Response as BaseResponse

from voiceguide.duration import render_clock
from voiceguide.errors import UnknownName, VoiceguideError
from voiceguide.plan.timeline import Timeline
from voiceguide.routine.row import Sheet
from voiceguide.routine.telling import tell_choices, tell_value
from voiceguide.session.preview import Plan
from voiceguide.web.answer import field_of_error
from voiceguide.web.contents import ReadChapter, list_chapters, name_exercises
from voiceguide.web.field import SHEETS, PageField, all_fields
from voiceguide.web.form import choices, list_doses, parse_form
from voiceguide.web.offers import RoutineChoice, list_offers
from voiceguide.web.pagewords import page_language, words_in
from voiceguide.web.parts import parts
from voiceguide.web.plan import list_notes, plan_of, turn

ADJUST = Blueprint("adjust", __name__)


class FormGroup(Struct, frozen=True):
    """One closed group of the sheet, with its present value in its line."""

    name: Sheet
    fields: tuple[PageField, ...]
    told: str
    doses: tuple[PageField, ...] = ()
    """Those of each exercise."""


@ADJUST.get("/adjust")
def sheet() -> str:
    """The sheet, filled with what stands in the address."""
    offer, given = find_offer(), choices(request.args)
    language = given.get("lang") or offer.routine.language
    usual = parts().cards.spoken(offer, page_language())
    own = {"routine": offer.name} | ({} if usual == offer.routine.language else {"lang": usual})
    plan, wrong, field = _try_plan(given)
    was, _, _ = _try_plan(own)
    timeline = plan.timeline if plan else None
    return render_template(
        "adjust.html",
        offer=offer,
        fit=all_fields(page_language())["fit"],
        given={**given, "lang": language},
        own=own,
        usual=usual,
        groups=list(list_groups(offer, given, page_language(), timeline)),
        voices=parts().voices.groups(),
        plan=plan,
        was=was,
        wrong=wrong,
        wrong_field=field,
        saved="saved" in request.args,
        notes=list_notes(plan) if plan else [],
        chapters=read_chapters(timeline) if timeline else [],
        title=offer.routine.title_in(language),
        language=language,
    )


@ADJUST.post("/adjust")
def apply() -> BaseResponse:
    """A button of the sheet: the same sheet with the length, at an address that holds what was
    chosen, for a browser without scripts."""
    return redirect(url_for("adjust.sheet", **choices(request.form)), 303)


@ADJUST.get("/plan.json")
def words() -> tuple[Response, int]:
    """Length, and what there is to say about the plan; or what is wrong with what was chosen."""
    given = choices(request.args)
    try:
        plan = plan_of(request.args)
        offer = find_offer()
    except VoiceguideError as error:
        said, field = field_of_error(error)
        return jsonify(problem=said, field=field), 400
    wanted = parse_form(given, parts().voices.names())
    groups = list_groups(offer, given, page_language())
    about: dict[str, Any] = {
        "length": render_clock(plan.timeline.duration_ms),
        "title": plan.timeline.title,
        "notes": list_notes(plan),
        "groups": {group.name: group.told for group in groups},
        "differs": tell_choices(wanted.chosen, page_language()),
    }
    return jsonify(about), 200


@ADJUST.get("/fit.json")
def fitted() -> tuple[Response, int]:
    """What fits a length: the choices that come to it, to be written into the fields."""
    try:
        return jsonify(choices=fit_choices(choices(request.args))), 200
    except VoiceguideError as error:
        said, field = field_of_error(error)
        return jsonify(problem=said, field=field or "fit"), 400


@ADJUST.post("/fit")
def fit() -> BaseResponse:
    """Choose holds, repetitions and detail for a length, and write them into the fields."""
    given = choices(request.form)
    return redirect(url_for("adjust.sheet", **fit_choices(given)), 303)


def fit_choices(given: Mapping[str, str]) -> dict[str, Any]:
    """What was chosen, with what fits its length in the place of it. Raises VoiceguideError."""
    parse_form(given, parts().voices.names(), page_language())  # a wrong length is said here
    kept = {name: text for name, text in given.items() if name not in {"fit", "hold", "reps"}}
    if not given.get("fit"):
        return {**given}
    with turn():
        kept.pop("detail", None)
        return parts().cards.fit(kept, int(given["fit"]))[0]


def find_offer() -> RoutineChoice:
    """The routine the address names. Raises UnknownName."""
    offers = {offer.name: offer for offer in list_offers()}
    name = request.args.get("routine", "") or next(iter(offers), "")
    if name not in offers:
        raise UnknownName("routine", name[:80], offers)
    return offers[name]


def list_groups(
    offer: RoutineChoice,
    given: Mapping[str, str],
    language: str,
    timeline: Timeline | None = None,
) -> Iterator[FormGroup]:
    """The groups of the sheet; exercises are called as the plan's chapters call them."""
    fields = [one for one in all_fields(language).values() if one.name != "fit"]
    doses = list_doses(offer, language, name_exercises(timeline) if timeline else {})
    for name in SHEETS:
        own = tuple(one for one in fields if one.sheet == name)
        each = tuple(doses.values()) if name == "length" else ()
        told = tell_group((*own, *each), offer, given, language)
        yield FormGroup(name, own, told, each)


def tell_group(
    fields: tuple[PageField, ...], offer: RoutineChoice, given: Mapping[str, str], language: str
) -> str:
    """The present value of a group in a line: what is always told, and what was chosen."""
    told = []
    for field in fields:
        chosen = given.get(field.name, "")
        own = offer.defaults.get(field.name, "")
        if chosen or (field.shown and own):
            told.append(tell_value(field.name, f"{chosen or own}{field.suffix}", language))
    return " · ".join(told)


def read_chapters(timeline: Timeline) -> list[ReadChapter]:
    """The chapters of a plan, in the words of its own language."""
    return list_chapters(timeline, words_in(timeline.language))


def _try_plan(given: Mapping[str, str]) -> tuple[Plan | None, str, str]:
    """A plan; or else what is wrong, and with which field."""
    try:
        return plan_of(given), "", ""
    except VoiceguideError as error:
        return None, *field_of_error(error)
