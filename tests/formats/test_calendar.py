"""A calendar as another library reads it, and as its bytes are."""

import datetime

import icalendar

from voiceguide.formats.calendar import Appointment, render_calendar

CHANGED = datetime.datetime(
    2026, 12, 1, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=1))
)
DAY = datetime.date(2026, 12, 7)
EVENING = Appointment(
    "a@voiceguide", DAY, datetime.time(19), 841_000, "Week 1, day 1; hips, \\ and more",
    "one\ntwo", "https://example.org/hips/index.html", 600_000,
)  # fmt: skip


def events(*appointments):
    text = render_calendar("Hips", appointments, CHANGED)
    return text.decode(), list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_the_time_is_floating():
    text, [event] = events(EVENING)
    assert "DTSTART:20261207T190000\r\n" in text
    assert "DTEND:20261207T191500\r\n" in text  # fourteen minutes and a second
    assert "TZID" not in text
    assert event["dtstart"].dt.tzinfo is None
    assert "DTSTAMP:20261201T083000Z\r\n" in text


def test_alarm_and_link():
    text, [event] = events(EVENING)
    [alarm] = event.walk("VALARM")
    assert alarm["trigger"].dt == datetime.timedelta(minutes=-10)
    assert alarm["action"] == "DISPLAY"
    assert event["url"] == "https://example.org/hips/index.html"
    assert str(event["summary"]) == "Week 1, day 1; hips, \\ and more"
    assert str(event["description"]) == "one\ntwo"
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_whole_day():
    text, [event] = events(Appointment("b@voiceguide", DAY, None, 1000, "Hüfte"))
    assert "DTSTART;VALUE=DATE:20261207\r\n" in text
    assert str(event["summary"]) == "Hüfte"
    assert not event.walk("VALARM")
    assert "url" not in event


def test_after_midnight():
    late = Appointment("c@voiceguide", DAY, datetime.time(23, 55), 600_000, "Late")
    assert "DTEND:20261208T000500\r\n" in events(late)[0]


def test_the_same_bytes():
    assert render_calendar("T", [EVENING], CHANGED) == render_calendar("T", [EVENING], CHANGED)
