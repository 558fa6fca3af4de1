"""The fields of a routine that is edited: what is shown of it, and what was typed into them.

A field is called by its path in the file, "block.0.do.2.hold", so that what is wrong there is said
at it. What nobody changed is left as it was written. What is typed is a text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from voiceguide.duration import render_duration
from voiceguide.errors import VoiceguideError
from voiceguide.lang.lengths import parse_duration
from voiceguide.routine.block import BLOCK_ROWS
from voiceguide.routine.exercise import EXERCISE_ROWS
from voiceguide.routine.kind import Duration, Whole
from voiceguide.routine.placeholder import as_data, has_strange_place
from voiceguide.routine.revision import At, ExerciseDraft, Keys, Revision, change, count_exercises
from voiceguide.routine.row import Setting
from voiceguide.routine.settings import LIST_ROWS, ROWS
from voiceguide.routine.shape import Faults, Path
from voiceguide.routine.telling import words_of
from voiceguide.script.typed import has_unseen
from voiceguide.text import has_words, one_line
from voiceguide.web.answer import refuse, sentence
from voiceguide.web.pagewords import Words, capitalize, fill, words_in

LONGEST = {"say": 4_000, "title": 120, "about": 200, "target": 120}
"""Characters of a text; of anything else LONGEST_VALUE."""
LONGEST_VALUE = 60
HEAD = ("title", "about")
WHOLE = ("hold", "reps", "rest", "switch", "rounds")
"""Settings of the whole routine that are edited here; all the others are on Adjust."""
PAIR = ("target", "rounds", "rest", "between")
LIST = ("title", "rounds", "rest", "between", "hold", "reps")
DOSES = {0: ("hold",), 1: ("reps", "tempo")}
"""What the exercises of a pair have: the stretch is held, the other counted."""
NEW = ("title", "hold", "reps", "sides", "say")
"""What a new exercise has."""
BY_ROUND = ("hold", "reps")
_LABELS = {
    "title": "own_title",
    "about": "own_about",
    "target": "own_target",
    "between": "own_between",
    "say": "own_say",
    "sides": "sides",
}
_UNITS = {"say": "own_say_hint", "between": "own_seconds"}


class EditField(Struct, frozen=True):
    """One field."""

    name: str
    key: str
    label: str
    unit: str
    kind: Literal["value", "text", "lines", "sides"]
    value: str
    most: int


def list_edited(revision: Revision, at: At | None, language: str) -> list[EditField]:
    """The fields of a block or an exercise; of the file itself at (), of its settings at None."""
    keys, path, names = _place(revision, at)
    return [_field(".".join((*path, key)), key, keys.get(key), language) for key in names]


def apply_fields(
    revision: Revision, given: Mapping[str, str], language: str
) -> tuple[Revision, dict[str, str]]:
    """The routine with what was typed, and what is wrong with it, by field."""
    wrong: dict[str, str] = {}
    own, drawn = revision.head.get("vars", {}), revision
    for at in _places(drawn):
        new: dict[str, Any] = {}
        # what is typed can change what fields are called: of [[pair]] they were drawn as "pair.0"
        for field in list_edited(drawn, at, language):
            text = given.get(field.name, field.value).replace("\r\n", "\n")
            if text.strip() == field.value.strip():
                continue
            if refused := _refuse_text(field, text, own, words_in(language)):
                wrong[field.name] = refused
                continue
            new[field.key] = _read(field, as_data(text, own))
        if new and at is None:
            settings = {**revision.head.get("settings", {}), **new}
            kept = {key: value for key, value in settings.items() if value is not None}
            revision = change(revision, (), {"settings": kept or None})
        elif new:
            revision = change(revision, at or (), new)
    return revision, wrong


def tell_faults(revision: Revision, faults: Faults, language: str) -> dict[str, str]:
    """What is wrong, by the field it is about; "" for what no field is about."""
    fields = _fields(revision, language)
    told: dict[str, str] = {}
    for path, error in faults:
        own = path
        if path[-1:] == ("exercise",):  # nobody names a script here: what is missing is its title
            own = (*path[:-1], "title")
        elif error.problem.startswith("title:"):
            own = (*path, "title")
        name = ".".join(own)
        field = fields.get(name)
        told.setdefault(
            name if field else "", _tell(field, own or ("",), error, words_in(language))
        )
    return told


def place_on_page(
    wrong: Mapping[str, str], drawn: Revision, changed: Revision, language: str
) -> dict[str, str]:
    """What is wrong with a changed routine, by the fields of the one that is drawn; what has no
    field there is said above, so that nothing is refused without a word."""
    drawn_names = {*_fields(drawn, language), *(f"new.{key}" for key in NEW)}
    grown = count_exercises(changed) > count_exercises(drawn)
    new = ".".join(changed.path(_last(changed))) if grown else "new"
    told: dict[str, list[str]] = {}
    for name, text in wrong.items():
        first, dot, rest = name.partition(".")
        own = f"{drawn.key if first == changed.key else first}{dot}{rest}"
        if own not in drawn_names and name.startswith(f"{new}."):
            own = f"new{name.removeprefix(new)}"
        some = told.setdefault(own if own in drawn_names else "", [])
        some += [] if text in some else [text]
    return {name: " ".join(some) for name, some in told.items()}


def make_exercise_draft(
    given: Mapping[str, str], own: Mapping[str, Any], language: str
) -> tuple[ExerciseDraft | None, dict[str, str]]:
    """A new exercise of the fields "new.KEY", or what is wrong with them."""
    words, keys, wrong = words_in(language), dict[str, Any](), dict[str, str]()
    for key in NEW:
        field = _field(f"new.{key}", key, None, language)
        text = given.get(field.name, "").replace("\r\n", "\n")
        if refused := _refuse_text(field, text, own, words):
            wrong[field.name] = refused
        elif (value := _read(field, as_data(text, own))) is not None:
            keys[key] = value
    if "title" not in keys and not wrong:
        wrong["new.title"] = words["own_needs_title"]
    return (None, wrong) if wrong else (ExerciseDraft(keys), {})


def new_fields(language: str, given: Mapping[str, str]) -> list[EditField]:
    """The fields of an exercise that is new."""
    return [_field(f"new.{key}", key, None, language, given.get(f"new.{key}")) for key in NEW]


def is_begun(given: Mapping[str, str]) -> bool:
    """Whether anything was typed for a new exercise."""
    return any(given.get(f"new.{key}", "").strip() for key in NEW if key != "sides")


def _refuse_text(field: EditField, text: str, own: Collection[str], words: Words) -> str:
    """What is wrong with what was typed, whatever the field is for; "" for nothing."""
    if len(text) > field.most:
        return fill(words["own_too_long"], field.most)
    if has_unseen(text):
        return str(words["typed_unseen"])
    return str(words["typed_unknown"]) if has_strange_place(text, own) else ""


def _last(revision: Revision) -> At:
    """Where the last exercise is."""
    return (len(revision.blocks) - 1, len(revision.blocks[-1].exercises) - 1)


def _fields(revision: Revision, language: str) -> dict[str, EditField]:
    return {
        field.name: field
        for at in _places(revision)
        for field in list_edited(revision, at, language)
    }


def _places(revision: Revision) -> Iterator[At | None]:
    yield from ((), None)
    for number, block in enumerate(revision.blocks):
        yield (number,)
        yield from ((number, place) for place in range(len(block.exercises)))


def _place(revision: Revision, at: At | None) -> tuple[Keys, tuple[str, ...], tuple[str, ...]]:
    """What is edited somewhere: its keys, its path, and the names of those that have fields."""
    if at is None:
        return revision.head.get("settings", {}), ("settings",), WHOLE
    if not at:
        return revision.head, (), HEAD
    block, path = revision.blocks[at[0]], revision.path(at)
    if len(at) == 1:
        return block.keys, path, PAIR if block.pair else LIST
    keys = block.exercises[at[1]].keys
    doses = DOSES[at[1]] if block.pair else ("hold", "reps", "tempo", "rest")
    titled = "title" in keys or "exercise" not in keys
    said = () if "exercise" in keys else ("say",)
    return keys, path, ((("title",) if titled else ()) + ("sides", *doses) + said)


def _field(name: str, key: str, value: Any, language: str, typed: str | None = None) -> EditField:
    words = words_in(language)
    label, unit = (words[_LABELS[key]], "") if key in _LABELS else words_of(key, language)[:2]
    unit = words[_UNITS[key]] if key in _UNITS else unit
    if key == "rounds" and not name.startswith("settings."):
        label, unit = words["own_rounds_of"], ""
    if _is_by_round(name, key):
        unit = words["own_by_round" if key == "hold" else "own_reps_by_round"]
    kind: Any = {"say": "lines", "sides": "sides"}.get(key, "value" if _row(key) else "text")
    shown = _show(key, value) if typed is None else typed
    return EditField(name, key, label, unit, kind, shown, LONGEST.get(key, LONGEST_VALUE))


def _is_by_round(name: str, key: str) -> bool:
    """Whether a field may have a value for each round: only what is in a block has rounds."""
    return key in BY_ROUND and not name.startswith(("settings.", "new."))


def _row(key: str) -> Setting | None:
    return {**ROWS, **BLOCK_ROWS, **EXERCISE_ROWS}.get(key)


def _show(key: str, value: Any) -> str:
    """A value as its field has it: seconds as a number, several values with commas."""
    if key == "sides":
        return "once" if value == "once" else "each"
    if value is None:
        return ""
    if key == "say":
        return "\n".join(value) if isinstance(value, list) else str(value)
    values = value if isinstance(value, list) else [value]
    row = _row(key)
    if row and isinstance(row.kind, Duration):
        return ", ".join(map(_seconds, values))
    return ", ".join(map(str, values))


def _seconds(value: Any) -> str:
    try:
        return f"{parse_duration(str(value)) / 1000:g}"
    except VoiceguideError:
        return str(value)


def _read(field: EditField, text: str) -> Any:
    """What a file has for what was typed; None for nothing."""
    if field.kind == "lines":
        lines = [one for line in text.split("\n") if has_words(one := one_line(line))]
        return (lines if len(lines) > 1 else lines[0]) if lines else None
    text = one_line(text)
    if field.kind == "sides":
        return "once" if text == "once" else None
    if not text or field.kind == "text":
        return text or None
    values = [_value(field.key, piece) for piece in _split(field, text) if piece]
    return values if len(values) > 1 else (values[0] if values else None)


def _split(field: EditField, text: str) -> list[str]:
    """The values of a field. "45,5" is one: its comma is a decimal one."""
    if isinstance(getattr(_row(field.key), "kind", None), Duration):
        digits = "1" if _is_by_round(field.name, field.key) else "1,3"
        text = re.sub(rf"^([0-9]+),([0-9]{{{digits}}})$", r"\1.\2", text)
    listed = field.key in BY_ROUND
    return [piece.strip() for piece in text.split(",")] if listed else [text]


def _value(key: str, text: str) -> Any:
    """One value; what cannot be read stays as it is, and whoever checks the file says so."""
    kind = getattr(_row(key), "kind", None)
    if isinstance(kind, Whole):
        return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else text
    if not isinstance(kind, Duration):
        return text
    try:
        return render_duration(parse_duration(f"{text}s" if _is_number(text) else text))
    except VoiceguideError:
        return text


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,6}([.][0-9]{1,3})?", text) is not None


def _tell(field: EditField | None, path: Path, error: VoiceguideError, words: Words) -> str:
    """What is wrong in the page's words, where they have any for it."""
    if field and field.key == "title" and not field.value:
        return str(words["own_needs_title"])
    kind = _kind_at(path)
    pieces = field.value.split(",") if field else []
    several = len(pieces) > 1 and all(_is_number(one.strip()) for one in pieces)
    if field and kind and not several:
        unit = 1000 if isinstance(kind, Duration) else 1
        return fill(words["out_of_range"], kind.least // unit, kind.most // unit)
    return " ".join(capitalize(sentence(one.text)) for one in refuse(error))


def _kind_at(path: Path) -> Duration | Whole | None:
    """The kind of the value at a place, where it has limits."""
    key = path[-1]
    row = ROWS.get(key) if path[0] == "settings" else _row(key)
    row = LIST_ROWS["hold"] if key == "hold" and "do" in path else row
    return row.kind if row and isinstance(row.kind, Duration | Whole) else None
