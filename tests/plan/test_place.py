"""Cues on the timeline."""

from itertools import pairwise

import pytest
from msgspec import UNSET

from voiceguide.errors import FitError, LongSession, ScriptError
from voiceguide.plan.laid import LaidBlocks
from voiceguide.plan.place import measure_length, place
from voiceguide.scene import Scene
from voiceguide.script.cue import Pause, Source
from voiceguide.script.parse import parse_script
from voiceguide.tones import TONES, tone_length


def length_of(sound):
    """100 ms a letter, and exact tones: easy to add up."""
    if sound.tone:
        return TONES[sound.tone]
    return round(100 * len(sound.text) / sound.speed)


def lay(script, **options):
    timeline, notices = place(parse_script(script, "s"), length_of, **options)
    rows = [
        (e.start_ms, e.end_ms, e.kind, e.text or e.tone or e.rep or "") for e in timeline.events
    ]
    return rows, [notice.said for notice in notices], timeline


WAKE = (0, 320, "tone", "attention")
"""What goes before the first words of a session."""

TABLE = {
    "a tone goes before the first words": ("Hello", [WAKE, (504, 1004, "say", "Hello")]),
    "in a chapter of theirs": ("[pause 2s]\n# One\nHello", [(2016, 2336, "tone", "attention"), (2520, 3020, "say", "Hello")]),
    "in the pause before them": ("[pause 2s]\nHello", [(1512, 1832, "tone", "attention"), (2016, 2516, "say", "Hello")]),
    "a pause that is too short for it": ("[pause 480ms]\nHello", [(480, 800, "tone", "attention"), (984, 1484, "say", "Hello")]),
    "a pause that is just long enough": ("[pause 500ms]\nHello", [(0, 320, "tone", "attention"), (504, 1004, "say", "Hello")]),
    "at the very start of a hold, when its tone is over": (
        "[hold 5s]\n0s | Hi\n[end]",
        [(0, 5000, "hold", ""), (0, 700, "tone", "start"), (864, 1064, "say", "Hi"), (5000, 6400, "tone", "end")],
    ),
    "a chapter adds nothing": ("[pause 2.5s]\n# One\n[tone tick]", [(3000, 3090, "tone", "tick")]),
    "a rest adds nothing": ("[rest 3s]\n[tone tick]", [(0, 3000, "rest", ""), (3000, 3090, "tone", "tick")]),
    "and takes nothing": ("[rest 2.401s]\n[tone tick]", [(0, 2401, "rest", ""), (2424, 2514, "tone", "tick")]),
    "a pause adds nothing": ("[tone tick]\n[pause 2.31s]\n[tone tick]", [(0, 90, "tone", "tick"), (2400, 2490, "tone", "tick")]),
    "the gap is exact": ("Twelve signs\n\nHi", [WAKE, (504, 1704, "say", "Twelve signs"), (2304, 2504, "say", "Hi")]),
    "a short rest waits a fifth of it": (
        "[tone tick]\n[pause 0s]\n[rest 1.2s]\nHi\n[end]",
        [(0, 90, "tone", "tick"), (90, 1290, "rest", ""), (336, 536, "say", "Hi")],
    ),
    "again and again, from the start of the hold": (
        "[pause 2.4s]\n[hold 9s]\nevery 3s | Hi\n[end]",
        [
            (2400, 11400, "hold", ""), (2400, 3100, "tone", "start"), (5400, 5600, "say", "Hi"),
            (8400, 8600, "say", "Hi"), (11400, 12800, "tone", "end"),
        ],
    ),
    "a later chapter of its own after a silence": (
        "[tone tick]\n# A\n[pause 9s]\n# B\nHi",
        [(0, 90, "tone", "tick"), (10012, 10332, "tone", "attention"), (10512, 10712, "say", "Hi")],
    ),
    "not where a tone comes first": ("[tone tick]\nHello", [(0, 90, "tone", "tick"), (408, 908, "say", "Hello")]),
    "nor a hold": ("[hold 2s]\n1s | Hi\n[end]", [(0, 2000, "hold", ""), (0, 700, "tone", "start"), (1008, 1208, "say", "Hi"), (2000, 3400, "tone", "end")]),
    "a gap follows a paragraph": ("Hello\n\nWorld\n", [WAKE, (504, 1004, "say", "Hello"), (1608, 2108, "say", "World")]),
    "a pause replaces the gap": ("Hello\n[pause 3s]\nWorld", [WAKE, (504, 1004, "say", "Hello"), (4008, 4508, "say", "World")]),
    "a short pause is kept short": ("Hello\n[pause 0.1s]\nWorld", [WAKE, (504, 1004, "say", "Hello"), (1104, 1604, "say", "World")]),
    "a chapter starts on a whole second": ("Hello\n# Two\nWorld", [WAKE, (504, 1004, "say", "Hello"), (2016, 2516, "say", "World")]),
    "a gap follows a tone that stands alone": ("[tone tick]\n[tone tick]\n[pause 0s]\nHello", [(0, 90, "tone", "tick"), (408, 498, "tone", "tick"), (504, 1004, "say", "Hello")]),
    "a hold is exact": ("[hold 37s]\n[end]", [(0, 37000, "hold", ""), (0, 700, "tone", "start"), (37000, 38400, "tone", "end")]),
    "a half second too": ("[hold 41.5s]\n[end]", [(0, 41500, "hold", ""), (0, 700, "tone", "start"), (41500, 42900, "tone", "end")]),
    "from the start": (
        "[hold 20s]\n5s | Hello\n[end]",
        [
            (0, 20000, "hold", ""),
            (0, 700, "tone", "start"),
            (4992, 5492, "say", "Hello"),
            (20000, 21400, "tone", "end"),
        ],
    ),
    "a rest counts its words": (
        "[tone tick]\n[rest 5s]\nHello\n[end]\nWorld",
        [(0, 90, "tone", "tick"), (90, 5090, "rest", ""), (504, 1004, "say", "Hello"), (5112, 5612, "say", "World")],
    ),
    "words begin a session in a rest": (
        "[rest 5s]\nHello\n[end]",
        [(408, 728, "tone", "attention"), (504, 5504, "rest", ""), (912, 1412, "say", "Hello")],
    ),
    "a rest alone": ("[rest 5s]\nWorld", [(0, 5000, "rest", ""), (4512, 4832, "tone", "attention"), (5016, 5516, "say", "World")]),
}  # fmt: skip


