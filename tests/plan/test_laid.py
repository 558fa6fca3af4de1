"""A block that was laid before comes out as if it were laid anew, wherever it starts now."""

import pytest

from tests.plan.test_again import lengths
from voiceguide.errors import FitError, LongSession
from voiceguide.plan import laid, place
from voiceguide.plan.laid import LaidBlocks
from voiceguide.script.parse import parse_script

BLOCKS = """\
[enter]
Sit down.

[hold 20s]
5s | A long wording of a line / short
every 4s | Breathe.
countdown 3
[end]

[rest 7s]
Shake it out.
breathe 2-2
[end]

[reps 3 tempo 2-1-2]
up | Up.
2 up | {n} and up.
next up | Well done.
[end]
"""
OPENINGS = ["", "Anna.\n", "Bert.\n[pause 3s]\n", "Anna and Bert.\n", "[pause 1011ms]\n"]
SAID = {"Anna.": 611, "Bert.": 1999, "Anna and Bert.": 1300, "short": 500}


def opened(opening, blocks):
    """A session that begins otherwise; its blocks are the very same cues."""
    return [*parse_script(opening), *blocks]


def told(cues, length_of, **more):
    found = []
    return place.place(cues, length_of, complain=found.append, **more), found


@pytest.fixture
def blocks():
    return parse_script(BLOCKS)


@pytest.mark.parametrize("line", [900, 2500, 4000])
def test_it_is_what_laying_anew_gives_and_asks_for_no_other_sound(blocks, line):
    known = LaidBlocks()
    said = {**SAID, "A long wording of a line": line}
    for opening in [*OPENINGS, *OPENINGS]:
        cues = opened(opening, blocks)
        asked, anew = [], []
        assert told(cues, lengths(asked, **said), laid=known) == told(cues, lengths(anew, **said))
        assert set(asked) == set(anew)


def test_each_is_laid_once_for_each_place_in_a_frame(blocks, monkeypatch):
    arranged = []
    arrange = place.arrange
    monkeypatch.setattr(place, "arrange", lambda *a: (arranged.append(1), arrange(*a))[1])
    known, length_of = LaidBlocks(), lengths([], **SAID)
    for pause in (0, 24, 48, 240):
        place.place(opened(f"[pause {pause}ms]\n" if pause else "", blocks), length_of, laid=known)
    assert len(arranged) == 3
    place.place(blocks, lengths([], short=400, **{"Up.": 300}), laid=known)
    assert len(arranged) == 4  # the series alone asks for that
    assert len(LaidBlocks()._known) == 0


def test_what_does_not_fit_is_told_of_each_time():
    cues = parse_script("[hold 3s]\n1s | Much too long.\n2s | So is this.\n[end]\n")
    known = LaidBlocks()
    for _ in range(2):
        with pytest.raises(FitError):
            place.place(cues, lambda sound: 1900, laid=known)


def test_a_session_is_as_long_as_one_may_be_however_it_is_laid(blocks, monkeypatch):
    known, length_of = LaidBlocks(), lengths([])
    place.place(blocks, length_of, laid=known)
    monkeypatch.setattr(place, "MOST_LINES", 20)
    with pytest.raises(LongSession) as anew:
        place.place(blocks, length_of)
    with pytest.raises(LongSession) as again:
        place.place(blocks, length_of, laid=known)
    assert again.value.fact == anew.value.fact


def test_so_many_are_remembered(monkeypatch):
    monkeypatch.setattr(laid, "MOST_BLOCKS", 2)
    known = LaidBlocks()
    for seconds in range(20, 25):
        place.place(parse_script(f"[hold {seconds}s]\n[end]\n"), lengths([]), laid=known)
    assert len(known._known) == 2
