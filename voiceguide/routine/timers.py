"""What the timers Just Another Workout Timer and OpenHIIT export (JSON).

The first writes `{"workouts": [...]}` or one workout, `version` 2 (its lib/utils/workout.dart); the
second a list of timers without a version (lib/core/models/timer_type.dart), and older ones a flat
table each (workout_type.dart).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from voiceguide.duration import render_duration
from voiceguide.errors import RoutineError
from voiceguide.routine.block import MOST_ROUNDS
from voiceguide.routine.exercise import slug_of
from voiceguide.routine.handout import HOLD_LIMITS, Handout, Move, Note, Remark, Section, describe
from voiceguide.routine.settings import GAP_LIMITS
from voiceguide.routine.wording import rest_names, tell_language, wording_of
from voiceguide.text import how_many, one_line

JAWT = "Just Another Workout Timer"
JAWT_VERSION = 2
"""The newest version of its files that is known."""
OPENHIIT = "OpenHIIT"
_REMEDY = "Export it again from {}, or write the exercises as a list."


def read_timers(text: str, file: str, name: str) -> Handout:
    """Read an export of either. Raises RoutineError."""
    value = _load(text, file)
    every = value if isinstance(value, list) else [value]
    if not every or not all(isinstance(one, dict) for one in every):
        raise _unknown(file)
    first = every[0]
    if "workouts" in first or "sets" in first:
        export = _Export(JAWT, file)
        export.check_version(first)
        return export.read(_workouts(first, file), name)
    if "timeSettings" in first or "numExercises" in first:
        return _Export(OPENHIIT, file).read(every, name)
    raise _unknown(file)


def _load(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise RoutineError(
            f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}",
            where=f"{file}:{error.lineno}",
            remedy="Export it again, and do not change it by hand.",
        ) from None
    except (RecursionError, ValueError):
        raise RoutineError(
            "not valid JSON: it is nested too deeply, or a number is too long",
            where=file,
            remedy="Export it again, and do not change it by hand.",
        ) from None


def _unknown(file: str) -> RoutineError:
    return RoutineError(
        "this JSON is of no tool that is known here",
        where=file,
        remedy=f"Read are exports of {JAWT} and {OPENHIIT}; anything else as a plain list.",
    )


def _workouts(first: Mapping[str, Any], file: str) -> list[Any]:
    found = first.get("workouts", [first])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _broken(JAWT, "'workouts' is not a list of workouts", file)
    return found


def _whole(value: object) -> int | None:
    """A whole number, also one in quotes; None for anything else."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value.strip(), re.ASCII):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _broken(tool: str, what: str, file: str) -> RoutineError:
    return RoutineError(
        f"this is no export of {tool}: {what}", where=file, remedy=_REMEDY.format(tool)
    )