ENTERED = {
    "with the next sentence": ("Sit.\n\n[enter]\nGo in.\n\nBreathe.\n[pause 3s]\n[hold 9s]\n[end]", 1512),
    "without one": ("Sit.\n[enter]\n[pause 3s]\n[hold 9s]\n[end]", 904),
    "a tone is no sentence": ("Sit.\n[enter]\n[tone bell]\n[hold 9s]\n[end]", 904),
    "a sentence in a rest": ("Sit.\n[enter]\n[rest 3s]\n-1s | Go in.\n[end]\n[hold 9s]\n[end]", 2904),
    "in another chapter": ("Sit.\n[enter]\n# In\nGo in.\n[hold 9s]\n[end]", 2016),
    "at the very start": ("[enter]\n[hold 9s]\n[end]", 0),
    "nobody says": ("Go in.\n[hold 9s]\n[end]", UNSET),
}  # fmt: skip


@pytest.mark.parametrize(("script", "entered"), ENTERED.values(), ids=ENTERED)
def test_when_the_body_goes_in(script, entered):
    timeline = lay(script + "\n[hold 9s]\n[end]")[2]
    holds = [event for event in timeline.events if event.kind == "hold"]
    assert [hold.entered_ms for hold in holds] == [entered, UNSET]
    # and it moves nothing
    assert lay(script.replace("[enter]", ""))[0] == lay(script)[0]


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("[enter]\nGo in.", "s:1: [enter] is followed by no hold"),
        ("[hold 9s]\n[end]\n[enter]", "s:3: [enter] is followed by no hold"),
        ("[enter]\n[reps 2]\n[end]", "s:1: [enter] is followed by no hold"),
        ("[enter]\nGo.\n[enter]\n[hold 9s]\n[end]", "s:3: [enter] stands twice before one hold: the other is s:1"),
    ],
)  # fmt: skip
def test_entering_without_a_hold(script, message):
    with pytest.raises(ScriptError) as caught:
        lay(script)
    assert str(caught.value).startswith(message)


