"""How the built-in routines teach: what a listener on the floor needs, measured on the plan.

Every routine, at every detail, in every language, as long as its sentences are estimated to be and
as long as a voice takes that is a twentieth slower.
"""

import re
from collections import Counter
from functools import cache
from itertools import pairwise, product
from pathlib import Path

import pytest

from tests.composing import compose_cues
from voiceguide.disk.library import Library
from voiceguide.plan.estimate import estimate
from voiceguide.plan.place import place
from voiceguide.routine.routine import Overrides, parse_overrides
from voiceguide.routine.settle import settle
from voiceguide.scene import Scene

SCRIPTS = Path(__file__).parent.parent / "scripts"
ROUTINES = sorted(
    path.parent.name
    for path in SCRIPTS.glob("[a-z]*/routine.toml")
    if "[[pair]]" in path.read_text("utf-8")
)
"""Those of the 90/90 pairs alone; lists are looked at in test_general.py."""
DETAILS = ("full", "brief", "tones")
LANGUAGES = ("en", "de", "es")
PACES = (150, 143)
"""Words a minute for which sentence lengths are estimated where 150 are asked: as many, and a
twentieth fewer, as far as an estimate may be off."""
COMBINATIONS = list(product(ROUTINES, LANGUAGES, DETAILS, PACES))

every = pytest.mark.parametrize(("name", "language", "detail", "pace"), COMBINATIONS)
spoken = pytest.mark.parametrize(
    ("name", "language", "detail", "pace"), [one for one in COMBINATIONS if one[2] != "tones"]
)
"""`tones` and tv say which leg, two words to go in and "last one": no dose, and no praise."""


@cache
def lay(name, language, detail, pace=150):
    """The timeline of a session, and what had to be made to fit."""
    library = Library(name)
    routine = library.load_routine()
    overrides = parse_overrides({"detail": detail}, {}, {})
    overrides = Overrides(settings=overrides.settings, language=language)
    settled = settle(routine, overrides)
    rate = settled.settings.voice.rate * pace // 150
    cues = compose_cues(settled, library.reader(routine, language))
    return place(cues, lambda one: estimate(one, rate, language), language=language)


def said(name, language, detail, pace):
    return [event for event in lay(name, language, detail, pace)[0].events if event.kind == "say"]


def work(name, language, detail, pace):
    """Every hold, and every series from its first repetition to its last: (what, start, end), ms."""
    events = lay(name, language, detail, pace)[0].events
    done = [(event, event.start_ms, event.end_ms) for event in events if event.kind == "hold"]
    reps = [event for event in events if event.kind == "rep"]
    firsts = [event for event in reps if event.rep == 1]
    done += [(e, e.start_ms, e.start_ms + e.asked * (e.end_ms - e.start_ms)) for e in firsts]
    assert done, "a session without work would hold all that is asked of it"
    return sorted(done, key=lambda one: one[1])


def scene(event):
    return Scene(event.exercise, event.action, event.side, event.pair, event.round)


def between(name, language, detail, pace):
    """What is said outside holds and series."""
    spans = [(start, end) for _, start, end in work(name, language, detail, pace)]
    return [
        event
        for event in said(name, language, detail, pace)
        if not any(start <= event.start_ms < end for start, end in spans)
    ]


def shares(name, language, detail, pace):
    """Milliseconds of talk outside holds and series, and of everything outside them."""
    timeline, _ = lay(name, language, detail, pace)
    talk = sum(e.end_ms - e.start_ms for e in between(name, language, detail, pace))
    return talk, timeline.duration_ms - sum(
        end - start for _, start, end in work(name, language, detail, pace)
    )


@every
def test_every_line_finds_its_room(name, language, detail, pace):
    assert lay(name, language, detail, pace)[1] == ()


# The same on both sides


@every
def test_both_sides_are_stretched_for_as_long(name, language, detail, pace):
    leads = {}
    for event, start, _ in work(name, language, detail, pace):
        if event.kind == "hold":
            lead = start - event.entered_ms
            assert 3000 <= lead <= 8000, event
            leads.setdefault((event.exercise, event.round), []).append(lead)
    assert leads
    assert all(abs(left - right) <= 3000 for left, right in leads.values())


LEG = {"en": "{} leg", "de": "{} bein", "es": "pierna {}"}
SIDES = {
    "en": {"left": "left", "right": "right"},
    "de": {"left": "linkes", "right": "rechtes"},
    "es": {"left": "izquierda", "right": "derecha"},
}


@every
def test_the_leg_is_named_in_time_and_once(name, language, detail, pace):
    since = 0
    for event, start, end in work(name, language, detail, pace):
        leg = LEG[language].format(SIDES[language][event.side])
        told = [e.start_ms for e in said(name, language, detail, pace) if since <= e.start_ms < start and leg in e.text.lower()]  # fmt: skip
        assert len(told) == 1
        assert start - told[0] >= 12_000
        since = end


