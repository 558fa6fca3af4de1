"""A programme: a routine over weeks, or blocks of its own, and how the doses grow.

    title = "Six weeks for the hips"
    routine = "hip-rotation"
    weeks = 6
    days = ["mon", "wed", "fri", "sun"]
    [grow]
    hold = { from = "30s", to = "60s", by = "5s" }

What somebody wrote becomes a Programme; `schedule.py` makes dated sessions of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from voiceguide.errors import ManyErrors, RoutineError, VoiceguideError
from voiceguide.lang.language import by_languages
from voiceguide.lang.toml import parse_toml
from voiceguide.problem import Problem, warning
from voiceguide.routine.exercise import in_language
from voiceguide.routine.growth import Growth
from voiceguide.routine.routine import (
    MOST_ERRORS,
    NOT_BOTH,
    SETTINGS,
    Routine,
    Variable,
    make_routine,
    take_foreign,
    wrong_places,
)
from voiceguide.routine.settings import Values
from voiceguide.routine.shape import (
    Faults,
    Path,
    flatten,
    place_faults,
)
from voiceguide.routine.week import MOST_WEEKS, PROGRAMME, Advance, Portion, Week
from voiceguide.routine.weekday import AS_DAYS
from voiceguide.text import how_many, one_line

ADVISED_DAYS = (3, 4)
"""Outside this a week draws a warning, days."""
WHOLE = "every-week"
"""What the blocks of the programme itself are called; those of a week are `week-3`."""


class Programme(Struct, frozen=True):
    """A programme as it was written."""

    title: str
    weeks: tuple[Week, ...]
    language: str = ""
    """Of its sessions; "" for the routine's own."""
    titles: Mapping[str, str] = {}
    """The title in other languages, by language code."""
    about: str = ""
    abouts: Mapping[str, str] = {}
    part: Portion = Portion()
    grow: Mapping[str, Growth] = {}
    easier: int = 0
    """Every so many weeks one is easier; 0 for never."""
    start: datetime.date | None = None
    time: datetime.time | None = None
    """For the calendar; None for the whole day."""
    alarm: int | None = None
    """So long before it, milliseconds; None for no alarm."""
    advance: Advance = "days"
    """What moves it on: the days, or that a session was done."""
    vars: Mapping[str, Variable] = {}
    routines: Mapping[str, Routine] = {}
    """The routines that are blocks of its own, by what they are called."""
    advice: tuple[Problem, ...] = ()

    def title_in(self, language: str) -> str:
        """The title in a language; its own where there is no other."""
        return one_line(in_language(language, self.titles) or self.title)

    def about_in(self, language: str) -> str:
        """What it is, in a language; in its own where there is no other."""
        return one_line(in_language(language, self.abouts) or self.about)


@by_languages
@lru_cache(8)
def parse_programme(text: str, file: str = "programme.toml") -> Programme:
    """Read a programme file's text. Raises RoutineError with file:line for all that is wrong."""
    programme, errors = check_programme_text(text, file)
    if programme is None:
        raise ManyErrors(errors) if len(errors) > 1 else errors[0]
    return programme


def check_programme_text(text: str, file: str) -> tuple[Programme | None, list[VoiceguideError]]:
    """Read a programme as far as possible, and everything that is wrong with it."""
    try:
        data = parse_toml(text, file)
    except RoutineError as error:
        return None, [error]
    weeks = data.get("week")
    if isinstance(weeks, list) and len(weeks) > MOST_WEEKS:
        crowd = RoutineError(
            f"the programme has {len(weeks)} weeks", remedy=f"It may have {MOST_WEEKS}."
        )
        return None, place_faults([(("week", str(MOST_WEEKS)), crowd)], text, file)
    faults: Faults = []
    found = PROGRAMME.read(data, (), faults)
    made = _Maker(found, data, faults).make()
    errors = place_faults(faults[:MOST_ERRORS], text, file)
    return (None if errors else made), errors