def test_the_hold_of_another_exercise_is_none():
    scenes = [Scene("fold", "stretch", side, 1, 1) for side in ("left", "right")]
    cues = [
        *parse_script("[enter]\nGo in.", "a", scenes[0]),
        *parse_script("Now.\n[hold 9s]\n[end]", "b", scenes[1]),
    ]
    with pytest.raises(ScriptError, match="a:1"):
        place(cues, length_of)
    told = []
    timeline, _ = place(cues, length_of, complain=told.append)
    assert [str(one).partition(" [")[0] for one in told] == ["a:1:"]
    assert [event.text for event in timeline.events if event.kind == "say"] == ["Go in.", "Now."]


def test_a_switch_may_say_it_for_the_exercise_after_it():
    scene = Scene("fold", "stretch", "left", 1, 1)
    cues = [
        *parse_script("[enter]\nGo in.", "switch", scene),
        *parse_script("[hold 9s]\n[end]", "fold", scene),
    ]
    [hold] = [event for event in place(cues, length_of)[0].events if event.kind == "hold"]
    assert (hold.entered_ms, hold.lead_ms) == (504, hold.start_ms - 504)


def test_a_wording_there_is_never_time_for_is_told_to_whoever_checks():
    script = (
        "[reps 3 tempo 1-0-1]\nup | Much too long here. / Also long. / In.\n1 | Go. / G\n[end]\n"
        "[hold 9s]\n5s | Fine so far. / Fine.\n[end]"
    )
    assert lay(script)[1] == []
    told = []
    lay(script, complain=told.append)
    assert [one.said.partition(":")[2] for one in told] == [
        f"2: {text!r} is never said in this session: there is no time for it. "
        "Make it shorter, or begin what follows later."
        for text in ("Much too long here.", "Also long.")
    ]


@pytest.mark.parametrize(("script", "rows"), TABLE.values(), ids=TABLE)
def test_table(script, rows):
    assert lay(script)[0] == rows


@pytest.mark.parametrize(
    ("pattern", "times"),
    [
        ("4-6", [(1000, "inhale"), (5000, "exhale"), (11000, "inhale"), (15000, "exhale")]),
        ("4-7-8", [(1000, "inhale"), (12000, "exhale")]),
        ("4-4-4-4", [(1000, "inhale"), (9000, "exhale"), (17000, "inhale")]),
    ],
)
def test_breath_tones(pattern, times):
    rows, _, timeline = lay(f"[hold 19s]\nbreathe {pattern}\n[end]")
    assert [(e.due_ms, e.tone) for e in timeline.events if e.due_ms is not UNSET] == times
    breaths = [(at, name) for at, _, _, name in rows if name in {"inhale", "exhale"}]
    assert [(round(at, -2), name) for at, name in breaths] == times  # on the grid of frames
    assert all(at % 24 == 0 for at, _ in breaths)


def test_spoken_breaths_are_held_too():
    rows, _, _ = lay("[hold 16s]\nbreathe 4-4-4-4 | In. | Out.\n[end]")
    assert [(round(at, -2), name) for at, _, kind, name in rows if kind == "say"] == [
        (1000, "In."),
        (9000, "Out."),
    ]


