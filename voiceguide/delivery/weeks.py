"""A programme as a published folder: every session numbered and dated, a calendar and a sheet.

Sessions that sound the same are made once; each has a file of its own, for a phone plays files, and
its tag says which session it is and when.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID, uuid5

from msgspec import UNSET, Struct
from msgspec.structs import replace

from voiceguide.delivery.choices import list_choices
from voiceguide.delivery.course import (
    Following,
    Given,
    begin_course,
    key_of_sound,
    open_course,
    request_for,
)
from voiceguide.delivery.manifest import PublishedEpisode, PublishedFolder
from voiceguide.delivery.members import MORNING
from voiceguide.delivery.overview import CALENDAR, PAGE, SHEET, Issue
from voiceguide.delivery.private import hide, localize
from voiceguide.delivery.publish import FolderPlan, Published, lay_folder, settle_state
from voiceguide.delivery.volume import Volume
from voiceguide.disk.files import temporary_folder
from voiceguide.errors import OutputError
from voiceguide.formats.calendar import Appointment, render_calendar
from voiceguide.formats.feed import resolve
from voiceguide.formats.filename import safe_name
from voiceguide.formats.weeksheet import CROSS, DASH, SheetRow, list_doses, render_sheet
from voiceguide.problem import Problem
from voiceguide.progress import Report
from voiceguide.routine.schedule import Sitting
from voiceguide.session import build as session
from voiceguide.session.copying import copy_session
from voiceguide.session.draft import Draft, open_draft
from voiceguide.session.options import CAPTIONS
from voiceguide.session.request import Request
from voiceguide.text import one_line


class Weeks(Struct, frozen=True):
    """What to make of a programme, and where."""

    programme: str
    """Its name, folder or file; "" for the one somebody follows."""
    folder: Path
    request: Request
    """How each session is built; its options lie over the programme's."""
    now: datetime.datetime
    base_url: str | None = None
    """Where the folder will be found; "" for nowhere, None as before."""
    captions: tuple[str, ...] | None = None
    """Captions of each session; None for all kinds."""
    forget: tuple[str, ...] = ()
    """Options that no longer count: names of choices.py."""


class Laid(Struct, frozen=True):
    """What was made."""

    published: Published
    following: Following
    sounds: int
    """How many sessions sound different from all others."""
    advice: tuple[Problem, ...] = ()


def publish_programme(weeks: Weeks, report: Report | None = None) -> Laid:
    """Make every session of a programme, and lay out the folder. Raises VoiceguideError.

    It begins today, or the next of its days, where its file says nothing of that and it was not
    begun before.
    """
    options = Given(localize(list_choices(weeks.request, weeks.captions)), weeks.forget)
    following = open_course(weeks.programme, weeks.now.date(), options)
    with temporary_folder() as bench:
        press = Press(weeks, following, bench, report)
        done = lay_folder(weeks.folder, press.plan)
    begin_course(following)
    return Laid(done, following, press.count, following.programme.advice)


