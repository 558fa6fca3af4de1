"""What w2a ("workout to audio") makes sessions of: a YAML file (its internal/config/*.go).

PyYAML reads it into nodes and nothing else: no value is constructed, so a tag has nothing to call,
and a name that stands for thousands of others is refused before anybody follows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from voiceguide.duration import render_duration
from voiceguide.errors import RoutineError
from voiceguide.lang.lengths import parse_duration
from voiceguide.routine.exercise import slug_of
from voiceguide.routine.handout import HOLD_LIMITS, Handout, Move, Note, Remark, Section, describe
from voiceguide.routine.settings import GAP_LIMITS
from voiceguide.routine.wording import tell_language
from voiceguide.text import one_line

MOST_NODES = 10_000
"""A file says at most so many things, also where names stand for others."""
_KEYS = ("exercises", "pause")
_SOUND = ("tts", "audio_format", "i18n", "log_level")
"""How w2a speaks, which is ours to do."""
_SAID = ("before_workout_announce", "after_workout_announce", "exercise_beginning", "half_time")
_TAG = "tag:yaml.org,2002:"
_TAGS = frozenset(
    _TAG + kind
    for kind in ("str", "int", "float", "bool", "null", "map", "seq", "merge", "timestamp")
)


def read_w2a(text: str, file: str, name: str) -> Handout:
    """Read a file of w2a. Raises RoutineError, also where PyYAML is not installed."""
    root = _compose(text, file)
    _check(root, file)
    table = _mapping(root, file, "this")
    if "version" in table:
        version = _text(table["version"], file, "version")
        raise RoutineError(
            f"this was written by a newer w2a, in version {version}",
            where=_place(table["version"], file),
            remedy="Known are files without a version; write the exercises as a list.",
        )
    if "exercises" not in table:
        raise RoutineError(
            "this YAML is no file of w2a: it has no exercises",
            where=file,
            remedy="Read is YAML of w2a; anything else as a plain list.",
        )
    return _Reader(file).read(table)


def _compose(text: str, file: str) -> Any:
    try:
        import yaml
    except ImportError:
        raise RoutineError(
            "PyYAML, which reads YAML, is not installed",
            where=file,
            remedy="Run: pip install 'voiceguide[import]'",
        ) from None
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{file}:{mark.line + 1}" if mark else file
        what = error.problem or error.context or "it cannot be read"
        raise RoutineError(f"not valid YAML: {what}", where=where, remedy=_FIX) from None
    except (yaml.YAMLError, ValueError):
        raise RoutineError("not valid YAML", where=file, remedy=_FIX) from None
    except RecursionError:
        raise RoutineError(
            "not valid YAML: it is nested too deeply", where=file, remedy=_FIX
        ) from None


_FIX = "See how `w2a example` writes it, or write the exercises as a list."


def _check(root: Any, file: str) -> None:
    """Refuse tags, and names that stand for too much or for themselves."""
    sizes: dict[int, int] = {}
    open_: set[int] = set()

    def size(node: Any) -> int:
        key = id(node)
        if key in open_:
            raise _bomb(node, file)
        if key not in sizes:
            if node.tag not in _TAGS:
                raise RoutineError(
                    f"the tag {_shown(node.tag)} is not read",
                    where=_place(node, file),
                    remedy="Write the value without it.",
                )
            open_.add(key)
            sizes[key] = 1 + sum(size(part) for part in _parts(node))
            open_.discard(key)
        if sizes[key] > MOST_NODES:
            raise _bomb(node, file)
        return sizes[key]

    if root is not None:
        try:
            size(root)
        except RecursionError:
            raise RoutineError("it is nested too deeply", where=file, remedy=_FIX) from None


def _shown(tag: str) -> str:
    return f"!!{tag.removeprefix(_TAG)}" if tag.startswith(_TAG) else one_line(tag)[:60]


def _bomb(node: Any, file: str) -> RoutineError:
    return RoutineError(
        "names in it stand for too much",
        where=_place(node, file),
        remedy="Write out what & and * stand for.",
    )


def _parts(node: Any) -> Iterator[Any]:
    if isinstance(node.value, list):
        for part in node.value:
            yield from part if isinstance(part, tuple) else (part,)


def _place(node: Any, file: str) -> str:
    return f"{file}:{node.start_mark.line + 1}"


def _mapping(node: Any, file: str, what: str) -> dict[str, Any]:
    """The keys of a table -> their nodes; what `<<` stands for lies under its own keys."""
    if (
        node is None
        or not isinstance(node.value, list)
        or not all(isinstance(part, tuple) for part in node.value)
    ):
        where = _place(node, file) if node is not None else file
        raise RoutineError(f"{what} is not a table", where=where, remedy=_FIX)
    merged: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for key, value in node.value:
        if key.value == "<<":
            under = value.value if _is_list(value) else [value]
            for one in under:
                merged = {**_mapping(one, file, "what << stands for"), **merged}
        else:
            own[str(key.value)] = value
    return {**merged, **own}


def _is_list(node: Any) -> bool:
    return isinstance(node.value, list) and not any(isinstance(part, tuple) for part in node.value)


def _text(node: Any, file: str, key: str) -> str:
    if not isinstance(node.value, str):
        raise RoutineError(f"{key!r} is not a text", where=_place(node, file), remedy=_FIX)
    return one_line(node.value).replace("{", "(").replace("}", ")")


class _Reader:
    """One file, and what was found in it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.notes: list[Note] = []
        self.items: list[Move | Remark] = []

    def read(self, table: dict[str, Any]) -> Handout:
        """Read its exercises, and the rest between them."""
        if not _is_list(table["exercises"]):
            raise RoutineError(
                "'exercises' is not a list",
                where=_place(table["exercises"], self.file),
                remedy=_FIX,
            )
        for key, node in table.items():
            if key in _SAID or key in _SOUND:
                why = (
                    "voiceguide says it in its own way"
                    if key in _SAID
                    else "the voice is chosen when it is built"
                )
                self._leave(node, key, why)
            elif key not in _KEYS and not _is_exercise(node):
                self._leave(node, key, "w2a is not known to have it")
        rest = self._rest(table)
        words: list[str] = []
        for node in table["exercises"].value:
            words += self._exercise(node)
        language = tell_language("\n".join(words), self.file)
        return Handout(
            "",
            language,
            (Section("", tuple(self.items)),),
            tuple(sorted(self.notes, key=lambda note: note.line)),
            rest,
        )

    def _rest(self, table: dict[str, Any]) -> int | None:
        if "pause" not in table:
            return None
        pause = _mapping(table["pause"], self.file, "'pause'")
        if "text" in pause:
            self._leave(pause["text"], "pause: text", "voiceguide says it in its own way")
        if "duration" not in pause:
            return None
        length = self._length(pause["duration"], "pause: duration", GAP_LIMITS)
        told = f"rest {render_duration(length)} between exercises"
        self.notes.append(Note(_line(pause["duration"]), told))
        return length

    def _exercise(self, node: Any) -> list[str]:
        table = _mapping(node, self.file, "an exercise")
        for key in ("name", "duration"):
            if key not in table:
                raise RoutineError(
                    f"an exercise has no {key!r}", where=_place(node, self.file), remedy=_FIX
                )
        name = _text(table["name"], self.file, "name")
        length = self._length(table["duration"], "duration", HOLD_LIMITS)
        half = "half_time" in table and _text(
            table["half_time"], self.file, "half_time"
        ).lower() in ("true", "yes", "on")
        texts = self._texts(table)
        rest = (
            self._length(table["pause_duration"], "pause_duration", GAP_LIMITS)
            if "pause_duration" in table
            else None
        )
        if not slug_of(name):
            self._leave(
                node,
                name or "an exercise without a name",
                "its name has no letters of the alphabet a to z",
            )
            return []
        if half and length // 2 < HOLD_LIMITS[0]:
            half = False
        move = Move(name, length // 2 if half else length, each=half, say=texts)
        if rest is not None:
            self._pause(rest)
        self.items.append(move)
        told = f"{describe(move)} (half of the time on each)" if half else describe(move)
        self.notes.append(Note(_line(node), told))
        known = ("name", "duration", "texts", "half_time", "pause_duration")
        for key, value in table.items():
            if key not in known:
                self._leave(value, key, "w2a is not known to have it")
        return [name, *texts]

    def _pause(self, rest: int) -> None:
        """The pause of w2a comes before its exercise: it is the rest of the one before."""
        for at in reversed(range(len(self.items))):
            item = self.items[at]
            if isinstance(item, Move):
                self.items[at] = replace(item, rest=rest)
                return

    def _texts(self, table: dict[str, Any]) -> tuple[str, ...]:
        if "texts" not in table:
            return ()
        node = table["texts"]
        if not _is_list(node):
            raise RoutineError("'texts' is not a list", where=_place(node, self.file), remedy=_FIX)
        texts = [_text(one, self.file, "texts") for one in node.value]
        return tuple(
            text if text.endswith((".", "!", "?")) else f"{text}." for text in texts if text
        )

    def _length(self, node: Any, key: str, limits: tuple[int, int]) -> int:
        try:
            length = parse_duration(_text(node, self.file, key))
        except RoutineError as error:
            raise RoutineError(
                f"{key}: {error.problem}", where=_place(node, self.file), remedy=error.remedy
            ) from None
        if not limits[0] <= length <= limits[1]:
            raise RoutineError(
                f"{key}: {node.value} is out of range",
                where=_place(node, self.file),
                remedy=f"It may be {limits[0] // 1000} s to {limits[1] // 60_000} min.",
            )
        return length

    def _leave(self, node: Any, what: str, why: str) -> None:
        line = _line(node)
        said = f"{what}: {one_line(node.value)}" if isinstance(node.value, str) else what
        self.items.append(Remark(line, said))
        self.notes.append(Note(line, "", said, why))


def _is_exercise(node: Any) -> bool:
    """Whether it is an exercise written out to be named by several."""
    parts = node.value if isinstance(node.value, list) else []
    return any(isinstance(part, tuple) and part[0].value == "name" for part in parts)


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