def test_without_tones_nothing_waits_for_them():
    def none(sound):
        return tone_length(sound.tone, "none") if sound.tone else length_of(sound)

    script = "[tone chime]\n[hold 20s]\n5s | Hello\nbreathe 4-6\n[end]\nWorld"
    timeline, notices = place(parse_script(script, "s"), none, attention=1000)
    rows = [(e.start_ms, e.kind, e.text or e.tone or "") for e in timeline.events]
    assert rows == [
        (312, "hold", ""), (1320, "tone", "inhale"), (5304, "say", "Hello"), (5304, "tone", "exhale"),
        (11304, "tone", "inhale"), (15312, "tone", "exhale"), (20928, "say", "World"),
    ]  # fmt: skip
    assert notices == ()


def test_what_does_not_fit_without_tones_is_told():
    def none(sound):
        return tone_length(sound.tone, "none") if sound.tone else length_of(sound)

    script = "[hold 5s]\n4s | A sentence that is far too long\n[end]"
    timeline, [notice] = place(parse_script(script, "s"), none)
    assert [event.kind for event in timeline.events] == ["hold"]
    assert str(notice).endswith("does not fit into 0.8 s; it is left out: tones are off.")


@pytest.mark.parametrize("block", ["[hold 5.9s]", "[rest 5s]"])
def test_the_shortest_block_for_a_countdown(block):
    rows, notices, timeline = lay(f"[tone tick]\n{block}\ncountdown 5\n[end]")
    numbers = [row[3] for row in rows if row[2] == "say"]
    assert numbers == ["five", "four", "three", "two", "one"]
    dues = [event.due_ms for event in timeline.events if event.kind == "say"]
    end = next(event.end_ms for event in timeline.events if event.kind in {"hold", "rest"})
    assert dues == [end - 1000 * n for n in (5, 4, 3, 2, 1)]
    assert notices == []


def test_a_rest_breathes_too():
    rows, _, _ = lay("[rest 12s]\nbreathe 4-6\n[end]\n[rest 9s]\nbreathe 4-6 | In | Out\n[end]")
    assert [(row[0], row[3]) for row in rows if row[3] in {"inhale", "exhale", "In", "Out"}] == [
        (1008, "inhale"), (4992, "exhale"), (13008, "In"), (16992, "Out"),
    ]  # fmt: skip


def test_countdown_ends_at_the_end_tone():
    rows, _, _ = lay("[hold 10s]\ncountdown 3\n[end]")
    assert [row for row in rows if row[2] == "say"] == [
        (7008, 7508, "say", "three"),
        (7992, 8292, "say", "two"),
        (9000, 9300, "say", "one"),
    ]


def test_reps_are_counted_on_the_beat():
    rows, _, _ = lay("[reps 2 tempo 2-0-2]\nup | Up\n[end]")
    assert rows == [
        (0, 700, "tone", "start"),
        (1000, 5000, "rep", 1),
        (1008, 1308, "say", "one"),
        (3000, 3200, "say", "Up"),
        (4992, 5292, "say", "two"),
        (5000, 9000, "rep", 2),
        (7008, 7208, "say", "Up"),
        (9000, 10800, "tone", "series-end"),
    ]


def test_beats_without_words_tick():
    rows, _, _ = lay("[reps 1 tempo 3-1-3]\n[end]")
    assert [(row[0], row[3]) for row in rows if row[2] == "tone"] == [
        (0, "start"), (4000, "beat"), (5000, "return"), (8000, "series-end"),
    ]  # fmt: skip


def test_a_repetition_of_its_own_replaces_down_only():
    rows, _, _ = lay("[reps 2 tempo 3-0-3]\ndown | Low\nup | Up\n2 | Last\n[end]")
    said = [row[3] for row in rows if row[2] == "say"]
    assert said == ["one", "Low", "Up", "two", "Last", "Up"]


def test_an_attention_tone_goes_before_speech_after_silence():
    rows, _, _ = lay("Hello\n[pause 9s]\nWorld")
    assert rows[2:] == [(9508, 9828, "tone", "attention"), (10008, 10508, "say", "World")]
    for pause, attention, tones in (("7.99s", 8000, 1), ("8s", 8000, 2), ("7s", 1500, 2)):
        rows, _, _ = lay(f"Hello\n[pause {pause}]\nWorld", attention=attention)
        assert [row[3] for row in rows].count("attention") == tones


