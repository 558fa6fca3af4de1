"""A calendar of sessions (RFC 5545), for any calendar app.

Times are floating: seven in the evening is that wherever one is. icalendar writes it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from voiceguide import __version__
from voiceguide.formats.plain import plain

if TYPE_CHECKING:
    from icalendar import Alarm, Event


class Appointment(Struct, frozen=True):
    """One session in a calendar."""

    uid: str
    """What calendars know it by: it stays when the date moves."""
    date: datetime.date
    time: datetime.time | None
    """None for the whole day."""
    duration_ms: int
    title: str
    about: str = ""
    link: str = ""
    """An absolute URL; "" where there is none."""
    alarm_ms: int | None = None
    """So long before it; None for no alarm."""


def render_calendar(
    title: str, appointments: Sequence[Appointment], changed: datetime.datetime
) -> bytes:
    """Write a calendar; `changed` is when it was made or changed last, with its zone."""
    from icalendar import Calendar

    stamp = changed.astimezone(datetime.UTC).replace(microsecond=0)
    calendar = Calendar()
    calendar.add("prodid", f"-//voiceguide//voiceguide {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", plain(title))
    for one in appointments:
        calendar.add_component(_event(one, stamp))
    return bytes(calendar.to_ical())


def _event(one: Appointment, stamp: datetime.datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("summary", plain(one.title))
    if one.time is None:
        event.add("dtstart", one.date)
        event.add("transp", "TRANSPARENT")  # nobody is busy all day
    else:
        start = datetime.datetime.combine(one.date, one.time)
        event.add("dtstart", start)
        # whole minutes, rounded up: that is how calendars show it
        event.add("dtend", start + datetime.timedelta(minutes=-(-one.duration_ms // 60_000)))
    if one.about:
        event.add("description", "\n".join(map(plain, one.about.splitlines())))
    if one.link:
        event.add("url", one.link)
    if one.alarm_ms is not None:
        event.add_component(_alarm(one))
    return event


def _alarm(one: Appointment) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", plain(one.title))
    alarm.add("trigger", datetime.timedelta(milliseconds=-(one.alarm_ms or 0)))
    return alarm
