"""The pages on which own routines are begun, edited and saved. Who may is decided in gate.py."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from msgspec.structs import replace
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response as BaseResponse

from voiceguide.disk.library import ROUTINE_FILE, read_text
from voiceguide.disk.own import (
    ChangedMeanwhile,
    NotOurs,
    bring_back,
    check_name,
    find_aside,
    own_name,
    put_aside,
    read_own,
    write_own,
)
from voiceguide.duration import render_clock
from voiceguide.errors import RoutineError, VoiceguideError
from voiceguide.routine.commented import read_revision
from voiceguide.routine.handout import Note
from voiceguide.routine.routine import parse_routine
from voiceguide.session.preview import Plan
from voiceguide.web.answer import refuse, sentence
from voiceguide.web.contents import name_exercises
from voiceguide.web.draftform import is_begun, list_edited, new_fields
from voiceguide.web.drafting import (
    SAVING,
    OpenRoutine,
    open_copy,
    open_empty,
    open_form,
    open_own,
    open_pasted,
    plan_draft,
    press,
    read_pasted,
    save,
)
from voiceguide.web.known import list_known
from voiceguide.web.offers import list_broken, list_offers
from voiceguide.web.outline import inherited, outline
from voiceguide.web.pagewords import page_language, page_words
from voiceguide.web.parts import parts
from voiceguide.web.plan import list_notes

OWN = Blueprint("own", __name__, url_prefix="/own")


@OWN.get("")
def start() -> str:
    """Where one begins: from a routine, from a list, or from nothing."""
    return _start("", "")


@OWN.get("/new")
def empty() -> str:
    """Begin with nothing."""
    return _show(open_empty(page_language()))


@OWN.get("/copy/<name>")
def copy(name: str) -> str:
    """Edit a copy of a routine."""
    return _show(open_copy(name, page_language()))


@OWN.get("/edit/<name>")
def edit(name: str) -> str:
    """Edit a routine of one's own in its place."""
    try:
        return _show(open_own(name, page_language()))
    except KeyError:
        abort(404)
    except RoutineError as error:
        check_name(name)
        text, seen = read_own(name)  # by hand: what is wrong in it has no field
        return _show_text(name, seen, text, _tell_places(error))


@OWN.post("/discard")
def discard() -> BaseResponse | tuple[str, int]:
    """Take a routine out of the list, so that it can be brought back."""
    form = request.form
    try:
        aside = put_aside(form.get("name", ""), sure=bool(form.get("sure")))
    except KeyError:
        abort(404)
    except NotOurs:
        opened = open_form(form, page_language())
        return _show(replace(opened, given=form, asks="discard")), 409
    return redirect(url_for("own.start", removed=aside), 303)


@OWN.post("/undo")
def undo() -> BaseResponse:
    """Bring back what was taken out."""
    name = bring_back(request.form.get("removed", ""))
    if not name:
        abort(404)
    return redirect(url_for("own.edit", name=name), 303)


@OWN.post("/mend")
def mend() -> BaseResponse | tuple[str, int]:
    """Save the text of a file that cannot be read as a routine, where it can be now."""
    given = request.form
    name, seen, text = given.get("name", ""), given.get("seen", ""), given.get("text", "")
    text = text.replace("\r\n", "\n")
    check_name(name)
    try:
        parse_routine(text, ROUTINE_FILE)
        write_own(name, ROUTINE_FILE, text, seen=seen, replace=bool(given.get("replace")))
    except NotOurs:
        return _show_text(name, seen, text, page_words()["by_hand"], confirm=True), 409
    except ChangedMeanwhile:
        return _show_text(name, seen, text, page_words()["own_changed"]), 409
    except VoiceguideError as error:
        return _show_text(name, seen, text, _tell_places(error)), 400
    return redirect(url_for("adjust.sheet", routine=name, saved=1), 303)


@OWN.post("/paste")
def paste() -> tuple[str, int]:
    """Make a routine of a list that was pasted; nothing is written."""
    text = request.form.get("list", "")
    try:
        return _show(open_pasted(text, page_language())), 200
    except RoutineError as error:
        return _start(text, _tell(error)), 400


