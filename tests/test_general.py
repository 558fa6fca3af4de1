"""What is said without a script: the general script, and the built-in routines it tells.

What a listener needs of the built-in pairs stands in test_teaching.py; here it is for lists.
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
from voiceguide.routine.routine import Overrides, parse_overrides, parse_routine
from voiceguide.routine.settle import settle

SCRIPTS = Path(__file__).parent.parent / "scripts"
LISTS = sorted(
    path.parent.name
    for path in SCRIPTS.glob("[a-z]*/routine.toml")
    if "[[block]]" in path.read_text("utf-8")
)
LANGUAGES = ("en", "de", "es")
DETAILS = ("full", "brief", "tones")
COMBINATIONS = list(product(LISTS, LANGUAGES, DETAILS))

every = pytest.mark.parametrize(("name", "language", "detail"), COMBINATIONS)
spoken = pytest.mark.parametrize(
    ("name", "language", "detail"), [one for one in COMBINATIONS if one[2] != "tones"]
)
inside = pytest.mark.parametrize(("language", "detail"), list(product(LANGUAGES, DETAILS)))


def lay_out(routine, library, language, detail, pace=150, **settings):
    """The timeline of a routine, and what had to be made to fit."""
    asked = parse_overrides({"detail": detail, **settings}, {}, {})
    settled = settle(routine, Overrides(settings=asked.settings, language=language))
    rate = settled.settings.voice.rate * pace // 150
    cues = compose_cues(settled, library.reader(routine, language))
    return place(cues, lambda one: estimate(one, rate, language), language=language)


@cache
def lay(name, language, detail, pace=150):
    """The timeline of a built-in routine, and what had to be made to fit."""
    library = Library(name)
    return lay_out(library.load_routine(), library, language, detail, pace)


def tell(text, language="en", detail="full", **settings):
    """What is said and heard in a routine written here, from its first exercise to the closing."""
    library = Library("hip-rotation")
    timeline, notices = lay_out(parse_routine(text), library, language, detail, **settings)
    assert notices == ()
    begins, ends = timeline.chapters[1].start_ms, timeline.chapters[-1].start_ms
    return [e for e in timeline.events if begins <= e.start_ms < ends]


def words(events):
    """The sentences; a count has no full stop."""
    return [event.text for event in events if event.kind == "say" and event.text[-1] in ".!?"]


def work(name, language, detail):
    """Every hold and series of a list: (first event, start, end), in order."""
    events = [e for e in lay(name, language, detail)[0].events if e.action == "exercise"]
    done = [(e, e.start_ms, e.end_ms) for e in events if e.kind == "hold"]
    firsts = [e for e in events if e.kind == "rep" and e.rep == 1]
    done += [(e, e.start_ms, e.start_ms + e.asked * (e.end_ms - e.start_ms)) for e in firsts]
    assert done, "a session without work would hold all that is asked of it"
    return sorted(done, key=lambda one: one[1])


def said(name, language, detail):
    return [event for event in lay(name, language, detail)[0].events if event.kind == "say"]


# The built-in ones


def test_there_is_something_to_look_at():
    assert LISTS == ["hip-evening", "interval-walk", "neck-and-shoulders"]


@pytest.mark.parametrize("pace", [150, 143])
@every
def test_every_line_finds_its_room(name, language, detail, pace):
    assert lay(name, language, detail, pace)[1] == ()


SIDE = {
    "en": r"\b(left|right)\b",
    "de": r"\b(link|recht)(?:s|e[nmrs]?)\b",
    "es": r"\b(izquierd|derech)[oa]s?\b",
}
SIGN = {"left": "li", "right": "rd"}
"""What the words for a side begin with."""


def sides_in(text, language):
    found = re.findall(SIDE[language], text.lower())
    return {side for word in found for side, signs in SIGN.items() if word[0] in signs}


@every
def test_a_side_is_named_where_there_is_one(name, language, detail):
    since = 0
    for event, start, _ in work(name, language, detail):
        told = [e for e in said(name, language, detail) if since <= e.start_ms < start and e.scene.action == "exercise"]  # fmt: skip
        named = [sides_in(e.text, language) for e in told]
        assert [one for one in named if one] == ([{event.side}] if event.side else [])
        since = start
    for event in lay(name, language, detail)[0].events:
        if event.kind == "say" and event.side is None:
            assert not sides_in(event.text, language), event.text


@every
def test_both_sides_begin_alike(name, language, detail):
    leads = {}
    for event, start, _ in work(name, language, detail):
        if event.kind == "hold" and event.side:
            lead = start - event.entered_ms
            assert 3000 <= lead <= 8500, event
            leads.setdefault(event.exercise, []).append(lead)
    assert bool(leads) == (name != "interval-walk")
    assert all(abs(left - right) <= 500 for left, right in leads.values())


@every
def test_sentences_and_chapters_are_short(name, language, detail):
    for one in said(name, language, detail):
        assert all(len(s.split()) <= 14 for s in re.split(r"(?<=[.!?])\s+", one.text)), one.text
    titles = [mark.title for mark in lay(name, language, detail)[0].chapters]
    assert max(map(len, titles)) <= 32
    assert len(set(titles)) == len(titles)


NUMBERS = {
    "en": {6: "six times", 20: "twenty", 45: "forty-five", 60: "one minute", 120: "two minutes", 180: "three minutes"},
    "de": {6: "sechs mal", 20: "zwanzig", 45: "fünfundvierzig", 60: "eine minute", 120: "zwei minuten", 180: "drei minuten"},
    "es": {6: "seis veces", 20: "veinte", 45: "cuarenta y cinco", 60: "un minuto", 120: "dos minutos", 180: "tres minutos"},
}  # fmt: skip


@spoken
def test_the_dose_is_said(name, language, detail):
    since = 0
    for event, start, end in work(name, language, detail):
        dose = (end - start) // 1000 if event.kind == "hold" else event.asked
        told = " ".join(e.text.lower() for e in said(name, language, detail) if since <= e.start_ms < start + 2000)  # fmt: skip
        if event.side != "right" and event.set == 1:
            assert NUMBERS[language][dose] in told, event
        since = end


@spoken
def test_somebody_is_glad(name, language, detail):
    praise = Counter()
    following = [*work(name, language, detail)[1:], None]
    for (event, _, end), then in zip(work(name, language, detail), following, strict=True):
        own = [e for e in said(name, language, detail) if end <= e.start_ms < end + 3000 and e.scene == event.scene]  # fmt: skip
        sided = then is not None and then[0].exercise == event.exercise
        if name == "interval-walk" or event.exercise == "quiet-rest":
            assert own == []  # one goes on walking; nobody is praised for lying still
        elif name == "hip-evening" or not sided:
            praise[re.split(r"(?<=[.!?])\s", own[0].text)[0]] += 1
    assert max(praise.values(), default=0) <= 2


HALF = {"en": "halfway", "de": "hälfte", "es": "mitad"}


@every
def test_a_hold_tells_half_and_is_mostly_silence(name, language, detail):
    timeline, _ = lay(name, language, detail)
    for event, start, end in work(name, language, detail):
        if event.kind != "hold":
            continue
        told = [e for e in timeline.sounding if start <= e.start_ms < end]
        half = [e for e in told if abs(e.start_ms - (start + end) / 2) <= 1500]
        assert any(e.tone == "halfway" or (e.kind == "say" and HALF[language] in e.text.lower()) for e in half)  # fmt: skip
        talk = [e for e in told if e.kind == "say" and e.start_ms < end - 6000]
        assert sum(e.end_ms - e.start_ms for e in talk) <= 0.45 * (end - start - 6000)
        assert all(len(e.text.split()) <= 10 for e in talk)


SAFE = {
    ("neck-and-shoulders", "en"): ("dizzy", "stop"),
    ("neck-and-shoulders", "de"): ("schwindlig", "hör auf"),
    ("neck-and-shoulders", "es"): ("mareas", "déjalo"),
    ("interval-walk", "en"): ("traffic", "dizzy", "stop and get help"),
    ("interval-walk", "de"): ("verkehr", "schwindlig", "hol hilfe"),
    ("interval-walk", "es"): ("tráfico", "mareas", "pide ayuda"),
    ("hip-evening", "en"): ("inner side of a knee", "ease off"),
    ("hip-evening", "de"): ("innenseite eines knies", "geh ein stück zurück"),
    ("hip-evening", "es"): ("cara interna de una rodilla", "afloja"),
}


@every
def test_safety_words_at_every_level(name, language, detail):
    marks = lay(name, language, detail)[0].chapters
    opening = " ".join(
        e.text.lower() for e in said(name, language, detail) if e.start_ms < marks[1].start_ms
    )
    assert [one for one in SAFE[name, language] if one not in opening] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hip_evening_tells_what_is_felt(language):
    """exercise.cue.j2 of hip-evening knows its stretches by their titles."""
    felt = {"en": "feel", "de": "spürst", "es": "siente"}[language]
    seen = set()
    for event, start, end in work("hip-evening", language, "full"):
        told = [e.text for e in said("hip-evening", language, "full") if start < e.start_ms < end]
        if event.side != "right" and event.exercise != "quiet-rest":
            assert felt in told[0].lower(), event.exercise
            seen.add(event.exercise)
    assert len(seen) == 5


@pytest.mark.parametrize("name", LISTS)
def test_less_detail_is_fewer_words(name):
    for language in LANGUAGES:
        full, brief, tones = (
            sum(len(e.text.split()) for e in said(name, language, detail)) for detail in DETAILS
        )
        assert full > brief > tones > 0


def test_facts_have_a_source():
    for name in LISTS:
        comments = "".join(
            comment
            for path in (SCRIPTS / name).glob("*.j2")
            for comment in re.findall(r"\{#.*?#\}", path.read_text("utf-8"), re.DOTALL)
        )
        assert len(re.findall(r"\w+\.(?:com|ca|au|blog|ac\.jp|org)\S*/\w+", comments)) >= 1, name


# The general script

ONE = 'title = "T"\n[settings]\nrest = "{rest}"\n[[block]]\ndo = [{{ title = "Walk", hold = "20s", sides = "once" }}, {do}]\n'


def coming(do, rest="10s", **more):
    """What is said after the first exercise, which holds and is done once."""
    events = tell(ONE.format(do=do, rest=rest), **more)
    return [e for e in events if e.exercise != "walk"]


@pytest.mark.parametrize(
    ("do", "detail", "expected"),
    [
        ('{ title = "Bridge", reps = 2, sides = "once" }', "full",
         ["Next: Bridge.", "Two times.", "Good work."]),
        ('{ title = "Bridge", reps = 2, sides = "once" }', "brief",
         ["Bridge.", "Two times.", "Good work."]),
        ('{ title = "Bridge", reps = 2, sides = "once" }', "tones", ["Bridge."]),
        ('{ title = "Bridge", reps = 1, sides = "once", say = ["Lie down.", "Lift your hips."] }', "full",
         ["Next: Bridge.", "Lie down.", "Once.", "Lift your hips.", "Good work."]),
        ('{ title = "Bridge", reps = 1, sides = "once", say = ["Lie down.", "Lift your hips."] }', "brief",
         ["Bridge.", "Once.", "Lift your hips.", "Good work."]),
        ('{ title = "Lift", reps = 1, say = ["Lie down.", "Lift that leg."] }', "full",
         ["Next: Lift, left side.", "Lie down.", "Once.", "Lift that leg.",
          "Now the right side.", "Lift that leg.", "You kept going."]),
        ('{ title = "Lift, {{ side }}", reps = 1 }', "brief",
         ["Lift, left.", "Once.", "Now the right side.", "You kept going."]),
        ('{ title = "Upright row", reps = 1 }', "tones",
         ["Upright row, left side.", "Right side."]),
        ('{ title = "Lift", reps = 1, say = "Lift that leg." }', "tones",
         ["Lift, left side.", "Right side."]),
        ('{ title = "Lift", reps = 1, announce = false, say = "Lift that leg." }', "brief",
         ["Left side.", "Lift that leg.", "Now the right side.", "Lift that leg.", "You kept going."]),
    ],
)  # fmt: skip
def test_what_is_said(do, detail, expected):
    assert words(coming(do, detail=detail)) == expected


PACED = [
    ("en", "full", ["Box.", "A soft sound leads your breath, in and out.", "Halfway."]),
    ("en", "brief", ["Box.", "Halfway."]),
    ("en", "tones", ["Box."]),
    ("de", "full", ["Box.", "Ein leises Rauschen führt deinen Atem, ein und aus.", "Die Hälfte."]),
    ("es", "full", ["Box.", "Un sonido suave guía tu respiración.", "Vas por la mitad."]),
]


@pytest.mark.parametrize(("language", "detail", "expected"), PACED)
def test_a_breath_of_its_own_is_paced_and_nobody_counts_over_it(language, detail, expected):
    do = '{ title = "Box", hold = "64s", sides = "once", breath = "box", titles = { de = "Box", es = "Box" } }'
    events = coming(do, detail=detail, language=language)
    told = [one for one in words(events) if "Box" in one or one in expected]
    assert [one.rpartition(": ")[2] for one in told] == expected
    assert [e.tone for e in events if e.tone in ("inhale", "exhale")] == ["inhale", "exhale"] * 4
    assert not any(e.text in ("Ten more.", "five", "fünf", "cinco") for e in events)


def test_a_dose_that_the_title_has_is_not_said_twice():
    do = '{ title = "Plank, {{ hold }}", hold = "20s", sides = "once" }'
    assert words(coming(do))[:2] == ["Next: Plank, 20 seconds.", "Halfway."]


FLOW = """title = "T"
[settings]
side_order = "pair"
switch = "0s"
rest = "0s"
back_to_back = true
[[block]]
rounds = 2
do = [{ title = "Reach", hold = "5s" }, { title = "Lunge", hold = "5s", say = "{{ side }} foot back." },
      { title = "Dog", hold = "15s" }]