class Press:
    """Makes the sessions of one programme; each sound stays on the bench until all is done."""

    def __init__(
        self, weeks: Weeks, following: Following, bench: Path, report: Report | None
    ) -> None:
        self.weeks, self.following, self.bench = weeks, following, bench
        self.report = report
        self.drafts: dict[int, Draft] = {}
        self.requests: dict[int, Request] = {}
        self.made: dict[str, tuple[session.Session, Path]] = {}
        """What tells sounds apart -> the session that has it, and its sound on the bench."""
        for one in following.sittings:
            captions = CAPTIONS if weeks.captions is None else weeks.captions
            asked = request_for(following, one, replace(weeks.request, captions=captions))
            self.requests[one.number] = replace(asked, chapters_json=True, history=None)
            self.drafts[one.number] = open_draft(self.requests[one.number])
            self.drafts[one.number].settings()
        self.keys = {number: key_of_sound(draft) for number, draft in self.drafts.items()}
        self.count = len(set(self.keys.values()))

    def plan(self, target: PublishedFolder) -> FolderPlan:
        """Settle title, address and dates; nothing is written yet."""
        before, found = target.remembered(), self.following.found
        if before.episodes and before.programme != found.name:
            held = f"the programme {before.programme!r}" if before.programme else "other sessions"
            raise OutputError(
                f"this folder holds {held}",
                where=str(target.folder),
                remedy="Choose another folder: --out DIR.",
            )
        state = settle_state(before, self.weeks.base_url)
        known = {one.routine: one for one in before.episodes}
        volumes = [self._volume(one, known) for one in self.following.sittings]
        episodes = tuple(one.episode for one in volumes)
        title = self.requests[1].album
        return FolderPlan(
            volumes,
            before,
            replace(state, title=title, programme=found.name, episodes=episodes),
            self._make,
            _renew,
            self.weeks.now,
            self.weeks.request.cache,
            self.weeks.request.fresh,
            self._lay_more,
            (CALENDAR, SHEET),
        )

    def _volume(self, sitting: Sitting, known: dict[str, PublishedEpisode]) -> Volume:
        request = self.requests[sitting.number]
        name = f"{self.following.found.name}#{sitting.number}"
        # an app that hides what is to come shows it before it is done, however early that is
        hour = min(self.following.programme.time or MORNING, MORNING)
        when = datetime.datetime.combine(sitting.date, hour, self.weeks.now.tzinfo)
        options = hide(list_choices(self.weeks.request, self.weeks.captions))
        before = known.get(name) or PublishedEpisode(name, "", when)
        episode = replace(before, published=when, options=options)
        file = f"{sitting.number:0{self._width}}"
        if not self.following.standing.waits:  # else nobody knows the day yet
            file += f" - {sitting.date}"
        short = request.title.partition(":")[0]
        return Volume(
            sitting.number, request.routine, request.title, episode,
            safe_name(f"{file} - {safe_name(short)}"), request, fate="same" if known else "new",
        )  # fmt: skip

    @property
    def _width(self) -> int:
        return max(2, len(str(len(self.drafts))))

    def _make(self, volume: Volume, path: Path, report: Report | None) -> session.Session:
        """Build a session, or take the sound of one that is the same."""
        number = volume.number
        self._clear_bench(number)
        request = replace(self.requests[number], out=str(path), format="mp3")
        key = self.keys[number]
        if key in self.made:
            made, kept = self.made[key]
            return copy_session(made, kept, request)
        made = session.build(request, self._share(number))
        if self._last(key) > number and not request.split and not self._goes_by_chance(number):
            kept = self.bench / f"{number}.mp3"
            shutil.copyfile(path, kept)
            self.made[key] = made, kept
        return made

    def _last(self, key: str) -> int:
        """The number of the last session that has a sound."""
        return max(number for number, one in self.keys.items() if one == key)

    def _clear_bench(self, number: int) -> None:
        """Remove the sounds that no session from here on has."""
        for key in [one for one in self.made if self._last(one) < number]:
            self.made.pop(key)[1].unlink()

    def _goes_by_chance(self, number: int) -> bool:
        """Whether a script chooses by the day, so that no session is like another."""
        self.drafts[number].cues()  # they are remembered, for they were just made
        return self.drafts[number].chance

    def _share(self, number: int) -> Report | None:
        """How far all sessions are, from how far one is."""
        report, count = self.report, len(self.drafts)
        if report is None:
            return None
        return lambda done, total: report((number - 1) * total + done, count * total)

    def _lay_more(self, target: PublishedFolder, issues: Sequence[Issue]) -> list[str]:
        """Lay down the calendar and the sheet."""
        render = partial(self._calendar, target, issues)
        last = target.state.updated
        same = last and not target.changed and target.holds(CALENDAR, render(last))
        target.put(CALENDAR, render(last) if last and same else render(self.weeks.now))
        target.put(SHEET, self._sheet(issues).encode())
        return [CALENDAR, SHEET]

    def _calendar(
        self, target: PublishedFolder, issues: Sequence[Issue], changed: datetime.datetime
    ) -> bytes:
        programme, standing = self.following.programme, self.following.standing
        base, feed = target.state.base_url, UUID(target.state.guid)
        appointments = [
            Appointment(
                f"{uuid5(feed, str(sitting.number))}@voiceguide",
                standing.date_of(sitting),
                programme.time,
                issue.timeline.duration_ms,
                issue.timeline.title,
                "\n".join([*self._doses(issue), issue.sound]),
                f"{resolve(base, PAGE)}" if base else "",
                programme.alarm,
            )
            for sitting, issue in zip(standing.sittings, issues, strict=True)
        ]
        return render_calendar(target.state.title, appointments, changed)

    def _sheet(self, issues: Sequence[Issue]) -> str:
        programme, standing = self.following.programme, self.following.standing
        language = issues[0].timeline.language
        rows = []
        for sitting, issue in zip(standing.sittings, issues, strict=True):
            noted = standing.notes.get(sitting.number)
            mark = "" if noted is None else CROSS if noted.what == "done" else DASH
            rows.append(
                SheetRow(
                    sitting.number,
                    sitting.week,
                    standing.date_of(sitting),
                    tuple(self._doses(issue)),
                    issue.timeline.duration_ms,
                    mark,
                )
            )
        title = programme.title_in(language)
        return render_sheet(title, language, rows, programme.about_in(language))

    def _doses(self, issue: Issue) -> Iterator[str]:
        draft = self.drafts[issue.volume.number]
        titles = {
            one.name: one.spoken_in(draft.language)
            for one in draft.routine.exercises
            if one.titles or one.title is not UNSET
        }
        return map(one_line, list_doses(issue.timeline, titles))


def _renew(volume: Volume) -> Volume:
    """A session whose sound is another one now: a new episode on the day it has."""
    again = replace(volume.episode, guid="", sound="", edition=volume.episode.edition + 1)
    return replace(volume, episode=again, fate="changed")