@pytest.mark.parametrize(
    ("line", "said", "speed"),
    [
        ("3s | 1234567890123456 / 12", "1234567890123456", 1.0),
        ("3s | 123456789012345678901 / 12", "12", 1.0),
        ("3s | 12345678901234567890", "12345678901234567890", 1.1),
    ],
)
def test_what_fits(line, said, speed):
    _, notices, timeline = lay(f"[hold 5s]\n{line}\n[end]")
    [event] = [event for event in timeline.events if event.kind == "say"]
    assert (event.text, event.sound.speed) == (said, speed)
    faster = f"s:2: {said!r} is said 10 % faster, to fit into 1.9 s."
    assert notices == ([faster] if speed != 1 else [])


def test_a_tone_when_no_words_fit():
    rows, notices, _ = lay("[hold 5s]\n3s | 1234567890123456789012345\n[end]")
    assert (3000, 3090, "tone", "tick") in rows
    assert notices == [
        "s:2: '1234567890123456789012345' does not fit into 1.9 s; [tone tick] sounds instead."
    ]


def test_an_error_when_nothing_fits():
    with pytest.raises(FitError) as caught:
        lay("[hold 5s]\n4.8s | 1234567890\n[end]")
    assert str(caught.value) == (
        "s:2: '1234567890' needs 0.9 s, there are 0.0 s. "
        "Give it more time, or add a shorter wording after ' / '."
    )


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("[hold 5s]\n5s | a\n[end]", "s:2: this line is heard at its end or later: the hold lasts 5s."),
        ("[hold 5s]\n-6s | a\n[end]", "s:2: this line is heard before its start: the hold lasts 5s."),
        ("[hold 5s]\n-5.001s | a\n[end]", "s:2: this line is heard before its start: the hold lasts 5s."),
        ("[hold 5s]\n99.999% | a\n[end]", "s:2: this line is heard at its end or later: the hold lasts 5s."),
        ("[rest 5s]\n5s | a\n[end]", "s:2: this line is heard at its end or later: the rest lasts 5s. Move it, or keep it for long ones: {% if rest.seconds > 5 %}."),
        ("[hold 5.899s]\ncountdown 5\n[end]", "s:2: countdown 5 needs a hold of 6s: this one lasts 5.899s, and begins with the start tone. Write countdown 4,"),
        ("[hold 1.9s]\ncountdown 2\n[end]", "s:2: countdown 2 needs a hold of 3s: this one lasts 1.9s, and begins with the start tone. Write countdown 1,"),
        ("[hold 1.8s]\ncountdown 1\n[end]", "s:2: countdown 1 needs a hold of 2s: this one lasts 1.8s, and begins with the start tone. Leave it out,"),
        ("[rest 4.999s]\ncountdown 5\n[end]", "s:2: countdown 5 needs a rest of 5s: this one lasts 4.999s. Write countdown 4,"),
        ("[reps 2]\n3 | a\n[end]", "s:2: there is no repetition 3: the series has 2."),
        ("[hold 15m]\n[end]\n" * 17, "s:31: the session grows longer than 4 h here. Take fewer rounds"),
    ],
)  # fmt: skip
def test_lines_outside_their_block(script, message):
    with pytest.raises(ScriptError) as caught:
        lay(script)
    assert str(caught.value).startswith(message)


def test_so_many_lines_and_no_more():
    cues = [Pause(0, Source("s", n)) for n in range(30_001)]
    assert place(cues[:-1], length_of)[0].events == ()
    with pytest.raises(LongSession, match=r"^s:30000: the session has more than 30000 lines"):
        place(cues, length_of)
    beats = parse_script("[hold 15m]\nbreathe 1-1\nevery 1s | a\nevery 1s | b\n[end]", "s")
    with pytest.raises(LongSession, match="more than 30000 lines"):
        place(beats * 14, length_of)