"""


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ("full", ["First: Reach, left side.", "Five seconds.", "Lunge. Left foot back.", "Dog, fifteen seconds.",
                  "Reach, right side.", "Lunge. Right foot back.", "Dog.",
                  "Reach, left side, two of two.", "Lunge. Left foot back.", "Dog.",
                  "Reach, right side.", "Lunge. Right foot back.", "Dog."]),
        ("tones", ["Reach, left side.", "Lunge.", "Dog.", "Reach, right side.", "Lunge.", "Dog.", "Reach, left side.", "Lunge.", "Dog.", "Reach, right side.", "Lunge.", "Dog."]),
    ],
)  # fmt: skip
def test_a_flow_names_every_pose_and_a_new_side_once(detail, expected):
    assert words(tell(FLOW, detail=detail)) == expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("0s", "Bridge."),
        ("1s", "Bridge."),
        ("10s", "Next: Bridge."),
        ("30s", "Rest for thirty seconds. Next: Bridge."),
    ],
)
def test_a_rest_of_any_length_announces_what_comes(rest, expected):
    events = coming('{ title = "Bridge", reps = 1, sides = "once" }', rest=rest)
    assert words(events)[0] == expected


ROUNDS = """title = "T"
[[block]]
rounds = 3
between = "20s"
do = [{ title = "Bridge", reps = [3, 2, 1], sides = "once", say = "Lift your hips." },
      { title = "Plank", hold = "10s", sides = "once" }]