class _Maker:
    """Makes a programme of what was read; what does not go together is added to `faults`."""

    def __init__(self, found: Mapping[str, Any], data: Mapping[str, Any], faults: Faults) -> None:
        self.found, self.data, self.faults = found, data, faults
        self.routines: dict[str, Routine] = {}
        self.advice: list[Problem] = []

    def make(self) -> Programme:
        found = self.found
        whole = self._part(found, self.data, (), {}, WHOLE)
        weeks = tuple(self._weeks(whole))
        self._check_whole()
        plain = ("title", "titles", "about", "abouts", "language", "easier", "start", "time")
        return Programme(
            **{"title": "Untitled", **{key: found[key] for key in plain if key in found}},
            weeks=weeks,
            part=whole,
            grow=found.get("grow", {}),
            alarm=self._alarm(),
            advance=found.get("advance", "days"),
            vars=found.get("vars", {}),
            routines=self.routines,
            advice=tuple(self.advice),
        )

    def _weeks(self, whole: Portion) -> Iterator[Week]:
        """Every week: a table of its own, or what the programme says of all of them."""
        tables = self.found.get("week", [])
        written = self.data.get("week", [])
        count = self.found.get("weeks", len(tables))
        if "week" in self.data and "weeks" in self.found and count != len(written):
            there = how_many(len(written), "[[week]] table")
            self._wrong(("weeks",), f"weeks is {count}, and the file has {there}", _ONE_EACH)
        if not count and "weeks" not in self.data:
            self._wrong((), "nothing says how many weeks it lasts", "Write weeks = 6.")
        if not tables:
            yield from [Week(self._days({}, ()), whole)] * count
            return
        for table in tables:
            path = ("week", str(table["#"]))
            raw = written[table["#"]]
            own = self._part(table, raw, path, whole.settings, f"week-{table['#'] + 1}")
            days = self._days(table, path)
            yield Week(days, own, tuple(self._each(table, raw, path, own, days)))

    def _each(
        self, table: Mapping[str, Any], raw: Mapping[str, Any], path: Path, own: Portion, days: Any
    ) -> Iterator[Portion]:
        """What the single days of a week say."""
        if "day" in raw and days and len(raw["day"]) != len(days):
            there = how_many(len(raw["day"]), "[[week.day]] table")
            self._wrong(
                (*path, "day", "0"),
                f"{there} for a week of {how_many(len(days), 'day')}",
                "Write one for each of its days, in their order, or none.",
            )
        under = {**self.found.get("settings", {}), **own.settings}
        for day in table.get("day", []):
            place = (*path, "day", str(day["#"]))
            name = f"{path[0]}-{int(path[1]) + 1}-day-{day['#'] + 1}"
            yield self._part(day, raw["day"][day["#"]], place, under, name)

    def _days(self, table: Mapping[str, Any], path: Path) -> tuple[int, ...]:
        days: tuple[int, ...] = table.get("days", self.found.get("days", ()))
        if not days and "days" not in {**self.data, **table}:
            what = f"week {int(path[1]) + 1} has no days" if path else "nothing says on which days"
            self._wrong(path, what, AS_DAYS)
        if days and not ADVISED_DAYS[0] <= len(days) <= ADVISED_DAYS[1]:
            least, most = ADVISED_DAYS
            said = warning(
                "days", f"{how_many(len(days), 'session')} a week; {least} to {most} is the advice"
            )
            if said not in self.advice:
                self.advice.append(said)
        return days

    def _part(
        self,
        found: Mapping[str, Any],
        raw: Mapping[str, Any],
        path: Path,
        under: Values,
        name: str,
    ) -> Portion:
        """Read what one level says; blocks of its own become a routine."""
        settings = self._settings(found, path)
        blocks = [key for key in ("pair", "block") if raw.get(key, []) != []]
        if len(blocks) == 2:
            self._wrong((*path, "block"), "there is both [[pair]] and [[block]]", NOT_BOTH)
        if blocks and "routine" in raw:
            self._wrong(
                (*path, "routine"),
                f"there is both 'routine' and [[{'.'.join([*path[::2], blocks[0]])}]]",
                "Name a routine, or write blocks: keep one of them.",
            )
        if path and not blocks and "routine" not in raw and not self._something(path):
            self._wrong(path, "there is nothing to do in it", _DO)
        own = ""
        if blocks and any(found.get(key) for key in blocks):
            own = name
            self.routines[name] = self._routine(found, {**under, **settings}, path)
        return Portion(found.get("routine", "").strip(), own, settings, found.get("set", {}))

    def _something(self, path: Path) -> bool:
        """Whether a level above says what to do; a week may leave that to its days."""
        above = [self.data]
        if path[0] == "week":
            week = self.data["week"][int(path[1])]
            days = week.get("day", [])
            above += [week] if len(path) > 2 else []
            if len(path) == 2 and days and all(_says_what(day) for day in days):
                return True
        return any(map(_says_what, above))

    def _settings(self, found: Mapping[str, Any], path: Path) -> Values:
        """Settings under their own names, over those of a table [settings]."""
        inner = found.get("settings", {})
        self.faults += take_foreign(inner, (*path, "settings"))
        plain = {} if not path else {k: v for k, v in found.items() if k in SETTINGS.keys}
        self.faults += take_foreign(plain, path)
        return {**flatten(inner), **flatten(plain)}

    def _routine(self, found: Mapping[str, Any], settings: Values, path: Path) -> Routine:
        top = {
            key: self.found[key]
            for key in ("title", "titles", "language", "vars")
            if key in self.found
        }
        blocks = {key: found[key] for key in ("pair", "block") if key in found}
        made = make_routine({**top, **blocks}, path)
        self.faults += wrong_places(made)
        return Routine(
            made.title, made.block, made.language, made.titles, settings=settings,
            vars=made.vars, short=made.short,
        )  # fmt: skip

    def _alarm(self) -> int | None:
        alarm: int | None = self.found.get("alarm", _USUAL_ALARM)
        if "time" in self.found:
            return alarm
        if self.found.get("alarm") is not None and "time" not in self.data:
            self._wrong(
                ("alarm",), "an alarm needs the time of day", 'Write time = "19:00" beside it.'
            )
        return None

    def _check_whole(self) -> None:
        """What only the whole file can tell."""
        if not _says_what(self.data) and "week" not in self.data:
            self._wrong((), "the programme does not say what to do", _DO)
        if "easier" in self.found and not self.found.get("grow"):
            text = "nothing grows, so no week is easier than another"
            self.advice.append(warning("easier", text, "Write [grow], or leave easier out."))

    def _wrong(self, path: Path, what: str, remedy: str) -> None:
        self.faults.append((path, RoutineError(what, remedy=remedy)))


_ONE_EACH = "Leave weeks out: each [[week]] is one."
_DO = 'Write routine = "hip-rotation", or blocks: [[week.block]].'
_USUAL_ALARM = 600_000
"""Where a time is given and nothing is said of an alarm, milliseconds."""


def _says_what(table: Mapping[str, Any]) -> bool:
    return any(table.get(key) not in (None, []) for key in ("routine", "block", "pair"))