@pytest.mark.parametrize(("pause", "duration"), [("0.91s", 2000), ("0.911s", 3000)])
def test_a_session_ends_on_a_whole_second_after_one_of_silence(pause, duration):
    assert lay(f"[tone tick]\n[pause {pause}]")[2].duration_ms == duration


def test_four_hours_and_no_more():
    """The last second of them is silent."""
    cues = [Pause(899_000, Source("s", 1))] * 16 + [Pause(15_000, Source("s", 2))]
    place(cues, length_of)
    with pytest.raises(LongSession, match=r"^s:3: the session grows longer than 4 h here"):
        place([*cues, Pause(1, Source("s", 3))], length_of)


def test_what_is_wrong_is_left_out_and_told():
    told = []
    script = "# One\nHi / Ho\n[hold 5s]\n9s | a\n[end]\n[hold 5s]\n[end]"
    timeline, notices = place(parse_script(script, "s"), length_of, complain=told.append)
    assert [event.kind for event in timeline.events if event.kind == "hold"] == ["hold", "hold"]
    assert [str(one).split(":")[1] for one in told] == ["2", "4"]
    assert told[0] == notices[0]


@pytest.mark.parametrize(
    "script", ["", "Hi", "# One\nHi\n[hold 5s]\n1s | Hi\n[end]", "[hold 5s]\n9s | a\n[end]"]
)
def test_a_length_is_that_of_the_timeline(script):
    cues = parse_script(script, "s")
    timeline, _ = place(cues, length_of, complain=lambda problem: None)
    told = {"language": "en", "attention": 8000, "laid": LaidBlocks()}
    assert measure_length(cues, length_of, **told) == timeline.duration_ms


def test_phases_are_exact():
    script = "[hold 1m20s]\n[phases]\n60s | Rest\n10s press | Press\n10s lift\n[end]\n[end]"
    rows, _, _ = lay(script)
    assert rows == [
        (0, 80000, "hold", ""), (0, 700, "tone", "start"), (864, 1264, "say", "Rest"),
        (60000, 60400, "tone", "press"), (60552, 61052, "say", "Press"),
        (70000, 70400, "tone", "lift"), (80000, 81400, "tone", "end"),
    ]  # fmt: skip


@pytest.mark.parametrize("tempo", ["0-0-1", "1-0-0", "0-0-1.2", "0.5-0-0.5"])
@pytest.mark.parametrize("length", range(80, 700, 23))
def test_words_of_one_instant_leave_room_for_each_other(tempo, length):
    lines = "count | {n} / [tone tick]\nup | Up / [tone tick]\n2 | Last / [tone tick]"
    cues = parse_script(f"[reps 2 tempo {tempo}]\n{lines}\n[end]")
    lengths = {"one": length, "two": length + 7}
    timeline, _ = place(cues, lambda s: 90 if s.tone else lengths.get(s.text, 400))
    sounds = [(event.start_ms, event.end_ms) for event in timeline.sounding]
    assert all(stop + 150 <= start for (_, stop), (start, _) in pairwise(sounds))
    starts = [event.start_ms for event in timeline.events if event.kind == "rep"]
    late = [min(s - at for s, _ in sounds if s >= at - 12) for at in starts]
    assert all(-12 <= off <= 12 for off in late)


@pytest.mark.parametrize("first", [True, False])
def test_a_phase_begins_on_its_time_whatever_else_is_said_then(first):
    lines = ["50% | Halfway", "[phases]\n30s | Rest\n30s press | Press\n[end]"]
    rows, _, _ = lay("\n".join(["[hold 60s]", *lines[:: 1 if first else -1], "[end]"]))
    assert [row for row in rows if row[3] not in ("", "attention")][1:5] == [
        (864, 1264, "say", "Rest"), (29136, 29836, "say", "Halfway"),
        (30000, 30400, "tone", "press"), (30552, 31052, "say", "Press"),
    ]  # fmt: skip


def test_a_phase_too_close_to_the_start():
    with pytest.raises(ScriptError, match="s:4: this phase begins while the tone before it"):
        lay("[hold 30s]\n[phases]\n0.5s\n29.5s press\n[end]\n[end]")


