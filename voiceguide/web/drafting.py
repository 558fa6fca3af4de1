"""A routine that is being edited: opened, changed by a button, and saved.

It travels in the form, as the text of its file, so that nothing is written until it is saved.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.disk.files import digest_of
from voiceguide.disk.library import ROUTINE_FILE, Found, read_text, user_scripts
from voiceguide.disk.own import (
    ChangedMeanwhile,
    NotOurs,
    check_name,
    files_beside,
    free_name,
    read_own,
    write_new,
    write_own,
)
from voiceguide.errors import OutputError, RoutineError, UnknownName
from voiceguide.lang.language import base_of
from voiceguide.routine.commented import read_revision
from voiceguide.routine.handout import Handout
from voiceguide.routine.intake import parse_handout
from voiceguide.routine.revision import (
    At,
    Revision,
    add_exercise,
    change,
    check_revision,
    count_exercises,
    move,
    remove,
    speak_all,
)
from voiceguide.routine.rewrite import render_revision
from voiceguide.routine.transcript import write_transcript
from voiceguide.session.preview import Plan
from voiceguide.session.tryout import try_out
from voiceguide.web.draftform import (
    apply_fields,
    is_begun,
    make_exercise_draft,
    place_on_page,
    tell_faults,
)
from voiceguide.web.known import add_known
from voiceguide.web.made import MadeRoutines
from voiceguide.web.offers import RoutineChoice, is_built_in, list_offers
from voiceguide.web.pagewords import fill, words_in
from voiceguide.web.plan import turn

MOST_ON_PAGE = 150
"""Exercises that are edited on one page."""
UNSAVED = "unsaved"
"""The folder of a routine that has no name yet, where it is tried out."""
SAVING = ("save", "replace", "anew")
"""What a button says that saves."""
TRIES = 9
"""Names that are tried for a new one."""
PASTED = "pasted"
"""What a list is called that has no title."""


class OpenRoutine(Struct, frozen=True):
    """A routine that is being edited."""

    revision: Revision
    name: str = ""
    """Its folder's; "" for one that is not saved yet."""
    seen: str = ""
    """The digest of its file when it was read."""
    model: str = ""
    """The routine it is a copy of; "" for none."""
    pasted: str = ""
    """The list it was made of."""
    edited: bool = False
    """Whether it differs from what it was when it was opened."""
    given: Mapping[str, str] = {}
    """What was typed, where something is wrong with it."""
    wrong: Mapping[str, str] = {}
    """What is wrong, by field; under "" what is about none."""
    asks: str = ""
    """Why it was not saved: "replace" where that has to be confirmed, "changed", "removed"; and
    "discard" where removing it has to be confirmed."""
    once: str = ""
    """What tells this form from all others, so that it makes one new routine and not two."""

    @property
    def text(self) -> str:
        """Its file."""
        return render_revision(self.revision)


def open_own(name: str, language: str) -> OpenRoutine:
    """Open a routine to be edited in its place. Raises VoiceguideError, KeyError for none."""
    text, seen = read_own(name)
    if not seen:
        raise KeyError(name)
    return OpenRoutine(_read(text, language), name, seen)


def open_copy(name: str, language: str) -> OpenRoutine:
    """Open a copy of a routine, in the page's language where it is written in that too."""
    revision = speak_all(_read(read_text(Path(_offer(name).path)), language), language)
    title = fill(words_in(base_of(revision.language))["own_version"], revision.head["title"])
    titles = {
        code: fill(words_in(code)["own_version"], text)
        for code, text in revision.head.get("titles", {}).items()
    }
    renamed = change(revision, (), {"title": title, "titles": titles or None})
    return OpenRoutine(renamed, model=name)


def open_empty(language: str) -> OpenRoutine:
    """Begin with nothing."""
    title = words_in(language)["own_untitled"]
    return OpenRoutine(Revision({"title": title, "language": language}))


def open_pasted(text: str, language: str) -> OpenRoutine:
    """Make a routine of a list, as `import` does. Raises RoutineError."""
    made = write_transcript(read_pasted(text), PASTED)
    return OpenRoutine(_read(made, language), pasted=text, edited=True)


