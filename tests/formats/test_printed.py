"""A session on paper."""

import pytest

from voiceguide.formats.printed import dose_of, print_chapters
from voiceguide.plan.timeline import Event, Mark, Timeline


def hold(start, end, **more) -> Event:
    return Event(start, end, "hold", **more)


def rep(number) -> Event:
    return Event(number * 1_000, number * 1_000 + 1_000, "rep", rep=number)


@pytest.mark.parametrize(
    ("events", "dose"),
    [
        ([], ""),
        ([hold(0, 45_000)], "45 s"),
        ([hold(0, 45_016, asked_ms=45_000)], "45 s"),
        ([hold(0, 2_500)], "2.5 s"),
        ([hold(0, 30_000), hold(40_000, 70_000)], "2 × 30 s"),
        ([hold(0, 30_000), hold(40_000, 60_000)], "30 s, 20 s"),
        ([rep(1), rep(2), rep(3)], "3 ×"),
        ([hold(0, 30_000), rep(31)], "30 s, 1 ×"),
    ],
)
def test_doses(events, dose):
    assert dose_of(events) == dose


def test_what_is_said_before_the_work():
    timeline = Timeline(
        "Hips",
        60_000,
        "en",
        (Mark(0, "Welcome"), Mark(10_000, "Left: stretch")),
        (
            Event(0, 2_000, "say", text="Hello."),
            Event(10_000, 12_000, "say", text="Sit."),
            Event(13_000, 13_200, "tone", tone="start"),
            hold(13_000, 43_000),
            Event(20_000, 21_000, "say", text="Breathe."),
            Event(45_000, 46_000, "say", text="Come up."),
        ),
    )
    first, second = print_chapters(timeline)
    assert (first.title, first.dose, first.said) == ("Welcome", "", ("Hello.",))
    assert (second.start_ms, second.dose, second.said) == (10_000, "30 s", ("Sit.", "Come up."))
