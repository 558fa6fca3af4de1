"""The cover, read back as a picture: what is where, and that it stays small."""

import io
from itertools import groupby

import pytest
from PIL import Image

from voiceguide.formats.bars import Block, list_blocks, picture_of, say_length
from voiceguide.formats.cover import MOST_BYTES, SIZE, render_cover
from voiceguide.formats.lettering import SIZES, drawable, lay_title, wrap
from voiceguide.picture.style import DARK
from voiceguide.plan.timeline import Sound, Timeline, make_event
from voiceguide.scene import Scene

STRETCH, LIFT = (
    Scene("stretch", "stretch", "left", 1, 1),
    Scene("lift", "strengthen", "right", 1, 1),
)
EVENTS = (
    make_event(Scene(), "say", 0, 5000, Sound(text="Welcome.")),
    make_event(STRETCH, "hold", 10_000, 70_000),
    make_event(STRETCH, "rest", 70_000, 80_000),
    *(make_event(LIFT, "rep", 90_000 + n * 15_000, 105_000 + n * 15_000, rep=n + 1) for n in range(4)),
)  # fmt: skip


def line(events=EVENTS, title="X", duration=826_000):
    return Timeline(title, duration, "en", (), events)


def picture(timeline):
    return Image.open(io.BytesIO(render_cover(picture_of(timeline)))).convert("RGB")


def near(pixel, colour):
    wanted = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
    return all(abs(a - b) < 24 for a, b in zip(pixel, wanted, strict=True))


def names(image, y):
    """The colours met from left to right in the bars, each once."""
    known = {"left": DARK.left, "right": DARK.right, "both": DARK.both, "lane": DARK.lane}
    row = (image.getpixel((x, y)) for x in range(191, SIZE - 101))
    seen = [next((n for n, colour in known.items() if near(p, colour)), "") for p in row]
    return [name for name, group in groupby(filter(None, seen)) if len(list(group)) > 3]


def test_it_is_a_square_jpeg():
    image = Image.open(io.BytesIO(render_cover(picture_of(line()))))
    assert (image.format, image.size, image.mode) == ("JPEG", (SIZE, SIZE), "RGB")
    assert near(image.getpixel((5, 5)), DARK.paper)


@pytest.mark.parametrize(
    ("y", "seen"),
    [
        (400, ["left", "lane"]),  # the hold, over the whole height of its track
        (690, ["left", "lane"]),
        (740, ["lane"]),  # repetitions are lower than a hold
        (1040, ["lane", *["right", "lane"] * 4]),
    ],
)
def test_a_hold_is_a_bar_and_a_series_a_comb(y, seen):
    assert names(picture(line()), y) == seen


def test_work_of_no_side_spans_both_tracks():
    image = picture(line((make_event(Scene("x"), "hold", 0, 9000),)))
    assert [names(image, y) for y in (400, 712, 1040)] == [["both"]] * 3


def test_a_session_without_work_has_empty_tracks():
    image = picture(line(()))
    assert [names(image, y) for y in (400, 1040)] == [["lane"]] * 2


