"""The options of `voiceguide roster` as what is asked for, and what is said of wrong ones."""

import datetime
import os
from pathlib import Path

import pytest

from voiceguide.delivery.asking import read_rollout
from voiceguide.errors import VoiceguideError

THEN = {"SOURCE_DATE_EPOCH": "1796000000"}


def read(**options):
    return read_rollout("clients.csv", {"target": "out", **options}, THEN)


def test_what_is_asked_for_where_nothing_is_said():
    asked = read(workers=None, base_url=None, engine=None)
    assert (asked.roster, asked.target, asked.cache) == (Path("clients.csv"), "out", "")
    assert (asked.workers, asked.scheduler) == (os.cpu_count(), "")
    assert (asked.keep_going, asked.speak_only) == (False, False)
    assert asked.terms.captions == ("vtt", "srt", "lrc")
    assert (asked.terms.base_url, asked.terms.stream_url) == ("", "")
    assert asked.terms.now == datetime.datetime.fromtimestamp(1796000000, datetime.UTC)
    assert not asked.terms.asked.settings


READ = {
    "a folder at home": ({"target": "~/x"}, lambda one: one.target, "~/x"),
    "an address": ({"target": "s3://b/x"}, lambda one: one.target, "s3://b/x"),
    "workers": ({"workers": 3}, lambda one: one.workers, 3),
    "a shared cache": ({"shared": "s3://b/c"}, lambda one: one.cache, "s3://b/c"),
    "a scheduler": ({"scheduler": "tcp://x:1"}, lambda one: one.scheduler, "tcp://x:1"),
    "keep going": ({"keep_going": True}, lambda one: one.keep_going, True),
    "speak only": ({"speak_only": True}, lambda one: one.speak_only, True),
    "some captions": ({"captions": "srt"}, lambda one: one.terms.captions, ("srt",)),
    "no captions": ({"captions": "none"}, lambda one: one.terms.captions, ()),
    "an engine": ({"engine": "silent"}, lambda one: dict(one.terms.asked.settings), {"voice.engine": "silent"}),
    "an address on the web": ({"base_url": "https://example.org/hips/"}, lambda one: one.terms.base_url.rstrip("/"), "https://example.org/hips"),
    "streams": ({"stream_url": "https://example.org/s"}, lambda one: one.terms.stream_url.rstrip("/"), "https://example.org/s"),
}  # fmt: skip


@pytest.mark.parametrize(("options", "part", "wanted"), READ.values(), ids=READ)
def test_options(options, part, wanted):
    assert part(read(**options)) == wanted


WRONG = [
    ({"base_url": "nowhere"}, "--base-url"),
    ({"base_url": "file:///etc"}, "--base-url"),
    ({"stream_url": "nowhere"}, "--stream-url"),
    ({"captions": "doc"}, "--captions"),
]


@pytest.mark.parametrize(("options", "where"), WRONG)
def test_a_wrong_option_is_named(options, where):
    with pytest.raises(VoiceguideError) as told:
        read(**options)
    assert told.value.where == where


def test_a_time_no_calendar_has():
    with pytest.raises(VoiceguideError, match="SOURCE_DATE_EPOCH"):
        read_rollout("clients.csv", {"target": "out"}, {"SOURCE_DATE_EPOCH": "9" * 30})