def read_pasted(text: str) -> Handout:
    """What is understood of a list. Raises RoutineError."""
    return parse_handout(text.encode("utf-8", "replace"), PASTED, PASTED)


def open_form(form: Mapping[str, str], language: str) -> OpenRoutine:
    """What a form carries. Raises RoutineError."""
    if form.get("name"):
        check_name(form["name"])
    return OpenRoutine(
        _read(form.get("text", ""), language),
        form.get("name", ""),
        form.get("seen", ""),
        form.get("model", ""),
        form.get("pasted", ""),
        bool(form.get("edited")),
        once=form.get("once", ""),
    )


def press(opened: OpenRoutine, form: Mapping[str, str], language: str) -> OpenRoutine:
    """Take what was typed, and do what a button asks for, if nothing is wrong."""
    verb, at = _button(form.get("do", ""))
    given = form
    if verb == "remove" and at:  # what was typed into what goes is nothing to be told about
        gone = ".".join(opened.revision.path(at)) if _is_there(opened.revision, at) else "-"
        given = {key: text for key, text in form.items() if not f"{key}.".startswith(f"{gone}.")}
    typed, wrong = apply_fields(opened.revision, given, language)
    wrong = wrong or _faults(typed, language)
    if wrong:
        told = place_on_page(wrong, opened.revision, typed, language)
        return replace(opened, given=given, wrong=told, edited=True)
    typed = _without_copied(opened.revision, typed)
    begun = {key: text for key, text in form.items() if key.startswith("new.")}
    changed = opened.edited or typed != opened.revision
    kept = replace(opened, revision=typed, edited=changed, given=begun)
    if verb == "new" or (verb in SAVING and is_begun(form)):
        return _with_new(kept, form, language)
    acts: dict[str, Callable[[], Revision]] = {
        "up": lambda: move(typed, at, -1),
        "down": lambda: move(typed, at, 1),
        "remove": lambda: remove(typed, at),
        "add": lambda: add_known(typed, form.get("known", "")),
    }
    return _done(kept, acts[verb], language) if verb in acts else kept


def _without_copied(before: Revision, typed: Revision) -> Revision:
    """A title or a line typed anew, without what a copy brought along of it in other languages:
    by now it says something else. What somebody wrote themselves stays."""
    keys: dict[str, Any] = {}
    if before.head.get("title") != typed.head.get("title"):
        titles = typed.head.get("titles", {})
        keys["titles"] = {code: one for code, one in titles.items() if not _is_version(one, code)}
    if before.head.get("about") != typed.head.get("about"):
        ours = [one.routine for one in list_offers() if is_built_in(one)]
        copied = {text for one in ours for text in (one.about, *one.abouts.values())}
        abouts = typed.head.get("abouts", {})
        keys["abouts"] = {code: one for code, one in abouts.items() if one not in copied}
    return change(typed, (), {key: some or None for key, some in keys.items()})


def _is_version(title: str, language: str) -> bool:
    """Whether it is a title that a copy was given."""
    before, _, after = words_in(language)["own_version"].partition("{}")
    return title.startswith(before) and title.endswith(after)


def _with_new(opened: OpenRoutine, form: Mapping[str, str], language: str) -> OpenRoutine:
    """With the new exercise that was typed; as it was, and what is wrong at its fields, else."""
    own = opened.revision.head.get("vars", {})
    one, wrong = make_exercise_draft(form, own, language)
    if one is None:
        return replace(opened, wrong=wrong)
    made = add_exercise(opened.revision, one)
    if wrong := _faults(made, language):
        return replace(opened, wrong=place_on_page(wrong, opened.revision, made, language))
    return replace(opened, revision=made, edited=True, given={})


