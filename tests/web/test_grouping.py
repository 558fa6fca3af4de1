"""The list of sessions: under their routines, told apart by what differs."""

import datetime
from pathlib import Path

import pytest

from voiceguide.lang.language import language_of
from voiceguide.web.grouping import group_sessions, routine_of
from voiceguide.web.offers import list_offers
from voiceguide.web.sessions import StoredSession


def stored(stem, chosen=None, hold=45_000, title="90/90 hip rotation", language="en"):
    when = datetime.datetime(2026, 11, 28, tzinfo=datetime.UTC)
    return StoredSession(
        "0" * 16, Path(f"{stem}.mp3"), title, language, 600_000, when, 1, (hold,), 8, chosen or {}
    )


@pytest.mark.parametrize(
    ("stem", "routine"),
    [
        ("hip-rotation", "hip-rotation"),
        ("hip-rotation-1a2b3c4d", "hip-rotation"),
        ("hip-rotation-1a2b3c4d.de", "hip-rotation"),
        ("hip-rotation.de", "hip-rotation"),
        ("hip-rotations", ""),
        ("hip", ""),
        ("hip-rotation-easy", "hip-rotation-easy"),
        ("hip-rotation-easy-1a2b3c4d", "hip-rotation-easy"),
    ],
)
def test_the_routine_of_a_file(stem, routine):
    assert routine_of(stored(stem), ["hip-rotation", "hip-rotation-easy"]) == routine


@pytest.mark.parametrize(
    ("language", "titles", "told"),
    [
        ("en", ["90/90 hip rotation", "Mine"], ["60 s holds, German", "As the routine has it"]),
        ("de", ["90/90-Hüftrotation", "Mine"], ["60 s halten, Deutsch", "Wie im Programm"]),
        (
            "es",
            ["Rotación de cadera 90/90", "Mine"],
            ["60 s por lado, Deutsch", "Como en la rutina"],
        ),
    ],
)
def test_what_differs_in_the_words_of_the_page(language, titles, told):
    sessions = [
        stored("hip-rotation-1a2b3c4d.de", {"hold": "60s", "lang": "de"}, 60_000, "Hüfte", "de"),
        stored("mine", title="Mine"),
        stored("hip-rotation"),
    ]
    words = language_of(language).words("page")
    groups = group_sessions(sessions, list_offers(), language, words)
    assert [one.title for one in groups] == titles
    assert next(line.differs for line in groups[0].lines) == told[0]
    assert groups[1].lines[0].differs == told[1]
    assert len(groups[0].lines) == 2


def test_sessions_made_elsewhere_are_told_apart_by_their_doses():
    own = [stored("hip-rotation", hold=45_000), stored("hip-rotation-b", hold=60_000)]
    [group] = group_sessions(own, list_offers(), "en", language_of("en").words("page"))
    assert [one.differs for one in group.lines] == [
        "holds of 45 s, 8 repetitions",
        "holds of 60 s, 8 repetitions",
    ]
