"""The picture of a plan, read back as XML and as HTML by parsers that are not ours."""

import shutil
import subprocess
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from voiceguide.picture import render_html, render_svg
from voiceguide.picture.scale import LEFT, MOST, RIGHT, choose_span
from voiceguide.picture.style import DARK, LIGHT, PAPER
from voiceguide.picture.svg import measure_sides
from voiceguide.picture.words import fit, width_of
from voiceguide.plan.timeline import Mark, Sound, Timeline, make_event
from voiceguide.scene import Scene

SVG = "{http://www.w3.org/2000/svg}"
OPENING = Scene()
LEFT_STRETCH = Scene("hip-stretch", "stretch", "left", 1, 1)
RIGHT_LIFT = Scene("hip-lift", "strengthen", "right", 1, 1)
HOSTILE = (
    "</title></desc></style><script>alert(1)</script> \" onload='x' & ]]> \x00\x0b\ud800 髋 🦵"
)
EVENTS = (
    make_event(OPENING, "tone", 0, 1800, Sound(tone="chime")),
    make_event(OPENING, "say", 2000, 4000, Sound(text="Welcome.")),
    make_event(LEFT_STRETCH, "hold", 10_000, 40_000),
    make_event(LEFT_STRETCH, "tone", 10_000, 10_700, Sound(tone="start")),
    make_event(LEFT_STRETCH, "say", 25_000, 26_000, Sound(text="Halfway.", speed=1.15)),
    make_event(RIGHT_LIFT, "rest", 42_000, 50_000),
    make_event(RIGHT_LIFT, "rep", 52_000, 59_000, rep=1),
    make_event(RIGHT_LIFT, "rep", 59_000, 66_000, rep=2),
    make_event(OPENING, "hold", 70_000, 80_000),
)
CHAPTERS = (Mark(0, "Welcome"), Mark(8000, "Stretch, left"), Mark(51_000, "Lift, right"))


def line(events=EVENTS, title="Hüfte", chapters=CHAPTERS, duration=90_000, language="it", **more):
    return Timeline(title, duration, language, chapters, events, **more)


