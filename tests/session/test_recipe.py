"""Recipes: what is packed comes back, and any part of a session is that part of all of it."""

import datetime

import pytest
from msgspec.structs import replace

from voiceguide.audio.mp3 import FRAME_BYTES, PlacedFrames, join
from voiceguide.errors import OutputError
from voiceguide.plan.timeline import Mark, Sound, Timeline, make_event
from voiceguide.scene import Scene
from voiceguide.session.recipe import (
    Recipe,
    Segment,
    Splice,
    clips_in,
    dereference,
    digest_clips,
    is_whole,
    pack_recipe,
    parse_recipe,
)

CLIPS = {"aa" * 20: b"a" * FRAME_BYTES * 3, "bb" * 20: b"b" * FRAME_BYTES}
EVENTS = (
    make_event(Scene(), "say", 24, 500, Sound("Hello.")),
    make_event(Scene("x", "stretch", "left", 1, 1), "hold", 600, 900, due=600),
    make_event(Scene("x", "stretch", "left", 1, 1), "tone", 600, 700, Sound(tone="start"), due=600),
    make_event(Scene("y", "exercise", None, None, 1, 2, 3), "rep", 900, 950, rep=3),
    make_event(Scene(), "say", 960, 990, Sound("Hello.", speed=1.15)),
)
RECIPE = Recipe(
    Timeline("Title", 2_000, "en", (Mark(0, "One"),), EVENTS), datetime.date(2026, 12, 7),
    "voiceguide", "Album", 1, "Title", tuple(CLIPS), (Segment(1, 3, 0), Segment(25, 1, 1), Segment(30, 3, 0)),
)  # fmt: skip
TAG = b"ID3" + bytes(range(97))
WHOLE = TAG + b"".join(
    join(
        (PlacedFrames(one.frame, CLIPS[RECIPE.clips[one.clip]]) for one in RECIPE.segments), 96_000
    )
)


def test_what_is_packed_comes_back():
    assert parse_recipe(pack_recipe(RECIPE)) == RECIPE


@pytest.mark.parametrize("data", [b"", b"\0\0\0\1", b"\0\0\0\0nothing", pack_recipe(RECIPE)[:-3]])
def test_what_is_no_recipe(data):
    with pytest.raises(ValueError, match="not a recipe"):
        parse_recipe(data)


def test_a_recipe_knows_what_its_clips_held():
    digests = {key: bytes([at]) * 16 for at, key in enumerate(CLIPS, 1)}
    stored = pack_recipe(replace(RECIPE, sound=digest_clips(RECIPE.clips, digests.get)))
    assert clips_in(stored) == RECIPE.clips
    assert is_whole(stored, digests.get)
    gone = {**digests, RECIPE.clips[1]: b""}
    other = {**digests, RECIPE.clips[0]: bytes(16)}
    assert not is_whole(stored, gone.get)
    assert not is_whole(stored, other.get)


def test_every_part_is_that_part_of_the_whole():
    splice = Splice(RECIPE, TAG)
    assert splice.size == len(WHOLE)
    assert b"".join(splice.pieces(CLIPS.get)) == WHOLE
    for start in range(0, splice.size, 61):
        for stop in {min(start + 1, splice.size), min(start + 193, splice.size), splice.size}:
            assert b"".join(splice.read(start, stop, CLIPS.get)) == WHOLE[start:stop]


OTHERS = {
    "another tag": (RECIPE, TAG + b"!", {}),
    "a frame later": (replace(RECIPE, segments=(Segment(2, 3, 0), *RECIPE.segments[1:])), TAG, {}),
    "another clip there": (
        replace(RECIPE, segments=(*RECIPE.segments[:2], Segment(30, 1, 1))), TAG, {},
    ),
    "a clip of other bytes": (RECIPE, TAG, {"bb" * 20: b"c" * FRAME_BYTES}),
    "a second longer": (
        replace(RECIPE, timeline=replace(RECIPE.timeline, duration_ms=3_000)), TAG, {},
    ),
}  # fmt: skip


def test_the_same_bytes_have_the_same_fingerprint():
    prints = {
        Splice(recipe, tag).fingerprint({**CLIPS, **clips}.get)
        for recipe, tag, clips in [(RECIPE, TAG, {}), *OTHERS.values(), (RECIPE, TAG, {})]
    }
    assert len(prints) == 1 + len(OTHERS)
    titled = replace(RECIPE, album="Another", caption="Another")  # which the tag alone says
    assert Splice(titled, TAG).fingerprint(CLIPS.get) in prints


def test_references_stand_for_the_same_bytes():
    references = list(Splice(RECIPE, TAG).references())
    assert b"".join(dereference(references, CLIPS.get)) == WHOLE


def test_a_clip_that_is_gone_is_told():
    with pytest.raises(OutputError, match="no longer in the cache"):
        list(Splice(RECIPE, TAG).pieces({}.get))