@OWN.post("/edit")
def act() -> BaseResponse | tuple[str, int]:
    """A button of the editor: change something, or save."""
    language, form = page_language(), request.form
    verb = form.get("do", "")
    before = open_form(form, language)
    try:
        opened = press(before, form, language)
        if opened.wrong:
            return _show(opened), 400
        if verb not in SAVING:
            return _show(opened), 200
        if not opened.revision.blocks:
            return _show(replace(opened, wrong={"": page_words()["own_nothing"]})), 400
        saved = save(opened, parts().made, verb)
    except VoiceguideError as error:  # and what was typed stays
        return _show(replace(before, given=form, wrong={"": _tell(error)})), 400
    if saved.asks:
        return _show(saved), 409
    return redirect(url_for("adjust.sheet", routine=saved.name, saved=1), 303)


def edit_address(path: str, name: str) -> str:
    """Where a routine is edited: in its place where it is one's own, else as a copy."""
    own = own_name(Path(path))
    return url_for("own.edit", name=own) if own else url_for("own.copy", name=name)


def is_own_routine(path: str) -> bool:
    """Whether a routine can be edited in its place."""
    return bool(own_name(Path(path)))


def _show_text(name: str, seen: str, text: str, wrong: str, *, confirm: bool = False) -> str:
    return render_template(
        "mend.html", name=name, seen=seen, text=text, wrong=wrong, confirm=confirm
    )


def _start(pasted: str, wrong: str) -> str:
    offers = list_offers()
    broken = [
        (one, _tell_places(one.error), own_name(one.path) if one.path.is_file() else "")
        for one in list_broken()
    ]
    return render_template(
        "own.html",
        yours=[offer for offer in offers if is_own_routine(offer.path)],
        offers=offers,
        broken=broken,
        removed=request.args.get("removed", ""),
        removed_title=_title_aside(request.args.get("removed", "")),
        pasted=pasted,
        wrong=wrong,
    )


def _title_aside(aside: str) -> str:
    """What a routine is called that was taken out; "" where it is not there any more."""
    folder = find_aside(aside)
    if folder is None:
        return ""
    try:
        return str(read_revision(read_text(folder / ROUTINE_FILE)).head["title"])
    except VoiceguideError:
        return folder.name


def _show(opened: OpenRoutine) -> str:
    language, revision = page_language(), opened.revision
    plan, unplanned = _try_plan(opened)
    names = name_exercises(plan.timeline) if plan else {}
    length = render_clock(plan.timeline.duration_ms) if plan else ""
    about: dict[str, Any] = {
        "head": list_edited(revision, (), language),
        "whole": list_edited(revision, None, language),
        "stands": inherited(revision),
        "blocks": outline(revision, names, language),
        "new": new_fields(language, opened.given),
        "is_begun": is_begun,
        "known": list(list_known(revision.language)),
    }
    return render_template(
        "editor.html",
        opened=opened,
        once=opened.once or secrets.token_hex(8),
        length=length,
        was=request.form.get("was", "")[:8] or length,
        notes=[*([unplanned] if unplanned else []), *(list_notes(plan) if plan else [])],
        pasted=_pasted_lines(opened.pasted),
        **about,
    )


def _try_plan(opened: OpenRoutine) -> tuple[Plan | None, str]:
    """How it would be; or else why it cannot be played yet."""
    if not opened.revision.blocks:
        return None, page_words()["own_nothing"]
    try:
        return plan_draft(opened), ""
    except VoiceguideError as error:
        return None, _tell(error)
    except ServiceUnavailable as error:  # what was typed is worth more than its length
        return None, str(error.description)


def _pasted_lines(text: str) -> list[tuple[str, list[Note]]]:
    """Every line of a list with what became of it."""
    if not text:
        return []
    try:
        notes = read_pasted(text).notes
    except RoutineError:
        return []
    lines = text.replace("\r\n", "\n").split("\n")
    told = [(line, [one for one in notes if one.line == n]) for n, line in enumerate(lines, 1)]
    whole = [("", [one]) for one in notes if not one.line]
    return [*whole, *((line, some) for line, some in told if line.strip() or some)]


def _tell(error: VoiceguideError) -> str:
    return " ".join(sentence(one.text) for one in refuse(error))


def _tell_places(error: VoiceguideError) -> str:
    """The same with the lines of a file that is edited as a text."""
    places = [f"{one.where}: " if one.where else "" for one in refuse(error)]
    told = [sentence(one.text) for one in refuse(error)]
    return " ".join(map("".join, zip(places, told, strict=True)))