def save(opened: OpenRoutine, made: MadeRoutines, verb: str) -> OpenRoutine:
    """Write it; its name stands in what is returned, or what has to be asked. Raises
    VoiceguideError."""
    if not opened.name or verb == "anew":
        with made.lock:
            if opened.once not in made.names:
                name = _save_new(opened)
                made.remember(opened.once, name, _digest(opened))
                return replace(opened, name=name)
            name, seen = made.names[opened.once]
        opened = replace(opened, name=name, seen=seen)  # sent twice, or after "Back"
    try:
        seen = write_own(
            opened.name, ROUTINE_FILE, opened.text, seen=opened.seen, replace=verb == "replace"
        )
        made.keep(opened.once, opened.name, seen)
    except ChangedMeanwhile:
        now = read_own(opened.name)[1]
        if now != _digest(opened):  # else it was sent twice
            return replace(opened, asks="changed" if now else "removed")
    except NotOurs:
        return replace(opened, asks="replace")
    return replace(opened, asks="")


def _digest(opened: OpenRoutine) -> str:
    return digest_of(opened.text.encode("utf-8", "replace"))


def _save_new(opened: OpenRoutine) -> str:
    """Write it under a name that is free, and under the next one where somebody was faster."""
    files = files_of(opened)
    for _ in range(TRIES):
        name = free_name(str(opened.revision.head.get("title", "")))
        with suppress(ChangedMeanwhile):
            write_new(name, files)
            return name
    raise OutputError("too many are saved at once", remedy="Try again in a moment.")


def plan_draft(opened: OpenRoutine) -> Plan:
    """Lay it out as it would be when it is saved. Raises VoiceguideError."""
    with turn():
        return try_out(opened.name or UNSAVED, files_of(opened), os.environ)


def files_of(opened: OpenRoutine) -> dict[str, str]:
    """Every file of its folder that is a text, those of its model among them."""
    beside: dict[str, str] = {}
    if opened.name:
        path = user_scripts() / opened.name / ROUTINE_FILE
        beside = files_beside(Found(path, opened.name))
    elif opened.model:
        offer = _offer(opened.model)
        found = files_beside(Found(Path(offer.path), offer.name))
        beside = _in_language(found, offer.routine.language, opened.revision.language)
    return {**beside, ROUTINE_FILE: opened.text}


def _in_language(files: Mapping[str, str], own: str, wanted: str) -> dict[str, str]:
    """The scripts of a folder where another language is now the routine's own: its scripts lie in
    the folder itself, and the others in one named by their language."""
    native, code = base_of(own), base_of(wanted)
    if native == code:
        return {**files}
    return {
        file.removeprefix(f"{code}/") if "/" in file else f"{native}/{file}": text
        for file, text in files.items()
    }


def _read(text: str, language: str) -> Revision:
    revision = read_revision(text)
    if count_exercises(revision) > MOST_ON_PAGE:
        raise RoutineError(fill(words_in(language)["own_many"], MOST_ON_PAGE))
    return revision


def _offer(name: str) -> RoutineChoice:
    offers = {offer.name: offer for offer in list_offers()}
    if name not in offers:
        raise UnknownName("routine", name[:80], offers)
    return offers[name]


def _button(text: str) -> tuple[str, At]:
    """What a button says: "up 0 2" is a verb and a place."""
    match = re.fullmatch(r"([a-z]+)((?: [0-9]{1,4}){0,2})", text)
    return (match[1], tuple(map(int, match[2].split()))) if match else ("", ())


def _is_there(revision: Revision, at: At) -> bool:
    return at[0] < len(revision.blocks) and all(
        place < len(revision.blocks[at[0]].exercises) for place in at[1:]
    )


def _faults(revision: Revision, language: str) -> dict[str, str]:
    """What is wrong with it; that there is nothing in it yet is not."""
    faults: Any = check_revision(revision)[1]
    if not revision.blocks:
        faults = [(path, error) for path, error in faults if path]
    elif count_exercises(revision) > MOST_ON_PAGE:
        return {"": fill(words_in(language)["own_many"], MOST_ON_PAGE)}
    return tell_faults(revision, faults, language)


def _done(opened: OpenRoutine, act: Callable[[], Revision], language: str) -> OpenRoutine:
    """What it is after an act; as it was, and what is wrong, where that would not be a routine."""
    made = act()
    wrong = _faults(made, language)
    if wrong:
        return replace(opened, wrong={"": " ".join(dict.fromkeys(wrong.values()))})
    return replace(opened, revision=made, edited=True)
