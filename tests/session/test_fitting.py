"""What brings a routine to a length, or as near as it gets."""

import datetime

import pytest

from voiceguide.routine.routine import parse_overrides
from voiceguide.session.fitting import fit_session
from voiceguide.session.preview import plan_session
from voiceguide.session.request import Request


def ask(tmp_path, routine, minutes, **settings):
    overrides = parse_overrides(settings, {}, {})
    return Request(
        routine, datetime.date(2026, 11, 28), tmp_path, overrides=overrides, fit=minutes * 60_000
    )


@pytest.mark.parametrize(
    ("routine", "minutes", "reached"),
    [
        ("desk-break", 5, False), ("desk-break", 7, True), ("desk-break", 20, False),
        ("hip-rotation", 15, True), ("hip-rotation", 60, False), ("tv-evening", 20, True),
    ],
)  # fmt: skip
def test_it_stays_within_what_is_recommended(tmp_path, routine, minutes, reached):
    found = fit_session(ask(tmp_path, routine, minutes))
    assert 30_000 <= found.hold <= 60_000
    assert 5 <= found.reps <= 10
    assert found.reaches(minutes * 60_000) is reached
    chosen = {"hold": f"{found.hold // 1000}s", "reps": str(found.reps), "detail": found.detail}
    plan = plan_session(
        Request(
            routine,
            datetime.date(2026, 11, 28),
            tmp_path,
            overrides=parse_overrides(chosen, {}, {}),
        )
    )
    assert plan.timeline.duration_ms == found.length_ms


def test_nobody_is_left_with_tones_alone_who_did_not_ask_for_them(tmp_path):
    assert fit_session(ask(tmp_path, "first-timer", 1)).detail == "brief"
    assert fit_session(ask(tmp_path, "tv-evening", 1)).detail == "tones"


def test_what_was_chosen_is_kept(tmp_path):
    found = fit_session(ask(tmp_path, "hip-rotation", 15, hold="33s"))
    assert found.hold == 33_000