def long_session(every=250, kinds=("say", "tone", "rep", "hold", "rest")):
    """Four hours in which something happens every so many milliseconds; left and right in turn."""
    scenes = (LEFT_STRETCH, RIGHT_LIFT)
    sounds = {"say": Sound(text="Breathe, slowly."), "tone": Sound(tone="tick")}
    events = []
    for n in range(4 * 3_600_000 // every):
        kind = kinds[n % len(kinds)]
        rep = n if kind == "rep" else 0
        scene = scenes[n // len(kinds) % 2]
        start = n * every
        events.append(make_event(scene, kind, start, start + every - 10, sounds.get(kind), rep=rep))
    marks = tuple(Mark(n * 60_000, f"Chapter {n}") for n in range(240))
    return line(tuple(events), chapters=marks, duration=4 * 3_600_000)


def pieces(timeline):
    """(row, kind and side, x, width, words) of every bar, as it is in the file."""
    root = ET.fromstring(render_svg(timeline))
    return [
        (number, bar.get("class"), float(bar.get("x")), float(bar.get("width")), bar[0].text)
        for number, row in enumerate(root.findall(f"{SVG}g"))
        for bar in row.findall(f"{SVG}rect")
        if len(bar)
    ]


# Rows of 30 s: 898 units wide from 76, so 29.933 units a second.
@pytest.mark.parametrize(
    ("row", "looks", "x", "width", "told"),
    [
        (0, "tone", 76.0, 53.9, "0:00.0 tone: chime"),
        (0, "say", 135.9, 59.9, "0:02.0 Welcome."),
        (0, "hold left", 375.3, 598.7, "0:10.0 hold, left"),
        (1, "hold left", 76.0, 299.3, "0:10.0 hold, left"),
        (0, "tone", 375.3, 21.0, "0:10.0 tone: start"),
        (0, "say", 824.3, 29.9, "0:25.0 Halfway."),
        (1, "rest", 435.2, 239.5, "0:42.0 rest"),
        (1, "rep right", 734.5, 209.5, "0:52.0 repetition 1, right"),
        (1, "rep right", 944.1, 29.9, "0:59.0 repetition 2, right"),
        (2, "rep right", 76.0, 179.6, "0:59.0 repetition 2, right"),
        (2, "hold", 375.3, 299.3, "1:10.0 hold"),
    ],
)  # fmt: skip
def test_every_event_is_drawn_once_where_it_belongs(row, looks, x, width, told):
    drawn = pieces(line())
    assert len(drawn) == 11
    assert [piece for piece in drawn if piece[4] == told and piece[0] == row] == [
        (row, looks, x, width, told)
    ]


@given(
    st.lists(st.tuples(st.integers(0, 3_000_000), st.integers(1000, 400_000)), max_size=20),
    st.integers(1, 4_000_000),
)
@settings(deadline=None)
def test_the_pieces_of_an_event_add_up_to_it(spans, duration):
    # whole holds that cannot touch: one a lane wide of the other
    events, at = [], 0
    for gap, length in spans:
        at += gap + 60_000
        events.append(make_event(OPENING, "hold", at, at + length))
        at += length
    drawn = pieces(line(tuple(events), duration=duration, chapters=()))
    span = choose_span(max(duration, at))
    total = sum(width for *_, width, _ in drawn) * span / (RIGHT - LEFT)
    # coordinates have one decimal; the narrowest bar is 1.2 wide
    slack = (1.3 * len(drawn) + 0.1) * span / (RIGHT - LEFT)
    assert abs(total - sum(length for _, length in spans)) <= slack


@pytest.mark.parametrize(
    ("duration", "span", "rows"),
    [
        (1, 30_000, 1), (30_000, 30_000, 1), (30_001, 30_000, 2), (312_000, 30_000, 11),
        (826_000, 120_000, 7), (3_600_000, 300_000, 12), (7_200_000, 600_000, 12),
        (14_400_000, 600_000, 24), (144_000_000, 6_000_000, 24), (144_000_001, 6_060_000, 24),
    ],
)  # fmt: skip
def test_rows(duration, span, rows):
    assert choose_span(duration) == span
    root = ET.fromstring(render_svg(line((), duration=duration, chapters=())))
    assert len(root.findall(f"{SVG}g")) == rows <= MOST


def texts(timeline, looks):
    root = ET.fromstring(render_svg(timeline))
    found = [text for text in root.iter(f"{SVG}text") if looks in (text.get("class") or "").split()]
    return ["".join(text.itertext()) for text in found]


def test_chapters_have_title_and_time_and_go_on_in_the_next_row():
    assert texts(line(), "chapter") == ["0:00 Welcome", "0:08 Stretch, left", "0:51 Lift, right"]
    assert texts(line(), "on") == ["… 0:08 Stretch, left", "… 0:51 Lift, right"]


def test_a_chapter_at_the_very_end_is_drawn():
    assert "The end" in ET.tostring(
        ET.fromstring(render_svg(line(chapters=(Mark(90_000, "The end"),)))), encoding="unicode"
    )


def test_the_axis_counts_on():
    ticks = texts(line(), "tick")
    assert ticks[:7] == ["0:00", "0:05", "0:10", "0:15", "0:20", "0:25", "0:30"]
    assert ticks[-1] == "end 1:30"


def test_sides_differ_in_place_and_in_words_not_by_colour_alone():
    root = ET.fromstring(render_svg(line()))
    tops = {bar.get("class"): float(bar.get("y")) for bar in root.iter(f"{SVG}rect") if len(bar)}
    assert tops["rep right"] > tops["hold left"]
    both = pieces(long_session(10_000, ("rep",)))
    assert {looks for _, looks, *_ in both} == {"rep left", "rep right"}
    holds = [text for text in texts(line(), "hold") if text]
    assert holds == ["left, 30s", "10s"]
    keys = [text.text for text in root.iter(f"{SVG}text") if "side" in (text.text or "")]
    assert keys == ["L  left side: 30s", "R  right side: 2 reps", "no side: 10s"]
    rows = root.findall(f"{SVG}g")
    assert [sum(t.text == mark for t in rows[0].iter(f"{SVG}text")) for mark in "LR"] == [2, 2]


def test_a_side_gets_a_hold_from_where_it_is_entered():
    events = [replace(e, entered_ms=4800) if e is EVENTS[2] else e for e in EVENTS]
    assert str(measure_sides(line(tuple(events)))["left"]) == "35s"


@pytest.mark.parametrize("duration", [90_000, 14_400_000])
def test_hostile_words_stay_words(duration):
    sound = Sound(text=HOSTILE)
    bad = line(
        (make_event(Scene(HOSTILE, "stretch", "left", 1, 1), "say", 0, 9000, sound),
         make_event(OPENING, "tone", 9000, 9500, Sound(tone=HOSTILE))),
        title=HOSTILE, chapters=(Mark(0, HOSTILE),), duration=duration, language='"><script>',
    )  # fmt: skip
    root = ET.fromstring(render_svg(bad).encode())
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        "svg", "title", "desc", "style", "rect", "text", "tspan", "path", "g",
    }  # fmt: skip
    assert not [key for one in root.iter() for key in one.attrib if key.startswith("on")]
    assert root[0].text.startswith("</title></desc></style><script>alert(1)</script>")
    page = read(bad)
    assert "script" not in page.tags
    assert not [name for _, names in page.attributes for name in names if name.startswith("on")]
    page_text = "".join(page.text)
    assert page_text.count("<script>alert(1)</script>") >= 4
    assert "\x00" not in render_html(bad)


class Page(HTMLParser):
    """What a page consists of."""

    VOID = frozenset({"meta", "br", "link", "img"})

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text, self.open = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def with_tag(self, tag):
        return [attributes for name, attributes in self.attributes if name == tag]


def read(timeline):
    page = Page()
    page.feed(render_html(timeline))
    page.close()
    assert page.open == []
    return page


def test_the_page_has_a_table_of_everything():
    page = read(line())
    rows = [head for head in page.with_tag("th") if head.get("scope") == "row"]
    assert len(rows) == len(EVENTS)
    assert [h["scope"] for h in page.with_tag("th")[:5]] == ["col"] * 5
    assert sum(head.get("scope") == "rowgroup" for head in page.with_tag("th")) == len(CHAPTERS)
    text = "|".join(filter(str.strip, page.text))
    for row in (
        "0:00.0|1.8s|tone|chime",
        "0:10.0|30s|hold|left|hip-stretch",
        "0:25.0|1s|say|left|Halfway. (1.15 times as fast)",
        "0:42.0|8s|rest|right|hip-lift",
        "0:52.0|7s|rep|right|repetition 1",
        "1:10.0|10s|hold",
    ):
        assert f"|{row}" in text


def test_events_before_the_first_chapter_are_in_the_table():
    page = read(line(chapters=CHAPTERS[1:]))
    assert len([h for h in page.with_tag("th") if h.get("scope") == "row"]) == len(EVENTS)


def test_the_page_can_be_read_by_a_machine_and_a_keyboard():
    page = read(line())
    assert page.with_tag("html") == [{"lang": "en"}]
    assert page.with_tag("h1") == [{"lang": "it"}]
    for box in (one for one in page.with_tag("div") if one["class"] == "scroll"):
        assert (box["role"], box["tabindex"]) == ("region", "0")
        assert box["aria-labelledby"]
    labels = [svg["aria-label"] for svg in page.with_tag("svg")]
    assert labels == [
        "0:00 to 0:30: Welcome; Stretch, left",
        "0:30 to 1:00: Stretch, left; Lift, right",
        "1:00 to 1:30: Lift, right",
    ]
    ids = [attributes["id"] for _, attributes in page.attributes if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {a["href"].removeprefix("#") for a in page.with_tag("a")} <= set(ids)


def test_the_page_needs_nothing_else():
    text = render_html(line())
    loading = {"script", "link", "img", "iframe", "object", "embed", "image", "use", "video"}
    assert not loading & set(read(line()).tags)
    for word in ("http://", "https://", "url(", "@import", "src=", "style="):
        assert word not in text
    assert "default-src 'none'" in text


@pytest.mark.parametrize("render", [render_svg, render_html])
def test_dark_and_print_rules(render):
    text = render(line())
    assert "@media screen and (prefers-color-scheme:dark){" in text
    assert "@media print{" in text


def test_the_picture_is_described():
    root = ET.fromstring(render_svg(line(estimated=True)))
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    assert root[0].text == "Hüfte"
    assert root[1].text == (
        "about 1:30 · 3 chapters · 2 holds · 2 repetitions · 1 rest. "
        "Speech, holds, repetitions, rests and tones over time. "
        "Chapters: 0:00 Welcome; 0:08 Stretch, left; 0:51 Lift, right."
    )
    assert (
        "estimates" in render_html(line(estimated=True)),
        "estimates" in render_html(line()),
    ) == (True, False)


@pytest.mark.parametrize("render", [render_svg, render_html])
def test_the_same_text(render):
    assert render(line()) == render(line())


def test_close_bars_are_joined_and_say_so():
    # 40 ms every 50 ms: 1.2 units of ink and 0.3 of a gap
    ticks = tuple(
        make_event(OPENING, "tone", n * 50, n * 50 + 40, Sound(tone="tick")) for n in range(200)
    )
    apart = make_event(OPENING, "tone", 10_040, 10_080, Sound(tone="beat"))
    [first, second] = pieces(line((*ticks, apart)))
    assert first == (0, "tone", 76.0, 299.0, "0:00.0 to 0:10.0: 200 tones")
    assert second == (0, "tone", 376.5, 1.2, "0:10.0 tone: beat")


def test_nothing_is_drawn_outside_its_row():
    drawn = pieces(long_session(7000))
    assert len(drawn) > 2000
    assert min(x for _, _, x, *_ in drawn) >= LEFT
    assert max(x + width for _, _, x, width, _ in drawn) <= RIGHT + 1.2


def relative_luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((relative_luminance(one), relative_luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK, PAPER])
def test_colours_can_be_told_apart(palette):
    for words, behind in (
        ("ink", "paper"), ("ink", "lane"), ("faint", "paper"), ("faint", "lane"),
        ("left_ink", "left"), ("right_ink", "right"), ("both_ink", "both"), ("rest_ink", "rest"),
    ):  # fmt: skip
        assert contrast(getattr(palette, words), getattr(palette, behind)) >= 4.5, words
    for bar in ("left", "both", "speech", "tone"):
        assert contrast(getattr(palette, bar), palette.lane) >= 3, bar
    # on paper the light bars have a black edge
    assert palette is PAPER or contrast(palette.right, palette.paper) >= 3


@pytest.mark.parametrize(
    ("render", "every", "kilobytes"),
    [(render_svg, 2000, 700), (render_html, 2000, 2000), (render_svg, 250, 3500)],
)
def test_four_hours_stay_small(render, every, kilobytes):
    assert len(render(long_session(every)).encode()) < kilobytes * 1000


@given(st.text(max_size=60), st.floats(0, 500), st.floats(6, 30))
def test_fitted_words_fit(text, room, size):
    fitted = fit(text, room, size)
    assert width_of(fitted, size) <= max(room, 0)
    assert fitted in ("", text) or fitted.endswith("…")


FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--window-size=1000,700",
)  # fmt: skip


@pytest.mark.tool
@pytest.mark.skipif(not shutil.which("chromium"), reason="chromium is not installed")
@pytest.mark.parametrize(("scheme", "palette"), [(1, LIGHT), (0, DARK)], ids=["light", "dark"])
@pytest.mark.parametrize(("render", "name"), [(render_svg, "a.svg"), (render_html, "a.html")])
def test_a_browser_shows_it_light_and_dark(tmp_path, scheme, palette, render, name):
    (tmp_path / name).write_text(render(line()))
    shot = tmp_path / "shot.png"
    subprocess.run(
        ["chromium", *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"--screenshot={shot}",
         f"--blink-settings=preferredColorScheme={scheme}", (tmp_path / name).as_uri()],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    colours = {
        "#{:02x}{:02x}{:02x}".format(*colour)
        for _, colour in Image.open(shot).convert("RGB").getcolors(1 << 20)
    }
    assert {palette.paper, palette.lane, palette.left, palette.right, palette.speech} <= colours


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            {
                "Speech",
                "Holds",
                "L",
                "about 1:30 · 3 chapters · 2 holds · 2 repetitions · 1 rest",
                "end 1:30",
                "L  left side: 30s",
                "R  right side: 2 reps",
            },
        ),
        (
            "de",
            {
                "Stimme",
                "Pausen",
                "R",
                "etwa 1:30 · 3 Kapitel · 2-mal halten · 2 Wiederholungen · 1 Pause",
                "Ende 1:30",
                "L  linke Seite: 30s",
                "R  rechte Seite: 2 Wdh.",
            },
        ),
        (
            "es",
            {
                "Voz",
                "Descansos",
                "I",
                "unos 1:30 · 3 capítulos · 2 posturas · 2 repeticiones · 1 descanso",
                "fin 1:30",
                "I  lado izquierdo: 30s",
                "D  lado derecho: 2 reps.",
            },
        ),
    ],
)
def test_the_picture_is_in_the_language_of_the_session(language, words):
    root = ET.fromstring(render_svg(line(language=language, estimated=True)))
    assert root.get("lang") == language
    assert words <= {"".join(one.itertext()) for one in root.iter() if one.tag.endswith("text")}