# Time to move


@every
def test_coming_out_is_done_before_the_next_order(name, language, detail, pace):
    for event, _, end in work(name, language, detail, pace):
        if event.kind != "hold":
            continue
        after = [e for e in said(name, language, detail, pace) if e.start_ms >= end]
        own = [e for e in after if scene(e) == scene(event)]
        assert len(own) == (0 if detail == "tones" else 1)  # approval and order are one paragraph
        assert after[len(own)].start_ms - (own[-1].end_ms if own else end + 1400) >= 2500


@every
def test_a_switch_or_rest_leaves_time_to_move(name, language, detail, pace):
    timeline, _ = lay(name, language, detail, pace)
    heard = [e for e in timeline.sounding if e.tone != "attention"]
    rests = [e for e in timeline.events if e.kind == "rest"]
    assert rests
    for rest in rests:
        last = max(e.end_ms for e in heard if rest.start_ms <= e.start_ms < rest.end_ms)
        assert min(e.start_ms for e in heard if e.start_ms >= last) - last >= 4000


@every
def test_a_pause_follows_whatever_asks_for_a_movement(name, language, detail, pace):
    timeline, _ = lay(name, language, detail, pace)
    rests = [(e.start_ms, e.end_ms) for e in timeline.events if e.kind == "rest"]
    for one in between(name, language, detail, pace):
        if one.side is None or any(start <= one.start_ms < end for start, end in rests):
            continue
        following = [e.start_ms for e in timeline.sounding if e.start_ms >= one.end_ms and e.tone != "attention"]  # fmt: skip
        assert min(following) - one.end_ms >= 1200, one.text


SIT = {"en": r"\bhave a seat\b", "de": r"\bsetz dich\b", "es": r"\bsiéntate\b"}


@every
def test_first_sit_then_talk(name, language, detail, pace):
    first, second = said(name, language, detail, pace)[:2]
    assert re.search(SIT[language], first.text.lower())
    assert first.start_ms <= 15_000
    assert second.start_ms - first.end_ms >= 8000


# Quiet


@every
def test_words_come_in_no_heaps(name, language, detail, pace):
    since = until = 0
    for one in between(name, language, detail, pace):
        if one.start_ms - until >= 1000:
            since = one.start_ms
        until = one.end_ms
        assert until - since <= 12_000, one.text
    telling = [e for e in said(name, language, detail, pace) if len(e.text.split()) > 1]
    for one in telling:
        near = [e for e in telling if 0 <= e.start_ms - one.start_ms <= 30_000]
        assert sum(len(e.text.split()) for e in near) <= 65, one.text


@every
def test_a_chapter_comes_to_its_work_soon(name, language, detail, pace):
    timeline, _ = lay(name, language, detail, pace)
    starts = [start for _, start, _ in work(name, language, detail, pace)]
    for number, (mark, after) in enumerate(pairwise(timeline.chapters)):
        begins = min((s for s in starts if mark.start_ms <= s < after.start_ms), default=0)
        if not begins:
            assert number == 0  # the welcome
            continue
        assert begins - mark.start_ms <= (60_000 if number == 1 else 52_000), mark.title
        told = [
            e for e in said(name, language, detail, pace) if mark.start_ms <= e.start_ms < begins
        ]
        assert sum(e.end_ms - e.start_ms for e in told) <= 36_000, mark.title


@every
def test_silence_is_never_so_long_that_one_wonders(name, language, detail, pace):
    timeline, _ = lay(name, language, detail, pace)
    spans = [(start, end) for _, start, end in work(name, language, detail, pace)]
    for one, then in pairwise(timeline.sounding):
        if not any(start <= one.end_ms < end for start, end in spans):
            assert then.start_ms - one.end_ms <= 18_000


@every
def test_sentences_can_be_followed(name, language, detail, pace):
    for one in said(name, language, detail, pace):
        for sentence in re.split(r"(?<=[.!?])\s+", one.text):
            assert len(sentence.split()) <= 14, sentence


# In the hold


HALF = {"en": "halfway", "de": "hälfte", "es": "mitad"}


@every
def test_halfway_is_told_in_every_hold(name, language, detail, pace):
    timeline, _ = lay(name, language, detail, pace)
    for event, start, end in work(name, language, detail, pace):
        if event.kind == "hold":
            near = [e for e in timeline.sounding if abs(e.start_ms - (start + end) / 2) <= 1500]
            assert any(e.tone == "halfway" or (e.kind == "say" and HALF[language] in e.text.lower()) for e in near)  # fmt: skip


