"""A programme somebody follows: its sessions as requests, what is due today, what was done."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from msgspec import Struct
from msgspec.structs import replace

from voiceguide.delivery.choices import Choices, apply_choices, list_choices, settle_choices
from voiceguide.disk.diary import Course, Diary, choose_programme, key_of, note, take_back
from voiceguide.disk.library import Found, read_text, show
from voiceguide.disk.programmes import load_programme, routine_of
from voiceguide.errors import UnknownName
from voiceguide.formats.weeksheet import name_sitting, write_date
from voiceguide.lang.spots import find_spots
from voiceguide.plan.timeline import Timeline
from voiceguide.progress import Report
from voiceguide.routine.attendance import (
    Noted,
    Standing,
    check_clock,
    choose_done,
    choose_skipped,
    pick,
    stand,
)
from voiceguide.routine.programme import Programme
from voiceguide.routine.schedule import Sitting, begin, overrides_of, sessions_of
from voiceguide.session import build as session
from voiceguide.session.draft import Draft, open_draft
from voiceguide.session.output import choose_target, name_session
from voiceguide.session.preview import plan_session
from voiceguide.session.request import Request


class Following(Struct, frozen=True):
    """A programme, and where somebody is in it."""

    found: Found
    programme: Programme
    course: Course
    standing: Standing

    @property
    def key(self) -> str:
        """What it is known by."""
        return key_of(self.found)

    @property
    def sittings(self) -> tuple[Sitting, ...]:
        """Its sessions."""
        return self.standing.sittings


class Given(Struct, frozen=True):
    """Options of a command: those given, and the names of those that no longer count."""

    given: Choices = {}
    forget: tuple[str, ...] = ()


class Told(Struct, frozen=True):
    """What was noted, and what comes next."""

    following: Following
    """With what was noted."""
    sitting: Sitting
    what: str
    """done, skipped, or taken back."""


def open_course(
    where: str, today: datetime.date, options: Given | None = None, diary: Diary | None = None
) -> Following:
    """Open a programme by name, folder or file; by "" the one somebody follows.

    Nothing is written: one that was not begun begins on its own first day. Raises VoiceguideError.
    """
    diary = diary or Diary()
    found = choose_programme(where, diary)
    course = diary.all().get(key_of(found))
    return _with_options(_make(found, load_programme(found), course, today), options or Given())


def begin_course(following: Following, diary: Diary | None = None) -> None:
    """Remember that a programme was begun, when, and with which options. Raises OutputError."""

    def change(course: Course | None) -> Course:
        ours = following.course
        return ours if course is None else replace(ours, notes=course.notes)

    (diary or Diary()).change(key_of(following.found), change)


def note_session(
    where: str,
    what: str,
    today: datetime.date,
    number: int | None = None,
    diary: Diary | None = None,
) -> Told:
    """Note that a session of a programme was done or skipped, or take back what was noted last.

    `what` is "done", "skipped" or "undo"; without a number the session that is due is meant, or
    what was noted last.
    Raises RoutineError for one that was noted already or is still to come, and for a clock that
    went back; then nothing is written.
    """
    diary = diary or Diary()
    found = choose_programme(where, diary)
    programme = load_programme(found)
    chosen: list[int] = []

    def change(course: Course | None) -> Course:
        following = _make(found, programme, course, today)
        course, standing = following.course, following.standing
        if what == "undo":
            course, last = take_back(course, number)
            chosen.append(last)
            return course
        check_clock(course.notes, today)
        choose = choose_done if what == "done" else choose_skipped
        sitting = choose(standing, number)
        chosen.append(sitting.number)
        return note(course, sitting.number, Noted(today, "done" if what == "done" else "skipped"))

    course, _ = diary.change(key_of(found), change)
    following = _make(found, programme, course, today)
    said = {"undo": "taken back"}.get(what, what)
    return Told(following, following.sittings[chosen[0] - 1], said)


class Place(Struct, frozen=True):
    """What a file of `today` is: a session of a programme that somebody follows."""

    key: str
    """What the programme is known by."""
    number: int
    noted: Noted | None
    """What became of it."""


def find_place(file: str, diary: Diary | None = None) -> Place | None:
    """Tell from the name of a file which session it is: "hips-six-weeks-03.de.mp3"; None for a
    session of no programme."""
    match = re.fullmatch(r"(.+)-(\d{2,3})(\.[a-z-]+)?\.[a-z0-9]+", file)
    for key, course in (diary or Diary()).all().items() if match else ():
        if match and course.name == match[1] and 1 <= int(match[2]) <= course.count:
            return Place(key, int(match[2]), course.notes.get(int(match[2])))
    return None


def build_today(
    following: Following,
    request: Request,
    report: Report | None = None,
    number: int | None = None,
) -> session.Session | None:
    """Build the session that is due, or the one of a number; None where nothing is due."""
    asked = request_today(following, request, number)
    return session.build(asked, report) if asked else None


def request_today(
    following: Following, request: Request, number: int | None = None
) -> Request | None:
    """How that session is built, and where; None where nothing is due."""
    standing = following.standing
    check_clock(standing.notes, standing.today)
    sitting = standing.due if number is None else pick(standing, number)
    if sitting is None:
        return None
    asked = request_for(following, sitting, request)
    draft = open_draft(asked)
    name = f"{following.found.name}-{sitting.number:0{_width(following)}}"
    named = name_session(name, draft.language, draft.routine.language)
    return replace(asked, out=str(choose_target(asked, named).path))


def request_for(following: Following, sitting: Sitting, request: Request) -> Request:
    """How one session of a programme is built; the options of `request` lie over all of it."""
    programme, found = following.programme, following.found
    given, _ = settle_choices(following.course.options, list_choices(request, request.captions), ())
    captions = request.captions
    request = apply_choices(request, given) if given else request
    request = request if "captions" in given else replace(request, captions=captions)
    asked = overrides_of(sitting, programme, request.overrides)
    request = replace(
        request,
        routine=routine_of(sitting, found),
        overrides=asked,
        turn=sitting.number,
        counts=False,
        track=sitting.number,
        dated=sitting.date,
        date=sitting.date,
    )
    with placing(following, sitting):
        language, title = _language_and_title(request)
    return replace(
        request, title=f"{name_sitting(sitting.week, sitting.day, language)}: {title}",
        album=programme.title_in(language),
    )  # fmt: skip


@contextmanager
def placing(following: Following, sitting: Sitting) -> Iterator[None]:
    """Say of a routine or an exercise that nobody knows which line of the programme names it."""
    try:
        yield
    except UnknownName as error:
        path = following.found.path
        keys = ["routine"] if error.wanted == sitting.routine else ["set", "grow"]
        line = _line_of(find_spots(read_text(path)), sitting, keys, error.wanted)
        if line and error.where in {"", "--set"}:
            error.where = f"{show(path)}:{line}"
        raise


def _line_of(
    spots: Mapping[tuple[str, ...], int], sitting: Sitting, keys: Sequence[str], name: str
) -> int:
    """The line of a key that counts for a session: of its day, its week or the whole file."""
    week = ("week", str(sitting.week - 1))
    for place in ((*week, "day", str(sitting.day - 1)), week, ()):
        for key in keys:
            for spot, line in spots.items():
                inside = spot[: len(place) + 1] == (*place, key)
                if inside and (key == "routine" or spot[-1].partition(".")[0] == name):
                    return line
    return 0


def preview_sessions(following: Following, request: Request) -> list[tuple[Sitting, Timeline]]:
    """Lay every session out without speaking, equal ones once; with the doses that are asked for
    over those of the programme. Raises VoiceguideError."""
    plans: dict[str, Timeline] = {}
    found = []
    for one in following.sittings:
        asked = request_for(following, one, request)
        key = key_of_sound(open_draft(asked))
        if key not in plans:
            plans[key] = plan_session(asked).timeline
        over = asked.overrides.settings
        doses = {name: over.get(name, value) for name, value in one.settings.items()}
        found.append((replace(one, settings=doses), plans[key]))
    return found


def key_of_sound(draft: Draft) -> str:
    """What tells sessions of other sounds apart: what was decided for each, but not its day."""
    import msgspec

    settled = replace(draft.settled, date="")
    return str(draft.library.found.path.resolve()) + msgspec.json.encode(settled).decode()


def explain_next(following: Following) -> str:
    """What comes next, in a sentence."""
    standing, count = following.standing, len(following.sittings)
    if standing.due:
        return f"Session {standing.due.number} of {count} is due today."
    if standing.next is None:
        return f"The programme is over; {_count_done(standing)} of {count} sessions were done."
    day = write_date(standing.date_of(standing.next), "en")
    return f"Next is session {standing.next.number} of {count}, on {day}."


def _count_done(standing: Standing) -> int:
    return sum(one.what == "done" for one in standing.notes.values())


def _with_options(following: Following, options: Given) -> Following:
    """Lay what is given over what is remembered."""
    now, _ = settle_choices(following.course.options, options.given, options.forget)
    return replace(following, course=replace(following.course, options=now))


def _make(
    found: Found, programme: Programme, course: Course | None, today: datetime.date
) -> Following:
    """Lay out a programme from the day it began on: its file says so, or else it is remembered."""
    remembered = course.start if course else today
    start = begin(programme, programme.start or remembered)
    sittings = sessions_of(programme, start)
    course = replace(course or Course(found.name, start), start=start, count=len(sittings))
    return Following(found, programme, course, stand(programme, sittings, course.notes, today))


def _language_and_title(request: Request) -> tuple[str, str]:
    draft = open_draft(request)
    return draft.language, draft.title


def _width(following: Following) -> int:
    return max(2, len(str(len(following.sittings))))
