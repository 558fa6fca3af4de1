"""One sound under another title, number and date."""

import datetime

import pytest
from msgspec.structs import replace
from mutagen.id3 import ID3

from voiceguide.formats.tags import digest_sound
from voiceguide.routine.routine import parse_overrides
from voiceguide.session.build import build, timeline_path
from voiceguide.session.copying import copy_session
from voiceguide.session.request import Request

DAY = datetime.date(2026, 12, 7)


@pytest.fixture
def request_(tmp_path, sounds):
    silent = parse_overrides({"voice": {"engine": "silent"}, "hold": "30s"}, {}, {})
    return Request(
        "desk-break", DAY, sounds, str(tmp_path / "a.mp3"), silent, captions=("vtt",),
        chapters_json=True, title="One", album="All", track=1,
    )  # fmt: skip


def test_a_copy_is_what_a_build_would_be(request_, tmp_path):
    made = build(request_)
    other = replace(request_, title="Zwei", track=2, dated=datetime.date(2026, 12, 9))
    copied = copy_session(made, made.path, replace(other, out=str(tmp_path / "copy.mp3")))
    built = build(replace(other, out=str(tmp_path / "built.mp3")))
    assert copied.path.read_bytes() == built.path.read_bytes()
    assert timeline_path(copied.path).read_bytes() == timeline_path(built.path).read_bytes()
    assert [path.name for path in copied.beside] == [
        path.name.replace("built", "copy") for path in built.beside
    ]
    assert (copied.timeline, copied.cover) == (built.timeline, built.cover)
    assert digest_sound(copied.path) == digest_sound(made.path)
    tag = ID3(copied.path)
    assert [str(tag[key]) for key in ("TIT2", "TRCK", "TDRC")] == ["Zwei", "2", "2026-12-09"]