def test_spoken_breathing_begins_with_the_breath_in():
    rows, _, _ = lay("[hold 20s]\nbreathe 4-6 | In | Out\n[end]")
    assert [row[3] for row in rows if row[2] == "say"] == ["In", "Out", "In", "Out"]
    assert rows[2][:1] == (1008,)


def test_events_come_in_the_order_they_start():
    script = "Hello\n[pause 4s]\n[rest 1s]\nWorld\n[pause 3s]\n[reps 1 tempo 1-0-1]\nup | Up\n[end]"
    rows, _, _ = lay(script, attention=1000)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def test_a_chapter_holds_the_tone_before_its_first_words():
    rows, _, timeline = lay("Hello\n[pause 9s]\n# Two\nWorld")
    assert timeline.chapters[1].start_ms == 11_000
    assert rows[2:] == [(11_020, 11_340, "tone", "attention"), (11_520, 12_020, "say", "World")]


@pytest.mark.parametrize(
    ("script", "marks"),
    [
        ("# One\nHello", [(0, "One")]),
        ("[pause 5s]\n# One\nHello", [(0, "T"), (5000, "One")]),
        ("Hello\n# One\nWorld", [(0, "T"), (2000, "One")]),
        ("Hello", [(0, "T")]),
    ],
)
def test_what_comes_before_the_first_chapter_is_one_too(script, marks):
    _, _, timeline = lay(script, title="T")
    assert [(mark.start_ms, mark.title) for mark in timeline.chapters] == marks


@pytest.mark.parametrize(("tone", "fits"), [(1000, True), (1001, False)])
def test_a_start_tone_as_long_as_its_hold(tone, fits):
    def long(sound):
        return tone if sound.tone == "start" else 100

    cues = parse_script("[hold 1s]\n[end]", "s")
    if fits:
        assert len(place(cues, long)[0].events) == 3
        return
    with pytest.raises(FitError) as caught:
        place(cues, long)
    assert (caught.value.needed_ms, caught.value.there_ms, caught.value.where) == (
        1001,
        1000,
        "s:1",
    )


@pytest.mark.parametrize(
    ("script", "chapters"),
    [
        ("Hello", [(0, "T")]),
        ("# One\nHello", [(0, "One")]),
        ("Hello\n# One\n# Two", [(0, "T"), (2000, "One"), (2000, "Two")]),
        ("", [(0, "T")]),
    ],
)
def test_chapters(script, chapters):
    timeline, _ = place(parse_script(script), length_of, title="T")
    assert [(mark.start_ms, mark.title) for mark in timeline.chapters] == chapters


@pytest.mark.parametrize(
    ("pause", "options", "tones"),
    [
        ("8s", {}, 2),
        ("7.976s", {}, 1),
        ("3.008s", {"attention": 3008}, 2),
        ("3.008s", {"attention": 3009}, 1),
    ],
)
def test_how_long_it_has_to_be_quiet(pause, options, tones):
    """The silence is just so long: both sentences start on a frame of their own accord."""
    rows, _, timeline = lay(f"Four\n[pause {pause}]\nWorld", **options)
    assert [row[3] for row in rows].count("attention") == tones
    said = [event for event in timeline.events if event.kind == "say"]
    assert said[1].start_ms - said[0].end_ms == round(float(pause[:-1]) * 1000)


def test_without_tones_words_begin_with_their_block():
    def none(sound):
        return tone_length(sound.tone, "none") if sound.tone else length_of(sound)

    script = "[hold 2.4s]\n0s | Hi\n[end]\n[pause 0s]\n[reps 1 tempo 1-0-0]\n[end]"
    timeline, _ = place(parse_script(script, "s"), none)
    assert [(e.start_ms, e.kind, e.text or e.rep or "") for e in timeline.events] == [
        (0, "hold", ""), (0, "say", "Hi"), (3400, "rep", 1), (3408, "say", "one"),
    ]  # fmt: skip
