"""The tag, read back by a library that is not ours."""

import datetime
import io
from itertools import pairwise

import pytest
from mutagen.id3 import ID3

from voiceguide.phone.tags import MOST_CHAPTERS, describe, render_tag
from voiceguide.plan.cue import Scene
from voiceguide.plan.timeline import Mark, Timeline, make_event

DAY = datetime.date(2026, 11, 24)


def line(title="Hüfte 髋 🦵", chapters=3, language="de", pairs=2):
    marks = tuple(Mark(n * 1000, f"Kapitel {n}") for n in range(chapters))
    events = tuple(
        make_event(Scene(f"s{n}", "stretch", "left", n, 1), "hold", 0, 1000) for n in range(pairs)
    )
    return Timeline(title, 600_000, language, marks, events)


def read(timeline):
    return ID3(io.BytesIO(render_tag(timeline, DAY, "voiceguide 0")))


def test_texts():
    tag = read(line())
    texts = {name: str(tag[name].text[0]) for name in ("TIT2", "TALB", "TPE1", "TCON", "TLAN")}
    assert texts == {
        "TIT2": "Hüfte 髋 🦵", "TALB": "Hüfte 髋 🦵", "TPE1": "voiceguide",
        "TCON": "Exercise", "TLAN": "deu",
    }  # fmt: skip
    assert (str(tag["TDRC"].text[0]), tag["TLEN"].text[0]) == ("2026-11-24", "600000")


@pytest.mark.parametrize(
    ("language", "code"), [("en", "eng"), ("en-GB", "eng"), ("es", "spa"), ("xx", "und")]
)
def test_language(language, code):
    assert read(line(language=language))["TLAN"].text == [code]


@pytest.mark.parametrize("count", [1, 10, MOST_CHAPTERS, MOST_CHAPTERS + 1, 1000])
def test_chapters_follow_one_another(count):
    tag = read(line(chapters=count))
    [toc] = tag.getall("CTOC")
    chapters = {chapter.element_id: chapter for chapter in tag.getall("CHAP")}
    listed = [chapters[name] for name in toc.child_element_ids]
    assert len(listed) == min(count, MOST_CHAPTERS)
    assert all(a.end_time == b.start_time for a, b in pairwise(listed))
    assert (listed[0].start_time, listed[-1].end_time) == (0, 600_000)
    assert listed[0].sub_frames["TIT2"].text == ["Kapitel 0"]
    assert toc.sub_frames["TIT2"].text == ["Hüfte 髋 🦵"]


def test_chapters_stand_in_the_file_in_their_order():
    data = render_tag(line(chapters=12), DAY, "v")
    at = [data.index(f"chp{n}\0".encode(), data.index(b"CHAP")) for n in range(12)]
    assert at == sorted(at)


@pytest.mark.parametrize(
    ("pairs", "said"),
    [(2, "2 stretches, each followed by the exercise"), (1, "A stretch, then the exercise")],
)
def test_the_comment_says_what_it_is_and_what_to_turn_off(pairs, said):
    text = describe(line(pairs=pairs))
    assert said in text
    assert "about 10 minutes" in text
    assert 'Turn off "skip silence"' in text


def test_the_same_bytes():
    assert render_tag(line(), DAY, "v") == render_tag(line(), DAY, "v")
