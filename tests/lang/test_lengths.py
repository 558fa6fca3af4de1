"""Durations: read, written, and read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.duration import render_clock, render_duration
from voiceguide.errors import DurationError
from voiceguide.lang.lengths import parse_duration


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("45s", 45_000),
        ("41.5s", 41_500),
        ("1.001s", 1_001),
        ("0s", 0),
        ("500ms", 500),
        ("1m", 60_000),
        ("1m30s", 90_000),
        ("1m 30s", 90_000),
        (" 1m30s ", 90_000),
        ("90s", 90_000),
        ("1h", 3_600_000),
        ("1h2m3s", 3_723_000),
        ("1:30", 90_000),
        ("1:30.5", 90_500),
        ("1:02:03", 3_723_000),
        ("0:07", 7_000),
        ("45sec", 45_000),
        ("45 s", 45_000),
        ("45S", 45_000),
        ("45 Sec.", 45_000),
        ('45"', 45_000),
        ("1'30\"", 90_000),
        ("1min", 60_000),
        ("1.5m", 90_000),
        ("1,5m", 90_000),
        ("1.5 h", 5_400_000),
        ("1 min 30 sec", 90_000),
        ("2 minutes", 120_000),
        ("90 Sekunden", 90_000),
        ("2 Std. 5 Minuten", 7_500_000),
        ("30 segundos", 30_000),
        ("1 hora 1 minuto", 3_660_000),
        ("1:30 min", 90_000),
        ("500 MS", 500),
    ],
)
def test_read(text, length):
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("45", "'45' is not a duration. Say the unit: \"45s\" for seconds, \"45m\" for minutes."),
        ("4.5", "'4.5' is not a duration. Say the unit: \"4.5s\" for seconds, \"4.5m\" for minutes."),
        ("4,5", "'4,5' is not a duration. Say the unit: \"4,5s\" for seconds, \"4,5m\" for minutes."),
        ("1m30", "'1m30' is not a duration. Say the second unit too: \"1m30s\"."),
        ("1h30", "'1h30' is not a duration. Say the second unit too: \"1h30m\"."),
        ("1,500 ms", "'1,500 ms' is not a duration. Write \"1.500ms\" or \"1500ms\"."),
        ("1:30 h", "'1:30 h' is not a duration. Write \"1h30m\"."),
        *(
            (text, f"{text!r} is not a duration. Write it like \"45s\", \"1m30s\" or \"1:30\".")
            for text in ("", " ", "45 steps", "45ss", "1.5m30s", "1m 1m", "9" * 5000 + "s", "s", "-5s", "1s1m", "1:60", "5 s.", "1.0001s", "٤s", "1e3s")
        ),
    ],
)  # fmt: skip
def test_what_is_not_a_duration(text, message):
    with pytest.raises(DurationError) as caught:
        parse_duration(text)
    assert str(caught.value) == message


@given(st.integers(0, 5 * 3_600_000))
def test_written_and_read_again(length):
    assert parse_duration(render_duration(length)) == length


@pytest.mark.parametrize(
    ("length", "duration", "clock", "tenths"),
    [
        (0, "0s", "0:00", "0:00.0"),
        (45_000, "45s", "0:45", "0:45.0"),
        (41_500, "41.5s", "0:41", "0:41.5"),
        (59_960, "59.96s", "0:59", "1:00.0"),
        (60_000, "1m", "1:00", "1:00.0"),
        (3_723_000, "1h2m3s", "1:02:03", "1:02:03.0"),
    ],
)
def test_written(length, duration, clock, tenths):
    assert render_duration(length) == duration
    assert render_clock(length) == clock
    assert render_clock(length, tenths=True) == tenths