def test_blocks():
    assert list_blocks(EVENTS) == [Block("left", 60_000, 0), Block("right", 60_000, 4)]
    again = [make_event(STRETCH, "hold", n * 1000, n * 1000 + 900) for n in range(2)]
    assert list_blocks(again) == [Block("left", 900, 0)] * 2
    rounds = [
        make_event(
            Scene("lift", "strengthen", "left", 1, n), "rep", n * 1000, n * 1000 + 900, rep=1
        )
        for n in (1, 2)
    ]
    assert list_blocks(rounds) == [Block("left", 900, 1)] * 2


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (0, "0 s"), (45_900, "45 s"), (59_999, "59 s"), (60_000, "1 min"), (826_000, "14 min"),
        (3_569_000, "59 min"), (3_599_000, "1 h"), (3_900_000, "1 h 5 min"), (14_400_000, "4 h"),
    ],
)  # fmt: skip
def test_length(length, said):
    assert say_length(length) == said


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Hüftöffnung, Straße", "Hüftöffnung, Straße"), ("mañana ¡ya!", "mañana ¡ya!"),
        ("Hu\u0308fte", "Hüfte"), ("Бедро κνήμη", "Бедро κνήμη"),
        ("髋 Hüfte 🦵", "Hüfte"), ("髋関節", ""), ("two\n\tlines\x00", "two lines"),
        ("\ud800 x", "x"), ("", ""),
    ],
)  # fmt: skip
def test_letters_the_font_does_not_have_are_left_out(title, shown):
    assert drawable(title).replace("\0", "") == shown


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 5, []), ("one two", 7, ["one two"]), ("one two", 6, ["one", "two"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]), ("a bcdefg h", 3, ["a", "bcd", "efg", "h"]),
        ("ab", 0.5, ["a", "b"]), ("90/90-hips", 6, ["90/90-", "hips"]), ("at 90-90 go", 6, ["at", "90-90", "go"]),
    ],
)  # fmt: skip
def test_wrap(text, room, lines):
    assert list(wrap(text, room, len)) == lines


@pytest.mark.parametrize(
    ("title", "size", "lines"),
    [("Hips", SIZES[0], 1), ("90/90 hip rotation", SIZES[0], 2), ("Fuß " * 300, SIZES[-1], 7)],
)
def test_a_title_shrinks_until_it_fits(title, size, lines):
    laid = lay_title(title, 1200, 460)
    assert (laid.size, len(laid.lines)) == (size, lines)
    assert laid.pitch * lines <= 460
    assert laid.lines[-1].endswith("…") == (lines == 7)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("90/90-Hüftrotation", ("90/90-", "Hüftrotation")),
        ("90/90-Hüftrotation, das erste Mal", ("90/90-Hüftrotation,", "das erste Mal")),
        ("Schreibtischpause für die Hüften", ("Schreibtischpause", "für die Hüften")),
        ("Estiramientos isquiotibiales", ("Estiramientos", "isquiotibiales")),
    ],
)
def test_a_title_shrinks_rather_than_have_a_word_broken(title, lines):
    assert lay_title(title, 1200, 460).lines == lines


def test_a_word_that_fits_in_no_size_is_broken():
    laid = lay_title("Rinderkennzeichnungsfleischetikettierungsüberwachung", 1200, 460)
    assert len(laid.lines) > 1


def test_umlauts_are_drawn():
    top = (100, 100, 1300, 300)
    plain, dotted = (picture(line(title=title)).crop(top) for title in ("Hufte", "Hüfte"))
    assert plain.tobytes() != dotted.tobytes()


def test_long_titles_stay_inside():
    image = picture(line(title="Donaudampfschifffahrtsgesellschaftskapitän " * 9))
    margin = image.crop((SIZE - 60, 0, SIZE, SIZE)).getcolors(1 << 20)
    assert all(near(colour, DARK.paper) for _, colour in margin)


def session(count, kinds):
    """Four hours of so many holds or repetitions, sides in turn."""
    step = 14_400_000 // count
    sides = ("left", "right", None)
    return line(
        tuple(
            make_event(
                Scene(str(n // 7), "stretch", sides[n // 7 % 3], 1, 1), kinds[n % len(kinds)],
                n * step, n * step + step // 2 + n % 5 * 30, rep=n if kinds[n % len(kinds)] == "rep" else 0,
            )
            for n in range(count)
        ),
        title="Ärger " * 100, duration=14_400_000,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("count", "kinds"),
    [(8, ["hold", "rep"]), (300, ["hold"]), (1000, ["hold"]), (14_400, ["hold"]), (3000, ["rep"]),
     (500, ["hold", "rep"])],
)  # fmt: skip
def test_it_stays_small(count, kinds):
    assert len(render_cover(picture_of(session(count, kinds)))) < MOST_BYTES


def test_the_same_bytes():
    assert render_cover(picture_of(line())) == render_cover(picture_of(line()))