"""


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Rest for twenty seconds. Set two of three. Next: Bridge."),
        ("de", "Pause, zwanzig Sekunden. Runde zwei von drei. Als Nächstes: Bridge."),
        ("es", "Descansa veinte segundos. Serie dos de tres. Luego: Bridge."),
    ],
)
def test_rounds_of_a_block(language, expected):
    text = ROUNDS.replace(
        'say = "',
        'titles = { de = "Bridge", es = "Bridge" }, says = { de = "H", es = "H" }, say = "',
    )
    told = [e.text for e in tell(text, language) if e.kind == "say"]
    assert [one for one in told if "Bridge" in one][1] == expected
    assert len([one for one in told if one in {"Lift your hips.", "H"}]) == 1  # in the first set


def test_each_round_says_its_own_number():
    told = words(tell(ROUNDS))
    assert [one for one in told if re.search(r"\btimes\.$|^Once\.$", one)] == [
        "Three times.", "Two times.", "Once.",
    ]  # fmt: skip


BACK = """title = "T"
[settings]
back_to_back = true
rest = "{rest}"
[[block]]
rounds = 2
do = [{{ title = "Run", hold = "30s", sides = "once", say = "Long steps." }},
      {{ title = "Walk", hold = "30s", sides = "once", say = "Slow steps." }}]