class _Export:
    """One file of a tool, and what was found in it."""

    def __init__(self, tool: str, file: str) -> None:
        self.tool = tool
        self.file = file
        self.notes: list[Note] = []
        self.language = ""

    def read(self, every: Sequence[Mapping[str, Any]], name: str) -> Handout:
        """All its workouts one after another, or the one that has the routine's name."""
        if not every:
            raise RoutineError(
                "there is no workout in it", where=self.file, remedy=_REMEDY.format(self.tool)
            )
        for one in every:
            self.check_version(one)
        titles = [self._text(one, "title" if "title" in one else "name") for one in every]
        chosen = [at for at, title in enumerate(titles) if slug_of(title) == name]
        if len(every) > 1 and chosen:
            every, titles = [every[chosen[0]]], [titles[chosen[0]]]
        elif len(every) > 1:
            names = ", ".join(filter(None, map(slug_of, titles)))
            self.notes.append(
                Note(
                    0, f"{len(every)} workouts, one after another; --name takes one alone: {names}"
                )
            )
        words = "\n".join([*titles, *(self._names(one) for one in every)])
        self.language = tell_language(words, self.file)
        sections: list[Section] = []
        for one, title in zip(every, titles, strict=True):
            found = self._workout(one)
            sections += found if len(every) == 1 else _titled(found, title)
        title = titles[0] if len(titles) == 1 else ""
        return Handout(title, self.language, tuple(sections), tuple(self.notes), 0)

    def check_version(self, table: Mapping[str, Any]) -> None:
        """Refuse what a newer version of the tool wrote."""
        key = "schemaVersion" if "schemaVersion" in table else "version"
        jawt = self.tool == JAWT
        newest = JAWT_VERSION if jawt else 0
        version = _whole(table.get(key, newest))
        if version is None:
            raise _broken(self.tool, f"{key!r} is not a whole number", self.file)
        if version > newest or (key == "schemaVersion" and not jawt):
            raise RoutineError(
                f"this was written by a newer {self.tool}, in version {version} of its files",
                where=self.file,
                remedy=f"Known is version {newest}; write the exercises as a list."
                if newest
                else "Known are files without a version; write the exercises as a list.",
            )

    def _text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            raise _broken(self.tool, f"{key!r} is not a text", self.file)
        return one_line(value).replace("{", "(").replace("}", ")")

    def _number(self, table: Mapping[str, Any], key: str, default: int | None = None) -> int:
        value = table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise _broken(self.tool, f"{key!r} is not a whole number", self.file)
        return value

    def _list(self, table: Mapping[str, Any], key: str) -> list[Any]:
        value = table.get(key)
        if not isinstance(value, list):
            raise _broken(self.tool, f"{key!r} is not a list", self.file)
        return value

    def _table(self, value: object, what: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise _broken(self.tool, f"{what} is not a table", self.file)
        return value

    def _names(self, one: Mapping[str, Any]) -> str:
        """The names of a workout's exercises, a line each."""
        if self.tool == OPENHIIT:
            return "\n".join(self._activities(one))
        sets = [self._table(part, "a set") for part in self._list(one, "sets")]
        return "\n".join(
            self._text(self._table(move, "an exercise"), "name")
            for part in sets for move in self._list(part, "exercises")
        )  # fmt: skip

    def _workout(self, one: Mapping[str, Any]) -> list[Section]:
        if self.tool == OPENHIIT:
            return self._intervals(one)
        return [self._set(self._table(part, "a set")) for part in self._list(one, "sets")]

    # Just Another Workout Timer

    def _set(self, part: Mapping[str, Any]) -> Section:
        items: list[Move | Remark] = []
        for value in self._list(part, "exercises"):
            move = self._table(value, "an exercise")
            title, length = self._text(move, "name"), self._number(move, "duration", 30) * 1000
            before = next(
                (at for at in reversed(range(len(items))) if isinstance(items[at], Move)), None
            )
            if title.lower() in rest_names() and before is not None:
                kept = items[before]
                assert isinstance(kept, Move)
                rest = (kept.rest or 0) + length
                if rest <= GAP_LIMITS[1]:
                    items[before] = replace(kept, rest=rest)
                    continue
            items.append(self._move(title, length))
        for item in items:
            if isinstance(item, Move):
                self.notes.append(Note(0, describe(item)))
        rounds = self._rounds(self._number(part, "repetitions", 1))
        if rounds > 1:
            self.notes.append(Note(0, f"{how_many(rounds, 'round')} of these"))
        return Section("", tuple(items), rounds)

    def _move(self, title: str, length: int, rest: int | None = None) -> Move | Remark:
        why = ""
        if not slug_of(title):
            why = "its name has no letters of the alphabet a to z, and no figures"
        elif not HOLD_LIMITS[0] <= length <= HOLD_LIMITS[1]:
            why = "it may last 1 s to 60 min"
        if not why:
            return Move(title, length, rest=rest)
        text = f"{title}, {length // 1000} s".strip(", ")
        self.notes.append(Note(0, "", text, why))
        return Remark(0, text)

    def _rounds(self, number: int) -> int:
        if number <= MOST_ROUNDS:
            return max(number, 1)
        raise RoutineError(
            f"{number} rounds are more than a block may have",
            where=self.file,
            remedy=f"It may have {MOST_ROUNDS}.",
        )

    # OpenHIIT

    def _activities(self, one: Mapping[str, Any]) -> list[str]:
        value = one.get("activities", one.get("exercises", []))
        found = _load(value, self.file) if isinstance(value, str) and value else value or []
        if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
            raise _broken(OPENHIIT, "the exercises are not a list of names", self.file)
        return [one_line(name).replace("{", "(").replace("}", ")") for name in found]

    def _intervals(self, one: Mapping[str, Any]) -> list[Section]:
        old = "numExercises" in one
        times = one if old else one.get("timeSettings")
        times = self._table(
            _load(times, self.file) if isinstance(times, str) else times, "'timeSettings'"
        )
        seconds = {
            key: self._number(times, key, 0) * 1000
            for key in ("restTime", "breakTime", "warmupTime", "cooldownTime", "getReadyTime")
        }
        work = self._number(times, "exerciseTime" if old else "workTime", 0) * 1000
        rounds = self._rounds(self._number(times, "iterations" if old else "restarts", 0) + 1)
        words = wording_of(self.language)
        names = self._activities(one)
        count = self._number(one, "numExercises" if old else "activeIntervals", len(names))
        if count > 1000:
            raise _broken(OPENHIIT, f"it has {count} intervals", self.file)
        names += [words.first("working")] * (count - len(names))
        rest = self._gap(seconds["restTime"])
        moves = tuple(self._move(name, work) for name in names[:count])
        between = (self._gap(seconds["breakTime"]) or rest) if rounds > 1 else None
        sections = [Section("", moves, rounds, rest=rest, between=between)]
        if warm_up := seconds["warmupTime"]:
            sections.insert(0, Section("", (self._move(words.first("warm_up"), warm_up, rest),)))
        if cool_down := seconds["cooldownTime"]:
            sections.append(Section("", (self._move(words.first("cool_down"), cool_down),)))
        self._tell(sections, seconds["getReadyTime"])
        return sections

    def _gap(self, length: int) -> int:
        if length <= GAP_LIMITS[1]:
            return length
        long, longest = render_duration(length), render_duration(GAP_LIMITS[1])
        self.notes.append(Note(0, f"a rest of {long}: {longest} taken, the longest there may be"))
        return GAP_LIMITS[1]

    def _tell(self, sections: list[Section], ready: int) -> None:
        for section in sections:
            self.notes += [Note(0, describe(move)) for move in section.moves]
            if section.rounds > 1:
                self.notes.append(Note(0, f"{how_many(section.rounds, 'round')} of these"))
        if ready:
            text = f"getReadyTime: {ready // 1000} s"
            self.notes.append(Note(0, "", text, "a session has an opening of its own"))
            first = sections[0]
            sections[0] = Section(
                first.title, (Remark(0, text), *first.items), first.rounds,
                rest=first.rest, between=first.between,
            )  # fmt: skip


def _titled(sections: list[Section], title: str) -> list[Section]:
    """The first of them with the title of their workout."""
    return [replace(section, title=title if at == 0 else "") for at, section in enumerate(sections)]