@every
def test_a_hold_is_mostly_silence(name, language, detail, pace):
    timeline, _ = lay(name, language, detail, pace)
    for event, start, end in work(name, language, detail, pace):
        if event.kind != "hold":
            continue
        inside = [e for e in timeline.sounding if start <= e.start_ms <= end]
        told = [e for e in inside if e.kind == "say" and e.start_ms < end - 6000]
        share = sum(e.end_ms - e.start_ms for e in told) / (end - start - 6000)
        assert share <= (0.4 if end - start >= 40_000 else 0.5)
        assert all(len(e.text.split()) <= 10 for e in told)
        if event.side == "right" and end - start >= 40_000:
            words = [e for e in inside if e.tone != "attention"]
            assert max(b.start_ms - a.end_ms for a, b in pairwise(words)) >= 10_000


# What is due to somebody who works


NUMBERS = {
    "en": {5: "five", 8: "eight", 30: "thirty", 40: "forty", 45: "forty-five", 60: "one minute"},
    "de": {5: "fünf", 8: "acht", 30: "dreißig", 40: "vierzig", 45: "fünfundvierzig", 60: "eine minute"},
    "es": {5: "cinco", 8: "ocho", 30: "treinta", 40: "cuarenta", 45: "cuarenta y cinco", 60: "un minuto"},
}  # fmt: skip


@spoken
def test_the_dose_is_said_before_it_begins(name, language, detail, pace):
    since = 0
    for event, start, end in work(name, language, detail, pace):
        dose = (end - start) // 1000 if event.kind == "hold" else event.asked
        told = " ".join(e.text.lower() for e in said(name, language, detail, pace) if since <= e.start_ms < start)  # fmt: skip
        if event.side == "left" and event.round == 1:
            assert re.search(rf"\b{NUMBERS[language][dose]}\b", told)
        since = end


@spoken
def test_somebody_is_glad_about_every_hold_and_series(name, language, detail, pace):
    praise = Counter()
    for event, _, end in work(name, language, detail, pace):
        own = [e for e in said(name, language, detail, pace) if end <= e.start_ms < end + 8000]
        assert scene(own[0]) == scene(event)
        praise[event.round, re.split(r"(?<=[.!?])\s", own[0].text)[0]] += 1
    assert max(praise.values()) <= 2
    assert len(praise) >= 4


ENDS = {
    "en": ("two more", "last one"),
    "de": ("noch zwei", "letztes mal"),
    "es": ("dos más", "la última"),
}


@every
def test_the_end_of_a_series_is_told_before_it(name, language, detail, pace):
    events = lay(name, language, detail, pace)[0].events
    two, last = ENDS[language]
    for event, start, end in work(name, language, detail, pace):
        if event.kind == "hold":
            continue
        reps = [e for e in events if e.kind == "rep" and start <= e.start_ms < end]
        told = [(e.text.lower(), e.start_ms) for e in events if e.kind == "say" and start <= e.start_ms < end]  # fmt: skip
        [at] = [at for text, at in told if last in text]
        assert reps[-2].start_ms < at < reps[-1].start_ms
        before = [at for text, at in told if two in text]
        assert len(before) == (detail != "tones" and event.asked >= 7)
        assert all(reps[-3].start_ms < at < reps[-2].start_ms for at in before)


@every
def test_tones_have_one_meaning_each(name, language, detail, pace):
    timeline, _ = lay(name, language, detail, pace)
    for one, then in pairwise(timeline.sounding):
        if one.tone == "attention":
            assert then.kind == "say"
            assert then.start_ms - one.start_ms <= 900
    known = {
        "chime",
        "start",
        "halfway",
        "end",
        "tick",
        "beat",
        "return",
        "series-end",
        "attention",
    }
    assert {e.tone for e in timeline.sounding if e.kind == "tone"} <= known


# What a phone shows


NAMES = {"en": ("Left", "Right"), "de": ("Links", "Rechts"), "es": ("Izquierda", "Derecha")}


@every
def test_chapters_tell_side_and_exercise(name, language, detail, pace):
    titles = [mark.title for mark in lay(name, language, detail, pace)[0].chapters]
    assert max(map(len, titles)) <= 32
    assert len(set(titles)) == len(titles)
    assert {title.partition(":")[0] for title in titles[1:-1]} == set(NAMES[language])


# The session that is built when nobody asks for anything


@pytest.mark.parametrize("pace", PACES)
def test_the_default_session(pace):
    which = "hip-rotation", "en", "full", pace
    holds = [start for event, start, _ in work(*which) if event.kind == "hold"]
    assert holds[0] <= 110_000
    [lift] = [s for e, s, _ in work(*which) if (e.exercise, e.side) == ("internal-rotation-lift", "left")]  # fmt: skip
    chapter = max(m.start_ms for m in lay(*which)[0].chapters if m.start_ms <= lift)
    assert lift - chapter <= 45_000
    told = [e for e in said(*which) if chapter <= e.start_ms < lift]
    assert sum(e.end_ms - e.start_ms for e in told) <= 25_000
    talk, whole = shares(*which)
    assert talk / whole <= 0.55