"""


@pytest.mark.parametrize(
    ("rest", "detail", "expected"),
    [
        ("15s", "full", ["First: Run.", "Thirty seconds.", "Long steps.", "Next: Walk. Thirty seconds. Slow steps.",
                         "Set two of two. Next: Run.", "Next: Walk."]),
        ("15s", "brief", ["Run.", "Thirty seconds.", "Long steps.", "Walk. Thirty seconds.", "Set two of two. Run.", "Walk."]),
        ("15s", "tones", ["Run.", "Walk.", "Run.", "Walk."]),
        ("0s", "full", ["First: Run.", "Thirty seconds.", "Long steps.", "Walk, thirty seconds.", "Slow steps.",
                        "Run, two of two.", "Walk."]),
        ("0s", "tones", ["Run.", "Walk.", "Run.", "Walk."]),
    ],
)  # fmt: skip
def test_back_to_back(rest, detail, expected):
    events = tell(BACK.format(rest=rest), detail=detail)
    told = [one for one in words(events) if not one.startswith(("Ten more", "Halfway"))]
    assert told == expected
    starts = [e.start_ms for e in events if e.kind == "hold"]
    every = 30_000 + int(rest[:-1]) * 1000
    assert [after - before for before, after in pairwise(starts)] == 3 * [every]


@inside
def test_in_every_language(language, detail):
    text = ONE.format(rest="10s", do='{ title = "Plank", hold = "10s" }')
    told = words(tell(text, language, detail))
    named = [sides_in(one, language) for one in told]
    assert [one for one in named if one] == [{"left"}, {"right"}]


@pytest.mark.parametrize(
    ("exercise", "shown"),
    [('title = "A", hold = "20s"', 3), ('title = "A", reps = 2', 5)],
)
def test_only_what_counts_is_shown_before_it_counts(exercise, shown):
    routine = parse_routine(f'title = "T"\n[[block]]\ndo = [{{ {exercise}, sides = "once" }}]\n')
    timeline, _ = lay_out(routine, Library("hip-rotation"), "en", "full")
    begins = timeline.chapters[1].start_ms
    tones = [e for e in timeline.events if e.kind == "tone" and e.start_ms < begins]
    assert len([e for e in tones if e.tone not in {"chime", "attention"}]) == shown


INCLUDED = """{% set felt = "You feel it in the calf." %}
{% set out = "Step up to the wall again." %}
{% include "_parts/exercise.cue.j2" %}
"""


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ("full", ["# Left: Calf stretch", "Calf stretch, left side.", "Twenty seconds.", "Heel down.",
                  "You feel it in the calf.", "Halfway.", "Good work. Step up to the wall again."]),
        ("brief", ["# Left: Calf stretch", "Calf stretch, left side.", "Twenty seconds.", "Heel down.", "Halfway.",
                   "Good work. Step up to the wall again."]),
    ],
)  # fmt: skip
def test_a_script_may_include_the_general_one(tmp_path, detail, expected):
    (tmp_path / "calf.cue.j2").write_text(INCLUDED)
    path = tmp_path / "mine.toml"
    path.write_text(
        'title = "T"\n[[block]]\ndo = [{ title = "Walk", hold = "9s", sides = "once" },\n'
        '{ exercise = "calf", title = "Calf stretch", hold = "20s", say = "Heel down." }]\n'
    )
    library = Library(str(path))
    timeline, _ = lay_out(library.load_routine(), library, "en", detail)
    mark, then = timeline.chapters[-3:-1]
    told = [e for e in timeline.events if mark.start_ms <= e.start_ms < then.start_ms]
    assert [f"# {mark.title}", *words(told)[:-1]] == expected  # and the order to change sides
